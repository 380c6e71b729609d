"""What every kind of card does, whichever it is."""

import pytest

from gdtui.study.cards import decks
from gdtui.study.cards.kinds import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_card_of_the_kind_asks_judges_and_is_exported(kind: str) -> None:
    cards = [card for deck in decks.find().decks for card in deck.cards]
    card = next(card for card in cards if type(card) is KINDS[kind])
    question = card.ask(0)
    assert (question.card, question.seed) == (card, 0)
    assert question == card.ask(0)
    for said in (question.text, question.solution, question.hint, question.prompt):
        assert said.strip()
    assert question.judged("  ").kind == "shown"
    if question.is_typed:
        assert question.judged("\x00").says.isprintable()
    else:
        with pytest.raises(TypeError, match="judged by the learner"):
            question.judged("x")
    note = card.note()
    assert note.front
    assert note.is_cloze == ("[[" in note.front)
    assert card.problem() is None
