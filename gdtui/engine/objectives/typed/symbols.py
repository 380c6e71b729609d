"""A checked tree as a formula of sympy's, in real numbers.

Importing this module imports sympy, which takes a quarter of a second: nobody does before a loss is
typed in that is not known by other means.
"""

# ruff: noqa: N801 (printers go by the names of functions)

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import sympy

from gdtui.engine.objectives.typed.tree import OPERATIONS

Symbolic: TypeAlias = Any  # sympy has no types


class sign(sympy.Function):  # type: ignore[misc]
    """−1, 0 or 1. Of reals: sympy's own takes ln w for complex, as it is for w < 0."""

    @classmethod
    def eval(cls, x: Symbolic) -> Symbolic:
        """A number where x is one."""
        return sympy.sign(x) if x.is_number else None

    def fdiff(self, _index: int = 1) -> Symbolic:
        """Flat on either side."""
        return sympy.S.Zero


class Abs(sympy.Function):  # type: ignore[misc]
    """|x| of reals."""

    @classmethod
    def eval(cls, x: Symbolic) -> Symbolic:
        """Without bars where they do nothing; numbers stand before them."""
        if x.is_number or x.is_extended_nonnegative:
            return sympy.Abs(x)
        factor, rest = x.as_coeff_Mul()
        if factor != 1:
            return sympy.Abs(factor) * cls(rest)
        return cls(-x) if x.could_extract_minus_sign() else None

    def fdiff(self, _index: int = 1) -> Symbolic:
        """0 at the kink, which is among its subgradients."""
        return sign(self.args[0])


class step(sympy.Function):  # type: ignore[misc]
    """1 for x > 0, else 0."""

    @classmethod
    def eval(cls, x: Symbolic) -> Symbolic:
        """A number where x is one."""
        return sympy.Integer(bool(x > 0)) if x.is_number else None

    def fdiff(self, _index: int = 1) -> Symbolic:
        """Flat on either side."""
        return sympy.S.Zero


class relu(sympy.Function):  # type: ignore[misc]
    """max(x, 0), with torch's slope at the kink, 0."""

    @classmethod
    def eval(cls, x: Symbolic) -> Symbolic:
        """A number where x is one."""
        return sympy.Max(x, 0) if x.is_number else None

    def fdiff(self, _index: int = 1) -> Symbolic:
        """Its slope is 0 or 1."""
        return step(self.args[0])


class sigmoid(sympy.Function):  # type: ignore[misc]
    """1/(1 + e^(−x)), and its slope σ(x)σ(−x), which keeps its digits in both tails."""

    def fdiff(self, _index: int = 1) -> Symbolic:
        """σ(x)σ(−x)."""
        return sigmoid(self.args[0]) * sigmoid(-self.args[0])


class softplus(sympy.Function):  # type: ignore[misc]
    """ln(1 + eˣ)."""

    def fdiff(self, _index: int = 1) -> Symbolic:
        """σ(x)."""
        return sigmoid(self.args[0])


class Tanh(sympy.Function):  # type: ignore[misc]
    """tanh x with the slope 1/cosh²x, where 1 − tanh²x would cancel."""

    @classmethod
    def eval(cls, x: Symbolic) -> Symbolic:
        """A number where x is one."""
        return sympy.tanh(x) if x.is_number else None

    def fdiff(self, _index: int = 1) -> Symbolic:
        """1/cosh²x."""
        return Sech(self.args[0]) ** 2


class Sech(sympy.Function):  # type: ignore[misc]
    """1/cosh x."""

    def fdiff(self, _index: int = 1) -> Symbolic:
        """−tanh x/cosh x."""
        return -Sech(self.args[0]) * Tanh(self.args[0])


KINKED = (sympy.Abs, Abs, sign, relu, step)
"""The functions that have a kink or a jump where their argument is 0."""

FUNCTIONS: dict[str, Callable[[Symbolic], Symbolic]] = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan,
    "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan,
    "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "exp": sympy.exp, "log": sympy.log, "ln": sympy.log,
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "sqrt": sympy.sqrt, "abs": Abs, "relu": relu, "sigmoid": sigmoid, "sign": sign, "step": step,
}  # fmt: skip
_CONSTANTS = {"pi": sympy.pi, "π": sympy.pi, "e": sympy.E, "tau": 2 * sympy.pi}


class Symbols:
    """The algebra of sympy's expressions. Numbers are exact, so that terms cancel: 0.1 is 1/10."""

    def __init__(self, parameters: Sequence[str]) -> None:
        self.parameters = {name: sympy.Symbol(name, real=True) for name in parameters}

    def number(self, number: float) -> Symbolic:
        exact = Fraction(repr(number))
        return sympy.Rational(exact.numerator, exact.denominator)

    def name(self, name: str) -> Symbolic:
        return _CONSTANTS[name] if name in _CONSTANTS else self.parameters[name]

    def negative(self, x: Symbolic) -> Symbolic:
        return -x

    def call(self, function: str, arguments: list[Symbolic]) -> Symbolic:
        return FUNCTIONS[function](*arguments)

    def operation(self, sign: str, a: Symbolic, b: Symbolic) -> Symbolic:
        if sign == "/" and b.is_zero:
            raise ZeroDivisionError
        return OPERATIONS[sign](a, b)
