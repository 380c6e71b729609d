"""The cards of a deck as a learner will be asked them, for whoever writes it."""

from collections.abc import Iterator

from gdtui.study.cards.card import Card, Question
from gdtui.study.cards.decks import Deck
from gdtui.study.cards.formulas import formatted
from gdtui.study.cards.kinds.numeric import MOST_DIGITS, Numeric
from gdtui.study.cards.sampling import seed_of
from gdtui.study.cards.templates import SampleError

DRAWS = 3  # of a card whose numbers are new each time


def lines(deck: Deck) -> Iterator[str]:
    """Each card with its answer; of one with numbers the first draws, with the known mistakes."""
    for card in deck.cards:
        yield f"{deck.file_name}:{card.line}: {card.id}"
        try:
            for repetition in range(DRAWS if isinstance(card, Numeric) else 1):
                yield from _asked(card, repetition)
        except SampleError as error:
            yield f"    cannot be asked: {error}"
        yield ""


def _asked(card: Card, repetition: int) -> Iterator[str]:
    question = card.ask(seed_of(card.id, repetition))
    yield from _indented("?", question.text)
    for number, option in enumerate(question.options, 1):
        yield f"      {number}. {option}"
    yield from _indented("=", question.solution)
    if isinstance(card, Numeric):
        yield from _mistakes(card, question)


def _mistakes(card: Numeric, question: Question) -> Iterator[str]:
    for value, says in card.sample(question.seed).mistakes:
        yield from _indented("≠", f"{formatted(value, MOST_DIGITS)}: {says}")


def _indented(sign: str, text: str) -> Iterator[str]:
    first, *rest = text.split("\n")
    yield f"  {sign} {first}"
    yield from (f"    {line}" for line in rest)
