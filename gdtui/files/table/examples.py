"""From the numbers of a table to data to learn from, with a line for whatever was assumed."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdtui.engine.data.dataset import MOST_CLASSES, Array, Dataset, Rows, constant_features
from gdtui.files.table.blocks import Blocks
from gdtui.files.table.cells import SEPARATORS
from gdtui.files.table.columns import FEW_TEXTS, Column, Wanted, listed
from gdtui.files.table.header import Layout
from gdtui.files.table.lines import TableError
from gdtui.files.table.names import as_option

Training: TypeAlias = Callable[[int], Rows]
"""Which of so many rows are for training: gaps are filled by these alone."""


class Table(NamedTuple):
    """What was read, and what was assumed in reading it, a line each."""

    data: Dataset
    assumed: tuple[str, ...]


class Examples:
    """What becomes of the numbers of a table."""

    def __init__(
        self,
        path: Path,
        layout: Layout,
        columns: Sequence[Column],
        wanted: Wanted,
        blocks: Blocks,
        training: Training,
    ) -> None:
        self._path, self._layout, self._columns, self._wanted = path, layout, columns, wanted
        self._training = training
        self._used, self._target, self._texts = blocks.used, blocks.target, blocks.texts

    def table(self, values: Array) -> Table:
        """The data, with what was assumed; `values` are the blocks, one below the other."""
        told: list[str] = []
        places = [*range(len(self._used) - 1)]
        left_out = [
            f"{column.name} ({column.why_left_out})"
            for column in self._columns
            if column.why_left_out
        ]
        if self._counts(values):
            places = places[1:]
            left_out.append(f"{self._used[0].name} (it counts the rows)")
        for i in [*places]:
            if why := self._why_not(values, i):
                places.remove(i)
                left_out.append(f"{self._used[i].name} ({why})")
        if left_out:
            told.append(f"left out: {'; '.join(left_out)}; --features NAME,… says what is taken")
        if not places:
            raise nothing_left(self._path)
        values, lines = self._filled(values, places)
        told += lines
        names: list[str] = []
        parts: list[Array] = []
        for i in places:
            found, part = self._encoded(values, i)
            names += found
            parts.append(part)
        last = len(self._used) - 1
        classes: Sequence[str] = ()
        target = np.ascontiguousarray(values[:, last])
        if last in self._texts:
            classes, target = self._ranked(values, last)
        elif self._target.place == len(self._columns) - 1 and _number(self._layout.classes, target):
            classes = self._layout.classes
        as_read = places == [*range(last)] and not self._texts.keys() & {*places}
        as_read &= self._wanted.missing != "mean"
        data = Dataset(
            name=str(self._path),
            features=values[:, :-1] if as_read else np.hstack(parts),
            target=target,
            feature_names=tuple(names),
            target_name=self._target.name,
            classes=tuple(classes),
        )
        return Table(data, (*self._assumed(data), *told))

    def _why_not(self, values: Array, i: int) -> str:
        """Why a column is left out where `AUTO` chooses; empty if it is not."""
        if not self._wanted.encodes_few or self._used[i].name in (self._wanted.one_hot or ()):
            return ""
        missing = int(np.isnan(values[:, i]).sum())
        if self._wanted.missing == "drop" and missing > len(values) / 2:
            return f"{missing:,} of {len(values):,} cells missing"
        texts = len(self._texts.get(i, ()))
        if texts > min(FEW_TEXTS, len(values) / 2):
            return f"more than {MOST_CLASSES} texts" if texts > MOST_CLASSES else f"{texts} texts"
        return ""

    def _counts(self, values: Array) -> bool:
        """Whether the first column only counts the rows, and nobody asked for it."""
        first = self._used[0]
        if not first.counts or 0 in self._texts or len(self._used) < 3:
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
            f"{self._used[i].name} {count:,}"
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
            mean = "mean of their column"
            if not self._trained(len(values) - lost.sum()).all():
                mean += " over the training rows"
            said.append(f"{which} are filled in with the {mean}")
        return values[~lost], [f"{'; '.join(said)} ({listed(by_column)})"]

    def _trained(self, rows: int) -> "np.ndarray[Any, np.dtype[np.bool_]]":
        """Which of so many rows are for training."""
        trained = np.zeros(rows, dtype=bool)
        trained[self._training(rows)] = True
        return trained

    def _encoded(self, values: Array, i: int) -> tuple[list[str], Array]:
        """The features that a column makes, shape (rows, features), with their names."""
        column = self._used[i]
        names, numbers = [column.name], values[:, i : i + 1]
        if i in self._texts:
            texts, ranks = self._ranked(values, i)
            names = [f"{column.name}={text}" for text in texts]
            numbers = (ranks[:, None] == np.arange(len(texts))).astype(float)
            numbers[np.isnan(ranks)] = np.nan
        gaps = np.isnan(numbers[:, 0])
        known = self._trained(len(gaps)) & ~gaps
        if gaps.any() and not known.any():
            raise TableError(
                f"{self._path.name}: {column.name} has no value in a training row; "
                f"{as_option('--drop', [column.name])} leaves the column out"
            )
        if gaps.any():
            numbers = np.where(gaps[:, None], numbers[known].mean(axis=0), numbers)
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
        if layout.classes:
            header = "line 1 counts rows and features, and names the classes"
        if layout.counted:
            header = "the first line counts 0, 1, 2 … as a header (--no-header: it is data)"
        columns = SEPARATORS[layout.separator]
        yield f"{name}: {data.size:,} rows, columns separated by {columns}, {header}"
        kind = (
            f"{len(data.classes)} classes: {listed(data.classes)}" if data.classes else "a number"
        )
        yield f"target {data.target_name} ({kind}); features {listed(data.feature_names)}"
        for i, column in enumerate(self._used):
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


def _number(classes: Sequence[str], target: Array) -> bool:
    """Whether all of `target` are the numbers of classes."""
    return bool(classes) and bool(np.isin(target, np.arange(len(classes))).all())


def nothing_left(path: Path) -> TableError:
    return TableError(
        f"{path.name}: no column is left to learn from; --features NAME,… says what is taken"
    )
