"""Losses of two parameters with several minima: where one starts decides where one ends."""

from types import ModuleType
from typing import Any

from gdtui.engine.objectives.objective import Minimum, Objective
from gdtui.engine.ops import choose, root

_NAMES = ("x", "y")
_TAU = 6.283185307179586
_PI = 3.141592653589793
_E = 2.718281828459045
_ROOT_OF_TWO = 1.4142135623730951


def himmelblau() -> Objective:
    """Four minima of the same depth: the start decides in which descent ends, and so can η."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x * x + y - 11.0, x + y * y - 7.0
        return a * a + b * b

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x * x + y - 11.0, x + y * y - 7.0
        return 4.0 * (x * a) + 2.0 * b, 2.0 * a + 4.0 * (y * b)

    return Objective(
        name="himmelblau",
        parameters=_NAMES,
        formula="(x² + y − 11)² + (x + y² − 7)²",
        gradient_formula=(
            "4x(x² + y − 11) + 2(x + y² − 7)",
            "2(x² + y − 11) + 4y(x + y² − 7)",
        ),
        value_at=value,
        gradient_at=gradient,
        start=(-1.0, 1.5),
        learning_rate=0.01,
        view=((-5.0, 5.0), (-5.0, 5.0)),
        minima=(
            Minimum((3.0, 2.0), 0.0),
            Minimum((-2.805118086952745, 3.131312518250573), 0.0),
            Minimum((-3.779310253377747, -3.2831859912861696), 0.0),
            Minimum((3.5844283403304917, -1.8481265269644036), 0.0),
        ),
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        source="Himmelblau, 1972",
        starts=((0.0, 0.0), (-1.0, -1.5), (1.0, -2.0)),
    )


def three_hump_camel() -> Objective:
    """A low valley between two higher ones: from outside, descent stops in the first it meets."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x * x, y + x / 2.0
        return a * (1.75 - a * (1.05 - a / 6.0)) + b * b

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        square = x * x
        return 4.0 * x - 4.2 * (x * square) + x * square * square + y, x + 2.0 * y

    return Objective(
        name="three_hump_camel",
        parameters=_NAMES,
        formula="2x² − 1.05x⁴ + x⁶/6 + x·y + y²",
        gradient_formula=("4x − 4.2x³ + x⁵ + y", "x + 2y"),
        value_at=value,
        gradient_at=gradient,
        start=(-1.6, 1.2),
        learning_rate=0.05,
        view=((-2.5, 2.5), (-2.5, 2.5)),
        minima=(
            Minimum((0.0, 0.0), 0.0),
            Minimum((1.7475523458302888, -0.8737761729151444), 0.2986384422368598),
            Minimum((-1.7475523458302888, 0.8737761729151444), 0.2986384422368598),
        ),
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        source="in the survey of Jamil and Yang, 2013",
        starts=((0.9, 1.0), (2.2, -2.0)),
    )


