"""Numbers from a seed: those that a question is asked with this time.

Which ones is a pure function of the card and the seed: the same numbers come back after a restart,
and from the log years later. Numbers that make a bad question are passed over.
"""

import contextlib
import hashlib
import itertools
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

from gdtui.engine.objectives.typed.functions import CONSTANTS
from gdtui.engine.spec import quoted
from gdtui.study.cards import formulas
from gdtui.study.cards.reader import Table
from gdtui.study.cards.templates import PassedOverError, SampleError

T = TypeVar("T")
Choices: TypeAlias = tuple[tuple[str, tuple[Fraction, ...]], ...]
"""Each name with the numbers that it is sampled from."""
Numbers: TypeAlias = tuple[tuple[str, Fraction], ...]
"""Each name with its number."""

MOST_TRIES = 200  # samples passed over in a row
MOST_CHECKED = 400  # samples that a check looks at
MOST_COMPARED = 8  # of them, where the engine is asked for what a formula has answered
MOST_TOLD = 3  # numbers that are never drawn
FEWEST_KEPT = Fraction(1, 20)


def read_choices(table: Table) -> Choices:
    """What stands under `draw`: `{ w = [5, 2], eta = [0.1] }`."""
    given = table.given.get("draw", {})
    if not isinstance(given, dict):
        table.wrong("draw must be a table of lists, such as { w = [1, 2] }", "draw")
        return ()
    lists = table.below(given, "draw")
    choices: list[tuple[str, tuple[Fraction, ...]]] = []
    for name in lists:
        if not formulas.is_name(name) or name in formulas.KNOWN or name in CONSTANTS:
            lists.wrong(f"{quoted(name)} cannot be the name of a number", name)
            continue
        items = lists.items(name)
        numbers = [items.number(place) for place in items]
        if None in numbers:
            items.wrong("a sampled number is a short decimal, such as -0.25", numbers.index(None))
        elif not numbers:
            lists.wrong(f"{name} has no numbers to sample from", name)
        choices.append((name, tuple(number for number in numbers if number is not None)))
    return tuple(choices)


def sampled(card: str, choices: Choices, seed: int, work: Callable[[Numbers], T]) -> T:
    """What `work` makes of the numbers that a card's seed leads to.

    It raises `PassedOverError` for numbers that it wants others for. Raises `SampleError`.
    """
    reasons: Counter[str] = Counter()
    for attempt in range(MOST_TRIES):
        try:
            return work(numbers_of(card, choices, seed, attempt))
        except PassedOverError as reason:
            reasons[str(reason)] += 1
    raise SampleError(f"no combination of numbers makes a question: {reasons.most_common(1)[0][0]}")


def wrong_with(
    card: str,
    choices: Choices,
    work: Callable[[Numbers], object],
    compare: Callable[[Numbers], object],
) -> str | None:
    """What is wrong with a card that is sampled so, if anything is: found by sampling.

    `compare` costs more than `work`, and looks at some of the samples that are kept; both raise
    `SampleError` for what is wrong.
    """
    try:
        found = _tried(_many(card, choices), work)
        passed_over, kept = found.reasons.total(), len(found.kept)
        total = passed_over + kept
        if kept < FEWEST_KEPT * total or not kept:
            return (
                f"{passed_over} of {total} samples are passed over, most often because "
                f"{found.reasons.most_common(1)[0][0]}; list other numbers"
            )
        for numbers in sorted(found.kept, key=_shuffled)[:MOST_COMPARED]:
            with contextlib.suppress(PassedOverError):
                compare(numbers)
        never = list(_never_drawn(card, choices, found.drawn, work))
    except SampleError as error:
        return str(error)
    if not never:
        return None
    more = f"; and {len(never) - MOST_TOLD} more" if len(never) > MOST_TOLD else ""
    return f"never drawn: {'; '.join(never[:MOST_TOLD])}{more}; list other numbers"


def _shuffled(numbers: Numbers) -> bytes:
    return digest(str(numbers))


@dataclass(slots=True)
class _Tried:
    """What became of samples."""

    kept: list[Numbers] = field(default_factory=list)
    drawn: set[tuple[str, Fraction]] = field(default_factory=set)
    """The numbers of those that were kept."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why the others were passed over."""


def _tried(samples: Iterable[Numbers], work: Callable[[Numbers], object]) -> _Tried:
    tried = _Tried()
    for numbers in samples:
        try:
            work(numbers)
        except PassedOverError as reason:
            tried.reasons[str(reason)] += 1
        else:
            tried.kept.append(numbers)
            tried.drawn.update(numbers)
    return tried


def _never_drawn(
    card: str,
    choices: Choices,
    drawn: Collection[tuple[str, Fraction]],
    work: Callable[[Numbers], object],
) -> Iterator[str]:
    """The numbers that no question has, each with the reason; `drawn` are known to be in one."""
    for name, numbers in choices:
        for number in numbers:
            if (name, number) not in drawn:
                with_it = tuple((n, (number,) if n == name else all_) for n, all_ in choices)
                found = _tried(_many(card, with_it), work)
                if not found.kept:
                    reason = found.reasons.most_common(1)[0][0]
                    yield f"{name} = {formulas.decimal(number)}, because {reason}"


def numbers_of(card: str, choices: Choices, seed: int, attempt: int = 0) -> Numbers:
    """One number for each name, chosen by a hash of card, seed, attempt and name."""

    def place(name: str, count: int) -> int:
        return int.from_bytes(digest(f"{card}/{seed}/{attempt}/{name}"), "big") % count

    return tuple((name, numbers[place(name, len(numbers))]) for name, numbers in choices)


def seed_of(card: str, reps: int, attempt: int = 0) -> int:
    """The seed of a repetition: the same after a restart or an undo, another after an answer."""
    return int.from_bytes(digest(f"{card}/{reps}/{attempt}")[:6], "big")


def digest(text: str) -> bytes:
    """Eight bytes that look random and are always the same for a text."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _many(card: str, choices: Choices) -> Iterator[Numbers]:
    """Every sample there is, or so many of them."""
    names = [name for name, _ in choices]
    if math.prod(len(numbers) for _, numbers in choices) <= MOST_CHECKED:
        for numbers in itertools.product(*(numbers for _, numbers in choices)):
            yield tuple(zip(names, numbers, strict=True))
    else:
        for seed in range(MOST_CHECKED):
            yield numbers_of(card, choices, seed)
