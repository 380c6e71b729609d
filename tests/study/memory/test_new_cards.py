"""The order in which new cards come."""

from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.decks import Deck, parse
from gdtui.study.memory.new_cards import in_order

KINDS = {
    "b": 'kind = "basic"\nquestion = "q"\nanswer = "a"',
    "c": 'kind = "cloze"\ntext = "[[a]]"',
    "n": 'kind = "numeric"\nquestion = "{w}"\ndraw = { w = [1] }\nformula = "w"',
    "o": 'kind = "choice"\nquestion= "q"\noptions=[{text = "x", right = true}, {text = "y"}]',
}  # fmt: skip


def deck(name: str, cards: str, after: str = "") -> Deck:
    """`cards` has a letter for each, its kind; the tags are those of a card of its own topic."""
    text = f'title = "t"\nafter = [{after}]\n'
    for number, kind in enumerate(cards):
        text += f'[[card]]\nid = "{name}{number}"\ntags = ["t{number}"]\n{KINDS[kind]}\n'
    found = parse(text, Path(f"{name}.toml"))
    assert found.problems == ()
    return found


def ids(*decks: Deck) -> list[str]:
    return [card.id for card in in_order(decks)]


def test_cards_of_one_kind_come_in_the_order_of_the_deck() -> None:
    assert ids(deck("a", "bbbb")) == ["a0", "a1", "a2", "a3"]


def test_decks_take_turns() -> None:
    assert ids(deck("a", "bbb"), deck("b", "b")) == ["a0", "b0", "a1", "a2"]


def test_what_a_deck_builds_on_comes_first() -> None:
    last, middle, first = deck("z", "b", '"y"'), deck("y", "b", '"x"'), deck("x", "b")
    assert ids(last, middle, first) == ["x0", "y0", "z0"]
    assert ids(last, first) == ["z0", "x0"], "y is not asked, and z says nothing of x"


def test_decks_that_build_on_each_other_are_asked_all_the_same() -> None:
    circle = (deck("a", "b", '"b"'), deck("b", "b", '"a", "c"'), deck("c", "b"))
    assert ids(*circle) == ["a0", "b0", "c0"]
    assert ids(deck("d", "b", '"a"'), *circle) == ["a0", "b0", "c0", "d0"]
    many = [f"d{i}-" for i in range(60)]
    everyone = ", ".join(f'"{name}"' for name in many)
    assert ids(*(deck(name, "b", everyone) for name in many)) == [f"{name}0" for name in many]


def kinds(cards: str) -> str:
    """The kinds in the order in which they come."""
    return "".join(cards[int(one.removeprefix("a"))] for one in ids(deck("a", cards)))


@pytest.mark.parametrize(
    ("cards", "longest"),
    [("nnnnnnbbbooo", 2), ("nnnnbbbb", 2), ("bbbooccnnnnnnn", 2), ("n" * 12 + "bco", 4)],
)
def test_kinds_are_mixed(cards: str, longest: int) -> None:
    runs = [len(list(run)) for _, run in groupby(kinds(cards))]
    assert max(runs) <= longest


def test_twins_have_others_between_them() -> None:
    text = 'title = "t"\n'
    for number, formula in enumerate(("w", "w", "2*w", "3*w", "4*w")):
        card = KINDS["n"].replace('formula = "w"', f'formula = "{formula}"')
        text += f'[[card]]\nid = "s{number}"\ntags = ["t{number}"]\n{card}\n'
    assert ids(parse(text, Path("s.toml"))) == ["s0", "s2", "s3", "s4", "s1"]


def test_cards_of_one_topic_have_others_between_them() -> None:
    text = 'title = "t"\n'
    for number, topic in enumerate(("x", "x", "y", "z", "u")):
        text += f'[[card]]\nid = "s{number}"\ntags = ["{topic}"]\n{KINDS["b"]}\n'
    assert ids(parse(text, Path("s.toml"))) == ["s0", "s2", "s3", "s4", "s1"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text("bcno", max_size=12)), max_size=4))
def test_every_card_comes_once_and_always_at_the_same_place(given: list[tuple[str, str]]) -> None:
    decks = [
        deck(f"d{i}-", cards or "b", f'"d{ord(other) - ord("a")}-"')
        for i, (other, cards) in enumerate(given)
    ]
    order = ids(*decks)
    assert sorted(order) == sorted(card.id for one in decks for card in one.cards)
    assert ids(*decks) == order
