"""The playground and the minimal application, in real terminals at 80×24."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.program.terminal import Terminal

GDTUI = (sys.executable, "-m", "gdtui")
MINIMAL = (sys.executable, "-m", "benchmarks.minimal")


@contextmanager
def playground(
    *arguments: str, bits_per_second: float | None = None, **env: str
) -> Iterator[Terminal]:
    """The playground, opened and painted."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(
            [*GDTUI, *arguments], home=Path(home), env=env, bits_per_second=bits_per_second
        ) as terminal,
    ):
        terminal.wait_for("q Quit", timeout=60)
        terminal.wait_for("step 0", timeout=60)
        terminal.quiet(0.5, timeout=60)
        yield terminal
