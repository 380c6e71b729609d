"""How the columns of a file are separated and what each holds: said by its header, or guessed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gdtui.study.cards.anki.error import AnkiError
from gdtui.study.cards.anki.header import NAME_OF, OWN_COLUMNS, SEPARATORS, Header, read_header
from gdtui.study.cards.anki.html_text import is_html, words
from gdtui.study.cards.anki.rows import Row, lines_of, rows_of

LOOKED_AT = 1000  # rows
MOST_TAGS_EACH = 4  # on average: more are a sentence

_FRONTS = words("front question term word prompt text expression")
_BACKS = words("back answer definition meaning translation")
_OTHERS = words("tags tag extra example examples sentence sentences notes deck guid notetype hint")
_TAG = re.compile(r"[^\s<>\"“”]*[^\s<>\"“”.,;!?]")


@dataclass(frozen=True)
class Layout:
    """How a file is read, and whether it says so itself."""

    header: Header
    separator: str
    is_html: bool
    own: dict[str, int]
    """Of guid, notetype, deck, tags: the place of its column, from 0."""
    fields: tuple[int, ...]
    """The columns of the note's fields, the front first."""
    count: int
    """How many columns there are; what a row has beyond is text of its last field."""
    names_line: int | None = None
    """The line that holds no note but the names of the columns."""

    def lines(self) -> list[str]:
        """It, in words."""
        said = "said in the file" if self.header.separator else "guessed"
        html = "said in the file" if self.header.is_html is not None else "guessed"
        names = {place: name for name, place in self.own.items()}
        names |= {place: f"field {number}" for number, place in enumerate(self.fields, 1)}
        names |= dict(zip(self.fields, ("front", "back"), strict=False))
        columns = " · ".join(f"{place + 1} {names[place]}" for place in sorted(names))
        kind = "HTML" if self.is_html else "plain text"
        lines = [
            f"separator: {NAME_OF[self.separator]} ({said}); {kind} ({html})",
            f"columns: {columns}",
        ]
        if self.names_line is not None:
            lines.append(f"line {self.names_line} names the columns")
        return lines


def layout_of(path: Path) -> Layout:
    """The layout of a file. Raises `AnkiError`."""
    header = read_header(lines_of(path))
    separator = header.separator or _separator(path, header)
    rows = list(islice(rows_of(islice(lines_of(path), header.lines, None), separator), LOOKED_AT))
    if not rows:
        raise AnkiError("there is no note in it")
    html = header.is_html
    if html is None:
        html = any(is_html(cell) for row in rows for cell in row.cells)
    labels = header.labels.split(separator) if header.labels else []
    names_line = None
    if not labels and _are_names(rows[0].cells):
        names_line = rows[0].line
        labels = rows.pop(0).cells
        if not rows:
            raise AnkiError(f"there is no note in it: line {names_line} names the columns")
    count = max((len(row.cells) for row in rows), default=0)
    own = {name: place for name, place in header.columns.items() if place < max(count, 1)}
    labels = [label.strip().lower() for label in labels]
    for place, label in enumerate(labels[:count]):
        name = {"tag": "tags", "note type": "notetype"}.get(label, label)
        if name in OWN_COLUMNS and place not in own.values():
            own.setdefault(name, place)
    fields = _fields(labels, [place for place in range(count) if place not in own.values()])
    if not labels and "tags" not in own and "notetype" not in own and len(fields) > 2:
        _, second, third = fields[:3]
        cells = [(row.cells[second], row.cells[third]) for row in rows if len(row.cells) > third]
        if _are_tags([last for _, last in cells]) and not any(map(_is_one_text, cells)):
            own["tags"] = fields.pop(2)
    if not fields or (len(fields) == 1 and not own and not _has_clozes(rows)):
        raise AnkiError(
            "its lines have one column only; put a tab, a comma or a semicolon between front and "
            "back, or say which sign it is in the first line: #separator:pipe"
        )
    return Layout(header, separator, html, own, tuple(fields), count, names_line)


def _separator(path: Path, header: Header) -> str:
    """The sign by which most lines have the same number of columns, two or more."""
    best, fitting = "\t", 0.0
    for name, sign in SEPARATORS.items():
        rows = rows_of(islice(lines_of(path), header.lines, None), sign)
        counts = Counter(len(row.cells) for row in islice(rows, LOOKED_AT))
        if not counts or max(counts) < 2:
            continue
        columns, most = max(
            ((columns, rows) for columns, rows in counts.items() if columns > 1),
            key=lambda pair: pair[1],
        )
        share = most / counts.total()
        if name == "tab":
            share = 1.0 if (counts.total() - counts[1]) * 2 >= counts.total() else share
        elif name == "space" and not (share == 1 and columns == 2):
            continue
        if share > fitting:
            best, fitting = sign, share
    return best


def _are_names(cells: Sequence[str]) -> bool:
    """Whether the cells of the first row are names of columns, as spreadsheets have them."""
    names = {cell.strip().lower() for cell in cells}
    return (
        len(names) == len(cells)
        and len(names) > 1
        and bool(names & _FRONTS)
        and names <= _FRONTS | _BACKS | _OTHERS
    )


def _fields(labels: Sequence[str], places: list[int]) -> list[int]:
    """The columns of the fields, in the order of the file unless their names say otherwise."""
    named = dict(enumerate(labels))
    front = next((place for place in places if named.get(place) in _FRONTS), None)
    back = next((place for place in places if named.get(place) in _BACKS), None)
    if front is None or back is None:
        return places
    return [front, back, *(place for place in places if place not in (front, back))]


def _are_tags(cells: Sequence[str]) -> bool:
    """Whether a column that nothing names holds tags and no sentences: words without marks."""
    tags = [cell.split() for cell in cells if cell.strip()]
    return (
        bool(tags)
        and all(_TAG.fullmatch(tag) for cell in tags for tag in cell)
        and sum(map(len, tags)) <= MOST_TAGS_EACH * len(tags)
    )


def _is_one_text(cells: tuple[str, str]) -> bool:
    """Whether a separator between two cells is a mark within a text, as in `red, green`."""
    before, after = cells
    return after.startswith(" ") and not before.startswith(" ")


def _has_clozes(rows: Sequence[Row]) -> bool:
    return any("{{c" in cell for row in rows for cell in row.cells)
