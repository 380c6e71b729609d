"""Numbers keep their width, and lose nothing that a learner reads."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.drawing.numbers import (
    bracketed,
    digits_apart,
    duration,
    fitted,
    label,
    next_rate,
    number,
    subscript,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6.2, "6.2"), (10.240000000000002, "10.24"), (6.9992, "6.9992"), (-0.8, "−0.8"),
        (144.0, "144"), (1.5e28, "1.5e28"), (1e-5, "1e−5"), (0.0, "0"), (-0.0, "0"),
        (math.inf, "∞"), (-math.inf, "−∞"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1 s"), (29.6, "30 s"), (99.0, "99 s"), (100.0, "2 min"), (5990.0, "100 min"),
        (6000.0, "2 h"), (7.2e6, "2,000 h"),
    ],
)  # fmt: skip
def test_how_long_something_takes(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("values", "digits"),
    [
        ([1.0, 2.0], 6), ([1e9 + 4, 1e9 + 3.2], 11), ([1e9, 1e9, 1e9], 6), ([], 6),
        ([3.0, math.inf, 3.0000001], 8), ([1.0, math.nextafter(1.0, 2.0)], 17),
    ],
)  # fmt: skip
def test_neighbors_are_told_apart(values: list[float], digits: int) -> None:
    assert digits_apart(values) == digits


def test_far_from_zero_a_number_shows_by_how_much_it_is_another() -> None:
    assert number(1000000003.2, digits_apart((1000000004.0, 1000000003.2))) == "1000000003.2"
    assert number(9.9998e9, digits_apart((1e10, 9.9998e9))) == "9.9998e9"
    assert digits_apart((1e20, 9e19)) == 6
    assert digits_apart((2.5e5, 1e5)) == 6


@given(st.floats(), st.integers(3, 14))
def test_a_fitted_number_has_its_width(value: float, width: int) -> None:
    assert len(fitted(value, width)) == width


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(10, 14))
def test_a_fitted_number_is_the_number(value: float, width: int) -> None:
    shown = float(fitted(value, width).replace("−", "-"))
    assert math.isclose(shown, value, rel_tol=0.02, abs_tol=0)


@pytest.mark.parametrize(
    ("value", "text"),
    [(20.0, "20"), (-10000.0, "−10000"), (1e8, "1e8"), (0.3, "0.3"), (1000002.0, "1000002")],
)
def test_labels_are_written_out_if_they_are_short(value: float, text: str) -> None:
    assert label(value) == text


def test_a_negative_number_after_a_sign_is_bracketed() -> None:
    assert bracketed(-12.0) == "(−12)"
    assert bracketed(12.0) == "12"


def test_subscripts() -> None:
    assert f"w{subscript(10)}" == "w₁₀"


@pytest.mark.parametrize(
    ("rate", "up", "down"),
    [(0.1, 0.2, 0.05), (0.2, 0.5, 0.1), (0.5, 1.0, 0.2), (1.0, 2.0, 0.5), (0.3, 0.5, 0.2)],
)
def test_rates_go_by_one_two_five(rate: float, up: float, down: float) -> None:
    assert next_rate(rate, +1) == up
    assert next_rate(rate, -1) == down


@given(st.floats(min_value=1e-12, max_value=1e12))
def test_going_up_and_down_comes_back(rate: float) -> None:
    above = next_rate(rate, +1)
    assert next_rate(rate, -1) < rate < above
    assert next_rate(next_rate(above, -1), +1) == above
