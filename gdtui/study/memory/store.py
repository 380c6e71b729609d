"""What was learned: the log of what was done with every card, and what follows from it.

The log is the truth, and is only added to: an answer, a burial, a date that was set, a card that
is to be forgotten. What is known of a card can be worked out from its lines at any time, and is
kept beside them so that nothing has to be; what was done last is undone by marking its line.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from gdtui.study.cards.card import CardKey
from gdtui.study.memory import records
from gdtui.study.memory.card_rows import in_order, known, move, replay_all
from gdtui.study.memory.database import Database
from gdtui.study.memory.records import Answered, Kept, Review, done_to, milliseconds
from gdtui.study.memory.schedule import NEW, REVIEW, Memory, Parameters, local_now
from gdtui.study.memory.tables import (
    MIGRATIONS,
    after,
    answered_of,
    day_of,
    insert,
    keep,
    kept_of,
    parameters_of,
    replay,
    review_of,
    sound,
    sound_and_left_out,
)

T = TypeVar("T")

PORTION = 2000
"""Rows that are read at a time, so that another quiz need not wait for its turn to write."""
LAST_ID = 2**63 - 1


class AnsweredElsewhereError(Exception):
    """The card was answered by another quiz since it was asked here."""


class Store:
    """The log, and what is kept of every card. A card is named by its deck and its id."""

    def __init__(
        self, path: Path, *, create: bool = True, migrations: Sequence[str] = MIGRATIONS
    ) -> None:
        """Open the database in the file. Raises `StoreError` for a newer format.

        With `create` false, a file that does not exist is not made.
        """
        self._database = Database(path, create=create, migrations=migrations)
        self._has_told_left_out = False

    @property
    def notices(self) -> list[str]:
        """Sentences to be shown, once each; `notices.taken` takes them out."""
        return self._database.notices

    @property
    def saves(self) -> bool:
        """Whether answers are on disk, and not only in memory."""
        return self._database.saves

    @property
    def path(self) -> Path:
        """The file of the database."""
        return self._database.path

    def close(self) -> None:
        """Close it; everything is on disk already."""
        self._database.close()

    # Reading

    def kept(self) -> dict[CardKey, Kept]:
        """Everything kept, by the card's deck and id."""

        def read(row: sqlite3.Row) -> tuple[CardKey, Kept]:
            return CardKey(str(row["deck"]), str(row["id"])), kept_of(row)

        return dict(self._sound(read, self._read("SELECT * FROM card")))

    def of(self, deck: str, card: str) -> Kept:
        """What is kept of one card."""
        return self._database.reading(lambda db: known(db, CardKey(deck, card)))

    def reviews(self, *, undone: bool = False, card: CardKey | None = None) -> list[Review]:
        """The answers in the order of time, of every card or of one; with `undone`, all of them."""
        return self._lines(undone, card, f"kind = '{records.REVIEW}'")

    def log(self, *, undone: bool = False, card: CardKey | None = None) -> list[Review]:
        """As `reviews`, with everything else that was done."""
        return self._lines(undone, card)

    def whole_log(self) -> Iterator[Review]:
        """All of the log, what was undone too, in the order in which it was written.

        A portion of it at a time is held.
        """
        after = -LAST_ID
        query = "SELECT * FROM review WHERE id > ? ORDER BY id LIMIT ?"
        while rows := self._read(query, after, PORTION):
            yield from self._sound(review_of, rows)
            after = rows[-1]["id"]

    def days(self) -> list[date]:
        """The study days with answers, the first one first."""
        rows = self._read(
            "SELECT DISTINCT day FROM review WHERE kind = ? AND undone_at IS NULL ORDER BY day",
            records.REVIEW,
        )
        return self._sound(day_of, rows)

    def answered_on(self, day: date) -> list[Answered]:
        """What was answered on a study day, in the order of time."""
        rows = self._read(
            "SELECT deck, card, grade, phase, mistake FROM review "
            "WHERE day = ? AND kind = ? AND undone_at IS NULL ORDER BY at, id",
            day.isoformat(),
            records.REVIEW,
        )
        return self._sound(answered_of, rows)

    def answers(self) -> int:
        """How many answers there are that were not taken back."""
        found = self._read(
            "SELECT count(*) FROM review WHERE kind = ? AND undone_at IS NULL", records.REVIEW
        )
        return int(found[0][0])

    def last(self, cards: Collection[CardKey] | None = None) -> Review | None:
        """What was done last with any card, or any of these, in the order it was written down."""
        before = LAST_ID
        query = (
            "SELECT id, deck, card FROM review WHERE id < ? AND undone_at IS NULL "
            "ORDER BY id DESC LIMIT ?"
        )
        while rows := self._read(query, before, PORTION):
            for line, deck, card in rows:
                if cards is None or CardKey(deck, card) in cards:
                    found = self._read("SELECT * FROM review WHERE id = ?", line)
                    for last in sound(review_of, found):
                        return last
            before = rows[-1]["id"]
        return None

    def times_asked(self, deck: str, card: str) -> int:
        """How many grades of a card were not taken back, of reviews and crams."""
        found = self._read(
            "SELECT count(*) FROM review "
            "WHERE deck = ? AND card = ? AND grade > 0 AND undone_at IS NULL",
            deck,
            card,
        )
        return int(found[0][0])

    def last_params(self, deck: str, card: str) -> Mapping[str, str] | None:
        """The numbers that a card was last asked with."""
        rows = self._read(
            "SELECT * FROM review WHERE deck = ? AND card = ? AND undone_at IS NULL "
            "AND grade > 0 ORDER BY at DESC LIMIT 1",
            deck,
            card,
        )
        return next((review.params for review in sound(review_of, rows)), None)

    def done_on(self, day: date) -> dict[str, tuple[int, int]]:
        """How many new cards and how many reviews were done on a study day, by deck."""
        rows = self._read(
            "SELECT deck, phase, count(DISTINCT card) AS n FROM review "
            "WHERE day = ? AND kind = ? AND undone_at IS NULL GROUP BY deck, phase",
            day.isoformat(),
            records.REVIEW,
        )
        counts = {(row["deck"], row["phase"]): row["n"] for row in rows}
        return {
            deck: (counts.get((deck, NEW), 0), counts.get((deck, REVIEW), 0)) for deck, _ in counts
        }

    def missed_since(self, day: date) -> set[CardKey]:
        """The cards that were graded Again on that study day or later, in a cram too."""
        rows = self._read(
            "SELECT DISTINCT deck, card FROM review "
            "WHERE day >= ? AND grade = 1 AND undone_at IS NULL",
            day.isoformat(),
        )
        return {CardKey(row["deck"], row["card"]) for row in rows}

    def _lines(self, undone: bool, card: CardKey | None, *where: str) -> list[Review]:
        asked = [*where, *([] if undone else ["undone_at IS NULL"])]
        asked += ["deck = ? AND card = ?"] if card is not None else []
        query = f"SELECT * FROM review WHERE {' AND '.join(asked) or 'TRUE'} ORDER BY at, id"  # noqa: S608
        return self._sound(review_of, self._read(query, *(card or ())))

    def _read(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self._database.rows(query, *values)

    def _sound(self, read: Callable[[sqlite3.Row], T], rows: Iterable[sqlite3.Row]) -> list[T]:
        """The rows as values; that some make no sense is told once."""
        found, left_out = sound_and_left_out(read, rows)
        if left_out and not self._has_told_left_out:
            self._has_told_left_out = True
            self.notices.append(
                f"{self.path.name}: some of its lines make no sense; they are left out, and stay "
                "in the file"
            )
        return found

    # Answers: one transaction each

    def record(self, review: Review, before: Memory, learned: Memory) -> None:
        """Write one answer down. When this returns, it is on disk, unless `saves` is false.

        Raises `AnsweredElsewhereError` if the card is not what it was when it was asked.
        """

        def work(db: sqlite3.Connection) -> None:
            kept = known(db, review.key)
            unknown = kept == Kept() and not self.saves  # the file may be out of reach
            if kept.memory.reps != before.reps and not unknown:
                raise AnsweredElsewhereError(review.card)
            keep(db, review.key, replace(kept, memory=learned))
            insert(db, in_order(db, replace(review, until=learned.due_day)))

        self._database.write(work)

    def undo(self, line: Review) -> Kept:
        """Take back what a line says: it stays in the log, marked. Returns what is known now."""

        def work(db: sqlite3.Connection) -> Kept:
            db.execute(
                "UPDATE review SET undone_at = ? WHERE uid = ? AND undone_at IS NULL",
                (milliseconds(local_now()), line.uid),
            )
            return known(db, line.key) if line.kind == records.CRAM else replay(db, line.key)

        return self._database.write(work)

    def undo_last(self, cards: Collection[CardKey] | None = None) -> Review | None:
        """Take back what was done last with any card, or any of these; None: there is nothing."""
        line = self.last(cards)
        if line is not None:
            self.undo(line)
        return line

    # What else is done with a card: a line of the log each, undone as an answer is

    def forget(self, deck: str, card: str, now: datetime | None = None) -> Review:
        """Make a card new again; its answers stay in the log."""
        return self._do(records.FORGET, deck, card, now)

    def set_due(self, deck: str, card: str, day: date, now: datetime | None = None) -> Review:
        """Have a card come back on a study day, whatever was learned of it."""
        return self._do(records.DUE, deck, card, now, day)

    def bury(self, deck: str, card: str, until: date, now: datetime | None = None) -> Review:
        """Leave a card out until a study day."""
        return self._do(records.BURY, deck, card, now, until)

    def unbury(self, deck: str, card: str, now: datetime | None = None) -> Review:
        """Ask a buried card again."""
        return self._do(records.UNBURY, deck, card, now)

    def suspend(self, deck: str, card: str, now: datetime | None = None) -> Review:
        """Leave a card out until further notice."""
        return self._do(records.SUSPEND, deck, card, now)

    def unsuspend(self, deck: str, card: str, now: datetime | None = None) -> Review:
        """Ask a suspended card again."""
        return self._do(records.UNSUSPEND, deck, card, now)

    def _do(
        self, kind: str, deck: str, card: str, now: datetime | None, until: date | None = None
    ) -> Review:
        """Write down what was done, and what follows from it. Returns the line, for undoing it."""
        phase = self.of(deck, card).memory.phase
        line = done_to(kind, CardKey(deck, card), phase, now or local_now(), until)
        self.note(line)
        return line

    def note(self, line: Review) -> None:
        """Add a line to the log, and work out what follows from it for its card."""

        def work(db: sqlite3.Connection) -> None:
            insert(db, in_order(db, line))
            if line.kind != records.CRAM:
                keep(db, line.key, after(known(db, line.key), line))

        self._database.write(work)

    # The weights of FSRS

    def parameters(self) -> Parameters:
        """The weights that are in force."""
        return self._database.reading(parameters_of)

    def use(self, parameters: Parameters) -> None:
        """Put fitted weights in force: what is known of every card follows from them at once.

        The days on which cards come back stay as they were promised.
        """

        def work(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO parameters(at, weights) VALUES (?, ?)",
                (milliseconds(local_now()), json.dumps(parameters)),
            )
            replay_all(db)

        self._database.write(work)

    def undo_parameters(self) -> bool:
        """Take the weights back that were put in force last; whether there were any."""

        def work(db: sqlite3.Connection) -> bool:
            undone = db.execute(
                "UPDATE parameters SET undone_at = ? WHERE id = "
                "(SELECT max(id) FROM parameters WHERE undone_at IS NULL)",
                (milliseconds(local_now()),),
            )
            replay_all(db)
            return undone.rowcount > 0

        return self._database.write(work)

    # Lines from elsewhere

    def add(self, lines: Iterable[Review]) -> int:
        """Add lines from elsewhere to the log, those it lacks. Returns how many those were.

        What is known of their cards is worked out anew.
        """

        def work(db: sqlite3.Connection) -> int:
            added = 0
            cards = set()
            for line in lines:
                found = db.execute(
                    "SELECT undone_at FROM review WHERE uid = ?", (line.uid,)
                ).fetchone()
                if found is None:
                    insert(db, line)
                    added += 1
                elif line.undone_at is not None and found["undone_at"] is None:
                    db.execute(
                        "UPDATE review SET undone_at = ? WHERE uid = ?",
                        (line.undone_at, line.uid),
                    )
                else:
                    continue
                cards.add(line.key)
            for key in cards:
                replay(db, key)
            return added

        return self._database.write(work)

    def has_cards_without_a_deck(self) -> bool:
        """Whether it knows cards of which an earlier version did not write down the deck."""
        return bool(self._read("SELECT 1 FROM card WHERE deck = '' LIMIT 1"))

    def adopt(self, cards: Iterable[CardKey]) -> None:
        """Give what is known of cards without a deck to the first of these with the same id."""
        owners: dict[str, str] = {}
        for deck, card in cards:
            owners.setdefault(card, deck)

        def work(db: sqlite3.Connection) -> None:
            for row in db.execute("SELECT id FROM card WHERE deck = ''").fetchall():
                if deck := owners.get(row["id"]):
                    move(db, CardKey("", row["id"]), deck)

        self._database.write(work)

    def rename(self, old: str, new: str) -> int:
        """Give what is known of the cards of a deck to a deck of another name; of how many."""

        def work(db: sqlite3.Connection) -> int:
            rows = db.execute("SELECT id FROM card WHERE deck = ?", (old,)).fetchall()
            for row in rows:
                move(db, CardKey(old, row["id"]), new)
            return len(rows)

        return self._database.write(work)
