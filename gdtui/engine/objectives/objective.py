"""What is minimized: a function with its gradient, and what is known about it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdtui.engine import taylor

Lanes: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
"""Points side by side: shape `(d, K)`, one column a point."""

Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

_BEYOND = 3  # terms of a series, of which 0/0 may cost some before the first two are known

Formula: TypeAlias = Callable[[Any, ModuleType], Any]
"""`(params, m)`: `params` unpacks into d coordinates, `m` is `math`, `numpy` or our `taylor`,
whichever has `sin`, `exp` … for those coordinates. Written once, it serves one point, many, and
their derivatives."""


class Minimum(NamedTuple):
    """A known minimum: where, and the loss there."""

    point: tuple[float, ...]
    value: float


class Curvature(NamedTuple):
    """The smallest and largest eigenvalue of the Hessian, where they are the same everywhere."""

    mu: float
    L: float

    @classmethod
    def of(cls, hessian: Matrix) -> "Curvature":
        """Those of a Hessian (d, d)."""
        eigenvalues = np.linalg.eigvalsh(hessian)
        return cls(float(eigenvalues[0]), float(eigenvalues[-1]))


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
    """Who published it, if it has a name in the literature."""
    starts: tuple[tuple[float, ...], ...] = ()
    """Further starts worth trying."""
    notes: tuple[str, ...] = ()
    """How a typed-in loss was read where it could be read otherwise, a sentence each."""

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
            found = np.empty(params.shape)
            for i, partial in enumerate(self.gradient_at(params, np)):
                found[i] = partial  # a number for all lanes, or one for each
            return found
        return gradient_on_floats(self.gradient_at, params)

    def slope(self, params: Sequence[float]) -> tuple[float, ...]:
        """∂L/∂θ at one point, as a tuple whatever the loss."""
        return tuple(self.gradient(params))

    def hessian(self, params: Sequence[float]) -> Matrix | None:
        """The Hessian at one point, (d, d), by automatic differentiation of the gradient.

        None where there is none: at a kink, and where the gradient is not finite.
        """
        rows = []
        for i in range(len(params)):
            ahead = self._second(params, i, 1.0)
            behind = self._second(params, i, -1.0)
            if ahead is None or behind is None or not np.allclose(ahead, behind, rtol=1e-9, atol=0):
                return None
            rows.append(ahead[1])
        found = np.array(rows)
        return np.asarray((found + found.T) / 2)

    def _second(self, params: Sequence[float], i: int, sign: float) -> Matrix | None:
        """The gradient and its derivative along θᵢ, (2, d), as seen from one side."""
        direction = [sign * (j == i) for j in range(len(params))]
        try:
            partials = self.gradient_at(taylor.along(params, direction, _BEYOND), taylor)
            terms = [taylor.terms(partial, 1) for partial in partials]
        except (ArithmeticError, ValueError):
            return None
        found = np.array(terms).T * ((1.0,), (sign,))
        return found if np.isfinite(found).all() else None

    def along(
        self, params: Sequence[float], direction: Sequence[float], order: int
    ) -> tuple[float, ...] | None:
        """The coefficients of L(θ + t·v) as a power series in t ≥ 0, order + 1 of them.

        None where there is no such series.
        """
        try:
            value = self.value_at(taylor.along(params, direction, order), taylor)
            terms = taylor.terms(value, order)
        except (ArithmeticError, ValueError):
            return None
        return terms if all(map(math.isfinite, terms)) else None


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
