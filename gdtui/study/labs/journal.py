"""What a learner has done in a lab: lines that are only ever added, each on disk before the next.

One file a learner and lab. Progress, report and verification read nothing else.
"""

import contextlib
import errno
import fcntl
import io
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from gdtui.files.json_text import json_of
from gdtui.files.paths import NOWHERE, unwritable
from gdtui.files.text_file import open_file

MOST_BYTES = 20_000_000
MOST_LINES = 200_000
_LONGEST_LINE = 2_000_000  # bytes; one that is longer is none of ours
LONGEST_NAME = 60  # characters of a learner's name in that of a file
LONGEST_LAB = 150  # bytes of a lab's name there
_LOOKS = 10  # at whether another program has left off writing
_PAUSE = 0.02  # seconds between two

Entry = Mapping[str, Any]
"""A line: `event` says what happened, `at` when."""

_TYPES: Mapping[str, type] = {
    "event": str, "at": str, "lab": str, "digest": str, "learner": str, "version": str,
    "task": str, "part": str, "answer": str, "outcome": str, "settles": bool, "says": str,
    "evidence": dict, "numbers": dict, "number": int, "value": str, "typed": str, "run": str,
    "curve": list,
}  # fmt: skip
_MOST_HINTS = 1_000


class _Seen(NamedTuple):
    """How far a file was read."""

    file: int
    """What tells it from another of its name."""
    end: int


class JournalError(ValueError):
    """A journal that cannot be read; the message is one line."""


def file_name(lab: str, learner: str) -> str:
    """The name of the file of a learner and a lab: no other learner's, however they write."""
    name = re.sub(r"[^A-Za-z0-9-]", "_", learner)[:LONGEST_NAME] or "_"
    if name != learner:  # or Ann B would go on with what Ann-B has begun, and 李明 with 王芳's
        name += _digest(learner)
    if len(lab.encode()) > LONGEST_LAB:
        lab = lab[: LONGEST_LAB // 5] + _digest(lab)
    return f"{lab}.{name}.jsonl"


def _digest(name: str) -> str:
    return "_" + blake2b(name.encode(), digest_size=4).hexdigest()


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
        self._obstacle: str | None = None
        self._entries: list[Entry] = []
        self._seen: _Seen | None = None
        torn = self._catch_up() if os.path.exists(path) else 0
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
        later = "" if self.path.is_relative_to(NOWHERE) else "; move it there later"
        reason: object = ""
        for folder in (None, os.environ.get("XDG_RUNTIME_DIR", "."), "."):
            try:
                return f"{self._obstacle}: all you did is in {self._kept_in(folder)}{later}"
            except OSError as error:
                reason = error.strerror or error
        return f"{self._obstacle}, nor anything else ({reason}): what you did last is lost"

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
        goes_on = self._seen is not None and _is_still_there(self.path, self._seen)
        lost = [] if goes_on else self._no_longer_there()
        try:
            _append(self.path, [*lost, *self._waiting], self._mode)
        except OSError as error:
            is_new = self._obstacle is None
            self._obstacle = unwritable(self.path, error.strerror or error)
            if is_new:
                self.notices.append(
                    f"{self._obstacle}: what you do is kept until you leave, and tried again"
                )
            return
        self._obstacle = None
        written, self._waiting = self._waiting, []
        if not goes_on:
            self._seen = None
        try:
            self._catch_up()
        except JournalError:  # it was just written: another has changed it since
            self._entries += written

    def _catch_up(self) -> int:
        """Read what was added to the file, or all of it; tells how many lines are incomplete.

        Raises `JournalError`.
        """
        content, seen = _content(self.path, self._seen.end if self._seen else 0)
        entries, torn = _entries(content)
        self._entries = [*self._entries, *entries] if self._seen else entries
        self._seen = seen
        return torn

    def _no_longer_there(self) -> list[Entry]:
        """What was read, or written, and is not in the file that has its name now."""
        if not self._entries:
            return []
        with contextlib.suppress(JournalError):
            there = {*map(repr, read(self.path)[0])}
            return [entry for entry in self._entries if repr(entry) not in there]
        return self._entries


def read(path: Path) -> tuple[list[Entry], int]:
    """The lines of a journal, and how many were left out as incomplete. Raises `JournalError`."""
    return _entries(_content(path)[0])


def is_entry(content: object) -> bool:
    """Whether this is a line of a journal, as far as what it has of what is known is what it is
    there; nothing lies deeper in it than in any."""
    return (
        isinstance(content, dict)
        and "event" in content
        and all(type(value) is _TYPES.get(key, type(value)) for key, value in content.items())
        and content.get("number", 0) in range(_MOST_HINTS)
        and nests_within(content, 2)
    )


def nests_within(content: object, most: int) -> bool:
    """Whether lists and objects lie in each other so deep at most."""
    if isinstance(content, dict):
        content = [*content.values()]
    if not isinstance(content, list):
        return True
    return most > 0 and all(nests_within(item, most - 1) for item in content)


def _content(path: Path, begin: int = 0) -> tuple[bytes, _Seen]:
    """What a file has from a place on. Raises `JournalError`."""
    try:
        with open_file(path) as file:
            file.seek(begin)
            content = file.read(MOST_BYTES - begin + 1)
            seen = _Seen(os.fstat(file.fileno()).st_ino, begin + len(content))
    except OSError as error:
        raise JournalError(error.strerror or str(error)) from None
    if seen.end > MOST_BYTES:
        raise JournalError(f"the file is larger than {MOST_BYTES} bytes")
    return content, seen


def _entries(content: bytes) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    torn = 0
    for number, line in enumerate(io.BytesIO(content), 1):
        if number > MOST_LINES:
            raise JournalError(f"more than {MOST_LINES} lines")
        if not line.strip():
            continue
        entry = _entry(line)
        if entry is None:
            torn += 1
        else:
            entries.append(entry)
    return entries, torn


def _entry(line: bytes) -> Entry | None:
    if len(line) > _LONGEST_LINE:
        return None
    try:
        entry = json_of(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return entry if is_entry(entry) else None


def _left_out(count: int) -> str:
    return f"{count} incomplete line{'s' * (count > 1)} left out"


def _append(path: Path, entries: Iterable[Entry], mode: int) -> None:
    """Put lines at the end of a file that nobody else can change, on disk. Raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK, mode)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "a pipe or a device, not a regular file")
        _lock(handle)
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


def _is_still_there(path: Path, seen: _Seen) -> bool:
    """Whether a file is the one that was read, with more in it at most."""
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_ino == seen.file and status.st_size >= seen.end


def _lock(handle: int) -> None:
    """Keep another session of the same learner off, as far as it can be: lines are short, and a
    program that was stopped may hold a lock for ever."""
    for _ in range(_LOOKS):
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                return  # a file system without locks
            time.sleep(_PAUSE)
        else:
            return
