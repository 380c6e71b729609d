"""Steps of many runs side by side, a lane each, that differ in their learning rates.

The rules are those of a single run, coordinate by coordinate, on arrays of K lanes in place of
floats; for + − × ÷ and √ the bits are the same.
"""

from collections.abc import Callable
from itertools import repeat
from operator import add
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdtui.engine import taylor
from gdtui.engine.analysis.recorded import Calls, Recorded, array_of
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.objective import Lanes
from gdtui.engine.optimizers import State
from gdtui.engine.stepping import Rules

Coordinates: TypeAlias = tuple[Lanes, ...]
"""Points side by side: an array (K,) for each coordinate."""
Memory: TypeAlias = tuple[State, ...]
"""What the rule remembers of each coordinate: arrays (K,), or what is the same for all lanes."""
Truths: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


class Stepping(NamedTuple):
    """How lanes are stepped and looked at."""

    step: Callable[[Coordinates, Memory, int], tuple[Coordinates, Memory]]
    """`step(w, memory, t)`: the points after step t, and what the rule remembers then."""
    finite: Callable[[Coordinates], Truths]
    """`finite(w)`: which lanes are at a finite point with a finite loss, (K,)."""


def stepping(objective: Objective, rules: Rules, rates: Lanes) -> Stepping:
    """That of lanes with the learning rates `rates` (K,)."""
    update, rate_at = rules.rule.update, rules.schedule.rate

    def step(w: Coordinates, memory: Memory, t: int) -> tuple[Coordinates, Memory]:
        eta = rates if rules.steady else _for_each(rate_at(t, rates, ()), rates)
        gradient = [_for_each(partial, rates) for partial in objective.gradient_at(w, np)]
        pairs = map(update, gradient, w, memory, repeat(eta), repeat(t))
        moves, new_memory = zip(*pairs)  # noqa: B905 (checking costs a tenth of the step)
        return tuple(map(add, w, moves)), new_memory

    def finite(w: Coordinates) -> Truths:
        return _all_finite(*w, objective.value_at(w, np))

    return Stepping(step, finite)


def recorded_stepping(objective: Objective, rules: Rules, rates: Lanes) -> Stepping:
    """The same for a rule without memory, at a steady rate, on a polynomial: recorded, which halves
    the time. Nothing is said of where the gradient is not finite.

    The points go to and fro between two places: each is written over by the step after the next.
    """
    here, there = (tuple(np.empty_like(rates) for _ in objective.parameters) for _ in range(2))
    swapped = {id(x): y for x, y in zip(here + there, there + here, strict=True)}

    def from_there(calls: Calls) -> Calls:
        return [(call, tuple(swapped.get(id(x), x) for x in operands)) for call, operands in calls]

    forth: Calls = []
    w = tuple(Recorded(x, forth) for x in here)
    for x, partial, new in zip(w, objective.gradient_at(w, taylor), there, strict=True):
        move, _ = rules.rule.update(partial, x, (), rates, 1)
        forth.append((np.add, (x.array, array_of(move), new)))
    back = from_there(forth)
    look_here: Calls = []
    loss = array_of(objective.value_at(tuple(Recorded(x, look_here) for x in here), taylor))
    look_there = from_there(look_here)

    def step(w: Coordinates, memory: Memory, _t: int) -> tuple[Coordinates, Memory]:
        if w is not here and w is not there:
            for x, y in zip(here, w, strict=True):
                np.copyto(x, y)
            w = here
        _make(forth if w is here else back)
        return (there if w is here else here), memory

    def finite(w: Coordinates) -> Truths:
        _make(look_here if w is here else look_there)
        return _all_finite(*w, loss)

    return Stepping(step, finite)


def _make(calls: Calls) -> None:
    for call, operands in calls:
        call(*operands)


def _all_finite(first: Lanes, *others: Any) -> Truths:
    """Where all of some arrays (K,) are finite."""
    finite: Truths = np.isfinite(first)
    for x in others:
        finite &= np.isfinite(x)
    return finite


def _for_each(x: Any, rates: Lanes) -> Lanes:
    """`x` (K,), also where it is one number for all lanes."""
    return x if isinstance(x, np.ndarray) else np.full(rates.size, x, dtype=float)
