"""What stands for the gradient where there is none: at a kink, one of the subgradients."""

import math
from collections.abc import Iterator, Sequence

from gdtui.engine import taylor
from gdtui.engine.objectives.objective import Formula


def subgradient(
    value_at: Formula, point: Sequence[float], partials: tuple[float, ...]
) -> tuple[float, ...]:
    """The gradient at a point where `partials` came out of functions with a kink.

    0 in a minimum, where 0 is among the subgradients; otherwise `partials`, in which each kink has
    the slope that torch gives it; where those are no numbers, the mean of the slopes on both sides.
    """
    slopes = {way: slope(value_at, point, way) for way in _ways(len(point))}
    if all(x is not None and x >= 0 for x in slopes.values()) and any(slopes.values()):
        return (0.0,) * len(point)
    axes = [tuple(float(j == i) for j in range(len(point))) for i in range(len(point))]
    return tuple(
        _mean(slopes[axis], slopes[tuple(-x for x in axis)]) if math.isnan(partial) else partial
        for axis, partial in zip(axes, partials, strict=True)
    )


def slope(value_at: Formula, point: Sequence[float], way: Sequence[float]) -> float | None:
    """How steeply the loss rises from a point in one direction; None if that has no limit."""
    try:
        found = taylor.terms(value_at(taylor.along(point, way, 3), taylor), 1)[1]
    except (ArithmeticError, ValueError):
        return None
    return found if math.isfinite(found) else None


def _mean(ahead: float | None, behind: float | None) -> float:
    return math.nan if ahead is None or behind is None else (ahead - behind) / 2


def _ways(dimension: int) -> Iterator[tuple[float, ...]]:
    """To both sides along each axis, and between any two."""
    for i in range(dimension):
        for j in range(i, dimension):
            for a in (1.0, -1.0):
                for b in (1.0, -1.0) if i < j else (0.0,):
                    way = [0.0] * dimension
                    way[i], way[j] = a, b or a
                    yield tuple(way)
