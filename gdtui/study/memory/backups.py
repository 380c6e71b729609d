"""Copies of the database: one a day, a few of them, and how one of them takes its place again.

They are made by SQLite's own backup, in a thread, in small portions between which a quiz can write;
a start waits for nothing, and what keeps a copy from being made is no reason to stop.
"""

import contextlib
import os
import re
import sqlite3
import tempfile
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from gdtui.files import paths
from gdtui.study.memory import database_file, records
from gdtui.study.memory.schedule import local_now, study_day

MOST = 7
"""Copies that are kept, if they are small."""
MOST_BYTES = 200_000_000
"""Of all copies together; one is always kept."""
PAGES = 256
"""That are copied at a time."""
BREAK = 0.01  # seconds between two portions

_NAME = re.compile(r"reviews-(\d{4}-\d\d-\d\d)\.db")


class BackupError(Exception):
    """A copy that cannot be made or used; the message is one line."""


class Copy(NamedTuple):
    """A copy of the database."""

    day: date
    path: Path
    size: int
    """In bytes."""


def folder(database: Path) -> Path:
    """Where the copies of a database are; it need not exist."""
    return database.parent / "backups"


def copies(database: Path) -> list[Copy]:
    """The copies there are, the newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder(database).iterdir():
            if (match := _NAME.fullmatch(path.name)) and path.is_file():
                with contextlib.suppress(ValueError):  # such as February 30
                    found.append(Copy(date.fromisoformat(match[1]), path, path.stat().st_size))
    return sorted(found, reverse=True)


def begin(database: Path) -> threading.Thread | None:
    """Make today's copy in a thread, unless there is one or nothing is new since the last."""
    today, known = study_day(local_now()), copies(database)
    if paths.is_missing(database) or database_file.is_empty(database):
        return None
    if known and (
        known[0].day >= today
        or database_file.last_written(database) < database_file.last_written(known[0].path)
    ):
        return None
    thread = threading.Thread(target=_try_to_make, args=(database, today), daemon=True)
    thread.start()
    return thread


def _try_to_make(database: Path, day: date) -> None:
    with contextlib.suppress(BackupError):  # a full disk is told where an answer is not kept
        make(database, day)


def make(database: Path, day: date) -> Copy:
    """Copy the database as it is, and let old copies go. Raises `BackupError`."""
    path = folder(database) / f"reviews-{day.isoformat()}.db"
    _copied(database, path)
    _thin_out(copies(database))
    return Copy(day, path, path.stat().st_size)


def _thin_out(known: Sequence[Copy]) -> None:
    """Delete the oldest of them, until neither their number nor their size is too much."""
    total = 0
    for number, copy in enumerate(known):
        total += copy.size
        if number and (number >= MOST or total > MOST_BYTES):
            with contextlib.suppress(OSError):
                copy.path.unlink()


def restore(database: Path, copy: Path) -> Path | None:
    """Put a copy in the place of the database. Raises `BackupError`, and then nothing has changed.

    Returns where the database is kept that was there; None: there was none.
    """
    _check(copy)
    kept = None
    if not paths.is_missing(database):
        kept = database_file.free_name(database, "before-restore")
        try:
            _copied(database, kept)
        except BackupError:  # a damaged one is kept as it is
            try:
                database_file.rename(database, kept)
            except OSError as error:
                raise BackupError(paths.unwritable(kept, error.strerror)) from None
    _copied(copy, database)
    return kept


def answers(copy: Path) -> int:
    """How many answers a copy has that were not taken back. Raises `BackupError`."""
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as db:
            columns = [name for _, name, *_ in db.execute("PRAGMA table_info(review)")]
            # In the first format every line is an answer.
            where = f"kind = '{records.REVIEW}'" if "kind" in columns else "TRUE"
            query = f"SELECT count(*) FROM review WHERE {where} AND undone_at IS NULL"  # noqa: S608
            return int(db.execute(query).fetchone()[0])
    except sqlite3.Error as error:
        raise BackupError(f"{copy} is not a copy of what was learned ({error})") from None


def _check(copy: Path) -> None:
    if not copy.is_file():
        raise BackupError(f"{copy} is no file")
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as db:
            sound = db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.Error:
        sound = False
    if not sound:
        raise BackupError(f"{copy} is damaged, or not a database")
    answers(copy)


def _copied(source: Path, target: Path) -> None:
    """Copy a database whole, or not at all, for the owner alone. Raises `BackupError`."""
    scratch = None
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(target)
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # 0600
        os.close(handle)
        with (
            contextlib.closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as db,
            contextlib.closing(sqlite3.connect(scratch)) as copy,
        ):
            db.backup(copy, pages=PAGES, sleep=BREAK)
        with open(scratch, "rb") as file:
            os.fsync(file.fileno())
        os.replace(scratch, target)
    except (OSError, sqlite3.Error) as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise BackupError(paths.unwritable(target, reason)) from None


def _sweep(target: Path) -> None:
    """Delete what a program that was ended on the way has left."""
    for left in target.parent.glob(f".{target.name}.*"):
        left.unlink(missing_ok=True)
