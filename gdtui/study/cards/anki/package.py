"""Anki's packages, `.apkg` and `.colpkg`: a zip file with a SQLite database of notes and cards.

Three formats are in use: `collection.anki2` and `collection.anki21` keep note types and decks as
JSON in the table `col`; `collection.anki21b` is compressed with zstd, and has tables for them, with
what a template says in protobuf.
"""

import contextlib
import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from gdtui.study.cards.anki.error import AnkiError
from gdtui.study.cards.anki.found import MOST_CHARACTERS, TOO_LONG, FoundCard, LeftOut
from gdtui.study.cards.anki.gaps import BEGIN, END, without_marks
from gdtui.study.cards.anki.html_text import Media, plain, text_of
from gdtui.study.cards.anki.protobuf import texts
from gdtui.study.cards.anki.rows import Tell
from gdtui.study.cards.anki.templates import NoteType, Template

MOST_BYTES = 2_000_000_000  # of a database
_NEWEST, _NEWER, _OLDEST = "collection.anki21b", "collection.anki21", "collection.anki2"
_DECK_SEPARATOR = "\x1f"


class Package:
    """A package that is open."""

    def __init__(self, database: sqlite3.Connection, format_name: str) -> None:
        self.format_name = format_name
        self._database = database
        (self._version,) = database.execute("SELECT ver FROM col").fetchone()
        self._types = dict(self._note_types())
        self._decks = dict(self._deck_names())

    def decks(self) -> list[str]:
        """The names of the decks that its cards are of."""
        ids = self._database.execute(
            "SELECT DISTINCT CASE WHEN odid THEN odid ELSE did END FROM cards"
        )
        return sorted({self._decks.get(number, "") for (number,) in ids} - {""})

    def count(self) -> int:
        """How many cards it has."""
        return int(self._database.execute("SELECT count(*) FROM cards").fetchone()[0])

    def cards(self, media: Media, tell: Tell, *, name_decks: bool) -> Iterator[FoundCard | LeftOut]:
        """The cards, those of a note after one another."""
        total = self.count() or 1
        rows = self._database.execute(
            "SELECT n.id, n.guid, n.mid, n.tags, n.flds, c.ord, "
            "CASE WHEN c.odid THEN c.odid ELSE c.did END, "
            "(SELECT count(*) FROM cards s WHERE s.nid = n.id) "
            "FROM cards c JOIN notes n ON n.id = c.nid ORDER BY n.id, c.ord"
        )
        place, last = 0, None
        for done, (note, guid, type_id, tags, fields, number, deck, siblings) in enumerate(rows):
            if done % 1000 == 0:
                tell(done / total)
            is_first = note != last
            place, last = place + is_first, note
            if len(fields) > MOST_CHARACTERS:
                yield LeftOut(place, TOO_LONG)
                continue
            kind = self._types.get(type_id)
            if kind is None:
                yield LeftOut(place, "its note type is missing in the package")
                continue
            values = without_marks(fields).split(_DECK_SEPARATOR)
            pictures = media if is_first else Media()  # those of a note are counted once
            front, back = kind.sides(dict(zip(kind.fields, values, strict=False)), number)
            if kind.is_cloze and BEGIN not in front:
                yield LeftOut(place, "an empty card: no cloze has its number")
                continue
            own_tags = tags.split()
            if name_decks and (name := self._decks.get(deck)):
                own_tags.append("-".join(name.removeprefix("gdtui::").split()))
            yield FoundCard(
                place,
                plain(str(guid)),
                text_of(values[0], Media()),
                text_of(front, pictures),
                _unmarked(text_of(back, pictures)),
                tuple(own_tags),
                _part(number, is_cloze=kind.is_cloze),
                siblings > 1,
            )

    def _note_types(self) -> Iterator[tuple[int, NoteType]]:
        if self._version < 15:
            (models,) = self._database.execute("SELECT models FROM col").fetchone()
            for key, model in json.loads(models).items():
                yield int(key), _of_json(model)
            return
        for number, name, config in self._database.execute(
            "SELECT id, name, config FROM notetypes"
        ):
            fields = self._database.execute(
                "SELECT name FROM fields WHERE ntid = ? ORDER BY ord", (number,)
            )
            templates = self._database.execute(
                "SELECT config FROM templates WHERE ntid = ? ORDER BY ord", (number,)
            )
            yield (
                number,
                NoteType(
                    name,
                    tuple(field for (field,) in fields),
                    tuple(
                        Template(*(texts(config).get(key, "") for key in (1, 2)))
                        for (config,) in templates
                    ),
                    is_cloze=bytes(config[:2]) == b"\x08\x01",  # kind = 1, the first field
                ),
            )

    def _deck_names(self) -> Iterator[tuple[int, str]]:
        if self._version < 15:
            (decks,) = self._database.execute("SELECT decks FROM col").fetchone()
            for key, deck in json.loads(decks).items():
                yield int(key), plain(str(deck["name"]))
            return
        for number, name in self._database.execute("SELECT id, name FROM decks"):
            yield number, plain(name.replace(_DECK_SEPARATOR, "::"))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Package]:
    """A package, its database unpacked beside other files that are nobody's. Raises `AnkiError`."""
    with tempfile.TemporaryDirectory(prefix="gdtui-") as folder:
        scratch = Path(folder) / "collection.db"
        name = _unpack(path, scratch)
        database = sqlite3.connect(f"file:{scratch}?mode=ro&immutable=1", uri=True)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            database.create_collation("unicase", lambda a, b: (a > b) - (a < b))
            yield Package(database, name)
        except (sqlite3.Error, LookupError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, AnkiError):
                raise
            raise AnkiError(f"the database in the package makes no sense: {error}") from None
        finally:
            database.close()


