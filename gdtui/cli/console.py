"""Stdout, stderr, what is asked and answered there, and what the terminal can do."""

import contextlib
import os
import select
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FrameType
from typing import Any, NoReturn, TextIO, cast

import click

from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.glyphs import ascii_only as to_ascii
from gdtui.visible import visible_line, visible_text

DONE, FAILED, WRONG = 0, 1, 2
"""Exit codes."""
LONGEST_LINE = 4096  # characters of an answer
LONG = 60.0  # seconds from which it is said beforehand how long something takes
MOMENT = 0.05  # seconds of work between two looks at whether to go on


def open_streams() -> None:
    """Streams that were closed (`>&-`) have nothing to read and take nothing.

    Otherwise the next file that is opened, the database perhaps, would be stdout. COLUMNS and LINES
    that were exported count only where the terminal does not know its size, on a serial line.
    """
    for name in ("stdin", "stdout", "stderr"):  # in this order: each takes the lowest number
        if getattr(sys, name) is None:
            silent = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            stream = os.fdopen(silent, "r" if name == "stdin" else "w")
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
    with contextlib.suppress(OSError, ValueError):
        if all(os.get_terminal_size(sys.stdout.fileno())):
            os.environ.pop("COLUMNS", None)
            os.environ.pop("LINES", None)


# What the terminal can do


def can_draw(environ: Mapping[str, str]) -> bool:
    """Whether the terminal that the environment describes can draw a screen."""
    return environ.get("TERM", "") not in ("", "dumb", "unknown")


def has_a_screen() -> bool:
    """Whether a screen can be opened here; what is asked line by line needs none."""
    return can_draw(os.environ) and sys.stdin.isatty() and sys.stdout.isatty()


def need_a_screen() -> None:
    """A sentence for a terminal that cannot show a screen."""
    if has_a_screen():
        return
    other = "use `gdtui run`, which needs none"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException(f"the playground needs a terminal; {other}")
    term = os.environ.get("TERM") or "nothing"
    raise click.ClickException(
        f"TERM={term} says that this terminal cannot draw a screen; {other}, "
        "or set TERM to what it is, such as xterm-256color"
    )


def glyphs(*, ascii_only: bool = False, environ: Mapping[str, str] = os.environ) -> Glyphs:
    """What stdout can be sent."""
    return Glyphs.ASCII if ascii_only else Glyphs.suited(environ, encoding())


def columns() -> int:
    """How many characters a line of stdout has; 80 where it is no terminal."""
    return shutil.get_terminal_size((80, 24)).columns


def encoding() -> str:
    """How stdout encodes characters."""
    return sys.stdout.encoding or "ascii"


# What is written


class Shown:
    """A stream that shows what would command a terminal; `beneath` is the one that it writes to."""

    def __init__(self, beneath: TextIO, *, ascii_only: bool = False) -> None:
        self.beneath = beneath
        self._show = to_ascii if ascii_only else visible_text

    def write(self, text: str) -> int:
        """Write `text`, with nothing hidden in it."""
        return self.beneath.write(self._show(text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts one after another."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


def show_all_that_is_written() -> None:
    """From here on, whoever writes to stdout or stderr: names of files command no terminal, and
    one that has ASCII alone is sent nothing else.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, Shown):
            suited = Glyphs.suited(os.environ, stream.encoding or "ascii")
            plain = stream.isatty() and suited is Glyphs.ASCII
            setattr(sys, name, Shown(stream, ascii_only=plain))


def _beneath(stream: TextIO) -> TextIO:
    """For sequences that are meant to command, and for data that no terminal reads."""
    return cast("TextIO", getattr(stream, "beneath", stream))


def emit(lines: Iterable[str], *, ascii_only: bool = False, data: bool = False) -> None:
    """Write lines to stdout, in characters that it can show.

    `data` is for other programs: into a file or a pipe it goes as it is, unless ASCII is asked for.
    Whoever reads the lines may stop whenever they like.
    """
    plain = ascii_only if data else glyphs(ascii_only=ascii_only) is Glyphs.ASCII
    out = _beneath(sys.stdout) if data and not sys.stdout.isatty() else sys.stdout
    try:
        for line in lines:
            text = line if data else visible_line(line)
            out.write((to_ascii(text) if plain else text) + "\n")
        out.flush()
    except BrokenPipeError:
        mute_stdout()
        sys.exit(DONE)


def clear() -> None:
    """Empty the window, if there is one."""
    if sys.stdout.isatty() and can_draw(os.environ):
        out = _beneath(sys.stdout)
        out.write("\x1b[H\x1b[2J")
        out.flush()


def reader_leaves(within: float) -> bool:
    """Wait so many seconds, if nobody stops reading stdout before: `| head`, or a closed window."""
    gone = select.poll()
    gone.register(sys.stdout, 0)
    return bool(gone.poll(1000 * within))


def mute_stdout() -> None:
    """Nobody takes what is written; Python's own last flush must not complain about it."""
    _mute(sys.stdout)


def _mute(stream: TextIO) -> None:
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def note(text: str) -> None:
    """A line on stderr."""
    _say(f"gdtui: {visible_line(text)}\n")


def _say(text: str) -> None:
    """Write to stderr; if nobody takes it, what is done and the exit code stay what they are."""
    try:
        sys.stderr.write(text)
    except OSError:
        _mute(sys.stderr)


def fail(text: str, pointer: str | None = None, *, code: int = WRONG) -> NoReturn:
    """End with a line on stderr; `pointer` is two more, a text and a caret under it."""
    note(" ".join(text.split("\n")))
    if pointer:
        _say(pointer + "\n")
    sys.exit(code)


@contextlib.contextmanager
def progress(name: str, doing: str = "reading") -> Iterator[Callable[[float], None]]:
    """Tells on a terminal how much of a file has been read, if that takes more than a moment."""
    shown = False
    stderr = sys.stderr  # in whose place Textual puts one that calls itself a terminal
    if not (stderr.isatty() and can_draw(os.environ)):
        yield lambda _: None
        return

    def tell(share: float) -> None:
        nonlocal shown
        if share < 1:
            shown = True
            _beneath(stderr).write("\r")
            stderr.write(f"gdtui: {doing} {visible_line(name)}: {share:.0%} ")
            stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            _beneath(stderr).write("\r\x1b[K")


# What is answered


def ask(prompt: str) -> str | None:
    """The next line of stdin, without its end; None when there are no more."""
    if sys.stdin.isatty():
        sys.stdout.write(visible_line(prompt))
        sys.stdout.flush()
    else:
        emit([prompt.rstrip()])
    line = sys.stdin.readline(LONGEST_LINE)
    rest = line
    while rest and not rest.endswith("\n") and len(rest) == LONGEST_LINE:
        rest = sys.stdin.readline(LONGEST_LINE)  # nobody's answer is that long
    return line.rstrip("\r\n") if line else None


# How it ends


@contextlib.contextmanager
def ctrl_c() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed, so that a run can end properly; the second one ends at once."""
    pressed = False

    def press(_signal: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:  # as it is in the background
        signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        if before is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, before)


def end_by(number: signal.Signals) -> NoReturn:
    """End as the signal ends any program: a shell sees 128 + n, and ends its own loop too."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    sys.exit(128 + number)  # it is blocked, then
