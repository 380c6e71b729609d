"""The lanes of 10,000 learning rates, beside the same loop by hand in numpy, torch and jax.

And what a lane costs in a sweep, which also records its last steps and judges them, beside the run
alone, and what two processes gain on data.
"""

import importlib
import statistics
import time
from collections.abc import Callable
from concurrent.futures import Executor, wait
from typing import Any, NamedTuple

import numpy as np

from benchmarks.table import middle_half, row
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.analysis.sweeping.pool import Processes, by_workers
from gdtui.engine.analysis.sweeping.rates import at_rates
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.analysis.verdict import verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run

LANES, STEPS, REPEATS = 10_000, 1_000, 9
BUDGET = 0.5


class Parabola(NamedTuple):
    """A quadratic with the slope `factor`·(w + `shift`)."""

    loss: str
    start: float
    factor: float
    shift: float


LOSSES = (Parabola("(w-3)^2", 7.0, 2.0, -3.0), Parabola("w^2/2 + 3w", 4.0, 1.0, 3.0))
BUDGETED = "most converge"
RANGES = {
    BUDGETED: np.geomspace(1e-4, 1, LANES),
    "half diverge": np.geomspace(1e-3, 1e3, LANES),
}


def by_hand(parabola: Parabola, rates: Any) -> Any:
    """The loop, in place: nothing is looked at, those that diverge go on."""
    w = np.full(rates.size, parabola.start)
    g = np.empty_like(w)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            np.add(w, parabola.shift, out=g)
            if parabola.factor != 1:
                g *= parabola.factor
            g *= rates
            w -= g
    return w


def by_torch(parabola: Parabola, rates: Any) -> Callable[[], Any] | None:
    """The same with tensors in place, if torch is there."""
    try:
        import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    except ImportError:
        return None
    etas = torch.from_numpy(rates)

    def loop() -> Any:
        w = torch.full_like(etas, parabola.start)
        g = torch.empty_like(w)
        for _ in range(STEPS):
            torch.add(w, parabola.shift, out=g)
            g.mul_(parabola.factor).mul_(etas)
            w.sub_(g)
        return w

    return loop


def by_jax(parabola: Parabola, rates: Any) -> Callable[[], Any] | None:
    """The same as a step compiled by jax, called again and again, if jax is there."""
    try:
        import jax  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    except ImportError:
        return None
    etas = jax.numpy.asarray(rates)
    step = jax.jit(lambda w: w - etas * (parabola.factor * (w + parabola.shift)))

    def loop() -> Any:
        w = jax.numpy.full_like(etas, parabola.start)
        for _ in range(STEPS):
            w = step(w)
        return w.block_until_ready()

    return loop


def ratios(action: Callable[[], object], other: Callable[[], object]) -> list[float]:
    """How many times as fast as `other` an action is, in processor seconds, taking turns."""
    found = []
    for _ in range(REPEATS + 1):
        began = time.process_time()
        action()
        between = time.process_time()
        other()
        found.append((time.process_time() - between) / (between - began))
    return found[1:]  # the first one warms up


VERDICTS = 1_000  # lanes
ON_DATA = RunConfig(
    objective="softmax", data="digits", optimizer="adam", batch_size=32, standardize=True
)
DATA_RATES, DATA_STEPS = 16, 600
SCALES = 1.7


def with_verdicts() -> None:
    """What a lane costs that is judged, beside the run alone that is."""
    rates = Axis(RATE, spaced(1e-4, 1, VERDICTS, log=True))
    config = SweepConfig(RunConfig(objective="(w-3)^2"), (rates,), STEPS)
    began = time.process_time()
    Sweep(config).advance()
    swept = time.process_time() - began
    began = time.process_time()
    few = range(0, VERDICTS, 20)
    for place in few:
        run = Run(config.config_at(config.points[place]))
        run.advance(STEPS)
        verdict_of(run, run.rows)
    alone = (time.process_time() - began) / len(few)
    lane = swept / VERDICTS
    row(f"sweep of {VERDICTS:,}, a lane with its verdict", f"{1e3 * lane:.2f} ms")
    row("… beside the run alone", f"{alone / lane:.1f} ×")


def on_two_processes() -> None:
    """How many times as fast as one process two are, from when both are at work."""
    run = open_run(ON_DATA)
    rates = Axis(RATE, spaced(1e-4, 1, DATA_RATES, log=True))
    config = SweepConfig(run.config, (rates,), DATA_STEPS)
    found = []
    for _ in range(3):
        began = time.perf_counter()
        Sweep(config, run.data).advance()
        alone = time.perf_counter() - began
        sweep = Sweep(config, run.data)
        for events in by_workers(sweep, Started(2)):
            if events and sweep.done:
                break
        found.append(alone / (time.perf_counter() - Started.at))
    middle, spread = statistics.median(found), middle_half(found, ".2f")
    what = f"sweep of {DATA_RATES} on data, two processes"
    row(what, f"{middle:.2f} × one", f"≥ {SCALES} ×", middle >= SCALES, spread)


class Started(Processes):
    """Processes, and when they were ready for work."""

    at = 0.0

    def begin(self) -> Executor:
        """A pool of which every process has imported what it needs."""
        pool = super().begin()
        wait([pool.submit(_import) for _ in range(8 * self.count)])
        Started.at = time.perf_counter()
        return pool


def _import() -> None:
    time.sleep(0.05)  # so that none does it for the others
    importlib.import_module("gdtui.engine.analysis.sweeping.pool")


def main() -> None:
    """Print the ratios."""
    for parabola in LOSSES:
        config = RunConfig(objective=parabola.loss, start=(parabola.start,))
        for which, rates in RANGES.items():

            def swept(config: RunConfig = config, rates: Any = rates) -> object:
                return at_rates(config, rates, STEPS)

            def hand(parabola: Parabola = parabola, rates: Any = rates) -> object:
                return by_hand(parabola, rates)

            what = f"{LANES:,} lanes without verdicts, {parabola.loss}, {which}"
            found = ratios(swept, hand)
            middle = statistics.median(found)
            measured, spread = f"{middle:.2f} × by hand", middle_half(found, ".2f")
            if which == BUDGETED:
                row(what, measured, f"≥ {BUDGET} ×", middle >= BUDGET, spread)
            else:  # by hand nothing is looked at: what overflows goes on as infinity
                row(what, measured, spread=spread)
            for name, loop in (
                ("torch, in place", by_torch(parabola, rates)),
                ("jax, compiled step by step", by_jax(parabola, rates)),
            ):
                if loop:
                    found = ratios(swept, loop)
                    measured = f"{statistics.median(found):.2f} × {name}"
                    row(what, measured, spread=middle_half(found, ".2f"))
    with_verdicts()
    on_two_processes()


if __name__ == "__main__":
    main()
