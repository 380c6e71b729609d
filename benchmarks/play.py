"""Playing at full speed: what the screen costs the engine, and how soon a key is answered."""

import time

from benchmarks.keys import step_shown
from benchmarks.table import middle_half, row
from benchmarks.terminals import playground
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from tests.program.terminal import Terminal

SECONDS = 4.0
ENGINE = 0.67
PAUSES = 7
LINES = ((None, 0.1), (115_200.0, 0.3), (19_200.0, 1.0), (9_600.0, 1.0))
"""Bits a second of a line, with 2 MB of buffer in it, and the seconds a pause may take there."""


def alone() -> float:
    """Steps a second of the engine without a screen."""
    run = Run(RunConfig(learning_rate=1.0))
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        run.advance(budget=0.016)
    return run.step / (time.perf_counter() - began)


def play(terminal: Terminal) -> float:
    """Steps a second of the playground at its highest speed, after it has run in."""
    terminal.type("]" * 9 + " ")
    terminal.wait_for("▶ max", timeout=60)
    terminal.wait_for(lambda text: step_shown(text) > 1000, timeout=60)
    first, began = step_shown(terminal.text), time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        terminal.read(0.02)
    return (step_shown(terminal.text) - first) / (time.perf_counter() - began)


def pause(terminal: Terminal) -> float:
    """The seconds until a pause is seen; it plays again then, and has played for a while."""
    began = time.perf_counter()
    terminal.type(" ")
    terminal.wait_for("paused", timeout=120)
    seen = time.perf_counter() - began
    terminal.type(" ")
    terminal.wait_for("▶ max", timeout=120)
    began = time.perf_counter()
    while time.perf_counter() - began < 1.0:
        terminal.read(0.02)
    return seen


def main() -> None:
    """Print the ratios."""
    engine = alone()
    for bits_per_second, budget in LINES:
        with playground("--lr", "1", bits_per_second=bits_per_second) as terminal:
            speed = play(terminal)
            if bits_per_second is None:
                row(
                    "engine while the screen plays",
                    f"{speed / engine:.2f} × alone",
                    f"≥ {ENGINE} ×",
                    speed >= ENGINE * engine,
                )
            seen = [pause(terminal) for _ in range(PAUSES)]
        line = f"at {bits_per_second:,.0f} bit/s" if bits_per_second else "on a fast line"
        row(
            f"pause seen {line}, the slowest of {PAUSES}",
            f"{max(seen) * 1000:.0f} ms",
            f"≤ {budget * 1000:.0f} ms",
            max(seen) <= budget,
            middle_half([1000 * s for s in seen], ".0f"),
        )


if __name__ == "__main__":
    main()
