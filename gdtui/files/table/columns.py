"""The columns of a table: of what kind each is, what is wanted of it, and what is undecided."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from gdtui.engine.data.dataset import LARGEST
from gdtui.engine.spec import nearest, quoted
from gdtui.files.table.header import Layout
from gdtui.files.table.lines import TableError
from gdtui.files.table.names import as_option
from gdtui.files.table.notation import (
    DECIMAL_COMMA,
    PLAIN,
    THOUSANDS,
    Notation,
    is_ambiguous,
    is_missing,
    is_number,
    is_plain,
    notations,
)

AUTO = "auto"
"""In place of names for `--one-hot`: every column of text that has few of them."""

_SHOWN = 12  # cells
_FEW_ROWS = 10  # of which 1, 2, 3 … are no numbers of rows, but somebody's own, typed in

FEW_TEXTS = 50
"""That `AUTO` makes features of, at most."""

Use: TypeAlias = Literal["target", "number", "one-hot", "left out"]


class Wanted(NamedTuple):
    """What is asked of a file, as `RunConfig` has it; None: what is found out."""

    target: str | None = None
    features: tuple[str, ...] | None = None
    drop: tuple[str, ...] | None = None
    one_hot: tuple[str, ...] | None = None
    missing: str | None = None
    """`drop` leaves rows with missing cells out, `mean` fills them in."""
    header: bool | None = None

    @property
    def encodes_few(self) -> bool:
        """Whether columns with few texts are to be encoded, and others left out."""
        return self.one_hot == (AUTO,)


AS_IT_IS = Wanted()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its first rows, and what becomes of it."""

    place: int
    name: str
    kind: Literal["number", "text", "nothing"]
    notation: Notation
    """How its numbers are written."""
    missing: int
    """How many of the first rows have no value here."""
    cells: tuple[str, ...]
    """The first ones."""
    different: int
    """How many different values the first rows have."""
    counts: bool
    """Whether it only counts the first rows, from the first column."""
    odd: tuple[int, str] | None
    """The first cell that is no number, with its line."""
    use: Use = "number"
    why_left_out: str = ""


class UndecidedError(TableError):
    """Cells that somebody has to decide about, in a table of which nobody has wanted anything."""


def columns_of(path: Path, layout: Layout, wanted: Wanted) -> list[Column]:
    """All columns with what becomes of them. Raises `TableError` for names that there are not."""
    target = layout.names[_place(path, layout.names, wanted.target)]
    features = _known(path, layout.names, wanted.features)
    drop = _known(path, layout.names, wanted.drop)
    one_hot = () if wanted.encodes_few else _known(path, layout.names, wanted.one_hot)
    if target in (*drop, *one_hot):
        raise TableError(f"{path.name}: {target} is the target; --target NAME chooses another")
    lost = [name for name in one_hot if name in drop or (features and name not in features)]
    if lost:
        raise TableError(f"{path.name}: {lost[0]} is left out, and cannot be one-hot as well")

    def used(column: Column) -> Column:
        row_names = layout.named_rows and column.place == 0
        if row_names and len(layout.names) == 2 and column.kind == "number":
            row_names = False  # there is nothing else to learn from
        if column.name == target:
            return replace(column, use="target")
        if column.name in drop or (features and column.name not in features):
            return replace(column, use="left out")
        if column.name in one_hot or (
            wanted.encodes_few
            and column.kind == "text"
            and (not row_names or column.name in features)
        ):
            return replace(column, use="one-hot")
        if row_names and column.name not in features:
            return replace(column, use="left out", why_left_out="row names")
        if wanted.encodes_few and column.kind == "nothing":
            return replace(column, use="left out", why_left_out="no value in the first rows")
        return column

    return [used(column) for column in _with_notations(path, layout)]


def _place(path: Path, names: Sequence[str], target: str | None) -> int:
    return len(names) - 1 if target is None else names.index(_known(path, names, (target,))[0])


def _known(path: Path, names: Sequence[str], said: Sequence[str] | None) -> tuple[str, ...]:
    for name in said or ():
        if name not in names:
            raise TableError(
                f"{path.name} has no column {quoted(name)}{nearest(name, names)}; it has "
                f"{listed(names, 12)}"
            )
    return tuple(said or ())


