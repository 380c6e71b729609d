"""The log of every step, of any length, of which only what is in view is ever read."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message

from gdtui.drawing.canvas import Line
from gdtui.drawing.numbers import FAR_OFF, digits_apart, fitted
from gdtui.engine.events import StepTaken
from gdtui.tui import actions
from gdtui.tui.frame import MOST_NAMED, Frame
from gdtui.tui.widgets.cell_pane import CellPane

STEP_WIDTH = 6  # cells for the number of the step; ten million has eight digits and pushes
NARROWEST, WIDEST = 9, 14  # cells for a column of numbers


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
        longest_top = max(0, frame.furthest - height + 1)
        if self._top > longest_top or frame.step < self._top:
            self._top = min(frame.step, longest_top)
        if frame.step >= self._top + height:
            self._top = frame.step - height + 1
        bottom = min(self._top + height - 1, frame.furthest)
        width = self.content_size.width
        updates = {row.step - 1: row for row in frame.history.rows(self._top, bottom + 1)}
        updates[frame.step] = frame.update
        columns, wide = _columns(frame, width)
        title = "step".rjust(STEP_WIDTH) + "".join(column.title.rjust(wide) for column in columns)
        rows = {
            step: [column.value(updates[step]) for column in columns]
            if step in updates
            else _arrived(frame, updates[step - 1])[: len(columns)]
            for step in range(self._top, bottom + 1)
        }
        digits = [digits_apart(filter(_known, column)) for column in zip_longest(*rows.values())]
        lines: list[Line] = [[(title, "heading")]]
        for step, values in rows.items():
            cells = (" " + fitted(x, wide - 1, d) for x, d in zip(values, digits, strict=False))
            line = str(step).rjust(STEP_WIDTH) + "".join(cells)
            lines.append([(line, "selected" if step == frame.step else "")])
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


def _columns(frame: Frame, width: int) -> tuple[list[_Column], int]:
    """The columns for which there is room, the most wanted first, and how wide each is."""
    if frame.objective.dimension > MOST_NAMED:
        wanted = [
            _Column("L", attrgetter("loss")),
            _Column("batch", lambda row: row.batch_loss or row.loss),
            _Column("‖∂L/∂θ‖", attrgetter("gradient_norm")),
            _Column("‖Δθ‖", lambda row: math.hypot(*row.update)),
            _Column("η", attrgetter("learning_rate")),
        ]
        return _that_fit(wanted, width)
    names = frame.objective.parameters
    point = [_Column(name, _part("params", i)) for i, name in enumerate(names)]
    loss = [_Column("L", attrgetter("loss"))]
    slope = [_Column(f"∂L/∂{name}", _part("gradient", i)) for i, name in enumerate(names)]
    move = [_Column(f"Δ{name}", _part("update", i)) for i, name in enumerate(names)]
    rate = [_Column("η", attrgetter("learning_rate"))]
    far = max(map(abs, frame.update.params)) >= FAR_OFF
    wanted = [*point, *loss, *slope, *move, *rate]
    return _that_fit(wanted, width, WIDEST if far else NARROWEST)


def _that_fit(
    wanted: list[_Column], width: int, narrowest: int = NARROWEST
) -> tuple[list[_Column], int]:
    room = width - STEP_WIDTH
    shown = wanted[: max(1, room // narrowest)]
    return shown, min(WIDEST, room // len(shown))


def _part(name: str, index: int) -> Callable[[StepTaken], float]:
    """Reads one coordinate of a vector of the row."""
    return lambda row: getattr(row, name)[index]


def _arrived(frame: Frame, last: StepTaken) -> list[float]:
    """The furthest step while another is selected: of its own update nothing is known yet."""
    many = frame.objective.dimension > MOST_NAMED
    return [last.new_loss] if many else [*last.new_params, last.new_loss]


def _known(value: float | None) -> bool:
    return value is not None
