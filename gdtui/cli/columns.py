"""The columns of a run's table: which there are, and which a line has room for."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from gdtui.drawing.numbers import FAR_OFF, USUAL_DIGITS, digits_apart, fitted
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.visible import visible_line

STEP = 6  # cells for the number of the step
NARROWEST, WIDEST, FAR = 12, 24, 18  # cells for a column, its blank included
HANDFUL = 5  # parameters that get columns of their own


@dataclass
class Column:
    """A column of numbers, whose digits grow until each number is told from the one above it."""

    title: str
    value: Callable[[StepTaken], float | None]
    """None: there is none in this row."""
    rank: int
    """Of the columns that there is no room for, those with the highest go first."""
    now: Callable[[Run], float] | None = None
    """The same of where a run stands; None: it belongs to a step."""
    narrowest: int = NARROWEST
    digits: int = USUAL_DIGITS
    _above: float | None = field(default=None, repr=False)

    @property
    def width(self) -> int:
        """In cells, with the blank before it."""
        return min(max(self.narrowest, len(self.title) + 1), WIDEST)

    @property
    def heading(self) -> str:
        """The title, shortened if it is long."""
        room = self.width - 1
        title = self.title if len(self.title) <= room else self.title[: room - 1] + "…"
        return title.rjust(self.width)

    def cell(self, value: float | None) -> str:
        """A number of this column, or a dot where there is none."""
        if value is None:
            return "·".rjust(self.width)
        if self._above is not None:
            self.digits = digits_apart((self._above, value), self.digits)
        self._above = value
        return " " + fitted(value, self.width - 1, self.digits)


def columns_of(run: Run) -> list[Column]:
    """Every column that the table of `run` would have on a line of any length, in order.

    The parameters themselves only where they are few; then each has its slope and its update too.
    """
    names = run.objective.parameters
    on_data = isinstance(run.objective, DataObjective)
    few = len(names) <= (2 if on_data else HANDFUL)
    here = [*enumerate(names)] if few else []
    each = [] if on_data else here
    of_batch = [
        Column("batch L", lambda row: row.batch_loss, 1),
        Column("epoch", lambda row: row.epoch, 5),
    ]
    return [
        *(_of_parameter(run, i) for i, _ in here),
        Column(
            "L",
            lambda row: row.loss if computed_before(run, row) else None,
            0,
            lambda run: run.loss,
        ),
        *(of_batch if on_data else []),
        *(
            Column(f"∂L/∂{name}", lambda row, i=i: row.gradient[i], 6)  # type: ignore[misc]
            for i, name in each
        ),
        *([] if each else [Column("‖∂L/∂θ‖", lambda row: row.gradient_norm, 4)]),
        Column("η", lambda row: row.learning_rate, 2),
        *(Column(f"Δ{name}", lambda row, i=i: row.update[i], 7) for i, name in each),  # type: ignore[misc]
    ]


def _of_parameter(run: Run, i: int) -> Column:
    """The column of a parameter; far from 0 it takes more digits to tell two numbers apart."""
    first = run.next_step()
    return Column(
        run.objective.parameters[i],
        lambda row: row.params[i],
        3,
        lambda run: run.params[i],
        FAR if abs(first.params[i]) >= FAR_OFF else NARROWEST,
        digits_apart((first.params[i], first.new_params[i])),
    )


def chosen(columns: Sequence[Column], room: int) -> tuple[list[Column], list[str]]:
    """The columns that fit into `room` cells, in their order, and the titles of the others.

    Those of the lowest rank come first, whatever their order; the loss is always among them.
    """
    by_rank = sorted(columns, key=lambda column: column.rank)
    widths = accumulate(column.width for column in by_rank)
    kept = [c for c, end in zip(by_rank, widths, strict=True) if end <= room or c.rank == 0]
    shown = [column for column in columns if column in kept]
    return shown, [column.title for column in columns if column not in kept]


def computed_before(run: Run, row: StepTaken) -> bool:
    """Whether `row.loss` is the loss where the update starts from, and not an earlier one."""
    return (row.step - 1) % run.loss_interval == 0


def wrapped(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells, in characters that command no terminal."""
    return textwrap.wrap(visible_line(text), width, subsequent_indent="  ")
