"""A table in a text file (CSV and its kin) as data to learn from.

What the caller does not say is found out from the first lines, and told: the separator, whether
there is a header, which column is the target and of what kind. A cell that is not a number is never
passed over; the error names its line and column.
"""

import csv
import gzip
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from gdtui.engine.data.dataset import (
    LARGEST,
    MOST_CLASSES,
    Array,
    DataError,
    Dataset,
    constant_features,
)
from gdtui.engine.spec import nearest

SEPARATORS: dict[str | None, str] = {
    ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", None: "spaces",
}  # fmt: skip
"""None is any white space."""

MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-")
_SAMPLE = 100  # lines by which the form is judged
_PORTION = 20_000  # lines read at a time
_MOST_COLUMNS = 10_000
_TWO_NEEDED = "two at least are needed to learn anything"


class TableError(DataError):
    """A file that is no table of numbers; the message is one line, with the file's line."""


class Table(NamedTuple):
    """What was read, and what was assumed in reading it, a line each."""

    data: Dataset
    assumed: tuple[str, ...]


class _Form(NamedTuple):
    """How a table is laid out."""

    separator: str | None
    header: bool
    columns: tuple[str, ...]
    target: int
    classes: bool
    """Whether the target is text."""


def read(
    path: Path, target: str | None = None, progress: Callable[[float], None] | None = None
) -> Table:
    """The table in `path`, with the column `target` (None: the last) to be predicted.

    `progress` is told again and again what share has been read, from 0 to 1; what it raises ends
    the reading. Raises `TableError`.
    """
    with _opened(path) as (raw, lines):
        size = max(1, path.stat().st_size)
        sample = list(itertools.islice(_numbered(path, lines), _SAMPLE))
        form = _form(path, [line for _, line in sample], target)
        length = sum(len(line) for _, line in sample) / len(sample)
        values = np.empty((int(1.05 * size / length) + _SAMPLE, len(form.columns)))
        classes: dict[str, int] = {}
        count = 0
        rest = itertools.chain(sample[form.header :], _numbered(path, lines, sample[-1][0]))
        while portion := list(itertools.islice(rest, _PORTION)):
            block = _block(path, form, portion, classes)
            if count + len(block) > len(values):
                values.resize((int(1.5 * (count + len(block))), len(form.columns)), refcheck=False)
            values[count : count + len(block)] = block
            count += len(block)
            if progress:
                progress(min(1.0, raw.tell() / size))
    if count < 2:
        raise TableError(f"{path.name}: one row only; {_TWO_NEEDED}")
    values.resize((count, len(form.columns)), refcheck=False)
    data = _dataset(path, form, values, classes)
    return Table(data, tuple(_assumed(path, form, data)))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], IO[str]]]:
    """The file as bytes, to know how far it has been read, and as text."""
    try:
        if path.exists() and not path.is_file():
            kind = "a directory" if path.is_dir() else "no regular file"
            raise TableError(f"{path.name or path} is {kind}; a table is a text file such as a CSV")
        with path.open("rb") as raw:
            if raw.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise TableError(f"{path.name}: encoded as UTF-16; save it as UTF-8")
            stream: Any = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            yield raw, io.TextIOWrapper(stream, encoding="utf-8-sig")
    except (EOFError, gzip.BadGzipFile) as error:
        raise TableError(f"{path.name}: not a gzip file, or cut short: {error}") from None
    except OSError as error:
        raise TableError(f"{path}: {error.strerror or error}") from None


def _numbered(path: Path, lines: IO[str], after: int = 0) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers."""
    number = after
    try:
        for number, line in enumerate(lines, after + 1):
            if not line.isspace():
                yield number, line
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


# The form


def _form(path: Path, sample: Sequence[str], target: str | None) -> _Form:
    """How the table is laid out, judged by its first lines."""
    if not sample:
        raise TableError(f"{path.name}: empty; a table has a row for every example")
    if any("\0" in line for line in sample):
        raise TableError(f"{path.name}: no text file; a table is text such as a CSV")
    if len(sample) == 1:
        raise TableError(f"{path.name}: one row only; {_TWO_NEEDED}")
    separator = _separator(path, sample)
    rows = [_cells(line, separator) for line in sample]
    header = len(rows) > 1 and not any(map(_is_number, rows[0])) and any(map(_is_number, rows[1]))
    columns = _columns(path, rows[0], header)
    place = _place_of(path, columns, target)
    cells = [row[place] for row in rows[header:] if place < len(row)]
    present = [cell for cell in cells if cell.lower() not in MISSING]
    classes = bool(present) and not any(map(_is_number, present))
    return _Form(separator, header, columns, place, classes)


def _separator(path: Path, sample: Sequence[str]) -> str | None:
    """The separator with which most lines have equally many cells, and most cells are numbers."""
    best: tuple[float, float] = (0, 0)
    chosen: list[str | None] = []
    for separator in SEPARATORS:
        rows = [_cells(line, separator) for line in sample]
        ((columns, lines),) = Counter(map(len, rows)).most_common(1)
        cells = [cell for row in rows for cell in row]
        numbers = sum(_is_number(cell) or _has_decimal_comma(cell) for cell in cells) / len(cells)
        score = (lines / len(rows) >= 0.5, numbers)
        if columns > 1 and score > best:
            best, chosen = score, [separator]
    if not chosen:
        raise TableError(
            f"{path.name}: line 1 is one cell, {_shown(sample[0].strip())}; a table needs two "
            "columns at least, separated by , ; | tabs or spaces"
        )
    return chosen[0]


def _columns(path: Path, first: Sequence[str], header: bool) -> tuple[str, ...]:
    """The columns' names: those of the header, or x1, x2 …, y."""
    if len(first) > _MOST_COLUMNS:
        raise TableError(f"{path.name}: {len(first):,} columns; {_MOST_COLUMNS:,} is the most")
    if not header:
        features = ["x"] if len(first) == 2 else [f"x{i}" for i in range(1, len(first))]
        return (*features, "y")
    names = tuple(name or f"column {i}" for i, name in enumerate(first, 1))
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise TableError(f"{path.name}: line 1: two columns are called {_shown(twice[0])}")
    return names


