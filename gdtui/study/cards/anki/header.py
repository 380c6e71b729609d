"""What the first lines of Anki's text say, those that begin with #."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from gdtui.study.cards.anki.rows import Line

SEPARATORS: Mapping[str, str] = {
    "tab": "\t", "pipe": "|", "semicolon": ";", "comma": ",", "colon": ":", "space": " ",
}  # fmt: skip
"""By their names; in the order in which one is chosen where several would do."""
NAME_OF = {sign: name for name, sign in SEPARATORS.items()}
OWN_COLUMNS = ("guid", "notetype", "deck", "tags")
"""What a column may hold besides a field of the note."""
MOST_COLUMNS = 200

_CUT = re.compile(r"(?s)(.[a-zA-Z0-9]*).*")


@dataclass(frozen=True)
class Header:
    """What it says; None and "" where it does not."""

    separator: str | None = None
    is_html: bool | None = None
    tags: tuple[str, ...] = ()
    labels: str = ""
    """`#columns`, not yet separated."""
    columns: Mapping[str, int] = field(default_factory=dict)
    """Of `OWN_COLUMNS` → its place, from 0."""
    deck: str = ""
    notetype: str = ""
    lines: int = 0
    comments: tuple[int, ...] = ()
    """The numbers of the lines in it that say nothing."""


def read_header(lines: Iterable[Line]) -> Header:
    """The header that the first lines are; after the first one they begin with #."""
    said: dict[str, str] = {}
    comments: list[int] = []
    count = 0
    for line in takewhile(_is_header, lines):
        count += 1
        key, colon, value = line.text.removeprefix("#").partition(":")
        if colon:
            said[key.strip().lower()] = value
        else:
            comments.append(line.number)
    columns = {
        name: int(place) - 1
        for name in OWN_COLUMNS
        if (place := _first_word(said.get(f"{name} column", "")).strip()).isdecimal()
        and 1 <= int(place[:9]) <= MOST_COLUMNS
    }
    return Header(
        separator=_separator(_first_word(said.get("separator", ""))),
        is_html={"true": True, "false": False}.get(_first_word(said.get("html", "")).lower()),
        tags=tuple(said.get("tags", "").split()),
        labels=said.get("columns", ""),
        columns=columns,
        deck=said.get("deck", "").strip(),
        notetype=said.get("notetype", "").strip(),
        lines=count,
        comments=tuple(comments),
    )


def _is_header(line: Line) -> bool:
    return line.text.startswith("#") or (line.number == 1 and line.text.startswith("tags:"))


def _first_word(value: str) -> str:
    """A value without the separators that a spreadsheet has put after it: `comma,,`."""
    return _CUT.sub(r"\1", value)


def _separator(value: str) -> str | None:
    """The sign that is named or written, `\\t` too."""
    sign = {r"\t": "\t"}.get(value, value.lower())
    return sign if sign in NAME_OF else SEPARATORS.get(sign.strip())
