"""Shapes of curves, as people would call them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.labs.shapes import SHAPES, shape_of


@pytest.mark.parametrize(
    ("heights", "shape"),
    [
        ([36, 36, 36, 36], "flat"),
        ([36, 36.5, 36, 35.8], "flat"),
        ([36, 23, 15, 9, 6], "falls"),
        ([36, 0, 0, 0], "falls"),
        ([36, 40, 50, 72], "rises"),
        ([36, 0, 36, 0], "oscillates"),
        ([36, 72, 36], "oscillates"),
        ([36, 10, 5, 20, 50], "falls then rises"),
        ([36, 35, 34, 33, 32, 31, 30, 29, 28], "falls"),
        ([0, 0], "flat"),
        ([5], "flat"),
    ],
)
def test_shapes(heights: list[float], shape: str) -> None:
    assert shape_of(heights, 72) == shape


curves = st.lists(st.floats(0, 72), min_size=2, max_size=12)


@given(curves)
def test_every_curve_has_a_shape_and_upside_down_another(heights: list[float]) -> None:
    shape = shape_of(heights, 72)
    assert shape in SHAPES
    turned = shape_of([72 - height for height in heights], 72)
    other = {"falls": "rises", "rises": "falls", "flat": "flat", "falls then rises": "oscillates"}
    if shape in other:
        assert turned == other[shape]


@given(curves)
def test_a_straight_way_down_falls(heights: list[float]) -> None:
    down = sorted(heights, reverse=True)
    assert shape_of(down, 72) == ("falls" if down[0] - down[-1] > 3.6 else "flat")