def six_hump_camel() -> Objective:
    """Six minima in three pairs, two of them the lowest: the rest hold a descent for good."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x * x, y * y
        return a * (4.0 - a * (2.1 - a / 3.0)) + y * (x + y * (4.0 * b - 4.0))

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x * x, y * y
        return 8.0 * x - 8.4 * (x * a) + 2.0 * (x * a * a) + y, x - 8.0 * y + 16.0 * (y * b)

    return Objective(
        name="six_hump_camel",
        parameters=_NAMES,
        formula="(4 − 2.1x² + x⁴/3)x² + x·y + (4y² − 4)y²",
        gradient_formula=("8x − 8.4x³ + 2x⁵ + y", "x − 8y + 16y³"),
        value_at=value,
        gradient_at=gradient,
        start=(-1.5, 1.0),
        learning_rate=0.02,
        view=((-2.2, 2.2), (-1.2, 1.2)),
        minima=(
            Minimum((0.08984201310031806, -0.7126564030207396), -1.0316284534898774),
            Minimum((-0.08984201310031806, 0.7126564030207396), -1.0316284534898774),
            Minimum((1.703606714969981, -0.7960835686726251), -0.21546382438371764),
            Minimum((-1.703606714969981, 0.7960835686726251), -0.21546382438371764),
            Minimum((1.6071047529201972, 0.5686514548841314), 2.1042503103112584),
            Minimum((-1.6071047529201972, -0.5686514548841314), 2.1042503103112584),
        ),
        domain=((-3.0, 3.0), (-2.0, 2.0)),
        source="Branin, 1972; Dixon and Szegő, 1978",
        starts=((0.5, 0.1), (1.9, 0.3), (1.0, 1.0)),
    )


def rastrigin() -> Objective:
    """An egg carton, a bowl full of hollows: plain descent ends in the one it starts in."""

    def value(params: Any, m: ModuleType) -> Any:
        x, y = params
        return 20.0 + x * x + y * y - 10.0 * m.cos(_TAU * x) - 10.0 * m.cos(_TAU * y)

    def gradient(params: Any, m: ModuleType) -> Any:
        x, y = params
        return (
            2.0 * x + 20.0 * _PI * m.sin(_TAU * x),
            2.0 * y + 20.0 * _PI * m.sin(_TAU * y),
        )

    return Objective(
        name="rastrigin",
        parameters=_NAMES,
        formula="20 + x² + y² − 10cos(2π·x) − 10cos(2π·y)",
        gradient_formula=("2x + 20π·sin(2π·x)", "2y + 20π·sin(2π·y)"),
        value_at=value,
        gradient_at=gradient,
        start=(2.3, -1.6),
        learning_rate=0.002,
        view=((-5.12, 5.12), (-5.12, 5.12)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        source="Rastrigin, 1974",
        starts=((0.4, -0.4), (-3.7, 3.4)),
    )


def ackley() -> Objective:
    """A funnel in a rippled plain: ripples stop a small step, the tip is too sharp to settle in."""

    def value(params: Any, m: ModuleType) -> Any:
        x, y = params
        r = root((x * x + y * y) / 2.0)
        ripples = m.exp((m.cos(_TAU * x) + m.cos(_TAU * y)) / 2.0)
        return 20.0 * (1.0 - m.exp(-0.2 * r)) + (_E - ripples)

    def gradient(params: Any, m: ModuleType) -> Any:
        x, y = params
        r = root((x * x + y * y) / 2.0)
        # At the tip itself there is no derivative; 0, as the slopes about it cancel.
        funnel = 2.0 * m.exp(-0.2 * r) / choose(r > 0, r, 1.0)
        ripples = _PI * m.exp((m.cos(_TAU * x) + m.cos(_TAU * y)) / 2.0)
        return (
            x * funnel + m.sin(_TAU * x) * ripples,
            y * funnel + m.sin(_TAU * y) * ripples,
        )

    ripples = "exp((cos(2π·x) + cos(2π·y))/2)"
    where = "where r = √((x² + y²)/2)"
    return Objective(
        name="ackley",
        parameters=_NAMES,
        formula=f"20 − 20exp(−0.2r) + e − {ripples}, {where}",
        gradient_formula=(
            f"2x·exp(−0.2r)/r + π·sin(2π·x){ripples}, {where}",
            f"2y·exp(−0.2r)/r + π·sin(2π·y){ripples}, {where}",
        ),
        value_at=value,
        gradient_at=gradient,
        start=(2.7, -1.8),
        learning_rate=0.01,
        view=((-5.0, 5.0), (-5.0, 5.0)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        domain=((-32.768, 32.768), (-32.768, 32.768)),
        source="Ackley, 1987",
        starts=((0.4, 0.3), (-4.6, 3.6)),
    )


def styblinski_tang() -> Objective:
    """A double well in each parameter: four minima, of which only one is the lowest."""

    def value(params: Any, _m: ModuleType) -> Any:
        x, y = params
        a, b = x * x, y * y
        return (a * (a - 16.0) + 5.0 * x + b * (b - 16.0) + 5.0 * y) / 2.0

    def gradient(params: Any, _m: ModuleType) -> Any:
        x, y = params
        return (
            2.0 * (x * x * x) - 16.0 * x + 2.5,
            2.0 * (y * y * y) - 16.0 * y + 2.5,
        )

    return Objective(
        name="styblinski_tang",
        parameters=_NAMES,
        formula="(x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)/2",
        gradient_formula=("2x³ − 16x + 2.5", "2y³ − 16y + 2.5"),
        value_at=value,
        gradient_at=gradient,
        start=(0.5, 0.5),
        learning_rate=0.01,
        view=((-5.0, 5.0), (-5.0, 5.0)),
        minima=(
            Minimum((-2.903534027771177, -2.903534027771177), -78.33233140754282),
            Minimum((-2.903534027771177, 2.746802770990837), -64.19561235905536),
            Minimum((2.746802770990837, -2.903534027771177), -64.19561235905536),
            Minimum((2.746802770990837, 2.746802770990837), -50.05889331056788),
        ),
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        source="Styblinski and Tang, 1990",
        starts=((0.1, 0.1), (-0.5, 4.5), (-4.0, 1.0)),
    )


def griewank() -> Objective:
    """Ripples over a bowl too wide to notice: from close by, every hollow looks like the lowest."""

    def value(params: Any, m: ModuleType) -> Any:
        x, y = params
        return 1.0 + (x * x + y * y) / 4000.0 - m.cos(x) * m.cos(y / _ROOT_OF_TWO)

    def gradient(params: Any, m: ModuleType) -> Any:
        x, y = params
        turned = y / _ROOT_OF_TWO
        return (
            x / 2000.0 + m.sin(x) * m.cos(turned),
            y / 2000.0 + m.cos(x) * m.sin(turned) / _ROOT_OF_TWO,
        )

    return Objective(
        name="griewank",
        parameters=_NAMES,
        formula="1 + (x² + y²)/4000 − cos(x)cos(y/√(2))",
        gradient_formula=(
            "x/2000 + sin(x)cos(y/√(2))",
            "y/2000 + cos(x)sin(y/√(2))/√(2)",
        ),
        value_at=value,
        gradient_at=gradient,
        start=(5.0, -3.5),
        learning_rate=0.2,
        view=((-10.0, 10.0), (-10.0, 10.0)),
        minima=(Minimum((0.0, 0.0), 0.0),),
        domain=((-600.0, 600.0), (-600.0, 600.0)),
        source="Griewank, 1981",
        starts=((1.0, -2.0), (-8.0, 6.0)),
    )
