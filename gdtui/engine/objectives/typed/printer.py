"""A formula of sympy's as a person would write it: `(w − 3)² + 3cos(3w)`.

What is printed is what is computed: the reader of typed-in losses reads it back.
"""

# ruff: noqa: N802, N815 (sympy's names)

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import sympy
from sympy.printing.precedence import PRECEDENCE, precedence
from sympy.printing.str import StrPrinter

from gdtui.engine.objectives.typed.symbols import Symbolic
from gdtui.engine.objectives.typed.tokens import NAME
from gdtui.engine.objectives.typed.writer import MOST_DIGITS

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ENDS_IN_NAME = re.compile(rf"(?<![0-9.])({NAME.pattern})$")  # not in the e23 of 7e23
_GOES_ON_WITH_NUMBER = re.compile(r"[0-9]|[eE][0-9]")  # 2·3^w, 2·e1
_PLACES = 4  # of decimals; what does not end within them is a quotient


def printed(formula: Symbolic) -> str:
    """The formula in one line, with a real minus sign, superscripts and implied products."""
    return str(_Printer().doprint(formula)).replace("-", "−")


class _Printer(StrPrinter):  # type: ignore[misc]
    """Sums, functions and brackets are sympy's; products, powers and numbers are as on paper."""

    def __init__(self) -> None:
        super().__init__()
        self._within_bars = False

    def parenthesize(self, item: Symbolic, level: int, strict: bool = False) -> str:
        """As sympy does; but a number is no quotient, a root is a function and exp a power."""
        binding = precedence(item)
        if item.is_Rational and item > 0 and (_is_decimal(item) or _is_too_long(item)):
            binding = PRECEDENCE["Atom"]
        elif item.is_Pow and item.exp == sympy.S.Half:
            binding = PRECEDENCE["Func"]
        elif isinstance(item, sympy.exp):
            binding = PRECEDENCE["Pow"]
        text = str(self._print(item))
        return f"({text})" if binding < level or (binding == level and not strict) else text

    def _print_Mul(self, expr: Symbolic) -> str:
        coefficient, rest = expr.as_coeff_Mul()
        above, below = _fraction(abs(coefficient), rest)
        product = ("-" if coefficient < 0 else "") + self._product(above)
        if not below:
            return product
        return f"{product}/" + (f"({self._product(below)})" if below[1:] else self._product(below))

    def _product(self, factors: Sequence[Symbolic]) -> str:
        texts = [self.parenthesize(factor, PRECEDENCE["Mul"]) for factor in factors]
        # Symbols first, brackets and functions last: 2x(x − 1)sin(x), as one writes it.
        texts.sort(key=lambda text: (text[0].isalpha() and "(" in text, text[0] == "("))
        product = texts[0] if texts else "1"
        for left, right in pairwise(texts):
            product += ("·" if self._run_together(left, right) else "") + right
        return product

    def _run_together(self, left: str, right: str) -> bool:
        """Whether two factors would be read as something else with no sign between them."""
        if right[0] == "|":
            return self._within_bars  # where it would close them
        if right[0] == "(":
            return bool(_ENDS_IN_NAME.search(left))  # as if it called a function
        if _ENDS_IN_NAME.search(left):
            return right[0] != "√"
        return _GOES_ON_WITH_NUMBER.match(right) is not None

    def _print_Pow(self, expr: Symbolic, rational: bool = False) -> str:  # noqa: ARG002
        base, exponent = expr.as_base_exp()
        if exponent == sympy.S.Half:
            return f"√({self._print(base)})"
        if exponent.is_number and exponent.is_negative:
            return "1/" + self.parenthesize(base**-exponent, PRECEDENCE["Mul"])
        power = self.parenthesize(base, PRECEDENCE["Pow"])
        if exponent.is_Integer:
            return power + str(exponent).translate(_SUPERSCRIPTS)
        return f"{power}^{self.parenthesize(exponent, PRECEDENCE['Pow'])}"

    _print_exp = _print_Pow

    def _print_Rational(self, expr: Symbolic) -> str:
        if _is_too_long(expr):
            return repr(float(Fraction(expr.p, expr.q))).replace("e+", "e")
        if not _is_decimal(expr):
            return f"{expr.p}/{expr.q}"
        whole, rest = divmod(abs(expr.p), expr.q)
        places = f".{rest * 10**_PLACES // expr.q:0{_PLACES}}".rstrip("0") if rest else ""
        return f"{'-' if expr < 0 else ''}{whole}{places}"

    _print_Integer = _print_Rational

    def _print_Abs(self, expr: Symbolic) -> str:
        outside, self._within_bars = self._within_bars, True
        inside = self._print(expr.args[0])
        self._within_bars = outside
        return f"|{inside}|"

    def _print_log(self, expr: Symbolic) -> str:
        return f"ln({self._print(expr.args[0])})"

    def _print_Pi(self, _expr: Symbolic) -> str:
        return "π"

    def _print_Exp1(self, _expr: Symbolic) -> str:
        return "e"


def _fraction(coefficient: Symbolic, rest: Symbolic) -> tuple[list[Symbolic], list[Symbolic]]:
    """The factors above and below the line; e^(−x) stays above."""
    if _is_too_long(coefficient):
        above, below = [coefficient], []
    else:
        above, below = [sympy.Integer(coefficient.p)], [sympy.Integer(coefficient.q)]
    for factor in sympy.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if exponent.is_number and exponent.is_negative:
            below.append(base**-exponent)
        else:
            above.append(factor)
    numerator, denominator = _factors(above), _factors(below)
    if denominator == [coefficient.q] and coefficient.q > 2 and _is_decimal(coefficient):
        return _factors([coefficient, *above[1:]]), []  # 0.25w and 0.9w, but w/2 and 3w/2
    return numerator, denominator


def _factors(factors: Sequence[Symbolic]) -> list[Symbolic]:
    """The factors of a product in sympy's order, none of them 1."""
    return [factor for factor in sympy.Mul(*factors).as_ordered_factors() if factor != 1]


def _is_decimal(number: Symbolic) -> bool:
    """Whether it ends within a few places."""
    return bool(10**_PLACES % number.q == 0)


def _is_too_long(number: Symbolic) -> bool:
    """Whether it has more digits than can be read; the float nearest to it has fewer."""
    return bool(max(abs(number.p), number.q) >= 10**MOST_DIGITS)
