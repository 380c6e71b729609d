"""The columns of a table: of what kind each is, and what becomes of it."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from gdtui.engine.spec import nearest, quoted
from gdtui.files.table.header import Layout
from gdtui.files.table.lines import TableError
from gdtui.files.table.notation import (
    DECIMAL_COMMA,
    DOTTED_THOUSANDS,
    PLAIN,
    THOUSANDS,
    Notation,
    is_ambiguous,
    is_missing,
    is_number,
    is_plain,
    may_have_thousands,
    notations,
)

AUTO = "auto"
"""In place of names. For `--one-hot`: every column of text that has few of them. For `--features`:
whatever can be learned from as it is, these columns, and only rows without gaps."""

_SHOWN = 12  # cells
_FEW_ROWS = 10  # of which 1, 2, 3 … are no numbers of rows, and texts no names, but typed in

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
    def spelled_out(self) -> "Wanted":
        """The same without `AUTO` for features, by the other settings."""
        if self.features != (AUTO,):
            return self
        return self._replace(
            features=None, one_hot=(AUTO, *(self.one_hot or ())), missing=self.missing or "drop"
        )

    @property
    def encodes_few(self) -> bool:
        """Whether columns with few texts are to be encoded, and others left out."""
        return AUTO in (self.one_hot or ())


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
    classes: bool
    """Whether all is text: what looks like a number is never a class."""
    names: bool
    """Whether it names the rows rather than telling kinds of them: most texts come only once."""
    use: Use = "number"
    why_left_out: str = ""


def columns_of(path: Path, layout: Layout, wanted: Wanted) -> list[Column]:
    """All columns with what becomes of them. Raises `TableError` for names that there are not."""
    features = _known(path, layout.names, wanted.features)
    drop = _known(path, layout.names, wanted.drop)
    one_hot = _known(path, layout.names, [name for name in wanted.one_hot or () if name != AUTO])
    _known(path, layout.names, (wanted.target,) if wanted.target else ())
    found = [*_with_notations(path, layout)]
    named = (*features, *one_hot, wanted.target)
    names = {column.name for column in found if column.names and column.name not in named}
    if len({column.name for column in found} - names - {*drop}) < 2:
        names = set()  # there is nothing else to learn, or to learn from
    target = wanted.target or _usual_target(layout.names, names, features)
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
        if column.name in one_hot:
            return replace(column, use="one-hot")
        if row_names and column.name not in features:
            return replace(column, use="left out", why_left_out="row names")
        if column.name in names:
            return replace(column, use="left out", why_left_out="another text in most rows")
        if wanted.encodes_few and column.kind == "text":
            return replace(column, use="one-hot")
        if wanted.encodes_few and column.kind == "nothing":
            return replace(column, use="left out", why_left_out="no value in the first rows")
        return column

    return [used(column) for column in found]


def _usual_target(columns: Sequence[str], names: Container[str], features: Sequence[str]) -> str:
    """The last column, or the last one before the names of the rows that end a table."""
    return next((c for c in reversed(columns) if c not in names and c not in features), columns[-1])


def _known(path: Path, names: Sequence[str], said: Sequence[str] | None) -> tuple[str, ...]:
    for name in said or ():
        if name not in names:
            raise TableError(
                f"{path.name} has no column {quoted(name)}{nearest(name, names)}; it has "
                f"{listed(names, 12)}"
            )
    return tuple(said or ())


def _with_notations(path: Path, layout: Layout) -> Iterator[Column]:
    """The columns; where a comma or a point could mean two things, the others tell which."""
    found = [_column(layout, place) for place in range(len(layout.names))]
    forms = {
        (candidates[0].group, candidates[0].decimal)
        for _, candidates in found
        if candidates and not is_ambiguous(candidates)
    }
    points = any(
        "." in cell
        for column, candidates in found
        if candidates == [PLAIN]
        for cell in column.cells
    )
    thousands = layout.separator == "," or THOUSANDS in forms or points
    decimals = any(decimal == "," for _, decimal in forms)
    for column, candidates in found:
        if decimals and len(candidates) > 1 and candidates[0] == PLAIN:
            yield replace(column, notation=candidates[1])
        elif not is_ambiguous(candidates):
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
    classes = bool(present) and not any(map(is_number, texts))
    plain = all(map(is_plain, texts))
    candidates = [PLAIN] if plain else notations(texts)
    if plain and may_have_thousands(texts):
        candidates.append(Notation("", *DOTTED_THOUSANDS))
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
        classes=classes,
        names=classes and len(present) >= _FEW_ROWS and len(texts) > len(present) / 2,
    )
    return column, candidates


def _counts(cells: Sequence[str]) -> bool:
    begin = int(cells[0] == "1") if cells else 0
    counted = all(cell == str(i) for i, cell in enumerate(cells, begin))
    return len(cells) >= _FEW_ROWS and counted


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names, and no more of them than a line has room for."""
    if len(names) <= most:
        return ", ".join(names)
    return ", ".join([*names[: most - 1], f"… ({len(names)})"])
