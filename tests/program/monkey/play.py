"""A script is played to the program, and what must never happen is looked for."""

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyte

from tests.program.monkey.line import Line
from tests.program.monkey.script import CSV, LEAVE, Script, Size

ANSWER = 2.0
"""Seconds within which what was done last is answered: the program's own, as the machine may be
busy with something else."""
PATIENCE = 60.0
"""Seconds after which it is not answered at all, however busy the machine is."""
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
WAITING = 80
"""Keys that may still be waiting behind what never comes to an end by itself."""
FRAMES = 10
"""Frames of playing a second."""
ROWS = "x one,[b]two,\x1b[2Jthree,y\n" + "".join(f"{n},{n * n % 7},a,{n / 3}\n" for n in range(40))


@dataclass(frozen=True)
class Played:
    """What a session took."""

    bytes_written: int
    memory: int
    seconds: float


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


def play(script: Script, program: Sequence[str] = GDTUI) -> Played | Failure:
    """Play a script, leave, and say what it took or what went wrong."""
    began = time.monotonic()
    with TemporaryDirectory() as home:
        data = Path(CSV.replace("~", home))
        data.write_text(ROWS)
        command = [*program, *script.arguments]
        with Line(command, *script.size, Path(home), {"PYTHONPATH": str(Path.cwd())}) as line:
            what = _session(script, line)
            if what is None:
                return Played(line.bytes_read, line.memory_seen, time.monotonic() - began)
            return Failure(what, _looks(line.tail, script.size))


def _session(script: Script, line: Line) -> str | None:
    """Play `script` on `line`, and say what went wrong, if anything did."""
    if not _waited(line, lambda: b"\x1b[?1049h" in line.tail or line.exit_code is not None, 20.0):
        return "did not start"
    cells, allowed, began = 0, 1_000_000, time.monotonic()
    for act in script.acts:
        if line.exit_code is not None:
            break
        if isinstance(act, Size):
            line.resize(*act)
        else:
            line.type("".join(act))
        cells = max(cells, line.screen.columns * line.screen.lines)
        allowed += CELL * cells
        _settle(line, WHILE_PLAYING + KEY * len(act))
    line.look_at_memory()
    if line.exit_code is None:
        line.type(LEAVE)
        within = ANSWER + KEY * WAITING
        if not _waited(line, lambda: line.exit_code is not None, within):
            return f"does not leave within {within:g} s"
    allowed += int(CELL * cells * FRAMES * (time.monotonic() - began))
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


def _settle(line: Line, seconds: float) -> None:
    """Read until the program writes nothing and computes nothing, or plays on all the time."""
    began, worked = time.monotonic(), line.cpu_seconds()
    looks = 0
    while line.exit_code is None and looks < LOOKS:
        looks = 0 if line.read(LOOK) or line.computes() else looks + 1
        waited = time.monotonic() - began
        if waited > PATIENCE or min(waited, line.cpu_seconds() - worked) > seconds:
            return


def _waited(line: Line, done: Callable[[], bool], seconds: float) -> bool:
    """Read until something is so; whether it was so in time."""
    began, worked = time.monotonic(), line.cpu_seconds()
    while not done():
        line.read(0.02)
        waited = time.monotonic() - began
        if waited > PATIENCE or min(waited, line.cpu_seconds() - worked) > seconds:
            return done()
    return True


def _looks(output: bytes, size: Size) -> str:
    """What a terminal shows after `output`, with what has scrolled away."""
    text = output.decode("utf-8", "replace")
    trace = text.rfind("Traceback")
    if trace >= 0:
        return re.sub(r"\x1b\[[0-9;?<>]*[A-Za-z]", "", text[max(0, trace - 4000) :])
    screen = pyte.Screen(size.columns, size.rows)
    pyte.ByteStream(screen).feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]", b"", output))
    return "\n".join(filter(None, (row.rstrip() for row in screen.display)))
