"""Quadratics: the losses on which everything can be said exactly."""

import re
from types import ModuleType
from typing import Any

from gdtui.engine.numbers import number, rounded, typed
from gdtui.engine.objectives.objective import Curvature, Minimum, Objective
from gdtui.engine.spec import SpecError

# The two losses that the source text works by hand, with the starts it gives them.
_STARTS_OF_THE_TEXT = {3.0: 7.0, 2.0: 8.0}

_SHIFTED_SQUARE = re.compile(
    r"\(\s*(?P<name>[a-df-zθ])\s*(?P<sign>[-−+])\s*(?P<shift>\d{1,6}(\.\d{1,6})?)\s*\)"
    r"\s*(\^\s*2|\*\*\s*2|²)"
)


def shifted_square(text: str) -> Objective | None:
    """`(w - 3)^2` and its like, read without the algebra system; None for any other text.

    The playground opens on such a loss, and must not wait for sympy to be imported.
    """
    match = _SHIFTED_SQUARE.fullmatch(text.strip())
    if match is None:
        return None
    name, shift = match["name"], float(match["shift"])
    center = -shift if match["sign"] == "+" else shift
    sign = "+" if match["sign"] == "+" else "−"
    inside = f"{name} {sign} {match['shift']}"
    start = _STARTS_OF_THE_TEXT.get(center, center + 4.0)
    reach = max(6.0, 1.5 * abs(start - center))

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        x = w - center
        return x * x

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return (2.0 * (w - center),)

    return Objective(
        name=text.strip(),
        parameters=(name,),
        formula=f"({inside})²",
        gradient_formula=(f"2({inside})",),
        value_at=value,
        gradient_at=gradient,
        start=(start,),
        learning_rate=0.1,
        view=((center - reach, center + reach),),
        minima=(Minimum((center,), 0.0),),
        curvature=Curvature(2.0, 2.0),
    )


def quadratic(*, spectrum: tuple[float, ...] = (1.0, 10.0)) -> Objective:
    """½ Σ λᵢ·xᵢ² with the eigenvalues λ that `spectrum` lists, in as many dimensions."""
    if not all(1e-100 <= value <= 1e100 for value in spectrum):
        raise SpecError("spectrum must be positive numbers such as 1/10/100")
    if len(spectrum) > 100:
        raise SpecError("spectrum may list at most 100 eigenvalues")
    names = ("x",) if len(spectrum) == 1 else tuple(f"x{i}" for i in range(1, len(spectrum) + 1))
    weights = tuple(float(value) for value in spectrum)

    def value(params: Any, _m: ModuleType) -> Any:
        total = 0.0
        for weight, x in zip(weights, params, strict=True):
            total = total + weight * (x * x)
        return 0.5 * total

    def gradient(params: Any, _m: ModuleType) -> Any:
        return tuple(weight * x for weight, x in zip(weights, params, strict=True))

    listed = "/".join(map(typed, weights))
    terms = [f"{_factor(weight)}{name}²" for weight, name in zip(weights, names, strict=True)]
    return Objective(
        name=f"quadratic:spectrum={listed}",
        parameters=names,
        formula=f"½({' + '.join(terms)})",
        gradient_formula=tuple(
            f"{_factor(w)}{name}" for w, name in zip(weights, names, strict=True)
        ),
        value_at=value,
        gradient_at=gradient,
        start=(4.0,) * len(weights),
        learning_rate=rounded(0.5 / max(weights), 1),
        view=((-6.0, 6.0),) * len(weights),
        minima=(Minimum((0.0,) * len(weights), 0.0),),
        curvature=Curvature(min(weights), max(weights)),
        source="the textbooks' model of any loss near a minimum",
    )


def _factor(weight: float) -> str:
    return "" if weight == 1 else number(weight)
