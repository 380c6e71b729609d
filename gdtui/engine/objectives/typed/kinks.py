"""What stands for the gradient where there is none: at a kink, one of the subgradients."""

import math
from collections.abc import Iterator, Sequence

from gdtui.engine import taylor
from gdtui.engine.objectives.objective import Formula

_ROOTS = (1, 12, 60)
"""Where roots keep L(θ + t·v) from being a power series in t it is one in s (Puiseux, 1850): with
t = s¹² for square, cube, fourth and sixth roots, with t = s⁶⁰ for fifth and tenth ones."""


def subgradient(
    value_at: Formula, point: Sequence[float], partials: tuple[float, ...]
) -> tuple[float, ...]:
    """The gradient at a point where `partials` came out of functions with a kink.

    0 in a minimum, where 0 is among the subgradients; otherwise `partials`, in which each kink has
    the slope that torch gives it; where those are not finite, the mean of the slopes on both sides,
    which is 0 at a cusp: both are infinite there, and Clarke's subdifferential is the whole line.
    """
    slopes = {way: slope(value_at, point, way) for way in _ways(len(point))}
    if all(x is not None and x >= 0 for x in slopes.values()) and any(slopes.values()):
        return (0.0,) * len(point)
    axes = [tuple(float(j == i) for j in range(len(point))) for i in range(len(point))]
    return tuple(
        partial if math.isfinite(partial) else _mean(slopes[axis], slopes[tuple(-x for x in axis)])
        for axis, partial in zip(axes, partials, strict=True)
    )


def slope(value_at: Formula, point: Sequence[float], way: Sequence[float]) -> float | None:
    """How steeply the loss rises from a point in one direction, ±∞ at a cusp; None if unknown."""
    first = rise(value_at, point, way)
    if first is None:
        return None
    power, coefficient = first
    return 0.0 if power > 1 else coefficient if power == 1 else math.copysign(math.inf, coefficient)


def rise(
    value_at: Formula, point: Sequence[float], way: Sequence[float]
) -> tuple[float, float] | None:
    """p and c of c·tᵖ, by which L(θ + t·v) begins to leave its level; ∞ and 0 if it stays.

    None where there is no such series, or none that could be found.
    """
    for power in _ROOTS:
        try:
            found = value_at(taylor.along(point, way, 4 * power, power), taylor)
            terms = found.c if isinstance(found, taylor.Series) else taylor.terms(found, power)
        except (ArithmeticError, ValueError):
            continue
        if len(terms) > power and all(map(math.isfinite, terms)):
            k = next((k for k, c in enumerate(terms) if k and c), 0)
            return (k / power, terms[k]) if k else (math.inf, 0.0)
    return None


def _mean(ahead: float | None, behind: float | None) -> float:
    if ahead is None or behind is None:
        return math.nan
    return 0.0 if ahead == behind else (ahead - behind) / 2


def _ways(dimension: int) -> Iterator[tuple[float, ...]]:
    """To both sides along each axis, and between any two."""
    for i in range(dimension):
        for j in range(i, dimension):
            for a in (1.0, -1.0):
                for b in (1.0, -1.0) if i < j else (0.0,):
                    way = [0.0] * dimension
                    way[i], way[j] = a, b or a
                    yield tuple(way)
