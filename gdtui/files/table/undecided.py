"""Cells that nobody has decided about: what is wrong with them, and which options would mend it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from gdtui.engine.data.dataset import LARGEST
from gdtui.engine.numbers import number
from gdtui.engine.spec import quoted
from gdtui.files.table.columns import AS_IT_IS, Column, Wanted, listed
from gdtui.files.table.header import Layout
from gdtui.files.table.lines import TableError
from gdtui.files.table.names import as_option
from gdtui.files.table.notation import is_missing, is_number, is_plain, notations


class UndecidedError(TableError):
    """Cells or a target that somebody has to decide about, in a table of which nobody has wanted
    anything."""


def check_decided(path: Path, layout: Layout, columns: Sequence[Column], wanted: Wanted) -> None:
    """Raise `UndecidedError` for the first cell of the first rows that nobody has decided about."""
    wrong: list[tuple[int, Column]] = []
    for column in columns:
        classes = column.use == "target" and column.classes
        if column.use in ("number", "target") and column.odd and not classes:
            wrong.append((column.odd[0], column))
    if wrong:
        line, column = min(wrong, key=lambda found: (found[0], found[1].place))
        assert column.odd is not None
        texts = [other for _, other in wrong if other.use != "target"]
        raise refusal(path, layout, columns, wanted, line, column, column.odd[1], texts)
    gaps = [column for column in columns if column.use != "left out" and column.missing]
    if gaps and wanted.missing is None:
        line, column, cell = _first_gap(layout, gaps)
        raise refusal(path, layout, columns, wanted, line, column, cell, [])


def _first_gap(layout: Layout, gaps: Iterable[Column]) -> tuple[int, Column, str]:
    return next(
        (line, column, row[column.place])
        for line, row in layout.rows
        for column in gaps
        if column.place < len(row) and is_missing(row[column.place])
    )


def refusal(
    path: Path,
    layout: Layout,
    columns: Sequence[Column],
    wanted: Wanted,
    line: int,
    column: Column,
    cell: str,
    texts: Sequence[Column],
) -> TableError:
    """What is wrong with a cell, and which options would mend it; `texts`: that are not numbers."""
    where = f"{path.name}: line {line}, column {column.place + 1} ({column.name})"
    gaps = [other.name for other in columns if other.missing and other.use != "left out"]
    if is_missing(cell):
        gaps = gaps or [column.name]
        mends = [_mend_of_gaps(gaps)]
    else:
        gaps = gaps if wanted.missing is None else []
        mends = [_mend_of_texts(texts or [column], gaps)]
        if column.use != "target" and not (column.classes or is_number(cell)):
            mends.insert(0, f"others of its column are: correct it, or take line {line} out")
        if gaps and column.use == "target":
            mends.append(_mend_of_gaps(gaps))
    if line == 1 and not layout.header:
        mends.append("if line 1 is a header, --header")
    decidable = wanted == AS_IT_IS and (is_missing(cell) or column.use != "target")
    error = UndecidedError if decidable else TableError
    return error(f"{where}: {_why_no_number(cell)}; {'; '.join(mends)}")


def _why_no_number(cell: str) -> str:
    if not cell:
        return "the cell is empty"
    if is_missing(cell):
        return f"{quoted(cell)} stands for a missing value"
    found = notations([cell])
    if found and found[0].words:
        return f"{quoted(cell)} is a number in another notation than its column ({found[0].words})"
    if is_plain(cell):
        return f"{quoted(cell)} is a number, but others of its column have another notation"
    return f"{quoted(cell)} is not a number{_too_large(cell)}"


def _too_large(cell: str) -> str:
    try:
        beyond = "_" not in cell and abs(float(cell)) > LARGEST
    except ValueError:
        beyond = False
    return f" between ±{number(LARGEST)}" if beyond else ""


def _mend_of_texts(columns: Sequence[Column], gaps: Sequence[str]) -> str:
    if columns[0].use == "target":
        return "a target is numbers, or texts of which none is a number; --target NAME chooses one"
    names = [column.name for column in columns]
    drop = as_option("--drop", names)
    if gaps:
        return (
            "--features auto makes features of the columns with few texts, and leaves the others "
            f"out, and rows with cells missing; or one by one: --one-hot auto or {drop} for texts, "
            f"--missing drop or --missing mean for cells missing in {listed(gaps)}"
        )
    if len(names) == 1:
        one_hot = as_option("--one-hot", names)
        return f"{drop} leaves the column out, {one_hot} makes a feature of each of its texts"
    return (
        f"of the {len(names)} columns with texts, --one-hot auto encodes those with few of them "
        f"and leaves the others out; {drop} leaves them all out"
    )


def _mend_of_gaps(names: Sequence[str]) -> str:
    return (
        f"with cells missing in {listed(names)}, --missing drop leaves their rows out, "
        "--missing mean fills them in"
    )
