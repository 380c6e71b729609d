"""The update rule with this step's numbers filled in."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from gdtui.drawing.canvas import Line
from gdtui.tui import actions
from gdtui.tui.frame import MOST_NAMED, Frame
from gdtui.tui.panes.asked_rule import asked_lines
from gdtui.tui.rule.one_parameter import worked_out
from gdtui.tui.rule.room import Room
from gdtui.tui.rule.several import lengths, table
from gdtui.tui.widgets.cell_pane import CellPane

if TYPE_CHECKING:
    from gdtui.study.predicting.asked import Asked


class UpdateRule(CellPane):
    """θ ← θ − η·∂L/∂θ, or another rule, worked out for the selected step."""

    HELP = """\
## Update rule

The update from the selected step, with its numbers filled in: first what the optimizer remembers,
then where the point goes. Each number has the color that it has in the landscape: the point, the
slope, the step. g is the gradient, t the step; m̂ and v̂ are m and v, corrected for their start at 0.
Several parameters have a row each, and below what is remembered of each; **↑ ↓** scroll.
**o** chooses another optimizer.

Work the line out yourself before you press **n**, then look whether the log agrees.
"""

    BINDINGS: ClassVar = [*actions.bindings(actions.RULE)]

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._top = 0
        self._at_end = False
        self._asked: Asked | None = None
        self._fade = ""
        """How much of the worked step is left to the learner."""

    def show(self, frame: Frame) -> None:
        """Show the arithmetic of the frame's update, from the line that is the first in view; of
        one that is asked for, what may be seen."""
        width, asked = self.content_size.width, frame.asked
        if asked is None:
            self._fade = ""
            self._lines = rule_lines(frame, width, self.legible)
        else:
            self._fade = f"fade {asked.level} of {asked.levels}" if asked.levels else ""
            self._lines = asked_lines(asked, width, self.legible)
        is_new, self._asked = asked is not self._asked, asked
        if asked and (is_new or self._at_end):
            self._top = len(self._lines)  # what is asked for is the last line
        self._show_from(0 if is_new and not asked else self._top)

    def action_move(self, by: int) -> None:
        """Scroll by so many lines."""
        self._show_from(self._top + by)

    def action_page(self, by: int) -> None:
        """Scroll by so many pages."""
        self.action_move(by * max(1, self.content_size.height - 1))

    def on_mouse_scroll_up(self) -> None:
        """Scroll a line back."""
        self.action_move(-1)

    def on_mouse_scroll_down(self) -> None:
        """Scroll a line on."""
        self.action_move(1)

    def _show_from(self, top: int) -> None:
        height = self.content_size.height
        self._top = max(0, min(top, len(self._lines) - height))
        self._at_end = self._top >= len(self._lines) - height
        above, below = self._top, max(0, len(self._lines) - self._top - height)
        more = (f"{arrow} {count} more" for arrow, count in (("↑", above), ("↓", below)) if count)
        self.entitle(below=" · ".join(filter(None, (*more, self._fade))))
        self.show_lines(self._lines[self._top :])


def rule_lines(frame: Frame, width: int, legible: Callable[[str], str] = str) -> list[Line]:
    """The arithmetic of the frame's update in lines of so many cells, in what is legible there.

    The two points always have the digits that tell them apart, and by how much.
    """
    room, dimension = Room(width, legible), len(frame.update.params)
    if dimension == 1:
        return worked_out(frame, room)
    return table(frame, room) if dimension <= MOST_NAMED else lengths(frame, room)
