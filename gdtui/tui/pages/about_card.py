"""What is known of a card: where it comes from, and what became of it so far."""

from collections.abc import Iterator, Sequence

from gdtui.study.cards.card import Card
from gdtui.study.memory.records import Kept, Review
from gdtui.study.memory.schedule import NEW
from gdtui.study.memory.session import GRADES
from gdtui.tui.pages.page import Line, Paragraph

MOST = 12  # reviews that are listed


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
        yield "REVIEWS"
        for review in reversed(reviews[-MOST:]):
            answer = f", typed {review.answer}" if review.answer else ""
            yield Paragraph(f"{review.day}  {GRADES[review.grade - 1]}{answer}", "  ")
