"""What kind of place a point without slope is: a minimum, a saddle, a valley, an inflection …

A small slope cannot tell. The Hessian does where it has no direction without curvature; along those
the first term of the loss's power series that counts does, with the other directions following so
that they stay level (the splitting lemma of Gromoll and Meyer, 1969: for (y − x²)(y − 3x²) no
straight line would show that the origin is no minimum). At a kink the slopes to all sides do.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine import ops, taylor
from gdtui.engine.analysis.kinds import figure
from gdtui.engine.analysis.theory import hessian_takes_too_long
from gdtui.engine.objectives import Curvature, Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.objectives.objective import Matrix
from gdtui.engine.objectives.typed.kinks import rise

VALLEY = "the bottom of a valley"

ORDER = 12  # of the power series: what is flat to this order is called flat
FLAT = 1e-10  # a curvature this small beside the others, each in its own unit, is none
FLAT_ON_DATA = 1e-6
"""The same for a model: where the loss is level along a curve, as relu's are when one layer grows
and the next shrinks, what is left of the slope shows as curvature."""
MOST_DIMENSIONS = 12  # beyond them only curvatures are looked at
_BEYOND_CURVATURE = 0.1  # a slope this large, for its curvature, belongs to a higher power
_ROUNDING = 1e-7  # of the part worth looking at: nothing nearer counts as another place
_SCALES = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5)  # of the part worth looking at: where powers are compared
_LITTLE = 0.1
_DIRECTIONS = 32  # that are looked into where several have no curvature


class Place(NamedTuple):
    """What a point without slope is, and what shows it."""

    kind: str
    """Such as `a minimum`, `a degenerate saddle`, `a slope`."""
    evidence: str
    """Such as `λ = 2 … 5`."""


def kind_of_point(objective: Objective, params: Sequence[float]) -> Place:
    """What the place at `params` is, if its slope counts as none."""
    point = tuple(map(float, params))
    value = objective.value(point)
    if not math.isfinite(value):
        if math.isnan(value):
            return Place("not defined", "the loss has no value here")
        return Place("out of range", "the loss exceeds the floating-point range here")
    if objective.curvature is not None:
        return _on_a_quadratic(objective.curvature, bool(objective.minima))
    if hessian_takes_too_long(objective):
        return Place("unknown", "there are too many parameters to tell")
    found = objective.hessian(point)
    if isinstance(objective, DataObjective):
        return _by_curvature(found)
    if found is None:
        return _at_a_kink(objective, point)
    return _of_a_smooth_loss(objective, point, found)


def little_leads_down(
    objective: Objective, params: Sequence[float], gradient: Sequence[float]
) -> bool:
    """Whether little of the slope at `params` leads to where it curves down."""
    found = objective.hessian(params)
    if found is None:
        return False
    eigenvalues, ways = np.linalg.eigh(found)
    along = ways.T @ np.asarray(gradient)
    return bool(np.linalg.norm(along[eigenvalues <= 0]) < _LITTLE * np.linalg.norm(along))


# By curvature alone


def _on_a_quadratic(curvature: Curvature, has_floor: bool) -> Place:
    mu, largest = curvature
    if mu == 0 and not has_floor:
        return Place("a slope", "the loss falls without limit")
    return Place(_kind(mu, largest), told(curvature))


def _by_curvature(found: Matrix | None) -> Place:
    """Of a loss on data."""
    if found is None:
        return Place("unknown", "the curvature exceeds the floating-point range")
    curvature = Curvature.of(found)
    size = FLAT_ON_DATA * max(map(abs, curvature))
    mu, largest = (x if abs(x) > size else 0.0 for x in curvature)
    return Place(_kind(mu, largest), told(curvature))


def _kind(mu: float, largest: float) -> str:
    if mu > 0:
        return "a minimum"
    if largest < 0:
        return "a maximum"
    if mu < 0:
        return "a saddle" if largest > 0 else "the top of a ridge"
    return VALLEY if largest > 0 else "a flat place"


def told(curvature: Curvature) -> str:
    """The curvatures as text: `λ = 2` or `λ = 1 … 25`."""
    mu, largest = map(figure, curvature)
    return f"λ = {mu}" if mu == largest else f"λ = {mu} … {largest}"


# By curvature, and by higher powers where there is none


class _Rise(NamedTuple):
    """How the loss leaves its level in one direction and the opposite one."""

    power: int
    """The first that counts, 1 for a slope, 0 if none does."""
    ahead: int
    """The sign of its coefficient in that direction."""
    behind: int
    """The same in the opposite one, which differs by more than a sign where |w|³ is."""

    @property
    def falls(self) -> bool:
        """Whether the loss falls to one side at least."""
        return -1 in (self.ahead, self.behind)

    @property
    def rises(self) -> bool:
        """Whether the loss rises to one side at least."""
        return 1 in (self.ahead, self.behind)


def _of_a_smooth_loss(objective: Objective, point: Sequence[float], found: Matrix) -> Place:
    curvature = Curvature.of(found)
    if len(point) > MOST_DIMENSIONS:
        return Place(_kind(*curvature), told(curvature))
    up, down, level = _directions(objective, point, found)
    if not level:
        kind = "a saddle" if up and down else "a minimum" if up else "a maximum"
        return Place(kind, told(curvature))
    if up and down:
        return Place("a saddle", told(curvature))
    rises = [
        _rise(objective, point, found, way, [*up, *down]) for way in _within(level, len(point))
    ]
    return _judged(up, down, rises, len(point))


def _judged(up: list[Any], down: list[Any], rises: list[_Rise], dimension: int) -> Place:
    """Of the directions with curvature, all up or all down, and of the rises in the others."""
    slope = next((rise for rise in rises if rise.power == 1), None)
    if slope:
        return Place("a slope", "the loss falls on to one side")
    falling = [rise for rise in rises if rise.falls]
    rising = [rise for rise in rises if rise.rises]
    flat = [rise for rise in rises if 0 in (rise.ahead, rise.behind)]
    against = falling if not down else rising
    if against and (up or down or (falling and rising)):
        power = min(rise.power for rise in against)
        if dimension == 1:
            return Place(
                "an inflection",
                f"no curvature: the loss rises to one side and falls to the other, {_power(power)}",
            )
        verb = "falls" if not down else "rises"
        return Place(
            "a degenerate saddle",
            f"λ = 0 in a direction in which the loss {verb}, {_power(power)}",
        )
    if flat:
        if up or rising:
            return Place(VALLEY, "λ = 0 along it, and the loss is level there")
        if down or falling:
            return Place("the top of a ridge", "λ = 0 along it, and the loss is level there")
        return Place("a flat place", "no curvature, and the loss is level around it")
    power = max(rise.power for rise in rises)
    kind, verb = ("a maximum", "falls") if falling else ("a minimum", "rises")
    where = "no curvature" if dimension == 1 else "λ = 0 in a direction"
    return Place(kind, f"{where}; the loss {verb} {_power(power)}")


def _directions(
    objective: Objective, point: Sequence[float], found: Matrix
) -> tuple[list[Any], list[Any], list[Any]]:
    """Directions in which the loss curves up, down, and not at all.

    The Hessian is looked at in units in which its entries are of the size of 1: by Sylvester's law
    that changes no sign, and what is small in one unit is no rounding of what is large in another.
    """
    unit = np.sqrt(np.abs(found).max(axis=1))
    unit[unit == 0] = 1.0
    eigenvalues, vectors = np.linalg.eigh(found / np.outer(unit, unit))
    up: list[Any] = []
    down: list[Any] = []
    level: list[Any] = []
    for eigenvalue, vector in zip(eigenvalues, vectors.T, strict=True):
        way = vector / unit
        way = way / np.linalg.norm(way)
        curved = abs(eigenvalue) > FLAT and _is_curved(objective, point, way)
        (level if not curved else up if eigenvalue > 0 else down).append(way)
    return up, down, level


def _is_curved(objective: Objective, point: Sequence[float], way: Any) -> bool:
    """Whether the curvature outweighs higher powers as far as the slope says the point is off."""
    terms = objective.along(point, way.tolist(), ORDER)
    if terms is None or not terms[2]:
        return False
    _, slope, curvature, *higher = terms
    reach = min(
        (abs(curvature / c) ** (1 / k) for k, c in enumerate(higher, 1) if c), default=math.inf
    )
    away = -slope / (2 * curvature)  # where the parabola has its vertex
    if abs(away) > _BEYOND_CURVATURE * reach or reach <= _ROUNDING * _reach(objective):
        return False
    if abs(away) <= _ROUNDING * _reach(objective):
        return True
    vertex = [x + away * v for x, v in zip(point, way.tolist(), strict=True)]
    left = float(np.dot(objective.slope(vertex), way))
    return abs(left) <= abs(slope) / 2  # unless there is a kink in between


def _within(level: list[Any], dimension: int) -> Iterator[Any]:
    """Directions within those that have no curvature: all of them, the axes first."""
    basis = np.array(level)
    if len(level) == 1:
        yield basis[0]
        return
    for axis in np.eye(dimension):
        inside = (basis @ axis) @ basis
        if np.linalg.norm(inside - axis) < 1e-9:
            yield axis
    sampled = np.random.Generator(np.random.Philox(key=0)).normal(size=(_DIRECTIONS, len(level)))
    for way in sampled @ basis:
        yield way / np.linalg.norm(way)


def _rise(
    objective: Objective, point: Sequence[float], found: Matrix, way: Any, curved: list[Any]
) -> _Rise:
    """How the loss leaves its level along `way`, the directions with curvature staying level."""
    ahead, sign_ahead = _one_sided(objective, point, found, way, curved)
    behind, sign_behind = _one_sided(objective, point, found, -way, curved)
    return _Rise(min(filter(None, (ahead, behind)), default=0), sign_ahead, sign_behind)


def _one_sided(
    objective: Objective, point: Sequence[float], found: Matrix, way: Any, curved: list[Any]
) -> tuple[int, int]:
    """With what power the loss leaves its level to one side, and the sign; 0, 0 if it stays."""
    line = [np.array([x, v, *(0.0,) * (ORDER - 1)]) for x, v in zip(point, way, strict=True)]
    try:
        if curved:
            _level(objective, line, found, np.array(curved))
        path = [taylor.Series(c.tolist()) for c in line]
        terms = taylor.terms(objective.value_at(path, taylor), ORDER)
    except (ArithmeticError, ValueError):
        return 0, 0
    noise = [
        sum(abs(c) for c in axis_terms[1:])
        for axis in np.eye(len(point))
        if (axis_terms := objective.along(point, axis.tolist(), ORDER)) is not None
    ]
    return _leading(terms, _reach(objective), max(noise, default=0.0))


def _level(objective: Objective, line: list[Any], found: Matrix, curved: Matrix) -> None:
    """Bend `line` so that the slope along the `curved` directions stays what it is at its start."""
    within = np.linalg.inv(curved @ found @ curved.T)
    for _ in range(ORDER // 2):
        path = [taylor.Series(c.tolist()) for c in line]
        partials = objective.gradient_at(path, taylor)
        slopes = np.array([taylor.terms(partial, ORDER) for partial in partials])
        slopes[:, 0] = 0.0
        back = curved.T @ (within @ (curved @ slopes))
        for i, correction in enumerate(back):
            line[i] = line[i] - correction


def _leading(terms: Sequence[float], reach: float, size: float) -> tuple[int, int]:
    """The power that outweighs all others at some distance, the largest such, and its sign."""
    for scale in _SCALES:
        t = scale * reach
        parts = [c * t**k for k, c in enumerate(terms) if k]
        k = max(range(len(parts)), key=lambda i: abs(parts[i]))
        if abs(parts[k]) <= 1e-13 * size * t:
            return 0, 0
        if 2 * abs(parts[k]) >= 1.5 * sum(map(abs, parts)):
            return k + 1, 1 if parts[k] > 0 else -1
    return 0, 0


def _reach(objective: Objective) -> float:
    """How wide the part of the loss is that is worth looking at."""
    return max(high - low for low, high in objective.view)


def _power(power: int) -> str:
    names = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    name = names[power - 3] if 3 <= power <= 10 else f"{power}th"
    return f"with the {name} power of the distance"


# At a kink


def _at_a_kink(objective: Objective, point: Sequence[float]) -> Place:
    """By the loss to all sides: along the axes and the diagonals."""
    if len(point) > MOST_DIMENSIONS:
        return Place("unknown", "the loss has no curvature here")
    ways = [*np.eye(len(point)), *-np.eye(len(point))]
    if 1 < len(point) <= 4:
        ways += [np.array(way) for way in product((1.0, -1.0), repeat=len(point))]
    all_signs = [_sign_to(objective, point, way) for way in ways]
    signs = [sign for sign in all_signs if sign is not None]
    if not signs:
        return Place("unknown", "the loss has no value around it")
    sides, where = "all sides", "at a kink"
    if len(signs) < len(all_signs):
        sides, where = "every side where it has a value", "at an edge"
    if all(sign > 0 for sign in signs):
        return Place(f"a minimum {where}", f"the loss rises to {sides}, and has no λ here")
    if all(sign < 0 for sign in signs):
        return Place(f"a maximum {where}", f"the loss falls to {sides}, and has no λ here")
    if all(sign >= 0 for sign in signs):
        return Place(VALLEY, "the loss falls to no side, and has no λ here")
    if len(point) == 1:
        return Place("a slope", "the loss falls on to one side, and has no λ here")
    return Place("a saddle at a kink", "the loss rises to some sides and falls to others")


def _sign_to(objective: Objective, point: Sequence[float], way: Any) -> int | None:
    """Whether the loss rises (1), stays (0) or falls (−1) in one direction; None if it has no value
    there."""
    first = rise(objective.value_at, point, way.tolist())
    if first is not None:
        return int(ops.sign(first[1]))
    # No power series, as of |w|^w: by its values at smaller and smaller distances.
    here, reach = objective.value(point), _reach(objective)
    there = [np.array(point) + scale * reach * way for scale in _SCALES[1:]]
    changes = [objective.value(tuple(at.tolist())) - here for at in there]
    if all(map(math.isnan, changes)):
        return None
    return 1 if all(c > 0 for c in changes) else -1 if all(c < 0 for c in changes) else 0
