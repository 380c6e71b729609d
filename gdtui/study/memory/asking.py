"""The question that a card asks this time."""

from gdtui.study.cards.card import Card, Question
from gdtui.study.cards.sampling import seed_of
from gdtui.study.memory.store import Store


def fresh(card: Card, store: Store) -> Question:
    """The card with the numbers of this repetition, others than last time if it can be.

    Raises `SampleError`.
    """
    times = store.times_asked(*card.key)
    question = card.ask(seed_of(card.id, times))
    if question.numbers and times:
        last = store.last_params(*card.key)
        for attempt in range(1, 9):
            if question.params != last:
                break
            question = card.ask(seed_of(card.id, times, attempt))
    return question
