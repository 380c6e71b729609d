"""The loss of many parameters: a map of a plane through them, the path on it."""

import textwrap
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np

from gdtui.drawing.axes import Axis
from gdtui.drawing.bands import Values
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.fit.examples import on_fewer, work
from gdtui.drawing.ground import Detail, ground
from gdtui.drawing.heat_map import Pen, sampled
from gdtui.drawing.landscape import losses_at, with_note
from gdtui.drawing.trail import START, marks_at, over_map, step_marks
from gdtui.engine.analysis.slices import Slice, losses, principal_slice, random_slice
from gdtui.engine.analysis.trajectory import Trajectory
from gdtui.engine.data.dataset import LARGEST
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective

Directions: TypeAlias = Literal["random", "path"]

MOST_EXAMPLES, FEWEST_EXAMPLES = 500, 40
MOST_WORK = 8e7  # multiplications for a map: some 0.1 s
COARSEST = 4
OFF = 0.25  # how far θ may be off the plane, as a share of what the plane shows

_TOO_LARGE = "This model is too large for a map."
_TOO_SHORT = "Take a step: the path has no direction yet."
_LOST = "The point exceeds the floating-point range; go back a step."
MOST_POINTS = 48  # of the path that decide its plane; more would take longer than they are worth


class SliceMap:
    """A map that holds still: its plane moves only when the point has gone far off it."""

    def __init__(self, objective: Objective, directions: Directions, pen: Pen) -> None:
        self._objective, self._directions, self._pen = objective, directions, pen
        self._plane: Slice | None = None
        self._axes = (Axis(), Axis())
        self._chosen_at = -1
        self._key: tuple[Limits, tuple[int, int]] | None = None
        self._ground: list[Line] = []
        self._bands: Line = []
        self._plane_shown: Line = []

    def lines(self, size: tuple[int, int], update: StepTaken, path: Trajectory) -> list[Line]:
        """The map with the path so far, ● the point and ○ the next, seen along the plane's normal.

        A sentence where the model is too large for a map, or the path too short for a plane.
        """
        width, height = size[0] - MARGIN, size[1] - 1
        coarse, examples = 1, 0
        if isinstance(self._objective, DataObjective):
            coarse, examples = _affordable(self._objective, width * height)
            if examples < FEWEST_EXAMPLES:
                return _sentence(_TOO_LARGE, size[0])
        self._keep_plane(update, path)
        if self._plane is None:
            return _sentence(_TOO_SHORT if _is_point(update.params) else _LOST, size[0])
        points = path.until(update.step - 1)
        trail = self._plane.coordinates(points) if len(points) else np.empty((0, 2))
        here, there = (self._seen(params) for params in (update.params, update.new_params))
        self._keep_in_view([*trail, here, there])
        limits = Limits(*(axis.limits for axis in self._axes))
        if (limits, (width, height)) != self._key:
            self._draw_ground(limits, (width, height), coarse, examples)
            self._key = limits, (width, height)
        marks = [*marks_at(trail[:1].tolist(), START), *step_marks(here, there)]
        picture = over_map(self._ground, trail, marks, limits, self._pen.glyphs)
        return with_note(framed(picture, size[0], limits), self._objective, update, size[0])

    @property
    def legend(self) -> Line:
        """What its bands mean, and what plane it is of its kind."""
        return [*self._bands, *self._plane_shown] if self._plane_shown else []

    def _seen(self, params: Any) -> Any:
        """Where a point lies on the map; nan where it is no point."""
        assert self._plane is not None  # it is chosen before anything is drawn
        if not _is_point(params):
            return np.full(2, np.nan)
        return self._plane.coordinates(np.asarray(params, dtype=float)[np.newaxis])[0]

    def _keep_plane(self, update: StepTaken, path: Trajectory) -> None:
        """Choose a plane if there is none, or if the point has gone too far off it."""
        if self._plane is not None:
            if not _is_point(update.params):
                return
            point = np.asarray(update.params, dtype=float)
            on_it = self._plane.points(*self._seen(point))
            spans = [axis.high - axis.low for axis in self._axes]
            sizes = np.linalg.norm(self._plane.directions, axis=1)
            if np.linalg.norm(point - on_it) <= OFF * float(np.max(spans * sizes)):
                return
        if self._directions == "random":
            if _is_point(update.params):
                self._choose_random(update)
        elif self._plane is None or path.last > self._chosen_at:
            self._choose_along(path, update)

    def _choose_random(self, update: StepTaken) -> None:
        """Through the point, in the directions that were drawn first."""
        assert isinstance(self._objective, DataObjective)  # only units of a network have a length
        point = np.array(update.params, dtype=float)
        if self._plane is None:
            self._plane = random_slice(self._objective.network, point)
            self._begin_axes(np.array([[-0.5, -0.5], [0.5, 0.5]]))
        else:
            self._plane = self._plane._replace(origin=point)
            self._key = None
        self._plane_shown = [("  ", ""), (f"from step {update.step - 1}", "")]

    def _choose_along(self, path: Trajectory, update: StepTaken) -> None:
        """Through the last point known, along the principal components of the path; of a path
        that is only begun, along its first step."""
        points = path.until()
        if len(points) == 1 and _is_point(update.new_params):
            points = np.array([update.new_params, *points], dtype=float)
        some = np.unique(np.linspace(0, len(points) - 1, MOST_POINTS).astype(int))
        if len(points) < 2:
            return
        try:
            plane = principal_slice(points[some])
        except ValueError:
            return
        if self._plane is not None:  # what was to the right stays to the right
            signs = np.sign(np.einsum("ij,ij->i", plane.directions, self._plane.directions))
            plane = plane._replace(
                directions=plane.directions * np.where(signs < 0, -1.0, 1.0)[:, np.newaxis]
            )
        self._plane, self._chosen_at = plane, path.last
        self._begin_axes(plane.coordinates(points))
        shown = _share_shown(points, plane)
        self._plane_shown = [("  ", ""), (f"{100 * shown:.0f} % of path", "")]

    def _begin_axes(self, corners: Any) -> None:
        """Axes about the corners, both as long, with half that length to every side: steps ahead
        should not move them."""
        low, high = corners.min(axis=0), corners.max(axis=0)
        reach = float((high - low).max())
        # The view of a formula tells how long its path may be, where a first step tells little.
        if not isinstance(self._objective, DataObjective):
            reach = max(reach, max(right - left for left, right in self._objective.view) / 4)
        for axis, middle in zip(self._axes, (low + high) / 2, strict=True):
            axis.forget()
            axis.cover([middle - reach, middle + reach])
        self._key = None

    def _keep_in_view(self, points: list[Any]) -> None:
        for i, axis in enumerate(self._axes):
            axis.cover([axis.low, axis.high, *(float(point[i]) for point in points[-3:])])

    def _draw_ground(
        self, limits: Limits, size: tuple[int, int], coarse: int, examples: int
    ) -> None:
        """Work the bands out anew: the plane, the axes or the size have moved."""
        assert self._plane is not None  # it is chosen before anything is drawn
        heights = partial(_heights, self._objective, self._plane)
        if isinstance(self._objective, DataObjective):
            heights = partial(losses, on_fewer(self._objective, examples), self._plane)

        def found(x: Values, y: Values, detail: Detail) -> Values:
            across, down = detail
            return sampled(heights, x, y, (across * coarse, down * coarse))

        self._ground, self._bands = ground(found, limits, size, self._pen)


