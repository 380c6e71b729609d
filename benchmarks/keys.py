"""From a key to the screen, and the bytes on the way."""

import re
import statistics
import time

from benchmarks.table import middle_half, row
from benchmarks.terminals import COLORS, SIZES, playground
from tests.program.terminal import Terminal

KEYS = 60
MEDIAN, LATE, BYTES = 0.025, 0.05, 1500


def step_shown(text: str) -> int:
    """The step that the header shows."""
    match = re.search(r"step (\d+)", text)
    return int(match[1]) if match else -1


def press_step(terminal: Terminal) -> tuple[float, int]:
    """Press n: the seconds until the step is shown, and the bytes until it is quiet."""
    step = step_shown(terminal.text) + 1
    before, began = terminal.bytes_read, time.perf_counter()
    terminal.press("n")
    terminal.wait_for(lambda text: step_shown(text) == step)
    taken = time.perf_counter() - began
    terminal.quiet(0.06)
    return taken, terminal.bytes_read - before


def of_one_window(size: tuple[int, int], colors: str) -> None:
    """Print what a step costs in a window of that size, with those colors."""
    where = f"{size[0]}×{size[1]}, {colors}"
    with playground("--lr", "0.01", size=size, colors=colors) as terminal:
        before = terminal.bytes_read
        terminal.read(2.0)
        idle = terminal.bytes_read - before
        times, costs = zip(*(press_step(terminal) for _ in range(KEYS)), strict=True)
    row(f"bytes while idle for 2 s, {where}", str(idle), "0", idle == 0)
    median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    row(
        f"key to screen, median, {where}",
        f"{median * 1000:.0f} ms",
        f"≤ {MEDIAN * 1000:.0f} ms",
        median <= MEDIAN,
        middle_half([1000 * taken for taken in times], ".0f"),
    )
    row(
        f"key to screen, 95th percentile, {where}",
        f"{late * 1000:.0f} ms",
        f"≤ {LATE * 1000:.0f} ms",
        late <= LATE,
    )
    cost = statistics.median(costs)
    row(
        f"bytes a step, median, {where}",
        f"{cost:.0f}",
        f"≤ {BYTES}",
        cost <= BYTES,
        middle_half(costs, ".0f"),
    )


def after_a_million() -> None:
    """Print how much longer a key takes after a million steps, measured in turns with a new run."""
    with playground("--lr", "1") as new, playground("--lr", "1") as old:
        old.type("]" * 9 + " ")
        old.wait_for(lambda text: step_shown(text) > 1_000_000, timeout=120)
        old.type(" ")
        old.wait_for("paused")
        old.quiet(0.5)
        pairs = [(press_step(new)[0], press_step(old)[0]) for _ in range(KEYS)]
    few, many = zip(*pairs, strict=True)
    ratio = statistics.median(many) / statistics.median(few)
    row(
        "the same after a million steps",
        f"{ratio:.2f} ×",
        "0.8 … 1.2 ×",
        0.8 <= ratio <= 1.2,
        middle_half([b / a for a, b in pairs], ".2f"),
    )


def main() -> None:
    """Print the figures."""
    for size in SIZES:
        for colors in COLORS:
            of_one_window(size, colors)
    after_a_million()


if __name__ == "__main__":
    main()
