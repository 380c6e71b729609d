"""What a quiz asks: the cards of a day within its limits, and what else can be studied now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from gdtui.files.settings import UserSettings
from gdtui.study.cards.card import CardKey
from gdtui.study.cards.decks import Deck
from gdtui.study.cards.sampling import digest
from gdtui.study.memory.new_cards import in_order
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import MINUTES, NEW, REVIEW, study_day

NEW_CARDS, REVIEWS, AHEAD, MISSED, CRAM = "new", "reviews", "ahead", "missed", "cram"
MORE_NEW = 10
WEEK = 7  # days


class More(NamedTuple):
    """More than the day asks for."""

    kind: str
    """`new` cards and `reviews` beyond the limits, `ahead` of their day; what was `missed`, or
    everything (`cram`), which leaves the schedule as it is."""
    amount: int = 0
    """How many cards; of `ahead` and `missed`, how many days."""

    @property
    def is_cram(self) -> bool:
        """Whether the schedule stays as it is, whatever is answered."""
        return self.kind in (MISSED, CRAM)


class Offer(NamedTuple):
    """What can be studied beyond the limits of the day."""

    more: More
    name: str
    cards: int

    @property
    def effect(self) -> str:
        """What it means for the schedule."""
        if self.more.is_cram:
            return "a cram: no card's schedule changes"
        if self.more.kind == AHEAD:
            return "real reviews, by the days that have really passed"
        return "as on any day"


@dataclass(frozen=True, slots=True)
class Agenda:
    """The cards of some decks at a moment, as far as they may be asked."""

    cards: tuple[CardKey, ...]
    """In the order in which they are asked for the first time."""
    kept: Mapping[CardKey, Kept]
    now: datetime
    done: Mapping[str, tuple[int, int]]
    """New cards and reviews that were done today, by deck."""
    settings: UserSettings

    @property
    def day(self) -> date:
        """The study day."""
        return study_day(self.now)

    def _is_out(self, key: CardKey) -> bool:
        return self.kept.get(key, Kept()).is_out(self.day)

    def _in_phase(self, phase: int) -> Iterator[CardKey]:
        for key in self.cards:
            if self.kept.get(key, Kept()).memory.phase == phase and not self._is_out(key):
                yield key

    def _due_day(self, key: CardKey) -> date:
        return self.kept[key].memory.due_day or self.day

    def new(self) -> list[CardKey]:
        """The cards that were never asked."""
        return [*self._in_phase(NEW)]

    def due(self) -> list[CardKey]:
        """The reviews of the day, those first that wait longest."""
        return self._until(self.day)

    def ahead(self, days: int) -> list[CardKey]:
        """The reviews of the next days, those first that come soonest."""
        later = self._until(self.day + timedelta(days=days))
        return [key for key in later if self._due_day(key) > self.day]

    def _until(self, day: date) -> list[CardKey]:
        found = [key for key in self._in_phase(REVIEW) if self._due_day(key) <= day]
        return sorted(found, key=lambda key: (self._due_day(key), key.id, key.deck))

    def all_in_turn(self, of: Iterable[CardKey] | None = None) -> list[CardKey]:
        """The cards, or those of them, in another order each day."""
        chosen = None if of is None else set(of)
        asked = [
            key for key in self.cards if (chosen is None or key in chosen) and not self._is_out(key)
        ]
        return sorted(asked, key=self._shuffled)

    def _shuffled(self, key: CardKey) -> bytes:
        return digest(f"{self.day}/{key.id}")

    def new_today(self) -> list[CardKey]:
        """The new cards within the limits of the day."""
        done = {deck: new for deck, (new, _) in self.done.items()}
        return [*_within(self.new(), self.settings.limits("new_cards_a_day"), done)]

    def due_today(self) -> list[CardKey]:
        """The reviews within the limits of the day."""
        done = {deck: reviews for deck, (_, reviews) in self.done.items()}
        return [*_within(self.due(), self.settings.limits("reviews_a_day"), done)]

    def queue(self, more: More | None = None) -> list[CardKey]:
        """What is asked of new cards and reviews, mixed: of the day, and `more` of it."""
        new, due = self.new_today(), self.due_today()
        if more is not None and more.kind == NEW_CARDS:
            new += _others(self.new(), new)[: more.amount]
        if more is not None and more.kind == REVIEWS:
            due += _others(self.due(), due)[: more.amount]
        if more is not None and more.kind == AHEAD:
            due += self.ahead(more.amount)
        return _mixed(sorted(due, key=self._shuffled), new)

    def today(self) -> int:
        """How many cards are to be asked now, within the limits of the day."""
        memories = (self.kept[key].memory for phase in MINUTES for key in self._in_phase(phase))
        in_minutes = sum(memory.is_due(self.now) for memory in memories)
        return len(self.new_today()) + len(self.due_today()) + in_minutes

    def _beyond(self) -> tuple[int, int]:
        """How many new cards and reviews wait beyond the limits of the day."""
        return (
            len(self.new()) - len(self.new_today()),
            len(self.due()) - len(self.due_today()),
        )

    def limits_reached(self) -> str:
        """What waits beyond the limits of the day, in a sentence; empty: nothing does."""
        new, due = self._beyond()
        waiting = [_counted(new, "more new card"), _counted(due, "more review")]
        left = " and ".join(part for part in waiting if part)
        if not left:
            return ""
        wait = "waits" if new + due == 1 else "wait"
        if self.new_today() or self.due_today():
            return f"Beyond today's limit, {left} {wait}."
        return f"Today's limit is reached: {left} {wait}."

    def offers(self, missed: Iterable[CardKey]) -> Iterator[Offer]:
        """What can be studied now beyond the limits; `missed` was answered wrong lately."""
        new, due = self._beyond()
        if new:
            more = min(new, MORE_NEW)
            yield Offer(More(NEW_CARDS, more), f"more new card{'s' * (more != 1)}", more)
        if due:
            yield Offer(More(REVIEWS, due), "the other reviews that are due", due)
        tomorrow, week = len(self.ahead(1)), len(self.ahead(WEEK))
        if tomorrow:
            yield Offer(More(AHEAD, 1), "ahead: what comes back tomorrow", tomorrow)
        if week > tomorrow:
            yield Offer(More(AHEAD, WEEK), f"ahead: what comes back within {WEEK} days", week)
        if lately := len(self.all_in_turn(missed)):
            yield Offer(More(MISSED, WEEK), f"what was missed in the last {WEEK} days", lately)
        if everything := len(self.all_in_turn()):
            yield Offer(More(CRAM), "every card, as before an exam", everything)


def agenda(
    decks: Sequence[Deck],
    kept: Mapping[CardKey, Kept],
    done: Mapping[str, tuple[int, int]],
    settings: UserSettings,
    now: datetime,
) -> Agenda:
    """The cards of these decks at a moment."""
    cards = tuple(card.key for card in in_order(decks))
    return Agenda(cards, kept, now, done, settings)


def _within(
    keys: Iterable[CardKey], limits: Mapping[str | None, int], done: Mapping[str, int]
) -> Iterator[CardKey]:
    """As many as the limits leave: a deck's own one, or that of all other decks together."""
    left = dict(limits)
    for deck, count in done.items():
        left[deck if deck in limits else None] -= count
    for key in keys:
        whose = key.deck if key.deck in limits else None
        left[whose] -= 1
        if left[whose] >= 0:
            yield key


def _others(keys: Iterable[CardKey], taken: Iterable[CardKey]) -> list[CardKey]:
    taken = set(taken)
    return [key for key in keys if key not in taken]


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'s' * (count != 1)}" if count else ""


def _mixed(due: Sequence[CardKey], new: Sequence[CardKey]) -> list[CardKey]:
    """The new cards spread evenly among the reviews."""
    places: Iterable[tuple[Fraction, int, CardKey]] = chain(
        ((Fraction(2 * i + 1, 2 * len(due)), 0, key) for i, key in enumerate(due)),
        ((Fraction(2 * i + 1, 2 * len(new)), 1 + i, key) for i, key in enumerate(new)),
    )
    return [key for _, _, key in sorted(places)]
