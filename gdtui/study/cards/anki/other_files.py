"""What a file is that holds no notes in separated columns: named, with the way out."""

import json
import re
import zipfile
from pathlib import Path

from gdtui.files.text_file import open_file
from gdtui.study.cards.anki.error import AnkiError

LOOKED_AT = 64_000  # bytes

_EXPORT = 'in Anki, export "Notes in Plain Text (.txt)"'
_CSV = "save it as CSV in UTF-8"
_BEGINNINGS = {
    b"SQLite format 3\0": f"Anki's own database, or another one of SQLite; {_EXPORT}",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": f"an Office file, Excel perhaps; {_CSV}",
    b"\xff\xfe": "text in UTF-16; save it as UTF-8",
    b"\xfe\xff": "text in UTF-16; save it as UTF-8",
    b"\x1f\x8b": "compressed (gzip); unpack it first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_INSIDE = {
    "xl/": f"an Excel workbook; {_CSV}",
    "word/": "a Word document; save it as plain text with a tab between front and back",
    "content.xml": f"an OpenDocument file; {_CSV}",
    "data.json": f"a package of Mochi's, or of another program; {_EXPORT}",
}
_HASHCARDS = re.compile(r"^Q:.*\n(?:(?!Q:).*\n)*?A:|^C:.*\[[^\]]+\]", re.MULTILINE)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|[-*] \S|```|\[[^\]]+\]\()", re.MULTILINE)


def is_package(path: Path) -> bool:
    """Whether it is a zip file with a collection of Anki's. Raises `AnkiError` for other ones."""
    head = _head(path)
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise AnkiError(f"the zip file is damaged: {error}") from None
    if any(name.startswith("collection.anki2") for name in names):
        return True
    for inside, what in _INSIDE.items():
        if any(name.startswith(inside) for name in names):
            raise AnkiError(f"this is {what}")
    raise AnkiError("this is a zip file without a collection of Anki's in it; unpack it first")


def refuse(path: Path) -> None:
    """Raises `AnkiError` with its name for a file that is of another kind than separated text."""
    head = _head(path)
    for beginning, what in _BEGINNINGS.items():
        if head.startswith(beginning):
            raise AnkiError(f"this is {what}")
    text = head.decode("utf-8", errors="replace").removeprefix("\ufeff")
    what = _kind_of_text(text.replace("\r\n", "\n"), path.suffix.lower())
    if what:
        raise AnkiError(f"this is {what}")


def _kind_of_text(text: str, suffix: str) -> str:
    begins = text.lstrip()[:40].lower()
    if suffix == ".toml" or re.search(r"^\[\[card\]\]\s*$", text, re.MULTILINE):
        return "a deck of gdtui already: name it to `gdtui quiz`, or put it into the decks' folder"
    if suffix == ".json" or _begins_json(text):
        if '"note_models"' in text or '"crowdanki_uuid"' in text:
            return f"CrowdAnki's JSON; import it into Anki, then {_EXPORT}"
        return "JSON; write a line a card instead, with a tab between front and back"
    if begins.startswith(("<!doctype html", "<html")):
        return "a web page"
    if begins.startswith("<?xml"):
        return "XML"
    if _HASHCARDS.search(text):
        return (
            "a deck of hashcards (lines of Q:, A: and C:); write a line a card instead, with a tab "
            "between question and answer"
        )
    if suffix in (".md", ".markdown") or (
        suffix != ".csv"
        and "\t" not in text
        and len(_MARKDOWN.findall(text)) >= 3
        and not re.search(r"^#\w+( \w+)?:", text)
    ):
        return "Markdown; write a line a card instead, with a tab between front and back"
    return ""


def _begins_json(text: str) -> bool:
    """Whether a text begins as an object or a list of JSON; `{{c1::…}}` does not."""
    if re.match(r'\s*(?:\{\s*"|\[\s*[\[{"])', text) is None:
        return False
    try:
        json.JSONDecoder().raw_decode(text.lstrip())
    except json.JSONDecodeError as error:
        return error.pos > 20 and len(text) >= LOOKED_AT // 4  # cut off
    except RecursionError:
        return True
    return True


def _head(path: Path) -> bytes:
    try:
        with open_file(path) as file:
            return file.read(LOOKED_AT)
    except OSError as error:
        raise AnkiError(f"the file cannot be read: {error.strerror or error}") from None
