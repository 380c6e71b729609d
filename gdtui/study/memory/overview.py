"""The decks at a glance: what is new and due in each, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from gdtui.study.cards import decks
from gdtui.study.cards.decks import Deck, DeckError
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import NEW, study_day
from gdtui.study.memory.session import local_now
from gdtui.study.memory.store import Store

MOST_SHOWN = 100  # problems of one deck


class Counts(NamedTuple):
    """How many cards of a deck are new, due, and suspended."""

    new: int
    due: int
    suspended: int


def due(deck: Deck, kept: dict[str, Kept], now: datetime) -> Counts:
    """The cards of the deck, counted."""
    new = due = suspended = 0
    for card in deck.cards:
        known = kept.get(card.id, Kept())
        if known.suspended:
            suspended += 1
        elif not known.is_buried(study_day(now)):
            new += known.memory.phase == NEW
            due += known.memory.is_due(now)
    return Counts(new, due, suspended)


def rows(found: Iterable[Deck], store: Store) -> Iterator[str]:
    """A line a deck, under a heading."""
    kept, now = store.kept(), local_now()
    yield f"{'deck':<24} {'cards':>5} {'new':>5} {'due':>5}  title"
    for deck in found:
        new, waiting, suspended = due(deck, kept, now)
        left_out = f" ({suspended} suspended)" if suspended else ""
        yield (
            f"{deck.name[:24]:<24} {len(deck.cards):>5} {new:>5} {waiting:>5}  "
            f"{deck.title}{left_out}"
        )


def checked(asked: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Lines that say what is wrong with these decks, each with how many problems that is."""
    seen: dict[str, Deck] = {}
    try:
        paths = decks.files_of(asked)
    except DeckError as error:
        yield str(error), 1
        return
    for path in paths:
        deck = decks.load(path)
        found = decks.problems(deck)
        for line, column, message in found[:MOST_SHOWN]:
            yield f"{path}:{line}:{column}: {message}", 1
        if len(found) > MOST_SHOWN:
            yield f"{path}: and {len(found) - MOST_SHOWN:,} problems more", len(found) - MOST_SHOWN
        twins = decks.twins(deck, seen)
        for taken in twins:
            yield f"{path}:{taken.first.line}:1: {taken.says}", taken.count
        if not found and not twins:
            count = len(deck.cards)
            yield f"{deck.name}: {count} card{'s' * (count != 1)}, no problem", 0
