"""A quiz: what is asked next, and what becomes of the answers.

The session holds no truth of its own. What is due follows from the database and the clock, every
grade is on disk before the next card is chosen, and after a kill it begins where it was: the same
cards, with the same numbers.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import chain
from pathlib import Path

from gdtui.files.settings import UserSettings
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import Card, Question, ShownRun
from gdtui.study.cards.decks import Deck, with_tags
from gdtui.study.cards.sampling import digest, seed_of
from gdtui.study.cards.templates import SampleError
from gdtui.study.memory import schedule
from gdtui.study.memory.new_cards import in_order
from gdtui.study.memory.records import Kept, Review, new_uid
from gdtui.study.memory.schedule import AGAIN, GOOD, NEW, REVIEW, study_day
from gdtui.study.memory.store import AnsweredElsewhereError, Store
from gdtui.study.memory.summary import Summary, summary

LEARN_AHEAD = timedelta(minutes=20)
"""A card in its minutes is asked this much too early rather than leave nothing to do."""
GRADES = ("again", "hard", "good", "easy")


def local_now() -> datetime:
    """The moment, in local time."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Counts:
    """What is still to be asked today."""

    new: int
    learning: int
    due: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.learning + self.due


@dataclass(frozen=True, slots=True)
class Graded:
    """What became of a grade."""

    card: Card
    grade: int
    wait: str
    """The interval until it comes back: `10 min`, `8 d`."""
    is_leech: bool
    """Whether it has been forgotten so often that another way in is called for."""
    is_saved: bool
    """Whether it is on disk."""


