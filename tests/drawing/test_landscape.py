"""The landscape: the point on the curve or the map, wherever a run takes it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.drawing.axes import Axis
from gdtui.drawing.chart import MARGIN, plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.landscape import broken_curve, curve_lines, losses_at
from gdtui.drawing.loss_map import LossMap
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.objectives import Objective
from gdtui.files.datasets import open_run
from gdtui.tui.frame import frame_of
from gdtui.tui.panes.landscape import Landscape
from tests.drawing.lines import roles, text
from tests.drawing.panes import PaneApp, Shown, bytes_a_step, cells

BRAILLE = Glyphs.BRAILLE
ONE = ["(w-3)^2", "w^3", "tan(5w)", "1/w", "exp(w)", "abs(w)", "w^4 - 3w^2 + w"]
TWO = ["x^2 + 10y^2", "x^4 - 2x^2 + y^2", "1/(x*y)", "exp(x*y)"]


def objective_of(loss: str) -> Objective:
    return Shown(loss, 0.1, 0).frame.objective


def picture(
    shown: Shown, size: tuple[int, int], glyphs: Glyphs, axes: tuple[Axis, Axis] | None = None
) -> list[list[tuple[str, str]]]:
    frame = shown.frame
    path = shown.history.path(frame.step)
    if frame.objective.dimension == 2:
        loss_map = LossMap(frame.objective, Pen.suited(glyphs, colored=True))
        return loss_map.lines(size, frame.update, path)
    return curve_lines(size, frame.objective, frame.update, path, axes or (Axis(), Axis()), glyphs)


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


@pytest.mark.parametrize(
    ("loss", "poles"), [("1/w", [0.0]), ("tan(w)", [-math.pi / 2, math.pi / 2])]
)
def test_no_line_crosses_a_pole(loss: str, poles: list[float]) -> None:
    """Beside 1/w at 0 the curve goes up on one side and down on the other, with nothing between."""
    objective = objective_of(loss)
    ws = np.linspace(-3, 3, 160)
    xs, ys = broken_curve(objective, ws, losses_at(objective, ws[np.newaxis]), (-10.0, 10.0))
    for pole in poles:
        before, after = max(x for x in xs if x < pole), min(x for x in xs if x > pole)
        assert math.isnan(ys[xs.index(after) - 1])
        assert before == pytest.approx(pole, abs=1e-4)
        assert after == pytest.approx(pole, abs=1e-4)
    assert sum(map(math.isnan, ys)) == len(poles)


def test_a_steep_curve_without_a_pole_is_whole() -> None:
    objective = objective_of("tanh(1000w)")
    ws = np.linspace(-3, 3, 160)
    _, ys = broken_curve(objective, ws, losses_at(objective, ws[np.newaxis]), (-1.0, 1.0))
    assert not any(map(math.isnan, ys))


def test_the_whole_trajectory_is_on_the_curve() -> None:
    """From 7 to the other side and back, each time farther out: every point of it is drawn."""
    shown, axes = Shown("(w-3)^2", 1.02, 60), (Axis(), Axis())
    drawn = picture(shown, (60, 14), BRAILLE, axes)
    assert "S" in "".join(text(drawn))
    assert axes[0].low <= min(point.params[0] for point in shown.history.path(60))
    assert sum(piece.count("•") for line in drawn for piece, _ in line) >= 4


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
