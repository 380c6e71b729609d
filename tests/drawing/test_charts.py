"""Numbers to cells: axes, canvas, chart, and what a pane sends of them."""

import math
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from gdtui.drawing.axes import (
    LARGEST,
    SHRINK_BELOW,
    Axis,
    even_limits,
    even_ticks,
    round_limits,
    step_limit,
    ticks,
)
from gdtui.drawing.canvas import Layer, Line, draw, overlaid
from gdtui.drawing.chart import Limits, chart, column, decade_label, plain, row, tick_labels, y_axis
from gdtui.drawing.glyphs import Glyphs, ascii_cells
from gdtui.tui.widgets.cell_pane import CellPane
from tests.drawing.lines import roles, text
from tests.drawing.panes import PaneApp, cells

UNIT = (0.0, 1.0)
any_float = st.floats()
any_finite = st.floats(allow_nan=False, allow_infinity=False)


# Axes


@given(st.lists(st.lists(any_float, min_size=1), min_size=1), st.booleans())
def test_an_axis_always_contains_the_finite_numbers(
    frames: list[list[float]], anchored: bool
) -> None:
    axis = Axis()
    for values in frames:
        axis.cover(values, anchor=0.0 if anchored else None)
        finite = [max(-LARGEST, min(LARGEST, v)) for v in values if math.isfinite(v)]
        if finite:
            assert axis.low <= min(finite)
            assert max(finite) <= axis.high
            assert 0 < axis.high - axis.low < math.inf


@given(any_finite, any_finite)
def test_labels_of_an_axis_stand_inside_it_and_in_order(a: float, b: float) -> None:
    a, b = (max(-LARGEST, min(LARGEST, v)) for v in (a, b))
    low, high = round_limits(min(a, b), max(a, b))
    values = ticks(low, high, 4)
    assert 2 <= len(values) <= 7
    assert values == sorted(set(values))
    slack = 1e-6 * (high - low)
    assert low - slack <= values[0]
    assert values[-1] <= high + slack


@given(st.floats(1e-3, 1e3), st.floats(1.001, 1.2))
def test_a_growing_run_moves_its_axis_a_logarithmic_number_of_times(
    first: float, factor: float
) -> None:
    axis, value, moves = Axis(), first, 0
    while value < 1e9 * first:
        before = (axis.low, axis.high)
        axis.cover([0.0, value])
        moves += before != (axis.low, axis.high)
        value *= factor
    assert moves <= 9 * 10  # ten a decade at most, however many steps it took


def test_an_axis_stays_while_the_data_use_a_third_of_it() -> None:
    axis = Axis()
    axis.cover([0.0, 100.0])
    axis.cover([0.0, 100.0 * SHRINK_BELOW + 1])
    assert (axis.low, axis.high) == (0.0, 100.0)
    axis.cover([0.0, 100.0 * SHRINK_BELOW - 1])
    assert axis.high < 50


@given(st.floats(-300, 300), st.floats(0, 600))
def test_a_logarithmic_axis_ends_at_whole_decades(low: float, width: float) -> None:
    axis = Axis()
    axis.cover([low, low + width], whole=True)
    assert axis.low.is_integer()
    assert axis.high.is_integer()
    assert all(value.is_integer() for value in ticks(axis.low, axis.high, 3, whole=True))


@given(
    st.floats(-1e3, 1e3),
    st.floats(1, 1e6),
    st.integers(3, 60),
    st.booleans(),
)
def test_ticks_are_evenly_spaced_at_round_values_whatever_the_height(
    low: float, span: float, height: int, log: bool
) -> None:
    axis = Axis()
    axis.cover([low % 300, low % 300 + span % 50] if log else [low, low + span], whole=log)
    limits = even_limits(axis.low, axis.high, height - 1, whole=log)
    assert limits[0] <= axis.low < axis.high <= limits[1]
    if not log:
        assert limits[1] - limits[0] <= 5 * (axis.high - axis.low)
    ticks = even_ticks(*limits, height - 1, whole=log)
    assert len(ticks) >= 2
    assert len({b[0] - a[0] for a, b in pairwise(ticks)}) == 1
    steps = {f"{b[1] - a[1]:.5e}" for a, b in pairwise(ticks)}
    assert len(steps) == 1
    assert log or steps.pop().replace(".", "")[0] in "125"
    for line, value in ticks:
        assert row(value, limits, height) == height - 1 - line
        assert not log or value.is_integer()
    lines = y_axis(height, limits, log=log)
    marked = [y for y, (text, _) in enumerate(lines) if text.endswith("┤")]
    assert marked == [height - 1 - line for line, _ in reversed(ticks)]


