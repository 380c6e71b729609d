"""How long it takes to start, and the bytes of the first paint."""

import statistics
import subprocess
import sys

from benchmarks.table import measured, middle_half, row
from benchmarks.terminals import GDTUI, MINIMAL, playground
from tests.program.terminal import Terminal

START, HELP, MAP = 1.8, 10, 6000


def paint(command: tuple[str, ...], last: str) -> None:
    """Start a program and wait until the last thing it paints is there."""
    with Terminal(command) as terminal:
        terminal.wait_for(last)


def ratios(ours: list[float], others: list[float]) -> list[float]:
    """Of pairs that were measured one right after the other."""
    return [a / b for a, b in zip(ours, others, strict=True)]


def main() -> None:
    """Print the ratios."""
    minimal, ours = [], []
    for _ in range(15):  # in turns, so that what else the machine does is done to both
        minimal += measured(lambda: paint(MINIMAL, "q Quit"), 1)
        ours += measured(lambda: paint(GDTUI, "16 → 10.24"), 1)
    start = statistics.median(ours) / statistics.median(minimal)
    spread = middle_half(ratios(ours, minimal), ".2f")
    row(
        "start to first complete paint",
        f"{start:.2f} × minimal",
        f"≤ {START} ×",
        start <= START,
        spread,
    )
    nothing, helped = [], []
    for _ in range(15):
        nothing += measured(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 1)
        helped += measured(
            lambda: subprocess.run([*GDTUI, "--help"], check=True, stdout=subprocess.DEVNULL), 1
        )
    to_help = statistics.median(helped) / statistics.median(nothing)
    spread = middle_half(ratios(helped, nothing), ".1f")
    row(
        "gdtui --help",
        f"{to_help:.1f} × python -c pass",
        f"≤ {HELP} ×",
        to_help <= HELP,
        spread,
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
