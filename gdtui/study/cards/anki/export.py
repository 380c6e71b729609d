"""Decks as Anki's "Notes in Plain Text", with its header lines.

What is written is what Anki itself writes for notes with their ids, types, decks and tags: fields
are HTML, columns in its order. Anki therefore keeps the texts as they are, and knows a note again
when the file is imported a second time.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from gdtui.study.cards.anki.gaps import BEGIN, END
from gdtui.study.cards.card import Card
from gdtui.study.cards.decks import Deck
from gdtui.study.cards.kinds.cloze import split_at_gaps

BASIC, CLOZE = "Basic", "Cloze"
_HEADER = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:6",
)
_MARK = re.compile(r"\{\{(?=c[\d,])|\}\}")
_MARK_IN_GAP = re.compile(r"::|[{}]|^:|:$")
_SPACE_TO_KEEP = re.compile(r"(?m)^ | (?= )| $")


def lines(decks: Iterable[Deck]) -> Iterator[str]:
    """The decks as Anki's text, line by line; a quoted field may hold line ends.

    A numeric card is one of its samples, with the worked solution behind it.
    """
    yield from _HEADER
    for deck in decks:
        for card in deck.cards:
            yield "\t".join(map(_quoted, _row(card, deck)))


def _row(card: Card, deck: Deck) -> tuple[str, ...]:
    note = card.note()
    tags = sorted({tag.replace(" ", "-") for tag in card.tags}, key=str.casefold)
    return (
        card.guid or card.id,
        CLOZE if note.is_cloze else BASIC,
        f"gdtui::{deck.name}",
        _as_cloze(note.front) if note.is_cloze else _as_html(note.front),
        _as_html(note.back),
        " ".join(tags),
    )


def _as_html(text: str) -> str:
    """A text as HTML that shows the same: spaces that HTML would make one, tabs, line ends."""
    text = html.escape(unicodedata.normalize("NFC", text), quote=False)
    return _SPACE_TO_KEEP.sub("&nbsp;", text).replace("\t", "&#9;").replace("\n", "<br>")


def _as_cloze(text: str) -> str:
    """A text with `[[gaps]]` as HTML with Anki's, all of one card.

    What Anki would take for a mark is written so that only HTML knows it.
    """
    pieces = split_at_gaps(text)
    pieces[1::2] = [f"{BEGIN}{word}{END}" for word in pieces[1::2]]
    pieces = re.split(f"[{BEGIN}{END}]", _as_html("".join(pieces)))
    pieces[::2] = [_MARK.sub(_as_references, piece) for piece in pieces[::2]]
    pieces[1::2] = [
        f"{{{{c1::{_MARK_IN_GAP.sub(_as_references, piece)}}}}}" for piece in pieces[1::2]
    ]
    return "".join(pieces)


def _as_references(marks: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in marks[0])


def _quoted(field: str) -> str:
    if any(char in field for char in '\t"\n\r#'):
        return '"' + field.replace('"', '""') + '"'
    return field
