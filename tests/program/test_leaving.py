"""How the program ends: by a key, by a signal, by a line that drops; and what it leaves behind."""

import contextlib
import os
import re
import select
import shutil
import signal
import sqlite3
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.program.conftest import GDTUI, Open
from tests.program.terminal import ON_BY_ITSELF, Terminal

SECONDS = 3.0  # in which it is gone, on a machine that does other things meanwhile


def playing(terminal: Terminal) -> None:
    terminal.wait_for("step 0")
    terminal.type("n" + "]" * 9 + " ")
    terminal.wait_for("▶ max")


def stepped(terminal: Terminal) -> None:
    terminal.wait_for("step 0")
    terminal.type("n")
    terminal.wait_for("step 1")


def in_the_picker(terminal: Terminal) -> None:
    stepped(terminal)
    terminal.type("o")
    terminal.wait_for("adam")


def in_the_palette(terminal: Terminal) -> None:
    stepped(terminal)
    terminal.type(":")
    terminal.wait_for("Search for commands")


def on_a_page(terminal: Terminal) -> None:
    stepped(terminal)
    terminal.type("?")
    terminal.wait_for("Go back one step")


def in_the_quiz(terminal: Terminal) -> None:
    terminal.wait_for("type it; an empty line")


PLACES: list[tuple[Callable[[Terminal], None], tuple[str, ...]]] = [
    (playing, ("--lr", "1")),
    (stepped, ()),
    (in_the_picker, ()),
    (in_the_palette, ()),
    (on_a_page, ()),
    (in_the_quiz, ("quiz", "source-text")),
]
places = pytest.mark.parametrize(("go_there", "arguments"), PLACES)


def cpu_seconds(terminal: Terminal) -> float:
    """What the program has used of the processor."""
    fields = Path(f"/proc/{terminal.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def session(home: Path) -> Path:
    return home / ".local/state/gdtui/last-session.jsonl"


# The line drops


@places
def test_a_closed_window_ends_it_and_the_session_is_kept(
    opened: Open, tmp_path: Path, go_there: Callable[[Terminal], None], arguments: tuple[str, ...]
) -> None:
    terminal = opened(*arguments)
    go_there(terminal)
    terminal.close_window()
    assert terminal.wait_gone(SECONDS) == 128 + signal.SIGHUP
    assert session(tmp_path).exists() == (go_there is not in_the_quiz)


@places
def test_a_window_that_closes_without_a_signal_ends_it_too(
    tmp_path: Path, go_there: Callable[[Terminal], None], arguments: tuple[str, ...]
) -> None:
    """As with nohup, or when the shell between has died first."""
    deaf = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *GDTUI, *arguments]
    with Terminal(deaf, home=tmp_path) as terminal:
        go_there(terminal)
        terminal.close_window()
        assert terminal.wait_gone(SECONDS) == 128 + signal.SIGHUP
    assert session(tmp_path).exists() == (go_there is not in_the_quiz)


def test_ten_times_play_and_close_the_window(opened: Open) -> None:
    for _ in range(10):
        terminal = opened("--lr", "1")
        playing(terminal)
        terminal.close_window()
        terminal.wait_gone(SECONDS)


@pytest.mark.parametrize("leave", ["close", "ctrl+q"])
def test_a_file_that_is_being_read_holds_nothing_up(
    opened: Open, tmp_path: Path, leave: str
) -> None:
    large = tmp_path / "large.csv"
    large.write_text("x,y\n" + "0.123456,1.234567\n" * 2_000_000)
    terminal = opened("linear", "--data", "line")
    stepped(terminal)
    terminal.type("1")
    terminal.wait_for("┏━ 1 settings")
    terminal.type(f"\x1b[B\x15{large}\r")
    terminal.wait_for("reading")
    if leave == "close":
        terminal.close_window()
        terminal.wait_gone(SECONDS)
    else:
        terminal.press(leave)
        assert terminal.wait_exit(SECONDS + 2) == 0
    assert session(tmp_path).exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_a_terminal_that_reads_nothing_holds_nothing_up(opened: Open) -> None:
    """The line is stuck: what is written is waited for in vain. kill ends it nevertheless."""
    terminal = opened("--lr", "1", answers=False)
    playing(terminal)
    used = -1.0
    while used != (used := cpu_seconds(terminal)):  # until even playing waits for the line
        for columns in (81, 80):
            terminal.resize(columns, 24)
            select.select([], [], [], 0.1)
    terminal.send_signal(signal.SIGTERM)
    assert terminal.wait_gone(SECONDS) == 128 + signal.SIGTERM


