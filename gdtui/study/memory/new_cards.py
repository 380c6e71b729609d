"""The order of new cards: decks as they build on each other, kinds mixed, siblings apart.

It is a pure function of the decks, so that a quiz that is begun anew goes on where it was.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice, zip_longest
from typing import NamedTuple

from gdtui.study.cards.card import Card
from gdtui.study.cards.decks import Deck
from gdtui.study.cards.kinds.numeric import Numeric

APART = 3  # siblings have so many cards between them, if others are at hand
AT_HAND = 5  # how many of a kind: a card should hardly come before what it builds on


def in_order(decks: Sequence[Deck]) -> Iterator[Card]:
    """Every card of the decks, in the order in which they are best met for the first time."""
    for names in _stages({deck.name: deck.after for deck in decks}):
        yield from _apart(_mixed(deck.cards for deck in decks if deck.name in names))


def _stages(after: Mapping[str, Collection[str]]) -> Iterator[Collection[str]]:
    """The names in groups, each after what it says; those that form a circle say nothing."""
    before = {name: {one for one in others if one in after} for name, others in after.items()}
    while True:
        stages = TopologicalSorter(before)
        try:
            stages.prepare()
            break
        except CycleError as error:
            _, circle = error.args
            before |= {name: set() for name in circle}
    while stages.is_active():
        names = stages.get_ready()
        yield names
        stages.done(*names)


def _mixed(decks: Iterable[Sequence[Card]]) -> list[Card]:
    """The cards of decks that take turns, each kind in its order and evenly among the others."""
    by_kind: dict[type[Card], list[_Place]] = defaultdict(list)
    in_turns = (card for card in chain(*zip_longest(*decks)) if card is not None)
    for number, card in enumerate(in_turns):
        by_kind[type(card)].append(_Place(number, card))
    mixed: list[_Place] = reduce(_evenly, sorted(by_kind.values(), key=len), [])
    return [card for _, card in mixed]


class _Place(NamedTuple):
    """A card, and which one it is of those of its decks."""

    number: int
    card: Card


def _evenly(some: Sequence[_Place], others: Sequence[_Place]) -> list[_Place]:
    """Both in their order; each has its cards at the same distances."""
    places = [(i / len(cards), place) for cards in (some, others) for i, place in enumerate(cards)]
    return [place for _, place in sorted(places, key=lambda one: (one[0], one[1].number))]


def _apart(cards: Sequence[Card]) -> Iterator[Card]:
    """The same kinds in the same order; of each the first at hand that gives no other away."""
    waiting: dict[type[Card], deque[Card]] = defaultdict(deque)
    for card in cards:
        waiting[type(card)].append(card)
    last: list[Card] = []
    for kind in map(type, cards):
        at_hand = list(islice(waiting[kind], AT_HAND))
        card = next((one for one in at_hand if not _has_sibling(one, last)), at_hand[0])
        waiting[kind].remove(card)
        last = [*last, card][-APART:]
        yield card


def _has_sibling(card: Card, last: Sequence[Card]) -> bool:
    """Whether one of these is about the same: it would give the card away."""
    return any(_topic(one) == _topic(card) or _is_twin(one, card) for one in last)


def _topic(card: Card) -> tuple[str, tuple[str, ...]]:
    return card.deck, card.tags


def _is_twin(one: Card, other: Card) -> bool:
    return (
        isinstance(one, Numeric)
        and isinstance(other, Numeric)
        and one.formula is not None
        and one.formula == other.formula
    )
