"""FSRS fitted to a person's own answers, by the optimizer of the `fsrs` package.

It needs torch, and so is an extra that nobody has to install. What is fitted is how fast memories
fade; when a card was promised to come back stays as it is.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import fsrs

from gdtui.study.cards.card import CardKey
from gdtui.study.memory import records
from gdtui.study.memory.records import Review
from gdtui.study.memory.schedule import AGAIN, USUAL, Parameters, noon

LEAST = 512
"""Answers on a later day than the one before; the package wants as many."""

Histories = Mapping[tuple[CardKey, int], Sequence[tuple[datetime, int]]]
"""Moments and grades of each card, from the first one after it was new or made new again."""


class FittingError(Exception):
    """Parameters that cannot be fitted; the message is one line and says what is missing."""


class Fit(NamedTuple):
    """Parameters, and how well they and others foretell what is remembered."""

    parameters: Parameters
    before: float
    """The mean log loss of the parameters that were in force."""
    after: float
    """The mean log loss of those that were found."""
    reviews: int
    """How many answers these are means of."""


def histories(log: Iterable[Review]) -> Histories:
    """The answers of a log, in the order of time, as FSRS counts them: at noon of their days."""
    found: dict[tuple[CardKey, int], list[tuple[datetime, int]]] = {}
    lives: dict[CardKey, int] = {}
    for line in log:
        if line.kind == records.FORGET:
            lives[line.key] = lives.get(line.key, 0) + 1
        elif line.kind == records.REVIEW:
            answers = found.setdefault((line.key, lives.get(line.key, 0)), [])
            at = noon(line.day) + timedelta(seconds=len(answers))  # their order within a day
            answers.append((max(at, answers[-1][0]) if answers else at, line.grade))
    return found


def log_loss(known: Histories, parameters: Parameters) -> tuple[float, int]:
    """The mean of −log p of what happened, and of how many answers: those on a later day."""
    scheduler = fsrs.Scheduler(parameters, enable_fuzzing=False)
    total, count = 0.0, 0
    for answers in known.values():
        card = fsrs.Card(card_id=0, due=answers[0][0])
        for at, grade in answers:
            if card.last_review is not None and (at - card.last_review).days > 0:
                recalled = scheduler.get_card_retrievability(card, at)
                total -= math.log(1 - recalled if grade == AGAIN else recalled)
                count += 1
            card, _ = scheduler.review_card(card, fsrs.Rating(grade), at)
    return (total / count if count else 0.0), count


def fit(log: Iterable[Review], in_force: Parameters = USUAL) -> Fit:
    """The parameters that foretell these answers best. Raises `FittingError`."""
    known = histories(log)
    before, count = log_loss(known, in_force)
    if count < LEAST:
        raise FittingError(
            f"too few answers to fit FSRS to: {count:,} came on a later day than the one before, "
            f"and {LEAST} are needed"
        )
    answers = [
        fsrs.ReviewLog(number, fsrs.Rating(grade), at, None)
        for number, one in enumerate(known.values())
        for at, grade in one
    ]
    try:
        found = fsrs.Optimizer(answers).compute_optimal_parameters()
    except ImportError:
        raise FittingError(
            "fitting FSRS needs torch, an extra of a few gigabytes: pip install 'gdtui[optimizer]'"
        ) from None
    parameters = tuple(map(float, found))
    return Fit(parameters, before, log_loss(known, parameters)[0], count)
