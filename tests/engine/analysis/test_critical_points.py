"""Minima and saddles of losses that are known by hand."""

import pytest

from gdtui.engine.analysis.critical_points import critical_points
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import Objective
from gdtui.engine.run import Run

VIEW = (-5.0, 5.0)


def loss(text: str) -> Objective:
    return Run(RunConfig(objective=text)).objective


def rounded(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return sorted((round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in points)


def test_two_minima_and_the_saddle_between_them() -> None:
    found = critical_points(loss("x^4 - 2x^2 + y^2"), VIEW, VIEW)
    assert rounded(found.minima) == [(-1, 0), (1, 0)]
    assert rounded(found.saddles) == [(0, 0)]


def test_himmelblau_has_four_of_each() -> None:
    """Himmelblau (1972): minima (3, 2), (−2.805, 3.131), (−3.779, −3.283), (3.584, −1.848)."""
    found = critical_points(loss("himmelblau"), VIEW, VIEW)
    assert rounded(found.minima) == [(-3.779, -3.283), (-2.805, 3.131), (3, 2), (3.584, -1.848)]
    assert len(found.saddles) == 4


@pytest.mark.parametrize("text", ["(x + y)^2", "x + y", "-(x^2) - y^2", "1/(x*y)"])
def test_a_valley_a_slope_a_top_and_a_pole_are_none(text: str) -> None:
    found = critical_points(loss(text), VIEW, VIEW)
    assert (found.minima, found.saddles) == ((), ())


def test_of_too_many_none_is_told() -> None:
    found = critical_points(loss("sin(9x) + sin(9y)"), VIEW, VIEW)
    assert (found.minima, found.saddles) == ((), ())
