"""The tables of the database: how they came about, and their rows as values."""

import contextlib
import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from sys import intern
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from gdtui.study.memory.records import Answered, Kept, Review
from gdtui.study.memory.schedule import Memory, checked_retention, graded

T = TypeVar("T")

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


# A value's fields are columns of the same names.
_REVIEW = tuple(field.name for field in fields(Review))
_MEMORY = tuple(field.name for field in fields(Memory))
_MEMORY_DAYS = ("due_day", "last_day")


class DamagedError(Exception):
    """The file is no database of ours."""


def migrate(db: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """From whatever version the tables have to the last one. Raises `DamagedError`."""
    version = version_of(db)  # again: another quiz may have done it
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise DamagedError("it holds something else")
    for script in migrations[version:]:
        for statement in filter(str.strip, script.split(";")):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {len(migrations)}")


def version_of(db: sqlite3.Connection) -> int:
    """The version of the tables; 0 if there are none."""
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version


def check(db: sqlite3.Connection) -> None:
    """Raises `DamagedError` where the tables are not ours, or not all of them."""
    others = "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')"
    if found := db.execute(others).fetchone():
        raise DamagedError("it has a {} {!r}".format(*found))
    try:
        db.execute(f"SELECT id, suspended, buried_until, {', '.join(_MEMORY)} FROM card LIMIT 0")  # noqa: S608
        db.execute(f"SELECT id, {', '.join(_REVIEW)} FROM review LIMIT 0")  # noqa: S608
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise DamagedError(str(error)) from None
        raise


def mend(db: sqlite3.Connection) -> None:
    """Work out anew what is remembered of cards whose rows make no sense."""
    for row in db.execute("SELECT * FROM card").fetchall():
        if not sound(kept_of, [row]):
            db.execute(
                "UPDATE card SET suspended = 0, buried_until = NULL WHERE id = ?", (row["id"],)
            )
            replay(db, row["id"])


def in_transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do all of it or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        done = work(db)
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    return done


def is_damage(error: BaseException) -> bool:
    """Whether the file is broken, rather than locked, full or out of reach."""
    if isinstance(error, UnicodeDecodeError):  # of what SQLite says about it
        return True
    name: str = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


# Rows as values


def text_of(content: bytes) -> str:
    """A text of the file, whatever its bytes are."""
    return content.decode(errors="replace")


def sound(read: Callable[[sqlite3.Row], T], rows: Iterable[sqlite3.Row]) -> list[T]:
    """The rows as values, without those that make no sense."""
    return sound_and_left_out(read, rows)[0]


def sound_and_left_out(
    read: Callable[[sqlite3.Row], T], rows: Iterable[sqlite3.Row]
) -> tuple[list[T], int]:
    """The rows as values, and how many were left out since they make no sense."""
    found: list[T] = []
    left_out = 0
    for row in rows:
        try:
            found.append(read(row))
        except (ValueError, RecursionError):
            left_out += 1
    return found, left_out


def kept_of(row: sqlite3.Row) -> Kept:
    """A row of the table `card`. Raises `ValueError` for one that makes no sense."""
    values = {name: row[name] for name in _MEMORY}
    values |= {name: _day(values[name]) for name in _MEMORY_DAYS}
    _check_types(values, _MEMORY_TYPES)
    _check_range(values, "phase", 0, 3)
    _check_range(values, "step", 0, 100)
    _check_range(values, "stability", 0, 1e6)
    _check_range(values, "difficulty", 0, 11)
    _check_range(values, "due_at", 0, _YEAR_3000)
    return Kept(Memory(**values), row["suspended"] == 1, _day(row["buried_until"]))


def review_of(row: sqlite3.Row) -> Review:
    """A row of the table `review`. Raises `ValueError` for one that makes no sense."""
    values = {name: row[name] for name in _REVIEW}
    values["day"] = _day(values["day"])
    values["params"] = _params(values["params"])
    _check_types(values, _REVIEW_TYPES)
    _check_range(values, "at", 0, _YEAR_3000 * 1000)
    _check_range(values, "zone", -1439, 1439)
    _check_range(values, "grade", 1, 4)
    _check_range(values, "phase", 0, 3)
    checked_retention(values["retention"])
    values |= {name: intern(values[name]) for name in ("card", "graded_by")}
    return Review(**values)


def answered_of(row: sqlite3.Row) -> Answered:
    """What is counted of a row of the table `review`. Raises `ValueError` if it makes no sense."""
    card, grade, phase, mistake = row
    if (
        type(card) is not str
        or grade not in (1, 2, 3, 4)
        or phase not in (0, 1, 2, 3)
        or not (mistake is None or type(mistake) is str)
    ):
        raise ValueError(card)
    return Answered(intern(card), grade, phase, mistake)


def day_of(row: sqlite3.Row) -> date:
    """The study day in a row. Raises `ValueError` if it is none."""
    found = _day(row["day"])
    if found is None:
        raise ValueError("no day")
    return found


_YEAR_3000 = 32_503_680_000  # seconds of the epoch


def _day(text: Any) -> date | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError(text)
    return _date(text)


_date = lru_cache(maxsize=4096)(date.fromisoformat)


def _params(text: Any) -> dict[str, str] | None:
    if not text:
        return None
    params = json.loads(text) if isinstance(text, str) else None
    if not isinstance(params, dict) or not all(isinstance(item, str) for item in params.values()):
        raise ValueError(text)
    return params


def _types(record: type) -> dict[str, tuple[type, ...]]:
    """The types that each field of a record may have."""
    hints = get_type_hints(record).items()
    return {
        name: get_args(hint) if isinstance(hint, UnionType) else (hint,)
        for name, hint in hints
        if name != "params"
    }


_MEMORY_TYPES, _REVIEW_TYPES = _types(Memory), _types(Review)


def _check_types(values: dict[str, Any], types: dict[str, tuple[type, ...]]) -> None:
    for name, known in types.items():
        if type(values[name]) not in known:
            raise ValueError(name)


def _check_range(values: dict[str, Any], name: str, least: float, most: float) -> None:
    value = values[name]
    if value is not None and not (math.isfinite(value) and least <= value <= most):
        raise ValueError(name)


def insert(db: sqlite3.Connection, review: Review) -> None:
    """Add a line to the log."""
    values = {name: getattr(review, name) for name in _REVIEW}
    values["day"] = review.day.isoformat()
    values["params"] = None if review.params is None else json.dumps(dict(review.params))
    names, marks = ", ".join(_REVIEW), ", ".join("?" * len(_REVIEW))
    db.execute(f"INSERT INTO review({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608


def remember(db: sqlite3.Connection, card: str, memory: Memory) -> None:
    """Keep what is remembered of a card."""
    db.execute("INSERT OR IGNORE INTO card(id) VALUES (?)", (card,))
    values = {name: getattr(memory, name) for name in _MEMORY}
    values |= {name: day.isoformat() for name in _MEMORY_DAYS if (day := values[name])}
    columns = ", ".join(f"{name} = ?" for name in _MEMORY)
    db.execute(f"UPDATE card SET {columns} WHERE id = ?", (*values.values(), card))  # noqa: S608


def replay(db: sqlite3.Connection, card: str) -> Memory:
    """Work out what is remembered of a card from its log, and keep it."""
    rows = db.execute(
        "SELECT * FROM review WHERE card = ? AND undone_at IS NULL ORDER BY at, id", (card,)
    ).fetchall()
    memory = replayed(sound(review_of, rows))
    remember(db, card, memory)
    return memory


def replayed(reviews: Iterable[Review]) -> Memory:
    """What is remembered after these reviews of one card, from nothing."""
    memory = Memory()
    for review in reviews:
        memory = graded(
            memory, review.grade, review.moment, card_id=review.card, retention=review.retention
        ).memory
    return memory