def _place_of(path: Path, columns: Sequence[str], target: str | None) -> int:
    if target is None:
        return len(columns) - 1
    if target not in columns:
        listed = ", ".join(columns[:12]) + (", …" if len(columns) > 12 else "")
        raise TableError(
            f"{path.name} has no column {_shown(target)}{nearest(target, columns)}; it has {listed}"
        )
    return columns.index(target)


def _cells(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    reader = csv.reader([line], delimiter=separator, skipinitialspace=True)
    return [cell.strip() for cell in next(reader, [""])]


def _is_number(cell: str) -> bool:
    try:
        return abs(float(cell)) <= LARGEST and "_" not in cell
    except ValueError:
        return False


def _has_decimal_comma(cell: str) -> bool:
    return cell.count(",") == 1 and _is_number(cell.replace(",", "."))


# The numbers


def _block(
    path: Path, form: _Form, portion: Sequence[tuple[int, str]], classes: dict[str, int]
) -> Array:
    """The numbers of some lines, shape (lines, columns); a class is the number of its name."""

    def number_of(name: str) -> float:
        return classes.setdefault(name.strip(), len(classes))

    try:
        block = np.loadtxt(
            [line for _, line in portion], delimiter=form.separator, comments=None, quotechar='"',
            ndmin=2, converters={form.target: number_of} if form.classes else None, encoding=None,
        )  # fmt: skip
    except ValueError as error:
        _find_what_is_wrong(path, form, portion)
        raise TableError(f"{path.name}: after line {portion[0][0]}: {error}") from None
    if len(classes) > MOST_CLASSES:
        raise TableError(
            f"{path.name}: the target {form.columns[form.target]} has more than {MOST_CLASSES} "
            f"different texts, such as {', '.join(map(_shown, list(classes)[:2]))}; choose another "
            "with --target"
        )
    expected = block.shape == (len(portion), len(form.columns))
    if not expected or not (np.abs(block) <= LARGEST).all() or _any_missing(classes):
        _find_what_is_wrong(path, form, portion)
        raise TableError(f"{path.name}: after line {portion[0][0]}: other rows than expected")
    return block


def _any_missing(names: Iterable[str]) -> bool:
    return any(name.lower() in MISSING for name in names)


def _find_what_is_wrong(path: Path, form: _Form, portion: Sequence[tuple[int, str]]) -> None:
    """Go through some lines cell by cell, and raise what is wrong with the first one that is."""
    wanted = len(form.columns)
    for number, line in portion:
        cells = _cells(line, form.separator)
        if len(cells) != wanted:
            raise TableError(
                f"{path.name}: line {number}: {len(cells)} cell{'s' * (len(cells) != 1)} where "
                f"there should be {wanted}, separated by {SEPARATORS[form.separator]}"
            )
        for i, (cell, name) in enumerate(zip(cells, form.columns, strict=True)):
            is_class = form.classes and i == form.target
            if _is_number(cell) or (is_class and cell.lower() not in MISSING):
                continue
            where = f"{path.name}: line {number}, column {i + 1} ({name})"
            raise TableError(f"{where}: {_why_no_number(cell)}")


def _why_no_number(cell: str) -> str:
    if not cell:
        return "the cell is empty; every cell needs a value"
    if cell.lower() in MISSING:
        return f"{_shown(cell)} stands for a missing value; every cell needs one"
    if _has_decimal_comma(cell):
        return f"{_shown(cell)} has a decimal comma; write {cell.replace(',', '.')}"
    return f"{_shown(cell)} is not a number{_too_large(cell)}"


def _too_large(cell: str) -> str:
    try:
        float(cell)
    except ValueError:
        return ""
    return f" between ±{LARGEST:g}"


def _dataset(path: Path, form: _Form, values: Array, classes: dict[str, int]) -> Dataset:
    place = form.target
    target = np.ascontiguousarray(values[:, place])
    last = place == len(form.columns) - 1
    features = values[:, :-1] if last else np.delete(values, place, axis=1)
    names = sorted(classes)
    if names:
        rank = np.array([names.index(name) for name in classes], dtype=float)
        target = rank[target.astype(np.intp)]
    return Dataset(
        name=str(path),
        features=features,
        target=target,
        feature_names=(*form.columns[:place], *form.columns[place + 1 :]),
        target_name=form.columns[place],
        classes=tuple(names),
    )


def _assumed(path: Path, form: _Form, data: Dataset) -> Iterator[str]:
    """What was found out rather than said."""
    header = "the first line is a header" if form.header else "no header"
    columns = SEPARATORS[form.separator]
    yield f"{path.name}: {data.size:,} rows, columns separated by {columns}, {header}"
    kind = f"{len(data.classes)} classes: {_listed(data.classes)}" if data.classes else "a number"
    yield f"target {data.target_name} ({kind}); features {_listed(data.feature_names)}"
    constant = constant_features(data)
    if constant:
        verb = "are" if len(constant) > 1 else "is"
        yield f"{_listed(constant)} {verb} the same in every row, and can teach nothing"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names if len(names) <= 8 else [*names[:7], f"… ({len(names)})"])


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
