"""The loss chart: what it marks, what it leaves out, what a step of it costs."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.drawing.axes import Axis
from gdtui.drawing.chart import MARGIN, plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import Pinned, loss_lines
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
        pinned=[Pinned("a", spans(*values))],
        end_mark="diverged at step 7",
    )
    assert [len(line) for line in text(lines)] == [width] * height
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
        "     0+    O",
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
    assert "diverged at step 10 ▲" in text(lines)[0]
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
    assert "diverged at step 10 ▲" in text(earlier)[0]
    assert "●" in "".join(text(earlier))


def test_where_the_sentence_has_no_room_the_loss_stands() -> None:
    lines = loss_lines(
        (24, 6), spans(1, math.inf), 1, math.nan, 10, Axis(), BRAILLE, end_mark="diverged at step 1"
    )
    assert "▲ L = not a number" not in text(lines)[0]
    lines = loss_lines(
        (24, 6), spans(1, math.inf), 1, math.inf, 10, Axis(), BRAILLE, end_mark="diverged at step 1"
    )
    assert "▲ L = ∞" in text(lines)[0]


def test_a_loss_that_a_logarithm_does_not_reach_is_marked_at_the_lower_edge() -> None:
    lines = text(loss_lines((40, 8), spans(36, 4, 0), 2, 0.0, 10, Axis(), BRAILLE, log=True))
    assert "L = 0 ▼" in lines[-2]
    assert any(line.startswith("    10┤") for line in lines)
    assert not any(line.startswith("      ┤") for line in lines)


def test_pinned_runs_are_named_and_share_the_axis() -> None:
    pinned = [Pinned("0.02", spans(16, 15, 100))]
    axis = Axis()
    lines = loss_lines((40, 8), spans(16, 10, 6), 2, 6.0, 10, axis, BRAILLE, pinned=pinned)
    assert axis.high >= 100
    assert any("0.02" in piece for line in lines for piece, role in line if role == "trail")


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
        assert f"diverged at step {shown.run.step} ▲" in cells(pane)[0]
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