def _with_notations(path: Path, layout: Layout) -> Iterator[Column]:
    """The columns; where a comma could mean two things, the others tell which."""
    found = [_column(layout, place) for place in range(len(layout.names))]
    forms = {
        (candidates[0].group, candidates[0].decimal)
        for _, candidates in found
        if candidates and not is_ambiguous(candidates)
    }
    points = any(
        "." in cell
        for column, candidates in found
        if candidates[:1] == [PLAIN]
        for cell in column.cells
    )
    thousands = layout.separator == "," or THOUSANDS in forms or points
    decimals = any(decimal == "," for _, decimal in forms)
    for column, candidates in found:
        if not is_ambiguous(candidates):
            yield column
        elif thousands != decimals:
            form = THOUSANDS if thousands else DECIMAL_COMMA
            yield replace(column, notation=Notation(candidates[0].mark, *form))
        else:
            place = column.place
            cell = next(row[place] for _, row in layout.rows if "," in row[place])
            raise TableError(
                f"{path.name}: {column.name}: {quoted(cell)} may be {cell.replace(',', '.')} or "
                f"{cell.replace(',', '')}; write one of them"
            )


def _column(layout: Layout, place: int) -> tuple[Column, list[Notation]]:
    cells = [(line, row[place]) for line, row in layout.rows if place < len(row)]
    present = [(line, cell) for line, cell in cells if not is_missing(cell)]
    texts = {cell for _, cell in present}
    plain = all(map(is_plain, texts))
    candidates = [PLAIN] if plain else notations(texts)
    odd = None
    if not candidates:
        odd = next(((n, cell) for n, cell in present if not is_number(cell)), present[0])
    text = odd is not None and not is_number(odd[1])
    column = Column(
        place=place,
        name=layout.names[place],
        kind="text" if text else "number" if present else "nothing",
        notation=candidates[0] if candidates else PLAIN,
        missing=len(cells) - len(present),
        cells=tuple(cell for _, cell in cells[:_SHOWN]),
        different=len(texts),
        counts=place == 0 and _counts([cell for _, cell in cells]),
        odd=odd,
    )
    return column, candidates


def _counts(cells: Sequence[str]) -> bool:
    begin = int(cells[0] == "1") if cells else 0
    counted = all(cell == str(i) for i, cell in enumerate(cells, begin))
    return len(cells) >= _FEW_ROWS and counted


def is_class(layout: Layout, target: Column) -> bool:
    """Whether the target is text: what looks like a number is never a class."""
    cells = (row[target.place] for _, row in layout.rows if target.place < len(row))
    return target.kind == "text" and not any(map(is_number, cells))


# What is undecided


def check_decided(path: Path, layout: Layout, columns: Sequence[Column], wanted: Wanted) -> None:
    """Raise `UndecidedError` for the first cell of the first rows that nobody has decided about."""
    wrong: list[tuple[int, Column]] = []
    for column in columns:
        classes = column.use == "target" and is_class(layout, column)
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
    why = _why_no_number(cell)
    mends = [] if is_missing(cell) else [_mend_of_texts(texts or [column])]
    gaps = [other.name for other in columns if other.missing and other.use != "left out"]
    if is_missing(cell) or (gaps and wanted.missing is None):
        mends.append(_mend_of_gaps(gaps or [column.name]))
    if line == 1 and not layout.header:
        mends.append("if line 1 is a header, --header")
    decidable = wanted == AS_IT_IS and (is_missing(cell) or column.use != "target")
    error = UndecidedError if decidable else TableError
    return error(f"{where}: {why}; {'; '.join(mends)}")


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
        float(cell)
    except ValueError:
        return ""
    return f" between ±{LARGEST:g}"


def _mend_of_texts(columns: Sequence[Column]) -> str:
    if columns[0].use == "target":
        return "a target is numbers, or texts of which none is a number; --target NAME chooses one"
    names = [column.name for column in columns]
    drop = as_option("--drop", names)
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


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names, and no more of them than a line has room for."""
    if len(names) <= most:
        return ", ".join(names)
    return ", ".join([*names[: most - 1], f"… ({len(names)})"])
