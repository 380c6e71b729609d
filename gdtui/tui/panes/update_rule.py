"""The update rule with this step's numbers filled in."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textual.geometry import Size

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import SYMBOL, typeset
from gdtui.drawing.numbers import (
    MOST_DIGITS,
    USUAL_DIGITS,
    bracketed,
    digits_apart,
    fitted,
    number,
    subscript,
)
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.spec import shortened
from gdtui.tui.frame import MOST_NAMED, Frame
from gdtui.tui.panes.asked_rule import asked_lines
from gdtui.tui.widgets.cell_pane import CellPane

DIGITS = (6, 5, 4)
"""Significant digits of a number, the most that there is room for."""

ALL_DIGITS = 15  # that decimals and floats have in common
NAME = 4  # cells at least for the name of a parameter in the table, its blank included
WIDEST = 12  # cells for a number in the table, unless it needs more
LONGEST_INDENT = 8  # cells under the name of a parameter; a longer one is not indented under

_ROLES = {"θ": "point", "g": "gradient", "η": "rate"}
_FUNCTIONS = ("max", "abs", "sign")


class UpdateRule(CellPane):
    """θ ← θ − η·∂L/∂θ, or another rule, worked out for the selected step."""

    HELP = """\
## Update rule

The update from the selected step, with its numbers filled in: first what the optimizer remembers,
then where the point goes. Each number has the color that it has in the landscape: the point, the
slope, the step. g is the gradient, t the step; m′ and v′ are corrected for their start at 0.
**o** chooses another optimizer.

Work the line out yourself before you press **n**, then look whether the log agrees.
"""

    def show(self, frame: Frame) -> None:
        """Show the arithmetic of the frame's update."""
        fade = ""
        if frame.asked is None:
            self.show_lines(rule_lines(frame, self.content_size))
        else:
            self.show_lines(asked_lines(frame.asked, self.content_size, self.legible))
            if frame.asked.levels:
                fade = f"fade {frame.asked.level} of {frame.asked.levels}"
        if self.border_subtitle != fade:  # to set it repaints the whole pane
            self.border_subtitle = fade


def rule_lines(frame: Frame, size: Size) -> list[Line]:
    """The arithmetic of the frame's update in so many cells.

    The two points always have the digits that tell them apart, and by how much.
    """
    if len(frame.update.params) == 1:
        return _worked_out(frame, size)
    if len(frame.update.params) > MOST_NAMED:
        return _lengths(frame, size)
    return _table(frame, size)


class _Ranked(NamedTuple):
    """Lines, and how soon they may be left out for want of room: 0 are the last to go."""

    rank: int
    lines: list[Line]


def _worked_out(frame: Frame, size: Size) -> list[Line]:
    """One parameter: what is remembered, the formula, the numbers, the result."""
    row = frame.update
    (name,) = frame.objective.parameters
    *before, last = frame.working
    now, then = f"{name}{subscript(frame.step)}", f"{name}{subscript(row.step)}"
    plain = not before
    slope = f"∂L/∂{name}" if plain else f"g = ∂L/∂{name}"
    indent = " " * (len(then) + 1 if len(then) < LONGEST_INDENT else 2)
    symbolic: list[Line] = [
        [
            *[(new, "step"), (" = ", "")],
            *_symbolic(last, {"θ": old, **({"g": f"∂L/∂{of}"} if plain else {})}, spaced=plain),
        ]
        for new, old, of in ((then, now, name), ("θ", "θ", "θ"))
    ]
    filled, result, digits = _arithmetic(frame, last, size.width - len(indent) - 2, plain)
    shown = [
        *(_Ranked(2, [_remembered(working, size.width)]) for working in before),
        _Ranked(1, _broken(_first_that_fits(symbolic, size.width), size.width, indent + "  ")),
        _Ranked(0, [[(indent + "= ", ""), *filled[0]]]),
        *(_Ranked(0, [[(indent + "  ", ""), *line]]) for line in filled[1:]),
        _Ranked(0, [[(indent + "= ", ""), *result]]),
        _Ranked(4, [_slope(frame, slope, digits, size.width)]),
        _Ranked(3, [_loss(row, size.width, digits)]),
    ]
    while sum(len(part.lines) for part in shown) > size.height:
        shown.remove(max(shown, key=lambda part: part.rank))
    return [line for part in shown for line in part.lines]


def _remembered(working: Working, width: int) -> Line:
    """A line of the rule before the last: with symbols and numbers, or with what has room."""
    name: Line = [(typeset(working.symbol), _ROLES.get(working.symbol, "")), (" = ", "")]

    def ending(digits: int) -> Line:
        return [(" = ", ""), (number(working.value, digits), "")]

    symbols = _symbolic(working, {})
    if not working.values or working.formula == "g":
        wanted = [[*name, *symbols, *ending(digits)] for digits in DIGITS]
    else:
        filled = [(_filled(working, digits), digits) for digits in DIGITS]
        wanted = [
            *([*name, *symbols, (" = ", ""), *f, *ending(d)] for f, d in filled),
            *([*name, *f, *ending(d)] for f, d in filled),
            *([*name, *symbols, *ending(d)] for d in DIGITS),
        ]
    return _first_that_fits([*wanted, [*name, *ending(6)[1:]]], width)


