"""Bands at round levels: as many as an eye can tell apart, in the places where the numbers are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.drawing.bands import FEWEST, MOST, NOWHERE, bands_of, ends, kind_of_nowhere, levels_of

AXIS = np.linspace(-4, 4, 41)
X, Y = np.meshgrid(AXIS, AXIS)


def test_a_plane_has_levels_that_are_equally_spaced() -> None:
    gaps = np.diff(levels_of(X))
    assert gaps == pytest.approx([1.0] * len(gaps))


def test_a_range_of_decades_has_levels_that_grow() -> None:
    """Losses from 0 to 2,500, most of them small: 1-2-5 a decade, or 1-3."""
    levels = levels_of((X**2 + Y**2) ** 2 + 1e-6)
    assert levels[-1] / levels[0] >= 100
    assert max(np.diff(levels)) / min(np.diff(levels)) >= 20
    assert all(float(f"{level:.2g}") == level for level in levels)


def test_a_level_far_above_the_floor_is_round() -> None:
    """x⁴ − 2x² + y² has its floor at −1: 998 would be a level of gaps, and none of a map."""
    wide = np.linspace(-7, 7, 61)
    x, y = np.meshgrid(wide, AXIS)
    high = [level for level in levels_of(x**4 - 2 * x**2 + y**2) if level > 100]
    assert high
    assert all(level % 50 == 0 for level in high)


@given(
    st.lists(st.floats(-1e12, 1e12), min_size=9, max_size=60, unique=True),
    st.sampled_from([0.0, np.inf, np.nan]),
)
def test_there_are_few_bands_and_each_number_is_in_one(found: list[float], other: float) -> None:
    values = np.array([*found, other])
    levels = levels_of(values)
    assert list(levels) == sorted(set(levels))
    assert len(levels) + 1 <= MOST
    bands = bands_of(values, levels)
    assert ((bands == NOWHERE) == ~np.isfinite(values)).all()
    for value, band in zip(values, bands, strict=True):
        if band != NOWHERE:
            assert band == 0 or levels[band - 1] <= value
            assert band == len(levels) or value < levels[band]


@pytest.mark.parametrize("power", [1, 2, 4])
def test_no_band_is_most_of_the_map(power: int) -> None:
    values = (np.abs(X) + 3 * np.abs(Y)) ** power
    levels = levels_of(values)
    assert len(levels) + 1 >= FEWEST
    assert np.bincount(bands_of(values, levels).ravel()).max() <= 0.4 * values.size


def test_equal_numbers_have_no_levels() -> None:
    assert levels_of(np.full((4, 4), 2.5)) == ()
    assert levels_of(np.full((4, 4), np.nan)) == ()


def test_the_ends_are_said_and_what_is_no_number() -> None:
    assert ends((0.5, 1.0, 20.0)) == ("<0.5", "≥20")
    assert kind_of_nowhere(np.array([1.0, 2.0])) == ""
    assert kind_of_nowhere(np.array([1.0, np.nan])) == "undefined"
    assert kind_of_nowhere(np.array([np.nan, np.inf])) == "undefined or infinite"
