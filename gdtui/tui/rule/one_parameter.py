"""One parameter: what is remembered, the formula, the numbers, what they come to."""

import math
from collections.abc import Sequence

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import typeset
from gdtui.drawing.numbers import (
    MOST_DIGITS,
    USUAL_DIGITS,
    digits_apart,
    fitted,
    number,
    subscript,
)
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.tui.frame import Frame
from gdtui.tui.rule.formulas import ROLES, filled, symbolic
from gdtui.tui.rule.room import Room

DIGITS = (6, 5, 4)
"""Significant digits of a number, the most that there is room for."""

ALL_DIGITS = 15  # that decimals and floats have in common
LONGEST_INDENT = 8  # cells under the name of a parameter; a longer one is not indented under
CONTINUED = "    "  # under a line that is broken
VALUE = 8  # cells that are kept for the value of what is remembered


def worked_out(frame: Frame, room: Room) -> list[Line]:
    """The update line by line, with its numbers."""
    row = frame.update
    (name,) = frame.objective.parameters
    *before, last = frame.working
    now, then = f"{name}{subscript(frame.step)}", f"{name}{subscript(row.step)}"
    plain = not before
    slope = f"∂L/∂{name}" if plain else f"g = ∂L/∂{name}"
    indent = " " * (room.cells(then) + 1 if len(then) < LONGEST_INDENT else 2)
    formulas: list[Line] = [
        [
            *[(new, "step"), (" = ", "")],
            *symbolic(last, {"θ": old, **({"g": f"∂L/∂{of}"} if plain else {})}, spaced=plain),
        ]
        for new, old, of in ((then, now, name), ("θ", "θ", "θ"))
    ]
    numbers, result, digits = _arithmetic(frame, last, room.narrower(len(indent) + 2), plain)
    return [
        *(line for working in before for line in _remembered(working, room)),
        *room.broken(formulas, indent + "  "),
        [(indent + "= ", ""), *numbers[0]],
        *([(indent + "  ", ""), *line] for line in numbers[1:]),
        [(indent + "= ", ""), *result],
        _slope(frame, slope, digits, room),
        loss(row, room, digits),
    ]


def _remembered(working: Working, room: Room) -> list[Line]:
    """A line of the rule before the last, with symbols and numbers, or with what has room.

    Where the symbols leave no room for a value it stands in a line of its own, whatever it is.
    """
    name: Line = [(typeset(working.symbol), ROLES.get(working.symbol, "")), (" = ", "")]
    formula: Line = [*name, *symbolic(working)]
    texts = [*(number(working.value, d) for d in DIGITS), fitted(working.value, VALUE).strip()]
    endings: list[Line] = [[(" = ", ""), (text, "")] for text in texts]
    worked = bool(working.values) and working.formula != "g"
    numbers = [filled(working, digits) if worked else [] for digits in (*DIGITS, DIGITS[-1])]
    both = [[*f, *ending] for f, ending in zip(numbers, endings, strict=True) if f]
    if not room.narrower(len(" = ") + VALUE).fits(formula):
        below: list[Line] = [[(CONTINUED + "= ", ""), *line] for line in both]
        return [
            *room.broken([formula], CONTINUED),
            room.first_that_fits([*below, *([(CONTINUED[1:], ""), *line] for line in endings)]),
        ]
    return [
        room.first_that_fits(
            [
                *([*formula, (" = ", ""), *line] for line in both),
                *([*name, *line] for line in both),
                *([*formula, *line] for line in endings),
            ]
        )
    ]


def _origin(frame: Frame) -> str:
    """Where the slope comes from: its formula, or the few examples that it is the slope of.

    Of a slope that is the same everywhere the formula is its number, and says no more.
    """
    if frame.by_batches and isinstance(frame.objective, FiniteSum):
        return f" of {frame.update.batch_size} of {frame.objective.size} examples = "
    formula = frame.objective.gradient_formula[0]
    return " = " if formula == number(frame.update.gradient[0]) else f" = {formula} = "


def _arithmetic(
    frame: Frame, last: Working, room: Room, spaced: bool
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
        start, *formula = filled(last, digits, apart, spaced=spaced)[1:]
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
        if all(map(room.fits, (*formula, result))):
            return formula, result, shown
    start: Line = [(_shortened(old, room), "point")]
    return [start, written[-1][2]], [(_shortened(new, room), "step")], DIGITS[-1]


def _shortened(value: float, room: Room) -> str:
    return fitted(value, room.width, MOST_DIGITS).lstrip()


def _unindented(line: Line) -> Line:
    (text, role), *rest = line
    return [(text.lstrip(), role), *rest]


def _result(row: StepTaken, digits: int, room: Room) -> Line:
    """Where the step leads; said to be rounded where floats have no number so near."""
    (new,) = row.new_params
    result: Line = [(number(new, digits), "step")]
    still = bool(row.update[0]) and new == row.params[0] and math.isfinite(row.update[0])
    note: Line = [*result, (" (rounded)", "")]
    return note if still and room.fits(note) else result


def _slope(frame: Frame, slope: str, most: int, room: Room) -> Line:
    """The slope with its formula, or alone."""
    (value,) = frame.update.gradient
    return room.first_that_fits(
        [
            [(slope, "gradient"), (origin, ""), (number(value, digits), "gradient")]
            for origin in (_origin(frame), " = ")
            for digits in DIGITS
            if digits <= most
        ]
    )


def loss(row: StepTaken, room: Room, most: int = USUAL_DIGITS) -> Line:
    """The loss before and after; or before, and by how much it changes. On data where it was not
    computed after this update, the last one that was, with its step."""
    shown = [digits for digits in DIGITS if digits <= most]
    before, new = row.loss, row.new_loss
    change = new - before
    apart = [digits_apart((before, new), digits) for digits in shown]
    name: Line = [("L", "curve"), (" = ", "")]
    if not row.fresh:
        since = f" at step {row.evaluated}"
        last: Sequence[Line] = [[*name, (number(new, d), "curve"), (since, "")] for d in shown]
        return room.first_that_fits([*last, *([*line[:-1]] for line in last)])
    fromto: Sequence[Line] = [
        [*name, (number(before, d), "curve"), (" → ", ""), (number(new, d), "step")] for d in apart
    ]
    changes: Sequence[Line] = [
        [
            *name,
            *[(number(before, d), "curve"), (" − " if change < 0 else " + ", "")],
            (number(abs(change), 3), "step"),
        ]
        for d in [*apart, *(shown if change else ())]
    ]
    alone: Sequence[Line] = [[*name, (number(before, digits), "curve")] for digits in shown]
    return room.first_that_fits([*fromto, *changes, *alone])
