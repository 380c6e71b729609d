"""How long it takes to start."""

import subprocess
import sys

from benchmarks.table import row, seconds
from benchmarks.terminals import GDTUI, MINIMAL
from tests.program.terminal import Terminal


def paint(command: tuple[str, ...], last: str) -> None:
    """Start a program and wait until the last thing it paints is there."""
    with Terminal(command) as terminal:
        terminal.wait_for(last)


def main() -> None:
    """Print the ratios."""
    minimal = seconds(lambda: paint(MINIMAL, "q Quit"), 9)
    ours = seconds(lambda: paint(GDTUI, "16 → 10.24"), 9)
    row(
        "start to first complete paint",
        f"{ours / minimal:.2f} × minimal",
        "≤ 2.2 ×",
        ours <= 2.2 * minimal,
    )
    nothing = seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 15)
    helped = seconds(
        lambda: subprocess.run([*GDTUI, "--help"], check=True, stdout=subprocess.DEVNULL), 15
    )
    row(
        "gdtui --help", f"{helped / nothing:.1f} × python -c pass", "≤ 10 ×", helped <= 10 * nothing
    )


if __name__ == "__main__":
    main()
