"""Anki's packages: the cards that Anki itself would show."""

import contextlib
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.study.cards.anki import AnkiError, imported
from gdtui.study.cards.anki.protobuf import texts
from gdtui.study.cards.anki.templates import filled
from tests.study.cards.anki.decks_of import deck_of, left_out_of, report_of, sides
from tests.study.cards.anki.packages import BASIC, BOTH, CLOZE, Note, write

NOTES = [
    Note("aB,c", BASIC, ("What is <i>η</i>?", "the rate[sound:eta.mp3]"), tags=" lr week-1 "),
    Note("gap", CLOZE, ("{{c1::SGD::?}} is {{c2::noisy}}", "so"), ((0, 7), (1, 7))),
    Note("voc", BOTH, ("17", "dog", "Hund"), ((0, 7), (1, 7))),
    Note("pic", BASIC, ('<img src="ape.jpg">', "an ape")),
    Note("old", CLOZE, ("no gap left", ""), ((0, 7),)),
]
CARDS = [
    ("What is η?", "the rate"),
    ("[[SGD]] (?) is noisy", "so"),
    ("SGD is [[noisy]]", "so"),
    ("dog", "Hund"),
    ("What is called “Hund”?", "dog"),
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tmp_path / "lecture.apkg"


@pytest.mark.parametrize("name", ["collection.anki2", "collection.anki21", "collection.anki21b"])
def test_the_cards_of_a_package(package: Path, name: str) -> None:
    if name.endswith("b"):
        pytest.importorskip("zstandard")
    write(package, NOTES, name)
    deck = deck_of(package)
    assert sides(deck) == CARDS
    assert deck.title == "ML – Descent"
    assert deck.cards[0].tags == ("lr", "week-1")
    assert [card.guid for card in deck.cards] == ["aB,c", "gap-1", "", "voc-1", ""]
    assert [card.id for card in deck.cards[1:]] == ["gap", "gap-c2", "voc", "voc-2"]
    assert left_out_of(package) == {
        "a side that is only a picture": [4],
        "an empty card: no cloze has its number": [5],
    }


def test_a_package_says_what_it_is(package: Path) -> None:
    write(package, NOTES)
    assert report_of(package) == [
        "a package of Anki's (collection.anki21)",
        "when each was due, and how well it was known, stay in Anki",
        "5 cards: 3 questions with answers and 2 clozes",
        "the first one: What is η? → the rate",
        "left out: a side that is only a picture: 1 (note 4)",
        "left out: an empty card: no cloze has its number: 1 (note 5)",
        "left out: pictures: 1 (ape.jpg)",
        "left out: sounds: 1 (eta.mp3)",
    ]


def test_cards_of_several_decks_are_tagged(package: Path) -> None:
    write(package, [Note("a", BASIC, ("a", "b"), ((0, 1),)), Note("c", BASIC, ("c", "d"))])
    deck = deck_of(package)
    assert deck.title == "notes"
    assert [card.tags for card in deck.cards] == [("Default",), ("ML::Descent",)]


def test_a_package_and_its_text_make_the_same_ids(package: Path, tmp_path: Path) -> None:
    write(
        package, [Note("x#y", BASIC, ("a", "b")), Note("g!", CLOZE, ("{{c2::a}}", ""), ((1, 7),))]
    )
    text = tmp_path / "notes.txt"
    text.write_text(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n"
        "x#y\tBasic\ta\tb\ng!\tCloze\t{{c2::a}}\t\n"
    )
    assert [card.id for card in deck_of(text).cards] == [card.id for card in deck_of(package).cards]


def test_the_newest_format_without_zstd_says_what_helps(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("collection.anki21b", b"(\xb5/\xfd")
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(AnkiError, match=r"Support older Anki versions.*gdtui\[anki\]"):
        deck_of(package)


@pytest.mark.parametrize(
    "content",
    [b"", b"no database", b"SQLite format 3\0" + bytes(200)],
    ids=["empty", "no", "zeros"],
)
def test_a_database_that_is_none(package: Path, content: bytes) -> None:
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("collection.anki2", content)
    with pytest.raises(AnkiError), imported(package, "n"):
        pass


@pytest.mark.parametrize("name", ["collection.anki21", "collection.anki21b"])
@given(share=st.floats(0, 1), byte=st.integers(0, 255))
@settings(max_examples=50)
def test_a_damaged_package_is_told_or_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, share: float, byte: int
) -> None:
    if name.endswith("b"):
        pytest.importorskip("zstandard")
    package = tmp_path_factory.getbasetemp() / "damaged.apkg"
    write(package, NOTES, name)
    content = bytearray(package.read_bytes())
    content[int(share * (len(content) - 1))] = byte
    package.write_bytes(content)
    with contextlib.suppress(AnkiError):
        deck_of(package)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{A}} and {{ B }}", "a and b"),
        ("{{#A}}yes{{/A}}{{^A}}no{{/A}}", "yes"),
        ("{{#E}}yes{{/E}}{{^E}}no{{/E}}", "no"),
        ("{{#A}}1{{#E}}2{{/E}}3{{/A}}4", "134"),
        ("{{text:H}}", "bold"),
        ("{{furigana:R}}", "漢(kan)"),
        ("{{kana:R}}", "kan"),
        ("{{missing}}{{FrontSide}}<!-- {{A}} -->", ""),
        ("{{type:A}}", "a"),
        ("{{tts en_US:A}}", ""),
        ("{{cloze:C}}", ""),
        ("{{#c1}}first{{/c1}}", ""),
    ],
)
def test_templates(template: str, text: str) -> None:
    values = {"A": "a", "B": "b", "E": "<br>", "H": "<b>bold</b>", "R": "漢[kan]", "C": "x"}
    assert filled(template, values) == text


def test_what_is_typed_or_hidden_is_not_on_the_front() -> None:
    assert filled("{{A}}{{type:B}}{{hint:B}}", {"A": "a", "B": "b"}, is_front=True) == "a"


def test_protobuf_that_ends_too_soon() -> None:
    assert texts(b"\x0a\x01a\x12\x02bc\x28\x96\x01") == {1: "a", 2: "bc"}
    for wrong in (b"\x0a", b"\x80", b"\xff" * 12, b"\x0b"):
        with pytest.raises(ValueError, match="protobuf"):
            texts(wrong)
