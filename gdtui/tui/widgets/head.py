"""The head of a screen: the program's name, what is shown, and at the right end how far it is."""

from gdtui.drawing.canvas import Line
from gdtui.engine.objectives import Objective
from gdtui.tui.widgets.cell_pane import CellPane

NAME = " gdtui "
MOST_NAMES = 4  # parameters that a formula spells out


class Head(CellPane, can_focus=False):
    """A line or two above everything else."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, classes="")


def formula_of(objective: Objective) -> str:
    """The loss as a function of its parameters, or of their number: `L(w) = (w − 3)²`."""
    few = objective.dimension <= MOST_NAMES
    names = ", ".join(objective.parameters) if few else f"θ of {objective.dimension:,}"
    return f"L({names}) = {objective.formula}"


def head_line(left: str, right: str, width: int, role: str = "curve") -> Line:
    """The first line, `width` cells in all; `role` is that of what stands on the left."""
    return [(NAME, "name"), (f" {left.ljust(room_before(right, width))} ", role), (right, "")]


def room_before(right: str, width: int) -> int:
    """The cells that `right` leaves for what stands on the left, with a blank on either side."""
    return max(0, width - len(NAME) - 2 - len(right))
