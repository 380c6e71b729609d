"""The tables of the database: how they came about, and their rows as values."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date

from gdtui.study.memory.records import Kept, Review
from gdtui.study.memory.schedule import Memory, graded

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
    try:
        db.execute("SELECT phase, buried_until FROM card LIMIT 0")
        db.execute("SELECT uid, undone_at FROM review LIMIT 0")
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise DamagedError(str(error)) from None
        raise


def kept_of(row: sqlite3.Row) -> Kept:
    """A row of the table `card`."""
    values = {name: row[name] for name in _MEMORY}
    values |= {name: _day(values[name]) for name in _MEMORY_DAYS}
    return Kept(Memory(**values), bool(row["suspended"]), _day(row["buried_until"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def review_of(row: sqlite3.Row) -> Review:
    """A row of the table `review`."""
    values = {name: row[name] for name in _REVIEW}
    values["day"] = date.fromisoformat(values["day"])
    values["params"] = json.loads(values["params"]) if values["params"] else None
    return Review(**values)


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
    memory = replayed(map(review_of, rows))
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
