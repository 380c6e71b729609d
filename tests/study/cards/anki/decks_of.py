"""Files of notes, and the decks that they make."""

from pathlib import Path

from gdtui.study.cards.anki import imported
from gdtui.study.cards.decks import Deck, parse, problems
from gdtui.study.cards.kinds.basic import Basic
from gdtui.study.cards.kinds.cloze import Cloze


def deck_of(path: Path) -> Deck:
    """The deck that a file makes; the reader of decks finds nothing wrong with it."""
    with imported(path, "notes") as made:
        deck = parse(made.text, Path("notes.toml"))
    assert problems(deck) == ()
    assert len(deck.cards) == made.cards
    return deck


def report_of(path: Path) -> list[str]:
    """What is said about a file before anything is written."""
    with imported(path, "notes") as made:
        return made.report()


def left_out_of(path: Path) -> dict[str, list[int]]:
    """Why some of a file makes no card, and where."""
    with imported(path, "notes") as made:
        return made.left_out


def sides(deck: Deck) -> list[tuple[str, str]]:
    """Front and back of each card, gaps as `[[word]]`."""
    return [_sides(card) for card in deck.cards]


def _sides(card: object) -> tuple[str, str]:
    if isinstance(card, Basic):
        return card.question, card.answer
    assert isinstance(card, Cloze)
    words = [f"[[{'|'.join(forms)}]]" for forms in card.gaps]
    return "".join(
        piece + word for piece, word in zip(card.text, [*words, ""], strict=True)
    ), card.answer
