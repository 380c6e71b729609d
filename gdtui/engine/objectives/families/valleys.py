"""Long or hidden valleys of two parameters: where the slope does not point to the minimum."""

from types import ModuleType
from typing import Any

from gdtui.engine.objectives.objective import Minimum, Objective

_NAMES = ("x", "y")


def rosenbrock() -> Objective:
    """The banana valley: down to its bent floor at once, then along it in tiny steps."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = 1.0 - x, y - x * x
        return a * a + 100.0 * (b * b)

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = 1.0 - x, y - x * x
        return -2.0 * a - 400.0 * (x * b), 200.0 * b

    return Objective(
        name="rosenbrock",
        parameters=_NAMES,
        formula="(1 − x)² + 100(y − x²)²",
        gradient_formula=("−2(1 − x) − 400x(y − x²)", "200(y − x²)"),
        value_at=value,
        gradient_at=gradient,
        start=(-1.2, 1.0),
        learning_rate=0.001,
        view=((-2.0, 2.0), (-1.0, 3.0)),
        minima=(Minimum((1.0, 1.0), 0.0),),
        domain=((-2.048, 2.048), (-2.048, 2.048)),
        source="Rosenbrock, 1960",
        starts=((0.0, 0.0), (-0.5, 2.5)),
    )


def beale() -> Objective:
    """Flat land between steep walls: the same η is too small here and too large there."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b, c = 1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)
        return a * a + b * b + c * c

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b, c = 1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)
        return (
            2.0 * a * (y - 1.0) + 2.0 * b * (y * y - 1.0) + 2.0 * c * (y * y * y - 1.0),
            2.0 * (a * x) + 4.0 * (b * x * y) + 6.0 * (c * x * (y * y)),
        )

    where = "where a = 1.5 − x + x·y, b = 2.25 − x + x·y², c = 2.625 − x + x·y³"
    return Objective(
        name="beale",
        parameters=_NAMES,
        formula="(1.5 − x + x·y)² + (2.25 − x + x·y²)² + (2.625 − x + x·y³)²",
        gradient_formula=(
            f"2a(y − 1) + 2b(y² − 1) + 2c(y³ − 1), {where}",
            f"2a·x + 4b·x·y + 6c·x·y², {where}",
        ),
        value_at=value,
        gradient_at=gradient,
        start=(1.0, 1.0),
        learning_rate=0.01,
        view=((-4.5, 4.5), (-4.5, 4.5)),
        minima=(Minimum((3.0, 0.5), 0.0),),
        domain=((-4.5, 4.5), (-4.5, 4.5)),
        source="Beale, 1958",
        starts=((3.0, -1.0), (-1.0, -1.0)),
    )


def goldstein_price() -> Objective:
    """Four hollows in a land from 3 to a million, so steep that only its logarithm bears an η."""

    # The two factors are polynomials of one combination of x and y each, s and t.

    def factors(s: Any, t: Any) -> tuple[Any, Any]:
        return (
            1.0 + (s + 1.0) * (s + 1.0) * (3.0 * (s * s) - 14.0 * s + 19.0),
            30.0 + t * t * (3.0 * (t * t) - 16.0 * t + 18.0),
        )

    def value(params: Any, m: ModuleType) -> Any:
        x, y = params
        a, b = factors(x + y, 2.0 * x - 3.0 * y)
        return m.log(a) + m.log(b)

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        s, t = x + y, 2.0 * x - 3.0 * y
        a, b = factors(s, t)
        by_s = 12.0 * ((s + 1.0) * (s - 1.0) * (s - 2.0)) / a
        by_t = 12.0 * (t * (t - 1.0) * (t - 3.0)) / b
        return by_s + 2.0 * by_t, by_s - 3.0 * by_t

    by_s = "12(s + 1)(s − 1)(s − 2)/(1 + (s + 1)²(3s² − 14s + 19))"
    by_t = "t(t − 1)(t − 3)/(30 + t²(3t² − 16t + 18))"
    where = "where s = x + y, t = 2x − 3y"
    return Objective(
        name="goldstein_price",
        parameters=_NAMES,
        formula=f"ln(1 + (s + 1)²(3s² − 14s + 19)) + ln(30 + t²(3t² − 16t + 18)), {where}",
        gradient_formula=(f"{by_s} + 24{by_t}, {where}", f"{by_s} − 36{by_t}, {where}"),
        value_at=value,
        gradient_at=gradient,
        start=(-0.5, 0.25),
        learning_rate=0.002,
        view=((-2.0, 2.0), (-2.0, 2.0)),
        minima=(
            Minimum((0.0, -1.0), 1.0986122886681098),  # ln 3
            Minimum((-0.6, -0.4), 3.4011973816621555),  # ln 30
            Minimum((1.8, 0.2), 4.430816798843313),  # ln 84
            Minimum((1.2, 0.8), 6.733401891837359),  # ln 840
        ),
        domain=((-2.0, 2.0), (-2.0, 2.0)),
        source="Goldstein and Price, 1971; its logarithm",
        starts=((1.5, 1.5), (-1.5, -1.5), (1.0, -1.0)),
    )


def plateau_valley() -> Objective:
    """A plateau cut by a narrow valley, κ = 50: creeping to its edge, then along its floor."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return y * y / (1.0 + y * y) + x * x / 50.0

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        below = 1.0 + y * y
        return x / 25.0, 2.0 * y / (below * below)

    return Objective(
        name="plateau_valley",
        parameters=_NAMES,
        formula="y²/(1 + y²) + x²/50",
        gradient_formula=("x/25", "2y/(1 + y²)²"),
        value_at=value,
        gradient_at=gradient,
        start=(-4.0, 3.0),
        learning_rate=0.5,
        view=((-5.0, 5.0), (-5.0, 5.0)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        source="made for this playground, of Geman and McClure's loss, 1985, and a shallow bowl",
        starts=((3.0, -4.5), (4.0, 0.5)),
    )
