"""The map of a loss of two parameters: bands, the whole path, marks, and few bytes."""

import math
from itertools import product

import numpy as np
import pytest
from rich.color import Color as Shade
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from gdtui.drawing.bands import FEWEST, MOST
from gdtui.drawing.canvas import Layer, Line, draw
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.dots import line_through, lines_of
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Ink, Pen, Swatch, map_lines, swatches
from gdtui.drawing.legends import in_room
from gdtui.drawing.loss_map import LossMap
from gdtui.engine.objectives import OBJECTIVES
from gdtui.tui import themes
from gdtui.tui.wire import Wire
from tests.drawing.lines import text
from tests.drawing.panes import Shown

BRAILLE = Glyphs.BRAILLE
COLORS = Pen(BRAILLE, Ink.COLORS)
SMALL, LARGE, MAXIMIZED = (43, 10), (60, 18), (78, 20)
OF_TWO = [name for name, make in OBJECTIVES.items() if make().dimension == 2]
FRAME = 700
"""Bytes of what is sent around a map that fills the screen: frame, title, legend, footer."""
WILD = ["1/(x*y)", "tan(x*y)", "sin(5x)*sin(5y)", "log(x*y)"]


def map_of(shown: Shown, pen: Pen = COLORS) -> LossMap:
    return LossMap(shown.frame.objective, pen)


def drawn(shown: Shown, loss_map: LossMap, size: tuple[int, int] = LARGE) -> list[Line]:
    return loss_map.lines(size, shown.frame.update, shown.history.path(shown.frame.step))


def contrast(a: Color, b: Color) -> float:
    """The ratio of their luminances (WCAG 2.1)."""
    weights = 0.2126, 0.7152, 0.0722

    def luminance(color: Color) -> float:
        linear = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized
        )
        return sum(map(math.prod, zip(weights, linear, strict=True)))

    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def cells_of(lines: list[Line]) -> list[tuple[str, str]]:
    return [(char, role) for line in lines for piece, role in line for char in piece]


def role_at(line: Line, at: int) -> str:
    return cells_of([line])[at][1]


def colors_of(*, dark: bool, few: bool) -> dict[str, str]:
    variables = {"background": "#121212" if dark else "#f0f0f0", "foreground": "#808080"}
    variables |= dict.fromkeys(themes.CLASS_COLORS, "#808080")
    return themes.map_colors(variables, dark=dark, few=few, ansi=False)


@pytest.mark.parametrize(("dark", "few"), [*product([True, False], repeat=2)])
def test_bands_get_lighter_and_the_path_stands_out_against_each(dark: bool, few: bool) -> None:
    """A contrast of at least 3, as W3C asks of graphics (WCAG 2.1, 1.4.11)."""
    colors = colors_of(dark=dark, few=few)
    bands = [Color.parse(colors[f"band{i}"]) for i in range(10)]
    assert len({band.hex for band in bands}) == 10
    path = Color.parse(colors["path"])
    assert min(contrast(band, path) for band in bands) >= 3
    light = [band.brightness for band in bands]
    assert light[0] < light[4] < light[9]
    if not few:
        assert light == sorted(light)


@pytest.mark.parametrize("loss", [*OF_TWO, *WILD])
def test_the_first_paint_of_a_map_is_small(loss: str) -> None:
    """In its pane in 80×24, and where it fills the screen, with what else is sent then."""
    colors = colors_of(dark=True, few=False)

    def style(role: str) -> Style:
        over, _, ground = role.partition(" on ")
        ink, paper = (Shade.parse(colors.get(name, "#808080")) for name in (over, ground))
        return Style(color=ink) + (Style(bgcolor=paper) if ground else Style())

    shown = Shown(loss, 0.001, 12)
    for size, most in ((SMALL, 6000), (MAXIMIZED, 6000 - FRAME)):
        lines = drawn(shown, map_of(shown), size)
        strips = [Strip([Segment(piece, style(role)) for piece, role in line]) for line in lines]
        parts = [(0, y, strip) for y, strip in enumerate(strips)]
        sent = "".join(Wire().sequences(parts, ColorSystem.TRUECOLOR))
        assert len(sent.encode()) <= most