def _unpack(path: Path, scratch: Path) -> str:
    """Write the newest database of the package to `scratch`; returns its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            name = next((name for name in (_NEWEST, _NEWER, _OLDEST) if name in names), None)
            if name is None:
                raise AnkiError("a zip file without a collection of Anki's in it")
            with archive.open(name) as packed, scratch.open("wb") as file:
                (_decompress if name == _NEWEST else _copy)(packed, file)
            return name
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise AnkiError(f"the package is damaged: {error}") from None
    except OSError as error:
        raise AnkiError(f"the package cannot be read: {error.strerror or error}") from None


def _copy(packed: IO[bytes], file: IO[bytes]) -> None:
    written = 0
    while chunk := packed.read(1 << 20):
        written += len(chunk)
        if written > MOST_BYTES:
            raise AnkiError(f"its database is larger than {MOST_BYTES:,} bytes")
        file.write(chunk)


def _decompress(packed: IO[bytes], file: IO[bytes]) -> None:
    try:
        import zstandard  # noqa: PLC0415 (an optional extra)
    except ImportError:
        raise AnkiError(
            "this package is in Anki's newest format; in Anki, export it with "
            '"Support older Anki versions", or install gdtui[anki]'
        ) from None
    try:
        _copy(zstandard.ZstdDecompressor().stream_reader(packed), file)
    except zstandard.ZstdError as error:
        raise AnkiError(f"the package is damaged: {error}") from None


def _of_json(model: dict[str, Any]) -> NoteType:
    return NoteType(
        str(model["name"]),
        tuple(str(field["name"]) for field in sorted(model["flds"], key=lambda one: one["ord"])),
        tuple(
            Template(str(one["qfmt"]), str(one["afmt"]))
            for one in sorted(model["tmpls"], key=lambda one: one["ord"])
        ),
        is_cloze=model.get("type") == 1,
    )


def _part(number: int, *, is_cloze: bool) -> str:
    """Which card of its note: as in a text file."""
    if number == 0:
        return ""
    return f"-c{number + 1}" if is_cloze else f"-{number + 1}"


def _unmarked(text: str) -> str:
    return text.replace(BEGIN, "").replace(END, "")
