"""What is known of a card: where it comes from, and what became of it so far."""

from collections.abc import Iterator, Sequence

from gdtui.study.cards.card import Card
from gdtui.study.cards.templates import SampleError
from gdtui.study.memory import records
from gdtui.study.memory.outcome import GRADES
from gdtui.study.memory.records import CRAM, Kept, Review
from gdtui.study.memory.schedule import NEW
from gdtui.tui.pages.page import Line, Paragraph

MOST = 100  # lines of the history
DONE = {
    records.FORGET: "forgotten on purpose: new again",
    records.DUE: "put off",
    records.BURY: "buried",
    records.UNBURY: "not buried any more",
    records.SUSPEND: "suspended",
    records.UNSUSPEND: "not suspended any more",
}
"""What was done besides answering."""


def about_card_lines(card: Card, kept: Kept, reviews: Sequence[Review]) -> Iterator[Line]:
    """The page; `reviews` are this card's, in the order of time."""
    memory = kept.memory
    yield Paragraph(f"{card.id}, in the deck {card.deck}")
    if card.tags:
        yield Paragraph(f"tags: {', '.join(card.tags)}")
    if card.path is not None:
        yield Paragraph(f"written in {card.path!s}, line {card.line}")
    yield ""
    yield "MEMORY"
    if memory.phase == NEW:
        yield "  new: it has not been graded yet"
    else:
        yield f"  graded {memory.reps} times, forgotten {memory.lapses} times"
        if memory.stability is not None and memory.difficulty is not None:
            yield f"  remembered for about {memory.stability:.1f} days (FSRS: its stability)"
            yield f"  difficulty {memory.difficulty:.1f} of 10"
    if reviews:
        yield ""
        yield "HISTORY"
        for review in reversed(reviews[-MOST:]):
            yield Paragraph(f"{review.day}  {_said(review)}", "  ")
            if review.params:
                yield Paragraph(_asked(card, review), " " * 14)


def _said(review: Review) -> str:
    """What was done: a grade with what was typed, or another act."""
    if not review.grade:
        until = f" until {review.until}" if review.until else ""
        return f"{DONE[review.kind]}{until}"
    answer = f", typed {review.answer}" if review.answer else ""
    in_cram = " (in a cram)" if review.kind == CRAM else ""
    return f"{GRADES[review.grade - 1]}{in_cram}{answer}"


def _asked(card: Card, review: Review) -> str:
    """The question of a review with its numbers; these alone, if the card asks others now."""
    try:
        question = card.ask(review.seed or 0)
    except SampleError:
        question = None
    if question is not None and question.params == review.params:
        return question.text
    return ", ".join(f"{name} = {value}" for name, value in (review.params or {}).items())
