"""The points without slope in a part of the plane: what a map marks."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.objective import Lanes

CELLS = 32  # to each side of the grid on which changes of sign are looked for
MOST = 100  # candidates that are followed up: of a loss with more, no picture could mark them all
REACH = 4  # squares that Newton's method may lead away from where it began
_STEPS = 20  # of Newton's method
_FLAT = 1e-9  # a curvature this small beside the other is none
_LEVEL = 1e-9  # of the part looked at: a last step of Newton's that is no longer than that
_APART = 1e-3  # of the part looked at: nearer, two are the same


class CriticalPoints(NamedTuple):
    """Where the slope is 0: minima, and saddles."""

    minima: tuple[tuple[float, float], ...]
    saddles: tuple[tuple[float, float], ...]


NONE = CriticalPoints((), ())


def critical_points(
    objective: Objective, x: tuple[float, float], y: tuple[float, float]
) -> CriticalPoints:
    """The minima and saddles of a loss of two parameters with `x` and `y` within these limits.

    Between points of a grid where both partial derivatives change their signs, by Newton's method.
    None of them where there are more than a picture can mark, and those left out whose Hessian has
    no inverse: the floor of a valley is no point.
    """
    minima: list[tuple[float, float]] = []
    saddles: list[tuple[float, float]] = []
    candidates = _candidates(objective, x, y)
    if len(candidates) > MOST:
        return NONE
    sizes = x[1] - x[0], y[1] - y[0]
    for point in candidates:
        at = _newton(objective, point, sizes)
        hessian = None if at is None else objective.hessian(at)
        if at is None or hessian is None or not np.isfinite(hessian).all():
            continue
        low, high = np.linalg.eigvalsh(hessian)
        if abs(low) <= _FLAT * abs(high) or high <= 0:
            continue
        known = minima if low > 0 else saddles
        if not any(_far(at, other, sizes) < _APART for other in known):
            known.append(at)
    return CriticalPoints(tuple(minima), tuple(saddles))


def _candidates(
    objective: Objective, x: tuple[float, float], y: tuple[float, float]
) -> list[tuple[float, float]]:
    """The middles of the squares in which both partial derivatives change their signs."""
    # An odd share of a square off: a point on a line of the grid would be seen by two squares.
    xs, ys = (
        np.linspace(low, high, CELLS + 1) + 0.0137 * (high - low) / CELLS for low, high in (x, y)
    )
    points: Lanes = np.stack([axis.ravel() for axis in np.meshgrid(xs, ys)])
    with np.errstate(all="ignore"):
        slopes = objective.gradient(points).reshape(2, CELLS + 1, CELLS + 1)
    corners = np.stack([slopes[:, i : i + CELLS, j : j + CELLS] for i in (0, 1) for j in (0, 1)])
    changes = np.isfinite(corners).all(axis=(0, 1))
    changes &= ((corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)).all(axis=0)
    rows, columns = np.nonzero(changes)
    half = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    return [
        (float(xs[i] + half[0]), float(ys[j] + half[1])) for j, i in zip(rows, columns, strict=True)
    ]


def _newton(
    objective: Objective, begin: tuple[float, float], sizes: tuple[float, float]
) -> tuple[float, float] | None:
    """The point without slope that Newton's method leads to; None if there is none near."""
    at = begin
    for _ in range(_STEPS):
        slope, hessian = objective.slope(at), objective.hessian(at)
        if hessian is None or not all(map(math.isfinite, slope)):
            return None
        try:
            step = np.linalg.solve(hessian, slope)
        except np.linalg.LinAlgError:
            return None
        before, at = at, (at[0] - float(step[0]), at[1] - float(step[1]))
        if not _far(at, begin, sizes) <= REACH / CELLS:
            return None
        if _far(at, before, sizes) <= _LEVEL:
            return at
    return None


def _far(a: Sequence[float], b: Sequence[float], sizes: tuple[float, float]) -> float:
    """How far apart two points are, as a share of the part looked at."""
    return max(abs(a[0] - b[0]) / sizes[0], abs(a[1] - b[1]) / sizes[1])
