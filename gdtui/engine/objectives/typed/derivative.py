"""From a checked tree to an objective: sympy differentiates, `math` and numpy evaluate.

Importing this module imports sympy, which takes a quarter of a second: nobody does before a loss is
typed in that is not known by other means.
"""

import functools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import sympy
from sympy.printing.pycode import PythonCodePrinter

from gdtui.engine.objectives.objective import (
    Curvature,
    Formula,
    Matrix,
    Minimum,
    Objective,
    gradient_on_floats,
    hessian,
    value_on_floats,
)
from gdtui.engine.objectives.typed.expression import Expression, ExpressionError, parse
from gdtui.engine.objectives.typed.printer import printed
from gdtui.engine.objectives.typed.tree import OPERATIONS, fold

Symbolic: TypeAlias = Any  # sympy has no types
Point: TypeAlias = tuple[float, ...]

LARGEST_PRODUCT = 8  # integer powers up to this are written as products, exact in every substrate
LONGEST_FORMULA = 2000  # operations in the derivatives, all told
_STARTS = (2.5, 1.5, 0.5, 4.0, -1.5, 0.1)  # tried in turn, for a loss of which nothing is known


class Abs(sympy.Abs):  # type: ignore[misc]  # printers go by this name
    """|x| of what sympy takes for complex, as ln w is for w < 0; we go on with real numbers."""

    def _eval_derivative(self, symbol: Symbolic) -> Symbolic:
        (x,) = self.args
        return sympy.sign(x) * x.diff(symbol)


def _abs(x: Symbolic) -> Symbolic:
    return sympy.Abs(x) if x.is_extended_real else Abs(x)


_FUNCTIONS: dict[str, Callable[[Symbolic], Symbolic]] = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan,
    "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan,
    "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "exp": sympy.exp, "log": sympy.log, "ln": sympy.log,
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "sqrt": sympy.sqrt, "abs": _abs,
    # By tanh, since exp(−x) overflows where the function itself is as good as 0.
    "sigmoid": lambda x: (1 + sympy.tanh(x / 2)) / 2,
    "relu": lambda x: (x + _abs(x)) / 2,
}  # fmt: skip
_NO_CLOSED_FORM = (sympy.Derivative, sympy.zoo, sympy.nan, sympy.re, sympy.im, sympy.arg)
_CONSTANTS = {"pi": sympy.pi, "π": sympy.pi, "e": sympy.E, "tau": 2 * sympy.pi}


def from_expression(text: str) -> Objective:
    """The objective that an expression such as `(w - 3)^2 + sin(3w)` spells out.

    Raises `ExpressionError`.
    """
    expression = parse(text)
    algebra = _Symbols(expression.parameters)
    symbols = [*algebra.parameters.values()]
    try:
        loss = fold(expression.tree, algebra)
        partials = [sympy.diff(loss, symbol) for symbol in symbols]
        if any(formula.has(*_NO_CLOSED_FORM) for formula in (loss, *partials)):
            raise NotImplementedError
        if not loss.free_symbols:
            raise _error(expression, f"comes to the constant {printed(loss)[:20]}")
        if sum(sympy.count_ops(item) for item in (loss, *partials)) > LONGEST_FORMULA:
            raise _error(expression, "too long once it is differentiated")
        return _objective(expression, loss, partials, symbols)
    except ExpressionError:
        raise
    except (ArithmeticError, TypeError, ValueError, RecursionError, NotImplementedError):
        raise _error(expression, "it has no derivative that could be worked out") from None


def _error(expression: Expression, message: str) -> ExpressionError:
    return ExpressionError(message, expression.text, 1)


# The tree as a formula


class _Symbols:
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
        return _FUNCTIONS[function](*arguments)

    def operation(self, sign: str, a: Symbolic, b: Symbolic) -> Symbolic:
        if sign == "/" and b.is_zero:
            raise ZeroDivisionError
        return OPERATIONS[sign](a, b)


# The formula as functions of floats and of lanes


class _Printer(PythonCodePrinter):  # type: ignore[misc]
    """Python with small integer powers as products and every other power through `pow`."""

    def _print_Pow(self, expr: Symbolic, rational: bool = False) -> str:  # noqa: ARG002, N802
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

    def _print_Exp1(self, _expr: Symbolic) -> str:  # noqa: N802
        return "e"


def _compiled(
    symbols: Sequence[Symbolic], formulas: Symbolic, namespace: dict[str, Any], module: ModuleType
) -> Callable[..., Any]:
    """The formulas as one function of the coordinates, common parts computed once."""
    printer = _Printer({"fully_qualified_modules": False, "allow_unknown_functions": True})
    compiled: Callable[..., Any] = sympy.lambdify(
        [*symbols],
        formulas,
        modules=[namespace, module.__name__],
        printer=printer,
        cse=_straight_line,
    )
    return compiled


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


