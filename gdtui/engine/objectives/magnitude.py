"""How far from 0 a loss and its gradient are finite: their formulas, on magnitudes for numbers.

For |a| ≤ A and |b| ≤ B no sum or difference is larger than A + B and no product than A·B, rounded
or not. So if a polynomial's formula stays finite on magnitudes, each of its parts does on any
numbers that are no larger, and nobody need look at them one by one.
"""

import math
from dataclasses import dataclass
from typing import Any

from gdtui.engine import taylor
from gdtui.engine.objectives.objective import Objective

_RADII = [10.0**power for power in range(154, 0, -1)]


@dataclass(frozen=True, eq=False)
class _AtMost:
    """Any number whose magnitude is no larger than `size`."""

    size: float

    def __add__(self, other: Any) -> "_AtMost":
        return _AtMost(self.size + _size(other))

    __radd__ = __sub__ = __rsub__ = __add__

    def __mul__(self, other: Any) -> "_AtMost":
        return _AtMost(self.size * _size(other))

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> "_AtMost":
        return _AtMost(self.size / abs(divisor))

    def __neg__(self) -> "_AtMost":
        return self


def finite_within(objective: Objective) -> float:
    """An r such that the loss and its gradient are finite wherever no coordinate is larger than ±r;
    0 where that cannot be told, as of all losses but polynomials."""
    for radius in _RADII:
        point = (_AtMost(radius),) * objective.dimension
        try:
            found = objective.value_at(point, taylor), *objective.gradient_at(point, taylor)
        except (TypeError, AttributeError, ArithmeticError, ValueError):  # it has other functions
            return 0.0
        if all(math.isfinite(_size(x)) for x in found):
            return radius
    return 0.0


def _size(x: Any) -> float:
    return x.size if isinstance(x, _AtMost) else abs(x)
