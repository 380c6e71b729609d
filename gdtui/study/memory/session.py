"""A quiz: what is asked next, and what becomes of the answers.

The session holds no truth of its own. What is due follows from the database and the clock, every
grade is on disk before the next card is chosen, and after a kill it begins where it was: the same
cards, with the same numbers.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from gdtui.files.settings import UserSettings
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import CardKey, Question, ShownRun
from gdtui.study.cards.decks import Deck, reread, with_tags
from gdtui.study.cards.templates import SampleError
from gdtui.study.memory import records, schedule
from gdtui.study.memory.agenda import MISSED, WEEK, Agenda, More, Offer, agenda
from gdtui.study.memory.asking import fresh
from gdtui.study.memory.outcome import DONE_TO, IN_A_CRAM, Counts, Graded, Undone
from gdtui.study.memory.records import Kept, Review, milliseconds, minutes_east, new_uid
from gdtui.study.memory.schedule import AGAIN, GOOD, NEW, REVIEW, local_now, study_day
from gdtui.study.memory.statistics import forecast
from gdtui.study.memory.store import AnsweredElsewhereError, Store
from gdtui.study.memory.summary import Summary, summary

LEARN_AHEAD = timedelta(minutes=20)
"""A card in its minutes is asked this much too early rather than leave nothing to do."""


class Session:
    """A quiz on some decks."""

    def __init__(
        self,
        decks: Sequence[Deck],
        store: Store,
        *,
        settings: UserSettings | None = None,
        tags: Sequence[str] = (),
        more: More | None = None,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        """`settings` has the limits a day and the retention; `tags` leaves only cards with one.

        `more` is asked beyond what the day has.
        """
        self.store = store
        self.notices: list[str] = []
        """Sentences to be shown, once each; `notices.taken` takes them out."""
        self.current: Question | None = None
        """What is asked now; None: nothing more today."""
        self.judgements: list[Judgement] = []
        """What was said about the answers to the present question, in turn."""
        self._settings = settings or UserSettings()
        self._now = now
        self._decks = [replace(d, cards=tuple(with_tags(d.cards, tags))) for d in decks]
        self._cards = {card.key: card for deck in self._decks for card in deck.cards}
        self._kept = store.kept()
        self._parameters = store.parameters()
        self._more = more
        self._waiting: list[CardKey] = []
        self._skipped: list[CardKey] = []
        self._typed: list[str] = []
        self._asked_at = 0.0
        self._done: list[tuple[Review, Question]] = []
        self._acts: list[tuple[Review | CardKey, bool]] = []
        """What was done, for undoing it, and whether in a cram; a card alone was skipped."""
        self._day = study_day(now())
        self._fill()
        self._pick()

    # What is to be seen

    @property
    def counts(self) -> Counts:
        """What is still to be asked, the present question included."""
        ids = {*self._waiting, *self._skipped}
        if self.current:
            ids.add(self.current.card.key)
        if self.is_cram:
            return Counts(0, 0, len(ids), is_cram=True)
        ids |= {card for card in self._cards if self._kept_of(card).memory.in_minutes}
        phases = Counter(self._kept_of(card).memory.phase for card in ids if not self._is_out(card))
        return Counts(
            phases[NEW], sum(phases.values()) - phases[NEW] - phases[REVIEW], phases[REVIEW]
        )

    @property
    def is_cram(self) -> bool:
        """Whether the schedule stays as it is, whatever is answered."""
        return self._more is not None and self._more.is_cram

    @property
    def answered(self) -> int:
        """How many answers were graded."""
        return len(self._done)

    @property
    def intervals(self) -> tuple[str, str, str, str]:
        """When the present card would come back, for each grade."""
        if self.is_cram:
            return IN_A_CRAM
        again, hard, good, easy = (schedule.interval(step.wait) for step in self._steps())
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

    def reread(self) -> None:
        """The cards as their files have them now; the present one is asked anew."""
        found = {card.key: card for deck in reread(self._decks).decks for card in deck.cards}
        self._cards = {key: found[key] for key in self._cards if key in found}
        self._waiting = [key for key in self._waiting if key in found]
        self._skipped = [key for key in self._skipped if key in found]
        self._acts = [(act, in_cram) for act, in_cram in self._acts if _card_of(act) in found]
        if self.current is not None and self.current.card.key in self._cards:
            self._ask(self.current.card.key)
        else:
            self._pick()

    def summary(self) -> Summary:
        """What the session was so far."""
        kept = [kept for card, kept in self._kept.items() if card in self._cards]
        due_tomorrow = sum(cards for _, cards in forecast(kept, study_day(self._now()), days=2))
        return summary(self._done, due_tomorrow, self._agenda().limits_reached())

    def offers(self) -> list[Offer]:
        """What can be studied now beyond the limits of the day."""
        since = study_day(self._now()) - timedelta(days=WEEK - 1)
        return [*self._agenda().offers(self.store.missed_since(since))]

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
        key = question.card.key
        line = self._line(question, grade, now)
        if self.is_cram:
            return self._crammed(line, question)
        before = self._kept_of(key)
        step = self._steps()[grade - 1]
        try:
            self.store.record(line, before.memory, step.memory)
        except AnsweredElsewhereError:
            self.notices.append("That card was answered in another quiz meanwhile; on to the next.")
            self._read_again(key)
            self._pick()
            return None
        self._kept[key] = replace(before, memory=step.memory)
        self._done.append((line, question))
        self._acts.append((line, self.is_cram))
        self._pick()
        forgotten = grade == AGAIN and before.memory.phase == REVIEW
        return Graded(
            question.card,
            grade,
            schedule.interval(step.wait),
            forgotten and step.memory.is_leech,
            self.store.saves,
        )

    def _crammed(self, line: Review, question: Question) -> Graded:
        """Write a grade down that changes nothing but what is left of the cram."""
        self.store.note(line)
        self._done.append((line, question))
        self._acts.append((line, self.is_cram))
        if line.grade == AGAIN:
            self._waiting.append(line.key)
        self._pick()
        return Graded(question.card, line.grade, "", False, self.store.saves)

    def study(self, more: More) -> None:
        """Go on with more than the day asks for."""
        self._more, self.current = more, None
        self._skipped = []
        self._kept = self.store.kept()
        self._fill()
        self._pick()

    def skip(self) -> None:
        """Ask the present card again when the others are done."""
        key = self._present().card.key
        self._skipped.append(key)
        self._acts.append((key, self.is_cram))
        self._pick()

    def bury(self) -> None:
        """Leave the present card out until tomorrow."""
        tomorrow = study_day(self._now()) + timedelta(days=1)
        key = self._present().card.key
        self._left_out(self.store.bury(*key, tomorrow, self._now()))

    def suspend(self) -> None:
        """Leave the present card out until further notice."""
        key = self._present().card.key
        self._left_out(self.store.suspend(*key, self._now()))

    def undo(self) -> Undone | None:
        """Take back whatever was done last, and ask its card again if it was asked then.

        Beyond the beginning of this session it is what was done last with one of its cards, on
        whatever screen and day. None: there is nothing.
        """
        if self._acts:
            act, in_cram = self._acts.pop()
            was_asked = in_cram == self.is_cram
            if isinstance(act, CardKey):
                return self._after_undoing(act, "skipping it", was_asked)
            self.store.undo(act)
            self._done = [done for done in self._done if done[0].uid != act.uid]
            return self._after_undoing(act.key, DONE_TO[act.kind], was_asked)
        line = self.store.undo_last(self._cards.keys())
        if line is None:
            return None
        was_asked = line.kind == records.REVIEW and not self.is_cram
        return self._after_undoing(line.key, DONE_TO[line.kind], was_asked)

    def take_day(self) -> bool:
        """Begin the study day that it is, if it is another one than before; whether it is."""
        day = study_day(self._now())
        if day == self._day:
            return False
        self._day = day
        if not self.is_cram:
            self._more = None
            self._kept = self.store.kept()
            self._fill()
            if self.current is None:
                self._pick()
        return True

    # How it goes on

    def _present(self) -> Question:
        if self.current is None:
            raise LookupError("nothing is asked")
        return self.current

    def _kept_of(self, key: CardKey) -> Kept:
        return self._kept.get(key, Kept())

    def _steps(self) -> Sequence[schedule.Next]:
        """What each grade of the present card leads to."""
        card = self._present().card
        return schedule.previewed(
            self._kept_of(card.key).memory,
            self._now(),
            card_id=card.id,
            retention=self._settings.desired_retention,
            parameters=self._parameters,
        )

    def _read_again(self, key: CardKey) -> None:
        """What is known of a card here is stale."""
        self._kept[key] = self.store.of(*key)
        self._waiting = [other for other in self._waiting if other != key]
        self._skipped = [other for other in self._skipped if other != key]

    def _is_out(self, key: CardKey) -> bool:
        return self._kept_of(key).is_out(study_day(self._now()))

    def _agenda(self) -> Agenda:
        now = self._now()
        done = self.store.done_on(study_day(now))
        return agenda(self._decks, self._kept, done, self._settings, now)

    def _fill(self) -> None:
        """Put in the queue what is asked besides the cards in their minutes."""
        today, more = self._agenda(), self._more
        if more is not None and more.is_cram:
            missed = self.store.missed_since(self._day - timedelta(days=more.amount - 1))
            self._waiting = today.all_in_turn(missed if more.kind == MISSED else None)
        else:
            self._waiting = today.queue(more)
        asked = {*self._skipped, *([self.current.card.key] if self.current else [])}
        self._waiting = [key for key in self._waiting if key in self._cards and key not in asked]

    def _pick(self) -> None:
        """Choose what is asked next."""
        self.current = None
        if self.take_day() and self.current is not None:
            return
        while self.current is None:
            card = self._next()
            if card is None:
                return
            self._ask(card)

    def _next(self) -> CardKey | None:
        now = self._now()
        minutes = sorted(
            (self._kept_of(key).memory.due_at or 0.0, key)
            for key in self._cards
            if not self.is_cram
            and self._kept_of(key).memory.in_minutes
            and not self._is_out(key)
            and key not in self._skipped
        )
        for _, key in minutes:
            if self._kept_of(key).memory.is_due(now):
                return key
        while self._waiting:
            key = self._waiting.pop(0)
            phase = self._kept_of(key).memory.phase
            if not self._is_out(key) and (self.is_cram or phase in (NEW, REVIEW)):
                return key
        for due_at, key in minutes[:1]:
            if due_at <= (now + LEARN_AHEAD).timestamp():
                return key
        return self._skipped.pop(0) if self._skipped else None

    def _ask(self, key: CardKey) -> None:
        card = self._cards[key]
        try:
            self.current = fresh(card, self.store)
        except SampleError as error:
            self.notices.append(f"The card {card.id!r} was left out: {error}")
            del self._cards[key]
            self.current = None
        self.judgements = []
        self._typed = []
        self._asked_at = time.monotonic()

    def _after_undoing(self, key: CardKey, what: str, was_asked: bool) -> Undone:
        """Ask a card again that was asked when it was done: the present one waits.

        What was done elsewhere, or in a cram, asks no card before its time.
        """
        card = self._cards[key]
        if was_asked:
            if self.current is not None and self.current.card.key != key:
                self._waiting.insert(0, self.current.card.key)
            self._read_again(key)
            self._ask(key)
        else:
            self._read_again(key)
            if not self.is_cram:
                self._fill()
        if self.current is None:
            self._pick()
        return Undone(card, what, was_asked)

    def _left_out(self, line: Review) -> None:
        """Go on without the card that a line has buried or suspended."""
        self._acts.append((line, self.is_cram))
        self._read_again(line.key)
        self._pick()

    def _line(self, question: Question, grade: int, now: datetime) -> Review:
        """What is written down of an answer."""
        judged = [one for one in self.judgements if not one.asks_again]
        by = "self" if not judged else "suggested" if grade == self.suggested else "override"
        return Review(
            uid=new_uid(),
            kind=records.CRAM if self.is_cram else records.REVIEW,
            deck=question.card.deck,
            card=question.card.id,
            at=milliseconds(now),
            zone=minutes_east(now),
            day=study_day(now),
            grade=grade,
            graded_by=by,
            phase=self._kept_of(question.card.key).memory.phase,
            retention=self._settings.desired_retention,
            ms=round((time.monotonic() - self._asked_at) * 1000),
            seed=question.seed,
            params=question.params,
            answer=self._typed[-1][:200] if self._typed else None,
            verdict=judged[-1].kind if judged else None,
            mistake=judged[-1].says if judged and judged[-1].kind == "mistake" else None,
        )


def _card_of(act: Review | CardKey) -> CardKey:
    """The card that something was done with."""
    return act if isinstance(act, CardKey) else act.key
