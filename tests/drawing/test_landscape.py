"""The landscape: the point on the curve or the map, wherever a run takes it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.drawing.axes import Axis, equal_scale
from gdtui.drawing.chart import MARGIN, column, plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.landscape import broken_curve, curve_lines
from gdtui.drawing.loss_map import LossMap
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.files.datasets import open_run
from gdtui.tui.frame import frame_of
from gdtui.tui.panes.landscape import Landscape
from tests.drawing.lines import roles, text
from tests.drawing.panes import PaneApp, Shown, bytes_a_step, cells

BRAILLE = Glyphs.BRAILLE
ONE = ["(w-3)^2", "w^3", "tan(5w)", "1/w", "exp(w)", "abs(w)", "w^4 - 3w^2 + w"]
TWO = ["x^2 + 10y^2", "x^4 - 2x^2 + y^2", "1/(x*y)", "exp(x*y)"]


def picture(
    shown: Shown,
    size: tuple[int, int],
    glyphs: Glyphs,
    axes: tuple[Axis, Axis] | None = None,
    *,
    colored: bool = False,
) -> list[list[tuple[str, str]]]:
    frame = shown.frame
    path = shown.history.path(frame.step)
    if frame.objective.dimension == 1:
        return curve_lines(
            size, frame.objective, frame.update, path, axes or (Axis(), Axis()), glyphs
        )
    pen = Pen.suited(glyphs, colored=colored)
    return LossMap(frame.objective, pen).lines(size, frame.update, path)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ONE + TWO),
    st.floats(1e-6, 1e6),
    st.integers(0, 400),
    st.integers(17, 60),
    st.integers(5, 20),
    st.sampled_from(Glyphs),
)
def test_no_run_upsets_it(
    loss: str, rate: float, step: int, width: int, height: int, glyphs: Glyphs
) -> None:
    lines = picture(Shown(loss, rate, step), (width, height), glyphs)
    assert [len(line) for line in text(lines)] == [width] * height
    if glyphs is Glyphs.ASCII:
        assert plain(lines, glyphs).isascii()


@pytest.mark.parametrize("step", [0, 1, 5, 40])
@pytest.mark.parametrize("rate", [0.1, 0.9, 1.1, 2.0])
def test_the_point_and_the_step_are_in_the_picture(rate: float, step: int) -> None:
    lines = picture(Shown("(w-3)^2", rate, step), (40, 9), BRAILLE)
    drawn = text(lines)
    assert any("●" in line for line in drawn[:-2])
    assert "●" in drawn[-2]
    assert {"curve", "point", "gradient"} <= roles(lines)


def test_the_arrow_goes_from_the_point_to_where_the_step_leads() -> None:
    shown = Shown("(w-3)^2", 0.5, 0)  # 7 → 3
    axes = (Axis(), Axis())
    arrow = text(picture(shown, (58, 12), BRAILLE, axes))[-2]
    assert arrow.strip().startswith("Δw└")
    assert arrow.count("◀") == arrow.count("●") == 1
    assert arrow.index("◀") < arrow.index("●")
    low, high = axes[0].low, axes[0].high
    for mark, w in (("◀", 3.0), ("●", 7.0)):
        column = (arrow.index(mark) - MARGIN) / (58 - MARGIN - 1)
        assert abs(low + column * (high - low) - w) <= (high - low) / (58 - MARGIN - 1)
    right = Shown("(w-3)^2", 1.1, 1)  # −1.8, and back over the minimum
    assert "▶" in text(picture(right, (58, 12), BRAILLE))[-2]


def test_a_diverging_run_stays_in_view_and_its_end_is_said() -> None:
    shown, axes = Shown("(w-3)^2", 2.0, 0), (Axis(), Axis())
    while not shown.run.ended:
        lines = picture(shown, (58, 10), BRAILLE, axes)
        assert axes[0].low <= shown.run.params[0] <= axes[0].high
        assert any("●" in line for line in text(lines)[:-2])
        shown.go_on(1)
    end = text(picture(shown, (58, 10), BRAILLE, axes))
    assert "the point overflows: L = ∞" in end[0]
    assert any("●" in line for line in end[:-2])
    narrow = text(picture(shown, (30, 10), BRAILLE, axes))
    assert "overflows: L = ∞" in narrow[0]


def test_a_spike_does_not_spoil_the_range_of_losses() -> None:
    axes = (Axis(), Axis())
    picture(Shown("w^2 + exp(-(40(w-1))^2)*1e6", 1e-9, 0), (60, 12), BRAILLE, axes)
    assert axes[1].high < 1e4


def test_limits_move_rarely_on_the_way_to_the_minimum() -> None:
    shown, axes, seen = Shown("(w-3)^2", 0.1, 0), (Axis(), Axis()), set()
    for _ in range(60):
        picture(shown, (40, 9), BRAILLE, axes)
        seen.add((axes[0].low, axes[0].high, axes[1].low, axes[1].high))
        shown.go_on(1)
    assert len(seen) <= 2


def test_a_map_is_densest_at_the_minimum_and_says_where_there_are_no_numbers() -> None:
    shown = Shown("x^2 + 10y^2", 0.001, 0)
    drawn = text(picture(shown, (47, 16), BRAILLE))
    middle = "".join(line[24:30] for line in drawn[6:9])
    assert "█" in middle
    assert "█" not in drawn[0] + drawn[-2]
    nowhere = replace(shown.frame.objective, value_at=lambda params, m: params[0] + m.inf)
    empty = LossMap(nowhere, Pen.suited(BRAILLE, colored=False))
    shades = {char for line in text(empty.lines((40, 9), shown.frame.update, [])) for char in line}
    assert not shades & set("░▒▓█")
    assert "·" in shades
    assert text([empty.legend])[0].split("  ")[1] == "· infinite"


def test_a_map_shows_the_path_over_the_bands() -> None:
    lines = picture(Shown("x^2 + 10y^2", 0.09, 1), (50, 14), BRAILLE, colored=True)
    names = {role.partition(" on ")[0] for role in roles(lines)}
    assert {"point", "step", "path", "minimum", "gradient"} <= names
    assert len({role for line in lines for _, role in line if " on band" in role}) >= 8


def test_the_whole_path_of_a_long_run_is_there() -> None:
    """Rosenbrock's valley, from the start to the minimum, after 73,369 steps."""
    shown = Shown("rosenbrock", 0.001, 73_369)
    path = shown.history.path(73_369)
    assert (path[0].step, path[0].params) == (0, (-1.2, 1.0))
    assert path[-1].step == 73_368
    assert len(path) <= 2000
    loss_map = LossMap(shown.frame.objective, Pen.suited(BRAILLE, colored=True))
    lines = loss_map.lines((60, 20), shown.frame.update, path)
    columns = {
        at
        for line in lines
        for at, (_, role) in enumerate((c, r) for text, r in line for c in text)
        if role.partition(" on ")[0] in ("path", "gradient")  # which lies over it at the end
    }
    start, end = (MARGIN + column(w, loss_map.limits.x, 53) for w in (-1.2, 0.9))
    assert {*range(start, end)} <= columns


