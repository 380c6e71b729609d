"""The file of the database: whose it is, whether it is still there, and setting it aside."""

import contextlib
import os
import sqlite3
import stat
from datetime import date
from pathlib import Path


def is_empty(path: Path) -> bool:
    """Whether the file was made, and nothing was ever written to it."""
    return os.path.isfile(path) and os.path.getsize(path) == 0


def own(path: Path) -> None:
    """Make sure of a file that is its owner's alone. Raises `sqlite3.OperationalError`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600))
    except FileExistsError:
        raise sqlite3.OperationalError(f"{path.parent} is not a folder") from None
    except OSError as error:
        if not os.path.isfile(path):
            raise sqlite3.OperationalError(error.strerror or str(error)) from None
    if not os.path.isfile(path):
        raise sqlite3.OperationalError("a pipe or a device, not a regular file")
    with contextlib.suppress(OSError):  # one that cannot be changed is still read
        path.chmod(0o600)


def identity(path: Path) -> tuple[int, int] | None:
    """What tells this file from another of the same name; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def last_written(path: Path) -> int:
    """When the file was last written to, in nanoseconds; 0: it is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def back_up(path: Path, db: sqlite3.Connection, version: int) -> None:
    """Copy the database as it is beside its file, before its tables are changed."""
    aside = path.with_name(f"{path.name}.format-{version}")
    own(aside)
    with contextlib.closing(sqlite3.connect(aside)) as copy:
        db.backup(copy)


def set_aside(path: Path) -> str:
    """Rename a damaged file, with its journal. Raises `sqlite3.OperationalError`."""
    aside = free_name(path, "damaged")
    try:
        rename(path, aside)
    except FileNotFoundError:
        return "another quiz's copy"  # it was there first
    except OSError as error:
        raise sqlite3.OperationalError(
            f"damaged, and cannot be set aside: {error.strerror}"
        ) from None
    return aside.name


def free_name(path: Path, why: str) -> Path:
    """The name of a file with why and when it goes; the first such name that no file has."""
    stamp = f"{path.name}.{why}-{date.today().isoformat()}"
    aside, number = path.with_name(stamp), 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stamp}-{number}")
    return aside


def rename(path: Path, aside: Path) -> None:
    """Give a file another name, and its journal with it. Raises `OSError`."""
    os.rename(path, aside)
    with contextlib.suppress(FileNotFoundError):
        os.rename(f"{path}-journal", f"{aside}-journal")