@pytest.mark.parametrize("height", range(3, 30))
def test_a_descent_from_36_has_even_ticks_at_every_height(height: int) -> None:
    limits = even_limits(0.0, 36.0, height - 1)
    assert limits[1] <= 80
    assert even_ticks(*limits, height - 1)[0] == (0, 0.0)


def test_an_axis_without_finite_numbers_does_not_move() -> None:
    axis = Axis()
    axis.cover([0.0, 10.0])
    axis.cover([math.nan, math.inf, -math.inf])
    axis.cover([])
    assert (axis.low, axis.high) == (0.0, 10.0)


@pytest.mark.parametrize(
    ("steps", "end"), [(0, 10), (10, 10), (11, 20), (21, 50), (51, 100), (10**6, 10**6)]
)
def test_a_chart_of_steps_ends_at_a_round_one(steps: int, end: int) -> None:
    assert step_limit(steps) == end


def test_labels_of_decades() -> None:
    labels = [decade_label(e) for e in (-3, -2, -1, 0, 1, 3, 4, 300)]
    assert labels == ["1e-3", "0.01", "0.1", "1", "10", "1000", "1e4", "1e300"]


@pytest.mark.parametrize(
    ("ticks", "labels"),
    [
        ([1e6, 1e6 + 1, 1e6 + 2], ["1e6", "+1", "+2"]),
        ([1234567.5, 1234568.0, 1234568.5], ["≈1.2e6", "+0.5", "+1"]),
        ([1e9 + 0.05, 1e9 + 0.1, 1e9 + 0.15], ["≈1e9", "+0.05", "+0.1"]),
        ([-1e6 - 2, -1e6 - 1, -1e6], ["≈−1e6", "+1", "+2"]),
        ([999998.0, 999999.0, 1e6], ["999998", "999999", "1e6"]),
    ],
)
def test_far_from_0_the_ticks_of_a_y_axis_are_told_apart(
    ticks: list[float], labels: list[str]
) -> None:
    assert tick_labels(ticks) == labels


def test_far_from_0_the_ticks_of_an_x_axis_have_all_their_digits() -> None:
    (*_, below) = text(chart((60, 6), Limits((1e6, 1e6 + 4), UNIT), [], Glyphs.BRAILLE))
    assert below.split() == ["1e6", "1000001", "1000002", "1000003", "1000004"]


def test_ticks_that_are_three_lines_and_two_apart_give_way_to_fewer() -> None:
    lines = text(chart((40, 20), Limits(UNIT, (-1.1, 3.1)), [], Glyphs.BRAILLE))
    ticks = [i for i, line in enumerate(lines) if "┤" in line]
    apart = [below - above for above, below in pairwise(ticks)]
    assert len(apart) >= 2
    assert max(apart) - min(apart) <= min(apart) // 3


def test_a_label_never_names_another_value() -> None:
    assert tick_labels([0.0, 5e299, 1e300, 1.5e300]) == ["0", "5e299", "1e300", ""]
    lines = text(chart((40, 9), Limits(UNIT, (0, 1.5e300)), [], Glyphs.BRAILLE))
    assert [line[:7] for line in lines if "┤" in line] == [
        "      ┤",
        " 1e300┤",
        " 5e299┤",
        "     0┤",
    ]


