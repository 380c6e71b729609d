"""Losses of one parameter: each a curve with one thing to be seen in it.

Here and in the other losses with a name, the largest power is the outermost factor, so that far
away the value is inf and not inf − inf.
"""

from types import ModuleType
from typing import Any

from gdtui.engine.numbers import rounded, typed
from gdtui.engine.objectives.objective import Curvature, Minimum, Objective
from gdtui.engine.ops import choose, magnitude, sign
from gdtui.engine.spec import SpecError

_NAMES = ("w",)


def parabola(*, curvature: float = 2.0) -> Objective:
    """The parabola ½·c·(w − 3)²: the largest stable η is 2/c, and η = 1/c arrives in one step."""
    if not 1e-100 <= curvature <= 1e100:
        raise SpecError("curvature must be a positive number such as 2")
    c = float(curvature)

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return 0.5 * c * ((w - 3.0) * (w - 3.0))

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return (c * (w - 3.0),)

    return Objective(
        name=f"parabola:curvature={typed(c)}",
        parameters=_NAMES,
        formula=f"{_factor(0.5 * c)}(w − 3)²",
        gradient_formula=(f"{_factor(c)}(w − 3)" if c != 1 else "w − 3",),
        value_at=value,
        gradient_at=gradient,
        start=(7.0,),
        learning_rate=rounded(0.2 / c, 1),
        view=((-3.0, 9.0),),
        minima=(Minimum((3.0,), 0.0),),
        curvature=Curvature(c, c),
        source="the textbooks' first example",
        starts=((-2.0,),),
    )


def double_well() -> Objective:
    """Two valleys, the left one deeper: the start and η decide in which of them descent ends."""

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return w * w * (w * w / 4.0 - 1.0) + 0.3 * w

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return (w * w * w - 2.0 * w + 0.3,)

    return Objective(
        name="double_well",
        parameters=_NAMES,
        formula="w⁴/4 − w² + 0.3w",
        gradient_formula=("w³ − 2w + 0.3",),
        value_at=value,
        gradient_at=gradient,
        start=(2.0,),
        learning_rate=0.1,
        view=((-2.2, 2.2),),
        minima=(
            Minimum((-1.4839678931977263,), -1.4349731299903377),
            Minimum((1.3322207371911865,), -0.5876563804330972),
        ),
        source="the physicists' double well, tilted",
        starts=((0.2,), (0.1,), (-2.0,)),  # the first two: on either side of the ridge
    )


def kink() -> Objective:
    """|w|, whose slope never shrinks: with a fixed η the point hops across the kink forever."""

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return magnitude(w)

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return (sign(w),)

    return Objective(
        name="kink",
        parameters=_NAMES,
        formula="|w|",
        gradient_formula=("sign(w)",),
        value_at=value,
        gradient_at=gradient,
        start=(2.75,),
        learning_rate=0.1,
        view=((-4.0, 4.0),),
        minima=(Minimum((0.0,), 0.0),),
        source="the textbooks' example of a loss without a derivative at its minimum",
        starts=((-3.0,),),
    )


def wavy() -> Objective:
    """A bowl with waves: small steps end in the nearest trough, large ones jump over some."""

    def value(params: Any, m: ModuleType) -> Any:
        (w,) = params
        return 0.1 * (w * w) + m.sin(3.0 * w)

    def gradient(params: Any, m: ModuleType) -> Any:
        (w,) = params
        return (0.2 * w + 3.0 * m.cos(3.0 * w),)

    return Objective(
        name="wavy",
        parameters=_NAMES,
        formula="0.1w² + sin(3w)",
        gradient_formula=("0.2w + 3cos(3w)",),
        value_at=value,
        gradient_at=gradient,
        start=(4.5,),
        learning_rate=0.05,
        view=((-6.0, 6.0),),
        minima=(
            Minimum((-0.5122140283561128,), -0.9731804794973067),
            Minimum((-6.653590389836328,), 3.530788109415737),
            Minimum((-4.608298882423005,), 1.1720033155244851),
            Minimum((-2.560806938073543,), -0.32954628593577723),
            Minimum((1.53658988014775,), -0.7586284086132372),
            Minimum((3.5847518173037196,), 0.3140209196591906),
            Minimum((5.631303162965094,), 2.2443028149427553),
        ),
        source="Rastrigin's idea with one parameter",
        starts=((-5.5,), (0.4,)),
    )


