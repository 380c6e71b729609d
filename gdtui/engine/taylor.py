"""Taylor series in one variable t ≥ 0, so that a formula written for floats gives its derivatives.

A `Series` c₀ + c₁t + … + cₙtⁿ stands where a coordinate stands; what comes out has the derivatives
along that line to order n, exact but for rounding: no step, no differences (Griewank and Walther,
"Evaluating Derivatives", 2008, chapter 13). The module has the functions that a formula takes from
`math` or `numpy`, and is handed to it in their place.

Since t ≥ 0, the first coefficient that is not 0 says which of two series is larger, and |x| at a
kink is the branch that the line goes into: derivatives there are one-sided.
"""

import math
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeAlias

Number: TypeAlias = "Series | float"

_ROUNDING = 1e-12  # of an exponent such as 1/3


class Series:
    """A truncated power series. Raises `ArithmeticError` or `ValueError` where there is none."""

    __slots__ = ("c",)

    def __init__(self, coefficients: Sequence[float]) -> None:
        self.c: tuple[float, ...] = tuple(coefficients)

    def __repr__(self) -> str:
        return f"Series({self.c})"

    def _with(self, other: Any) -> tuple[float, ...]:
        """The coefficients of `other`, as many as there are of a number."""
        if isinstance(other, Series):
            return tuple(other.c)
        return (float(other), *(0.0,) * (len(self.c) - 1))

    def __add__(self, other: Any) -> "Series":
        return Series([a + b for a, b in zip(self.c, self._with(other), strict=False)])

    __radd__ = __add__

    def __neg__(self) -> "Series":
        return Series([-a for a in self.c])

    def __sub__(self, other: Any) -> "Series":
        return Series([a - b for a, b in zip(self.c, self._with(other), strict=False)])

    def __rsub__(self, other: Any) -> "Series":
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> "Series":
        if not isinstance(other, Series):
            return Series([a * other for a in self.c])
        n = min(len(self.c), len(other.c))
        return Series([sum(self.c[j] * other.c[k - j] for j in range(k + 1)) for k in range(n)])

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Series":
        if not isinstance(other, Series):
            return Series([a / other for a in self.c])
        above, below = list(self.c), list(other.c)
        while below and not below[0]:  # both begin with a power of t, which cancels
            if not above or above[0]:
                raise ZeroDivisionError
            above, below = above[1:], below[1:]
        if not below:
            raise ZeroDivisionError
        quotient: list[float] = []
        for k in range(min(len(above), len(below))):
            known = sum(quotient[j] * below[k - j] for j in range(k))
            quotient.append((above[k] - known) / below[0])
        return Series(quotient)

    def __rtruediv__(self, other: Any) -> "Series":
        return Series(self._with(other)) / self

    def __abs__(self) -> "Series":
        return -self if self < 0 else self

    def __gt__(self, other: Any) -> bool:
        return _leading(self - other) > 0

    def __lt__(self, other: Any) -> bool:
        return _leading(self - other) < 0

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __le__(self, other: Any) -> bool:
        return not self > other

    def sqrt(self) -> "Series":
        """√x; numpy's calls it."""
        return _power(self, 0.5)


def _leading(x: Series) -> float:
    return next(filter(None, x.c), 0.0)


def _solved(x: Series, first: float, slope: Callable[[Series], Series | float]) -> Series:
    """y(x) with y(c₀) = `first` and y′ = slope(y), term by term."""
    y = [first]
    for k in range(1, len(x.c)):
        rate = slope(Series(y))
        known = rate.c if isinstance(rate, Series) else (rate, *(0.0,) * (k - 1))
        y.append(sum(j * x.c[j] * known[k - j] for j in range(1, k + 1)) / k)
    return Series(y)


def _integral(x: Series, first: float, below: Series) -> Series:
    """y(x) with y(c₀) = `first` and y′ = 1/`below`: of x′/`below`, a common power of t cancels."""
    if not any(x.c[1:]):
        return Series((first, *x.c[1:]))
    rate = Series([k * c for k, c in enumerate(x.c)][1:]) / below
    return Series([first, *(c / k for k, c in enumerate(rate.c, 1))])


