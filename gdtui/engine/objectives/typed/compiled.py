"""A formula of sympy's as functions of floats, of lanes and of series."""

# ruff: noqa: N802 (sympy's names)

import functools
import math
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
import sympy
from sympy.printing.pycode import PythonCodePrinter

from gdtui.engine import taylor
from gdtui.engine.objectives.models import heads
from gdtui.engine.objectives.objective import Formula
from gdtui.engine.objectives.typed.functions import sigmoid
from gdtui.engine.objectives.typed.symbols import Symbolic
from gdtui.engine.ops import sign

LARGEST_PRODUCT = 8  # integer powers up to this are written as products, exact in every substrate


def compiled(symbols: Sequence[Symbolic], formulas: Symbolic) -> Formula:
    """The formulas as one function of the coordinates, common parts computed once."""
    printer = _Printer({"fully_qualified_modules": False, "allow_unknown_functions": True})

    @functools.cache  # of the three, many a loss is asked for one
    def of(module: ModuleType) -> Any:
        return sympy.lambdify(
            [*symbols],
            formulas,
            modules=[_NAMESPACES[module], module],
            printer=printer,
            cse=_straight_line,
        )

    of_floats = of(math)

    def at(params: Any, m: ModuleType) -> Any:
        return of_floats(*params) if m is math else of(m)(*params)

    return at


class _Printer(PythonCodePrinter):  # type: ignore[misc]
    """Python with small integer powers as products and every other power through `pow`."""

    def _print_Pow(self, expr: Symbolic, rational: bool = False) -> str:  # noqa: ARG002
        base, exponent = expr.as_base_exp()
        if exponent == sympy.Rational(1, 2):
            return f"sqrt({self._print(base)})"
        if exponent.is_Integer and abs(exponent) <= LARGEST_PRODUCT:
            factor = f"({self._print(base)})"
            product = "*".join([factor] * abs(int(exponent)))
            return f"({product})" if exponent > 0 else f"(1.0/({product}))"
        return f"pow({self._print(base)}, {self._print(exponent)})"

    def _print_sign(self, expr: Symbolic) -> str:
        return f"sign({self._print(expr.args[0])})"

    def _print_Exp1(self, _expr: Symbolic) -> str:
        return "e"


def _straight_line(formulas: Any) -> tuple[list[tuple[Symbolic, Symbolic]], Any]:
    """Common subexpressions, and the bases of powers too: a product repeats its factor."""
    several = isinstance(formulas, list | tuple)
    items = list(formulas) if several else [formulas]
    fresh = sympy.numbered_symbols("c")
    parts: list[tuple[Symbolic, Symbolic]] = []
    known: dict[Symbolic, Symbolic] = {}

    def named_bases(formula: Symbolic) -> Symbolic:
        if formula.is_Atom:
            return formula
        arguments = [named_bases(argument) for argument in formula.args]
        if formula.is_Pow and not arguments[0].is_Atom:
            base = arguments[0]
            if base not in known:
                known[base] = next(fresh)
                parts.append((known[base], base))
            arguments[0] = known[base]
        return formula.func(*arguments, evaluate=False)

    common, reduced = sympy.cse(items, order="none")
    for symbol, part in common:
        parts.append((symbol, named_bases(part)))
    reduced = [named_bases(item) for item in reduced]
    return parts, reduced if several else reduced[0]


# Functions that `math` has not, and those that raise there where numpy goes on with inf: what
# overflows on the way may have a finite end, as 1/(1 + inf) has.


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _cosh(x: float) -> float:
    try:
        return math.cosh(x)
    except OverflowError:
        return math.inf


def _sinh(x: float) -> float:
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(math.inf, x)


def _pow(x: float, p: float) -> float:
    try:
        return math.pow(x, p)
    except OverflowError:
        return -math.inf if x < 0 and p % 2 == 1 else math.inf


def _sech_of_lanes(x: Any) -> Any:
    small = np.exp(-np.abs(x))
    return 2.0 * small / (1.0 + small * small)


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _softplus_of_series(x: Any) -> Any:
    if not isinstance(x, taylor.Series):
        return _softplus(x)
    return taylor.log(1.0 + taylor.exp(-abs(x))) + (x if x > 0 else 0.0)


_NAMESPACES: dict[ModuleType, dict[str, Any]] = {
    math: {
        "exp": _exp, "sinh": _sinh, "cosh": _cosh, "pow": _pow, "Abs": abs,
        "sign": sign,
        "relu": lambda x: x if x > 0 or x != x else 0.0,  # noqa: PLR0124 (nan stays)
        "step": lambda x: float(x > 0),
        "sigmoid": lambda x: sigmoid(x, math),
        "softplus": _softplus, "Tanh": math.tanh, "Sech": lambda x: 1.0 / _cosh(x),
    },
    np: {
        "pow": np.power, "Abs": np.abs, "sign": np.sign,
        "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
        "relu": lambda x: np.maximum(x, 0.0),
        "step": lambda x: np.where(np.asarray(x) > 0, 1.0, 0.0),
        "sigmoid": heads.sigmoid,
        "softplus": lambda x: np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x))),
        "Tanh": np.tanh, "Sech": _sech_of_lanes,
    },
    taylor: {
        "pow": taylor.pow, "Abs": abs, "pi": math.pi, "e": math.e,
        "relu": lambda x: x if x > 0 else 0.0 * x,
        "step": lambda x: float(x > 0),
        "sigmoid": lambda x: sigmoid(x, taylor),
        "softplus": _softplus_of_series,
        "Tanh": taylor.tanh, "Sech": lambda x: 1.0 / taylor.cosh(x),
    },
}  # fmt: skip
