"""Where a loss leads downhill: to a place, without limit, or out of where it is defined."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective

_GROWTH = 1.6  # from one look to the next, ever farther away
_DEEP = 1e100
_NEAREST, _FARTHEST = 1e-3, 1e40
_NEAREST_REST, _LOOKS = 1e-9, 90  # of looks at the slope: to 10⁹ times the distance from 0
_NO_SLOPE = 1e-9  # beside the slopes around it


def falls_without_limit(objective: Objective, params: Sequence[float]) -> bool:
    """Whether the loss falls for ever from `params`, against its slope or along one axis.

    It is looked at farther and farther away; a rise on the way, a level to which it settles, a
    place on the way where the slope is 0 (descent comes to rest there, as on w³ from 1), or a known
    minimum says no. Losses on data are never negative.
    """
    if isinstance(objective, DataObjective) or objective.minima or _bounded(objective):
        return False
    ways = list(_ways(objective.slope(params)))
    if not any(_endless(objective, params, way) for way in ways):
        return False
    return not any(_rests_on_the_way(objective, params, way) for way in ways)


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


def _ahead(params: Sequence[float], way: Sequence[float], distance: float) -> tuple[float, ...]:
    """The point so far from `params` in a direction."""
    return tuple(x + distance * u for x, u in zip(params, way, strict=True))


def _endless(objective: Objective, params: Sequence[float], way: Sequence[float]) -> bool:
    """Whether the loss falls for ever along `way`, no slower in the end than before."""

    def loss(distance: float) -> float:
        return float(objective.value(_ahead(params, way, distance)))

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


def _rests_on_the_way(objective: Objective, params: Sequence[float], way: Sequence[float]) -> bool:
    """Whether the slope along `way` comes to 0 somewhere and turns downhill again."""

    def steepness(distance: float) -> float:
        slope = objective.slope(_ahead(params, way, distance))
        return -math.fsum(g * u for g, u in zip(slope, way, strict=True) if u)

    distance = _NEAREST_REST * max(1.0, math.hypot(*params))
    looks = [0.0, *(distance * _GROWTH**k for k in range(_LOOKS))]
    seen = [steepness(look) for look in looks]
    for k in range(1, _LOOKS):
        before, here, after = seen[k - 1 : k + 2]
        if not (0 < before >= here <= after > 0 and here < max(before, after) / 2):
            continue
        least = _least(steepness, looks[k - 1], looks[k + 1])
        if abs(steepness(least)) <= _NO_SLOPE * min(before, after):
            return True
    return False


def _least(f: Callable[[float], float], low: float, high: float) -> float:
    """Where `f`, which falls and rises again, is smallest: by thirds."""
    for _ in range(80):
        third = (high - low) / 3
        if f(low + third) < f(high - third):
            high -= third
        else:
            low += third
    return (low + high) / 2


def _toward_the_border(
    loss: Callable[[float], float], inside: float, outside: float
) -> Iterator[float]:
    """Losses ever nearer to where it ceases to be defined, each half as far as the one before."""
    for _ in range(200):
        middle = (inside + outside) / 2
        if not inside < middle < outside:
            break
        value = loss(middle)
        if math.isfinite(value):
            inside = middle
            yield value
        else:
            outside = middle
