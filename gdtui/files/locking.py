"""Two programs that change one file, one after the other."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other programs that ask for it here from changing a file, until it has been changed.

    A file that is put in place of another cannot be locked itself: the lock is on one beside it,
    and of the kind that network drives know. Where there can be none, nobody is kept off.
    """
    handle = None
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.lock")
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.lockf(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)
