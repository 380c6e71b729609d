"""Anki's text format, out and in."""

import csv
import html
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards import anki, decks
from gdtui.study.cards.anki import AnkiError
from gdtui.study.cards.decks import Deck, parse, problems
from gdtui.study.cards.kinds.basic import Basic
from gdtui.study.cards.kinds.cloze import Cloze


def deck(text: str) -> Deck:
    parsed = parse('title = "t"\n' + text, Path("t.toml"))
    assert problems(parsed) == ()
    return parsed


AWKWARD = deck(r"""
[[card]]
id = "a"
kind = "basic"
tags = ["lr", "GD"]
question = "#1: is η < 2/L & \"stable\"?"
answer = "yes,\nfor a\tquadratic <b>only</b>"
[[card]]
id = "c"
kind = "cloze"
text = "stable for η < [[2/L|2/λ]], at [[best]]"
answer = "since"
[[card]]
id = "ch"
kind = "choice"
question = "which?"
options = [{ text = "x", right = true, says = "yes" }, { text = "y" }]
[[card]]
id = "n"
kind = "numeric"
question = "w = {w}?"
draw = { w = [2] }
formula = "2*w"
answer = "2·{w} = {answer}"
""")


def rows(text: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows, as Anki's own reader takes them: # at the start is a comment."""
    lines = text.splitlines(keepends=True)
    header = [line.strip() for line in lines if line.startswith("#")]
    body = "".join(line for line in lines if not line.startswith("#"))
    return header, list(csv.reader(io.StringIO(body), delimiter="\t", strict=True))


def test_an_export_is_what_anki_writes_itself() -> None:
    header, notes = rows("\n".join(anki.lines([AWKWARD])) + "\n")
    assert header == [
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#notetype column:2",
        "#deck column:3",
        "#tags column:6",
    ]
    assert {len(note) for note in notes} == {6}
    basic, cloze, choice, numeric = notes
    assert basic == [
        "a",
        "Basic",
        "gdtui::t",
        '#1: is η &lt; 2/L &amp; "stable"?',
        "yes,<br>for a quadratic &lt;b&gt;only&lt;/b&gt;",
        "GD lr",
    ]
    assert cloze[1:4] == ["Cloze", "gdtui::t", "stable for η &lt; {{c1::2/L}}, at {{c1::best}}"]
    assert "1. " in choice[3]
    assert choice[4].endswith(". x")
    assert numeric[3:5] == ["w = 2?", "4<br>2·2 = 4<br>(2*w)"]


def test_what_was_exported_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "cards.txt"
    path.write_text("\n".join(anki.lines([AWKWARD])) + "\n", encoding="utf-8")
    made = anki.imported(path, "again")
    again = parse(made.text, Path("t.toml"))
    assert problems(again) == ()
    assert made.left_out == ()
    basic, cloze, *_ = again.cards
    first = AWKWARD.cards[0]
    assert isinstance(basic, Basic)
    assert isinstance(first, Basic)
    assert basic.question == first.question
    assert basic.answer == first.answer.replace("\t", " ")
    assert isinstance(cloze, Cloze)
    assert cloze.gaps == (("2/L",), ("best",))
    assert [card.id for card in again.cards] == [card.id for card in AWKWARD.cards]
    assert list(anki.lines([again])) == list(anki.lines([again]))
    assert list(anki.lines([again]))[:8] == list(anki.lines([AWKWARD]))[:8]


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"]),
        min_size=1,
        max_size=60,
    )
)
def test_any_text_survives_the_way_there_and_back(text: str) -> None:
    one = Basic(id="a", question=text, answer="x")
    lines = "\n".join(anki.lines([Deck("t", "t", (one,))])) + "\n"
    _, ((_, _, _, front, back, _),) = rows(lines)
    import unicodedata

    assert html.unescape(front.replace("<br>", "\n")) == unicodedata.normalize("NFC", text)
    assert back == "x"


def from_text(tmp_path: Path, text: str) -> Deck:
    path = tmp_path / "notes.txt"
    path.write_text(text, encoding="utf-8")
    made = parse(anki.imported(path, "notes").text, Path("notes.toml"))
    assert problems(made) == ()
    return made


def test_notes_as_anki_exports_them(tmp_path: Path) -> None:
    made = from_text(
        tmp_path,
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        "#tags column:7\n"
        "kD,e4F#x/y\tBasic\tML::GD\tWhat is <b>η</b>?<br>Say.\tthe&nbsp;rate\t\tlr ml\n"
        "zz\tCloze\tML\tη &lt; {{c1::2/L::a bound}} or {{c2::less}}\textra\t\t\n"
        '"#q"\tBasic\tML\t"say ""hi""\tthere"\t"<div>one</div><div>two</div>"\t\t\n',
    )
    first, cloze, third = made.cards
    assert isinstance(first, Basic)
    assert isinstance(cloze, Cloze)
    assert isinstance(third, Basic)
    assert (first.question, first.answer) == ("What is η?\nSay.", "the rate")
    assert first.tags == ("lr", "ml")
    assert first.guid == "kD,e4F#x/y"
    assert next(line for line in anki.lines([made]) if "rate" in line).startswith('"kD,e4F#x/y"\t')
    assert cloze.gaps == (("2/L",), ("less",))
    assert cloze.answer == "extra"
    assert cloze.id == "zz"
    assert third.question == 'say "hi"\tthere'
    assert third.answer == "one\ntwo"


def test_files_without_headers(tmp_path: Path) -> None:
    assert len(from_text(tmp_path, "front,back\nfront 2,back 2\n").cards) == 2
    (card,) = from_text(tmp_path, "front; one\tback <b>bold</b>\n").cards
    assert card.answer == "back bold"
    (card,) = from_text(tmp_path, "#html:false\n#tags:a b\n#a comment\nfront\tback <b>\n").cards
    assert (card.answer, card.tags) == ("back <b>", ("a", "b"))


def test_what_makes_no_card_is_named(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text(f"one side\t\nok\tyes\nlong\t{'x' * 3000}\nok\tyes\n")
    made = anki.imported(path, "n")
    assert made.cards == 1
    assert [line.split(":")[0] for line in made.left_out] == ["note 1", "note 3", "note 4"]


def test_escape_sequences_do_not_come_in(tmp_path: Path) -> None:
    made = from_text(tmp_path, "a\x1b[31mred\x07\tb\x9b0m &#27;[2J\n")
    (card,) = made.cards
    assert isinstance(card, Basic)
    assert (card.question, card.answer) == ("a[31mred", "b0m [2J")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a\n", b'a\t"unclosed\n', b"#only\n"])
def test_what_is_no_file_of_notes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n.txt"
    path.write_bytes(content)
    with pytest.raises(AnkiError):
        anki.imported(path, "n")


@given(st.binary(max_size=200))
def test_any_file_makes_sound_cards_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(content)
    try:
        made = anki.imported(path, "any")
    except AnkiError:
        return
    assert parse(made.text, Path("any.toml")).problems == ()


def test_the_shipped_decks_are_exported_whole() -> None:
    found = decks.find().decks
    _, notes = rows("\n".join(anki.lines(found)) + "\n")
    assert [note[0] for note in notes] == [card.id for one in found for card in one.cards]
