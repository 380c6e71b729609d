"""Bands of a map: round levels, as equally large as they can be, and how they look."""

import numpy as np
import pytest

from gdtui.drawing.bands import NOWHERE, bands_of, levels_of
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Ink, Pen, legend, level_lines, swatches
from tests.drawing.lines import text


def grid(formula: str) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(-4, 4, 60), np.linspace(-4, 4, 60))
    with np.errstate(all="ignore"):
        return np.asarray(eval(formula, {"x": x, "y": y, "exp": np.exp, "log": np.log}))


@pytest.mark.parametrize(
    ("formula", "levels"),
    [
        ("x**2 + y**2", (2, 4, 6, 8, 10, 12, 14, 16, 18)),
        ("x**2 - y**2", (-8, -6, -4, -2, 0, 2, 4, 6, 8)),
        ("(1 - x)**2 + 100*(y - x**2)**2", (50, 100, 200, 500, 1000, 2000, 5000, 1e4, 2e4)),
    ],
)
def test_levels_are_round_and_logarithmic_where_the_range_asks_for_it(
    formula: str, levels: tuple[float, ...]
) -> None:
    assert levels_of(grid(formula)) == levels


@pytest.mark.parametrize(
    "formula",
    ["x**2 + 10*y**2", "x**4 - 2*x**2 + y**2", "exp(x*y)", "1/(x*y)", "log(x) + y", "1e308*x"],
)
def test_there_are_eight_to_ten_bands(formula: str) -> None:
    levels = levels_of(grid(formula))
    assert 7 <= len(levels) <= 9
    assert list(levels) == sorted(set(levels))


def test_what_is_no_number_has_a_band_of_its_own_and_is_named() -> None:
    values = grid("log(x)")
    levels = levels_of(values)
    bands = bands_of(values, levels)
    assert (bands[:, :30] == NOWHERE).all()
    assert (bands[:, 30:] >= 0).all()
    assert text([legend(values, levels, Ink.DIGITS)])[0].endswith("· undefined")


def test_a_flat_loss_is_one_band() -> None:
    assert levels_of(np.ones((4, 4))) == ()
    assert (
        text(level_lines(np.ones((4, 4)), (), Pen(Glyphs.ASCII, Ink.DIGITS), lines=False))
        == ["0000"] * 4
    )


def test_the_legend_says_which_end_is_low() -> None:
    levels = (10.0, 20.0, 30.0)
    line = legend(np.zeros(1), levels, Ink.DIGITS)
    assert text([line]) == ["low <10 0123 ≥30 high"]


def test_in_color_a_cell_has_two_halves_and_equal_ones_are_one_piece() -> None:
    values = np.array([[0.0, 0, 0, 9], [0, 0, 9, 9]])
    (line,) = level_lines(values, (5.0,), Pen(Glyphs.BRAILLE, Ink.COLORS), lines=False)
    assert line == [("  ", " on band0"), ("▄", "band9 on band0"), (" ", " on band9")]


def test_in_ascii_the_digit_is_the_band() -> None:
    values = np.array([[1.0, 11, 21, np.nan]])
    (line,) = level_lines(values, (10.0, 20.0), Pen(Glyphs.ASCII, Ink.DIGITS), lines=False)
    assert line == [("012·", "later")]


def test_bands_take_the_whole_ramp() -> None:
    assert [look.role for look in swatches(8)][::7] == ["band0", "band9"]
    assert "".join(look.shade for look in swatches(5)) == "█▓▒░ "
