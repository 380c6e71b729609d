"""The loss chart: what it marks, what it leaves out, what a step of it costs."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import GHOST, Curve, loss_lines
from gdtui.drawing.numbers import number
from gdtui.drawing.rate_strip import BARS, rate_strip
from gdtui.engine.events import RunEnded
from gdtui.engine.history import SPANS, Envelope, Span
from gdtui.tui.panes.loss_chart import LossChart
from tests.drawing.lines import roles, text
from tests.drawing.panes import PaneApp, Shown, bytes_a_step, cells

BRAILLE = Glyphs.BRAILLE
losses = st.lists(st.floats(), min_size=1, max_size=30)


def spans(*values: float) -> list[Span]:
    envelope = Envelope()
    envelope.extend(values)
    return envelope.spans()


def test_where_one_stands_covers_the_end() -> None:
    curve = spans(1e4, math.inf)  # both in the first of so few columns
    lines = loss_lines((15, 4), curve, 0, 1e4, 50, Axis(), BRAILLE, log=True, end_mark="diverged")
    assert "point" in roles(lines)


@settings(max_examples=60, deadline=None)
@given(
    losses,
    st.booleans(),
    st.sampled_from(Glyphs),
    st.integers(15, 60),
    st.integers(4, 20),
    st.data(),
)
def test_no_losses_upset_it(
    values: list[float], log: bool, glyphs: Glyphs, width: int, height: int, data: st.DataObject
) -> None:
    step = data.draw(st.integers(0, len(values) - 1))
    lines = loss_lines(
        (width, height),
        spans(*values),
        step,
        values[step],
        50,
        Axis(),
        glyphs,
        log=log,
        beside=[Curve("a", "η=1", "run0", spans(*values)), Curve(GHOST, "", "later", spans(1, 2))],
        name="η=0.5",
        edits=[step],
        rates=spans(*values),
        end_mark="diverged at step 7",
    )
    assert len(lines) == height
    assert max(len(line) for line in text(lines)) == width
    assert "point" in roles(lines)
    if glyphs is Glyphs.ASCII:
        assert plain(lines, glyphs).isascii()


def test_a_chart_in_ascii_cell_for_cell() -> None:
    lines = loss_lines((18, 6), spans(4, 3, 2, 1, 0), 4, 0.0, 10, Axis(), Glyphs.ASCII)
    assert plain(lines, Glyphs.ASCII).split("\n") == [
        "     4+*",
        "      | *",
        "     2+  *",
        "      |   *",
        "     0+    O L = 0",
        "       0        10",
    ]


def test_what_lies_beyond_the_selected_step_is_faint() -> None:
    lines = loss_lines((40, 8), spans(*range(9, 0, -1)), 4, 5.0, 10, Axis(), BRAILLE)
    point = max(t.index("●") for t in text(lines) if "●" in t)
    for line in lines[:-1]:
        column = 0
        for piece, role in line:
            if role == "later":
                assert column >= point
            if role == "curve":
                assert column + len(piece) <= point + 1
            column += len(piece)


@pytest.mark.parametrize("log", [False, True])
def test_a_loss_that_left_the_numbers_is_marked_at_the_upper_edge(log: bool) -> None:
    values = [2.0**i for i in range(10)] + [math.inf]
    lines = loss_lines(
        (60, 8),
        spans(*values),
        10,
        math.inf,
        10,
        Axis(),
        BRAILLE,
        log=log,
        end_mark="diverged at step 10",
    )
    assert any("diverged at step 10" in line for line in text(lines)[:5])
    assert "▲" in text(lines)[0]
    assert "●" not in "".join(text(lines))
    earlier = loss_lines(
        (60, 8),
        spans(*values),
        3,
        8.0,
        10,
        Axis(),
        BRAILLE,
        log=log,
        end_mark="diverged at step 10",
    )
    assert any("diverged at step 10" in line for line in text(earlier)[:5])
    assert "▲" in text(earlier)[0]
    assert "●" in "".join(text(earlier))


def test_where_the_sentence_has_no_room_the_loss_stands() -> None:
    lines = loss_lines(
        (24, 6), spans(1, math.inf), 1, math.nan, 10, Axis(), BRAILLE, end_mark="diverged at step 1"
    )
    assert not any("diverged" in line for line in text(lines))
    lines = loss_lines(
        (24, 6), spans(1, math.inf), 1, math.inf, 10, Axis(), BRAILLE, end_mark="diverged at step 1"
    )
    assert any("L = ∞" in line for line in text(lines))


def test_a_loss_that_a_logarithm_does_not_reach_is_marked_at_the_lower_edge() -> None:
    lines = text(loss_lines((40, 8), spans(36, 4, 0), 2, 0.0, 10, Axis(), BRAILLE, log=True))
    assert "▼" in lines[-2]
    assert any("L = 0" in line for line in lines)
    assert any(line.startswith("    10┤") for line in lines)
    assert not any(line.startswith("      ┤") for line in lines)


def test_runs_beside_are_lettered_named_and_share_the_axis() -> None:
    beside = [Curve("a", "η=0.02", "run0", spans(16, 15, 100))]
    axis = Axis()
    lines = loss_lines(
        (40, 10), spans(16, 10, 6), 2, 6.0, 10, axis, BRAILLE, beside=beside, name="η=0.1"
    )
    assert axis.high >= 100
    assert text(lines)[-1] == "● η=0.1  a η=0.02"
    assert any(piece == "a" for line in lines[:-2] for piece, role in line if role == "run0")


def test_curves_in_one_chart_have_each_its_letter_where_it_ends() -> None:
    """The exercise: η = 0.5, 1 and 0.1 on (w − 2)² from 8."""
    beside = [
        Curve("a", "η=0.5", "run0", spans(36, 0, 0, 0, 0)),
        Curve("b", "η=1", "run1", spans(36, 36, 36, 36, 36)),
    ]
    live = [36 * 0.64**k for k in range(5)]
    lines = loss_lines(
        (40, 9), spans(*live), 4, live[4], 10, Axis(), Glyphs.ASCII, beside=beside, name="η=0.1"
    )
    assert plain(lines, Glyphs.ASCII).split("\n") == [
        "    40+",
        "      |**bbbbbbbbbbbb",
        "      | a*",
        "    20+ a ***",
        "      |  a   ****",
        "      |   a      ***O L = 6.0398",
        "     0+   aaaaaaaaaaa",
        "       0               5              10",
        "O lr=0.1  a lr=0.5  b lr=1",
    ]


SETTINGS = st.builds(
    lambda rate, rule: f"η={rate}, {rule}",
    st.floats(1e-6, 1e6).map(lambda rate: f"{rate:.3g}"),
    st.sampled_from(["gd", "momentum", "adam:beta1=0.5,beta2=0.7"]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SETTINGS, min_size=1, max_size=8),
    st.lists(st.lists(st.floats(0, 1e3), min_size=2, max_size=12), min_size=8, max_size=8),
    st.sampled_from(Glyphs),
    st.integers(24, 120),
    st.integers(8, 40),
    st.booleans(),
)
def test_no_word_lies_on_a_curve_or_on_another_word(
    names: list[str],
    losses: list[list[float]],
    glyphs: Glyphs,
    width: int,
    height: int,
    log: bool,
) -> None:
    letters = "abcdefgh"
    beside = [Curve(letters[i], name, f"run{i}", spans(*losses[i])) for i, name in enumerate(names)]
    live = losses[-1]

    def drawn(**more: object) -> list[Line]:
        return loss_lines(
            (width, height),
            spans(*live),
            1,
            live[1],
            20,
            Axis(),
            glyphs,
            log=log,
            **more,  # type: ignore[arg-type]
        )

    lines = drawn(beside=beside, name="η=1", edits=[1])
    said = text(lines)
    assert [len(line) <= width for line in said] == [True] * height
    starts = ("● η=1", "O lr=1", "+")
    legend = next((i for i, line in enumerate(said) if line.startswith(starts)), height)
    entries = [f"{letter} {name}" for letter, name in zip(letters, names, strict=False)]
    if legend < height:
        rest = "  ".join(said[legend:])
        whole = [entry for entry in ["● η=1", *entries, "◆ edit"] if glyphs.legible(entry) in rest]
        left_out = re.search(r"\+(\d+): C", rest)
        assert len(whole) + int(left_out[1] if left_out else 0) == len(entries) + 2
    value = f"L = {number(live[1])}"
    for line in said[:legend]:
        if value in line:
            begin = line.index(value)
            assert line[begin - 1] in " │┤|+", "a blank, or the axis, before it"
            assert line[begin + len(value) : begin + len(value) + 1] in ("", " ")


def test_a_run_that_runs_away_does_not_flatten_the_others() -> None:
    away = Curve("a", "η=1.1", "run0", spans(*[36 * 1.44**k for k in range(20)]))
    live = spans(36, 23, 15, 9)
    axis = Axis()
    lines = loss_lines((60, 10), live, 3, 9.0, 20, axis, BRAILLE, beside=[away], name="η=0.1")
    assert axis.high <= 50
    assert any("a off the top; l: log scale" in line for line in text(lines))
    assert any("a" in line[MARGIN:] for line in text(lines)[:1]), "its letter is where it leaves"
    axis = Axis()
    lines = loss_lines(
        (60, 10), live, 3, 9.0, 20, axis, BRAILLE, beside=[away], name="η=0.1", log=True
    )
    assert axis.high == 5, "a logarithm has room for all of it"
    assert not any("off the top" in line for line in text(lines))


def test_the_run_that_was_abandoned_is_off_the_top_and_not_the_live_one() -> None:
    ghost = Curve(GHOST, "abandoned η=5", "later", spans(*[36 * 9.0**k for k in range(20)]))
    live = spans(36, 23, 15, 9)
    lines = loss_lines((60, 10), live, 0, 36.0, 20, Axis(), BRAILLE, beside=[ghost])
    assert any("abandoned off the top; l: log scale" in line for line in text(lines))
    assert not any("· off the top" in line for line in text(lines))


def test_an_edit_is_a_mark_and_the_rate_is_drawn_where_it_changes() -> None:
    rates = spans(*[0.1] * 8, *[1.05] * 6)
    lines = loss_lines(
        (44, 9), spans(*range(15, 0, -1)), 12, 3.0, 20, Axis(), BRAILLE, edits=[8], rates=rates
    )
    said = text(lines)
    (row_of_edit,) = [line for line in said if "◆" in line]
    assert row_of_edit.index("◆") == MARGIN + round(8 / 20 * (44 - MARGIN - 1))
    assert said[-2].startswith("     η│▂▂▂▂▂▂")
    assert "▇▇▇ 0.1→1.05" in said[-2]
    steady = text(
        loss_lines((44, 9), spans(3, 2, 1), 2, 1.0, 20, Axis(), BRAILLE, rates=spans(1, 1))
    )
    assert not any("η" in line for line in steady)


def test_the_ghost_is_dots_below_the_curve() -> None:
    ghost = Curve(GHOST, "abandoned η=0.1", "later", spans(*range(20, 4, -1)))
    lines = loss_lines(
        (44, 9), spans(20, 19, 30), 2, 30.0, 20, Axis(), BRAILLE, beside=[ghost], name="η=2 at 1"
    )
    assert text(lines)[-1] == "● η=2 at 1  · abandoned η=0.1"
    assert "later" in roles(lines)


async def test_a_million_steps_cost_what_a_thousand_cost() -> None:
    """As many spans are drawn, whatever the number of steps."""
    counts = []

    class Counting(Envelope):
        def spans(
            self, first: int = 0, last: int | None = None, at_most: int = SPANS
        ) -> list[Span]:
            handed_out = super().spans(first, last, at_most)
            counts.append(len(handed_out))
            return handed_out

    shown = Shown("(w-3)^2", 0.1, 1)
    app = PaneApp(lambda: LossChart(id="loss"))
    async with app.run_test(size=(80, 10)):
        for steps in (1_000, 1_000_000):
            shown.history.loss = Counting()
            shown.history.loss.extend([1 / (1 + i) for i in range(steps)])
            app.query_one(LossChart).show(replace(shown.frame, log_scale=True))
    assert max(counts) <= 160
    assert min(counts) > 80


@pytest.mark.parametrize("glyphs", Glyphs)
@pytest.mark.parametrize("size", [(1, 1), (10, 3), (20, 4), (40, 10), (78, 8), (200, 60)])
async def test_every_size_shows_something(glyphs: Glyphs, size: tuple[int, int]) -> None:
    shown = Shown("(w-3)^2", 0.1, 8)
    app = PaneApp(lambda: LossChart(id="loss"), glyphs)
    async with app.run_test(size=size):
        pane = app.query_one(LossChart)
        for log in (False, True):
            pane.show(replace(shown.frame, log_scale=log))
            drawn = cells(pane)
            assert {len(line) for line in drawn} == {size[0]}
            assert "".join(drawn).strip()
            if glyphs is Glyphs.ASCII:
                assert "".join(drawn).isascii()
            if size == (10, 3):
                assert drawn[0].startswith("L = 0.45")


async def test_the_pane_says_where_a_run_diverged() -> None:
    shown = Shown("(w-3)^2", 2.0, 1000)
    assert isinstance(shown.frame.ended, RunEnded)
    app = PaneApp(lambda: LossChart(id="loss"))
    async with app.run_test(size=(60, 8)):
        pane = app.query_one(LossChart)
        pane.show(replace(shown.frame, log_scale=True))
        assert f"diverged at step {shown.run.step}" in "".join(cells(pane))
        assert "▲" in cells(pane)[0]
        of_steps = RunEnded("max_steps", shown.run.step)
        pane.show(replace(shown.frame, log_scale=True, ended=of_steps))
        assert "diverged" not in "".join(cells(pane))


async def test_a_step_sends_few_bytes() -> None:
    costs = await bytes_a_step(lambda: LossChart(id="loss"), (44, 9))
    assert 0 < sorted(costs[1:])[9] <= 250


async def test_without_color_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = Shown("(w-3)^2", 0.1, 4)
    app = PaneApp(lambda: LossChart(id="loss"), no_color=True)
    async with app.run_test(size=(44, 9)) as pilot:
        for _ in range(2):
            app.sent.clear()
            app.query_one(LossChart).show(shown.frame)
            await pilot.pause()
            shown.go_on(1)
    sent = "".join(app.sent)
    assert "●" in sent
    codes = {
        int(code) for look in re.findall(r"\x1b\[([0-9;]+)m", sent) for code in look.split(";")
    }
    assert not {code for code in codes if (30 <= code <= 48 and code not in (39,)) or code >= 90}


def test_the_picture_begins_after_the_margin() -> None:
    lines = text(loss_lines((30, 6), spans(5), 0, 5.0, 10, Axis(), BRAILLE))
    assert any(line[MARGIN] == "●" for line in lines)


def test_rates_as_far_apart_as_floats_can_be_have_their_bars() -> None:
    rates = [Span(0, 0, 2.0, 2.0), Span(1, 1, 1.2e-308, 1.2e-308)]
    line = rate_strip(2, rates, (0.0, 1.0), float, Glyphs.BRAILLE)
    bars = BARS[Glyphs.BRAILLE]
    assert text([line])[0].endswith(f"│{bars[-1]}{bars[0]}")
