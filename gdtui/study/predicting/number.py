"""Where does the next step land? A number is typed, and compared with the known mistakes."""

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import SYMBOL, subscript, typeset
from gdtui.drawing.numbers import bracketed, number
from gdtui.engine.analysis.worked_step import Working, of_update
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.kinds.numeric import APART, Sample
from gdtui.study.cards.typed_number import NotANumberError, read
from gdtui.study.predicting.asked import AHEAD, Asked, Looked, Said
from gdtui.study.predicting.mistakes import Mistake, known_mistakes

Given: TypeAlias = Literal["product", "parts", "memory", "formula"]
"""What the worked step still shows: the product η·g; its parts; what the rule remembers and the
slope; the formula of the slope alone. A worked example fades from its last line up (Atkinson, Renkl
and Merrill, 2003)."""

OF_THE_STEP = Fraction(1, 100)
"""How far off a right answer may be, as a share of the displacement. Relative to the point itself
it would take no step at all for an answer where η is small."""
NEAR = 10  # tolerances from a mistake, as far as which a rounded number is taken for it
SMALLEST_STEP = 1e-9  # of the point: nobody types so many digits
LARGEST = 1e60  # as far as a typed number goes
LONGEST_FORMULA = 60  # characters of a slope that is worked out by hand
LONGEST_INDENT = 8  # cells under the name of a parameter; a longer one is not indented under
LIKE = "2 - 3*0.5"
"""An example of a sum: of numbers that no run has at its first steps, or it would be the answer."""
_UNKNOWN = "?"
_ROLES = {"θ": "point", "g": "gradient", "η": "rate"}
_FUNCTIONS = ("max", "abs", "sign")


def levels_of(looked: Looked) -> tuple[Given, ...]:
    """What can be given, from most to least."""
    working = of_update(looked.update, looked.run.settings.optimizer, looked.coordinate)
    formula = looked.run.objective.gradient_formula[looked.coordinate]
    told = any(not line.values for line in working[:-1])  # in words, the slope among them
    by_hand = looked.run.data is None and len(formula) <= LONGEST_FORMULA and not told
    remembers = any(line.values for line in working[:-1])
    memory: tuple[Given, ...] = ("memory",) if remembers else ()
    return ("product", "parts", *memory, *(("formula",) if by_hand else ()))


def ask_number(looked: Looked, level: int) -> Asked | None:
    """The question where a coordinate lands, with so much left to the learner (1: least).

    None where there is no number to type.
    """
    w, move, lands = looked.at, looked.move, looked.lands
    if not math.isfinite(lands) or abs(lands) > LARGEST or not math.isfinite(looked.slope):
        return None
    if move and abs(move) < SMALLEST_STEP * abs(w):
        return None
    levels = levels_of(looked)
    level = min(max(level, 1), len(levels))
    given = levels[level - 1]
    then = f"{looked.name}{subscript(looked.run.step + 1)}"
    alone = len(looked.update.row.params) == 1
    where = "Where does the next step land?" if alone else f"Where does the step put {looked.name}?"
    return Asked(
        kind="number",
        looked=looked,
        text=f"{where} Type {then}, a number or a sum like {LIKE}.",
        prompt=f"{then} = ",
        answer=looked.written(lands),
        why=looked.way(),
        judge=_judge_of(looked),
        lines=[*given_lines(looked, given)],
        hides=AHEAD | {"gradient"} if given == "formula" else AHEAD,
        level=level,
        levels=len(levels),
    )


def _judge_of(looked: Looked) -> Callable[[str], Said]:
    """What is said of a typed number: right, a known mistake with its sentence, or wrong."""
    right = Fraction(looked.lands)
    tolerance = abs(Fraction(looked.move)) * OF_THE_STEP
    tolerance = tolerance or Fraction(max(abs(looked.at), 1.0)) / 10**6
    mistakes = [*_told_apart(known_mistakes(looked), right, tolerance)]
    sample = Sample(
        numbers=(),
        question="",
        answer=right,
        tolerance=tolerance,
        digits=None,
        mistakes=tuple((Fraction(mistake.value), mistake.says) for mistake in mistakes),
        solution="",
    )
    answer, why = looked.written(looked.lands), looked.way()
    names = {mistake.says: mistake.name for mistake in mistakes}

    def is_meant(typed: str, says: str) -> bool:
        """Whether it is near enough to the mistake, and not 0.64 rounded to 1."""
        value = read(typed).value
        return any(
            abs(value - Fraction(wrong.value)) <= NEAR * tolerance
            for wrong in mistakes
            if wrong.says == says
        )

    def judge(typed: str) -> Said:
        found = sample.judged(typed)
        match found.kind:
            case "right":
                says = f"{answer}: {why}. {found.says}".rstrip()
                return Said(Judgement("right", says))
            case "mistake" if is_meant(typed, found.says):
                says = f"{_shown(typed)}: {found.says}. Right is {answer}."
                return Said(Judgement("mistake", says), names[found.says])
            case "mistake" | "wrong":
                says = f"{_shown(typed)}: no. Right is {answer}: {why}."
                return Said(Judgement("wrong", says))
        return Said(found)

    return judge


