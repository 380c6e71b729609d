"""Formulas of sampled numbers, worked out exactly: decimals are fractions, not floats.

The text is read by the engine's own reader of typed-in losses, so that nothing in a deck is ever
evaluated as Python and sizes are bounded before anything is computed. Here the checked tree is
folded over fractions; a function that leaves them, such as exp, goes on in floats.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from gdtui.engine.numbers import MINUS, typed
from gdtui.engine.objectives.typed.expression import LARGEST_EXPONENT, Expression, parse_formula
from gdtui.engine.objectives.typed.functions import CONSTANTS, FUNCTIONS
from gdtui.engine.objectives.typed.tokens import NAME
from gdtui.engine.objectives.typed.tree import OPERATIONS, fold

Number: TypeAlias = Fraction | float

ROUNDING: Mapping[str, Callable[[Number], int]] = {
    "ceil": math.ceil,
    "floor": math.floor,
    "round": lambda x: math.floor(x + Fraction(1, 2)),  # a half goes up, as one learns it
}
"""To whole numbers: for a card only, since a loss has a slope."""
KNOWN: Mapping[str, Callable[[float], float]] = {**FUNCTIONS, **ROUNDING}
MOST_BITS = 1000  # of a numerator or denominator; a float holds as many


class UndefinedError(ArithmeticError):
    """The formula has no value for these numbers."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula."""

    text: str
    names: tuple[str, ...]
    _expression: Expression = field(compare=False, repr=False)

    def at(self, numbers: Mapping[str, Fraction]) -> Number:
        """The value for `numbers`, exact where it can be. Raises `UndefinedError`."""
        try:
            value = fold(self._expression.tree, _Fractions(numbers))
        except (ArithmeticError, ValueError):
            raise UndefinedError(f"{self.text} has no value") from None
        if isinstance(value, float) and not math.isfinite(value):
            raise UndefinedError(f"{self.text} has no value")
        return value


@lru_cache(maxsize=256)  # a card is sampled hundreds of times, and its templates read each time
def read(text: str) -> Formula:
    """Read a formula such as `w - eta*g`. Raises `ExpressionError`."""
    expression = parse_formula(text, KNOWN)
    return Formula(text, expression.parameters, expression)


def is_name(text: str) -> bool:
    """Whether a number can be called so."""
    return NAME.fullmatch(text) is not None


def exact(value: Number) -> Fraction:
    """`value` as a fraction; of a float, the digits that its arithmetic can answer for."""
    return value if isinstance(value, Fraction) else Fraction(typed(value, 12))


def decimal(value: Fraction, digits: int = 6) -> str:
    """`value` as a decimal with a plain minus: exact if it ends within `digits`, else rounded."""
    return typed(float(value), digits) if value else "0"


def formatted(value: Fraction, digits: int = 6) -> str:
    """`value` as it is shown: `−0.64`."""
    return decimal(value, digits).replace("-", MINUS)


def is_short(value: Fraction, digits: int = 6) -> bool:
    """Whether `value` ends within so many significant digits."""
    return Fraction(typed(float(value), digits)) == value


@dataclass(frozen=True, slots=True)
class _Fractions:
    """The algebra of fractions, and of floats where they end."""

    numbers: Mapping[str, Fraction]

    def number(self, number: float) -> Number:
        return Fraction(repr(number))

    def name(self, name: str) -> Number:
        return CONSTANTS[name] if name in CONSTANTS else self.numbers[name]

    def negative(self, x: Number) -> Number:
        return -x

    def call(self, function: str, arguments: list[Number]) -> Number:
        (x,) = arguments
        match function:
            case "abs":
                return -x if x < 0 else x
            case "relu":
                return x if x > 0 else Fraction(0)
            case "sqrt":
                return _root(x)
            case "ceil" | "floor" | "round":
                return Fraction(ROUNDING[function](exact(x)))
        return FUNCTIONS[function](float(x))

    def operation(self, sign: str, a: Number, b: Number) -> Number:
        return _bounded(_power(a, b) if sign == "^" else OPERATIONS[sign](a, b))


def _power(a: Number, b: Number) -> Number:
    if isinstance(a, Fraction) and b == int(b) and abs(int(b)) <= LARGEST_EXPONENT:
        return Fraction(a ** int(b))
    return math.pow(a, b)


def _root(x: Number) -> Number:
    """√x, exact for the square of a fraction."""
    if isinstance(x, Fraction) and x >= 0:
        root = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
        if root * root == x:
            return root
    return math.sqrt(x)


def _bounded(value: Number) -> Number:
    if isinstance(value, Fraction) and (
        max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS
    ):
        raise OverflowError
    return value