def test_where_there_is_room_there_are_lines_between_the_colors() -> None:
    shown = Shown("himmelblau", 0.01, 0)
    lines = drawn(shown, map_of(shown), LARGE)
    dots = [role for char, role in cells_of(lines) if "⠀" < char <= "⣿" and "contour" in role]
    assert len(dots) >= 100
    assert {role.partition(" on ")[0] for role in dots} == {"contour"}
    assert not [role for _, role in cells_of(drawn(shown, map_of(shown), SMALL)) if "cont" in role]


def test_a_map_that_would_cost_too_much_has_larger_cells_and_fewer_bands() -> None:
    shown = Shown("tan(x*y)", 0.01, 0)
    found = cells_of(drawn(shown, map_of(shown), MAXIMIZED))
    assert not [char for char, _ in found if char in "▀▄"]
    assert 2 <= len({role for char, role in found if char == " " and "band" in role}) <= 6


@pytest.mark.parametrize("ink", Ink)
def test_there_is_no_hole_where_there_is_no_number(ink: Ink) -> None:
    """log(xy) is defined where both have one sign; the rest has a mark of its own, and a name."""
    shown = Shown("log(x*y)", 0.01, 0)
    digits = ink in (Ink.DIGITS, Ink.COLORED_DIGITS)
    glyphs = Glyphs.ASCII if digits else BRAILLE
    loss_map = map_of(shown, Pen(glyphs, ink))
    corner = text(drawn(shown, loss_map))[0][MARGIN]
    assert corner == ("~" if digits else "·")
    assert f"{corner} undefined" in text([loss_map.legend])[0]


