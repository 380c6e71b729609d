"""Lines as cells: one reader for every separator, and which separator a table has."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from _csv import Reader

from gdtui.engine.spec import quoted
from gdtui.files.table.lines import Numbered, TableError
from gdtui.files.table.notation import is_number

SEPARATORS: dict[str | None, str] = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "bars",
    None: "spaces",
}
"""None is any white space."""

Row: TypeAlias = tuple[int, list[str]]
"""The cells of a row, and the number of the line on which it begins."""

_SAMPLE = 100  # lines by which the separator is judged
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\S+')
_SPLITS = {mark: re.compile(re.escape(mark) if mark else r"\s+") for mark in SEPARATORS}


def reader_of(lines: Iterable[str], separator: str | None) -> "Reader":
    """What reads the rows of `lines`, with blanks about the cells and rows that have nothing."""
    if separator is None:
        lines = ("\t".join(_TOKEN.findall(line)) for line in lines)
    return csv.reader(lines, delimiter=separator or "\t", skipinitialspace=True)


def rows_of(path: Path, lines: Sequence[Numbered], separator: str | None) -> Iterator[Row]:
    """The rows that have a cell with something in it. Raises `TableError`."""
    reader = reader_of((line for _, line in lines), separator)
    begin = 0
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield lines[begin][0], stripped
            begin = reader.line_num
    except csv.Error as error:
        why = str(error)
        if "field limit" in why:
            most = csv.field_size_limit()
            why = f"a cell of more than {most:,} characters; is a quote left open?"
        raise TableError(f"{path.name}: line {lines[begin][0]}: {why}") from None


class _Judged(NamedTuple):
    """What speaks for a separator; the greatest one is taken."""

    fits_line_1: bool
    most_agree: bool
    columns: int
    numbers: float
    separator: str | None


def separator_of(path: Path, lines: Sequence[Numbered]) -> str | None:
    """The separator of a table, by its first lines. Raises `TableError` if there is none.

    With it the lines have equally many cells, and no cell holds several numbers. More cells win;
    spaces come last, since they are in texts too.
    """
    lines = lines[:_SAMPLE]
    crammed: list[_Judged] = []
    for separators in ([*",;\t|"], [None]):
        judged: list[_Judged] = []
        for separator in separators:
            found, is_crammed = _judged(path, lines, separator)
            if found:
                (crammed if is_crammed else judged).append(found)
        if judged:
            return max(judged, key=lambda found: found[:4]).separator
    if crammed:
        return max(crammed, key=lambda found: found[:4]).separator
    _, text = lines[0]
    raise TableError(
        f"{path.name}: line 1 is one cell, {quoted(text.strip())}; a table needs two columns at "
        "least, separated by , ; | tabs or spaces"
    )


def _judged(
    path: Path, lines: Sequence[Numbered], separator: str | None
) -> tuple[_Judged | None, bool]:
    """What speaks for a separator, and whether its cells are crammed with numbers."""
    rows = [cells for _, cells in rows_of(path, lines, separator)]
    columns, agreeing = width_of(rows)
    cells = [cell for row in rows for cell in row]
    if columns < 2 or agreeing < 0.5 * len(rows):
        return None, False
    numbers = sum(map(is_number, cells)) / len(cells)
    fits = columns - len(rows[0]) in (0, 1)  # R has no name above the names of the rows
    found = _Judged(fits, agreeing >= 0.9 * len(rows), columns, numbers, separator)
    return found, _crammed(cells, separator) >= 0.1 * len(cells)


def width_of(rows: Iterable[Sequence[str]]) -> tuple[int, int]:
    """How many cells most rows have, and how many rows have as many."""
    counted = Counter(map(len, rows)).most_common(1)
    return counted[0] if counted else (0, 0)


def _crammed(cells: Iterable[str], separator: str | None) -> int:
    """How many cells are no number, but several numbers with some other separator between."""
    others = [split for mark, split in _SPLITS.items() if mark != separator]
    return sum(
        any(len(parts := split.split(cell)) > 1 and all(map(is_number, parts)) for split in others)
        for cell in cells
        if not is_number(cell)
    )
