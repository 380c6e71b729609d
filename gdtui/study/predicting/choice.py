"""Questions with a few answers to choose from, and the first of them: which way it goes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import subscript, typeset
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.worked_step import of_update
from gdtui.engine.numbers import MOST_DIGITS
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.typed_number import NotANumberError, read
from gdtui.study.predicting.asked import Asked, Looked, Said
from gdtui.study.predicting.number import given_lines

_WAYS = ("down, L falls", "down, L rises", "up, L falls", "up, L rises")


def ask_way(looked: Looked) -> Asked | None:
    """The question which way a coordinate moves, and whether the loss falls.

    None where it does not move, or the loss is not known before and after.
    """
    row = looked.update.row
    change = row.new_loss - row.loss
    if not looked.move or not change or math.isnan(change) or not row.fresh:
        return None
    right = 2 * (looked.move > 0) + (change > 0)
    other_way, other_loss = right ^ 2, right ^ 1
    name, slope = looked.name, number(looked.slope)
    if looked.move * looked.slope < 0:
        way = f"the slope is {slope}, and the update goes against it"
    else:
        way = "what the rule remembers outweighs the slope here"
    if change > 0:
        loss = "the way is right, but the step leads so far that L is higher there"
    else:
        loss = "the way is right, and the step is short enough for L to fall"
    mistakes = {
        other_way: ("wrong-way", way),
        other_loss: ("wrong-loss", loss),
        right ^ 3: ("wrong-way", way),
    }
    return choice(
        looked,
        kind="way",
        text=f"Which way does {name} go, and what does L do?",
        options=_WAYS,
        right={right},
        why=looked.way(),
        mistakes=mistakes,
    )


def choice(
    looked: Looked,
    *,
    kind: Literal["way", "fate"],
    text: str,
    options: Sequence[str],
    right: AbstractSet[int],
    why: str,
    mistakes: Mapping[int, tuple[str, str]],
) -> Asked:
    """A question that is answered by the number of an option: `right` has the places of those that
    are, the first of them the best, `mistakes` a word and a sentence for each of the others."""
    numbered = tuple(f"{i} {option}" for i, option in enumerate(options, 1))
    best = min(right)

    def judge(typed: str) -> Said:
        chosen = _number_of(typed, len(options))
        if chosen is None:
            says = f"Type the number of an answer, 1 to {len(options)}."
            return Said(Judgement("unreadable", says))
        if chosen in right:
            return Said(Judgement("right", f"{options[chosen]}: {why}."))
        name, says = mistakes[chosen]
        sentence = f"{options[chosen]}: no; {says}. Right is {options[best]}: {why}."
        return Said(Judgement("mistake", sentence), name)

    return Asked(
        kind=kind,
        looked=looked,
        text=text,
        options=numbered,
        prompt="number: ",
        answer=numbered[best],
        why=why,
        judge=judge,
        lines=[*_rule_lines(looked)],
    )


def _number_of(typed: str, count: int) -> int | None:
    """The place of what was chosen; None for what is no number of an answer."""
    try:
        value = read(typed).value
    except NotANumberError:
        return None
    return int(value) - 1 if value.denominator == 1 and 1 <= value <= count else None


def _rule_lines(looked: Looked) -> Iterator[Line]:
    """The rule, and what it is fed with: no more than is needed to see which way it goes."""
    formula, *_ = given_lines(looked, "product")
    *before, last = of_update(looked.update, looked.run.settings.optimizer, looked.coordinate)
    yield formula
    now = f"{looked.name}{subscript(looked.run.step)}"
    yield [(f"{now} = ", ""), (looked.written(looked.at), "point")]
    if "η" in last.values:
        yield [("η = ", ""), (number(last.values["η"], MOST_DIGITS), "rate")]
    for line in before:
        if line.symbol in last.values:
            yield [(f"{typeset(line.symbol)} = ", ""), (number(line.value), "")]
    yield [(f"∂L/∂{looked.name} = ", ""), (number(looked.slope), "gradient")]
