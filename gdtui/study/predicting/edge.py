"""Placing the edge of stability: the largest learning rate that holds, before it is measured.

A guess is judged by how many steps of the grid it is off. A miss becomes a card.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.sweeping.beside import Beside, Measured
from gdtui.engine.config import RunConfig
from gdtui.engine.numbers import digits_apart, typed
from gdtui.engine.optimizers import is_descent
from gdtui.engine.run import Run
from gdtui.files import paths
from gdtui.study.cards import decks, own_deck
from gdtui.study.cards.own_deck import CardTable, Kept, as_toml, miss_id
from gdtui.study.predicting.misses import DECK, HEADING

NEAR = 1
"""Steps of the grid from a known mistake within which it was made."""
DIGITS = 3


class Placed(NamedTuple):
    """What is said of a guess."""

    off: int
    """Steps of the grid from the measured edge; below 0: the guess is too low."""
    says: str
    why: str

    @property
    def right(self) -> bool:
        """Whether it is where the edge was measured."""
        return self.off == 0


def judged(
    guess: float, rates: Sequence[float], measured: Measured, known: Beside | None
) -> Placed:
    """What to say of a `guess`, one of `rates`, where the edge was measured between two of them.

    `known` is what theory says there.
    """
    ordered = sorted(rates)
    at, low, high = (ordered.index(x) for x in (guess, measured.holds, measured.fails))
    off = at - low if at < low else max(0, at - high)
    between = _between(measured)
    if not off:
        return Placed(0, f"Right: {between}.", _why(measured, known))
    way, count = ("low" if off < 0 else "high"), abs(off)
    steps = "1 grid step" if count == 1 else f"{count} grid steps"
    why = _mistake(at, ordered, known) or _why(measured, known)
    return Placed(off, f"{steps} too {way}: {between}.", why)


def _between(measured: Measured) -> str:
    digits = digits_apart(measured, DIGITS)
    holds, fails = number(measured.holds, digits), number(measured.fails, digits)
    return f"{holds} holds, {fails} leads away"


def _mistake(at: int, ordered: Sequence[float], known: Beside | None) -> str:
    """The sentence for a known mistake, if the guess is one."""
    for rate, says in _mistakes(known):
        nearest = min(range(len(ordered)), key=lambda k: abs(math.log(ordered[k] / rate)))
        if abs(nearest - at) <= NEAR:
            return says
    return ""


def _mistakes(known: Beside | None) -> Iterator[tuple[float, str]]:
    if known is None or known.edge is None or not known.everywhere:
        return
    largest = known.curvature.L
    if known.monotone is not None:
        yield 1 / largest, "At 1/λ steps begin to cross the minimum, but still end nearer to it."
        yield 4 / largest, "λ is the second derivative, with its factor 2: the edge is 2/λ."
    elif not math.isclose(known.edge.rate, 2 / largest):
        yield 2 / largest, f"2/λ is the edge of plain descent; here it is {known.edge.formula}."


def _why(measured: Measured, known: Beside | None) -> str:
    if known is None or known.edge is None:
        return "No formula says it for this rule and loss: it was measured."
    formula, rate = known.edge.formula, number(known.edge.rate, DIGITS)
    if not known.everywhere:
        return f"At the start {formula} = {rate}, but λ changes on the way."
    if not measured.agrees(known.edge.rate):
        return f"Theory puts it at {formula} = {rate}: runs of more steps would show it."
    if known.monotone is not None:
        holds = f"η < {formula} = {rate}"
        return f"A step leaves |1 − ηλ| of the distance, and so less than all of it while {holds}."
    return f"On a quadratic it is {formula} = {rate}."


def keep(config: RunConfig, run: Run, measured: Measured, known: Beside | None) -> Kept:
    """Keep a card that asks for the edge of this run again."""
    table = card_of(config, run, measured, known)
    return Kept() if table is None else own_deck.keep(DECK, HEADING, table)


def card_of(
    config: RunConfig, run: Run, measured: Measured, known: Beside | None
) -> CardTable | None:
    """The card of a misplaced edge: a sum where theory knows it, a question where it does not.

    None for a run on data, which may not be there next time.
    """
    if run.data is not None:
        return None
    rule = "gradient descent" if is_descent(config.optimizer) else config.optimizer
    names = ", ".join(run.objective.parameters)
    loss = f"L({names}) = {run.objective.formula}"
    question = f"{rule} on {loss}: up to which learning rate is it stable?"
    answer = _why(measured, known)
    lines = [f'id = "{miss_id(question)}"', 'tags = ["edge"]', f"question = {as_toml(question)}"]
    if known is not None and known.edge is not None and known.everywhere:
        mistakes = [
            f'  {{ formula = "{typed(rate, 12)}", says = {as_toml(says)} }},'
            for rate, says in _mistakes(known)
        ]
        lines += ['kind = "numeric"', f'formula = "{typed(known.edge.rate, 12)}"']
        lines += ["mistakes = [", *mistakes, "]"]
        lines.append(f"answer = {as_toml(f'{{answer}}. {answer}')}")
    else:
        lines += ['kind = "basic"', f"answer = {as_toml(f'{_between(measured)}. {answer}')}"]
    text = "\n[[card]]\n" + "\n".join(lines) + "\n"
    deck = decks.parse(HEADING + text, paths.decks() / f"{DECK}.toml")
    return None if decks.problems(deck) else CardTable(miss_id(question), text)
