"""How long it takes to start, and the bytes of the first paint."""

import statistics
import subprocess
import sys
from collections.abc import Callable

from benchmarks.table import measured, middle_half, row
from benchmarks.terminals import GDTUI, MINIMAL, playground
from tests.program.terminal import Terminal

START, HELP, MAP = 1.8, 10, 6000


def paint(command: tuple[str, ...], last: str) -> None:
    """Start a program and wait until the last thing it paints is there."""
    with Terminal(command) as terminal:
        terminal.wait_for(last)


def compare(
    what: str,
    ours: Callable[[], object],
    other: Callable[[], object],
    unit: str,
    budget: float,
    digits: int,
) -> None:
    """Print how many times as long `ours` takes as `other`, which is measured in `unit`s.

    In turns, so that what else the machine does is done to both.
    """
    pairs = [(*measured(ours, 1), *measured(other, 1)) for _ in range(15)]
    of_ours, of_other = zip(*pairs, strict=True)
    ratio = statistics.median(of_ours) / statistics.median(of_other)
    spread = middle_half([a / b for a, b in pairs], f".{digits}f")
    row(what, f"{ratio:.{digits}f} × {unit}", f"≤ {budget} ×", ratio <= budget, spread)


def main() -> None:
    """Print the ratios."""
    compare(
        "start to first complete paint",
        lambda: paint(GDTUI, "16 → 10.24"),
        lambda: paint(MINIMAL, "q Quit"),
        "minimal",
        START,
        digits=2,
    )
    compare(
        "gdtui --help",
        lambda: subprocess.run([*GDTUI, "--help"], check=True, stdout=subprocess.DEVNULL),
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        "python -c pass",
        HELP,
        digits=1,
    )
    with playground("rosenbrock") as terminal:
        first = terminal.bytes_read
        terminal.press("m")
        terminal.quiet(0.5)
        painted = terminal.bytes_read - first
    row("first paint of everything, 80×24", f"{first} bytes")
    row("paint of a 2-D map as large as 80×24", f"{painted} bytes", f"≤ {MAP}", painted <= MAP)


if __name__ == "__main__":
    main()
