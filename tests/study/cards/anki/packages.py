"""Packages as Anki writes them, in the two shapes of their databases."""

import json
import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

BASIC, CLOZE, BOTH = 1, 2, 3
_TYPES = {
    BASIC: ("Basic", 0, ("Front", "Back"),
            (("{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"),)),
    CLOZE: ("Lückentext", 1, ("Text", "Extra"),
            (("{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}"),)),
    BOTH: ("Vocabulary", 0, ("ID", "Word", "Meaning"),
           (("<b>{{Word}}</b>", "{{FrontSide}}<hr id=answer>{{Meaning}}"),
            ("{{#Meaning}}What is called “{{Meaning}}”?{{/Meaning}}", "{{Word}}"))),
}  # fmt: skip
_DECKS = {1: "Default", 7: "ML::Descent"}


class Note(NamedTuple):
    """A note, and its cards: their numbers and decks."""

    guid: str
    type: int
    fields: tuple[str, ...]
    cards: tuple[tuple[int, int], ...] = ((0, 7),)
    tags: str = ""


def write(path: Path, notes: Iterable[Note], name: str = "collection.anki21") -> None:
    """A package with these notes; a name with a `b` at its end has the newest shape."""
    database = path.with_suffix(".db")
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as db:
        db.executescript(
            "CREATE TABLE col (ver INTEGER, models TEXT, decks TEXT);"
            "CREATE TABLE notes"
            "  (id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, tags TEXT, flds TEXT);"
            "CREATE TABLE cards (nid INTEGER, did INTEGER, ord INTEGER, odid INTEGER);"
        )
        (_as_tables if name.endswith("b") else _as_json)(db)
        for number, note in enumerate(notes, 1):
            fields = "\x1f".join(note.fields)
            row = (number, note.guid, note.type, note.tags, fields)
            db.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", row)
            for order, deck in note.cards:
                db.execute("INSERT INTO cards VALUES (?, ?, ?, 0)", (number, deck, order))
    db.close()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, _packed(database.read_bytes(), name))
        archive.writestr("media", "{}")


def _packed(content: bytes, name: str) -> bytes:
    if not name.endswith("b"):
        return content
    import zstandard

    return zstandard.ZstdCompressor().compress(content)


def _as_json(db: sqlite3.Connection) -> None:
    models = {
        str(number): {
            "name": name,
            "type": kind,
            "flds": [{"name": field, "ord": order} for order, field in enumerate(fields)],
            "tmpls": [
                {"qfmt": front, "afmt": back, "ord": order}
                for order, (front, back) in enumerate(templates)
            ],
        }
        for number, (name, kind, fields, templates) in _TYPES.items()
    }
    decks = {str(number): {"name": name} for number, name in _DECKS.items()}
    db.execute("INSERT INTO col VALUES (11, ?, ?)", (json.dumps(models), json.dumps(decks)))


def _as_tables(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO col VALUES (18, '', '')")
    db.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    db.executescript(
        "CREATE TABLE notetypes (id INTEGER, name TEXT COLLATE unicase, config BLOB);"
        "CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase);"
        "CREATE TABLE templates (ntid INTEGER, ord INTEGER, config BLOB);"
        "CREATE TABLE decks (id INTEGER, name TEXT COLLATE unicase);"
    )
    for number, (name, kind, fields, templates) in _TYPES.items():
        config = b"\x08\x01" if kind else b""
        db.execute("INSERT INTO notetypes VALUES (?, ?, ?)", (number, name, config))
        for order, field in enumerate(fields):
            db.execute("INSERT INTO fields VALUES (?, ?, ?)", (number, order, field))
        for order, (front, back) in enumerate(templates):
            config = _text(1, front) + _text(2, back) + b"\x28\x96\x01"
            db.execute("INSERT INTO templates VALUES (?, ?, ?)", (number, order, config))
    for number, name in _DECKS.items():
        db.execute("INSERT INTO decks VALUES (?, ?)", (number, name.replace("::", "\x1f")))


def _text(number: int, text: str) -> bytes:
    """A text field of protobuf that is shorter than 128 bytes."""
    content = text.encode()
    return bytes([number << 3 | 2, len(content)]) + content
