"""Anki's clozes, `{{c1::word::hint}}`, one in another too: each number is a card.

The grammar is that of Anki's rslib/src/cloze.rs: a mark opens with its numbers, `}}` closes the
last one that is open, and what comes after `::` is its hint.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

BEGIN, END, PICTURE = "\ue000", "\ue001", "\ue002"
"""Around the words of a gap, and before a picture's name: no text that is imported has them."""
MOST_OPEN = 10

_FORGET = str.maketrans("", "", BEGIN + END + PICTURE)

_MARK = re.compile(r"\{\{c([\d,]*\d[\d,]*)::|\}\}")


@dataclass
class Gap:
    """A cloze: what it hides, and of which cards."""

    numbers: frozenset[int]
    inside: list["Part"] = field(default_factory=list)
    hint: str = ""

    @property
    def words(self) -> str:
        """What it hides, clozes inside of it too."""
        return "".join(part if isinstance(part, str) else part.words for part in self.inside)


Part: TypeAlias = str | Gap


def without_marks(text: str) -> str:
    """A text without the characters that stand for gaps and pictures here."""
    return text.translate(_FORGET)


def parts_of(text: str) -> list[Part]:
    """A text as its clozes and what is around them; a mark that is not closed is no cloze."""
    parts: list[Part] = []
    open_gaps: list[Gap] = []
    at = 0
    for mark in _MARK.finditer(text):
        _add(parts, open_gaps, text[at : mark.start()])
        at = mark.end()
        if mark[1] is not None:
            if len(open_gaps) < MOST_OPEN:
                numbers = (int(number[:5]) for number in mark[1].split(",") if number)
                open_gaps.append(Gap(frozenset(numbers)))
        elif open_gaps:
            gap = open_gaps.pop()
            (open_gaps[-1].inside if open_gaps else parts).append(gap)
        else:
            parts.append("}}")
    _add(parts, open_gaps, text[at:])
    return parts


def _add(parts: list[Part], open_gaps: list[Gap], text: str) -> None:
    if not text:
        return
    if not open_gaps:
        parts.append(text)
        return
    words, colons, hint = text.partition("::")
    if colons:
        open_gaps[-1].hint = hint
    open_gaps[-1].inside.append(words)


def numbers_in(parts: Sequence[Part]) -> list[int]:
    """The numbers of the cards that the clozes make."""
    return sorted({number for gap in _gaps(parts) for number in gap.numbers if number})


def _gaps(parts: Sequence[Part]) -> Iterator[Gap]:
    for part in parts:
        if isinstance(part, Gap):
            yield part
            yield from _gaps(part.inside)


def of_card(parts: Sequence[Part], number: int) -> str:
    """The text of one card, the words of its gaps between `BEGIN` and `END`.

    The clozes of other cards are text, and a hint stands in parentheses after its gap.
    """
    return "".join(_of_card(part, number) for part in parts)


def _of_card(part: Part, number: int) -> str:
    if isinstance(part, str):
        return part
    if number not in part.numbers:
        return of_card(part.inside, number)
    hint = f" ({part.hint.strip()})" if part.hint.strip() else ""
    return f"{BEGIN}{part.words}{END}{hint}"