def test_a_database_that_another_holds_does_not_hold_it(opened: Open, tmp_path: Path) -> None:
    terminal = opened("quiz", "source-text")
    in_the_quiz(terminal)
    terminal.type("\r")
    terminal.wait_for("[1 again")
    (path,) = tmp_path.rglob("reviews.db")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal.type("4")
        terminal.read(0.3)
        terminal.close_window()
        terminal.wait_gone(SECONDS)


# Signals


def assert_given_back(terminal: Terminal, modes: list[object]) -> None:
    """The terminal is as it was, and nothing was said that is no sentence."""
    assert terminal.left_on == ON_BY_ITSELF
    assert terminal.modes == modes
    assert b"Traceback" not in terminal.received
    assert not terminal.received.endswith(b"\x1b[?2026h")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM])
@pytest.mark.parametrize("go_there", [playing, in_the_picker])
def test_a_signal_gives_the_terminal_back(
    opened: Open, tmp_path: Path, go_there: Callable[[Terminal], None], number: signal.Signals
) -> None:
    terminal = opened("--lr", "1")
    modes = terminal.modes
    go_there(terminal)
    terminal.send_signal(number)
    if number == signal.SIGINT:
        terminal.send_signal(number)  # whoever is impatient presses it twice
    assert terminal.wait_exit(SECONDS) == 128 + number
    assert_given_back(terminal, modes)
    assert session(tmp_path).exists()


@pytest.mark.parametrize("leave", [signal.SIGTERM, "q", "\x11"])
def test_a_home_that_cannot_be_written_any_more(
    opened: Open, tmp_path: Path, leave: signal.Signals | str
) -> None:
    terminal = opened()
    stepped(terminal)
    folder = session(tmp_path).parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    if isinstance(leave, str):
        terminal.type(leave)
        assert terminal.wait_exit(SECONDS) == 0
    else:
        terminal.send_signal(leave)
        assert terminal.wait_exit(SECONDS) == 128 + leave
    _, left, below = terminal.received.rpartition(b"\x1b[?1049l")
    assert left
    said = f"gdtui: {folder}/{session(tmp_path).name} cannot be written (File exists)"
    assert below.replace(b"\r\n", b"").count(said.encode()) == 1


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM])
@pytest.mark.parametrize("moment", [0.1, 0.2, 0.4, 0.6, "first bytes"])
def test_a_signal_in_the_first_second(
    opened: Open, number: signal.Signals, moment: float | str
) -> None:
    terminal = opened()
    modes = terminal.modes
    if isinstance(moment, str):
        while not terminal.received:
            terminal.read(0.001)
    else:
        terminal.read(moment)
    terminal.send_signal(number)
    assert terminal.wait_exit(SECONDS) in (128 + number, -number)
    assert_given_back(terminal, modes)


def test_q_gives_the_terminal_back(opened: Open) -> None:
    terminal = opened()
    modes = terminal.modes
    stepped(terminal)
    assert {"1049", "1000", "1006", "2004", "keyboard 0"} <= terminal.left_on
    assert terminal.modes != modes
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert_given_back(terminal, modes)


@pytest.mark.parametrize(
    "name",
    ["xterm", "screen", "tmux-256color", "putty", "ms-terminal", "xterm-kitty", "vt100", "vt220"],
)
def test_terminals_by_their_names(opened: Open, name: str) -> None:
    terminal = opened(env={"TERM": name, "COLORTERM": ""})
    modes = terminal.modes
    stepped(terminal)
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert_given_back(terminal, modes)


@pytest.mark.parametrize(
    ("exported", "columns", "rows"), [({}, 80, 24), ({"COLUMNS": "100", "LINES": "30"}, 100, 30)]
)
def test_a_serial_line_does_not_know_its_size(
    tmp_path: Path, exported: dict[str, str], columns: int, rows: int
) -> None:
    no_size = ["sh", "-c", 'stty rows 0 cols 0; exec "$@"', "sh", *GDTUI]
    with Terminal(
        no_size, home=tmp_path, columns=100, rows=30, env={"TERM": "vt220", **exported}
    ) as terminal:
        terminal.wait_for(lambda _: terminal.lines[rows - 1].startswith("space Play"))
        assert max(len(line.rstrip()) for line in terminal.lines) == columns


# Stopped, and on again


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    """A shell with jobs, in which the program can be stopped."""
    with Terminal(["bash", "--norc", "-i"], home=tmp_path, env={"PS1": "$ "}) as terminal:
        terminal.wait_for("$ ")
        yield terminal


