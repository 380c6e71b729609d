"""The update rule with this step's numbers filled in."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textual.geometry import Size

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import SYMBOL, typeset
from gdtui.drawing.numbers import bracketed, fitted, number, subscript
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.tui.frame import MOST_NAMED, Frame
from gdtui.tui.widgets.cell_pane import CellPane

DIGITS = (6, 5, 4)
"""Significant digits of a number, the most that there is room for."""

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
        one = len(frame.update.params) == 1
        size = self.content_size
        if one:
            self.show_lines(_worked_out(frame, size))
        elif len(frame.update.params) > MOST_NAMED:
            self.show_lines(_lengths(frame, size))
        else:
            self.show_lines(_table(frame, size))


class _Ranked(NamedTuple):
    """A line, and how soon it may be left out for want of room: 0 is the last to go."""

    rank: int
    line: Line


def _worked_out(frame: Frame, size: Size) -> list[Line]:
    """One parameter: what is remembered, the formula, the numbers, the result."""
    row = frame.update
    (name,) = frame.objective.parameters
    *before, last = frame.working
    now, then = f"{name}{subscript(frame.step)}", f"{name}{subscript(row.step)}"
    plain = not before
    slope = f"∂L/∂{name}" if plain else f"g = ∂L/∂{name}"
    indent = " " * (len(then) + 1)
    symbolic = _symbolic(last, {"θ": now, **({"g": f"∂L/∂{name}"} if plain else {})}, spaced=plain)
    room = size.width - len(indent) - 2
    # As many digits in every line as the longest has room for: else they seem to disagree.
    digits = next((d for d in DIGITS if _length(_filled(last, d, spaced=plain)) <= room), DIGITS[0])
    shown = [d for d in DIGITS if d <= digits]
    origin = f" {_origin(frame)} = "
    slopes: list[Line] = [
        [(slope, "gradient"), (origin, ""), (number(row.gradient[0], d), "gradient")] for d in shown
    ]
    losses: list[Line] = [
        [
            *[("L", "curve"), (" = ", ""), (number(row.loss, d), "curve")],
            *[(" → ", ""), (number(row.new_loss, d), "step")],
        ]
        for d in shown
    ]
    lines = [
        *(_Ranked(2, _remembered(working, size.width)) for working in before),
        _Ranked(1, [(then, "step"), (" = ", ""), *symbolic]),
        _Ranked(0, [(indent + "= ", ""), *_filled_or_moved(frame, last, digits, room, plain)]),
        _Ranked(0, [(indent + "= ", ""), (number(row.new_params[0], digits), "step")]),
        _Ranked(4, _first_that_fits(slopes, size.width)),
        _Ranked(3, _first_that_fits(losses, size.width)),
    ]
    while len(lines) > size.height:
        lines.remove(max(lines, key=lambda line: line.rank))
    return [line for _, line in lines]


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
    """Where the slope comes from: its formula, or the few examples that it is the slope of."""
    if frame.by_batches and isinstance(frame.objective, FiniteSum):
        return f"of {frame.update.batch_size} of {frame.objective.size} examples"
    return f"= {frame.objective.gradient_formula[0]}"


def _filled_or_moved(frame: Frame, last: Working, digits: int, room: int, plain: bool) -> Line:
    """The formula with its numbers, or, where there is no room for them, how far it moves."""
    filled = _filled(last, digits, spaced=plain)
    if _length(filled) <= room:
        return filled
    move = frame.update.update[0]
    return [
        (number(frame.update.params[0], digits), "point"),
        (" − " if move < 0 else " + ", ""),
        (number(abs(move), digits), "step"),
    ]


def _first_that_fits(lines: Sequence[Line], width: int) -> Line:
    return next((line for line in lines if _length(line) <= width), lines[-1])


def _length(line: Line) -> int:
    return sum(len(text) for text, _ in line)


def _symbolic(working: Working, names: dict[str, str], *, spaced: bool = False) -> Line:
    """The formula with its symbols; `names` writes some of them otherwise."""
    if not working.values:
        return [(working.formula, "")]
    return list(_pieces(working.formula, lambda symbol: names.get(symbol, typeset(symbol)), spaced))


def _filled(working: Working, digits: int, *, spaced: bool = False) -> Line:
    """The formula with numbers in place of the symbols."""
    return list(
        _pieces(working.formula, lambda symbol: bracketed(working.values[symbol], digits), spaced)
    )


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
    lines = list(_table_lines(frame, max(6, (size.width - 4) // 3 - 1), size.width))
    above = max(0, min(2, size.height - len(lines) + 2))
    return [*lines[2 - above : 2], *lines[2:]]


def _lengths(frame: Frame, size: Size) -> list[Line]:
    """A great many parameters: how long the vectors are."""
    row = frame.update
    *before, last = frame.working
    formula = _symbolic(last, {} if before else {"g": "∂L/∂θ"}, spaced=not before)

    def length(name: str, vector: Sequence[float], role: str) -> Line:
        return [(f"‖{name}‖".ljust(7), role), (" = ", ""), (number(math.hypot(*vector)), role)]

    lines: list[Line] = [
        [("θ ← ", ""), *formula],
        [("L", "curve"), (f" = {number(row.loss)} → ", ""), (number(row.new_loss), "step")],
        length("∂L/∂θ", row.gradient, "gradient"),
        length("Δθ", row.update, "step"),
        length("θ", row.params, "point"),
        [("η      ", "rate"), (" = ", ""), (number(row.learning_rate), "rate")],
    ]
    if frame.by_batches and row.batch_loss is not None:
        of_batch = f"L of {row.batch_size} examples = {number(row.batch_loss)}"
        lines.insert(2, [(of_batch, "later")])
    return lines[: size.height]


def _table_lines(frame: Frame, wide: int, width: int) -> Iterator[Line]:
    row = frame.update
    *before, last = frame.working
    formula = _symbolic(last, {} if before else {"g": "∂L/∂θ"}, spaced=not before)
    rate: Line = [(f"   η = {number(row.learning_rate)}", "rate")]
    rule: Line = [("θ ← ", ""), *formula]
    yield [*rule, *rate] if _length([*rule, *rate]) <= width else rule
    yield [("L", "curve"), (f" = {number(row.loss)} → ", ""), (number(row.new_loss), "step")]
    yield _table_row("", [name.rjust(wide) for name in ("now", "∂L/∂θ", "new")])
    columns = zip(frame.objective.parameters, row.params, row.gradient, row.new_params, strict=True)
    for name, *numbers in columns:
        yield _table_row(name, [fitted(value, wide) for value in numbers])


def _table_row(name: str, cells: Sequence[str]) -> Line:
    now, slope, new = cells
    start: Line = [(f"{name:<4.4}", ""), (now, "point"), (" ", "")]
    return [*start, (slope, "gradient"), (" ", ""), (new, "step")]
