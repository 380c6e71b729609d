"""Which sweeps a run has: over η alone, and over pairs of hyperparameters that belong together."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from gdtui.drawing.numbers import duration
from gdtui.engine import spec
from gdtui.engine.analysis.sweeping.beside import beside, usual_rates, with_theory
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, Values, axis, spaced
from gdtui.engine.analysis.sweeping.estimate import Estimate
from gdtui.engine.analysis.sweeping.memory import SHARE, free_memory
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.config import RunConfig, with_settings
from gdtui.engine.numbers import one_two_five
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.optimizers import is_plain_descent
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES

RATES, RATES_ACROSS = 61, 41
"""How many learning rates: alone, and beside another hyperparameter; on data half of them."""

STEPS, STEPS_OF_ONE, STEPS_ON_DATA = 60, 20, 100
"""Of a run of a sweep: in general, for one parameter, and for a loss on data."""

SHORT = 6.0
"""Seconds that a sweep on data may take unless somebody asks for more steps."""

LONG = 30.0
"""Seconds from which a sweep, or the rate finder, does not begin by itself."""

FEWEST_STEPS = 5
BELOW, ABOVE = 16, 6
"""How far below and above the edge of plain descent a map looks, as factors."""

_MOMENTA = spaced(0.0, 0.96, 13, log=False)
_CONDITIONS = spaced(1.0, 100.0, 13, log=True)
_BETA1, _BETA2 = spaced(0.0, 0.96, 25, log=False), spaced(0.75, 0.99, 13, log=False)

_SYMBOLS = {"momentum": "β", "batch_size": "B", "condition": "κ", "beta1": "β₁", "beta2": "β₂"}


class View(NamedTuple):
    """A sweep that can be looked at."""

    name: str
    """Its axes: `η × β`."""
    config: SweepConfig


def views_of(run: Run) -> list[View]:
    """The sweeps of `run`, from its start with the settings of its next update; the first one is
    over η alone. Raises as `Run` does."""
    base = replace(with_settings(run.config, run.settings), max_steps=None)
    steps = STEPS_OF_ONE if run.objective.dimension == 1 else STEPS
    configs = [SweepConfig(base, _alone(base, run), steps), *_pairs(base, run)]
    return [View(" × ".join(map(symbol, config.axes)), config) for config in configs]


def symbol(axis: Axis) -> str:
    """What an axis is called on the screen, as in formulas."""
    return _SYMBOLS.get(axis.name, axis.symbol)


def ready(config: SweepConfig, run: Run, cost: Estimate) -> SweepConfig:
    """The sweep with the lanes that theory names, and on data with as many steps as do not take
    long."""
    if run.data is not None:
        most = cost.steps_within(SHORT, len(config))
        round_ones = [int(x) for x in one_two_five(range(3)) if x <= STEPS_ON_DATA]
        steps = max([FEWEST_STEPS, *(x for x in round_ones if x <= most)])
        config = replace(config, steps=steps)
    return with_theory(config, run.data)


def _alone(base: RunConfig, run: Run) -> tuple[Axis]:
    return (Axis(RATE, usual_rates(base, run.data, _count(RATES, run))),)


def _count(rates: int, run: Run) -> int:
    return rates if run.data is None else rates // 2 + 1


def _pairs(base: RunConfig, run: Run) -> Iterator[SweepConfig]:
    # Plain descent is the heavy ball with β = 0, the lowest row of its map.
    ball = replace(base, optimizer="momentum") if is_plain_descent(base.optimizer) else base
    momenta = _axis("momentum", _MOMENTA, ball)
    if momenta or isinstance(run.objective, FiniteSum):
        rates = Axis(RATE, _rates_across(run, base))
        if momenta:
            yield SweepConfig(ball, (rates, momenta), STEPS)
        if isinstance(run.objective, FiniteSum):
            sizes = axis("batch_size", _batch_sizes(run.objective.size), base)
            yield SweepConfig(base, (rates, sizes), STEPS)
    if conditions := _axis("condition", _CONDITIONS, base):
        ends = [conditions.applied(base, conditions.values[end]) for end in (0, -1)]
        yield SweepConfig(base, (Axis(RATE, _rates_across(run, *ends)), conditions), STEPS)
    beta1, beta2 = _axis("beta1", _BETA1, base), _axis("beta2", _BETA2, base)
    if beta1 and beta2:
        yield SweepConfig(base, (beta1, beta2), STEPS)


def _axis(name: str, values: Values, config: RunConfig) -> Axis | None:
    """The axis of that name; None where the run has nothing of the kind."""
    try:
        return axis(name, values, config)
    except spec.SpecError:
        return None


def _batch_sizes(n: int) -> Values:
    """1, 4, 16 … and all n examples."""
    return (*(float(4**k) for k in range(n.bit_length()) if 4**k < n), float(n))


def _rates_across(run: Run, *configs: RunConfig) -> Values:
    """Rates about the edges of plain descent, or about the run's own, within round ends."""
    edges = []
    for config in configs:
        plain = replace(config, optimizer="gd", schedule="constant")
        known = beside(SweepConfig(plain, (Axis(RATE, (1.0,)),), 1), run.data)
        edges.append(known.edge.rate if known and known.edge else 10 * run.settings.learning_rate)
    low, high = min(edges) / BELOW, max(edges) * ABOVE
    round_ones = one_two_five(range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1))
    ends = max(x for x in round_ones if x <= low), min(x for x in round_ones if x >= high)
    return spaced(*ends, _count(RATES_ACROSS, run), log=True)


def opened(config: SweepConfig, values: Values) -> RunConfig:
    """The run of a lane as it is opened: it may go on after the steps of the sweep, unless its
    schedule is one that ends with them."""
    found = config.config_at(values)
    schedule = SCHEDULES.get(spec.name_of(found.schedule))
    ends = schedule is not None and "total_steps" in spec.settings_of(schedule)
    return found if ends else replace(found, max_steps=None)


def own_value(axis: Axis, run: Run) -> float:
    """The value that the run has there by itself; that of all examples, or the first one, where it
    has none."""
    own = axis.value_in(with_settings(run.config, run.settings))
    return own if own is not None else axis.values[-1 if axis.what == "batch_size" else 0]


def seconds_left(sweep: Sweep, cost: Estimate) -> float:
    """How long it will take to work out what is not known of a sweep, about."""
    waiting = len(sweep.config) - len(sweep.known)
    return cost.seconds_of(waiting, sweep.config.steps)


def too_much(sweep: Sweep, cost: Estimate) -> list[str]:
    """That what is left of a sweep would take long, or more memory than is free, and what would
    not, in sentences; none if it would not."""
    needed, room = cost.bytes + cost.a_run, SHARE * free_memory()
    if needed > room:
        return [
            f"This needs about {needed / 1e6:,.0f} MB of memory: space starts it.",
            f"Half of what is free is {room / 1e6:,.0f} MB.",
        ]
    seconds = seconds_left(sweep, cost)
    if seconds <= LONG:
        return []
    waiting = len(sweep.config) - len(sweep.known)
    steps, lanes = cost.steps_within(LONG, waiting), cost.lanes_within(LONG, sweep.config.steps)
    less = f"{steps:,} steps" if steps else f"{lanes:,} runs"
    return [
        f"This takes about {duration(seconds)}: space starts it.",
        f"In {LONG:.0f} s {less} are done.",
    ]