def stop_it(shell: Terminal, go_there: Callable[[Terminal], None]) -> None:
    """Begin the program in a shell, and press Ctrl+Z."""
    shell.type(" ".join(GDTUI) + "\r")
    go_there(shell)
    shell.type("\x1a")
    shell.wait_for("Stopped")


@pytest.mark.parametrize("go_there", [stepped, in_the_picker, in_the_palette])
def test_ctrl_z_suspends_and_fg_comes_back(
    shell: Terminal, go_there: Callable[[Terminal], None]
) -> None:
    stop_it(shell, go_there)
    assert not shell.left_on - ON_BY_ITSELF - {"2004"}, "2004 is bash's own"
    shell.type("echo $((6 * 7))\r")
    shell.wait_for("42")
    shell.type("clear\r")
    shell.wait_for(lambda text: "42" not in text)
    shell.type("bg; until jobs | grep -q Stopped; do sleep .1; done; echo $((7 * 8))\r")
    shell.wait_for("56")  # in the background it stops by itself
    shell.type("clear\r")
    shell.wait_for(lambda text: "56" not in text)
    shell.type("fg\r")
    shell.wait_for("q Quit")
    if go_there is not stepped:
        shell.wait_for(lambda text: "$ fg" not in text)
        shell.type("\x1b")
    shell.wait_for("= 6.2 − 0.1 · 6.4")
    shell.type("n")
    shell.wait_for("step 2")
    shell.type("q")
    shell.wait_for("$ ")
    shell.type("echo code $?\r")
    shell.wait_for("code 0")


def test_a_stopped_program_can_be_killed(shell: Terminal, tmp_path: Path) -> None:
    stop_it(shell, stepped)
    shell.type('kill %1; wait -f %1; echo "left with $?."\r')
    shell.wait_for(f"left with {128 + signal.SIGTERM}.")
    assert session(tmp_path).exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_a_stopped_program_goes_with_its_window(shell: Terminal, tmp_path: Path) -> None:
    stop_it(shell, stepped)
    shell.type("clear; echo pid $(jobs -p).\r")
    shell.wait_for(lambda text: re.search(r"pid \d+\.", text) is not None)
    found = re.search(r"pid (\d+)\.", shell.text)
    assert found is not None
    status = Path(f"/proc/{found[1]}/stat")
    shell.close_window()
    end = time.monotonic() + SECONDS
    while status.exists() and ") Z " not in status.read_text():
        assert time.monotonic() < end, "still there"
        select.select([], [], [], 0.02)
    assert session(tmp_path).exists()


def test_what_the_terminal_answers_late_is_not_typed_into_the_shell(tmp_path: Path) -> None:
    """On a line of 38,400 bit/s: q is pressed while the last frame is on its way."""
    line = Terminal(
        ["bash", "--norc", "-i"], home=tmp_path, env={"PS1": "$ "}, bits_per_second=38_400
    )
    with line:
        line.wait_for("$ ")
        line.type(" ".join(GDTUI) + "\r")
        line.wait_for("step 0")
        line.quiet(0.5)
        line.type("nnn")
        line.wait_for("step 3")
        line.type("q")
        line.wait_for("$ ")
        line.type("echo code $?\r")
        line.wait_for("code 0")
        assert re.search(r"\d;\d+R", line.text) is None, line.text


def test_where_nobody_could_wake_it_ctrl_z_does_not_stop_it(opened: Open) -> None:
    """A program that leads the session, as after `ssh -t host gdtui`."""
    terminal = opened()
    stepped(terminal)
    terminal.type("\x1a")
    terminal.quiet(0.3)
    terminal.type("n")
    terminal.wait_for("step 2")


def test_stopped_from_outside_it_comes_back_and_leaves_cleanly(opened: Open) -> None:
    terminal = opened()
    modes = terminal.modes
    stepped(terminal)
    terminal.quiet(0.3)
    terminal.send_signal(signal.SIGSTOP)
    terminal.wait_stopped()
    terminal.modes = modes  # as a shell does that has the terminal back
    terminal.screen.reset()
    terminal.send_signal(signal.SIGCONT)
    terminal.wait_for("= 6.2 − 0.1 · 6.4")
    assert not terminal.modes[3] & termios.ECHO  # type: ignore[operator]
    terminal.type("n")
    terminal.wait_for("step 2")
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert_given_back(terminal, modes)
