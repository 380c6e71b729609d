"""The database of what was learned: one SQLite file, one commit an answer.

The review log is the truth, and is only added to; what is remembered of a card can be worked out
from it at any time, and is kept beside it so that nothing has to be. Home directories on lab
machines are often network drives: hence a rollback journal and not WAL. A home that is full or
read-only leaves a program that works in memory and says once that it cannot save.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from gdtui.files.paths import is_missing, unwritable
from gdtui.study.memory import database_file
from gdtui.study.memory.records import Answered, Kept, Review
from gdtui.study.memory.schedule import Memory
from gdtui.study.memory.tables import (
    MIGRATIONS,
    DamagedError,
    answered_of,
    check,
    day_of,
    in_transaction,
    insert,
    is_damage,
    kept_of,
    mend,
    migrate,
    remember,
    replay,
    review_of,
    sound,
    sound_and_left_out,
    text_of,
    version_of,
)

T = TypeVar("T")

WAITS = 1.5  # seconds for another quiz that is writing
PORTION = 2000
"""Rows that are read at a time, so that another quiz need not wait for its turn to write."""
LAST_ID = 2**63 - 1


class StoreError(Exception):
    """A database that must not be used; the message is one line and says what to do."""


class AnsweredElsewhereError(Exception):
    """The card was answered by another quiz since it was asked here."""


class Store:
    """An open database, or the memory that stands in for one."""

    def __init__(
        self, path: Path, *, create: bool = True, migrations: Sequence[str] = MIGRATIONS
    ) -> None:
        """Open, and if need be create or migrate. Raises `StoreError` for a newer format.

        A damaged file is set aside; `notices` says so. With `create` false, a file that does not
        exist is not made. `migrations` lead from nothing to the tables as they are now.
        """
        self.notices: list[str] = []
        """Sentences to be shown, once each; `notices.taken` takes them out."""
        self.saves = True
        """Whether answers are on disk, and not only in memory."""
        self._path = path
        self._migrations = migrations
        self._has_told_left_out = False
        self._identity: tuple[int, int] | None = None
        if not create and is_missing(path):
            self._db = self._memory()
            return
        try:
            self._db = self._patiently(lambda: self._opened(probe=create))
        except sqlite3.Error as error:
            try:  # what cannot be written may still be read
                self._db = self._opened(probe=False, waits=0)
            except sqlite3.Error:
                self._db = self._memory()
                self._cannot_open(error)
            else:
                self._go_on_in_memory(error)
        else:
            self._identity = database_file.identity(path)

    def close(self) -> None:
        """Close it; everything is on disk already."""
        self._db.close()

    # Reading

    def kept(self) -> dict[str, Kept]:
        """Everything kept, by the card's id."""

        def read(row: sqlite3.Row) -> tuple[str, Kept]:
            return str(row["id"]), kept_of(row)

        return dict(self._sound(read, self._read("SELECT * FROM card")))

    def of(self, card: str) -> Kept:
        """What is kept of one card."""
        rows = self._read("SELECT * FROM card WHERE id = ?", card)
        return next(iter(sound(kept_of, rows)), Kept())

    def reviews(self, *, undone: bool = False, card: str | None = None) -> list[Review]:
        """The log in the order of time, of every card or of one; with `undone`, all of it."""
        where = [] if undone else ["undone_at IS NULL"]
        where += ["card = ?"] if card is not None else []
        asked = f"WHERE {' AND '.join(where)}" if where else ""
        query = f"SELECT * FROM review {asked} ORDER BY at, id"  # noqa: S608
        return self._sound(review_of, self._read(query, *filter(None, [card])))

    def log(self) -> Iterator[Review]:
        """All of the log, undone reviews too, in the order in which it was written.

        A portion of it at a time is held.
        """
        after = -LAST_ID
        query = "SELECT * FROM review WHERE id > ? ORDER BY id LIMIT ?"
        while rows := self._read(query, after, PORTION):
            yield from self._sound(review_of, rows)
            after = rows[-1]["id"]

    def days(self) -> list[date]:
        """The study days of the log, the first one first."""
        rows = self._read("SELECT DISTINCT day FROM review WHERE undone_at IS NULL ORDER BY day")
        return self._sound(day_of, rows)

    def answered_on(self, day: date) -> list[Answered]:
        """What was answered on a study day, in the order of time."""
        rows = self._read(
            "SELECT card, grade, phase, mistake FROM review "
            "WHERE day = ? AND undone_at IS NULL ORDER BY at, id",
            day.isoformat(),
        )
        return self._sound(answered_of, rows)

    def answers(self) -> int:
        """How many lines the log has that were not taken back."""
        found = self._read("SELECT count(*) FROM review WHERE undone_at IS NULL")
        return int(found[0][0])

    def last(self, cards: Iterable[str]) -> Review | None:
        """The last review of any of these cards, in the order in which they were written."""
        known, before = set(cards), LAST_ID
        where = "id < ? AND undone_at IS NULL"
        query = f"SELECT id, card FROM review WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608
        while rows := self._read(query, before, PORTION):
            for line, card in rows:
                if card in known:
                    found = self._read("SELECT * FROM review WHERE id = ?", line)
                    for review in sound(review_of, found):
                        return review
            before = rows[-1]["id"]
        return None

    def last_params(self, card: str) -> Mapping[str, str] | None:
        """The numbers that a card was last asked with."""
        rows = self._read(
            "SELECT * FROM review WHERE card = ? AND undone_at IS NULL ORDER BY at DESC LIMIT 1",
            card,
        )
        return next((review.params for review in sound(review_of, rows)), None)

    def done_on(self, day: date) -> tuple[int, int]:
        """How many new cards and how many reviews were done on a study day."""
        rows = self._read(
            "SELECT phase, count(DISTINCT card) AS n FROM review "
            "WHERE day = ? AND undone_at IS NULL GROUP BY phase",
            day.isoformat(),
        )
        counts = {row["phase"]: row["n"] for row in rows}
        return counts.get(0, 0), counts.get(2, 0)

    def _sound(self, read: Callable[[sqlite3.Row], T], rows: Iterable[sqlite3.Row]) -> list[T]:
        """The rows as values; that some make no sense is told once."""
        found, left_out = sound_and_left_out(read, rows)
        if left_out and not self._has_told_left_out:
            self._has_told_left_out = True
            self.notices.append(
                f"{self._path.name}: some of its lines make no sense; they are left out, and stay "
                "in the file"
            )
        return found

    # Writing: one transaction each

    def record(self, review: Review, before: Memory, after: Memory) -> None:
        """Write one answer down. When this returns, it is on disk, unless `saves` is false.

        Raises `AnsweredElsewhereError` if the card is not what it was when it was asked.
        """

        def work(db: sqlite3.Connection) -> None:
            row = db.execute("SELECT reps FROM card WHERE id = ?", (review.card,)).fetchone()
            known = row is not None or self.saves  # in memory alone, what was learned may not be
            if known and (row["reps"] if row else 0) != before.reps:
                raise AnsweredElsewhereError(review.card)
            remember(db, review.card, after)
            last = db.execute("SELECT max(at) FROM review WHERE card = ?", (review.card,))
            earliest = (last.fetchone()[0] or 0) + 1  # where the clock was set back since
            insert(db, replace(review, at=max(review.at, earliest)))

        self._write(work)

    def undo(self, review: Review) -> Memory:
        """Take a review back: it stays in the log, marked. Returns what is remembered now."""

        def work(db: sqlite3.Connection) -> Memory:
            db.execute(
                "UPDATE review SET undone_at = ? WHERE uid = ? AND undone_at IS NULL",
                (int(time.time() * 1000), review.uid),
            )
            return replay(db, review.card)

        return self._write(work)

    def suspend(self, card: str, suspended: bool = True) -> None:
        """Leave a card out until further notice, or not any more."""
        self._flag(card, "suspended", int(suspended))

    def bury(self, card: str, until: date | None) -> None:
        """Leave a card out until a study day; None: not any more."""
        self._flag(card, "buried_until", until.isoformat() if until else None)

    def add(self, reviews: Iterable[Review]) -> int:
        """Add reviews from elsewhere to the log, those it lacks. Returns how many those were.

        What is remembered of their cards is worked out anew.
        """

        def work(db: sqlite3.Connection) -> int:
            added = 0
            cards = set()
            for review in reviews:
                known = db.execute(
                    "SELECT undone_at FROM review WHERE uid = ?", (review.uid,)
                ).fetchone()
                if known is None:
                    db.execute("INSERT OR IGNORE INTO card(id) VALUES (?)", (review.card,))
                    insert(db, review)
                    added += 1
                elif review.undone_at is not None and known["undone_at"] is None:
                    db.execute(
                        "UPDATE review SET undone_at = ? WHERE uid = ?",
                        (review.undone_at, review.uid),
                    )
                else:
                    continue
                cards.add(review.card)
            for card in cards:
                replay(db, card)
            return added

        return self._write(work)

    def _flag(self, card: str, column: str, value: Any) -> None:
        def work(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR IGNORE INTO card(id) VALUES (?)", (card,))
            db.execute(f"UPDATE card SET {column} = ? WHERE id = ?", (value, card))  # noqa: S608

        self._write(work)

    def _read(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self._reading(lambda: self._db.execute(query, values).fetchall())

    def _reading(self, work: Callable[[], T]) -> T:
        try:
            return self._patiently(work)
        except sqlite3.Error as error:
            if not self.saves:
                raise
            self._go_on_in_memory(error)
            return work()

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self._patiently(lambda: self._written(work))
        except sqlite3.Error as error:
            if not self.saves:
                raise
            self._go_on_in_memory(error)
            return in_transaction(self._db, work)

    def _written(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self.saves and database_file.identity(self._path) != self._identity:
            # SQLite would write on into a file that has no name any more.
            raise sqlite3.OperationalError("it was moved, replaced or deleted meanwhile")
        return in_transaction(self._db, work)

    def _patiently(self, do: Callable[[], T]) -> T:
        """Wait for other quizzes for as long as they get on. Raises `sqlite3.Error`."""
        while True:
            before = database_file.last_written(self._path)
            try:
                return do()
            except sqlite3.OperationalError as error:
                is_busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
                if not is_busy or database_file.last_written(self._path) == before:
                    raise

    # Files

    def _opened(self, *, probe: bool, waits: float = WAITS) -> sqlite3.Connection:
        """The database in the file. Raises `sqlite3.Error` or `StoreError`."""
        try:
            return self._checked(probe, waits)
        except DamagedError:
            aside = database_file.set_aside(self._path)
        self.notices.append(
            f"{self._path.name} was damaged; it was set aside as {aside}, and a new one begun"
        )
        try:
            return self._checked(probe, waits)
        except DamagedError as error:
            raise sqlite3.OperationalError(str(error)) from None

    def _checked(self, probe: bool, waits: float) -> sqlite3.Connection:
        database_file.own(self._path)
        db = sqlite3.connect(self._path, timeout=waits, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.text_factory = text_of
        try:
            # The first question, since a file that is no database answers none of them.
            version = version_of(db)
            db.execute("PRAGMA journal_mode = TRUNCATE")
            db.execute("PRAGMA synchronous = FULL")
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise DamagedError("it does not pass SQLite's own check")
            if version > len(self._migrations):
                raise StoreError(
                    f"{self._path} was written by a newer gdtui (format {version}, and this one "
                    f"knows {len(self._migrations)}): update gdtui, or move the file away"
                )
            if version == len(self._migrations):
                check(db)
                if probe:
                    in_transaction(db, self._probe)
            else:
                if version:
                    database_file.back_up(self._path, db, version)
                in_transaction(db, self._migrate)
        except BaseException as error:
            db.close()
            if is_damage(error):
                raise DamagedError(str(error)) from None
            raise
        return db

    def _migrate(self, db: sqlite3.Connection) -> None:
        migrate(db, self._migrations)

    def _probe(self, db: sqlite3.Connection) -> None:
        """Write what changes nothing, so that one knows now and not later; mend what is wrong."""
        db.execute(f"PRAGMA user_version = {len(self._migrations)}")
        mend(db)

    def _memory(self) -> sqlite3.Connection:
        self.saves = False
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.row_factory = sqlite3.Row
        in_transaction(db, self._migrate)
        return db

    def _go_on_in_memory(self, error: sqlite3.Error) -> None:
        """Take along what can still be read, and say so."""
        file, self._db = self._db, self._memory()
        with contextlib.suppress(sqlite3.Error):
            file.execute("PRAGMA busy_timeout = 0")  # it was waited for already
            for table in ("card", "review"):
                rows = file.execute(f"SELECT * FROM {table}")  # noqa: S608
                marks = ", ".join("?" * len(rows.description))
                self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        with contextlib.suppress(sqlite3.Error):
            file.close()
        said = unwritable(self._path, error)
        self.notices.append(f"{said}: from here on answers are not kept")

    def _cannot_open(self, error: sqlite3.Error) -> None:
        """Say what it means that nothing could be read."""
        if is_missing(self._path) or database_file.is_empty(self._path):
            said = f"{unwritable(self._path, error)}: from here on answers are not kept"
        else:
            said = (
                f"{self._path} cannot be opened ({error}): what was learned is not known here, "
                "and answers are not kept"
            )
        self.notices.append(said)
