"""The loss as a landscape, with the point on it; and of a model with data, what it has learned."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from textual.content import Content

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.landscape import curve_lines, map_lines
from gdtui.drawing.numbers import digits_apart, number
from gdtui.engine.analysis.trajectory import Trajectory
from gdtui.engine.events import RunEdited, StepTaken
from gdtui.engine.history import History
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.tui.frame import Frame
from gdtui.tui.widgets.cell_pane import CellPane

if TYPE_CHECKING:
    from gdtui.drawing.fit.fit import Fit
    from gdtui.drawing.slice_map import SliceMap

SMALLEST = (MARGIN + 10, 5)
TRAIL = 12  # earlier points that are shown

View: TypeAlias = Literal["loss", "fit", "random", "path"]
"""The curve or the map of the loss; what is predicted; a plane in random directions through many
parameters; the plane of the path."""


HELP_WITH_DATA = """\
## Landscape

**v** goes to the next view. The fit: what is predicted at this step beside the examples, • or
filled for training, × or hollow for test; pictures with true → predicted class; or the confusion
matrix, a row for each true class and a column for each predicted one; above it the loss and the
accuracy.

The map: the loss, the denser the lower, over the two parameters or on a plane through many: along
two random directions, each as long as the weights of its unit, or those in which the path has
moved most. ● is where the point lies seen from straight above, ○ where the next step leads; the
plane holds still until the point has gone far off it.

Try: step with **n** and watch which examples change sides; compare training with test.
"""


def views(objective: Objective) -> tuple[View, ...]:
    """What there is to be seen of a loss, first what is shown first."""
    if not isinstance(objective, DataObjective):
        return ("loss",)
    if objective.dimension <= 2:
        return ("loss", "fit")
    return ("fit", "random", "path")


class Landscape(CellPane):
    """The stage: where the point stands, how steep it is there, and where the step leads."""

    HELP = """\
## Landscape

The loss as a curve (one parameter) or a map (two; the denser, the lower). ● is where the point
stands, ○ where the next step leads, and the arrow below is that step: −η·∂L/∂w. The straight line
through ● is the tangent, whose slope is ∂L/∂w: it rises to the side that the step leaves.
▽ marks a minimum that is known. When the point leaves the view, the view grows with it; when it
exceeds the floating-point range, the picture says so.

Try: guess where ○ lands before you press **n**; raise η with **+** until the arrow points past the
minimum, then until each step leads farther away than the last.
"""

    DEFAULT_CSS = """
    Landscape {
        .cell--example { color: $foreground; }
        .cell--class0 { color: $primary; }
        .cell--class1 { color: $warning; }
        .cell--class2 { color: $success; }
        .cell--class3 { color: $secondary; }
        .cell--class4 { color: $error; }
        .cell--class5 { color: $accent; }
    }
    """

    ROLES = (*CellPane.ROLES, "example", *(f"class{number}" for number in range(6)))
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"cell--{role}" for role in ROLES}

    CELL_FOR_CELL = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._objective: Objective | None = None
        self._history: History | None = None
        self._edits: Sequence[RunEdited] = ()
        self._axes = (Axis(), Axis())
        self._wanted: View | None = None
        self._path = Trajectory()
        self._fit: Fit | None = None
        self._maps: dict[View, SliceMap] = {}

    def next_view(self) -> bool:
        """Go on to the next view; False if this run has one alone."""
        if self._objective is None or len(views(self._objective)) == 1:
            return False
        order = views(self._objective)
        self._wanted = order[(order.index(self._view) + 1) % len(order)]
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
        trail = frame.history.rows(frame.step - TRAIL + 1, frame.step)
        size = (self.content_size.width, self.content_size.height)
        if isinstance(frame.objective, DataObjective):
            self._path.pass_by((row.step - 1, row.params) for row in trail)
            self._path.pass_by([(frame.step, frame.update.params)])
            self._show_model(size, frame, frame.objective, trail)
        else:
            self._say("")
            self._show_loss(size, frame, trail)

    def _begin(self, frame: Frame) -> None:
        """Another run: its points decide the axes."""
        self._objective, self._history = frame.objective, frame.history
        self._axes = (Axis(), Axis())
        self._path, self._fit = Trajectory(), None
        self._maps.clear()
        on_data = isinstance(frame.objective, DataObjective)
        self.HELP = HELP_WITH_DATA if on_data else Landscape.HELP  # type: ignore[misc]
        for axis, view in zip(self._axes, frame.objective.view, strict=False):
            axis.cover(view)

    def _show_loss(self, size: tuple[int, int], frame: Frame, trail: Sequence[StepTaken]) -> None:
        draw = {1: curve_lines, 2: map_lines}.get(frame.objective.dimension)
        if draw is None or size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
            self.show_lines(_coordinates(frame, size[1]))
        else:
            self.show_lines(
                draw(size, frame.objective, frame.update, trail, self._axes, self.app.glyphs)
            )

    def _show_model(
        self,
        size: tuple[int, int],
        frame: Frame,
        objective: DataObjective,
        trail: Sequence[StepTaken],
    ) -> None:
        from gdtui.drawing.fit.examples import on_fewer  # noqa: PLC0415 (most starts are on no data)
        from gdtui.drawing.fit.fit import Fit  # noqa: PLC0415
        from gdtui.drawing.slice_map import MOST_EXAMPLES, SliceMap  # noqa: PLC0415

        view = self._view
        if view == "loss":
            few = on_fewer(objective, MOST_EXAMPLES)
            self._show_loss(size, replace(frame, objective=few), trail)
            self._say("")
        elif view == "fit":
            self._fit = self._fit or Fit(objective, self.app.glyphs)
            self.show_lines(self._fit.lines(size, frame.update.params))
            self._say(self._fit.legend)
        elif size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
            self.show_lines(_coordinates(frame, size[1]))
            self._say("")
        else:
            if view not in self._maps:
                self._maps[view] = SliceMap(objective, view, self.app.glyphs)
            self.show_lines(self._maps[view].lines(size, frame.update, self._path))
            self._say(self._maps[view].legend)

    def _say(self, legend: str) -> None:
        """Write what the picture shows into the frame of the pane."""
        legend = _whole_parts(self.app.legible(legend), self.content_size.width - 4)
        if self.border_subtitle != Content(legend).markup:  # to set it repaints the whole pane
            self.border_subtitle = legend


def _whole_parts(legend: str, room: int) -> str:
    """As many parts, with two blanks between them, as there is room for, and a sign for others."""
    if len(legend) <= room:
        return legend
    parts = legend.split("  ")
    while len(parts) > 1 and len("  ".join((*parts, "…"))) > room:
        parts.pop()
    return "  ".join((*parts, "…"))


def _first_difference(edits: Sequence[RunEdited], before: Sequence[RunEdited]) -> int:
    """The step from which two lists of edits lead to different futures."""
    return min(edit.step for edit in (*edits, *before) if (edit in edits) != (edit in before))


def _coordinates(frame: Frame, height: int) -> list[Line]:
    """Where there is no picture: the first coordinates, a line each."""
    row = frame.update
    if frame.asked is not None:
        here = zip(frame.objective.parameters, row.params, strict=True)
        return [[(f"{name} = ", ""), (number(w), "point")] for name, w in islice(here, height)]
    lines = zip(frame.objective.parameters, row.params, row.new_params, strict=True)
    return [
        [(f"{name} = ", ""), (number(w, d), "point"), (" → ", ""), (number(new, d), "step")]
        for name, w, new in islice(lines, height)
        for d in [digits_apart((w, new))]
    ]