def test_both_axes_have_one_scale_unless_that_wastes_half_the_map() -> None:
    assert equal_scale(((-2, 2), (-2, 2)), (40, 10)) == ((-4, 4), (-2, 2))
    assert equal_scale(((-2, 2), (-2, 2)), (40, 40)) == ((-2, 2), (-4, 4))
    assert equal_scale(((-2, 2), (-2, 2)), (42, 10)) == ((-2, 2), (-2, 2))


@pytest.mark.parametrize("loss", ["1/w", "tan(w)"])
def test_no_line_goes_through_a_pole(loss: str) -> None:
    objective = Shown(loss, 1e-9, 0).frame.objective
    pole = 0.0 if loss == "1/w" else math.pi / 2
    ws = np.linspace(pole - 1, pole + 1.01, 60)
    xs, ys = broken_curve(objective, ws, objective.value(ws[np.newaxis, :]), (-10.0, 10.0))
    (hole,) = [i for i, y in enumerate(ys) if math.isnan(y)]
    assert abs(xs[hole - 1] - pole) < 1e-9
    assert min(abs(ys[hole - 1]), abs(ys[hole + 1])) > 1e6
    assert ys[hole - 1] * ys[hole + 1] < 0


def test_a_steep_curve_is_no_hole() -> None:
    objective = Shown("tanh(1000w)", 1e-9, 0).frame.objective
    ws = np.linspace(-1, 1.01, 60)
    _, ys = broken_curve(objective, ws, objective.value(ws[np.newaxis, :]), (-1.0, 1.0))
    assert not any(map(math.isnan, ys))