def plateau() -> Objective:
    """Steep near 0 and flat far out: the gradient vanishes there, and descent creeps at first."""

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return w * w / (1.0 + w * w)

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        below = 1.0 + w * w
        return (2.0 * w / (below * below),)

    return Objective(
        name="plateau",
        parameters=_NAMES,
        formula="w²/(1 + w²)",
        gradient_formula=("2w/(1 + w²)²",),
        value_at=value,
        gradient_at=gradient,
        start=(4.0,),
        learning_rate=0.5,
        view=((-8.0, 8.0),),
        minima=(Minimum((0.0,), 0.0),),
        source="Geman and McClure, 1985",
        starts=((-6.0,), (1.0,)),
    )


def cliff() -> Objective:
    """A gentle bowl with a cliff: the gradient explodes on its face and throws the point far."""

    def value(params: Any, m: ModuleType) -> Any:
        (w,) = params
        return 0.1 * (w * w) + 5.0 * (1.0 + m.tanh(10.0 * (w - 2.0)))

    def gradient(params: Any, m: ModuleType) -> Any:
        (w,) = params
        t = m.tanh(10.0 * (w - 2.0))
        return (0.2 * w + 50.0 * (1.0 - t * t),)

    return Objective(
        name="cliff",
        parameters=_NAMES,
        formula="0.1w² + 5(1 + tanh(10(w − 2)))",
        gradient_formula=("0.2w + 50(1 − tanh(10(w − 2))²)",),
        value_at=value,
        gradient_at=gradient,
        start=(4.0,),
        learning_rate=0.5,
        view=((-6.0, 6.0),),
        minima=(Minimum((0.0,), 0.0),),
        source="after Pascanu, Mikolov and Bengio, 2013",
        starts=((2.05,), (-5.0,)),
    )


def quartic() -> Objective:
    """w⁴, without curvature at its minimum: each step brings the point less far than the last."""

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return w * w * (w * w)

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        return (4.0 * (w * w * w),)

    return Objective(
        name="quartic",
        parameters=_NAMES,
        formula="w⁴",
        gradient_formula=("4w³",),
        value_at=value,
        gradient_at=gradient,
        start=(1.5,),
        learning_rate=0.02,
        view=((-2.0, 2.0),),
        minima=(Minimum((0.0,), 0.0),),
        source="the textbooks' example of a minimum without curvature",
        starts=((-1.0,),),
    )


def sharp_and_flat() -> Objective:
    """Two minima, curvatures 1 and 25: beyond η = 2/25 the sharp one cannot hold the point."""

    def value(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        flat = (w + 2.0) * (w + 2.0)
        sharp = 25.0 * ((w - 2.0) * (w - 2.0))
        return choose(sharp < flat, sharp, flat) / 2.0

    def gradient(params: Any, _m: ModuleType) -> Any:
        (w,) = params
        flat = (w + 2.0) * (w + 2.0)
        sharp = 25.0 * ((w - 2.0) * (w - 2.0))
        return (choose(sharp < flat, 25.0 * (w - 2.0), w + 2.0),)

    return Objective(
        name="sharp_and_flat",
        parameters=_NAMES,
        formula="min((w + 2)², 25(w − 2)²)/2",
        gradient_formula=("25(w − 2) if 4/3 < w < 3, else w + 2",),
        value_at=value,
        gradient_at=gradient,
        start=(2.5,),
        learning_rate=0.05,
        view=((-6.0, 4.0),),
        minima=(Minimum((-2.0,), 0.0), Minimum((2.0,), 0.0)),
        source="after Hochreiter and Schmidhuber, 1997",
        starts=((1.4,), (1.3,), (-5.0,)),
    )


def _factor(number: float) -> str:
    return "" if number == 1 else typed(number)
