"""The loss as a landscape, with the point on it; and of a model with data, what it has learned."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.message import Message

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, Limits, has_room
from gdtui.drawing.landscape import curve_lines
from gdtui.drawing.legends import parts_of
from gdtui.drawing.numbers import digits_apart, number
from gdtui.drawing.window import Window
from gdtui.engine.analysis.trajectory import Trajectory
from gdtui.engine.events import RunEdited
from gdtui.engine.history import History
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.waypoints import Waypoint
from gdtui.tui import actions
from gdtui.tui.frame import Frame
from gdtui.tui.panes.views import HELP_ON_CURVE, PLANES, View, help_on, views
from gdtui.tui.themes import CLASS_COLORS
from gdtui.tui.widgets.map_pane import MapPane

if TYPE_CHECKING:
    from gdtui.drawing.fit.fit import Fit
    from gdtui.drawing.heat_map import Pen
    from gdtui.drawing.loss_map import LossMap
    from gdtui.drawing.slice_map import SliceMap

SMALLEST = (MARGIN + 10, 5)
SEEN = 12
"""Steps before the one shown by which the path on a plane through many parameters is followed."""


class Landscape(MapPane):
    """The stage: where the point stands, how steep it is there, and where the step leads."""

    HELP = HELP_ON_CURVE

    LOOKS: ClassVar = {
        **MapPane.LOOKS,
        "example": ("foreground", ""),
        **{f"class{number}": (color, "") for number, color in enumerate(CLASS_COLORS)},
    }
    BINDINGS: ClassVar = [*actions.bindings(actions.LOOK)]

    class StartChosen(Message):
        """Somebody wants a run from this point."""

        def __init__(self, point: tuple[float, ...]) -> None:
            super().__init__()
            self.point = point

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._objective: Objective | None = None
        self._history: History | None = None
        self._edits: Sequence[RunEdited] = ()
        self._axes = (Axis(), Axis())
        self._wanted: View | None = None
        self._window: Window | None = None
        self._path = Trajectory()
        self._fit: Fit | None = None
        self._loss_map: LossMap | None = None
        self._maps: dict[View, SliceMap] = {}
        self._is_asked = False
        """Whether somebody is to say where the next step leads: nobody looks around then."""

    def next_view(self) -> bool:
        """Go on to the next view; False if this run has one alone."""
        if self._objective is None or len(views(self._objective)) == 1:
            return False
        order = views(self._objective)
        self._wanted = order[(order.index(self._view) + 1) % len(order)]
        self._window = None
        self._maps.clear()  # a map is of where the point is when the map is opened
        return True

    @property
    def _view(self) -> View:
        """The view asked for if this run has it, else its first."""
        assert self._objective is not None  # nothing is drawn before it is shown
        order = views(self._objective)
        return self._wanted if self._wanted in order else order[0]

    def show(self, frame: Frame) -> None:
        """Show the frame's point, and those behind it."""
        if frame.history is not self._history:
            self._begin(frame)
        elif frame.edits != self._edits:
            self._path.forget_after(_first_difference(frame.edits, self._edits))
        self._edits = frame.edits
        self._take_aside(is_asked=frame.asked is not None)
        self._name_plane()
        size = self.content_size
        if self._view != "loss":
            self._follow(frame)
            self._show_model(size, frame, frame.objective)
        else:
            self._show_loss(size, frame)

    def _begin(self, frame: Frame) -> None:
        """Another run: its points decide the axes."""
        if self._objective is None or self._objective.name != frame.objective.name:
            self._window = None
        self._objective, self._history = frame.objective, frame.history
        self._axes = (Axis(), Axis())
        self._path, self._fit, self._loss_map = Trajectory(), None, None
        self._maps.clear()
        self.HELP = help_on(frame.objective)  # type: ignore[misc]
        for axis, view in zip(self._axes, frame.objective.view, strict=False):
            axis.cover(view)

    def _show_loss(self, size: tuple[int, int], frame: Frame) -> None:
        path = frame.history.path(frame.step)
        if not self._has_picture(size):
            self.explain([])
            self.show_lines(_coordinates(frame, size[1], self.app.legible))
        elif frame.objective.dimension == 1:
            self.explain(self._spoken([]))
            lines = curve_lines(
                size, frame.objective, frame.update, path, self._axes, self.app.glyphs, self._window
            )
            self.show_lines(lines)
        else:
            loss_map = self._loss_map = self._loss_map or _map_of(frame.objective, self.app.pen)
            update = frame.update
            if frame.asked is not None:  # the arrow of the slope would tell the way
                update = update._replace(gradient=(math.nan, math.nan))
            self.show_lines(loss_map.lines(size, update, path, self._window))
            self.explain(self._spoken(loss_map.legend))

    def _has_picture(self, size: tuple[int, int]) -> bool:
        """Whether the loss is shown as a curve or a map."""
        assert self._objective is not None  # nothing is drawn before it is shown
        return self._view == "loss" and self._objective.dimension <= 2 and has_room(size, SMALLEST)

    def _follow(self, frame: Frame) -> None:
        """Take in where the run has been since it was seen last."""
        begin = frame.step - SEEN if self._path.last >= frame.step - SEEN else 0
        passed = frame.history.path(frame.step) if not begin else _latest(frame, begin)
        self._path.pass_by((point.step, point.params) for point in passed)
        self._path.pass_by([(frame.step, frame.update.params)])

    def _show_model(self, size: tuple[int, int], frame: Frame, objective: Objective) -> None:
        from gdtui.drawing.fit.fit import Fit  # noqa: PLC0415 (most starts are on no data)
        from gdtui.drawing.slice_map import SliceMap  # noqa: PLC0415

        view = self._view
        if view == "fit":
            assert isinstance(objective, DataObjective)  # or there is no such view
            self._fit = self._fit or Fit(objective, self.app.pen)
            self.show_lines(self._fit.lines(size, frame.update.params))
            self.explain(parts_of(self._fit.legend))
        elif view == "loss" or not has_room(size, SMALLEST):
            self.show_lines(_coordinates(frame, size[1], self.app.legible))
            self.explain([])
        else:
            if view not in self._maps:
                self._maps[view] = SliceMap(objective, view, self.app.pen)
            self.show_lines(self._maps[view].lines(size, frame.update, self._path))
            self.explain(self._maps[view].legend)

    # Looking around

    def look(self) -> bool:
        """Set a cursor into the picture; False if there is none to look around in."""
        if self._objective is None or not self._has_picture(self.content_size):
            return False
        window = self._window or Window.on(self._shown)
        at = Window.on(window.limits).cursor
        self._put(replace(window, cursor=window.cursor or at))
        return True

    @property
    def _shown(self) -> Limits:
        """The part that is in view."""
        return self._window.limits if self._window else self._whole

    @property
    def _whole(self) -> Limits:
        """The part in which the whole path is seen; of a curve its width, heights follow it."""
        if self._loss_map:
            return self._loss_map.whole
        x, y = (axis.limits for axis in self._axes)
        is_curve = self._objective is not None and self._objective.dimension == 1
        return Limits(x, (0.0, 1.0) if is_curve else y)

    @property
    def _canvas(self) -> tuple[int, int]:
        """The cells of the picture without its axes."""
        below = 2 if self._objective and self._objective.dimension == 1 else 1
        return self.content_size.width - MARGIN, self.content_size.height - below

    def _take_aside(self, *, is_asked: bool) -> None:
        """A question takes the cursor away, which would tell the loss where the step may lead."""
        if is_asked and not self._is_asked and self._window and self._window.cursor:
            self._window = self._without_cursor(self._window)
            self.refresh_bindings()
        self._is_asked = is_asked

    def _without_cursor(self, window: Window) -> Window | None:
        """What is in view, without a cursor; None: everything."""
        return None if window.limits == self._whole else replace(window, cursor=None)

    def _put(self, window: Window | None) -> None:
        self._window = window
        self.refresh_bindings()
        self.post_message(self.Resized())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """The keys that look around work while there is a cursor."""
        looks = any(action == key.name for key in actions.LOOK)
        return not looks or (self._window is not None and self._window.cursor is not None)

    def action_zoom(self, steps: int) -> None:
        """Closer at the cursor, or farther away."""
        if self._window and self._window.cursor:
            self._put(self._window.closer(steps, self._window.cursor))

    def action_move(self, columns: int, rows: int) -> None:
        """The cursor by so many cells."""
        if self._window:
            self._put(self._window.moved(columns, rows, self._canvas))

    def action_fit(self) -> None:
        """Everything in view again; the cursor stays, in the middle if it would be out of view."""
        if self._window and self._window.cursor:
            whole = Window.on(self._whole)
            inside = whole.shows(self._window.cursor)
            self._put(replace(whole, cursor=self._window.cursor) if inside else whole)

    def action_done(self) -> None:
        """No cursor any more."""
        if self._window:
            self._put(self._without_cursor(self._window))

    def action_start_here(self) -> None:
        """Ask for a run from the cursor."""
        if self._window and self._window.cursor and self._objective:
            point = self._window.point[: self._objective.dimension]
            self.post_message(self.StartChosen(point))

    def on_click(self, event: events.Click) -> None:
        """The cursor where somebody clicks; a second click there begins a run."""
        at = self._pointed_at(event)
        if at is not None and self.look() and self._window:
            self._put(replace(self._window, cursor=at))
            if event.chain == 2:
                self.action_start_here()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Closer at the pointer."""
        self._zoom_at(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Farther away at the pointer."""
        self._zoom_at(event, -1)

    def _zoom_at(self, event: events.MouseEvent, steps: int) -> None:
        at = self._pointed_at(event)
        if at is not None:
            event.stop()
            window = self._window or replace(Window.on(self._shown), cursor=None)
            self._put(window.closer(steps, at))

    def _pointed_at(self, event: events.MouseEvent) -> tuple[float, float] | None:
        """The point of the picture under the pointer; None too while a question is open."""
        cell = None if self._is_asked else event.get_content_offset(self)
        if cell is None or self._objective is None or not self._has_picture(self.content_size):
            return None
        return Window.on(self._shown).at_cell(cell.x, cell.y, self._canvas)

    # What is said in the frame

    def _spoken(self, legend: Line) -> Line:
        """The legend, or what is under the cursor, and whether the view is somebody's own."""
        if self._window is None or self._objective is None:
            return legend
        if self._window.cursor is None:
            return [("Z 0 shows all", ""), ("  ", ""), *legend]
        at = self._window.point[: self._objective.dimension]
        named = zip(
            (*self._objective.parameters, "L"), (*at, self._objective.value(at)), strict=True
        )
        return [("  ".join(f"{name} {number(value, 4)}" for name, value in named), "")]

    def _name_plane(self) -> None:
        """Name the plane that is shown, if one is."""
        name = str(self.border_title).partition(":")[0]
        plane = PLANES.get(self._view)
        self.entitle(f"{name}: {plane}" if plane else name)