def _power(x: Series, p: float) -> Series:
    """xᵖ for a number p; of x = tᵏ(…) with t^{kp} where that is a power of t."""
    if p == int(p):
        product: Series = Series(x._with(1.0))
        for _ in range(abs(int(p))):
            product = product * x
        return product if p >= 0 else 1.0 / product
    order = next((k for k, c in enumerate(x.c) if c), None)
    if order is None:
        if p < 0:
            raise ZeroDivisionError
        return Series(x.c[: math.ceil(len(x.c) * p)])  # what begins beyond, begins sooner now
    rest = Series(x.c[order:])
    leading = round(order * p)
    if rest.c[0] < 0 or leading < 0 or abs(order * p - leading) > _ROUNDING:
        raise ValueError("no power series")
    # y = xᵖ solves x·y′ = p·y·x′.
    y = [math.pow(rest.c[0], p)]
    for k in range(1, len(rest.c)):
        known = sum((p * j - (k - j)) * rest.c[j] * y[k - j] for j in range(1, k + 1))
        y.append(known / (k * rest.c[0]))
    return Series([*(0.0,) * leading, *y])


def _also_of_floats(of_series: Callable[[Series], Series]) -> Callable[[Any], Any]:
    """A function of series that is `math`'s where it is handed a float."""
    of_floats = getattr(math, of_series.__name__)

    @wraps(of_series)
    def either(x: Any) -> Any:
        return of_series(x) if isinstance(x, Series) else of_floats(x)

    return either


def pow(x: Any, p: Any) -> Any:  # noqa: A001 (the name that formulas call)
    """xᵖ."""
    if isinstance(p, Series):
        if any(p.c[1:]):
            return exp(p * log(x))
        p = p.c[0]
    return _power(x, float(p)) if isinstance(x, Series) else math.pow(x, p)


@_also_of_floats
def sqrt(x: Series) -> Series:
    """√x."""
    return x.sqrt()


@_also_of_floats
def exp(x: Series) -> Series:
    """eˣ."""
    return _solved(x, math.exp(x.c[0]), lambda y: y)


@_also_of_floats
def log(x: Series) -> Series:
    """The natural logarithm."""
    return _integral(x, math.log(x.c[0]), x)


def _together(x: Series, first: float, second: float, sign: float) -> tuple[Series, Series]:
    """The two functions of which each is the other's derivative, but for a sign."""
    a, b = [first], [second]
    for k in range(1, len(x.c)):
        a.append(sum(j * x.c[j] * b[k - j] for j in range(1, k + 1)) / k)
        b.append(sign * sum(j * x.c[j] * a[k - j] for j in range(1, k + 1)) / k)
    return Series(a), Series(b)


@_also_of_floats
def sin(x: Series) -> Series:
    """The sine."""
    return _together(x, math.sin(x.c[0]), math.cos(x.c[0]), -1.0)[0]


@_also_of_floats
def cos(x: Series) -> Series:
    """The cosine."""
    return _together(x, math.sin(x.c[0]), math.cos(x.c[0]), -1.0)[1]


@_also_of_floats
def tan(x: Series) -> Series:
    """The tangent."""
    return _solved(x, math.tan(x.c[0]), lambda y: y * y + 1.0)


@_also_of_floats
def sinh(x: Series) -> Series:
    """The hyperbolic sine."""
    return _together(x, math.sinh(x.c[0]), math.cosh(x.c[0]), 1.0)[0]


@_also_of_floats
def cosh(x: Series) -> Series:
    """The hyperbolic cosine."""
    return _together(x, math.sinh(x.c[0]), math.cosh(x.c[0]), 1.0)[1]


@_also_of_floats
def tanh(x: Series) -> Series:
    """The hyperbolic tangent."""
    return _solved(x, math.tanh(x.c[0]), lambda y: 1.0 - y * y)


@_also_of_floats
def asin(x: Series) -> Series:
    """The inverse sine."""
    return _integral(x, math.asin(x.c[0]), sqrt(1.0 - x * x))


@_also_of_floats
def acos(x: Series) -> Series:
    """The inverse cosine."""
    return _integral(x, math.acos(x.c[0]), -sqrt(1.0 - x * x))


@_also_of_floats
def atan(x: Series) -> Series:
    """The inverse tangent."""
    return _integral(x, math.atan(x.c[0]), 1.0 + x * x)


def sign(x: Any) -> Any:
    """−1, 0 or 1."""
    return float((x > 0) - (x < 0))


def along(
    point: Sequence[float], direction: Sequence[float], order: int, power: int = 1
) -> list[Series]:
    """The coordinates of the line θ + t^power·v, as series."""
    before, behind = (0.0,) * (power - 1), (0.0,) * (order - power)
    return [Series((x, *before, v, *behind)) for x, v in zip(point, direction, strict=True)]


def terms(x: Any, order: int) -> tuple[float, ...]:
    """The coefficients of a series, or of a number, to `order`. Raises `ValueError` if fewer are
    known."""
    if not isinstance(x, Series):
        return (float(x), *(0.0,) * order)
    if len(x.c) <= order:
        raise ValueError("too few terms are known")
    return x.c[: order + 1]
