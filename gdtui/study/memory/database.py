"""The database: opened, created, migrated or set aside, and written a transaction at a time.

Home directories on lab machines are often network drives: hence a rollback journal and not WAL. A
home that is full or read-only leaves a database in memory, and a sentence that says so.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gdtui.files.paths import is_missing, unwritable
from gdtui.study.memory import backups, database_file
from gdtui.study.memory.tables import (
    MIGRATIONS,
    DamagedError,
    check,
    in_transaction,
    is_damage,
    mend,
    migrate,
    text_of,
    version_of,
)

T = TypeVar("T")

WAITS = 1.5  # seconds for another quiz that is writing
IN_MEMORY = ":memory:"


class StoreError(Exception):
    """A database that must not be used; the message is one line and says what to do."""


class Database:
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
        self.path = path
        self._migrations = migrations
        self._identity: tuple[int, int] | None = None
        if not create and is_missing(path):
            self.connection = self._memory()
            return
        try:
            self.connection = self._patiently(lambda: self._opened(probe=create))
        except sqlite3.Error as error:
            try:  # what cannot be written may still be read
                self.connection = self._opened(probe=False, waits=0, can_migrate=False)
            except sqlite3.Error:
                self.connection = self._memory()
                self._cannot_open(error)
            else:
                self._go_on_in_memory(error)
        else:
            self._identity = database_file.identity(path)

    def close(self) -> None:
        """Close it; everything is on disk already."""
        self.connection.close()

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """What a query finds."""
        return self.reading(lambda db: db.execute(query, values).fetchall())

    def reading(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` reads; where the file cannot be read any more, from memory."""
        try:
            return self._patiently(lambda: work(self.connection))
        except sqlite3.Error as error:
            if not self.saves:
                raise
            self._go_on_in_memory(error)
            return work(self.connection)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in one transaction: then it is on disk, unless `saves` is false."""
        try:
            return self._patiently(lambda: self._written(work))
        except sqlite3.Error as error:
            if not self.saves:
                raise
            self._go_on_in_memory(error)
            return in_transaction(self.connection, work)

    def _written(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self.saves and database_file.identity(self.path) != self._identity:
            # SQLite would write on into a file that has no name any more.
            raise sqlite3.OperationalError("it was moved, replaced or deleted meanwhile")
        return in_transaction(self.connection, work)

    def _patiently(self, do: Callable[[], T]) -> T:
        """Wait for other quizzes for as long as they get on. Raises `sqlite3.Error`."""
        while True:
            before = database_file.last_written(self.path)
            try:
                return do()
            except sqlite3.OperationalError as error:
                is_busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
                if not is_busy or database_file.last_written(self.path) == before:
                    raise

    # Files

    def _opened(
        self, *, probe: bool, waits: float = WAITS, can_migrate: bool = True
    ) -> sqlite3.Connection:
        """The database in the file. Raises `sqlite3.Error` or `StoreError`."""
        try:
            return self._checked(probe, waits, can_migrate)
        except DamagedError:
            aside = database_file.set_aside(self.path)
        restore = "; `gdtui deck restore` lists its copies" if backups.copies(self.path) else ""
        self.notices.append(
            f"{self.path.name} was damaged; it was set aside as {aside}, and a new one begun"
            + restore
        )
        try:
            return self._checked(probe, waits, can_migrate)
        except DamagedError as error:
            raise sqlite3.OperationalError(str(error)) from None

    def _checked(self, probe: bool, waits: float, can_migrate: bool) -> sqlite3.Connection:
        database_file.own(self.path)
        db = _connected(self.path, waits)
        try:
            # The first question, since a file that is no database answers none of them.
            version = version_of(db)
            db.execute("PRAGMA journal_mode = TRUNCATE")
            db.execute("PRAGMA synchronous = FULL")
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise DamagedError("it does not pass SQLite's own check")
            if version > len(self._migrations):
                raise StoreError(
                    f"{self.path} was written by a newer gdtui (format {version}, and this one "
                    f"knows {len(self._migrations)}): update gdtui, or move the file away"
                )
            if version == len(self._migrations):
                check(db)
                if probe:
                    in_transaction(db, self._probe)
            else:
                if not can_migrate:
                    db = _in_memory(db)
                elif version:
                    database_file.back_up(self.path, db, version)
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
        db = _connected(IN_MEMORY)
        in_transaction(db, self._migrate)
        return db

    def _go_on_in_memory(self, error: sqlite3.Error) -> None:
        """Take along what can still be read, and say so."""
        file, self.connection = self.connection, self._memory()
        with contextlib.suppress(sqlite3.Error):
            file.execute("PRAGMA busy_timeout = 0")  # it was waited for already
            for table in ("card", "review", "parameters"):
                rows = file.execute(f"SELECT * FROM {table}")  # noqa: S608
                marks = ", ".join("?" * len(rows.description))
                self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        with contextlib.suppress(sqlite3.Error):
            file.close()
        said = unwritable(self.path, error)
        self.notices.append(f"{said}: from here on answers are not kept")

    def _cannot_open(self, error: sqlite3.Error) -> None:
        """Say what it means that nothing could be read."""
        if is_missing(self.path) or database_file.is_empty(self.path):
            said = f"{unwritable(self.path, error)}: from here on answers are not kept"
        else:
            said = (
                f"{self.path} cannot be opened ({error}): what was learned is not known here, "
                "and answers are not kept"
            )
        self.notices.append(said)


def _connected(where: Path | str, waits: float = WAITS) -> sqlite3.Connection:
    """A connection whose rows have names, and which begins no transaction by itself."""
    db = sqlite3.connect(where, timeout=waits, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.text_factory = text_of
    return db


def _in_memory(file: sqlite3.Connection) -> sqlite3.Connection:
    """A copy that can be changed, of a file that cannot."""
    db = _connected(IN_MEMORY)
    file.backup(db)
    file.close()
    return db
