"""What commands a terminal or hides in a text is shown, and nothing else is touched."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.drawing.glyphs import Glyphs, ascii_cells
from gdtui.visible import visible_line, visible_text, without_hidden

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))
any_text = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from("\x1b\x9b\u200d\u202ex😀é")
)


def hides(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


@pytest.mark.parametrize(
    ("text", "escaped", "pictured"),
    [
        ("\x1b]0;x\x07", r"\x1b]0;x\x07", "␛]0;x␇"),
        ("\x00\x1f\x7f", r"\x00\x1f\x7f", "␀␟␡"),
        ("\r\n\t", r"\r\n\t", "␍␊␉"),
        ("\x9b2J", r"\x9b2J", r"\x9b2J"),
        ("a\u202eb\u2066\u200f\u061c", r"a\u202eb\u2066\u200f\u061c", None),
        ("a\u200bb\u2060\ufeff\xad", r"a\u200bb\u2060\ufeff\xad", None),
        ("a\u2028b\u2029", r"a\u2028b\u2029", None),
        ("caf\udce9", r"caf\udce9", None),  # a file's name that is not UTF-8
        ("\U000e0041", r"\U000e0041", None),
    ],
)
def test_what_is_hidden_is_shown(text: str, escaped: str, pictured: str | None) -> None:
    assert visible_line(text) == escaped
    assert visible_line(text, pictures=True) == (pictured or escaped)


@pytest.mark.parametrize(
    "text",
    [
        "η = 0.1 · ∂L/∂w → ○ ⣿ ▀",
        "e\u0301 n\u0303",  # combining marks
        "a\xa0b\u3000c\u202f",  # spaces that have a width
        "👩🏽\u200d🚀 🏳\ufe0f\u200d🌈",  # emoji that a joiner makes one of
        "می\u200cخواهم क्\u200dष",  # Persian, Hindi
        "\u0600١",  # an Arabic number sign: it is seen
        "日本語",
    ],
)
def test_text_as_people_write_it_stays(text: str) -> None:
    assert visible_line(text) == visible_line(text, pictures=True) == without_hidden(text) == text


@pytest.mark.parametrize(
    "text", ["ab\u200dcd", "\u200d😀", "😀\u200d", "é\u200d\u200dé", "é\u200d é"]
)
def test_a_joiner_that_joins_nothing_is_hidden(text: str) -> None:
    assert r"\u200d" in visible_line(text)
    assert "\u200d" not in without_hidden(text)


def test_of_all_characters_only_those_are_touched_that_nobody_sees() -> None:
    untouched = {char for char in EVERY_CHARACTER if visible_line(char) == char}
    assert {char for char in EVERY_CHARACTER if not hides(char)} - untouched <= {
        char for char in EVERY_CHARACTER if unicodedata.category(char) == "Cn"
    }
    seen = {unicodedata.name(char) for char in untouched if hides(char)}
    assert all(name.startswith(("ARABIC ", "SYRIAC ", "KAITHI ")) for name in seen), seen


@given(any_text, st.booleans())
def test_shown_once_is_shown_for_good(text: str, pictures: bool) -> None:
    once = visible_line(text, pictures=pictures)
    assert visible_line(once, pictures=pictures) == once
    assert visible_text(once, pictures=pictures) == once
    assert without_hidden(once) == once
    once.encode()


@given(any_text, st.booleans())
def test_lines_stay_lines(text: str, pictures: bool) -> None:
    shown = visible_text(text, pictures=pictures)
    assert shown.count("\n") == text.count("\n")
    assert shown.split("\n") == [
        "\t".join(visible_line(cell, pictures=pictures) for cell in line.split("\t"))
        for line in text.split("\n")
    ]


@given(any_text)
def test_in_ascii_everything_is_written_out(text: str) -> None:
    shown = Glyphs.ASCII.legible(text)
    assert shown.isascii()
    assert all(char.isprintable() or char in "\n\t" for char in shown)
    cells = ascii_cells(text)
    assert len(cells) == len(text)
    assert all(char.isprintable() or char in "\n\t" for char in cells)


def test_a_picture_only_where_the_terminal_is_likely_to_have_it() -> None:
    assert Glyphs.BRAILLE.legible("\x1b") == "␛"
    assert Glyphs.BLOCKS.legible("\x1b") == r"\x1b"
    assert Glyphs.ASCII.legible("\x1b") == r"\x1b"
