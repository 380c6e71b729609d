"""What `gdtui doctor` finds, and what it says that means."""

import os
from pathlib import Path

import pytest

from gdtui.cli.doctor import findings
from gdtui.engine.config import RunConfig
from gdtui.files import paths
from gdtui.study.memory.store import Store


def said(**environ: str) -> str:
    return "\n".join(findings(environ))


def test_the_arithmetic_is_done_in_front_of_whoever_asks() -> None:
    assert "7 → 6.2 → 5.56, loss 16 → 10.24: right" in said()


def test_wrong_arithmetic_is_called_wrong() -> None:
    other = RunConfig(start=(7.0,), learning_rate=0.2)
    assert "WRONG" in "\n".join(findings({}, example=other))


def test_versions() -> None:
    assert "gdtui 0" in said()
    assert "textual 8" in said()


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"TERM": "dumb"}, "TERM=dumb: no screen; `gdtui run` works without one"),
        ({}, "TERM=not set: no screen"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "24 bit (COLORTERM=truecolor)"),
        ({"TERM": "xterm-256color"}, "256 (COLORTERM is not set"),
        ({"TERM": "linux"}, "16 (COLORTERM is not set): the theme is ansi-dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none, as NO_COLOR asks"),
        ({"LANG": "C"}, "charts are drawn with ascii"),
        ({"LANG": "C.UTF-8", "TERM": "xterm"}, "charts are drawn with braille"),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, "charts are drawn with blocks"),
        ({"TMUX": "socket,1,0"}, "set-clipboard on"),
        ({"SSH_CONNECTION": "1 2 3 4"}, "frames wait until the terminal"),
    ],
)
def test_what_the_terminal_can_do(environ: dict[str, str], says: str) -> None:
    assert says in said(**environ)


@pytest.mark.parametrize(
    ("columns", "says"), [(80, "every pane"), (70, "fewer panes"), (40, "one pane")]
)
def test_the_size(monkeypatch: pytest.MonkeyPatch, columns: int, says: str) -> None:
    size = os.terminal_size((columns, 24))
    monkeypatch.setattr("shutil.get_terminal_size", lambda: size)
    assert f"{columns}×24: {says}" in said()


def test_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "c" / "gdtui").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    found = said()
    assert f"{tmp_path}/c/gdtui: can be written" in found
    assert f"{tmp_path}/s/gdtui: can be made when needed" in found
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert (
        f"{tmp_path}/file/gdtui cannot be written (Not a directory): nothing will be kept" in said()
    )


def test_a_missing_package_is_named() -> None:
    assert "no-such-package MISSING" in "\n".join(findings({}, needed=("no-such-package",)))


def test_it_looks_at_what_was_learned() -> None:
    assert "nothing was asked yet" in said()
    Store(paths.reviews()).close()
    assert f"{paths.reviews()}: 0 answers" in said()
    paths.reviews().write_text("no database")
    found = said()
    assert "cards     " in found
    assert "0 answers" not in found


def test_every_setting_and_key_that_is_left_out_is_listed() -> None:
    paths.config().mkdir(parents=True)
    lines = ["[study]", "new_cards_a_day = -1", "[keys]", '"playground.step" = "alt+n"']
    (paths.config() / "settings.toml").write_text("\n".join(lines))
    found = said()
    assert "left out: " in found
    assert "settings.toml, line 2: " in found
    assert "settings.toml, line 4: 'alt+n' is lost over SSH" in found
