"""A script is played to the program, and what must never happen is looked for."""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyte

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import recording
from tests.program.monkey.line import Line
from tests.program.monkey.script import CSV, LEAVE, RECORDING, Act, Script, Size, kinds

ANSWER = 2.0
"""Seconds within which what was done last is answered."""
START = 20.0
"""Seconds within which the program shows something."""
MEMORY = 400_000_000
"""Bytes of memory that no session reaches."""
CELL = 20
"""Bytes for each cell of a window that may be written for an act, and for each frame of playing."""
LOOK = 0.003
LOOKS = 10
"""Times that a program that has done what it was told is seen doing nothing; seconds between."""
WHILE_PLAYING = 1.0
"""Seconds that an act gets if it has set off what does not come to an end."""
KEY = 0.04
"""Seconds that an act gets for each of its keys: one that is held down comes 25 times a second."""
WAITING = 8.0
"""Seconds for the keys that still wait: eighty of them, each for a search in the palette."""
FRAMES = 10
"""Frames of playing a second."""
ROWS = "x one,[b]two,\x1b[2Jthree,y\n" + "".join(f"{n},{n * n % 7},a,{n / 3}\n" for n in range(40))


@dataclass
class Played:
    """What a session did, and what it took."""

    done: Counter[str] = field(default_factory=Counter)
    """How much of each kind reached the program (`script.kinds`), and how often it was started."""
    bytes_written: int = 0
    memory: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Failure:
    """What should not have happened."""

    what: str
    screen: str
    """The last that was written, as it looks."""

    @property
    def kind(self) -> str:
        """What is the same when it happens again."""
        errors = re.findall(r"\b\w+(?:Error|Matches|Exception|Widget)\b", self.screen)
        return f"{self.what.split(':')[0]} {errors[-1] if errors else ''}".strip()


GDTUI = (sys.executable, "-m", "gdtui")


@cache
def recorded() -> str:
    """A recording with an edit in its past."""
    run = Run(RunConfig(objective="x^2 + 5*y^2", optimizer="momentum", learning_rate=0.02))
    events = [*run.advance(60), run.seek(20), run.edit(learning_rate=0.1)]
    return "\n".join(recording.lines([*events, *run.advance(30)]))


def play(script: Script, program: Sequence[str] = GDTUI) -> Played | Failure:
    """Play a script, leave, and say what it took or what went wrong.

    Where the program is left before the end of the script it is started again, as a person would:
    without arguments, in the same home.
    """
    began = time.monotonic()
    played = Played()
    arguments, size, acts = script.arguments, script.size, script.acts
    with TemporaryDirectory() as home:
        for name, text in ((CSV, ROWS), (RECORDING, recorded())):
            Path(name.replace("~", home)).write_text(text)
        while acts or not played.done:
            command = [*program, *(argument.replace("~", home) for argument in arguments)]
            with Line(command, *size, Path(home), {"PYTHONPATH": str(Path.cwd())}) as line:
                count, what = _session(acts, line)
                if what is not None:
                    return Failure(what, _looks(line.tail, size))
            played.done += kinds(acts[:count]) + Counter(starts=1)
            played.bytes_written += line.bytes_read
            played.memory = max(played.memory, line.memory_seen)
            size = next((act for act in reversed(acts[:count]) if isinstance(act, Size)), size)
            arguments, acts = (), acts[count:]
    played.seconds = time.monotonic() - began
    return played


def _session(acts: Sequence[Act], line: Line) -> tuple[int, str | None]:
    """Do what there is to do until the program is left: how many acts, and what went wrong."""
    if not _waited(line, lambda: b"\x1b[?1049h" in line.tail or line.exit_code is not None, START):
        return 0, "did not start"
    cells, allowed, began = 0, 1_000_000, time.monotonic()
    count = 0
    for count, act in enumerate(acts, 1):
        if isinstance(act, Size):
            line.resize(*act)
        else:
            line.type("".join(act))
        cells = max(cells, line.screen.columns * line.screen.lines)
        allowed += CELL * cells
        if not _settle(line, WHILE_PLAYING + KEY * len(act)):
            does = "computes" if line.computes() else "waits"
            return count, f"does not answer within {ANSWER:g} s: {does} after act {count}"
        line.look_at_memory()
        if line.exit_code is not None:
            break
    if line.exit_code is None:
        line.type(LEAVE)
        within = ANSWER + WAITING
        if not _waited(line, lambda: line.exit_code is not None, within):
            return count, f"does not leave within {within:g} s"
    allowed += int(CELL * cells * FRAMES * (time.monotonic() - began))
    return count, _what_it_left(line, allowed)


def _what_it_left(line: Line, allowed: int) -> str | None:
    """What is wrong with a program that has ended, if anything is."""
    if b"Traceback" in line.tail:
        return "traceback"
    if line.exit_code != 0:
        return f"exit code {line.exit_code}"
    if left := line.left():
        return f"left behind: {', '.join(left)}"
    if line.bytes_read > allowed:
        return f"too many bytes: {line.bytes_read:,} of {allowed:,}"
    if line.memory_seen > MEMORY:
        return f"too much memory: {line.memory_seen:,}"
    return None


def _settle(line: Line, seconds: float) -> bool:
    """Read until the program writes nothing and computes nothing, or plays on all the time.

    Whether it answers: one that plays on is asked.
    """
    over = _over(line, seconds)
    looks = 0
    while line.exit_code is None and looks < LOOKS:
        looks = 0 if line.read(LOOK) or line.computes() else looks + 1
        if over():
            return _answers(line)
    return True


def _answers(line: Line) -> bool:
    """Whether the program draws what it is asked to draw: the window gets a row, and loses it."""
    columns, rows, seen = line.screen.columns, line.screen.lines, line.bytes_read
    line.resize(columns, rows + 1)
    answers = _waited(line, lambda: line.bytes_read > seen or line.exit_code is not None, ANSWER)
    line.resize(columns, rows)
    return answers


def _waited(line: Line, done: Callable[[], bool], seconds: float) -> bool:
    """Read until something is so; whether it was so in time."""
    over = _over(line, seconds)
    while not done():
        line.read(0.02)
        if over():
            return done()
    return True


def _over(line: Line, seconds: float) -> Callable[[], bool]:
    """Tells whether so many seconds have passed by the program's clock, which is never fast."""
    began, before = time.monotonic(), line.clock()

    def over() -> bool:
        if time.monotonic() - began < seconds:
            return False
        return any(now - then > seconds for now, then in zip(line.clock(), before, strict=True))

    return over


def _looks(output: bytes, size: Size) -> str:
    """What a terminal shows after `output`, with what has scrolled away."""
    text = output.decode("utf-8", "replace")
    trace = text.rfind("Traceback")
    if trace >= 0:
        return re.sub(r"\x1b\[[0-9;?<>]*[A-Za-z]", "", text[max(0, trace - 4000) :])
    screen = pyte.Screen(size.columns, size.rows)
    pyte.ByteStream(screen).feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]", b"", output))
    return "\n".join(filter(None, (row.rstrip() for row in screen.display)))
