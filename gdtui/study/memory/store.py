"""The database of what was learned: one SQLite file, one commit an answer.

The review log is the truth, and is only added to; what is remembered of a card can be worked out
from it at any time, and is kept beside it so that nothing has to be. Home directories on lab
machines are often network drives: hence a rollback journal and not WAL. A home that is full or
read-only leaves a program that works in memory and says once that it cannot save.
"""

import contextlib
import json
import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from gdtui.study.memory.schedule import Memory, graded

T = TypeVar("T")

WAITS = 5.0  # seconds for another quiz that is writing

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE card (
      id TEXT PRIMARY KEY,
      phase INTEGER NOT NULL DEFAULT 0, step INTEGER, stability REAL, difficulty REAL,
      due_at REAL, due_day TEXT, last_day TEXT,
      reps INTEGER NOT NULL DEFAULT 0, lapses INTEGER NOT NULL DEFAULT 0,
      suspended INTEGER NOT NULL DEFAULT 0, buried_until TEXT
    );
    CREATE TABLE review (
      id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
      card TEXT NOT NULL REFERENCES card(id),
      at INTEGER NOT NULL, zone INTEGER NOT NULL, day TEXT NOT NULL,
      grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
      graded_by TEXT NOT NULL, phase INTEGER NOT NULL, retention REAL NOT NULL,
      ms INTEGER, seed INTEGER, params TEXT, answer TEXT, verdict TEXT, mistake TEXT,
      undone_at INTEGER
    );
    CREATE INDEX review_card ON review(card, at);
    CREATE INDEX review_day ON review(day);
    """,
)
"""What leads from one version of the tables to the next; the number of them is the version."""


class StoreError(Exception):
    """A database that must not be used; the message is one line and says what to do."""


class AnsweredElsewhereError(Exception):
    """The card was answered by another quiz since it was asked here."""


class _DamagedError(Exception):
    """The file is no database of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One line of the log."""

    uid: str
    card: str
    at: int
    """When, in milliseconds of the epoch."""
    zone: int
    """The local time's distance from UTC then, in minutes."""
    day: date
    """The study day."""
    grade: int
    graded_by: str
    """`self`, `suggested` (by the verdict) or `override` (of the suggestion)."""
    phase: int
    """Of the card, before."""
    retention: float
    """The desired retention then."""
    ms: int | None = None
    """How long the answer took."""
    seed: int | None = None
    params: Mapping[str, str] | None = None
    """The numbers that were drawn."""
    answer: str | None = None
    """What was typed."""
    verdict: str | None = None
    mistake: str | None = None
    """The sentence of the known mistake that was made."""
    undone_at: int | None = None

    @property
    def moment(self) -> datetime:
        """When, in the local time of then."""
        return datetime.fromtimestamp(self.at / 1000, timezone(timedelta(minutes=self.zone)))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a card besides its reviews."""

    memory: Memory = field(default_factory=Memory)
    suspended: bool = False
    buried_until: date | None = None
    """The study day on which it may be asked again."""


def new_uid() -> str:
    """A name for a review, that no other review has on any machine."""
    return uuid.uuid4().hex


class Store:
    """An open database, or the memory that stands in for one."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open, and if need be create or migrate. Raises `StoreError` for a newer format.

        A damaged file is set aside; `notices` says so. With `create` false, a file that does not
        exist is not made.
        """
        self.path = path
        self.notices: list[str] = []
        """Sentences to be shown, once each; whoever shows them takes them out."""
        self.saves = True
        """Whether answers are on disk, and not only in memory."""
        self._path = path
        if not create and not path.exists():
            self._db = self._memory()
            return
        try:
            self._db = self._opened(probe=create)
        except sqlite3.Error as error:
            self._db = self._memory()
            with contextlib.suppress(sqlite3.Error):
                self._db = self._opened(probe=False)  # what cannot be written may still be read
            self._go_on_in_memory(error)

    def close(self) -> None:
        """Close it; everything is on disk already."""
        self._db.close()

    # Reading

    def kept(self) -> dict[str, Kept]:
        """Everything kept, by the card's id."""
        return {row["id"]: _kept(row) for row in self._read("SELECT * FROM card")}

    def of(self, card: str) -> Kept:
        """What is kept of one card."""
        rows = self._read("SELECT * FROM card WHERE id = ?", card)
        return _kept(rows[0]) if rows else Kept()

    def reviews(self, *, undone: bool = False) -> list[Review]:
        """The log in the order of time; with `undone`, also what was taken back."""
        where = "" if undone else "WHERE undone_at IS NULL"
        return [_review(row) for row in self._read(f"SELECT * FROM review {where} ORDER BY at, id")]  # noqa: S608

    def last(self, cards: Iterable[str]) -> Review | None:
        """The last review of any of these cards, in the order in which they were written."""
        known = set(cards)
        for row in self._read("SELECT * FROM review WHERE undone_at IS NULL ORDER BY id DESC"):
            if row["card"] in known:
                return _review(row)
        return None

    def last_params(self, card: str) -> Mapping[str, str] | None:
        """The numbers that a card was last asked with."""
        rows = self._read(
            "SELECT * FROM review WHERE card = ? AND undone_at IS NULL ORDER BY at DESC LIMIT 1",
            card,
        )
        return _review(rows[0]).params if rows else None

    def done_on(self, day: date) -> tuple[int, int]:
        """How many new cards and how many reviews were done on a study day."""
        rows = self._read(
            "SELECT phase, count(DISTINCT card) AS n FROM review "
            "WHERE day = ? AND undone_at IS NULL GROUP BY phase", day.isoformat(),
        )  # fmt: skip
        counts = {row["phase"]: row["n"] for row in rows}
        return counts.get(0, 0), counts.get(2, 0)

    # Writing: one transaction each

    def record(self, review: Review, before: Memory, after: Memory) -> None:
        """Write one answer down. When this returns, it is on disk, unless `saves` is false.

        Raises `AnsweredElsewhereError` if the card is not what it was when it was asked.
        """

        def work(db: sqlite3.Connection) -> None:
            row = db.execute("SELECT reps FROM card WHERE id = ?", (review.card,)).fetchone()
            if (row["reps"] if row else 0) != before.reps:
                raise AnsweredElsewhereError(review.card)
            _remember(db, review.card, after)
            last = db.execute("SELECT max(at) FROM review WHERE card = ?", (review.card,))
            earliest = (last.fetchone()[0] or 0) + 1  # where the clock was set back since
            _insert(db, replace(review, at=max(review.at, earliest)))

        self._write(work)

    def undo(self, review: Review) -> Memory:
        """Take a review back: it stays in the log, marked. Returns what is remembered now."""

        def work(db: sqlite3.Connection) -> Memory:
            db.execute("UPDATE review SET undone_at = ? WHERE uid = ? AND undone_at IS NULL",
                       (int(time.time() * 1000), review.uid))  # fmt: skip
            return _replay(db, review.card)

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
                    _insert(db, review)
                    added += 1
                elif review.undone_at is not None and known["undone_at"] is None:
                    db.execute("UPDATE review SET undone_at = ? WHERE uid = ?",
                               (review.undone_at, review.uid))  # fmt: skip
                else:
                    continue
                cards.add(review.card)
            for card in cards:
                _replay(db, card)
            return added

        return self._write(work)

    def _flag(self, card: str, column: str, value: Any) -> None:
        def work(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR IGNORE INTO card(id) VALUES (?)", (card,))
            db.execute(f"UPDATE card SET {column} = ? WHERE id = ?", (value, card))  # noqa: S608

        self._write(work)

    def _read(self, query: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            if not self.saves:
                raise
            self._go_on_in_memory(error)
            return self._db.execute(query, values).fetchall()

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return _in_transaction(self._db, work)
        except sqlite3.Error as error:
            if not self.saves:
                raise
            self._go_on_in_memory(error)
            return _in_transaction(self._db, work)

    # Files

    def _opened(self, *, probe: bool) -> sqlite3.Connection:
        """The database in the file. Raises `sqlite3.Error` or `StoreError`."""
        try:
            return self._checked(probe=probe)
        except _DamagedError:
            aside = _set_aside(self._path)
        self.notices.append(
            f"{self._path.name} was damaged; it was set aside as {aside}, and a new one begun"
        )
        try:
            return self._checked(probe=probe)
        except _DamagedError as error:
            raise sqlite3.OperationalError(str(error)) from None

    def _checked(self, *, probe: bool) -> sqlite3.Connection:
        _own(self._path)
        db = sqlite3.connect(self._path, timeout=WAITS, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            # The first question, since a file that is no database answers none of them.
            version = db.execute("PRAGMA user_version").fetchone()[0]
            db.execute("PRAGMA journal_mode = TRUNCATE")
            db.execute("PRAGMA synchronous = FULL")
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise _DamagedError("it does not pass SQLite's own check")
            if version > len(MIGRATIONS):
                raise StoreError(
                    f"{self._path} was written by a newer gdtui (format {version}, and this one "
                    f"knows {len(MIGRATIONS)}): update gdtui, or move the file away"
                )
            if version == len(MIGRATIONS):
                _check_tables(db)
                if probe:  # a write that changes nothing, so that one knows now and not later
                    _in_transaction(db, lambda db: db.execute(f"PRAGMA user_version = {version}"))
            else:
                if version:
                    self._back_up(db, version)
                _in_transaction(db, _migrate)
        except BaseException as error:
            db.close()
            if isinstance(error, sqlite3.Error) and _is_damage(error):
                raise _DamagedError(str(error)) from None
            raise
        return db

    def _back_up(self, db: sqlite3.Connection, version: int) -> None:
        """A copy of the file as it was, before its tables are changed."""
        path = self._path.with_name(f"{self._path.name}.format-{version}")
        _own(path)
        with contextlib.closing(sqlite3.connect(path)) as copy:
            db.backup(copy)

    def _memory(self) -> sqlite3.Connection:
        self.saves = False
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.row_factory = sqlite3.Row
        _in_transaction(db, _migrate)
        return db

    def _go_on_in_memory(self, error: sqlite3.Error) -> None:
        """Take along what can still be read, and say so."""
        file, self._db = self._db, self._memory()
        with contextlib.suppress(sqlite3.Error):
            for table in ("card", "review"):
                rows = file.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        with contextlib.suppress(sqlite3.Error):
            file.close()
        self._cannot_save(error)

    def _cannot_save(self, error: sqlite3.Error) -> None:
        self.saves = False
        self.notices.append(
            f"{self._path} cannot be written ({error}): from here on answers are not kept"
        )


def _own(path: Path) -> None:
    """Make sure of a file that is its owner's alone. Raises `sqlite3.OperationalError`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except FileExistsError:
        raise sqlite3.OperationalError(f"{path.parent} is not a folder") from None
    except OSError as error:
        if not path.is_file():
            raise sqlite3.OperationalError(error.strerror or str(error)) from None
    with contextlib.suppress(OSError):  # one that cannot be changed is still read
        path.chmod(0o600)


def _set_aside(path: Path) -> str:
    """Rename a damaged file, with its journal. Raises `sqlite3.OperationalError`."""
    stamp = f"{path.name}.damaged-{date.today().isoformat()}"
    aside = path.with_name(stamp)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stamp}-{number}")
    try:
        os.rename(path, aside)
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}-journal", f"{aside}-journal")
    except FileNotFoundError:
        return "another quiz's copy"  # it was there first
    except OSError as error:
        raise sqlite3.OperationalError(
            f"damaged, and cannot be set aside: {error.strerror}"
        ) from None
    return aside.name


def _check_tables(db: sqlite3.Connection) -> None:
    """Raises `_DamagedError` where the tables are not ours, or not all of them."""
    try:
        db.execute("SELECT phase, buried_until FROM card LIMIT 0")
        db.execute("SELECT uid, undone_at FROM review LIMIT 0")
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise _DamagedError(str(error)) from None
        raise


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is broken, rather than locked, full or out of reach."""
    name: str = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _in_transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    db.execute("BEGIN IMMEDIATE")
    try:
        done = work(db)
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    return done


def _migrate(db: sqlite3.Connection) -> None:
    """From whatever version the tables have to the present one."""
    version = db.execute("PRAGMA user_version").fetchone()[
        0
    ]  # again: another quiz may have done it
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise _DamagedError("it holds something else")
    for script in MIGRATIONS[version:]:
        for statement in filter(str.strip, script.split(";")):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


# Rows


def _kept(row: sqlite3.Row) -> Kept:
    memory = Memory(
        phase=row["phase"], step=row["step"], stability=row["stability"],
        difficulty=row["difficulty"], due_at=row["due_at"], due_day=_day(row["due_day"]),
        last_day=_day(row["last_day"]), reps=row["reps"], lapses=row["lapses"],
    )  # fmt: skip
    return Kept(memory, bool(row["suspended"]), _day(row["buried_until"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_COLUMNS = ("uid", "card", "at", "zone", "day", "grade", "graded_by", "phase", "retention", "ms",
            "seed", "params", "answer", "verdict", "mistake", "undone_at")  # fmt: skip


def _review(row: sqlite3.Row) -> Review:
    values = {name: row[name] for name in _COLUMNS}
    values["day"] = date.fromisoformat(values["day"])
    values["params"] = json.loads(values["params"]) if values["params"] else None
    return Review(**values)


def _insert(db: sqlite3.Connection, review: Review) -> None:
    values = {name: getattr(review, name) for name in _COLUMNS}
    values["day"] = review.day.isoformat()
    values["params"] = None if review.params is None else json.dumps(dict(review.params))
    names, marks = ", ".join(_COLUMNS), ", ".join("?" * len(_COLUMNS))
    db.execute(f"INSERT INTO review({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608


def _remember(db: sqlite3.Connection, card: str, memory: Memory) -> None:
    db.execute("INSERT OR IGNORE INTO card(id) VALUES (?)", (card,))
    db.execute(
        "UPDATE card SET phase = ?, step = ?, stability = ?, difficulty = ?, due_at = ?, "
        "due_day = ?, last_day = ?, reps = ?, lapses = ? WHERE id = ?",
        (
            memory.phase, memory.step, memory.stability, memory.difficulty, memory.due_at,
            memory.due_day.isoformat() if memory.due_day else None,
            memory.last_day.isoformat() if memory.last_day else None,
            memory.reps, memory.lapses, card,
        ),
    )  # fmt: skip


def _replay(db: sqlite3.Connection, card: str) -> Memory:
    """Work out what is remembered of a card from its log, and keep it."""
    rows = db.execute(
        "SELECT * FROM review WHERE card = ? AND undone_at IS NULL ORDER BY at, id", (card,)
    ).fetchall()
    memory = replayed(map(_review, rows))
    _remember(db, card, memory)
    return memory


def replayed(reviews: Iterable[Review]) -> Memory:
    """What is remembered after these reviews of one card, from nothing."""
    memory = Memory()
    for review in reviews:
        memory = graded(
            memory, review.grade, review.moment, card_id=review.card, retention=review.retention
        ).memory
    return memory