class Session:
    """A quiz on some decks."""

    def __init__(
        self,
        decks: Sequence[Deck],
        store: Store,
        *,
        settings: UserSettings | None = None,
        tags: Sequence[str] = (),
        now: Callable[[], datetime] = local_now,
    ) -> None:
        """`settings` has the limits a day and the retention; `tags` leaves only cards with one."""
        settings = settings or UserSettings()
        self.store = store
        self.notices: list[str] = []
        """Sentences to be shown, once each; `notices.taken` takes them out."""
        self.current: Question | None = None
        """What is asked now; None: nothing more today."""
        self.judgements: list[Judgement] = []
        """What was said about the answers to the present question, in turn."""
        self._now = now
        self._retention = settings.desired_retention
        self._cards: dict[str, Card] = {
            card.id: card for deck in decks for card in with_tags(deck.cards, tags)
        }
        self._kept = store.kept()
        self._waiting = self._queue(decks, settings)
        self._skipped: list[str] = []
        self._typed: list[str] = []
        self._asked_at = 0.0
        self._done: list[tuple[Review, Question]] = []
        self._undos: list[Callable[[], str]] = []
        self._pick()

    # What is to be seen

    @property
    def counts(self) -> Counts:
        """What is still to be asked, the present question included."""
        ids = {*self._waiting, *self._skipped}
        if self.current:
            ids.add(self.current.card.id)
        ids |= {card for card in self._cards if self._kept_of(card).memory.in_minutes}
        phases = Counter(self._kept_of(card).memory.phase for card in ids if not self._is_out(card))
        return Counts(
            phases[NEW], sum(phases.values()) - phases[NEW] - phases[REVIEW], phases[REVIEW]
        )

    @property
    def answered(self) -> int:
        """How many answers were graded."""
        return len(self._done)

    @property
    def intervals(self) -> tuple[str, str, str, str]:
        """When the present card would come back, for each grade."""
        card = self._present().card
        again, hard, good, easy = (
            schedule.interval(step.wait)
            for step in schedule.previewed(
                self._kept_of(card.id).memory,
                self._now(),
                card_id=card.id,
                retention=self._retention,
            )
        )
        return again, hard, good, easy

    @property
    def suggested(self) -> int:
        """The grade that the judgements so far suggest; Good where the learner judges."""
        if not self.judgements:
            return GOOD
        return GOOD if self.judgements[-1].kind == "right" else AGAIN

    @property
    def place(self) -> tuple[Path | None, int]:
        """The file and line of the present card, for editing it."""
        card = self._present().card
        return card.path, card.line

    @property
    def shown_run(self) -> ShownRun | None:
        """What "show me" opens for the present question, if anything."""
        return self._present().shown_run()

    def summary(self) -> Summary:
        """What the session was so far."""
        tomorrow = study_day(self._now()) + timedelta(days=1)
        due = [
            card
            for card, kept in self._kept.items()
            if card in self._cards
            and not kept.suspended
            and kept.memory.due_day is not None
            and kept.memory.due_day <= tomorrow
        ]
        return summary(self._done, len(due))

    # What can be done

    def answer(self, typed: str) -> Judgement:
        """Judge what was typed for the present question; nothing is graded yet."""
        judgement = self._present().judged(typed)
        self.judgements.append(judgement)
        self._typed.append(typed.strip())
        return judgement

    def grade(self, grade: int) -> Graded | None:
        """Grade the present card 1 … 4, write it down, and go on to the next.

        None if it was answered by another quiz in the meantime; a notice says so.
        """
        question, now = self._present(), self._now()
        card, before = question.card, self._kept_of(question.card.id).memory
        step = schedule.graded(before, grade, now, card_id=card.id, retention=self._retention)
        review = self._review(question, grade, now)
        try:
            self.store.record(review, before, step.memory)
        except AnsweredElsewhereError:
            self.notices.append("That card was answered in another quiz meanwhile; on to the next.")
            self._forget(card.id)
            self._pick()
            return None
        self._kept[card.id] = replace(self._kept_of(card.id), memory=step.memory)
        self._done.append((review, question))
        self._undos.append(lambda: self._take_back(review))
        self._pick()
        return Graded(
            card,
            grade,
            schedule.interval(step.wait),
            grade == AGAIN and before.phase == REVIEW and step.memory.is_leech,
            self.store.saves,
        )

    def skip(self) -> None:
        """Ask the present card again when the others are done."""
        self._skipped.append(self._present().card.id)
        self._pick()

    def bury(self) -> None:
        """Leave the present card out until tomorrow."""
        card = self._present().card.id
        self._flag(card, until=study_day(self._now()) + timedelta(days=1), suspended=False)

    def suspend(self) -> None:
        """Leave the present card out until further notice."""
        self._flag(self._present().card.id, until=None, suspended=True)

    def undo(self) -> Card | None:
        """Take the last grade, burial or suspension back, and ask that card again.

        Beyond the beginning of this session grades alone are undone. None: there is nothing.
        """
        if self._undos:
            card = self._undos.pop()()
        else:
            review = self.store.last(self._cards)
            if review is None:
                return None
            card = self._take_back(review)
        if self.current is not None and self.current.card.id != card:
            self._waiting.insert(0, self.current.card.id)
        self._forget(card)
        again = self._cards[card]
        self._ask(card)
        if self.current is None:
            self._pick()
        return again

    # How it goes on

    def _present(self) -> Question:
        if self.current is None:
            raise LookupError("nothing is asked")
        return self.current

    def _kept_of(self, card: str) -> Kept:
        return self._kept.get(card, Kept())

    def _forget(self, card: str) -> None:
        """What is known of a card here is stale."""
        self._kept[card] = self.store.of(card)
        self._waiting = [other for other in self._waiting if other != card]
        self._skipped = [other for other in self._skipped if other != card]

    def _is_out(self, card: str) -> bool:
        kept = self._kept_of(card)
        return kept.suspended or kept.is_buried(study_day(self._now()))

    def _queue(self, decks: Sequence[Deck], settings: UserSettings) -> list[str]:
        """Reviews that are due and new cards, mixed, as far as the limits of the day go."""
        now = self._now()
        day = study_day(now)
        new_done, reviews_done = self.store.done_on(day)
        due = [
            card
            for card in self._cards
            if self._kept_of(card).memory.phase == REVIEW
            and self._kept_of(card).memory.is_due(now)
            and not self._is_out(card)
        ]
        due.sort(key=lambda card: (self._kept_of(card).memory.due_day or day, card))
        due = due[: max(0, settings.reviews_a_day - reviews_done)]
        due.sort(key=lambda card: digest(f"{day}/{card}"))  # another order each day
        new = [
            card.id
            for card in in_order(decks)
            if card.id in self._cards
            and self._kept_of(card.id).memory.phase == NEW
            and not self._is_out(card.id)
        ]
        return _mixed(due, new[: max(0, settings.new_cards_a_day - new_done)])

    def _pick(self) -> None:
        """Choose what is asked next."""
        self.current = None
        while self.current is None:
            card = self._next()
            if card is None:
                return
            self._ask(card)

    def _next(self) -> str | None:
        now = self._now()
        minutes = sorted(
            (self._kept_of(card).memory.due_at or 0.0, card)
            for card in self._cards
            if self._kept_of(card).memory.in_minutes
            and not self._is_out(card)
            and card not in self._skipped
        )
        for _, card in minutes:
            if self._kept_of(card).memory.is_due(now):
                return card
        while self._waiting:
            card = self._waiting.pop(0)
            memory = self._kept_of(card).memory
            if not self._is_out(card) and (memory.phase == NEW or memory.is_due(now)):
                return card
        for due_at, card in minutes[:1]:
            if due_at <= (now + LEARN_AHEAD).timestamp():
                return card
        return self._skipped.pop(0) if self._skipped else None

    def _ask(self, card_id: str) -> None:
        card = self._cards[card_id]
        try:
            self.current = self._question(card)
        except SampleError as error:
            self.notices.append(f"The card {card.id!r} was left out: {error}")
            del self._cards[card_id]
            self.current = None
        self.judgements = []
        self._typed = []
        self._asked_at = time.monotonic()

    def _question(self, card: Card) -> Question:
        """The card with the numbers of this repetition, others than last time if it can be."""
        reps = self._kept_of(card.id).memory.reps
        question = card.ask(seed_of(card.id, reps))
        if question.numbers and reps:
            last = self.store.last_params(card.id)
            for attempt in range(1, 9):
                if question.params != last:
                    break
                question = card.ask(seed_of(card.id, reps, attempt))
        return question

    def _review(self, question: Question, grade: int, now: datetime) -> Review:
        judged = [one for one in self.judgements if not one.asks_again]
        offset = now.utcoffset() or timedelta()
        by = "self" if not judged else "suggested" if grade == self.suggested else "override"
        return Review(
            uid=new_uid(),
            card=question.card.id,
            at=round(now.timestamp() * 1000),
            zone=round(offset / timedelta(minutes=1)),
            day=study_day(now),
            grade=grade,
            graded_by=by,
            phase=self._kept_of(question.card.id).memory.phase,
            retention=self._retention,
            ms=round((time.monotonic() - self._asked_at) * 1000),
            seed=question.seed,
            params=question.params,
            answer=self._typed[-1][:200] if self._typed else None,
            verdict=judged[-1].kind if judged else None,
            mistake=judged[-1].says if judged and judged[-1].kind == "mistake" else None,
        )

    def _flag(self, card: str, *, until: date | None, suspended: bool) -> None:
        before = self._kept_of(card)

        def undo() -> str:
            self.store.bury(card, before.buried_until)
            self.store.suspend(card, before.suspended)
            return card

        self.store.bury(card, until)
        self.store.suspend(card, suspended)
        self._undos.append(undo)
        self._forget(card)
        self._pick()

    def _take_back(self, review: Review) -> str:
        self.store.undo(review)
        self._done = [done for done in self._done if done[0].uid != review.uid]
        return review.card


def _mixed(due: Sequence[str], new: Sequence[str]) -> list[str]:
    """The new cards spread evenly among the reviews."""
    places: Iterable[tuple[Fraction, int, str]] = chain(
        ((Fraction(2 * i + 1, 2 * len(due)), 0, card) for i, card in enumerate(due)),
        ((Fraction(2 * i + 1, 2 * len(new)), 1 + i, card) for i, card in enumerate(new)),
    )
    return [card for _, _, card in sorted(places)]
