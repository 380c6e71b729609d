"""Whether the first line of a table has the names of its columns, and what they are."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gdtui.engine.spec import quoted
from gdtui.files.table.cells import SEPARATORS, Row, rows_of, separator_of, width_of
from gdtui.files.table.lines import Numbered, TableError
from gdtui.files.table.notation import is_missing, is_number

_MOST_COLUMNS = 10_000
_TWO_NEEDED = "two at least are needed to learn anything"
_NO_NAMES = ("", "unnamed: 0", "rownames", "row.names")


class Layout(NamedTuple):
    """How a table is laid out."""

    separator: str | None
    cells: int
    """How many cells a line has, with those that a separator at its end leaves."""
    header: bool
    names: tuple[str, ...]
    named_rows: bool
    """Whether the first column is unnamed: it has the names of the rows."""
    rows: list[Row]
    """The first rows of data."""
    counted: bool = False
    """Whether the header was taken for one since it counts 0, 1, 2 …"""
    classes: tuple[str, ...] = ()
    """The names of the classes 0, 1, 2 …, where line 1 has them, as in scikit-learn's own files."""


def layout_of(path: Path, lines: Sequence[Numbered], header: bool | None) -> Layout:
    """How the table is laid out, by its first lines; `header`: whether it has one, if that is said.

    Raises `TableError`.
    """
    if not lines:
        raise TableError(f"{path.name}: empty; a table has a row for every example")
    if any("\0" in line for _, line in lines):
        raise TableError(f"{path.name}: no text file; a table is text such as a CSV")
    lines = _without_comments(lines)
    if (columns := 1 + max(map(lines[0][1].count, ",;\t|"))) > _MOST_COLUMNS:
        raise _too_wide(
            path, columns
        )  # before it is tried with separators that leave one long cell
    separator = separator_of(path, lines)
    rows = list(rows_of(path, lines, separator))
    if len(rows) < 2:
        raise no_rows(path) if _is_header(rows, header) else one_row(path)
    cells, _ = width_of(cells for _, cells in rows)
    number, first = rows[0]
    if len(first) > cells and not any(first[cells:]):
        rows[0] = (number, first[:cells])
    width = _without_empty_end(cells, rows)
    if header is None and (classes := _classes_named(first, rows[1:])):
        names = _names(path, rows[1][1], header=False)
        return Layout(separator, cells, False, names, False, rows[1:], classes=classes)
    first = first[:width]
    below = [row[:width] for _, row in rows[1:]]
    short = len(first) == width - 1
    if len(first) != width and not short:
        raise TableError(
            f"{path.name}: line {number}: {len(first)} cell{'s' * (len(first) != 1)} where "
            f"the lines below have {width}, separated by {SEPARATORS[separator]}"
        )
    counted = header is None and not short and _counts(first, below)
    if header is None:
        header = short or counted or _names_columns(first, below)
    if header and short:
        first = ["", *first]
    names = _names(path, first, header)
    named_rows = header and first[0].lower() in _NO_NAMES
    return Layout(separator, cells, header, names, named_rows, rows[header:], counted)


def _too_wide(path: Path, columns: int) -> TableError:
    return TableError(f"{path.name}: {columns:,} columns; {_MOST_COLUMNS:,} is the most")


def _is_header(rows: Sequence[Row], header: bool | None) -> bool:
    """Whether the only row is one: it has no number, if nothing is said."""
    return header or (header is None and not any(map(is_number, rows[0][1])))


def no_rows(path: Path) -> TableError:
    """What is wrong with a header alone."""
    return TableError(f"{path.name}: a header and no rows; {_TWO_NEEDED}")


def one_row(path: Path) -> TableError:
    """What is wrong with a table of less than two rows."""
    return TableError(f"{path.name}: one row only; {_TWO_NEEDED}")


def _without_comments(lines: Sequence[Numbered]) -> list[Numbered]:
    """The lines without those that begin with #; the last of them, as np.savetxt writes it, may
    have the names."""
    comments = 0
    while comments < len(lines) and _is_comment(lines[comments][1]):
        comments += 1
    rest = list(lines[comments:])
    if not comments or not rest:
        return rest or list(lines)
    number, text = lines[comments - 1]
    text = text.lstrip("#").lstrip(" ")
    _, first = rest[0]
    separated_alike = any(text.count(mark) == first.count(mark) > 0 for mark in ",;\t|")
    alike = separated_alike or len(text.split()) == len(first.split())
    return [(number, text), *rest] if alike else rest


def _is_comment(line: str) -> bool:
    """Whether a line is a comment, and not a column that is called #."""
    text = line.lstrip("#")
    return len(text) < len(line) and not text.startswith((",", ";", "\t", "|"))


def _without_empty_end(cells: int, rows: Sequence[Row]) -> int:
    """How many columns there are: none is made by separators at the ends of all lines."""
    width = cells
    while width > 1 and not any(row[width - 1] for _, row in rows if len(row) >= width):
        width -= 1
    return width


def _classes_named(first: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """The names in `569,30,malignant,benign`: so many rows of so many features, and the classes
    that the last column has the numbers of; none if line 1 is anything else."""
    if len(first) < 3:
        return ()
    size, features, *names = first
    # float, since int refuses more than 4,300 digits
    counts = size.isdecimal() and features.isdecimal() and float(size) >= len(rows)
    if not counts or any(map(is_number, names)):
        return ()
    numbers = {str(i) for i in range(len(names))}
    fits = all(len(row) == float(features) + 1 and row[-1] in numbers for _, row in rows)
    return tuple(names) if fits else ()


def _counts(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the names count 0, 1, 2 …, as pandas does without any."""
    numbers = [cell for cell in first if is_number(cell)]
    if len(numbers) < 2 + (len(numbers) == len(first)) or _recurs(first, below):
        return False
    going_on = [str(len(numbers) + i) for i in range(len(numbers))]
    return numbers == [str(i) for i in range(len(numbers))] and below[0] != going_on


def _names_columns(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether some column is text or empty in line 1, over numbers; or all is text, and line 1
    comes only once."""
    text_only = True
    for i, cell in enumerate(first):
        present = [row[i] for row in below if i < len(row) and not is_missing(row[i])]
        numbers = sum(map(is_number, present))
        over_numbers = numbers > 0 and numbers >= 0.9 * len(present) and not is_number(cell)
        if over_numbers and (not cell or not is_missing(cell)):
            return True
        text_only &= not numbers and not is_number(cell)
    distinct = len({*first}) == len(first) and all(first)
    return text_only and distinct and not _recurs(first, below)


def _recurs(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a text of line 1 is found again in its column."""
    return any(
        cell and not is_number(cell) and any(i < len(row) and row[i] == cell for row in below)
        for i, cell in enumerate(first)
    )


def _names(path: Path, first: Sequence[str], header: bool) -> tuple[str, ...]:
    """The columns' names: those of the header, or x1, x2 …, y."""
    if len(first) > _MOST_COLUMNS:
        raise _too_wide(path, len(first))
    if not header:
        features = ["x"] if len(first) == 2 else [f"x{i}" for i in range(1, len(first))]
        return (*features, "y")
    names = tuple(" ".join(name.split()) or f"column {i}" for i, name in enumerate(first, 1))
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise TableError(f"{path.name}: line 1: two columns are called {quoted(twice[0])}")
    return names