@pytest.mark.parametrize("limits", [(0.0, 1e-300), (1000.0001, 1000.0002), (-8e307, 8e307)])
def test_the_canvas_begins_in_the_same_column_whatever_the_labels(
    limits: tuple[float, float],
) -> None:
    lines = text(chart((30, 8), Limits(UNIT, limits), [], Glyphs.BRAILLE))
    assert {line[6] for line in lines[:-1]} <= {"│", "┤"}
    assert {len(line) for line in lines} == {30}
    assert any(line[:6].strip() for line in lines[:-1])


# Canvas


def test_a_line_in_ascii_cell_for_cell() -> None:
    lines = draw((5, 5), UNIT, UNIT, [Layer([0, 1], [0, 1], "curve", lines=True)], Glyphs.ASCII)
    assert text(lines) == ["    *", "   * ", "  *  ", " *   ", "*    "]
    assert roles(lines) == {"curve"}


def test_finer_glyphs_draw_finer_lines() -> None:
    layer = Layer([0, 1], [0, 1], "curve", lines=True)
    assert text(draw((4, 2), UNIT, UNIT, [layer], Glyphs.BLOCKS)) == ["  ▄▖", "▝▀  "]
    assert text(draw((4, 2), UNIT, UNIT, [layer], Glyphs.BRAILLE)) == ["  ⡠⠄", "⠐⠊  "]


def test_later_layers_lie_over_earlier_ones() -> None:
    layers = [
        Layer([0, 1], [0, 0], "curve", lines=True),
        Layer([0.5], [0], "point", marker="O"),
    ]
    assert draw((3, 1), UNIT, (-1.0, 1.0), layers, Glyphs.ASCII) == [
        [("*", "curve"), ("O", "point"), ("*", "curve")]
    ]


def test_a_line_is_broken_where_a_number_is_missing() -> None:
    layer = Layer([0, 0.25, 0.5, 0.75, 1], [0, 0, math.nan, 0, 0], "curve", lines=True)
    assert text(draw((5, 1), UNIT, (0, 1), [layer], Glyphs.ASCII)) == ["** **"]


def test_a_line_that_leaves_the_canvas_is_drawn_up_to_its_edge() -> None:
    """One to a point far away is as cheap as any: plotext alone would take gigabytes for it."""
    layer = Layer([0, 0.5, 1], [0, 1e300, 0], "curve", lines=True)
    lines = text(draw((21, 4), UNIT, UNIT, [layer], Glyphs.ASCII))
    assert lines == ["*" + " " * 19 + "*"] * 4
    spikes = Layer(
        [i / 200 for i in range(201)], [(-1.0) ** i * 1e9 for i in range(201)], "c", True
    )
    assert len(draw((60, 7), UNIT, UNIT, [spikes], Glyphs.BRAILLE)) == 7


def test_a_canvas_may_be_larger_than_the_window_that_plotext_knows() -> None:
    layer = Layer([0, 1], [0, 1], "curve", lines=True)
    lines = text(draw((300, 120), UNIT, UNIT, [layer], Glyphs.ASCII))
    assert len(lines) == 120
    assert {len(line) for line in lines} == {300}
    assert lines[0].endswith("*")
    assert lines[-1].startswith("*")


@given(
    st.lists(st.tuples(any_float, any_float), max_size=12),
    st.integers(1, 30),
    st.integers(1, 8),
    st.sampled_from(Glyphs),
    st.booleans(),
)
def test_no_number_upsets_the_canvas(
    points: list[tuple[float, float]], width: int, height: int, glyphs: Glyphs, lines: bool
) -> None:
    layer = Layer([x for x, _ in points], [y for _, y in points], "curve", lines=lines)
    drawn = text(draw((width, height), UNIT, (-2.0, 3.0), [layer], glyphs))
    assert [len(line) for line in drawn] == [width] * height


@given(st.integers(2, 60), st.integers(2, 30), st.integers(0, 40), st.integers(0, 40))
def test_labels_and_marks_stand_where_the_dots_are(width: int, height: int, x: int, y: int) -> None:
    point = Layer([x / 40], [y / 40], "point")
    for glyphs in Glyphs:
        drawn = text(draw((width, height), UNIT, UNIT, [point], glyphs))
        line = drawn[row(y / 40, UNIT, height)]
        assert line[column(x / 40, UNIT, width)] != " "


