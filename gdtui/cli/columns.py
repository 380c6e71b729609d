"""The columns of a run's table: which there are, and which a line has room for."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from gdtui.drawing.numbers import USUAL_DIGITS, digits_apart, fitted, number
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.engine.spec import shortened
from gdtui.files.run_csv import computed_before
from gdtui.visible import visible_line

STEP = 6  # cells for the number of the step
NARROWEST, WIDEST = 12, 24  # cells for a column, its blank included
TO_GROW = 2  # cells more where numbers need many digits from the first step on
FEWEST_DIGITS = 5  # of a number, for want of room
HANDFUL = 5  # parameters that get columns of their own


@dataclass
class Column:
    """A column of numbers, whose digits grow until each is told from those above and below it."""

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
    _needed: int = field(default=FEWEST_DIGITS, repr=False)

    @property
    def width(self) -> int:
        """In cells, with the blank before it."""
        return min(max(self.narrowest, len(self.title) + 1), WIDEST)

    @property
    def heading(self) -> str:
        """The title, shortened if it is long."""
        return shortened(self.title, self.width - 1).rjust(self.width)

    def cell(self, value: float | None, below: float | None) -> str:
        """A number of this column, or a dot where there is none. Where it needs more digits than
        the column has cells, it has them."""
        if value is None:
            return "·"
        beside = [x for x in (self._above, value, below) if x is not None]
        needed = digits_apart(beside, FEWEST_DIGITS)
        if value == self._above:  # written as above, unless the next one asks for more digits
            needed = max(needed, self._needed)
        self._above, self._needed = value, needed
        self.digits = max(self.digits, needed)
        with_room = fitted(value, self.width - 1, self.digits).lstrip()
        least = number(value, needed)
        return with_room if len(with_room) >= len(least) else least


def columns_of(run: Run) -> list[Column]:
    """Every column that the table of `run` would have on a line of any length, in order.

    The parameters themselves only where they are few; then each has its slope and its update too.
    """
    names, first = run.objective.parameters, run.next_step()
    on_data = isinstance(run.objective, DataObjective)
    few = len(names) <= (2 if on_data else HANDFUL)
    here = [*enumerate(names)] if few else []
    each = [] if on_data else here
    of_batch = [
        Column("batch L", lambda row: row.batch_loss, 1),
        Column("epoch", lambda row: row.epoch, 5),
    ]
    return [
        *(_of_parameter(run, i, first) for i, _ in here),
        Column(
            "L",
            lambda row: row.loss if computed_before(run, row) else None,
            0,
            lambda run: run.loss,
            *_narrowest(first.loss, first.new_loss),
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


def _of_parameter(run: Run, i: int, first: StepTaken) -> Column:
    return Column(
        run.objective.parameters[i],
        lambda row: row.params[i],
        3,
        lambda run: run.params[i],
        *_narrowest(first.params[i], first.new_params[i]),
    )


def _narrowest(before: float, after: float) -> tuple[int, int]:
    """How wide a column has to be, and how many digits tell its first two numbers apart."""
    digits = digits_apart((before, after))
    if digits == USUAL_DIGITS:
        return NARROWEST, digits
    needed = 1 + max(len(number(x, digits)) for x in (before, after)) + TO_GROW
    return max(NARROWEST, min(WIDEST, needed)), digits


def chosen(columns: Sequence[Column], room: int) -> tuple[list[Column], list[str]]:
    """The columns that fit into `room` cells, in their order, and the titles of the others.

    Those of the lowest rank come first, whatever their order; the loss is always among them.
    """
    by_rank = sorted(columns, key=lambda column: column.rank)
    widths = accumulate(column.width for column in by_rank)
    kept = [c for c, end in zip(by_rank, widths, strict=True) if end <= room or c.rank == 0]
    shown = [column for column in columns if column in kept]
    return shown, [column.title for column in columns if column not in kept]


def line_of(
    step: int,
    columns: Sequence[Column],
    values: Sequence[float | None],
    below: Sequence[float | None],
    room: int,
) -> str:
    """A row of the table, of at most `room` cells: a long number takes blanks of those after it.

    Where these are too few, numbers lose digits, from the column of the highest rank on.
    """
    texts = [c.cell(x, y) for c, x, y in zip(columns, values, below, strict=True)]
    by_rank = sorted(range(len(columns)), key=lambda i: columns[i].rank)
    while len(line := _aligned(step, columns, texts)) > room and by_rank:
        i = by_rank.pop()
        value = values[i]
        if value is not None:
            texts[i] = fitted(value, columns[i].width - 1, columns[i].digits).lstrip()
    return line


def _aligned(step: int, columns: Sequence[Column], texts: Sequence[str]) -> str:
    line, end = str(step).rjust(STEP), STEP
    for column, text in zip(columns, texts, strict=True):
        end += column.width
        line += " " + text.rjust(end - len(line) - 1)
    return line.rstrip()


def wrapped(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells, in characters that command no terminal."""
    return textwrap.wrap(visible_line(text), width, subsequent_indent="  ")
