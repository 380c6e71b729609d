"""A loss of two parameters as a picture: contours, the path, where it is level."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from gdtui.drawing.axes import Axis, equal_scale
from gdtui.drawing.bands import Values
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.ground import Detail, ground
from gdtui.drawing.heat_map import Pen, sampled
from gdtui.drawing.landscape import keep_in_view, losses_at, with_note
from gdtui.drawing.trail import (
    MINIMUM,
    SADDLE,
    START,
    coordinates,
    cursor_mark,
    gradient_marks,
    marks_at,
    over_map,
    step_marks,
)
from gdtui.drawing.window import Window
from gdtui.engine.analysis.critical_points import NONE, CriticalPoints, critical_points
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.waypoints import Waypoint

MOST_MARKED = 16
"""Minima or saddles; more would hide the map."""

SAME = 1e-3
"""Two minima that are no farther apart, as a share of the map, are one."""


class LossMap:
    """The map of one loss: what is below the path is worked out again only where the part that is
    shown has changed."""

    def __init__(self, objective: Objective, pen: Pen) -> None:
        self._objective, self._pen = objective, pen
        self._axes = (Axis(), Axis())
        for axis, view in zip(self._axes, objective.view, strict=True):
            axis.cover(view)
        self._key: tuple[Limits, tuple[int, int]] | None = None
        self._ground: list[Line] = []
        self._points = NONE
        self.limits = self.whole = Limits((0.0, 1.0), (0.0, 1.0))
        """The part that was drawn last, and the one that shows the whole path."""
        self.legend: Line = []
        """What the bands and the marks of that part mean."""

    def lines(
        self,
        size: tuple[int, int],
        update: StepTaken,
        path: Sequence[Waypoint],
        window: Window | None = None,
    ) -> list[Line]:
        """The map of the part in `window`, or of one that shows the whole path, with its axes.

        `path` leads to the point from which `update` leads away.
        """
        canvas = size[0] - MARGIN, size[1] - 1
        here, there = update.params, update.new_params
        points = coordinates([*(point.params for point in path), here])
        for i, axis in enumerate(self._axes):
            keep_in_view(axis, self._objective.view[i], points[:, i], there[i])
        fitting = Limits(*(axis.limits for axis in self._axes))
        self.whole = Limits(*equal_scale(fitting, canvas))
        self.limits = window.limits if window else self.whole
        if (self.limits, canvas) != self._key:
            self._draw_ground(canvas)
            self._key = self.limits, canvas
        marks = [
            *gradient_marks(here, update.gradient, self.limits, canvas, self._pen.glyphs),
            *marks_at(self._points.minima, MINIMUM),
            *marks_at(self._points.saddles, SADDLE),
            *marks_at(points[:1].tolist(), START),
            *step_marks(here, there),
            *cursor_mark(window.cursor if window else None),
        ]
        picture = over_map(self._ground, points, marks, self.limits, self._pen.glyphs)
        framed_picture = framed(picture, size[0], self.limits)
        return with_note(framed_picture, self._objective, update, size[0])

    def _draw_ground(self, size: tuple[int, int]) -> None:
        on_data = isinstance(self._objective, DataObjective)

        def losses(x: Values, y: Values, detail: Detail) -> Values:
            return sampled(partial(losses_on, self._objective), x, y, detail if on_data else (1, 1))

        self._ground, legend = ground(losses, self.limits, size, self._pen)
        self._points = self._level_points(on_data=on_data)
        self.legend = [*legend]
        for mark, name, points in (
            (MINIMUM, "minimum", self._points.minima),
            (SADDLE, "saddle", self._points.saddles),
        ):
            if points:
                self.legend += [("  ", ""), (mark, "path"), (f" {name}", "")]

    def _level_points(self, *, on_data: bool) -> CriticalPoints:
        """The minima and saddles that are marked: what is known, and what is found."""
        found = NONE if on_data else critical_points(self._objective, *self.limits)
        known = [(a, b) for a, b in (minimum.point for minimum in self._objective.minima)]
        minima = known + [at for at in found.minima if not self._is_one_of(at, known)]
        shown = [*filter(self._shows, minima)][:MOST_MARKED]
        return CriticalPoints(
            tuple(shown), found.saddles if len(found.saddles) <= MOST_MARKED else ()
        )

    def _is_one_of(self, point: Sequence[float], others: Sequence[Sequence[float]]) -> bool:
        near = [SAME * (high - low) for low, high in self.limits]
        return any(
            all(abs(a - b) < size for a, b, size in zip(point, other, near, strict=True))
            for other in others
        )

    def _shows(self, point: Sequence[float]) -> bool:
        return all(low <= at <= high for at, (low, high) in zip(point, self.limits, strict=True))


def losses_on(objective: Objective, x: Values, y: Values) -> Values:
    """The losses at every `x` and `y`, (len(y), len(x))."""
    points = np.stack([axis.ravel() for axis in np.meshgrid(x, y)])
    return losses_at(objective, points).reshape(len(y), len(x))
