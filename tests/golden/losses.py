"""The losses on which the rules of other libraries were run, in plain floats."""

from collections.abc import Callable, Sequence

X = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
Y = (-3.9, -2.1, -0.8, 0.3, 2.2, 2.9, 4.2, 4.8)
BATCH_SIZE = 2

Point = Sequence[float]
Loss = Callable[[Point, int], tuple[float, list[float]]]
"""Value and gradient at a point before step t, worked out in floats."""


def batch(t: int) -> list[int]:
    """The examples of step t, from 0 on: each epoch of four steps has an order of its own."""
    epoch, within = divmod(t, len(X) // BATCH_SIZE)
    return [(3 * (BATCH_SIZE * within + i) + epoch) % len(X) for i in range(BATCH_SIZE)]


def quad1d(point: Point, _t: int) -> tuple[float, list[float]]:
    (w,) = point
    return (w - 3) ** 2, [2 * (w - 3)]


def ravine(point: Point, _t: int) -> tuple[float, list[float]]:
    x, y = point
    return 0.5 * (x * x + 25 * y * y), [x, 25 * y]


def rosenbrock(point: Point, _t: int) -> tuple[float, list[float]]:
    x, y = point
    value = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return value, [-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]


def himmelblau(point: Point, _t: int) -> tuple[float, list[float]]:
    x, y = point
    p, q = x**2 + y - 11, x + y**2 - 7
    return p**2 + q**2, [4 * x * p + 2 * q, 2 * p + 4 * y * q]


def linreg(point: Point, t: int) -> tuple[float, list[float]]:
    w, b = point
    rows = batch(t)
    residuals = [w * X[i] + b - Y[i] for i in rows]
    slope = 2 * sum(r * X[i] for r, i in zip(residuals, rows, strict=True)) / BATCH_SIZE
    return sum(r**2 for r in residuals) / BATCH_SIZE, [slope, 2 * sum(residuals) / BATCH_SIZE]


STARTS: dict[Loss, tuple[float, ...]] = {
    quad1d: (0.0,),
    ravine: (-8.0, 1.5),
    rosenbrock: (-1.2, 1.0),
    himmelblau: (-1.0, 1.5),
    linreg: (0.0, 0.0),
}
