"""The lines of a text file with their numbers, and what keeps a file from having any."""

import gzip
import io
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

from gdtui.engine.data.dataset import DataError
from gdtui.files.text_file import MOST_EMPTY, open_file

Numbered: TypeAlias = tuple[int, str]
"""A line with its number in the file, from 1."""

_SEPARATOR_SAID = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)  # to Excel, which asks for it
_LONGEST_CELL = 1000  # lines that a quoted cell may go on for
_LONGEST_LINE = 10_000_000  # characters


class TableError(DataError):
    """A file that is no table to learn from; the message is one line, with the file's line."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], Iterator[Numbered]]]:
    """The file as bytes, to know how far it has been read, and its lines that are not blank.

    Raises `TableError`.
    """
    try:
        if os.path.isdir(path):
            raise TableError(
                f"{path.name or path} is a directory; a table is a text file such as a CSV"
            )
        with open_file(path) as raw:
            if raw.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise TableError(f"{path.name}: encoded as UTF-16; save it as UTF-8")
            stream: Any = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            with io.TextIOWrapper(stream, encoding="utf-8-sig") as text:
                yield raw, _numbered(path, text)
    except (EOFError, gzip.BadGzipFile) as error:
        raise TableError(f"{path.name}: not a gzip file, or cut short: {error}") from None
    except OSError as error:
        raise TableError(f"{path}: {error.strerror or error}") from None


def _numbered(path: Path, lines: IO[str]) -> Iterator[Numbered]:
    within = 0  # quotes, where a line without anything is a part of a text
    last = 0
    try:
        for number, line in enumerate(iter(partial(lines.readline, _LONGEST_LINE + 1), ""), 1):
            if len(line) > _LONGEST_LINE:
                raise TableError(f"{path.name}: line {number}: longer than any row of a table")
            if number == 1 and _SEPARATOR_SAID.fullmatch(line):
                continue
            if within or not line.isspace():
                last = number
                yield number, line
            elif number - last > MOST_EMPTY:
                raise TableError(
                    f"{path.name}: line {last + 1}: more than {MOST_EMPTY} empty lines"
                )
            if '"' in line:
                within ^= line.count('"') % 2
    except UnicodeDecodeError:
        raise TableError(_not_utf8(path)) from None


def _not_utf8(path: Path) -> str:
    """Where a file is not UTF-8: the decoder reads ahead, so that only a second look can tell."""
    with path.open("rb") as raw:
        stream: Any = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        for number, line in enumerate(stream, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                column = len(line[: error.start].decode()) + 1
                return (
                    f"{path.name}: line {number}, character {column}: byte "
                    f"0x{line[error.start]:02x} is not UTF-8; save the file as UTF-8"
                )
    return f"{path.name}: not UTF-8; save the file as UTF-8"


def portion(lines: Iterator[Numbered], size: int) -> list[Numbered]:
    """The next `size` lines, and those that a quoted cell at their end goes on for."""
    taken = list(itertools.islice(lines, size))
    if _within_quotes(taken):
        more: list[Numbered] = []
        for line in itertools.islice(lines, _LONGEST_CELL):
            more.append(line)
            if _within_quotes([line]):
                break
        taken += more
    return taken


def _within_quotes(lines: list[Numbered]) -> bool:
    return "".join([line for _, line in lines]).count('"') % 2 == 1
