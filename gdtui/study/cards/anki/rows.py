"""The rows of a file of separated columns, one after the other, however long the file is.

A cell is quoted only if a quote also ends it: `"So be it" – who said that?` keeps its quotes.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from gdtui.files.text_file import MOST_EMPTY, open_file
from gdtui.study.cards.anki.error import AnkiError

LONGEST_LINE = 1_000_000  # bytes
MOST_LINES = 200  # of a cell in quotes

Tell = Callable[[float], None]
"""Is told which share of the file has been read."""


class Row(NamedTuple):
    """A row, and the line in which it begins, from 1."""

    line: int
    cells: list[str]


class Line(NamedTuple):
    """A line without its end, and its number, from 1."""

    number: int
    text: str


def lines_of(path: Path, tell: Tell = lambda _: None) -> Iterator[Line]:
    """The lines of a file of UTF-8 text. Raises `AnkiError`."""
    number, read, last = 0, 0, 0
    try:
        with open_file(path) as file:
            size = path.stat().st_size or 1
            while content := file.readline(LONGEST_LINE + 1):
                number += 1
                read += len(content)
                if len(content) > LONGEST_LINE:
                    raise AnkiError(f"line {number}: longer than {LONGEST_LINE:,} bytes")
                if number % 1000 == 0:
                    tell(min(read / size, 1.0))
                text = _decoded(content, number).rstrip("\n").removesuffix("\r")
                if text:
                    last = number
                elif number - last > MOST_EMPTY:
                    raise AnkiError(f"line {last + 1}: more than {MOST_EMPTY} empty lines")
                if "\r" not in text:
                    yield Line(number, text)
                else:  # an old Mac's line ends
                    yield from (Line(number, part) for part in text.split("\r"))
    except OSError as error:
        raise AnkiError(f"the file cannot be read: {error.strerror or error}") from None


def _decoded(content: bytes, number: int) -> str:
    try:
        return content.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise AnkiError(
            f"line {number}: the file is not UTF-8 text; save it as UTF-8, or in Anki export "
            '"Notes in Plain Text (.txt)"'
        ) from None


def rows_of(
    lines: Iterable[Line], separator: str, pass_over: Callable[[int], None] = lambda _: None
) -> Iterator[Row]:
    """The rows; lines that are blank or begin with # are none, as in Anki.

    `pass_over` is told the number of each line that begins with #.
    """
    waiting = iter(lines)
    ahead: deque[Line] = deque()
    while (line := ahead.popleft() if ahead else next(waiting, None)) is not None:
        text = line.text
        if not text:
            continue
        if text[0] == "#":
            pass_over(line.number)
            continue
        if '"' not in text:
            yield Row(line.number, text.split(separator))
            continue
        cells, at = _cells(text, separator, 0)
        while at is not None:  # a quote is open: the lines that follow may end it
            joined, taken = _to_the_quote(text, at, chain(_drained(ahead), waiting), separator)
            if joined is None:
                ahead.extendleft(reversed(taken))
                more, at = _after_literal(text, separator, at)
            else:
                text = joined
                more, at = _cells(text, separator, at)
            cells += more
        yield Row(line.number, cells)


def _drained(lines: deque[Line]) -> Iterator[Line]:
    while lines:
        yield lines.popleft()


def _to_the_quote(
    text: str, at: int, following: Iterator[Line], separator: str
) -> tuple[str | None, list[Line]]:
    """The text with the lines up to the quote that ends a cell, and which lines were taken.

    None in its place: no quote does, and the one at `at` is a quote like any other.
    """
    taken: list[Line] = []
    for line in islice(following, MOST_LINES):
        taken.append(line)
        text += "\n" + line.text
        if '"' in line.text:
            if _quoted(separator).match(text, at):
                return text, taken
            if _LONE_QUOTE.match(text, at):
                break
    return None, taken


def _cells(text: str, separator: str, at: int) -> tuple[list[str], int | None]:
    """The cells from `at` on, up to one whose quote is open, and where that begins."""
    cells: list[str] = []
    quoted = _quoted(separator)
    while True:
        if text.startswith('"', at):
            cell = quoted.match(text, at)
            if cell is not None:
                cells.append(cell[1].replace('""', '"'))
                if cell.end() == len(text):
                    return cells, None
                at = cell.end() + 1
                continue
            if _LONE_QUOTE.match(text, at) is None:
                return cells, at
        end = text.find(separator, at)
        if end < 0:
            return [*cells, text[at:]], None
        cells.append(text[at:end])
        at = end + 1


def _after_literal(text: str, separator: str, at: int) -> tuple[list[str], int | None]:
    """The cells from `at` on, of which the first begins with a quote that nothing ends."""
    end = text.find(separator, at)
    if end < 0:
        return [text[at:]], None
    rest, at_quote = _cells(text, separator, end + 1)
    return [text[at:end], *rest], at_quote


_LONE_QUOTE = re.compile(r'"[^"]*(?:""[^"]*)*"(?!")')
"""From a quote to one that is not doubled."""


@lru_cache(maxsize=8)
def _quoted(separator: str) -> re.Pattern[str]:
    return re.compile(rf'"([^"]*(?:""[^"]*)*)"(?={re.escape(separator)}|\Z)')
