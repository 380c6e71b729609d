"""The playground and the minimal application, in real terminals."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.program.terminal import Terminal

GDTUI = (sys.executable, "-m", "gdtui")
MINIMAL = (sys.executable, "-m", "benchmarks.minimal")

SIZES = ((80, 24), (200, 60))
COLORS: Mapping[str, Mapping[str, str]] = {
    "true color": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256 colors": {"TERM": "xterm-256color", "COLORTERM": ""},
    "16 colors": {"TERM": "xterm", "COLORTERM": ""},
}


@contextmanager
def playground(
    *arguments: str,
    size: tuple[int, int] = SIZES[0],
    colors: str = "true color",
    bits_per_second: float | None = None,
) -> Iterator[Terminal]:
    """The playground, opened and painted."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(
            [*GDTUI, *arguments],
            columns=size[0],
            rows=size[1],
            home=Path(home),
            env=COLORS[colors],
            bits_per_second=bits_per_second,
        ) as terminal,
    ):
        terminal.wait_for("q Quit", timeout=60)
        terminal.wait_for("step 0", timeout=60)
        terminal.quiet(0.5, timeout=60)
        yield terminal