def _map_of(objective: Objective, pen: "Pen") -> "LossMap":
    """The map of a loss; of one on data, on some of the examples."""
    from gdtui.drawing.loss_map import LossMap  # noqa: PLC0415 (the first screen has a curve)

    if isinstance(objective, DataObjective):
        from gdtui.drawing.fit.examples import on_fewer  # noqa: PLC0415
        from gdtui.drawing.slice_map import MOST_EXAMPLES  # noqa: PLC0415

        objective = on_fewer(objective, MOST_EXAMPLES)
    return LossMap(objective, pen)


def _latest(frame: Frame, begin: int) -> list[Waypoint]:
    """Where the run stood from a step on, up to the one that is shown."""
    rows = frame.history.rows(begin + 1, frame.step)
    return [Waypoint(row.step - 1, row.params, row.loss) for row in rows]


def _first_difference(edits: Sequence[RunEdited], before: Sequence[RunEdited]) -> int:
    """The step from which two lists of edits lead to different futures."""
    return min(edit.step for edit in (*edits, *before) if (edit in edits) != (edit in before))


def _coordinates(frame: Frame, height: int, legible: Callable[[str], str]) -> list[Line]:
    """Where there is no picture: the first coordinates, a line each."""
    row = frame.update
    if frame.asked is not None:
        here = zip(frame.objective.parameters, row.params, strict=True)
        return [[(f"{name} = ", ""), (number(w), "point")] for name, w in islice(here, height)]
    lines = zip(frame.objective.parameters, row.params, row.new_params, strict=True)
    leads = legible(" → ")  # of several characters, as no sign of a picture is
    return [
        [(f"{name} = ", ""), (number(w, d), "point"), (leads, ""), (number(new, d), "step")]
        for name, w, new in islice(lines, height)
        for d in [digits_apart((w, new))]
    ]
