"""Anki's text format, both ways: "Notes in Plain Text", with its header lines.

What is written is what Anki itself writes for notes with their ids, types, decks and tags: fields
are HTML, columns in its order. Anki therefore keeps the texts as they are, and knows a note again
when the file is imported a second time.
"""

import csv
import hashlib
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gdtui.files.text_file import TextFileError, read_text
from gdtui.study.cards.decks import MOST_BYTES, Deck, is_id
from gdtui.study.cards.reader import LONGEST_TEXT, is_harmless

BASIC, CLOZE = "Basic", "Cloze"
_SEPARATORS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_HEADER = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:6",
)
_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}", re.DOTALL)
_MATH = re.compile(r"\\[()\[\]]")


class AnkiError(ValueError):
    """A file that cannot be imported; the message is one line."""


# Out


def lines(decks: Iterable[Deck]) -> Iterator[str]:
    """The decks as Anki's text, line by line; a quoted field may hold line ends.

    A numeric card is one of its samples, with the worked solution behind it.
    """
    yield from _HEADER
    for deck in decks:
        for card in deck.cards:
            note = card.note()
            tags = " ".join(sorted({tag.replace(" ", "-") for tag in card.tags}, key=str.casefold))
            row = (
                card.guid or card.id,
                CLOZE if note.is_cloze else BASIC,
                f"gdtui::{deck.name}",
                _as_html(note.front),
                _as_html(note.back),
                tags,
            )
            yield "\t".join(map(_quoted, row))


def _as_html(text: str) -> str:
    text = html.escape(unicodedata.normalize("NFC", text), quote=False)
    return text.replace("\t", " ").replace("\n", "<br>")


def _quoted(field: str) -> str:
    if any(char in field for char in '\t"\n\r#'):
        return '"' + field.replace('"', '""') + '"'
    return field


# In


@dataclass
class _Header:
    """What the lines that begin with # say."""

    separator: str = "\t"
    is_html: bool | None = None
    tags: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    """guid, notetype, deck, tags → the place of its column, from 0."""
    notetype: str = ""


@dataclass(frozen=True)
class _Note:
    guid: str
    notetype: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """A deck made of notes."""

    text: str
    """The deck, as TOML."""
    cards: int
    left_out: tuple[str, ...]
    """One line for each note that makes no card."""


def imported(path: Path, title: str) -> Imported:
    """The deck that a file of Anki's notes makes. Raises `AnkiError`."""
    try:
        text = read_text(path, MOST_BYTES)
    except TextFileError as error:
        hint = '; in Anki, export "Notes in Plain Text (.txt)"' if error.line else ""
        raise AnkiError(f"{error}{hint}") from None
    tables: list[str] = []
    left_out: list[str] = []
    seen: set[str] = set()
    for number, note in enumerate(_notes(text), start=1):
        table = _table(note, seen)
        if table.startswith("["):
            tables.append(table)
        else:
            left_out.append(f"note {number}: {table}")
    if not tables:
        raise AnkiError("no note in it makes a card" + (f"; {left_out[0]}" if left_out else ""))
    return Imported(f"title = {_toml(title)}\n\n" + "\n".join(tables), len(tables), tuple(left_out))


def _notes(text: str) -> Iterator[_Note]:
    header, body = _header(text)
    rows = csv.reader(io.StringIO(body), delimiter=header.separator, strict=True)
    own = set(header.columns.values())
    try:
        for row in rows:
            if not any(row):
                continue
            fields = [item for place, item in enumerate(row) if place not in own]
            is_html = header.is_html
            if is_html is None:
                is_html = any(re.search(r"<[a-z/!]|&[a-z#0-9]+;", item, re.I) for item in fields)
            yield _Note(
                _column(row, header, "guid"),
                _column(row, header, "notetype") or header.notetype,
                tuple(_as_text(item) if is_html else _plain(item) for item in fields),
                (*header.tags, *_column(row, header, "tags").split()),
            )
    except csv.Error as error:
        raise AnkiError(f"near line {rows.line_num}: {error}") from None


def _header(text: str) -> tuple[_Header, str]:
    header = _Header()
    known: dict[str, str] = {}
    while text.startswith("#"):
        line, _, text = text.partition("\n")
        key, colon, value = line[1:].partition(":")
        if colon:
            known[key.strip().lower()] = value
    separator = known.get("separator", "tab")
    header.separator = _SEPARATORS.get(separator.strip().lower(), separator[:1] or "\t")
    if "separator" not in known and "\t" not in text:
        header.separator = next((mark for mark in ",;|" if mark in text), "\t")
    if "html" in known:
        header.is_html = known["html"].strip().lower() == "true"
    header.tags = known.get("tags", "").split()
    header.notetype = known.get("notetype", "").strip()
    for name in ("guid", "notetype", "deck", "tags"):
        value = known.get(f"{name} column", "").strip()
        if value.isdigit() and 1 <= int(value) <= 100:
            header.columns[name] = int(value) - 1
    # Comments may also stand between the notes, outside of quotes.
    body: list[str] = []
    inside = False
    for line in text.splitlines(keepends=True):
        if inside or not line.startswith("#"):
            body.append(line)
            inside ^= line.count('"') % 2 == 1
    return header, "".join(body)


def _column(row: Sequence[str], header: _Header, name: str) -> str:
    place = header.columns.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def _as_text(field: str) -> str:
    """A field's HTML as text: line breaks kept, marks of style and pictures gone."""
    text = re.sub(r"(?is)<(style|script)\b.*?</\1>", "", field)
    text = re.sub(r"(?i)<br\s*/?>|</(div|p|li)>|<hr\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return _plain(_MATH.sub("", text))


def _plain(text: str) -> str:
    """Text without characters that command a terminal."""
    text = text.replace("\xa0", " ").replace("\r", "\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(filter(is_harmless, text))).strip()


def _table(note: _Note, seen: set[str]) -> str:
    """The note as a `[[card]]`, or why it makes none."""
    fields = [item for item in note.fields if item]
    if not fields:
        return "empty"
    if max(map(len, fields)) > LONGEST_TEXT:
        return f"longer than {LONGEST_TEXT} characters"
    is_cloze = _CLOZE.search(note.fields[0]) is not None
    back = "\n".join(item for item in note.fields[1:] if item)
    if not is_cloze and not (note.fields[0] and back):
        return "it has one side only"
    name = note.guid if is_id(note.guid) else f"anki-{_digest(note.guid or note.fields[0])}"
    if name in seen:
        return f"its id {name} was there before"
    seen.add(name)
    given = [f"id = {_toml(name)}"]
    if note.guid and note.guid != name and not re.search(r"\s", note.guid):
        given.append(f"guid = {_toml(_plain(note.guid)[:60])}")
    if is_cloze:
        front = note.fields[0].replace("[[", "[ [").replace("]]", "] ]")
        text = _CLOZE.sub(lambda gap: f"[[{gap[1].replace('|', '¦').strip() or '…'}]]", front)
        given += ['kind = "cloze"', f"text = {_toml(text)}"]
        if back:
            given.append(f"answer = {_toml(back)}")
    else:
        given += [
            'kind = "basic"',
            f"question = {_toml(note.fields[0])}",
            f"answer = {_toml(back)}",
        ]
    tags = list(dict.fromkeys(_plain(tag)[:60] for tag in note.tags))[:50]
    if any(tags):
        given.append(f"tags = [{', '.join(_toml(tag) for tag in tags if tag)}]")
    return "[[card]]\n" + "\n".join(given) + "\n"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
