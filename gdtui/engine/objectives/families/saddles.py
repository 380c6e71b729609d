"""Saddles: places without slope that are no minima, and where descent lingers."""

from types import ModuleType
from typing import Any

from gdtui.engine.objectives.objective import Minimum, Objective

_NAMES = ("x", "y")


def saddle() -> Objective:
    """A pass between two valleys: descent comes to rest on it for a while, then slides off."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return x * x + y * y * (y * y / 4.0 - 1.0)

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return 2.0 * x, y * y * y - 2.0 * y

    return Objective(
        name="saddle",
        parameters=_NAMES,
        formula="x² − y² + y⁴/4",
        gradient_formula=("2x", "y³ − 2y"),
        value_at=value,
        gradient_at=gradient,
        start=(2.0, 0.001),
        learning_rate=0.1,
        view=((-3.0, 3.0), (-3.0, 3.0)),
        minima=(
            Minimum((0.0, 1.4142135623730951), -1.0),
            Minimum((0.0, -1.4142135623730951), -1.0),
        ),
        source="the textbooks' saddle x² − y², with y⁴/4 so that it has a floor",
        starts=((2.0, 0.0), (2.0, -1.0)),  # the first ends on the saddle itself
    )


def monkey_saddle() -> Objective:
    """A saddle for two legs and a tail: flat to second order, so that descent lingers longer."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        square = x * x + y * y
        return x * x * (0.3 * square + x) + y * y * (0.3 * square - 3.0 * x)

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        square = x * x + y * y
        return (
            3.0 * (x * x - y * y) + 1.2 * (x * square),
            -6.0 * (x * y) + 1.2 * (y * square),
        )

    return Objective(
        name="monkey_saddle",
        parameters=_NAMES,
        formula="x³ − 3x·y² + 0.3(x² + y²)²",
        gradient_formula=("3(x² − y²) + 1.2x(x² + y²)", "−6x·y + 1.2y(x² + y²)"),
        value_at=value,
        gradient_at=gradient,
        start=(0.05, 0.02),
        learning_rate=0.05,
        view=((-3.0, 3.0), (-3.0, 3.0)),
        minima=(
            Minimum((-2.5, 0.0), -3.90625),
            Minimum((1.25, 2.165063509461097), -3.90625),
            Minimum((1.25, -2.165063509461097), -3.90625),
        ),
        source="the textbooks' monkey saddle x³ − 3xy², with a quartic so that it has a floor",
        starts=((0.5, 0.0), (-0.05, 0.02)),  # the first ends on the saddle itself
    )
