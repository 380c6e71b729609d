"""Figures in sentences do not contradict each other, nor the arithmetic on the same screen."""

import pytest

from gdtui.engine.analysis.kinds import figure_near_one, two_figures
from gdtui.engine.analysis.sentences import changed
from gdtui.engine.analysis.theory import facts
from gdtui.engine.objectives import resolve


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.8, "0.8"), (1.0, "1"), (0.999999998, "0.999999998"), (1 - 1e-12, "0.999999999999"),
     (1.0000002, "1.0000002"), (0.0, "0"), (1.5, "1.5")],
)  # fmt: skip
def test_a_factor_that_is_not_1_is_not_written_1(value: float, text: str) -> None:
    assert figure_near_one(value) == text


@pytest.mark.parametrize(
    ("one", "other", "texts"),
    [(1.0, 2.0, ("1", "2")), (1.00001, 1.0, ("1.00001", "1")),
     (1e6, 1e6 + 1, ("1000000", "1000001")),
     (0.1, 0.1, ("0.1", "0.1")), (1e-9, 1e12, ("1e−9", "1e12"))],
)  # fmt: skip
def test_two_figures_are_told_apart(one: float, other: float, texts: tuple[str, str]) -> None:
    assert two_figures(one, other) == texts


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (1.00001, "η is now 1.00001: beyond 2/λ = 1 each step will lead farther away"),
        (0.99999, "η is now 0.99999: below 2/λ = 1 the steps will lead nearer"),
        (1.0, "η is now 1: at exactly 2/λ = 1 the steps will lead no nearer"),
    ],
)
def test_a_rate_beside_the_edge_is_told_from_it(rate: float, said: str) -> None:
    assert changed(resolve("(w-3)^2"), (7.0,), rate, "gd", "is now") == said


def test_what_a_tiny_rate_leaves_is_less_than_all() -> None:
    known = facts(resolve("(w-3)^2"), (7.0,), 1e-9, "gd")
    assert known[-1] == "with η = 1e−9 its step leaves |1 − ηλ| = 0.999999998 of the distance"
    assert facts(resolve("1e-12*(w-3)^2"), (7.0,), 0.1, "gd")[:2] == [
        "curvature everywhere: λ = 2e−12",
        "with the curvature λ, gd is stable for 0 < η < 2/λ = 1e12",
    ]
