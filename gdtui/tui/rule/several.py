"""Several parameters: a row for each, of where it goes and of what the rule remembers of it."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import typeset
from gdtui.drawing.notation import width as cells
from gdtui.drawing.numbers import USUAL_DIGITS, digits_apart, fitted, number
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.spec import shortened
from gdtui.tui.frame import Frame
from gdtui.tui.rule.formulas import symbolic
from gdtui.tui.rule.one_parameter import CONTINUED, DIGITS, loss
from gdtui.tui.rule.room import Room

NAME = 4  # cells at least for the name of a parameter in the table, its blank included
WIDEST = 12  # cells for a number in the table, unless it needs more
NARROWEST = 7  # cells for what is remembered, which has room for four digits
RATE = 9  # cells for η beside the rule, so that another one doesn't move it to another line


def table(frame: Frame, room: Room) -> list[Line]:
    """The rule, the loss, and the rows; then what is remembered, and how it comes about."""
    return [
        *_rule(frame, room),
        loss(frame.update, room),
        *_moves(frame, room),
        *_memory(frame, room),
        *_formulas(frame, room),
    ]


def lengths(frame: Frame, room: Room) -> list[Line]:
    """A great many parameters: how long the vectors are."""
    row = frame.update

    def told(name: str, long: float, role: str) -> Line:
        return [(f"‖{name}‖".ljust(7), role), (" = ", ""), (number(long), role)]

    def length(name: str, vector: Sequence[float], role: str) -> Line:
        return told(name, math.hypot(*vector), role)

    of_batch: list[Line] = []
    if frame.by_batches and row.batch_loss is not None:
        of_batch = [[(f"L of {row.batch_size} examples = {number(row.batch_loss)}", "later")]]
    *rule, rate = _rule(frame, room, apart=True)
    return [
        *rule,
        loss(row, room),
        *of_batch,
        length("∂L/∂θ", row.gradient, "gradient"),
        *(told(typeset(symbol), long, "") for symbol, long in frame.memory.items()),
        length("Δθ", row.update, "step"),
        length("θ", row.params, "point"),
        rate,
        *_formulas(frame, room),
    ]


def _rule(frame: Frame, room: Room, *, apart: bool = False) -> list[Line]:
    """The last line of the rule, and η: beside it where there is room, unless they are `apart`."""
    *before, last = frame.working
    formula = symbolic(last, {} if before else {"g": "∂L/∂θ"}, spaced=not before)
    rule: Line = [("θ ← ", ""), *formula]
    rate: Line = [("η = " + fitted(frame.update.learning_rate, RATE).strip(), "rate")]
    widest = room.narrower(len("   η = ") + RATE)
    if not apart and widest.fits(rule):
        return [[*rule, ("   ", ""), *rate]]
    return [*room.broken([rule], CONTINUED), rate]


def _formulas(frame: Frame, room: Room) -> Iterator[Line]:
    """How each of what is remembered comes about."""
    for working in frame.working[:-1]:
        yield from room.broken(
            [[(typeset(working.symbol), ""), (" = ", ""), *symbolic(working)]], CONTINUED
        )


class _Cells(NamedTuple):
    """A column of the table: its numbers, the digits of each, and how wide it is."""

    title: str
    role: str
    values: Sequence[float]
    digits: Sequence[int] | None
    """Of each; None: the usual ones."""
    width: int

    @property
    def heading(self) -> tuple[str, str]:
        return " " * (self.width - cells(self.title)) + self.title, self.role

    def cell(self, i: int) -> tuple[str, str]:
        digits = USUAL_DIGITS if self.digits is None else self.digits[i]
        return fitted(self.values[i], self.width, digits), self.role


def _moves(frame: Frame, room: Room) -> list[Line]:
    """Where each parameter stands, its slope and where it goes.

    Where there is no room for all three, the slope is left out, or it is told how far it goes.
    """
    row = frame.update
    pairs = [*zip(row.params, row.new_params, strict=True)]
    digits = [digits_apart(pair) for pair in pairs]
    usual = min(WIDEST, max(6, (room.width - NAME) // 3 - 1))
    needed = [len(number(x, digits_apart(pair, DIGITS[-1]))) for pair in pairs for x in pair]
    point = max(usual, *needed)
    now = _Cells("now", "point", row.params, digits, point)
    slope = _Cells(room.legible("∂L/∂θ"), "gradient", row.gradient, None, usual)
    new = _Cells("new", "step", row.new_params, digits, point)
    move = _Cells(room.legible("Δ"), "step", row.update, None, usual)
    choices = [[now, slope, new], [now, new], [now, slope, move], [now, move]]
    return _rows(
        frame,
        next((some for some in choices if _wide(some) + NAME <= room.width), choices[-1]),
        room,
    )


def _memory(frame: Frame, room: Room) -> Iterator[Line]:
    """What the rule remembers of each parameter, as many columns at a time as there is room for."""
    symbols = [working.symbol for working in frame.working[:-1]]
    if not symbols:
        return
    most = max(1, (room.width - NAME) // (NARROWEST + 1))
    tables = -(-len(symbols) // most)
    columns = -(-len(symbols) // tables)
    width = min(WIDEST, (room.width - NAME) // columns - 1)
    for begin in range(0, len(symbols), columns):
        yield from _rows(
            frame,
            [
                _Cells(room.legible(typeset(symbol)), "", _values(frame, begin + i), None, width)
                for i, symbol in enumerate(symbols[begin : begin + columns])
            ],
            room,
        )


def _values(frame: Frame, line: int) -> list[float]:
    """What a line of the rule comes to, for each parameter."""

    def value(working: Sequence[Working]) -> float:
        return working[line].value

    return [*map(value, frame.workings)]


def _rows(frame: Frame, columns: Sequence[_Cells], room: Room) -> list[Line]:
    """Headings, and a row for each parameter, its name before it."""
    names = [*map(room.legible, frame.objective.parameters)]
    wide = max(NAME, min(room.width - _wide(columns), max(map(len, names)) + 1))
    shown = [(shortened(name, wide - 1).ljust(wide - 1), "") for name in names]
    return [
        [(" " * (wide - 1), ""), *_spaced([c.heading for c in columns])],
        *([name, *_spaced([c.cell(i) for c in columns])] for i, name in enumerate(shown)),
    ]


def _wide(columns: Sequence[_Cells]) -> int:
    return sum(column.width + 1 for column in columns) - 1


def _spaced(cells: Sequence[tuple[str, str]]) -> Line:
    return [piece for cell in cells for piece in ((" ", ""), cell)]
