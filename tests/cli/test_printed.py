"""What is printed: shown where a terminal reads it, and byte for byte into a pipe or a file."""

import re
import sys
from pathlib import Path

import pytest

from gdtui.cli import console
from gdtui.cli.console import (
    Shown,
    clear,
    emit,
    note,
    progress,
    show_all_that_is_written,
)
from tests.cli.commands import Here, shell

EVIL = "\x1b]0;x\x07\x9b2J\u202e"
SHOWN = r"\x1b]0;x\x07\x9b2J\u202e"


def deck(home: Path) -> None:
    folder = home / ".local/share/gdtui/decks"
    folder.mkdir(parents=True)
    (folder / f"{EVIL}.toml").write_text(
        'title = "t"\n[[card]]\nid = "one"\nkind = "basic"\nquestion = "q"\nanswer = "a"\n'
    )


@pytest.fixture(autouse=True)
def _in_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_whoever_writes_a_line_writes_what_can_be_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_all_that_is_written()
    print(f"{EVIL}\tb\nc")
    sys.stdout.writelines([EVIL, "\n"])
    sys.stderr.write(EVIL)
    note(f"{EVIL}\nd")
    out, err = capsys.readouterr()
    assert out == f"{SHOWN}\tb\nc\n{SHOWN}\n"
    assert err == f"{SHOWN}gdtui: {SHOWN}\\nd\n"


def test_the_streams_are_wrapped_once(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show_all_that_is_written()
    before = sys.stdout
    show_all_that_is_written()
    assert sys.stdout is before
    monkeypatch.setattr(sys, "stdout", None)  # as after `gdtui run >&-`
    show_all_that_is_written()
    assert sys.stdout is None


@pytest.mark.parametrize(
    ("a_terminal", "data", "wanted"),
    [
        (True, True, f"{SHOWN}\n"),
        (True, False, f"{SHOWN}\n"),
        (False, True, f"{EVIL}\n"),
        (False, False, f"{SHOWN}\n"),
    ],
)
def test_only_data_goes_out_as_it_is_and_to_no_terminal(
    a_terminal: bool,
    data: bool,
    wanted: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show_all_that_is_written()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: a_terminal, raising=False)
    emit([EVIL], data=data)
    assert capsys.readouterr().out == wanted


def test_an_exported_deck_is_the_same_in_a_pipe_as_it_was(tmp_path: Path) -> None:
    deck(tmp_path)
    said = shell("deck", "export", EVIL, env={"HOME": str(tmp_path)})
    assert said.code == 0, said.err
    assert f"gdtui::{EVIL}" in said.out


def test_a_listing_is_shown_in_a_pipe_too(gdtui: Here, tmp_path: Path) -> None:
    deck(tmp_path)
    assert SHOWN in gdtui("deck", "list").out


def test_in_ascii_a_hidden_character_is_written_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    emit([f"η {EVIL}"])
    assert capsys.readouterr().out == f"lr {SHOWN}\n"


def test_a_terminal_that_has_ascii_alone_is_sent_nothing_else(
    gdtui: Here, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes: click its help, an error its name."""
    monkeypatch.setenv("LC_ALL", "C")
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    said = gdtui("--help")
    assert "NAME,..." in said.out
    assert said.out.isascii()
    note("η − 1")
    assert capsys.readouterr().err == "gdtui: lr - 1\n"


@pytest.mark.parametrize("term", ["dumb", "vt100"])
def test_only_a_terminal_that_can_draw_is_told_to(
    term: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    clear()
    with progress("data.csv") as tell:
        tell(0.5)
    written = capsys.readouterr()
    commands = ("\x1b[H\x1b[2J", "\rgdtui: reading data.csv: 50% \r\x1b[K")
    assert (written.out, written.err) == (("", "") if term == "dumb" else commands)


def test_every_line_of_the_command_line_is_written_by_the_console() -> None:
    """Elsewhere nobody names a stream but to ask what it is, nor takes what is beneath.

    But for the screen's own driver, which writes drawn cells, and the journal of a lab, a file.
    """
    names = re.compile(
        r"(?<![\w.])print\(|click\.echo|std(out|err)\.(write|buffer)|__std|os\.write|[._]beneath"
    )
    folder = Path(console.__file__).parents[1]
    for path in folder.rglob("*.py"):
        if path.name not in ("console.py", "journal.py") and path.parent.name != "terminal":
            assert not names.search(path.read_text()), path


def test_a_stream_that_shows_is_a_stream() -> None:
    shown = Shown(sys.__stdout__)  # type: ignore[arg-type]
    assert shown.encoding == sys.__stdout__.encoding  # type: ignore[union-attr]
