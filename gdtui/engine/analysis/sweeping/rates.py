"""The same run with thousands of learning rates at once: one lane a rate.

The rules are those of a single run, coordinate by coordinate, on arrays of K lanes in place of
floats; for + − × ÷ and √ the bits are the same, so that lane 37 of a sweep is the run done alone.
Lanes leave as soon as nothing new can come of them: those that diverge, and those that are back
where they have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdtui.engine.analysis.sweeping.lanes import (
    Coordinates,
    Memory,
    Step,
    recorded_stepping,
    stepping,
)
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.magnitude import finite_within
from gdtui.engine.objectives.objective import Lanes
from gdtui.engine.run import Run
from gdtui.engine.stepping import Rules

Truths: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Counts: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

# Many lanes, so that calling numpy costs little beside its work; but no more than a cache holds,
# nor than BLAS sums up without starting threads.
_GROUP = 10_000
_BLOCK = 24  # steps: what goes round in 1, 2, 3, 4, 6, 8 or 12 of them is back after a block


@dataclass(frozen=True, eq=False)
class Swept:
    """Where every lane has come to."""

    learning_rates: Lanes
    """Shape (K,)."""
    params: Lanes
    """Shape (d, K): after the last step, or the last finite point of a lane that diverged."""
    losses: Lanes
    """Shape (K,): there; inf for a lane that diverged."""
    steps: Counts
    """Shape (K,): how many steps it took, less where a lane diverged."""


class _Group(NamedTuple):
    """Lanes that are stepped together."""

    numbers: Counts
    """Shape (K,): which of the sweep's lanes they are."""
    rates: Lanes
    w: Coordinates
    memory: Memory

    def at(self, places: Counts) -> "_Group":
        """The lanes at some places of the group."""
        memory = tuple(
            tuple(x.take(places) if isinstance(x, np.ndarray) else x for x in state)
            for state in self.memory
        )
        w = tuple(x.take(places) for x in self.w)
        return _Group(self.numbers.take(places), self.rates.take(places), w, memory)


def at_rates(config: RunConfig, learning_rates: Sequence[float] | Lanes, steps: int) -> Swept:
    """Run `config` with each of `learning_rates`, for `steps` steps or until a lane diverges.

    Raises what `Run` raises for a configuration that cannot be, and `ConfigError` for rates that
    are none.
    """
    rates = np.asarray(learning_rates, dtype=float)
    if rates.ndim != 1 or not rates.size or not (np.isfinite(rates) & (rates > 0)).all():
        raise ConfigError("the learning rates must be positive numbers, one at least")
    alone = Run(replace(config, learning_rate=float(rates[0]), max_steps=steps))
    objective, (rules, _) = alone.objective, alone.at_hand
    if rules.schedule.observe:
        raise ConfigError("a sweep cannot use a schedule that watches the loss, as plateau does")
    k = rates.size
    params = np.repeat(np.array(alone.params)[:, np.newaxis], k, axis=1)
    swept = Swept(rates, params, np.zeros(k), np.full(k, steps, dtype=np.int64))
    with np.errstate(all="ignore"):
        for first in range(0, k, _GROUP):
            numbers = np.arange(first, min(first + _GROUP, k))
            w = tuple(params[:, numbers])
            group = _Group(numbers, rates[numbers], w, tuple(map(rules.rule.init, w)))
            _to_the_end(swept, group, objective, rules, steps)
            ended_well = numbers[swept.losses[numbers] < np.inf]
            swept.losses[ended_well] = objective.value(params[:, ended_well])
    return swept


def _to_the_end(
    swept: Swept, group: _Group, objective: Objective, rules: Rules, steps: int
) -> None:
    """Take a group through `steps` steps, each lane as far as it comes."""
    safe = finite_within(objective)
    # A step by a rule without memory and at a steady rate depends on nothing but the point.
    repeats = rules.steady and not any(group.memory)
    taken = 0
    stepping_near = recorded_stepping if repeats and safe else stepping
    near = stepping_near(objective, rules, group.rates)
    while taken < steps and group.numbers.size:
        far = stepping(objective, rules, group.rates)
        count = (steps - taken) % _BLOCK or _BLOCK  # so that only whole blocks follow the first
        before = tuple(x.copy() for x in group.w)
        block = range(taken + 1, taken + count + 1)
        group, ended = _block(group, objective, near, far, block, safe)
        taken += count
        done = lost = ended > 0
        if taken == steps:
            done = np.ones_like(lost)
        elif repeats and count == _BLOCK:
            back = lost | same(before, group.w)
            done = back if np.count_nonzero(back) > group.numbers.size // 16 else lost
        if done.any():
            leaving = group.at(np.flatnonzero(done))
            swept.params[:, leaving.numbers] = leaving.w
            swept.losses[group.numbers[lost]] = np.inf
            swept.steps[group.numbers[lost]] = ended[lost]
            group = group.at(np.flatnonzero(~done))
            near = stepping_near(objective, rules, group.rates)


def _block(
    group: _Group, objective: Objective, near: Step, far: Step, steps: range, safe: float
) -> tuple[_Group, Counts]:
    """The group after `steps`, and in which of them each lane has diverged, (K,), 0 if in none.

    A lane that has stays where it was before. Within `safe` of 0, where loss and gradient are
    finite, lanes step by `near` and nobody looks at each; beyond it by `far`.
    """
    numbers, rates, w, memory = group
    going = np.ones(numbers.size, dtype=bool)
    ended = np.zeros(numbers.size, dtype=np.int64)
    calm = _within(safe, w)  # once one lane is beyond, all are looked at to the end of the block
    for t in steps:
        new, memory = (near if calm else far)(w, memory, t)
        calm = calm and _within(safe, new)
        if not calm:
            finite = _finite(objective, new)
            np.copyto(ended, t, where=going > finite)
            going &= finite
            for x, y in zip(w, new, strict=True):
                np.copyto(y, x, where=~going)
        w = new
    return _Group(numbers, rates, w, memory), ended


def _within(radius: float, w: Coordinates) -> bool:
    """Whether no coordinate of any lane is larger: by the sum of squares, which takes one pass.

    Of many that are almost as large it may say no.
    """
    return all(x.dot(x) <= radius * radius for x in w)


def _finite(objective: Objective, w: Coordinates) -> Truths:
    """Which lanes are at a finite point with a finite loss: (K,)."""
    finite: Truths = np.isfinite(w[0])
    for x in (*w[1:], objective.value_at(w, np)):
        finite &= np.isfinite(x)
    return finite


def same(a: Coordinates, b: Coordinates) -> Truths:
    """Which lanes are at the same points, to the bit: 0.0 is not −0.0."""
    bits = ((x.view(np.int64), y.view(np.int64)) for x, y in zip(a, b, strict=True))
    same: Truths = np.all([x == y for x, y in bits], axis=0)
    return same
