"""From a key to the screen, and the bytes on the way."""

import re
import statistics
import time

from benchmarks.table import row
from benchmarks.terminals import playground
from tests.program.terminal import Terminal

KEYS = 60


def step_shown(text: str) -> int:
    """The step that the header shows."""
    match = re.search(r"step (\d+)", text)
    return int(match[1]) if match else -1


def press_steps(terminal: Terminal) -> tuple[list[float], list[int]]:
    """Press n again and again: the seconds until the step is shown, the bytes until it is quiet."""
    times, costs = [], []
    step = step_shown(terminal.text)
    for _ in range(KEYS):
        step += 1
        before, began = terminal.bytes_read, time.perf_counter()
        terminal.press("n")
        terminal.wait_for(lambda text, step=step: step_shown(text) == step)  # type: ignore[misc]
        times.append(time.perf_counter() - began)
        terminal.quiet(0.06)
        costs.append(terminal.bytes_read - before)
    return times, costs


def main() -> None:
    """Print the figures."""
    with playground("--lr", "0.01") as terminal:
        before = terminal.bytes_read
        terminal.read(2.0)
        row(
            "bytes while idle for 2 s",
            str(terminal.bytes_read - before),
            "0",
            terminal.bytes_read == before,
        )
        times, costs = press_steps(terminal)
    median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    row("key to screen, median", f"{median * 1000:.0f} ms", "≤ 25 ms", median <= 0.025)
    row("key to screen, 95th percentile", f"{late * 1000:.0f} ms", "≤ 50 ms", late <= 0.05)
    bytes_a_step = statistics.median(costs)
    row("bytes a step, median", f"{bytes_a_step:.0f}", "≤ 1500", bytes_a_step <= 1500)
    with playground("--lr", "1") as terminal:
        terminal.type("]" * 9 + " ")
        terminal.wait_for(lambda text: step_shown(text) > 1_000_000, timeout=120)
        terminal.type(" ")
        terminal.wait_for("paused")
        terminal.quiet(0.5)
        after, _ = press_steps(terminal)
    ratio = statistics.median(after) / median
    row("the same after a million steps", f"{ratio:.2f} ×", "0.8 … 1.2 ×", 0.8 <= ratio <= 1.2)


if __name__ == "__main__":
    main()
