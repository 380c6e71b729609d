"""Maps of planes through many parameters: the path in its place, the plane still."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from gdtui.drawing.chart import MARGIN, Limits, column, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import TEXTURES, Ink, Pen, places
from gdtui.drawing.legends import in_room
from gdtui.drawing.slice_map import Directions, SliceMap
from gdtui.engine.analysis.trajectory import FEWEST_POINTS, Trajectory
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.files.datasets import open_run
from tests.drawing.lines import text
from tests.drawing.panes import Shown

SIZE = (50, 14)
PEN = Pen(Glyphs.BRAILLE, Ink.SHADES)


class Learning(Shown):
    """A run on data, as the screen shows it."""

    def __init__(self, loss: str, data: str, rate: float | None = None) -> None:
        run = open_run(RunConfig(objective=loss, data=data, learning_rate=rate))
        self.experiment = Experiment(run)
        self.run, self.history = run, self.experiment.history
        self.path = Trajectory()
        self.see()

    def see(self) -> None:
        self.path.pass_by([(self.run.step, self.run.params)])

    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            super().go_on(1)
            self.see()

    @property
    def objective(self) -> DataObjective:
        assert isinstance(self.run.objective, DataObjective)
        return self.run.objective


def shades_of(lines: Sequence[str]) -> list[str]:
    return [line[MARGIN:] for line in lines[:-1]]


@pytest.mark.parametrize("directions", ["random", "path"])
def test_the_plane_holds_still_while_stepping(directions: Directions) -> None:
    shown = Learning("mlp:hidden=4", "xor", rate=0.01)
    shown.go_on(10)
    plane = SliceMap(shown.objective, directions, PEN)
    first = text(plane.lines(SIZE, shown.frame.update, shown.path))
    for _ in range(4):
        shown.go_on(1)
        after = text(plane.lines(SIZE, shown.frame.update, shown.path))
        assert after[-1] == first[-1]
        same = sum(
            a == b for x, y in zip(first, after, strict=True) for a, b in zip(x, y, strict=True)
        )
        assert same >= 0.9 * SIZE[0] * SIZE[1]


def test_the_plane_and_its_axes_move_rarely() -> None:
    shown = Learning("mlp:hidden=4", "xor", rate=0.05)
    shown.go_on(3)
    plane = SliceMap(shown.objective, "path", PEN)
    seen = set()
    for _ in range(100):
        plane.lines(SIZE, shown.frame.update, shown.path)
        seen.add(
            (
                text([plane.legend])[0].partition("plane")[2],
                *((axis.low, axis.high) for axis in plane._axes),
            )
        )
        shown.go_on(1)
    assert len(seen) <= 8


def test_the_point_is_where_it_lies_on_the_plane_and_the_path_leads_to_it() -> None:
    shown = Learning("softmax", "iris", rate=0.02)
    shown.go_on(30)
    plane = SliceMap(shown.objective, "path", PEN)
    lines = text(plane.lines(SIZE, shown.frame.update, shown.path))
    assert plane._plane is not None
    for step in (30, 12, 0):
        shown.run.seek(step)
        lines = text(plane.lines(SIZE, shown.frame.update, shown.path))
        a, b = plane._plane.coordinates(np.array([shown.run.params]))[0]
        x, y = ((axis.low, axis.high) for axis in plane._axes)
        place = row(b, y, SIZE[1] - 1), MARGIN + column(a, x, SIZE[0] - MARGIN)
        assert lines[place[0]][place[1]] == "●"
    assert "%" in text([plane.legend])[0]


def test_the_shades_are_those_of_the_loss() -> None:
    shown = Learning("softmax", "iris")
    plane = SliceMap(shown.objective, "random", PEN)
    grid = shades_of(text(plane.lines(SIZE, shown.frame.update, shown.path)))
    assert plane._plane is not None
    limits = Limits(*((axis.low, axis.high) for axis in plane._axes))
    x, y = places(limits, (len(grid[0]), len(grid)), (1, 1))
    found: dict[str, list[float]] = {}
    for j, b in enumerate(y):
        for i, a in enumerate(x):
            loss = shown.objective.value(plane._plane.points(np.array(a), np.array(b)))
            found.setdefault(grid[j][i], []).append(loss)
    order = [found[texture] for texture in TEXTURES]
    assert all(max(a) <= min(b) for a, b in pairwise(order))


def test_the_plane_moves_when_the_point_has_gone_far_off_it() -> None:
    shown = Learning("mlp:hidden=4", "xor", rate=0.5)
    plane = SliceMap(shown.objective, "random", PEN)
    plane.lines(SIZE, shown.frame.update, shown.path)
    shown.go_on(400)
    plane.lines(SIZE, shown.frame.update, shown.path)
    assert text([plane.legend])[0].endswith("from step 400")
    first = plane._plane
    plane.lines(SIZE, shown.frame.update, shown.path)
    assert plane._plane is first


def test_its_legend_has_room_in_80_columns() -> None:
    shown = Learning("mlp:hidden=4", "xor", rate=0.5)
    shown.go_on(20)
    plane = SliceMap(shown.objective, "path", PEN)
    plane.lines((43, 9), shown.frame.update, shown.path)
    assert text([in_room(plane.legend, 39)])[0].endswith("% of path")


def test_without_a_path_or_a_point_or_for_a_large_model_there_is_a_sentence() -> None:
    shown = Learning("mlp:hidden=4", "xor")
    plane = SliceMap(shown.objective, "path", PEN)
    nowhere = shown.frame.update._replace(new_params=shown.frame.update.params)
    assert "Take a step" in text(plane.lines(SIZE, nowhere, shown.path))[0]
    lost = Learning("linear", "plane", rate=1e200)
    lost.go_on(5)
    random = SliceMap(lost.objective, "random", PEN)
    assert (
        "exceeds the floating-point range"
        in text(random.lines(SIZE, lost.frame.update, lost.path))[0]
    )
    large = Learning("mlp:hidden=200/200", "digits")
    plane = SliceMap(large.objective, "random", PEN)
    update = large.frame.update
    assert "too large" in text(plane.lines((200, 50), update, large.path))[0]


def test_a_trajectory_stays_small_and_keeps_its_ends() -> None:
    path = Trajectory()
    path.pass_by((step, np.full(10**5, float(step))) for step in range(1))
    for step in range(1, 200):
        path.pass_by([(step, np.full(10**5, float(step)))])
        points = path.until()
        assert len(points) <= FEWEST_POINTS
        assert (points[0][0], points[-1][0]) == (0.0, step)
    path.forget_after(150)
    assert path.last <= 150
    path.pass_by([(151, np.full(10**5, np.inf))])
    assert path.last <= 150
