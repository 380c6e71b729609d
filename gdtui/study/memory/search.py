"""Cards that are looked for: by words, and by what is known of them (`deck:`, `tag:`, `is:`)."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from gdtui.engine.spec import nearest, quoted
from gdtui.study.cards.card import Card
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import LEECH, NEW, study_day


class SearchError(ValueError):
    """A search that means nothing; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A card with what is kept of it."""

    card: Card
    kept: Kept


Test: TypeAlias = Callable[[Entry], bool]

STATES: Mapping[str, Callable[[Kept, datetime], bool]] = {
    "new": lambda kept, _: kept.memory.phase == NEW,
    "learning": lambda kept, _: kept.memory.in_minutes,
    "due": lambda kept, now: kept.memory.is_due(now) and not kept.is_out(study_day(now)),
    "missed": lambda kept, _: kept.memory.lapses > 0,
    "leech": lambda kept, _: kept.memory.lapses >= LEECH,
    "suspended": lambda kept, _: kept.suspended,
    "buried": lambda kept, now: kept.is_buried(study_day(now)),
}
"""What `is:` may ask."""


def search(text: str, now: datetime) -> Test:
    """What tells whether a card is looked for: every word must hold, those after `-` must not.

    Words are parts of the id, the question, the answer or a tag; in quotes they may hold blanks.
    Raises `SearchError`.
    """
    try:
        words = shlex.split(text, posix=True) if '"' in text else text.split()
    except ValueError:
        raise SearchError('a quotation mark " is not closed') from None
    tests = [_test(word, now) for word in words]
    return lambda entry: all(test(entry) for test in tests)


def state(kept: Kept, now: datetime) -> str:
    """The state of a card in a word or two: `new`, `due`, `in 5 d`."""
    memory = kept.memory
    if kept.suspended:
        return "suspended"
    if kept.is_buried(study_day(now)):
        return "buried"
    if memory.phase == NEW:
        return "new"
    if memory.in_minutes:
        return "learning"
    days = (memory.due_day - study_day(now)).days if memory.due_day else 0
    return f"in {days} d" if days > 0 else "due"


def _test(word: str, now: datetime) -> Test:
    if word.startswith("-") and len(word) > 1:
        test = _test(word[1:], now)
        return lambda entry: not test(entry)
    kind, colon, value = word.partition(":")
    value = value.casefold()
    if colon and kind == "deck":
        return lambda entry: value in entry.card.deck.casefold()
    if colon and kind == "tag":
        return lambda entry: any(value in tag.casefold() for tag in entry.card.tags)
    if colon and kind == "is":
        if value not in STATES:
            raise SearchError(
                f"no card is {quoted(value)}{nearest(value, STATES)}; is: takes {', '.join(STATES)}"
            )
        return lambda entry: STATES[value](entry.kept, now)
    sought = word.casefold()
    return lambda entry: any(
        sought in text.casefold()
        for text in (entry.card.id, entry.card.asks, entry.card.answer, *entry.card.tags)
    )
