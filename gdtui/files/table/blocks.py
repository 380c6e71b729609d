"""The numbers of a table, some thousand lines at a time."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from gdtui.engine.data.dataset import LARGEST, MOST_CLASSES, Array
from gdtui.engine.spec import quoted
from gdtui.files.table.cells import SEPARATORS, reader_of, rows_of
from gdtui.files.table.columns import Column, Wanted
from gdtui.files.table.header import Layout
from gdtui.files.table.lines import Numbered, TableError
from gdtui.files.table.names import as_option
from gdtui.files.table.notation import PLAIN, is_missing, is_number
from gdtui.files.table.undecided import refusal


class Blocks:
    """What is known of a table while its numbers are read."""

    def __init__(
        self, path: Path, layout: Layout, columns: Sequence[Column], wanted: Wanted
    ) -> None:
        self._path, self._layout, self._columns, self._wanted = path, layout, columns, wanted
        used = [column for column in columns if column.use in ("number", "one-hot")]
        self.target = next(column for column in columns if column.use == "target")
        self.used = (*used, self.target)
        """The columns that are read, the target last."""
        self.texts: dict[int, dict[str, int]] = {
            i: {}
            for i, column in enumerate(self.used)
            if column.use == "one-hot" or (column is self.target and column.classes)
        }
        """The texts of columns of a block, each with its number."""
        self._plain = all(
            column.notation == PLAIN or i in self.texts for i, column in enumerate(self.used)
        )

    def block(self, lines: Sequence[Numbered]) -> Array:
        """The numbers of some lines, shape (rows, columns that are used).

        A text is its number in its column; a missing cell is nan.
        """
        block = self._at_once(lines) if self._plain else None
        if block is None:
            block = self._by_columns(lines)
        self._check_classes()
        return block

    def _at_once(self, lines: Sequence[Numbered]) -> Array | None:
        """The block as numpy reads it; None if its lines are not all alike and complete."""
        separator = self._layout.separator
        texts = [line for _, line in lines]
        every = separator is None or len(self.used) == self._layout.cells
        quoted = '"' in "".join(texts)
        if quoted and (self.texts or not every):  # numpy reads quotes otherwise than csv
            return None
        if not every and not self._splits_alike(texts):  # numpy does not look
            return None
        places = [column.place for column in self.used]
        numbers: dict[int | str, Callable[[str], float]] = {
            places[i]: self._number_of(i) for i in self.texts
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
        texts = self.texts[i]
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

    def _by_columns(self, lines: Sequence[Numbered]) -> Array:
        """The block, or the error that names the first cell that is wrong."""
        columns = self._columns_of(lines)
        block: list[Array] = []
        wrong: list[int] = []
        for i, column in enumerate(self.used):
            try:
                block.append(self._numbers(i, columns[column.place]))
            except ValueError:
                wrong.append(i)
        if wrong:
            raise self._first_wrong(lines, wrong)
        return np.column_stack(block)

    def _columns_of(self, lines: Sequence[Numbered]) -> Sequence[Sequence[str]]:
        """The cells of all columns, with blanks about them."""
        width = len(self._layout.names)
        try:
            read = reader_of([line for _, line in lines], self._layout.separator)
            rows = [row for row in read if any(map(str.strip, row))]
        except csv.Error:
            rows = []
        if {*map(len, rows)} != {width}:
            rows = [*self._checked(lines)]
        return [*zip(*rows, strict=True)] or [[]] * width

    def _checked(self, lines: Sequence[Numbered]) -> Iterator[list[str]]:
        width = len(self._layout.names)
        for line, cells in rows_of(self._path, lines, self._layout.separator):
            if len(cells) != width and (len(cells) < width or any(cells[width:])):
                raise TableError(
                    f"{self._path.name}: line {line}: {len(cells)} cell{'s' * (len(cells) != 1)} "
                    f"where there should be {width}, separated by "
                    f"{SEPARATORS[self._layout.separator]}"
                )
            yield cells[:width]

    def _numbers(self, i: int, cells: Sequence[str]) -> Array:
        """The cells of column `i` as numbers.

        Raises `ValueError` if one is none, or is missing where none may be.
        """
        numbers = self._with_gaps(i, cells)
        if self._wanted.missing is None and np.isnan(numbers).any():
            raise ValueError(self.used[i].name)
        return numbers

    def _with_gaps(self, i: int, cells: Sequence[str]) -> Array:
        if i in self.texts:
            return np.array([*map(self._number_of(i), cells)])
        notation = self.used[i].notation
        if notation == PLAIN and "_" not in "".join(cells):  # which float() passes over
            empty = cells.count("")
            floats = (float(c) if c else np.nan for c in cells) if empty else map(float, cells)
            try:
                numbers = np.fromiter(floats, float, len(cells))
            except ValueError:
                pass
            else:
                known = np.isnan(numbers).sum() == empty
                if known and not (np.abs(numbers) > LARGEST).any():
                    return numbers
        stripped = map(str.strip, cells)
        return np.array([np.nan if is_missing(cell) else notation.value(cell) for cell in stripped])

    def _first_wrong(self, lines: Sequence[Numbered], columns: Sequence[int]) -> TableError:
        """What is wrong with the first cell that is wrong in any of these columns."""
        for line, cells in rows_of(self._path, lines, self._layout.separator):
            for i in columns:
                cell = cells[self.used[i].place]
                try:
                    self._numbers(i, [cell])
                except ValueError:
                    return self._refusal(line, self.used[i], cell)
        raise AssertionError("no cell is wrong")

    def _refusal(self, line: int, column: Column, cell: str) -> TableError:
        if column is self.target and len(self.used) - 1 in self.texts and not is_missing(cell):
            return TableError(
                f"{self._path.name}: line {line}, column {column.place + 1} ({column.name}): "
                f"{quoted(cell)} is a number among the classes"
            )
        return refusal(
            self._path, self._layout, self._columns, self._wanted, line, column, cell, [column]
        )

    def _check_classes(self) -> None:
        for i, texts in self.texts.items():
            column = self.used[i]
            left_out = self._wanted.encodes_few and column is not self.target
            if len(texts) <= MOST_CLASSES or left_out:
                continue
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
