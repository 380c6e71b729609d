"""What is written is read: any fields through a deck's file, any deck through Anki's."""

import string
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.study.cards.anki import AnkiError, imported, lines
from gdtui.study.cards.decks import Deck, find, parse
from gdtui.study.cards.kinds.basic import Basic
from gdtui.study.cards.kinds.cloze import Cloze
from tests.study.cards.anki.decks_of import sides

PIECES = st.sampled_from([
    "{{c1::", "{{c2::", "}}", "::", "|", ";", "[[", "]]", '"', "\t", "\n", "\\", "<b>", "</b>", "<",
    "&lt;", "#", ",", " ", "a", "η", "\\(x\\)", "<br>", "<img src=x>", "\x1b", "\ue000", "\u202e",
    "<sub>1</sub>", "{", "}", "[", "]", "'''", '"""', "\r", "\x7f", "\u2028", "😀",
])  # fmt: skip
FIELDS = st.lists(PIECES, max_size=12).map("".join)


@given(st.lists(st.tuples(FIELDS, FIELDS), min_size=1, max_size=5), st.booleans())
@settings(max_examples=300)
def test_any_fields_make_a_deck_that_is_read(
    tmp_path_factory: pytest.TempPathFactory, notes: list[tuple[str, str]], html: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "fields.txt"
    quoted = "".join(
        "\t".join('"' + field.replace('"', '""') + '"' for field in note) + "\n" for note in notes
    )
    path.write_text(f"#separator:tab\n#html:{str(html).lower()}\n{quoted}", newline="")
    try:
        with imported(path, "t") as made:
            deck = parse(made.text, Path("t.toml"))
            assert deck.problems == ()
            assert len(deck.cards) == made.cards
            assert all(card.ask(0).text for card in deck.cards)
    except AnkiError:
        return
    again = through_anki(deck, tmp_path_factory)
    assert sides(again) == sides(deck)
    assert [card.id for card in again.cards] == [card.id for card in deck.cards]


@given(st.binary(max_size=200))
@example(b'"')
@example(b'a\t"\n"b\t"\n')
def test_any_file_makes_sound_cards_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(content)
    try:
        with imported(path, "any") as made:
            assert parse(made.text, Path("any.toml")).problems == ()
            made.report()
    except AnkiError:
        pass


def through_anki(deck: Deck, folder: pytest.TempPathFactory) -> Deck:
    """The deck, exported and imported."""
    path = folder.getbasetemp() / "export.txt"
    path.write_text("\n".join(lines([deck])) + "\n", encoding="utf-8")
    with imported(path, deck.title) as made:
        assert made.left_out == {}
        again = parse(made.text, Path("t.toml"))
    assert again.problems == ()
    return again


# As a person writes them: NFC, without no-break spaces, which come back as spaces
TEXTS = (
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]) | st.sampled_from("\n\tηλ≤²"),
            min_size=1, max_size=30)
    .map(str.strip).filter(bool)
)  # fmt: skip
IDS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)
TAGS = st.lists(st.text(string.ascii_lowercase + ":-", min_size=1, max_size=6), max_size=3)


@given(st.lists(st.tuples(IDS, TEXTS, TEXTS, TAGS), min_size=1, unique_by=lambda card: card[0]))
@example([("a", "$x$\nu and\tau", "\\nu\nabla", [])])
@example([("a", "[picture]", "[picture: a.png]", [])])
def test_questions_come_back_from_anki(
    tmp_path_factory: pytest.TempPathFactory, given_cards: list[tuple[str, str, str, list[str]]]
) -> None:
    cards = tuple(
        Basic(id=name, deck="t", question=question, answer=answer, tags=tuple(tags))
        for name, question, answer, tags in given_cards
    )
    again = through_anki(Deck("t", "t", cards), tmp_path_factory)
    assert [(card.id, *side) for card, side in zip(again.cards, sides(again), strict=True)] == [
        (card.id, card.question, card.answer) for card in cards
    ]
    assert [set(card.tags) for card in again.cards] == [set(card.tags) for card in cards]


WORDS = st.text(
    st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="|;[]\\"),
    min_size=1, max_size=12,
).map(str.strip).filter(bool)  # fmt: skip
AROUND = st.text(
    st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="[]"), max_size=12
)


@given(st.lists(st.tuples(AROUND, WORDS), min_size=1, max_size=3), AROUND)
@example([("a ", "std::vector")], "")
@example([("a {{c1::b}} ", "{x}}")], "}}")
@example([("a: ", ":b:")], "::")
def test_gaps_come_back_from_anki(
    tmp_path_factory: pytest.TempPathFactory, gaps: list[tuple[str, str]], end: str
) -> None:
    pieces = [*(before for before, _ in gaps), end]
    pieces[0], pieces[-1] = pieces[0].lstrip(), pieces[-1].rstrip()
    card = Cloze(
        id="a", deck="t", text=tuple(pieces), gaps=tuple((word,) for _, word in gaps), answer=""
    )
    again = through_anki(Deck("t", "t", (card,)), tmp_path_factory)
    assert sides(again) == sides(Deck("t", "t", (card,)))


def test_the_shipped_questions_and_clozes_come_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    for deck in find().decks:
        kept = tuple(card for card in deck.cards if isinstance(card, Basic | Cloze))
        if kept:
            again = through_anki(Deck(deck.name, deck.title, kept), tmp_path_factory)
            assert [card.id for card in again.cards] == [card.id for card in kept]
            for before, after in zip(kept, again.cards, strict=True):
                assert type(before) is type(after)
                assert before.note() == after.note()
