"""What a quiz was, when it is over: numbers, and the lines that say them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gdtui.study.cards.card import Card, CardKey, Question
from gdtui.study.memory.records import Review
from gdtui.study.memory.schedule import AGAIN, HARD

MOST_HARD, MOST_MISTAKES = 8, 5


@dataclass(frozen=True, slots=True)
class Hard:
    """A card that was hard in a session."""

    card: Card
    text: str
    """What was asked, with its numbers."""
    again: int
    """How often it was graded Again."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session was."""

    answered: int
    remembered: int
    """How many of the answers were not graded Again."""
    grades: tuple[int, int, int, int]
    hard: tuple[Hard, ...]
    """The cards that were graded Again or Hard, the hardest first."""
    mistakes: tuple[tuple[str, int], ...]
    """The sentences of the known mistakes that were made, the commonest first."""
    due_tomorrow: int
    limits_reached: str = ""
    """What waits beyond the limits of the day, in a sentence; empty: nothing does."""

    def lines(self, *, is_over: bool) -> Iterator[str]:
        """Paragraphs, not yet wrapped; `is_over`: nothing is left to ask."""
        if not self.answered:
            yield "Nothing to ask now." if is_over else "Nothing was answered."
        else:
            again, hard, good, easy = self.grades
            yield f"Done: {self.answered} answered, {self.remembered} remembered."
            yield f"{again} again, {hard} hard, {good} good, {easy} easy."
        if is_over and self.limits_reached:
            yield self.limits_reached
        if self.hard:
            yield ""
            yield "WHAT WAS HARD"
            for item in self.hard[:MOST_HARD]:
                often = f" ({item.again}× again)" if item.again else ""
                yield f"• {' '.join(item.text.split())}{often}"
        if self.mistakes:
            yield ""
            yield "MISTAKES"
            for sentence, count in self.mistakes[:MOST_MISTAKES]:
                yield f"• {count}×: {sentence}"
        yield ""
        yield f"Due by tomorrow: {self.due_tomorrow}."


def summary(
    done: Sequence[tuple[Review, Question]], due_tomorrow: int, limits_reached: str = ""
) -> Summary:
    """The summary of what was answered, in turn."""
    grades = Counter(review.grade for review, _ in done)
    hard: dict[CardKey, Hard] = {}
    for review, question in done:
        if review.grade <= HARD:
            before = hard.get(review.key)
            again = (before.again if before else 0) + (review.grade == AGAIN)
            hard[review.key] = Hard(question.card, question.text, again)
    mistakes = Counter(review.mistake for review, _ in done if review.mistake)
    return Summary(
        answered=len(done),
        remembered=len(done) - grades[AGAIN],
        grades=(grades[1], grades[2], grades[3], grades[4]),
        hard=tuple(sorted(hard.values(), key=lambda item: -item.again)),
        mistakes=tuple(mistakes.most_common()),
        due_tomorrow=due_tomorrow,
        limits_reached=limits_reached,
    )
