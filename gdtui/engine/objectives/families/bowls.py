"""Quadratic bowls of two parameters: one valley, and a Hessian that is the same everywhere."""

from types import ModuleType
from typing import Any

from gdtui.engine.numbers import rounded, typed
from gdtui.engine.objectives.objective import Curvature, Minimum, Objective
from gdtui.engine.spec import SpecError

_NAMES = ("x", "y")
_SURVEY = "in the survey of Jamil and Yang, 2013"


def bowl() -> Objective:
    """A round bowl: the gradient points straight away from the minimum, so descent is straight."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return x * x + y * y

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return 2.0 * x, 2.0 * y

    return Objective(
        name="bowl",
        parameters=_NAMES,
        formula="x² + y²",
        gradient_formula=("2x", "2y"),
        value_at=value,
        gradient_at=gradient,
        start=(-4.0, 3.0),
        learning_rate=0.1,
        view=((-5.0, 5.0), (-5.0, 5.0)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        curvature=Curvature(2.0, 2.0),
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        source="the sphere of De Jong, 1975",
        starts=((1.0, -4.5),),
    )


def ravine(*, condition: float = 25.0) -> Objective:
    """A bowl κ times as steep across as along: descent zigzags across and creeps along."""
    if not 1 <= condition <= 1e12:
        raise SpecError("condition must be a number from 1 to 1e12 such as 25")
    kappa = float(condition)
    text = typed(kappa)

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return (x * x + kappa * (y * y)) / 2.0

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return x, kappa * y

    factor = "" if kappa == 1 else f"{text}·" if "e" in text else text
    return Objective(
        name=f"ravine:condition={text}",
        parameters=_NAMES,
        formula=f"(x² + {factor}y²)/2",
        gradient_formula=("x", f"{factor}y"),
        value_at=value,
        gradient_at=gradient,
        start=(-8.0, 1.5),
        # Between the monotone edge 1/κ and the edge of stability 2/κ, also when it is rounded.
        learning_rate=rounded(1.4 / kappa, 1),
        view=((-10.0, 10.0), (-3.0, 3.0)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        curvature=Curvature(1.0, kappa),
        source="the standard example of a bad condition number",
        starts=((-8.0, 0.0), (0.0, 2.0)),
    )


def booth() -> Objective:
    """A rotated stretched bowl: neither parameter can be settled without the other."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x + 2.0 * y - 7.0, 2.0 * x + y - 5.0
        return a * a + b * b

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return 10.0 * x + 8.0 * y - 34.0, 8.0 * x + 10.0 * y - 38.0

    return Objective(
        name="booth",
        parameters=_NAMES,
        formula="(x + 2y − 7)² + (2x + y − 5)²",
        gradient_formula=("10x + 8y − 34", "8x + 10y − 38"),
        value_at=value,
        gradient_at=gradient,
        start=(-6.0, -4.0),
        learning_rate=0.05,
        view=((-10.0, 10.0), (-10.0, 10.0)),
        minima=(Minimum((1.0, 3.0), 0.0),),
        curvature=Curvature(2.0, 18.0),
        source=f"Booth; {_SURVEY}",
        starts=((8.0, -6.0),),
    )


def matyas() -> Objective:
    """A shallow valley along the diagonal, κ = 25: soon on its floor, then a long way to go."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x - y, x + y
        return 0.25 * (a * a) + 0.01 * (b * b)  # nowhere negative, nowhere inf − inf

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x

    return Objective(
        name="matyas",
        parameters=_NAMES,
        formula="0.26(x² + y²) − 0.48x·y",
        gradient_formula=("0.52x − 0.48y", "0.52y − 0.48x"),
        value_at=value,
        gradient_at=gradient,
        start=(8.0, -6.0),
        learning_rate=0.5,
        view=((-10.0, 10.0), (-10.0, 10.0)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        curvature=Curvature(0.04, 1.0),
        source=f"Matyas; {_SURVEY}",
        starts=((8.0, 7.0),),
    )