def test_a_curve_shows_the_whole_path() -> None:
    axes = (Axis(), Axis())
    lines = picture(Shown("(w-3)^2", 0.001, 3000), (58, 14), BRAILLE, axes)
    columns = {
        at
        for line in lines
        for at, (_, role) in enumerate((c, r) for text, r in line for c in text)
        if role in ("trail", "path")
    }
    ends = [MARGIN + column(w, (axes[0].low, axes[0].high), 58 - MARGIN) for w in (3.0, 7.0)]
    assert min(columns) - ends[0] <= 1
    assert max(columns) == ends[1]


@pytest.mark.parametrize("glyphs", Glyphs)
@pytest.mark.parametrize("size", [(1, 1), (12, 4), (20, 5), (40, 10), (78, 8), (200, 60)])
@pytest.mark.parametrize("loss", ["(w-3)^2", "x^2+y^2", "a^2+b^2+c^2"])
async def test_every_size_shows_something(loss: str, glyphs: Glyphs, size: tuple[int, int]) -> None:
    shown = Shown(loss, 0.1, 3)
    app = PaneApp(lambda: Landscape(id="landscape"), glyphs)
    async with app.run_test(size=size):
        pane = app.query_one(Landscape)
        pane.show(shown.frame)
        drawn = cells(pane)
        assert {len(line) for line in drawn} == {size[0]}
        assert "".join(drawn).strip()
        if glyphs is Glyphs.ASCII:
            assert "".join(drawn).isascii()


async def test_another_objective_has_its_own_view() -> None:
    app = PaneApp(lambda: Landscape(id="landscape"))
    async with app.run_test(size=(58, 10)):
        pane = app.query_one(Landscape)
        far = Shown("(w-3)^2", 2.0, 60)
        pane.show(far.frame)
        near = Shown("(w-3)^2", 0.1, 0)
        pane.show(near.frame)
        assert "e" not in cells(pane)[-1]


async def test_a_step_sends_few_bytes() -> None:
    costs = await bytes_a_step(lambda: Landscape(id="landscape"), (44, 10))
    assert 0 < sorted(costs[1:])[9] <= 500


async def test_edits_between_two_frames_make_another_path() -> None:
    """However many there were: on a slow line a frame may wait for several keys."""
    experiment = Experiment(open_run(RunConfig(objective="linear", data="plane")))
    app = PaneApp(lambda: Landscape(id="landscape"))
    async with app.run_test(size=(58, 10)):
        pane = app.query_one(Landscape)
        experiment.go(10)
        pane.show(frame_of(experiment))
        for step, rate in ((3, 0.001), (6, 0.002)):
            experiment.go(step)
            experiment.edit(learning_rate=rate)
        experiment.go(9)
        pane.show(frame_of(experiment))
        rows = experiment.run.rows(1, 9)
        assert np.array_equal(pane._path.until(), [*(r.params for r in rows), rows[-1].new_params])