def test_digits_rise_from_the_minimum_outward() -> None:
    shown = Shown("x^2 + y^2", 0.001, 0)
    line = text(drawn(shown, map_of(shown, Pen(Glyphs.ASCII, Ink.DIGITS))))[LARGE[1] // 2]
    digits = [int(char) for char in line[MARGIN:] if char.isdigit()]
    lowest = digits.index(0)
    assert digits[:lowest] == sorted(digits[:lowest], reverse=True)
    assert len(set(digits)) >= 5


def test_in_ascii_each_digit_has_the_color_of_its_band() -> None:
    pen = Pen.suited(Glyphs.ASCII, colored=True)
    shown = Shown("x^2 + y^2", 0.001, 0)
    found = cells_of(drawn(shown, map_of(shown, pen)))
    assert {(char, role) for char, role in found if role.startswith(" on band")} == {
        (str(i), f" on band{i}") for i in range(10)
    }
    assert Pen.suited(Glyphs.ASCII, colored=False).ink is Ink.DIGITS


def test_without_color_a_large_map_is_lines_with_the_lowest_bands_shaded() -> None:
    shown = Shown("himmelblau", 0.001, 0)
    picture = drawn(shown, map_of(shown, Pen(BRAILLE, Ink.SHADES)), (60, 20))
    lines = text(picture)
    cells = "".join(line[MARGIN:] for line in lines[:-1])
    assert {"▓", "▒"} <= {*cells}
    assert "█" not in cells
    assert sum("⠀" < char <= "⣿" for char in cells) >= 100
    assert not [role for _, role in cells_of(picture) if "contour" in role], "black on black"


@pytest.mark.parametrize("glyphs", [BRAILLE, Glyphs.BLOCKS])
def test_without_color_no_two_bands_of_a_small_map_look_alike(glyphs: Glyphs) -> None:
    """No line parts them there; the lowest is dense, the highest empty."""
    for count in range(2, MOST + 1):
        looks = [swatch.shade for swatch in swatches(count)]
        assert (len({*looks}), looks[0], looks[-1]) == (count, "█", " ")
    shown = Shown("himmelblau", 0.001, 0)
    loss_map = map_of(shown, Pen(glyphs, Ink.SHADES))
    drawn(shown, loss_map, (43, 10))
    samples = [text for text, role in loss_map.legend if role == "later"]
    assert len({*samples}) == len(samples) >= FEWEST


def test_a_step_changes_the_cells_of_the_path_alone() -> None:
    shown = Shown("himmelblau", 0.01, 3)
    loss_map = map_of(shown)
    before = drawn(shown, loss_map)
    shown.go_on(1)
    after = drawn(shown, loss_map)
    pairs = zip(cells_of(before), cells_of(after), strict=True)
    assert 0 < sum(a != b for a, b in pairs) <= 25


def test_a_grid_of_verdicts_is_drawn_by_the_same_code() -> None:
    """Columns of η, rows of momentum: held, oscillating, diverged, and one that was not tried."""
    looks = [
        Swatch("certain0", " ", "o"),
        Swatch("likely1", "░", "~"),
        Swatch("certain1", "▓", "x"),
    ]
    bands = np.array([[0, 0, 1, 2], [0, 1, 2, -1]])
    assert text(map_lines(bands, looks, Pen(Glyphs.ASCII, Ink.DIGITS))) == ["oo~x", "o~x~"]
    assert text(map_lines(bands, looks, Pen(Glyphs.BLOCKS, Ink.SHADES))) == ["  ░▓", " ░▓·"]
    halves = map_lines(bands, looks, Pen(Glyphs.BLOCKS, Ink.COLORS))
    assert halves[0][0][1] == " on certain0"
    assert len(halves) == 1


def test_a_legend_is_cut_between_its_parts_and_it_is_seen() -> None:
    shown = Shown("x^4 - 2x^2 + y^2", 0.01, 0)
    loss_map = map_of(shown)
    drawn(shown, loss_map, SMALL)
    whole = text([loss_map.legend])[0]
    assert whole.startswith("low <")
    short = whole.replace("low ", "").replace(" high", "").split()
    for room in range(len(whole) + 1):
        shown_part = text([in_room(loss_map.legend, room)])[0]
        assert len(shown_part) <= room
        assert shown_part == whole or not shown_part or shown_part[0] == "<"
        words = shown_part.removesuffix("  …").split()
        assert words == short[: len(words)] or shown_part == whole or "min" in words
        assert words[-1:] not in (["▽"], ["×"]), "a mark with its word"
    assert words == ["low", *short[:2], "high", *short[2:]]
    closest = text([in_room(loss_map.legend, len(whole) - len("low  high") - 2)])[0]
    assert closest.endswith("≥200 ▽ minimum × saddle"), "blanks go before a part does"
    shortest = text([in_room(loss_map.legend, len(closest) - 1)])[0]
    assert shortest.endswith("≥200 ▽ min × saddle"), "and letters"


def test_a_run_that_has_left_for_infinity_has_its_map_still() -> None:
    shown = Shown("x^2 + 10y^2", 2.0, 900)
    lines = drawn(shown, map_of(shown))
    assert any("overflows" in line or "undefined" in line for line in text(lines))
    assert not math.isnan(sum(map(sum, map_of(shown).limits)))


@pytest.mark.parametrize("size", [(36, 9), (73, 20)])
@pytest.mark.parametrize("glyphs", Glyphs)
def test_a_path_runs_through_the_marks_of_its_points(size: tuple[int, int], glyphs: Glyphs) -> None:
    """Also where a point is as near to one cell as to the next, but for what rounding does."""
    shares = [*np.linspace(0, 1, 25), 0.5 + 1e-16, 0.5 - 1e-16]
    for share in shares:
        marked = text(draw(size, (0, 1), (0, 1), [Layer([share], [share], "", marker="x")], glyphs))
        dots = lines_of(line_through(np.array([[share, share]]), size, glyphs), glyphs, "path")
        passed = [[*map(str.isspace, line)] for line in text(dots)]
        assert passed == [[*map(str.isspace, line)] for line in marked]


def test_a_level_path_is_in_the_line_of_its_start() -> None:
    shown = Shown("saddle", 0.1, 10)
    lines = text(drawn(shown, map_of(shown)))
    begun = next(line for line in lines if "S" in line)
    assert "●" in begun
    assert any("⠀" < char <= "⣿" for char in begun)
