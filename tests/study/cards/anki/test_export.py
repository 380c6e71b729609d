"""Decks as Anki's text."""

import csv
import html
import io
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards import anki, decks
from gdtui.study.cards.decks import Deck, parse, problems
from gdtui.study.cards.kinds.basic import Basic


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
        "yes,<br>for a&#9;quadratic &lt;b&gt;only&lt;/b&gt;",
        "GD lr",
    ]
    assert cloze[1:4] == ["Cloze", "gdtui::t", "stable for η &lt; {{c1::2/L}}, at {{c1::best}}"]
    assert "1. " in choice[3]
    assert choice[4].endswith(". x")
    assert numeric[3:5] == ["w = 2?", "4<br>2·2 = 4<br>(2*w)"]


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
    shown = html.unescape(front.replace("<br>", "\n")).replace("\xa0", " ")
    assert shown == unicodedata.normalize("NFC", text).replace("\xa0", " ")
    assert back == "x"


def test_the_shipped_decks_are_exported_whole() -> None:
    found = decks.find().decks
    _, notes = rows("\n".join(anki.lines(found)) + "\n")
    assert [note[0] for note in notes] == [card.id for one in found for card in one.cards]
