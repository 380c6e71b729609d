"""Where a loss leads downhill: to a place, without limit, or out of where it is defined."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective

_GROWTH = 1.6  # from one look to the next, ever farther away
_DEEP = 1e100
_NEAREST, _FARTHEST = 1e-3, 1e40


def falls_without_limit(objective: Objective, params: Sequence[float]) -> bool:
    """Whether the loss falls for ever from `params`, against its slope or along one axis.

    It is looked at farther and farther away; a rise on the way, a level to which it settles, or a
    known minimum says no. Losses on data are never negative.
    """
    if isinstance(objective, DataObjective) or objective.minima or _bounded(objective):
        return False
    slope = objective.slope(params)
    return any(_endless(objective, params, way) for way in _ways(slope))


def _bounded(objective: Objective) -> bool:
    """Whether it is a quadratic that opens upward."""
    return objective.curvature is not None and objective.curvature.mu > 0


def _ways(slope: Sequence[float]) -> Iterator[tuple[float, ...]]:
    """Directions downhill: against the slope, and against it along each axis alone."""
    length = math.hypot(*slope)
    if not 0 < length < math.inf:
        return
    yield tuple(-g / length for g in slope)
    if len(slope) > 1:
        for i, g in enumerate(slope):
            if g:
                yield tuple(-math.copysign(1.0, g) if j == i else 0.0 for j in range(len(slope)))


def _endless(objective: Objective, params: Sequence[float], way: Sequence[float]) -> bool:
    def loss(distance: float) -> float:
        there = tuple(x + distance * u for x, u in zip(params, way, strict=True))
        return float(objective.value(there))

    scale = max(1.0, math.hypot(*params))
    distance, farthest = _NEAREST * scale, _FARTHEST * scale
    seen = [loss(0.0)]
    reached = 0.0
    while distance < farthest:
        here = loss(distance)
        if here == -math.inf:
            return True
        if not math.isfinite(here):
            if seen[-1] < -_DEEP:  # and beyond it the numbers end
                return True
            seen.extend(_toward_the_border(loss, reached, distance))
            break
        seen.append(here)
        if here >= seen[-2]:
            return False
        reached, distance = distance, distance * _GROWTH
    if any(b >= a for a, b in pairwise(seen)):
        return False
    quarter = len(seen) // 4
    earlier, later = seen[2 * quarter] - seen[3 * quarter], seen[3 * quarter] - seen[-1]
    return later > 0.5 * earlier > 0


def _toward_the_border(
    loss: Callable[[float], float], inside: float, outside: float
) -> Iterator[float]:
    """Losses ever nearer to where it ceases to be defined, each half as far as the one before."""
    for _ in range(200):
        middle = (inside + outside) / 2
        if not inside < middle < outside:
            break
        if math.isfinite(loss(middle)):
            inside = middle
            yield loss(middle)
        else:
            outside = middle
