"""A table in a text file (CSV and its kin) as data to learn from.

What the caller does not say is found out from the first lines, and told: the separator, whether
there is a header, which column is the target and of what kind, how numbers are written. A cell that
is not a number is never passed over; the error names its line and column, and the options that
would mend it.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gdtui.engine.data.dataset import (
    LARGEST,
    MOST_CLASSES,
    Array,
    Dataset,
    constant_features,
)
from gdtui.engine.spec import quoted
from gdtui.files.table.cells import SEPARATORS, rows_of
from gdtui.files.table.columns import (
    AS_IT_IS,
    FEW_TEXTS,
    Column,
    Wanted,
    check_decided,
    columns_of,
    is_class,
    listed,
    refusal,
)
from gdtui.files.table.header import Layout, layout_of, one_row
from gdtui.files.table.lines import Numbered, TableError, opened, portion
from gdtui.files.table.names import as_option
from gdtui.files.table.notation import PLAIN, is_missing, is_number

_SAMPLE = 1_000  # lines by which the form is judged
_PORTION = 20_000  # lines read at a time

Progress = Callable[[float], None]


class Table(NamedTuple):
    """What was read, and what was assumed in reading it, a line each."""

    data: Dataset
    assumed: tuple[str, ...]


def read(path: Path, wanted: Wanted = AS_IT_IS, progress: Progress | None = None) -> Table:
    """The table in `path`, with the columns that are `wanted`.

    `progress` is told again and again what share has been read, from 0 to 1; what it raises ends
    the reading. Raises `TableError`; `UndecidedError` if an option would help.
    """
    with opened(path) as (raw, lines):
        size = max(1, path.stat().st_size)
        sample = portion(lines, _SAMPLE)
        layout = layout_of(path, sample, wanted.header)
        columns = columns_of(path, layout, wanted)
        check_decided(path, layout, columns, wanted)
        reading = _Reading(path, layout, columns, wanted)
        if len(reading.used) < 2:
            raise _nothing_left(path)
        length = sum(len(line) for _, line in sample) / len(sample)
        values = np.empty((int(1.05 * size / length) + _SAMPLE, len(reading.used)))
        count = 0
        begin = next((number for number, _ in layout.rows), 0)
        rest = itertools.chain(((n, line) for n, line in sample if n >= begin), lines)
        while block_lines := portion(rest, _PORTION):
            block = reading.block(block_lines)
            if count + len(block) > len(values):
                values.resize((int(1.5 * (count + len(block))), values.shape[1]), refcheck=False)
            values[count : count + len(block)] = block
            count += len(block)
            if progress:
                progress(min(1.0, raw.tell() / size))
    if count < 2:
        raise one_row(path)
    values.resize((count, values.shape[1]), refcheck=False)
    return reading.table(values)


def columns_in(path: Path, wanted: Wanted = AS_IT_IS) -> tuple[Column, ...]:
    """The columns of the table in `path`, by its first lines. Raises `TableError`."""
    with opened(path) as (_, lines):
        layout = layout_of(path, portion(lines, _SAMPLE), wanted.header)
        return tuple(columns_of(path, layout, wanted))


class _Reading:
    """What is known of a table while its numbers are read."""

    def __init__(
        self, path: Path, layout: Layout, columns: Sequence[Column], wanted: Wanted
    ) -> None:
        self._path, self._layout, self._columns, self._wanted = path, layout, columns, wanted
        used = [column for column in columns if column.use in ("number", "one-hot")]
        self.target = next(column for column in columns if column.use == "target")
        self.used = (*used, self.target)
        """The columns that are read, the target last."""
        self._texts: dict[int, dict[str, int]] = {
            i: {}
            for i, column in enumerate(self.used)
            if column.use == "one-hot" or (column is self.target and is_class(layout, column))
        }
        """The texts of columns of the block, each with its number."""
        self._plain = all(
            column.notation == PLAIN or i in self._texts for i, column in enumerate(self.used)
        )

    def block(self, lines: Sequence[Numbered]) -> Array:
        """The numbers of some lines, shape (rows, columns that are used).

        A text is its number in its column; a missing cell is nan.
        """
        block = self._at_once(lines) if self._plain else None
        if block is None:
            block = self._cell_by_cell(lines)
        self._check_classes()
        return block

    def _at_once(self, lines: Sequence[Numbered]) -> Array | None:
        """The block as numpy reads it; None if its lines are not all alike and complete."""
        separator = self._layout.separator
        texts = [line for _, line in lines]
        every = separator is None or len(self.used) == self._layout.cells
        quoted = '"' in "".join(texts)
        if quoted and (self._texts or not every):  # numpy reads quotes otherwise than csv
            return None
        if not every and not self._splits_alike(texts):  # numpy does not look
            return None
        places = [column.place for column in self.used]
        numbers: dict[int | str, Callable[[str], float]] = {
            places[i]: self._number_of(i) for i in self._texts
        }
        try:
            block = np.loadtxt(
                texts,
                delimiter=separator,
                comments=None,
                quotechar='"',
                ndmin=2,
                usecols=None if every else places,
                converters=numbers or None,
                encoding=None,
            )
        except (ValueError, TypeError):
            return None
        if every:
            if block.shape[1] != self._layout.cells:
                return None
            block = block if places == [*range(len(places))] else block[:, places]
        return block if (np.abs(block) <= LARGEST).all() else None

    def _splits_alike(self, lines: Sequence[str]) -> bool:
        separator, wanted = self._layout.separator or "", self._layout.cells - 1
        return all(line.count(separator) == wanted for line in lines)

    def _number_of(self, i: int) -> Callable[[str], float]:
        """What makes numbers of the texts in a column."""
        texts = self._texts[i]
        most, classes = MOST_CLASSES + 1, i == len(self.used) - 1

        def number_of(cell: str) -> float:
            text = cell.strip()
            number = texts.get(text)
            if number is not None:
                return number
            if is_missing(text):
                return np.nan
            if classes and is_number(text):
                raise ValueError(text)
            return texts.setdefault(text, len(texts)) if len(texts) < most else most

        return number_of

    def _cell_by_cell(self, lines: Sequence[Numbered]) -> Array:
        """The block, or the error that names the first cell that is wrong."""
        readers = [
            (column, self._number_of(i) if i in self._texts else column.notation.value)
            for i, column in enumerate(self.used)
        ]
        width, block = len(self._layout.names), []
        for line, cells in rows_of(self._path, lines, self._layout.separator):
            if len(cells) != width and not (len(cells) > width and not any(cells[width:])):
                raise TableError(
                    f"{self._path.name}: line {line}: {len(cells)} cell{'s' * (len(cells) != 1)} "
                    f"where there should be {width}, separated by "
                    f"{SEPARATORS[self._layout.separator]}"
                )
            row = []
            for column, number_of in readers:
                cell = cells[column.place]
                try:
                    if is_missing(cell) and self._wanted.missing is None:
                        raise ValueError(cell)
                    row.append(np.nan if is_missing(cell) else number_of(cell))
                except ValueError:
                    raise self._refusal(line, column, cell) from None
            block.append(row)
        return np.array(block).reshape(-1, len(self.used))

    def _refusal(self, line: int, column: Column, cell: str) -> TableError:
        if column is self.target and len(self.used) - 1 in self._texts and not is_missing(cell):
            return TableError(
                f"{self._path.name}: line {line}, column {column.place + 1} ({column.name}): "
                f"{quoted(cell)} is a number among the classes"
            )
        return refusal(
            self._path, self._layout, self._columns, self._wanted, line, column, cell, [column]
        )

    def _check_classes(self) -> None:
        for i, texts in self._texts.items():
            if len(texts) <= MOST_CLASSES or self._may_leave_out(i):
                continue
            column = self.used[i]
            such = ", ".join(map(quoted, list(texts)[:2]))
            if column is self.target:
                raise TableError(
                    f"{self._path.name}: the target {column.name} has more than {MOST_CLASSES} "
                    f"different texts, such as {such}; choose another with --target, and with "
                    "--features what it is learned from"
                )
            raise TableError(
                f"{self._path.name}: {column.name} has more than {MOST_CLASSES} different texts, "
                f"such as {such}; {as_option('--drop', [column.name])} leaves the column out"
            )

    def _may_leave_out(self, i: int) -> bool:
        return self._wanted.encodes_few and i < len(self.used) - 1

    # From the numbers to data

    def table(self, values: Array) -> Table:
        """The data, with what was assumed; `values` are the blocks, one below the other."""
        told: list[str] = []
        places = [*range(len(self.used) - 1)]
        left_out = [
            f"{column.name} ({column.why_left_out})"
            for column in self._columns
            if column.why_left_out
        ]
        if self._counts(values):
            places = places[1:]
            left_out.append(f"{self.used[0].name} (it counts the rows)")
        for i in [i for i in places if i in self._texts and self._may_leave_out(i)]:
            texts = len(self._texts[i])
            if texts > min(FEW_TEXTS, len(values) / 2):
                places.remove(i)
                most = f"more than {MOST_CLASSES}" if texts > MOST_CLASSES else f"{texts}"
                left_out.append(f"{self.used[i].name} ({most} texts)")
        if left_out:
            told.append(f"left out: {'; '.join(left_out)}; --features NAME,… says what is taken")
        if not places:
            raise _nothing_left(self._path)
        values, lines = self._filled(values, places)
        told += lines
        names: list[str] = []
        parts: list[Array] = []
        for i in places:
            found, part = self._encoded(values, i)
            names += found
            parts.append(part)
        last = len(self.used) - 1
        classes: Sequence[str] = ()
        target = np.ascontiguousarray(values[:, last])
        if last in self._texts:
            classes, target = self._ranked(values, last)
        as_read = places == [*range(last)] and not self._texts.keys() & {*places}
        as_read &= self._wanted.missing != "mean"
        data = Dataset(
            name=str(self._path),
            features=values[:, :-1] if as_read else np.hstack(parts),
            target=target,
            feature_names=tuple(names),
            target_name=self.target.name,
            classes=tuple(classes),
        )
        return Table(data, (*self._assumed(data), *told))

    def _counts(self, values: Array) -> bool:
        """Whether the first column only counts the rows, and nobody asked for it."""
        first = self.used[0]
        if not first.counts or 0 in self._texts or len(self.used) < 3:
            return False
        asked_for = first.name in (self._wanted.features or ())
        return not asked_for and bool((np.diff(values[:, 0]) == 1).all())

    def _filled(self, values: Array, places: Sequence[int]) -> tuple[Array, list[str]]:
        """The rows without missing cells, or with means in them, and what was done to them."""
        if self._wanted.missing is None:  # there are none, then
            return values, []
        missing = np.isnan(values[:, [*places, -1]])
        if not missing.any():
            return values, []
        by_column = [
            f"{self.used[i].name} {count:,}"
            for i, count in zip([*places, -1], missing.sum(axis=0).tolist(), strict=True)
            if count
        ]
        lost = missing[:, -1] if self._wanted.missing == "mean" else missing.any(axis=1)
        if len(values) - lost.sum() < 2:
            raise TableError(
                f"{self._path.name}: {len(values) - lost.sum()} of {len(values):,} rows have no "
                f"missing cell (missing: {listed(by_column)}); --missing mean fills them in, "
                "--drop NAME leaves a column out"
            )
        said = []
        if lost.any():
            said = [f"{lost.sum():,} of {len(values):,} rows left out, with cells missing"]
        if self._wanted.missing == "mean" and missing[~lost].any():
            which = "others" if said else "missing cells"
            said.append(f"{which} are filled in with the mean of their column")
        return values[~lost], [f"{'; '.join(said)} ({listed(by_column)})"]

    def _encoded(self, values: Array, i: int) -> tuple[list[str], Array]:
        """The features that a column makes, shape (rows, features), with their names."""
        column = self.used[i]
        names, numbers = [column.name], values[:, i : i + 1]
        if i in self._texts:
            texts, ranks = self._ranked(values, i)
            names = [f"{column.name}={text}" for text in texts]
            numbers = (ranks[:, None] == np.arange(len(texts))).astype(float)
            numbers[np.isnan(ranks)] = np.nan
        gaps = np.isnan(numbers[:, 0])
        if gaps.all():
            raise TableError(
                f"{self._path.name}: {column.name} has no value at all; "
                f"{as_option('--drop', [column.name])} leaves the column out"
            )
        if gaps.any():
            numbers = np.where(gaps[:, None], numbers[~gaps].mean(axis=0), numbers)
        return names, numbers

    def _ranked(self, values: Array, i: int) -> tuple[Sequence[str], Array]:
        """The texts of a column that the rows have, in order, and which of them each row has."""
        seen = {*np.unique(values[:, i]).tolist()}
        texts = sorted(text for text, number in self._texts[i].items() if number in seen)
        rank = np.full(len(self._texts[i]) + 1, np.nan)  # the last one: missing
        for text, number in self._texts[i].items():
            if number in seen:
                rank[number] = texts.index(text)
        return texts, rank[np.nan_to_num(values[:, i], nan=len(rank) - 1).astype(np.intp)]

    def _assumed(self, data: Dataset) -> Iterator[str]:
        """What was found out rather than said."""
        name, layout = self._path.name, self._layout
        header = "the first line is a header" if layout.header else "no header"
        if layout.counted:
            header = "the first line counts 0, 1, 2 … as a header (--no-header: it is data)"
        columns = SEPARATORS[layout.separator]
        yield f"{name}: {data.size:,} rows, columns separated by {columns}, {header}"
        kind = (
            f"{len(data.classes)} classes: {listed(data.classes)}" if data.classes else "a number"
        )
        yield f"target {data.target_name} ({kind}); features {listed(data.feature_names)}"
        for i, column in enumerate(self.used):
            if column.notation.words and i not in self._texts:
                yield f"{column.name}: {column.notation.words}"
        yield from self._doubts(data)
        constant = constant_features(data)
        if constant:
            verb = "are" if len(constant) > 1 else "is"
            yield f"{listed(constant)} {verb} the same in every row, and can teach nothing"

    def _doubts(self, data: Dataset) -> Iterator[str]:
        """What may be meant otherwise."""
        if not data.classes:
            return
        if len(data.classes) == data.size:
            yield (
                f"{data.target_name} has another text in every row: a name, from which nothing can "
                "be learned? --target NAME chooses another column"
            )
        first = data.classes[int(data.target[0])]
        alone = (data.target == data.target[0]).sum() == 1 and len(data.classes) < data.size
        if not self._layout.header and self._wanted.header is None and alone:
            yield f"the class {first} is only in line 1; if that is a header, --header says so"


def _nothing_left(path: Path) -> TableError:
    return TableError(
        f"{path.name}: no column is left to learn from; --features NAME,… says what is taken"
    )