def _origin(frame: Frame) -> str:
    """Where the slope comes from: its formula, or the few examples that it is the slope of.

    Of a slope that is the same everywhere the formula is its number, and says no more.
    """
    if frame.by_batches and isinstance(frame.objective, FiniteSum):
        return f" of {frame.update.batch_size} of {frame.objective.size} examples = "
    formula = frame.objective.gradient_formula[0]
    return " = " if formula == number(frame.update.gradient[0]) else f" = {formula} = "


def _arithmetic(
    frame: Frame, last: Working, room: int, spaced: bool
) -> tuple[list[Line], Line, int]:
    """The formula with its numbers, in one line or two, what it comes to, and to how many digits.

    As many as there is room for, in every line: else they seem to disagree. Where the formula is
    too long, how far it moves stands for it.
    """
    row = frame.update
    (old,), (new,), (move,) = row.params, row.new_params, row.update

    def numbers(digits: int) -> tuple[Line, Line, Line, Line]:
        still = bool(move) and old == new  # too small a step for floats: all that there is to see
        apart = ALL_DIGITS if still else digits_apart((old, new), digits)
        start, *formula = _filled(last, digits, apart, spaced=spaced)[1:]
        sign = "− " if move < 0 else "+ "
        moved: Line = [(sign, ""), (number(abs(move), digits), "step")]
        return [start], formula, moved, _result(row, apart, room)

    written = [numbers(digits) for digits in DIGITS]
    wanted = [
        *([[*start, *formula]] for start, formula, _, _ in written),
        *([[*start, (" ", ""), *moved]] for start, _, moved, _ in written),
        *([start, _unindented(formula)] for start, formula, _, _ in written),
        *([start, moved] for start, _, moved, _ in written),
    ]
    results = [result for *_, result in written] * (len(wanted) // len(written))
    digits = DIGITS * (len(wanted) // len(written))
    for formula, result, shown in zip(wanted, results, digits, strict=True):
        if all(_length(line) <= room for line in (*formula, result)):
            return formula, result, shown
    start: Line = [(_shortened(old, room), "point")]
    return [start, written[-1][2]], [(_shortened(new, room), "step")], DIGITS[-1]


def _shortened(value: float, room: int) -> str:
    return fitted(value, room, MOST_DIGITS).lstrip()


def _unindented(line: Line) -> Line:
    (text, role), *rest = line
    return [(text.lstrip(), role), *rest]


def _result(row: StepTaken, digits: int, room: int) -> Line:
    """Where the step leads; said to be rounded where floats have no number so near."""
    (new,) = row.new_params
    result: Line = [(number(new, digits), "step")]
    still = bool(row.update[0]) and new == row.params[0] and math.isfinite(row.update[0])
    note: Line = [*result, (" (rounded)", "")]
    return note if still and _length(note) <= room else result


def _slope(frame: Frame, slope: str, most: int, width: int) -> Line:
    """The slope with its formula, or alone."""
    (value,) = frame.update.gradient
    return _first_that_fits(
        [
            [(slope, "gradient"), (origin, ""), (number(value, digits), "gradient")]
            for origin in (_origin(frame), " = ")
            for digits in DIGITS
            if digits <= most
        ],
        width,
    )


def _loss(row: StepTaken, width: int, most: int = USUAL_DIGITS) -> Line:
    """The loss before and after; or before, and by how much it changes."""
    shown = [digits for digits in DIGITS if digits <= most]
    loss, new = row.loss, row.new_loss
    change = new - loss
    apart = [digits_apart((loss, new), digits) for digits in shown]
    before: Line = [("L", "curve"), (" = ", "")]
    fromto: list[Line] = [
        [*before, (number(loss, d), "curve"), (" → ", ""), (number(new, d), "step")] for d in apart
    ]
    changes: list[Line] = [
        [
            *before,
            *[(number(loss, d), "curve"), (" − " if change < 0 else " + ", "")],
            (number(abs(change), 3), "step"),
        ]
        for d in [*apart, *(shown if change else ())]
    ]
    alone: list[Line] = [[*before, (number(loss, digits), "curve")] for digits in shown]
    return _first_that_fits([*fromto, *changes, *alone], width)


def _first_that_fits(lines: Sequence[Line], width: int) -> Line:
    return next((line for line in lines if _length(line) <= width), lines[-1])


def _broken(line: Line, width: int, indent: str) -> list[Line]:
    """The line in as many as it needs, broken at blanks; whole where there is next to no room."""
    if width <= 2 * len(indent):
        return [line]
    cells = [(char, role) for text, role in line for char in text]
    lines: list[Line] = []
    while len(cells) > width:
        blanks = (i for i in range(len(indent) + 1, width + 1) if cells[i][0] == " ")
        end = max(blanks, default=width)
        rest = cells[end + 1 :] if cells[end][0] == " " else cells[end:]
        lines.append(cells[:end])
        cells = [*((char, "") for char in indent), *rest]
    return [*lines, cells]


def _length(line: Line) -> int:
    return sum(len(text) for text, _ in line)


def _symbolic(working: Working, names: dict[str, str], *, spaced: bool = False) -> Line:
    """The formula with its symbols; `names` writes some of them otherwise."""
    if not working.values:
        return [(working.formula, "")]
    return list(_pieces(working.formula, lambda symbol: names.get(symbol, typeset(symbol)), spaced))


def _filled(working: Working, digits: int, of_point: int = 0, *, spaced: bool = False) -> Line:
    """The formula with numbers in place of the symbols; the point's with digits of its own."""

    def written(symbol: str) -> str:
        more = symbol == "θ" and of_point
        return bracketed(working.values[symbol], more or digits)

    return list(_pieces(working.formula, written, spaced))


def _pieces(formula: str, write: Callable[[str], str], spaced: bool) -> Iterator[tuple[str, str]]:
    for i, piece in enumerate(SYMBOL.split(formula)):
        if i % 2 == 0:
            yield piece.replace("·", " · ") if spaced else piece, ""
        elif piece in _FUNCTIONS:
            yield piece, ""
        else:
            text = write(piece)
            first = i == 1 and not formula.startswith(("(", "√"))
            yield (text.strip("()") if first else text), _ROLES.get(piece, "")


def _table(frame: Frame, size: Size) -> list[Line]:
    """Several parameters: a row for each, and above them what there is room for."""
    above = [*_above_table(frame, size.width)]
    rows = _table_rows(frame, size.width)
    room = max(0, min(len(above), size.height - len(rows)))
    return [*above[len(above) - room :], *rows]


def _lengths(frame: Frame, size: Size) -> list[Line]:
    """A great many parameters: how long the vectors are."""
    row = frame.update
    *before, last = frame.working
    formula = _symbolic(last, {} if before else {"g": "∂L/∂θ"}, spaced=not before)

    def length(name: str, vector: Sequence[float], role: str) -> Line:
        return [(f"‖{name}‖".ljust(7), role), (" = ", ""), (number(math.hypot(*vector)), role)]

    lines: list[Line] = [
        _first_that_fits([[("θ ← ", ""), *formula], []], size.width),
        _loss(row, size.width),
        length("∂L/∂θ", row.gradient, "gradient"),
        length("Δθ", row.update, "step"),
        length("θ", row.params, "point"),
        [("η      ", "rate"), (" = ", ""), (number(row.learning_rate), "rate")],
    ]
    if frame.by_batches and row.batch_loss is not None:
        of_batch = f"L of {row.batch_size} examples = {number(row.batch_loss)}"
        lines.insert(2, [(of_batch, "later")])
    return lines[: size.height]


def _above_table(frame: Frame, width: int) -> Iterator[Line]:
    row = frame.update
    *before, last = frame.working
    formula = _symbolic(last, {} if before else {"g": "∂L/∂θ"}, spaced=not before)
    rate: Line = [(f"η = {number(row.learning_rate)}", "rate")]
    rule: Line = [("θ ← ", ""), *formula]
    yield _first_that_fits([[*rule, ("   ", ""), *rate], rule, rate], width)
    yield _loss(row, width)


def _table_rows(frame: Frame, width: int) -> list[Line]:
    """Where each parameter stands, its slope and where it goes.

    Where there is no room for all three, the slope is left out, or it is told how far it goes.
    """
    row = frame.update
    pairs = [*zip(row.params, row.new_params, strict=True)]
    digits = [digits_apart(pair) for pair in pairs]
    usual = min(WIDEST, max(6, (width - NAME) // 3 - 1))
    needed = [len(number(x, digits_apart(pair, DIGITS[-1]))) for pair in pairs for x in pair]
    point = max(usual, *needed)
    now = _Cells("now", "point", row.params, digits, point)
    slope = _Cells("∂L/∂θ", "gradient", row.gradient, None, usual)
    new = _Cells("new", "step", row.new_params, digits, point)
    move = _Cells("Δ", "step", row.update, None, usual)
    choices = [[now, slope, new], [now, new], [now, slope, move], [now, move]]
    shown = next((cells for cells in choices if _wide(cells) + NAME <= width), choices[-1])
    names = frame.objective.parameters
    room = max(NAME, min(width - _wide(shown), max(map(len, names)) + 1))
    lines: list[Line] = [[(" " * (room - 1), ""), *_spaced([c.heading for c in shown])]]
    for i, name in enumerate(names):
        lines.append(
            [(shortened(name, room - 1).ljust(room - 1), ""), *_spaced([c.cell(i) for c in shown])]
        )
    return lines


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
        return self.title.rjust(self.width), self.role

    def cell(self, i: int) -> tuple[str, str]:
        digits = USUAL_DIGITS if self.digits is None else self.digits[i]
        return fitted(self.values[i], self.width, digits), self.role


def _wide(columns: Sequence[_Cells]) -> int:
    return sum(column.width + 1 for column in columns) - 1


def _spaced(cells: Sequence[tuple[str, str]]) -> Line:
    return [piece for cell in cells for piece in ((" ", ""), cell)]
