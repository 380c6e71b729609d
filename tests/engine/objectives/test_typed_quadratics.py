"""Typed quadratics: valleys have a floor, bowls a minimum, and neither is made of rounding."""

import random
from fractions import Fraction

import numpy as np
import pytest

from gdtui.engine.analysis.place import kind_of_point
from gdtui.engine.objectives.typed.derivative import from_expression

NAMES = "xyzuv"


def _form(random_: random.Random) -> tuple[str, list[list[Fraction]], list[Fraction], int]:
    """A sum of fewer squares than parameters: its text, and rows a, shifts b of Σ(a·θ + b)²."""
    dimension = random_.randint(2, 4)
    squares = random_.randint(1, dimension - 1)
    rows, shifts, terms = [], [], []
    for _ in range(squares):
        row = [Fraction(random_.randint(-99, 99), 10) for _ in range(dimension)]
        row[random_.randrange(dimension)] = Fraction(random_.randint(1, 99), 10)
        shift = Fraction(random_.randint(-99, 99), 10)
        rows.append(row)
        shifts.append(shift)
        parts = [f"({float(a)})*{name}" for a, name in zip(row, NAMES, strict=False)]
        terms.append(f"({' + '.join(parts)} + ({float(shift)}))^2")
    return " + ".join(terms), rows, shifts, dimension


@pytest.mark.parametrize("seed", range(4))
def test_squares_that_leave_a_valley(seed: int) -> None:
    """40 a seed, 160 in all: none refused, none curved down, none with a false minimum."""
    random_ = random.Random(seed)
    for _ in range(40):
        text, rows, shifts, dimension = _form(random_)
        objective = from_expression(text)
        used = [i for i in range(dimension) if NAMES[i] in objective.parameters]
        order = [NAMES.index(name) for name in objective.parameters]
        a = np.array([[float(row[i]) for i in order] for row in rows])
        b = np.array([float(shift) for shift in shifts])
        rank = int(np.linalg.matrix_rank(a))
        assert objective.curvature is not None
        assert (objective.curvature.mu == 0) is (rank < len(used))
        assert pytest.approx(2 * np.linalg.norm(a, 2) ** 2, rel=1e-9) == objective.curvature.L
        (floor,) = objective.minima
        least = a @ np.linalg.lstsq(a, -b, rcond=None)[0] + b
        assert floor.value == pytest.approx(float(least @ least), abs=1e-9)
        assert objective.value(floor.point) == pytest.approx(floor.value, abs=1e-9)
        assert any(objective.gradient(objective.start))
        if rank < len(used):
            assert kind_of_point(objective, floor.point).kind == "the bottom of a valley"


@pytest.mark.parametrize(
    ("text", "curvature", "floor"),
    [
        ("(0.9x - 1.3y + 1)^2", (0.0, 5.0), ((-0.36, 0.52), 0.0)),
        ("(x - y)^2 + 3", (0.0, 4.0), ((0.0, 0.0), 3.0)),
        ("(sqrt(2)x - y)^2", (0.0, 6.0), ((0.0, 0.0), 0.0)),
        ("(w^2 + 1)^2 - w^4", (4.0, 4.0), ((0.0,), 1.0)),
        ("x^2 + 0.0000000000001y^2", (2e-13, 2.0), ((0.0, 0.0), 0.0)),
        ("(x + y)^2 + (x + 1.0000000001y)^2", None, ((0.0, 0.0), 0.0)),
        ("x^2 + y", (0.0, 2.0), None),
        ("(x - y)^2 + x", (0.0, 4.0), None),
        ("-(x - y)^2", (-4.0, 0.0), None),
        ("x*y", (-1.0, 1.0), None),
        ("3w", (0.0, 0.0), None),
    ],
)
def test_what_is_known_of_a_quadratic(
    text: str, curvature: tuple[float, float] | None, floor: tuple[tuple[float, ...], float] | None
) -> None:
    objective = from_expression(text)
    assert objective.curvature is not None
    if curvature is not None:
        assert objective.curvature == pytest.approx(curvature, rel=1e-12)
        assert (0.0 in objective.curvature) is (0.0 in curvature)
    else:
        assert objective.curvature.mu == pytest.approx(5e-21, rel=1e-6)
    if floor is None:
        assert objective.minima == ()
    else:
        (found,) = objective.minima
        assert found.point == pytest.approx(floor[0], abs=1e-15)
        assert found.value == pytest.approx(floor[1], abs=1e-15)


@pytest.mark.parametrize("text", ["|w|", "relu(w)", "w^4", "(x^2 + y)^2", "sin(x) + y^2"])
def test_what_is_no_quadratic(text: str) -> None:
    assert from_expression(text).curvature is None
