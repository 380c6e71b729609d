"""What a learner has done in a lab: lines that are only ever added, each on disk before the next.

One file a learner and lab. Progress, report and verification read nothing else.
"""

import contextlib
import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from gdtui.files.paths import unwritable
from gdtui.files.text_file import TextFileError, lines_of

LONGEST_LINE = 100_000  # bytes
LONGEST_NAME = 60  # characters of a learner's name in that of a file
MOST_LINES = 50_000

Entry = Mapping[str, Any]
"""A line: `event` says what happened, `at` when."""


class JournalError(ValueError):
    """A journal that cannot be read; the message is one line."""


def file_name(lab: str, learner: str) -> str:
    """The name of the file of a learner and a lab: no other learner's, however they write."""
    name = re.sub(r"[^A-Za-z0-9-]", "_", learner)[:LONGEST_NAME] or "_"
    if name != learner:  # or Ann B would go on with what Ann-B has begun, and 李明 with 王芳's
        name += "_" + blake2b(learner.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{lab}.{name}.jsonl"


class Journal:
    """The journal of a learner and a lab. What cannot be written is kept, and written later."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """A `shared` one can be read by the group of its folder too.

        Raises `JournalError` for a file that cannot be read, unless there is none.
        """
        self.path = path
        self._mode = 0o640 if shared else 0o600
        self.notices: list[str] = []
        """What its reader should be told, once."""
        self._waiting: list[Entry] = []
        self._said = False
        self._entries, torn = read(path) if os.path.exists(path) else ([], 0)
        if torn:
            self.notices.append(f"{path.name}: {_left_out(torn)}")

    @property
    def entries(self) -> list[Entry]:
        """Everything that happened, that of another session at the same time too."""
        return [*self._entries, *self._waiting]

    @property
    def saves(self) -> bool:
        """Whether everything is on disk."""
        return not self._waiting

    def add(self, event: str, **facts: Any) -> None:
        """Note what happened, now."""
        at = datetime.now().astimezone().isoformat(timespec="milliseconds")
        self._waiting.append({"event": event, **facts, "at": at})
        self._write()

    def leave(self) -> str | None:
        """Write what waits, where it belongs or else in the first folder that takes it.

        Returns None if everything is on disk where it belongs, or a sentence on what is where.
        """
        if self._waiting:
            self._write()
        if not self._waiting:
            return None
        reason: object = ""
        for folder in (None, os.environ.get("XDG_RUNTIME_DIR", "."), "."):
            try:
                return (
                    f"{self.path} cannot be written: all you did is in {self._kept_in(folder)}; "
                    "move it there later"
                )
            except OSError as error:
                reason = error.strerror or error
        return f"{unwritable(self.path, reason)}, nor anything else: what you did last is lost"

    def _kept_in(self, folder: str | None) -> Path:
        """A new file with everything; without a folder, a temporary one. Raises `OSError`."""
        handle, name = tempfile.mkstemp(".jsonl", f"{self.path.stem}.", folder)
        os.close(handle)
        try:
            _append(Path(name), self.entries, self._mode)
        except OSError:
            os.unlink(name)
            raise
        return Path(name).absolute()

    def _write(self) -> None:
        lost = [] if not self._entries or os.path.exists(self.path) else self._entries
        try:
            _append(self.path, [*lost, *self._waiting], self._mode)
        except OSError as error:
            if not self._said:
                reason = unwritable(self.path, error.strerror or error)
                self.notices.append(
                    f"{reason}: what you do is kept until you leave, and tried again"
                )
            self._said = True
            return
        self._said = False
        with contextlib.suppress(JournalError):  # it was just written: another has changed it since
            self._entries, _ = read(self.path)
            self._waiting = []
            return
        self._entries += self._waiting
        self._waiting = []


def read(path: Path) -> tuple[list[Entry], int]:
    """The lines of a journal, and how many were left out as incomplete. Raises `JournalError`."""
    entries: list[Entry] = []
    torn = 0
    try:
        for number, line in lines_of(path, LONGEST_LINE):
            if number > MOST_LINES:
                raise JournalError(f"more than {MOST_LINES} lines")
            entry = _entry(line)
            if entry is None:
                torn += 1
            else:
                entries.append(entry)
    except TextFileError as error:
        raise JournalError(error.placed) from None
    return entries, torn


def _entry(line: bytes) -> Entry | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("event"), str):
        return None
    return entry


def _left_out(count: int) -> str:
    return f"{count} incomplete line{'s' * (count > 1)} left out"


def _append(path: Path, entries: Iterable[Entry], mode: int) -> None:
    """Put lines at the end of a file that nobody else can change, on disk. Raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK, mode)
    try:
        with contextlib.suppress(OSError):  # a file system without locks; lines are short
            fcntl.lockf(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if not size:
            with contextlib.suppress(OSError):  # a file system without modes
                os.fchmod(handle, mode)  # whatever umask says: staff must be able to read a class
        if size and os.pread(handle, 1, size - 1) != b"\n":
            text = "\n" + text  # the last line was torn
        content = text.encode("utf-8", "replace")
        try:
            while content:
                content = content[os.write(handle, content) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)  # a full disk has taken a part
            raise
    finally:
        os.close(handle)
