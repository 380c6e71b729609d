"""What theory says of a sweep, and what was measured: where stability ends, and what is best."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from gdtui.engine import spec
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, Values, spaced
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.theory import (
    Edge,
    best_heavy_ball,
    best_rate,
    hessian_at,
    monotone_edge,
    stability_edge,
)
from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.objectives import Curvature
from gdtui.engine.optimizers import is_descent
from gdtui.engine.run import Run

MOMENTUM = "optimizer.momentum"


class Beside(NamedTuple):
    """What is known of a loss for the rule of one row of a sweep: everywhere if it is a quadratic,
    where the run starts otherwise."""

    curvature: Curvature
    everywhere: bool
    edge: Edge | None
    """The rate beyond which steps lead away, if it is known for the rule, and the place is no
    saddle, where every rate leads away."""
    monotone: float | None
    """The largest rate at which plain descent approaches from one side, 1/λ."""
    best: float | None
    """The best fixed rate of plain descent, 2/(λmin + λmax)."""
    heavy_ball: tuple[float, float] | None
    """The best pair (η, β) of the heavy ball."""


def beside(config: SweepConfig, data: Dataset | None = None, j: int = 0) -> Beside | None:
    """Theory for the row of a sweep with the j-th value of its second axis; None where the loss has
    no curvature that is known."""
    up = config.axes[1:]
    values = (config.axes[0].values[0], *(one.values[j] for one in up))
    run = Run(config.config_at(values), data)
    curvature = hessian_at(run.objective, run.params)
    if curvature is None or curvature.L <= 0:
        return None
    optimizer, convex = run.config.optimizer, curvature.mu > 0
    plain = is_descent(optimizer)
    heavy = spec.name_of(optimizer) == "momentum" and convex and curvature.mu < curvature.L
    return Beside(
        curvature,
        run.objective.curvature is not None,
        stability_edge(curvature.L, optimizer) if curvature.mu >= 0 else None,
        monotone_edge(curvature.L) if plain else None,
        best_rate(curvature)[0] if convex and plain else None,
        best_heavy_ball(curvature)[:2] if heavy else None,
    )


def usual_rates(config: RunConfig, data: Dataset | None = None, count: int = 61) -> Values:
    """Rates worth looking at where nobody names any: from a thousandth of the edge, or a hundredth
    of the run's own rate where no edge is known, to well beyond it, within whole decades."""
    known = beside(SweepConfig(config, (Axis(RATE, (1e-3,)),), 1), data)
    if known is not None and known.edge is not None:
        low, high = known.edge.rate / 1000, known.edge.rate * 2
    else:
        rate = Run(config, data).settings.learning_rate
        low, high = rate / 100, rate * 100
    return spaced(
        float(f"1e{math.floor(math.log10(low))}"),
        float(f"1e{math.ceil(math.log10(high))}"),
        count,
        log=True,
    )


def with_theory(config: SweepConfig, data: Dataset | None = None) -> SweepConfig:
    """The sweep with the lanes that theory names beside the grid: over η the edge, 1/λ and the best
    rate; over η and the momentum of the heavy ball the best pair."""
    known = beside(config, data)
    over = [one.what for one in config.axes]
    found: list[Values] = []
    if known is not None and over == [RATE]:
        edge = known.edge.rate if known.edge else None
        rates = (known.monotone, known.best, edge)
        found = [(rate,) for rate in dict.fromkeys(rates) if rate is not None]
    elif known is not None and known.heavy_ball and {*over} == {RATE, MOMENTUM}:
        rate, momentum = known.heavy_ball
        found = [(rate, momentum) if over[0] == RATE else (momentum, rate)]
    there = {*config.points}
    return replace(
        config, extra=(*config.extra, *(values for values in found if values not in there))
    )


class Measured(NamedTuple):
    """Between which of the rates of a sweep stability ends."""

    holds: float
    fails: float

    def agrees(self, rate: float) -> bool:
        """Whether an edge known from theory lies between them."""
        return self.holds <= rate <= self.fails or math.isclose(rate, self.fails)


def measured_edge(lanes: Sequence[Lane | None], rates: Sequence[float]) -> Measured | None:
    """The largest of `rates` below which no lane diverges, and the next one, which does.

    `lanes` are those of `rates`, in any order. None if none diverges, if all do, or while a lane
    between is not known.
    """
    holds = None
    pairs = sorted(zip(rates, lanes, strict=True), key=lambda pair: pair[0])
    for rate, lane in pairs:
        if lane is None:
            return None
        if lane.diverged:
            return None if holds is None else Measured(holds, rate)
        holds = rate
    return None


def best_lane(lanes: Sequence[Lane | None]) -> Lane | None:
    """The lane with the lowest final loss; of equals the first. None if none is finite."""
    finite = [lane for lane in lanes if lane is not None and math.isfinite(lane.final_loss)]
    return min(finite, key=lambda lane: lane.final_loss, default=None)