def _shown(typed: str) -> str:
    """What was typed, as a number."""
    try:
        return number(float(read(typed).value))
    except NotANumberError:  # it was read before
        return typed


def _told_apart(
    mistakes: Iterator[Mistake], answer: Fraction, tolerance: Fraction
) -> Iterator[Mistake]:
    """Those that can be told from the answer, and the first of those that lead to one number."""
    kept: list[Fraction] = []
    for mistake in mistakes:
        value = Fraction(mistake.value)
        if abs(value - answer) > APART * tolerance and all(
            abs(value - other) > tolerance for other in kept
        ):
            kept.append(value)
            yield mistake


# The worked step, as far as it is given


def given_lines(looked: Looked, given: Given) -> Iterator[Line]:
    """The arithmetic with `?` in place of what the learner is to work out."""
    step = looked.run.step
    *before, last = of_update(looked.update, looked.run.settings.optimizer, looked.coordinate)
    now, then = (f"{looked.name}{subscript(k)}" for k in (step, step + 1))
    names = {"θ": now} | ({} if before else {"g": f"∂L/∂{looked.name}"})
    yield [(then, "step"), (" = ", ""), *_pieces(last, names)]
    indent = " " * (len(then) + 1 if len(then) < LONGEST_INDENT else 2)
    yield from _worked(looked, before, last, given, f"{indent}= ")
    yield [(f"{indent}= ", ""), (_UNKNOWN, "step")]


def _worked(
    looked: Looked, before: Sequence[Working], last: Working, given: Given, equals: str
) -> Iterator[Line]:
    """The lines between the formula and its result."""
    point = looked.written(looked.at)
    if given == "product":
        sign = "−" if looked.move < 0 else "+"
        yield [
            (equals, ""),
            (point, "point"),
            (f" {sign} ", ""),
            (number(abs(looked.move)), "step"),
        ]
        return
    unknown = {"g"} if given == "formula" else set()
    if given == "parts":
        if used := [line for line in before if line.symbol in last.values]:
            yield _values(used)
    else:
        for line in before:
            yield _remembered(line, unknown)
            unknown |= {line.symbol} if line.values else set()
    if given != "parts" or ("g" in last.values and all(line.symbol != "g" for line in before)):
        slope = _UNKNOWN if given == "formula" else number(looked.slope)
        yield [
            (f"∂L/∂{looked.name}", "gradient"),
            (f"{_origin(looked)} = ", ""),
            (slope, "gradient"),
        ]
    yield [(equals, ""), *_filled(last, unknown, point)]


def _origin(looked: Looked) -> str:
    """The formula of the slope, or which examples it is the slope of."""
    run = looked.run
    if run.data is not None:
        size = looked.update.row.batch_size
        return f" of {size} examples" if size and run.stochastic else ""
    formula = run.objective.gradient_formula[looked.coordinate]
    return "" if formula == number(looked.slope) else f" = {formula}"


def _remembered(line: Working, unknown: set[str]) -> Line:
    """A line of the rule before the last, with those of its numbers that are known."""
    name: Line = [(typeset(line.symbol), _ROLES.get(line.symbol, "")), (" = ", "")]
    if not line.values:  # in words: what it is cannot be worked out from them
        return [*name, (f"{number(line.value)}  ({line.formula})", "")]
    return [*name, *_filled(line, unknown), (" = ", ""), (_UNKNOWN, "")]


def filled_in(line: Working) -> str:
    """A line of a rule with its numbers in place of its symbols."""
    return "".join(text for text, _ in _filled(line, set()))


def _filled(line: Working, unknown: set[str], point: str = "") -> Iterator[tuple[str, str]]:
    written = {
        symbol: _UNKNOWN if symbol in unknown else bracketed(value)
        for symbol, value in line.values.items()
    }
    return _pieces(line, written | ({"θ": point} if point else {}))


def _values(lines: Sequence[Working]) -> Line:
    """What the last line is made of, a value each."""
    shown = "  ".join(f"{typeset(line.symbol)} = {number(line.value)}" for line in lines)
    return [(shown, "")]


def _pieces(line: Working, written: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The formula of a line, its symbols as `written`, or as they are typeset."""
    if not line.values:
        yield line.formula, ""
        return
    for i, piece in enumerate(SYMBOL.split(line.formula)):
        if i % 2 == 0 or piece in _FUNCTIONS:
            yield piece, ""
        else:
            yield written.get(piece, typeset(piece)), _ROLES.get(piece, "")