def _heights(objective: Objective, plane: Slice, a: Values, b: Values) -> Values:
    """The loss of no data on a grid of the plane, shape (len(b), len(a))."""
    points = plane.points(*np.meshgrid(a, b))
    return losses_at(objective, np.moveaxis(points, -1, 0))


def _is_point(params: Any) -> bool:
    """Whether all its coordinates are numbers that can be computed with."""
    return bool((np.abs(np.asarray(params, dtype=float)) <= LARGEST).all())


def _affordable(objective: DataObjective, cells: int) -> tuple[int, int]:
    """Every how many cells the loss is worked out, and on how many examples: as fine as `MOST_WORK`
    allows."""
    for coarse in range(1, COARSEST + 1):
        examples = int(MOST_WORK * coarse**2 / (max(1, cells) * work(objective.network)))
        if examples >= FEWEST_EXAMPLES:
            break
    return coarse, min(MOST_EXAMPLES, examples)


def _share_shown(points: Any, plane: Slice) -> float:
    """The share of the squared distances from the plane's origin that lies in the plane."""
    every = float(((points - plane.origin) ** 2).sum())
    return float((plane.coordinates(points) ** 2).sum()) / every


def _sentence(text: str, width: int) -> list[Line]:
    """A sentence in place of a map, cut between words."""
    return [[(line, "axis")] for line in textwrap.wrap(text, max(1, width), break_long_words=False)]
