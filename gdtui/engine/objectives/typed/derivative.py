"""From a checked tree to an objective: sympy differentiates, `math` and numpy evaluate."""

import math
from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import sympy

from gdtui.engine.numbers import one_two_five
from gdtui.engine.objectives.objective import Formula, Minimum, Objective, value_on_floats
from gdtui.engine.objectives.typed.compiled import compiled
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.expression import Expression, parse
from gdtui.engine.objectives.typed.kinks import subgradient
from gdtui.engine.objectives.typed.printer import printed
from gdtui.engine.objectives.typed.quadratic import quadratic_form
from gdtui.engine.objectives.typed.stable import stable
from gdtui.engine.objectives.typed.symbols import KINKED, Symbolic, Symbols
from gdtui.engine.objectives.typed.tree import fold

Point: TypeAlias = tuple[float, ...]

LONGEST_FORMULA = 2000  # operations in the derivatives, all told
_STARTS = (2.5, 1.5, 0.5, 4.0, -1.5, 0.1)  # tried in turn, for a loss of which nothing is known
_NO_CLOSED_FORM = (sympy.Derivative, sympy.zoo, sympy.nan, sympy.re, sympy.im, sympy.arg)


def from_expression(text: str) -> Objective:
    """The objective that an expression such as `(w - 3)^2 + sin(3w)` spells out.

    Raises `ExpressionError`.
    """
    expression = parse(text)
    algebra = Symbols(expression.parameters)
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


# The formula as functions of floats, of lanes and of series


def _evaluators(loss: Symbolic, symbols: Sequence[Symbolic]) -> tuple[Formula, Formula]:
    """The loss and its gradient, finite wherever they are, and 0 in a minimum at a kink."""
    loss = stable(loss)
    value_of = compiled(symbols, loss)
    gradient_of = compiled(symbols, [stable(sympy.diff(loss, symbol)) for symbol in symbols])
    kinks = sorted({kink.args[0] for kink in loss.atoms(*KINKED)}, key=str)
    kinks_of = compiled(symbols, kinks) if kinks else None

    def value(params: Any, m: ModuleType) -> Any:
        found = value_of(params, m)
        if m is math:
            return _overflowed(params) if found != found else found  # noqa: PLR0124 (nan)
        if m is np and np.isnan(found).any():
            return _each_overflowed(np.broadcast_to(found, np.shape(params[0])), params)
        return found

    def _each_overflowed(values: Any, params: Any) -> Any:
        values = np.array(values)
        for k in np.flatnonzero(np.isnan(values)):
            values[k] = value_on_floats(value, [float(x[k]) for x in params])
        return values

    def gradient(params: Any, m: ModuleType) -> Any:
        if m is math:
            return at_a_point(params)
        partials = gradient_of(params, m)
        return at_lanes(params, partials) if m is np else tuple(partials)

    def at_a_point(point: Sequence[float]) -> Point:
        try:
            partials = tuple(map(float, gradient_of(point, math)))
        except (ZeroDivisionError, ValueError):
            partials = (math.nan,) * len(point)
        on_a_kink = kinks_of is not None and not all(kinks_of(point, math))
        special = on_a_kink or not all(map(math.isfinite, partials))
        if special and math.isfinite(value_on_floats(value_of, point)):
            return subgradient(value_of, point, partials)
        return partials

    def at_lanes(lanes: Any, partials: Sequence[Any]) -> Any:
        if not kinks_of and all(np.isfinite(partial).all() for partial in partials):
            return partials
        found = np.array(np.broadcast_arrays(*partials, lanes[0])[:-1], dtype=float)
        special = ~np.isfinite(found).all(axis=0)
        for kink in kinks_of(lanes, np) if kinks_of else ():
            special = special | (kink == 0)
        if special.any():
            special = special & np.isfinite(value_of(lanes, np))
        for k in np.flatnonzero(special):
            point = [float(x[k]) for x in lanes]
            found[:, k] = subgradient(value_of, point, tuple(found[:, k].tolist()))
        return tuple(found)

    return value, gradient


def _overflowed(params: Sequence[float]) -> float:
    """What nan stands for: floats raise where a function has no value, so that ∞ − ∞ and its like
    have overflowed on the way from finite parameters."""
    return math.inf if all(map(math.isfinite, params)) else math.nan


# What is known of the loss


def _objective(
    expression: Expression, loss: Symbolic, partials: list[Symbolic], symbols: list[Symbolic]
) -> Objective:
    value_at, gradient_at = _evaluators(loss, symbols)
    quadratic = None if loss.has(*KINKED) else quadratic_form(loss, partials, symbols)
    floor = quadratic.floor if quadratic else None
    known = Objective(
        name=expression.text,
        parameters=expression.parameters,
        formula=printed(loss),
        gradient_formula=tuple(printed(partial) for partial in partials),
        value_at=value_at,
        gradient_at=gradient_at,
        start=(0.0,) * len(symbols),
        learning_rate=0.1,
        view=((0.0, 1.0),) * len(symbols),
        minima=(floor,) if floor else (),
        curvature=quadratic.curvature if quadratic else None,
        notes=expression.notes,
    )
    start = _start(expression, known)
    steepest = known.curvature.L if known.curvature else _steepest(known, start)
    view = _view(start, floor)
    return replace(known, start=start, learning_rate=_rate(steepest), view=view, domain=view)


def _start(expression: Expression, loss: Objective) -> Point:
    """Four to the right of the minimum of a bowl; otherwise somewhere with a slope."""
    center = loss.minima[0].point if loss.minima else (0.0,) * loss.dimension
    if loss.curvature and loss.curvature.mu > 0:
        return tuple(x + 4.0 for x in center)
    finite = None
    for reach in _STARTS:
        # Not on a diagonal, where many losses are special.
        point = tuple(x + reach * (1 - 0.2 * i) for i, x in enumerate(center))
        slope = loss.gradient(point)
        if math.isfinite(loss.value(point)) and all(map(math.isfinite, slope)):
            finite = finite or point
            if any(slope):
                return point
    if finite is None:
        raise _error(expression, "it has no finite value at any of the points that were tried")
    return finite


def _steepest(loss: Objective, point: Point) -> float:
    """The largest curvature at a point; 0 where it has none."""
    found = loss.hessian(point)
    return 0.0 if found is None else float(np.abs(np.linalg.eigvalsh(found)).max())


def _rate(curvature: float) -> float:
    """A fifth of the edge 2/λ, rounded down to 1-2-5, and 0.1 at most."""
    wanted = min(0.1, 0.4 / curvature) if curvature > 0 else 0.1
    if wanted < 1e-12:
        return 1e-12
    decade = math.floor(math.log10(wanted) + 1e-9)
    return max(rate for rate in one_two_five([decade]) if rate <= wanted * (1 + 1e-9))


def _view(start: Point, minimum: Minimum | None) -> tuple[tuple[float, float], ...]:
    center = minimum.point if minimum else (0.0,) * len(start)
    reach = 1.5 * max(1.0, *(abs(s - c) for s, c in zip(start, center, strict=True)))
    return tuple((c - reach, c + reach) for c in center)
