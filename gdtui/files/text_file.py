"""Files that are read: no pipe and no device, and of a small text never more than makes sense."""

import errno
import os
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

MOST_EMPTY = 100_000
"""Empty lines in a row; a file of nothing else takes long to read, and has nothing to say."""


class TextFileError(ValueError):
    """A file that cannot be read as text; the message is one sentence without the file's name."""

    def __init__(self, message: str, *, line: int | None = None, is_missing: bool = False) -> None:
        """`line` is where it is wrong, if known; `is_missing`: there is no such file."""
        super().__init__(message)
        self.line = line
        self.is_missing = is_missing

    @property
    def placed(self) -> str:
        """The sentence, after the line that it is about."""
        return f"line {self.line}: {self}" if self.line else str(self)


def open_file(path: Path) -> BufferedReader:
    """A file, open for reading. Raises `OSError`.

    Also for what is no regular file: a pipe may keep a reader waiting, and a device never end.
    """
    try:
        file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 (it is handed out)
    except ValueError:
        raise OSError(errno.EINVAL, "no file can have such a name") from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "a pipe or a device, not a regular file", str(path))
    return file


def read_text(path: Path, most_bytes: int) -> str:
    """The UTF-8 text in a file, its line ends as `\\n`. Raises `TextFileError`."""
    try:
        with open_file(path) as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        reason = error.strerror or error
        raise TextFileError(f"the file cannot be read: {reason}", is_missing=missing) from None
    if len(content) > most_bytes:
        raise TextFileError(f"the file is larger than {most_bytes} bytes")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TextFileError("the file is not UTF-8 text", line=line) from None


def lines_of(path: Path, longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1, one after the other.

    Raises `TextFileError`, also for a line of more than `longest` bytes.
    """
    number = last = 0
    try:
        with open_file(path) as file:
            while line := file.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    raise TextFileError(f"longer than {longest} bytes", line=number)
                if line.strip():
                    last = number
                    yield number, line
                elif number - last > MOST_EMPTY:
                    raise TextFileError(f"more than {MOST_EMPTY} empty lines", line=last + 1)
    except OSError as error:
        raise TextFileError(error.strerror or str(error)) from None


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