def _evaluators(
    symbols: Sequence[Symbolic], loss: Symbolic, partials: Sequence[Symbolic]
) -> tuple[Formula, Formula]:
    on_floats = {"pow": math.pow, "sign": lambda x: (x > 0) - (x < 0), "Abs": abs}
    on_lanes = {
        "pow": np.power,
        "sign": np.sign,
        "Abs": np.abs,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
    }
    value_of = {
        math: _compiled(symbols, loss, on_floats, math),
        np: _compiled(symbols, loss, on_lanes, np),
    }
    gradient_of = {
        math: _compiled(symbols, list(partials), on_floats, math),
        np: _compiled(symbols, list(partials), on_lanes, np),
    }

    def value(params: Any, m: ModuleType) -> Any:
        return value_of[m](*params)

    def gradient(params: Any, m: ModuleType) -> Any:
        partials = gradient_of[m](*params)
        return tuple(map(float, partials)) if m is math else tuple(partials)

    return value, gradient


# What is known of the loss


def _objective(
    expression: Expression, loss: Symbolic, partials: list[Symbolic], symbols: list[Symbolic]
) -> Objective:
    value_at, gradient_at = _evaluators(symbols, loss, partials)

    value = functools.partial(value_on_floats, value_at)
    gradient = functools.partial(gradient_on_floats, gradient_at)
    constant = _constant_hessian(partials, symbols)
    curvature = None if constant is None else _curvature(constant)
    minimum = None
    if constant is not None and curvature is not None and curvature.mu > 0:
        minimum = _minimum(constant, gradient, value, len(symbols))
    start = _start(expression, value, gradient, minimum)
    steepest = _steepest(gradient, start) if curvature is None else curvature.L
    return Objective(
        name=expression.text,
        parameters=expression.parameters,
        formula=printed(loss),
        gradient_formula=tuple(printed(partial) for partial in partials),
        value_at=value_at,
        gradient_at=gradient_at,
        start=start,
        learning_rate=_rate(steepest),
        view=_view(start, minimum),
        minima=(minimum,) if minimum else (),
        curvature=curvature,
    )


def _constant_hessian(partials: list[Symbolic], symbols: list[Symbolic]) -> Matrix | None:
    """The Hessian, if it is the same everywhere: the loss is a quadratic then."""
    second = [[sympy.diff(partial, symbol) for symbol in symbols] for partial in partials]
    if any(item.free_symbols for row in second for item in row):
        return None
    return np.array([[float(item) for item in row] for row in second])


def _curvature(constant: Matrix) -> Curvature:
    eigenvalues = np.linalg.eigvalsh(constant)
    return Curvature(float(eigenvalues[0]), float(eigenvalues[-1]))


def _minimum(
    constant: Matrix,
    gradient: Callable[[Sequence[float]], Point],
    value: Callable[[Sequence[float]], float],
    dimension: int,
) -> Minimum:
    """Where the gradient of a bowl is 0: −H⁻¹·g(0)."""
    place = np.linalg.solve(constant, -np.array(gradient((0.0,) * dimension)))
    point = tuple(round(float(x), 12) + 0.0 for x in place)
    return Minimum(point, value(point))


def _start(
    expression: Expression,
    value: Callable[[Sequence[float]], float],
    gradient: Callable[[Sequence[float]], Point],
    minimum: Minimum | None,
) -> Point:
    """Four to the right of the minimum of a bowl; otherwise somewhere with a slope."""
    if minimum is not None:
        return tuple(x + 4.0 for x in minimum.point)
    finite = None
    for first in _STARTS:
        # Not on a diagonal, where many losses are special.
        point = tuple(first * (1 - 0.2 * i) for i in range(len(expression.parameters)))
        slope = gradient(point)
        if math.isfinite(value(point)) and all(map(math.isfinite, slope)):
            finite = finite or point
            if any(slope):
                return point
    if finite is None:
        raise _error(expression, "it has no finite value at any of the points that were tried")
    return finite


def _steepest(gradient: Callable[[Sequence[float]], Point], point: Point) -> float:
    """The largest curvature at a point, by differences of the gradient; 0 where it has none."""
    found = hessian(gradient, point)
    return 0.0 if found is None else float(np.abs(np.linalg.eigvalsh(found)).max())


def _rate(curvature: float) -> float:
    """A fifth of the edge 2/L, rounded down to 1-2-5, and 0.1 at most."""
    wanted = min(0.1, 0.4 / curvature) if curvature > 0 else 0.1
    if wanted < 1e-12:
        return 1e-12
    decade = math.floor(math.log10(wanted) + 1e-9)
    return max(
        float(f"{m}e{decade}") for m in (1, 2, 5) if float(f"{m}e{decade}") <= wanted * (1 + 1e-9)
    )


def _view(start: Point, minimum: Minimum | None) -> tuple[tuple[float, float], ...]:
    center = minimum.point if minimum else (0.0,) * len(start)
    reach = 1.5 * max(1.0, *(abs(s - c) for s, c in zip(start, center, strict=True)))
    return tuple((c - reach, c + reach) for c in center)