def test_text_over_a_line() -> None:
    line: Line = [("abc", "x"), ("def", "y")]
    assert overlaid(line, 2, "--", "z") == [("ab", "x"), ("--", "z"), ("ef", "y")]
    assert overlaid(line, 5, "--", "z") == [("abc", "x"), ("de", "y"), ("-", "z")]


def test_ascii_keeps_every_cell_in_its_place() -> None:
    symbols = "ηθ∂Δ−·∞→│┤└─●○▽━▶◀▲▼≈•░▒▓█"
    assert ascii_cells(symbols).isascii()
    assert "?" not in ascii_cells(symbols)
    assert len(ascii_cells(symbols)) == len(symbols)


def test_plain_text_has_no_escape_codes() -> None:
    lines = chart((30, 6), Limits(UNIT, (-1, 1)), [Layer([0, 1], [0, 1], "c", True)], Glyphs.ASCII)
    assert plain(lines, Glyphs.ASCII).isascii()
    assert "\x1b" not in plain(lines, Glyphs.BRAILLE)


def test_what_is_drawn_again_looks_as_it_did() -> None:
    curve = Layer([0.0, 0.5, 1.0], [1.0, 0.0, 1.0], "curve", lines=True)
    point = Layer([0.5], [0.0], "point", marker="●")
    alone = draw((9, 4), UNIT, UNIT, [curve], Glyphs.BRAILLE)
    assert roles(draw((9, 4), UNIT, UNIT, [curve, point], Glyphs.BRAILLE)) == {"curve", "point"}
    assert roles(draw((9, 4), UNIT, UNIT, [point, curve], Glyphs.BRAILLE)) == {"curve"}
    assert draw((9, 4), UNIT, UNIT, [curve], Glyphs.BRAILLE) == alone
    smaller = text(draw((5, 2), UNIT, UNIT, [curve], Glyphs.ASCII))
    assert smaller == ["*   *", " *** "]


# What a pane sends


FRAMES = st.lists(
    st.lists(st.text("ab ", min_size=0, max_size=25), max_size=4), min_size=2, max_size=5
)


@given(FRAMES)
async def test_the_refreshed_regions_turn_one_frame_into_the_next(frames: list[list[str]]) -> None:
    app = PaneApp(lambda: CellPane(id="pane"))
    async with app.run_test(size=(20, 4)):
        pane = app.query_one(CellPane)
        regions: list[Region] = []
        pane.refresh = lambda *changed, **_: regions.extend(changed)  # type: ignore
        pane.show_lines([])
        for frame in frames:
            before = cells(pane)
            regions.clear()
            pane.show_lines([[(line, "curve")] for line in frame])
            after = cells(pane)
            patched = [list(line) for line in before]
            for x, y, width, _ in regions:
                patched[y][x : x + width] = after[y][x : x + width]
            assert ["".join(line) for line in patched] == after


@pytest.mark.parametrize("border", ["none", "round"])
async def test_only_the_cells_that_differ_are_sent(border: Literal["none", "round"]) -> None:
    app = PaneApp(lambda: CellPane(id="pane"))
    async with app.run_test(size=(62, 7)) as pilot:
        pane = app.query_one(CellPane)
        pane.styles.border = (border, "white")
        await pilot.pause()
        pane.show_lines([[("." * 60, "curve")]] * 5)
        await pilot.pause()
        app.sent.clear()
        pane.show_lines([[("." * 60, "curve")]] * 5)
        await pilot.pause()
        assert app.sent == []
        other: Line = [("." * 30, "curve"), ("O", "point"), ("." * 29, "curve")]
        pane.show_lines([[("." * 60, "curve")]] * 2 + [other] + [[("." * 60, "curve")]] * 2)
        await pilot.pause()
        sent = "".join(app.sent)
        assert "O" in sent
        assert "." not in sent
        assert len(sent) < 60
