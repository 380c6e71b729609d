"""A wrong kind of file is called what it is, with the way out."""

import zipfile
from pathlib import Path

import pytest

from gdtui.study.cards.anki import AnkiError, imported
from tests.study.cards.anki.decks_of import deck_of, sides


def said_about(path: Path) -> str:
    with pytest.raises(AnkiError) as told, imported(path, "n"):
        pass
    return str(told.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.md", "# Slopes\n\n- one\n- two\n", "this is Markdown"),
        ("a.txt", "# Slopes\n\n- one\n- two, three\n", "this is Markdown"),
        ("a.md", "Q: What is η?\nA: The rate.\n", "this is a deck of hashcards"),
        ("a.txt", "C: The [gradient] points uphill, always.\n", "this is a deck of hashcards"),
        ("a.json", '{"a": 1}', "this is JSON"),
        ("a.txt", '[{"front": "a", "back": "b"}]', "this is JSON"),
        ("deck.json", '{"__type__": "Deck", "crowdanki_uuid": "x"}', "this is CrowdAnki's JSON"),
        ("a.toml", 'title = "t"\n', "this is a deck of gdtui already"),
        ("a.html", "<!DOCTYPE html><html></html>", "this is a web page"),
        ("a.xml", "<?xml version='1.0'?><a/>", "this is XML"),
        ("a.anki2", "SQLite format 3\0", "this is Anki's own database"),
        ("a.pdf", "%PDF-1.7", "this is a PDF"),
    ],
)
def test_a_text_of_another_kind(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert said_about(path).startswith(says)


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("xl/workbook.xml", "this is an Excel workbook; save it as CSV in UTF-8"),
        ("word/document.xml", "this is a Word document"),
        ("content.xml", "this is an OpenDocument file; save it as CSV in UTF-8"),
        ("notes.txt", "this is a zip file without a collection of Anki's"),
    ],
)
def test_a_zip_file_of_another_kind(tmp_path: Path, inside: str, says: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inside, "x")
    assert said_about(path).startswith(says)
    path.write_bytes(path.read_bytes()[:-30])
    assert said_about(path).startswith("the zip file is damaged")


def test_utf_16_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a\tb\n", encoding="utf-16")
    assert said_about(path) == "this is text in UTF-16; save it as UTF-8"


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("{{c1::a}} b\tc\n", [("[[a]] b", "c")]),
        ("[1]\tone\n", [("[1]", "one")]),
        ("Q: what?\tA: that\n", [("Q: what?", "A: that")]),
        ("- x\ty\n- z\tu\n- v\tw\n", [("- x", "y"), ("- z", "u"), ("- v", "w")]),
        ("#separator:comma\n# a\n# b\n# c\na,b\n", [("a", "b")]),
    ],
)
def test_what_looks_like_another_kind_and_is_none(
    tmp_path: Path, text: str, cards: list[tuple[str, str]]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    assert sides(deck_of(path)) == cards
