"""The log of every step, of any length, of which only what is in view is ever read."""

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message

from gdtui.drawing.canvas import Line
from gdtui.drawing.numbers import USUAL_DIGITS, digits_apart, fitted, number
from gdtui.engine.events import StepTaken
from gdtui.engine.spec import shortened
from gdtui.tui import actions
from gdtui.tui.frame import MOST_NAMED, Frame
from gdtui.tui.widgets.cell_pane import CellPane

STEP_WIDTH = 6  # cells for the number of the step; ten million has eight digits and pushes
NARROWEST, WIDEST = 9, 14  # cells for a column of numbers, unless they need more
MOVED = 4  # a log that is full moves on by this part of it: every row is sent again when it moves
FEWEST_DIGITS = 4  # of a number, for want of room


class StepLog(CellPane):
    """A row a step: where it stood, the loss and gradient there, and what was added."""

    HELP = """\
## Step log

Row k is where the run stands after k updates: the parameter, the loss and the gradient there. With
room, also η and the update that leads to the next row.

**↑ ↓ PgUp PgDn Home End** select a step, and everything moves to it.
"""

    BINDINGS: ClassVar = [*actions.bindings(actions.LOG)]

    @dataclass
    class Selected(Message):
        """The person wants everything to move to `step`; None: to the furthest."""

        step: int | None

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._frame: Frame | None = None
        self._top = 0

    def show(self, frame: Frame) -> None:
        """Show the steps around the frame's."""
        self._frame = frame
        height = max(1, self.content_size.height - 1)
        room = max(1, height // MOVED)
        longest_top = max(0, frame.furthest - height + room)
        if self._top > longest_top or frame.step < self._top:
            self._top = min(frame.step, longest_top)
        if frame.step >= self._top + height:
            self._top = min(frame.step - height + room, longest_top)
        bottom = min(self._top + height - 1, frame.furthest)
        width = self.content_size.width
        updates = {row.step - 1: row for row in frame.history.rows(self._top, bottom + 1)}
        updates[frame.step] = frame.update
        steps = range(self._top, bottom + 1)
        hidden = frame.asked.hides if frame.asked else frozenset[str]()
        columns = _that_fit(
            [
                _filled(c, steps, updates, {frame.step} if c.field in hidden else set())
                for c in _columns(frame)
            ],
            width,
        )
        title = "step".rjust(STEP_WIDTH) + "".join(c.heading for c in columns)
        lines: list[Line] = [[(title, "heading")]]
        for i, step in enumerate(steps):
            line = str(step).rjust(STEP_WIDTH) + "".join(column.cell(i) for column in columns)
            lines.append([(line.rstrip(), "selected" if step == frame.step else "")])
        self.show_lines(lines)

    def action_select(self, by: int) -> None:
        """Select the step so many rows away."""
        if self._frame:
            self._post(self._frame.step + by)

    def action_page(self, by: int) -> None:
        """Select a step a page away."""
        self.action_select(by * max(1, self.content_size.height - 2))

    def action_go(self, step: int | None) -> None:
        """Select the first or, with None, the last step."""
        self.post_message(self.Selected(step))

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y > 0:
            self._post(self._top + offset.y - 1)

    def on_mouse_scroll_up(self) -> None:
        """Select the step before."""
        self.action_select(-1)

    def on_mouse_scroll_down(self) -> None:
        """Select the step after."""
        self.action_select(1)

    def _post(self, step: int) -> None:
        if self._frame:
            self.post_message(self.Selected(min(max(step, 0), self._frame.furthest)))


class _Column(NamedTuple):
    """A column of numbers: its title, and its value in the row of an update."""

    title: str
    value: Callable[[StepTaken], float]
    arrived: Callable[[StepTaken], float] | None = None
    """Its value where an update arrives; None: it belongs to the next update."""
    field: str = ""
    """The field of `StepTaken` that it is of, where that may be what is asked for."""
    rank: int = 1
    """Of columns that there is no room for, those with the highest go first, from the right."""


class _Filled(NamedTuple):
    """A column with its numbers, None where one is not known yet."""

    title: str
    rank: int
    values: Sequence[float | None]
    digits: int
    width: int
    """In cells, with the blank before it; enough to tell the numbers apart."""
    least: int
    """The width with fewer digits, but as many as tell them apart."""
    asked: Set[int] = frozenset()
    """The places of values that are asked for, and not shown."""

    @property
    def heading(self) -> str:
        """The title, shortened if it is long."""
        return shortened(self.title, self.width - 1).rjust(self.width)

    def cell(self, i: int) -> str:
        """The number of a row, right-aligned."""
        value = self.values[i]
        room = self.width - 1
        if value is None:
            return " " + ("?" if i in self.asked else "").rjust(room)
        return " " + fitted(value, room, self.digits)


def _columns(frame: Frame) -> list[_Column]:
    """The columns of a run, those first that are wanted most."""
    loss = _Column("L", attrgetter("loss"), attrgetter("new_loss"), rank=0)
    rate = _Column("η", attrgetter("learning_rate"))
    if frame.objective.dimension > MOST_NAMED:
        return [
            loss,
            _Column("batch", lambda row: row.batch_loss or row.loss),
            _Column("‖∂L/∂θ‖", attrgetter("gradient_norm"), field="gradient"),
            _Column("‖Δθ‖", lambda row: math.hypot(*row.update), field="update"),
            rate,
        ]
    names = [*enumerate(frame.objective.parameters)]
    return [
        *(_Column(name, _part("params", i), _part("new_params", i)) for i, name in names),
        loss,
        *(_Column(f"∂L/∂{name}", _part("gradient", i), field="gradient") for i, name in names),
        *(_Column(f"Δ{name}", _part("update", i), field="update") for i, name in names),
        rate,
    ]


def _filled(
    column: _Column, steps: range, updates: Mapping[int, StepTaken], asked: Set[int]
) -> _Filled:
    """A column of these steps; of the furthest step, while another one is selected, it has what
    the update before it has led to. What is asked for is not in it."""
    values = [
        None
        if step in asked
        else column.value(updates[step])
        if step in updates
        else column.arrived(updates[step - 1])
        if column.arrived
        else None
        for step in steps
    ]
    known = [value for value in values if value is not None]
    digits = digits_apart(known)
    width = NARROWEST if digits == USUAL_DIGITS else max(NARROWEST, _width(known, digits))
    least = min(width, _width(known, digits_apart(known, FEWEST_DIGITS)))
    places = {i for i, step in enumerate(steps) if step in asked}
    return _Filled(column.title, column.rank, values, digits, width, least, places)


def _width(values: Sequence[float], digits: int) -> int:
    return 1 + max((len(number(value, digits)) for value in values), default=0)


def _that_fit(columns: Sequence[_Filled], width: int) -> list[_Filled]:
    """The columns for which there is room, the loss always among them, and what is left of the
    room given to the narrow ones."""
    room = width - STEP_WIDTH
    shown = [*columns]
    while len(shown) > 2 and sum(column.width for column in shown) > room:
        shown.remove(max(reversed(shown), key=attrgetter("rank")))
    if sum(column.width for column in shown) > room:
        shown = [column._replace(width=column.least) for column in shown]
    if sum(column.width for column in shown) > room:
        shown = [min(shown, key=attrgetter("rank"))]
    if len(shown) == 1:
        return [shown[0]._replace(width=min(room, max(WIDEST, shown[0].width)))]
    spare = (room - sum(column.width for column in shown)) // len(shown)
    return [c._replace(width=max(c.width, min(WIDEST, c.width + spare))) for c in shown]


def _part(name: str, index: int) -> Callable[[StepTaken], float]:
    """Reads one coordinate of a vector of the row."""
    return lambda row: getattr(row, name)[index]
