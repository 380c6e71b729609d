"""The loss as a landscape: the curve or the map, the point on it, the step about to be taken."""

from collections.abc import Sequence

from gdtui.engine.events import StepTaken
from gdtui.engine.objectives import Objective
from gdtui.tui.frame import Frame
from gdtui.tui.numbers import number
from gdtui.tui.panes.cell_pane import CellPane
from gdtui.tui.plotting.axes import Axis
from gdtui.tui.plotting.canvas import Line
from gdtui.tui.plotting.chart import MARGIN
from gdtui.tui.plotting.glyphs import Glyphs
from gdtui.tui.plotting.terrain import curve_lines, map_lines

SMALLEST = (MARGIN + 10, 5)


class Landscape(CellPane):
    """The stage: where the point stands, how steep it is there, and where the step leads."""

    HELP = """\
## Landscape

The loss as a curve (one parameter) or a map (two; the denser, the lower). ● is where the point
stands, ○ where the next step leads, and the arrow below is that step: −η·∂L/∂w. The straight line
through ● is the tangent, whose slope is ∂L/∂w: it rises to the side that the step leaves.
▽ marks a minimum that is known. When the point leaves the view, the view grows with it; when it has
left the numbers that a float can hold, the picture says so.

Try: guess where ○ lands before you press **n**; raise η with **+** until the arrow points past the
minimum, then until each step leads farther away than the last.
"""

    CELL_FOR_CELL = True

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(glyphs, id=id)
        self._objective: Objective | None = None
        self._axes = (Axis(), Axis())

    def forget(self) -> None:
        """Another run: its points decide the axes."""
        self._objective = None

    def show(self, frame: Frame, trail: Sequence[StepTaken]) -> None:
        """Show the frame's point, and the points of `trail` that lie behind it."""
        if frame.objective is not self._objective:
            self._objective = frame.objective
            self._axes = (Axis(), Axis())
            for axis, view in zip(self._axes, frame.objective.view, strict=False):
                axis.cover(view)
        size = (self.content_size.width, self.content_size.height)
        if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
            self.show_lines(_coordinates(frame))
        elif frame.objective.dimension == 1:
            self.show_lines(curve_lines(size, frame, trail, self._axes, self.glyphs))
        elif frame.objective.dimension == 2:
            self.show_lines(map_lines(size, frame, trail, self._axes, self.glyphs))
        else:
            self.show_lines(_coordinates(frame))


def _coordinates(frame: Frame) -> list[Line]:
    """Where there is no picture: the coordinates, a line each."""
    row = frame.update
    names = frame.objective.parameters
    return [
        [(f"{name} = ", ""), (number(w), "point"), (" → ", ""), (number(new), "step")]
        for name, w, new in zip(names, row.params, row.new_params, strict=True)
    ]
