"""Steps of many runs side by side, a lane each, that differ in their learning rates.

The rules are those of a single run, coordinate by coordinate, on arrays of K lanes in place of
floats; for + − × ÷ and √ the bits are the same.
"""

from collections.abc import Callable
from itertools import repeat
from operator import add
from typing import Any, TypeAlias

import numpy as np

from gdtui.engine import taylor
from gdtui.engine.analysis.sweeping.recorded import Calls, Recorded, array_of
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.objective import Lanes
from gdtui.engine.optimizers import State
from gdtui.engine.stepping import Rules

Coordinates: TypeAlias = tuple[Lanes, ...]
"""Points side by side: an array (K,) for each coordinate."""
Memory: TypeAlias = tuple[State, ...]
"""What the rule remembers of each coordinate: arrays (K,), or what is the same for all lanes."""
Step: TypeAlias = Callable[[Coordinates, Memory, int], tuple[Coordinates, Memory]]
"""`step(w, memory, t)`: the points after step t, and what the rule remembers then."""


def stepping(objective: Objective, rules: Rules, rates: Lanes) -> Step:
    """The steps of lanes with the learning rates `rates` (K,)."""
    update, rate_at = rules.rule.update, rules.schedule.rate

    def step(w: Coordinates, memory: Memory, t: int) -> tuple[Coordinates, Memory]:
        eta = rates if rules.steady else _for_each(rate_at(t, rates, ()), rates)
        gradient = [_for_each(partial, rates) for partial in objective.gradient_at(w, np)]
        pairs = map(update, gradient, w, memory, repeat(eta), repeat(t))
        moves, new_memory = zip(*pairs)  # noqa: B905 (checking costs a tenth of the step)
        return tuple(map(add, w, moves)), new_memory

    return step


def recorded_stepping(objective: Objective, rules: Rules, rates: Lanes) -> Step:
    """The same where rule and schedule remember nothing, the loss is a polynomial and its gradient
    is finite: recorded, which halves the time.

    The points go to and fro between two places: each is written over by the step after the next.
    """
    here, there = (tuple(np.empty_like(rates) for _ in objective.parameters) for _ in range(2))
    forth: Calls = []
    w = tuple(Recorded(x, forth) for x in here)
    for x, partial, new in zip(w, objective.gradient_at(w, taylor), there, strict=True):
        move, _ = rules.rule.update(partial, x, (), rates, 1)
        forth.append((np.add, (x.array, array_of(move), new)))
    swapped = {id(x): y for x, y in zip(here + there, there + here, strict=True)}
    back = [(call, tuple(swapped.get(id(x), x) for x in operands)) for call, operands in forth]

    def step(w: Coordinates, memory: Memory, _t: int) -> tuple[Coordinates, Memory]:
        if w is not here and w is not there:
            for x, y in zip(here, w, strict=True):
                np.copyto(x, y)
            w = here
        for call, operands in forth if w is here else back:
            call(*operands)
        return (there if w is here else here), memory

    return step


def _for_each(x: Any, rates: Lanes) -> Lanes:
    """`x` (K,), also where it is one number for all lanes."""
    return x if isinstance(x, np.ndarray) else np.full(rates.size, x, dtype=float)
