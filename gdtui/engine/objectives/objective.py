"""What is minimized: a function with its gradient, and what is known about it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import numpy as np

Lanes: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
"""Points side by side: shape `(d, K)`, one column a point."""

Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

Formula: TypeAlias = Callable[[Any, ModuleType], Any]
"""`(params, m)`: `params` unpacks into d coordinates, `m` is `math` or `numpy`, whichever has
`sin`, `exp` … for those coordinates. Written once, it serves one point and many."""


class Minimum(NamedTuple):
    """A known minimum: where, and the loss there."""

    point: tuple[float, ...]
    value: float


class Curvature(NamedTuple):
    """The smallest and largest eigenvalue of the Hessian, where they are the same everywhere."""

    mu: float
    L: float


@dataclass(frozen=True, eq=False)
class Objective:
    """A loss L(θ), its gradient, and what a learner should know of both."""

    name: str
    """As it is typed: a preset's name or an expression."""
    parameters: tuple[str, ...]
    """The names of θ's coordinates, in order."""
    formula: str
    """The loss as text, such as `(w − 3)²`."""
    gradient_formula: tuple[str, ...]
    """One text a parameter, such as `2(w − 3)`."""
    value_at: Formula = field(repr=False)
    gradient_at: Formula = field(repr=False)
    """Gives a d-tuple of partial derivatives."""
    start: tuple[float, ...]
    """Where a run starts if nobody says otherwise."""
    learning_rate: float
    """A rate with which plain descent from `start` gets somewhere."""
    view: tuple[tuple[float, float], ...]
    """The part of each axis worth looking at, low and high."""
    minima: tuple[Minimum, ...] = ()
    curvature: Curvature | None = None
    """Only where the Hessian is constant (quadratics)."""
    domain: tuple[tuple[float, float], ...] = ()
    """The box in which it is usually studied, low and high; the view if none is given."""
    source: str = ""
    """Whom it is from, where it is known by a name."""
    starts: tuple[tuple[float, ...], ...] = ()
    """Further starts worth trying."""

    def __post_init__(self) -> None:
        if not self.domain:
            object.__setattr__(self, "domain", self.view)

    @property
    def dimension(self) -> int:
        """How many parameters there are."""
        return len(self.parameters)

    def value(self, params: Sequence[float] | Lanes) -> Any:
        """L at one point (a sequence of d floats → float) or at many (`(d, K)` → `(K,)`)."""
        if isinstance(params, np.ndarray):
            return self.value_at(params, np)
        return value_on_floats(self.value_at, params)

    def gradient(self, params: Sequence[float] | Lanes) -> Any:
        """∂L/∂θ at one point (→ d-tuple of floats) or at many (`(d, K)` → `(d, K)`)."""
        if isinstance(params, np.ndarray):
            return np.stack(np.broadcast_arrays(*self.gradient_at(params, np), params[0])[:-1])
        return gradient_on_floats(self.gradient_at, params)

    def slope(self, params: Sequence[float]) -> tuple[float, ...]:
        """∂L/∂θ at one point, as a tuple whatever the loss."""
        return tuple(self.gradient(params))


def value_on_floats(value_at: Formula, params: Sequence[float]) -> float:
    """L at one point, inf or nan where Python's floats raise and numpy's do not."""
    try:
        return float(value_at(params, math))
    except OverflowError:
        return math.inf
    except (ZeroDivisionError, ValueError):
        return math.nan


def gradient_on_floats(gradient_at: Formula, params: Sequence[float]) -> tuple[float, ...]:
    """∂L/∂θ at one point, nan throughout where Python's floats raise."""
    try:
        return gradient_at(params, math)  # type: ignore[no-any-return]
    except (OverflowError, ZeroDivisionError, ValueError):
        return (math.nan,) * len(params)


def hessian(
    gradient: Callable[[Sequence[float]], Sequence[float]], point: Sequence[float]
) -> Matrix | None:
    """The Hessian at a point, (d, d), by central differences of the gradient.

    None where the gradient is not finite around it.
    """
    rows = []
    for i, x in enumerate(point):
        h = 1e-5 * max(1.0, abs(x))
        ahead = gradient([*point[:i], x + h, *point[i + 1 :]])
        behind = gradient([*point[:i], x - h, *point[i + 1 :]])
        rows.append([(a - b) / (2 * h) for a, b in zip(ahead, behind, strict=True)])
    found = np.array(rows)
    return (found + found.T) / 2 if np.isfinite(found).all() else None
