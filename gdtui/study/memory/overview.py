"""The decks at a glance: what is new and due in each, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from gdtui.study.cards import decks
from gdtui.study.cards.card import CardKey
from gdtui.study.cards.decks import Deck, DeckError
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import NEW, local_now, study_day
from gdtui.study.memory.store import Store

MOST_SHOWN = 100  # problems of one deck


class Counts(NamedTuple):
    """How many cards of a deck are new, due, and suspended."""

    new: int
    due: int
    suspended: int


def due(deck: Deck, kept: Mapping[CardKey, Kept], now: datetime) -> Counts:
    """The cards of the deck, counted."""
    new = due = suspended = 0
    for card in deck.cards:
        known = kept.get(card.key, Kept())
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
    owners: dict[str, Deck] = {}
    names: dict[str, Path] = {}
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
        other = names.setdefault(deck.name, path)
        if other != path:
            yield f"{path}:1:1: {other} is a deck named {deck.name!r} too: rename one", 1
        elif not found:
            count = len(deck.cards)
            yield f"{deck.name}: {count} card{'s' * (count != 1)}, no problem", 0
        yield from ((line, 0) for line in _shared_ids(deck, owners))


def _shared_ids(deck: Deck, owners: dict[str, Deck]) -> Iterator[str]:
    """A line for each deck before it that has ids of its cards; `owners` had an id first."""
    shared: dict[str, list[str]] = {}
    for card in deck.cards:
        owner = owners.setdefault(card.id, deck)
        if owner.name != deck.name:
            shared.setdefault(owner.name, []).append(card.id)
    for other, ids in shared.items():
        count = f"{len(ids):,} card ids" if len(ids) > 1 else "the card id"
        yield (
            f"{deck.name} and {other} both have {count} {ids[0]!r}"
            f"{' and others' * (len(ids) > 1)}: each deck keeps a history of its own"
        )
