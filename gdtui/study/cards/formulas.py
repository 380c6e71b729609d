"""Formulas of drawn numbers, worked out exactly: decimals are fractions, not floats.

The text is read by the engine's own reader of typed-in losses, so that nothing in a deck is ever
evaluated as Python and sizes are bounded before anything is computed. Here the checked tree is
walked over fractions; a function that leaves them, such as exp, goes on in floats.
"""

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from gdtui.engine.objectives.typed.expression import (
    CONSTANTS,
    FUNCTIONS,
    LARGEST_EXPONENT,
    Expression,
    ExpressionError,
    parse,
)

Number: TypeAlias = Fraction | float

MOST_BITS = 1000  # of a numerator or denominator; a float holds as many
MINUS = "−"
_NAME = re.compile(r"[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*")
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_ONE = "one"


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
            value = _value(self._expression, self._expression.tree, {**numbers, _ONE: Fraction(1)})
        except (ArithmeticError, ValueError):
            raise UndefinedError(f"{self.text} has no value") from None
        if isinstance(value, float) and not math.isfinite(value):
            raise UndefinedError(f"{self.text} has no value")
        return value


def read(text: str) -> Formula:
    """Read a formula such as `w - eta*g`. Raises `ExpressionError`."""
    names = _NAME.findall(_NUMBER.sub(" ", text))  # without the e of 1e-3
    if any(name not in FUNCTIONS and name not in CONSTANTS for name in names):
        expression = parse(text)
        return Formula(text, expression.parameters, expression)
    try:  # the engine's reader wants something to minimise; times one is the same number
        return Formula(text, (), parse(f"{text}*{_ONE}"))
    except ExpressionError as error:
        raise ExpressionError(error.message, text, min(error.column, len(text) + 1)) from None


def is_name(text: str) -> bool:
    """Whether a number can be called so."""
    return _NAME.fullmatch(text) is not None


def exact(value: Number) -> Fraction:
    """`value` as a fraction; of a float, the digits that its arithmetic can answer for."""
    return value if isinstance(value, Fraction) else Fraction(f"{value:.12g}")


def decimal(value: Fraction, digits: int = 6) -> str:
    """`value` as a decimal with a plain minus: exact if it ends within `digits`, else rounded."""
    return f"{float(value):.{digits}g}" if value else "0"


def written(value: Fraction, digits: int = 6) -> str:
    """`value` as it is shown: `−0.64`."""
    return decimal(value, digits).replace("-", MINUS)


def is_short(value: Fraction, digits: int = 6) -> bool:
    """Whether `value` ends within so many significant digits."""
    return Fraction(f"{float(value):.{digits}g}") == value


def _value(expression: Expression, node: ast.expr, numbers: Mapping[str, Fraction]) -> Number:
    match node:
        case ast.Constant(int() | float() as number):
            return Fraction(repr(number))
        case ast.Name(alias):
            name = expression.names[alias]
            return CONSTANTS[name] if name in CONSTANTS else numbers[name]
        case ast.UnaryOp(ast.USub(), operand):
            return -_value(expression, operand, numbers)
        case ast.UnaryOp(_, operand):
            return _value(expression, operand, numbers)
        case ast.Call(ast.Name(alias), [argument]):
            return _called(expression.names[alias], _value(expression, argument, numbers))
        case ast.BinOp(left, operator, right):
            a, b = (_value(expression, side, numbers) for side in (left, right))
            return _bounded(_combined(operator, a, b))
    raise ValueError(type(node))


def _combined(operator: ast.operator, a: Number, b: Number) -> Number:
    match operator:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
    if isinstance(a, Fraction) and b == int(b) and abs(int(b)) <= LARGEST_EXPONENT:
        return Fraction(a ** int(b))
    return math.pow(a, b)


def _called(name: str, x: Number) -> Number:
    match name:
        case "abs":
            return -x if x < 0 else x
        case "relu":
            return x if x > 0 else Fraction(0)
        case "sqrt":
            return _root(x)
        case "ln":
            return math.log(x)
        case "sigmoid":
            return (1 + math.tanh(x / 2)) / 2
    value: float = getattr(math, name)(x)
    return value


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
