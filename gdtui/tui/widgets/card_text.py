"""What a card shows below its question: options, what is said about an answer, the solution."""

from collections.abc import Iterator

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import Question
from gdtui.tui.widgets.card import RULE, Paragraph


def options(
    question: Question, marked: int, chosen: int, *, is_revealed: bool
) -> Iterator[Paragraph]:
    """The options of a choice, with the marked one, or the right one and the one chosen."""
    if question.options:
        yield Paragraph("")
    for n, option in enumerate(question.options, 1):
        mark = ">" if n == marked else " "
        if is_revealed:
            mark = "✓" if n == question.right else "✗" if n == chosen else " "
        role = {"✓": "good", "✗": "bad", ">": "point"}.get(mark, "")
        yield Paragraph(option, role, f"{mark} {n}. ")


def said(judgement: Judgement, typed: str) -> Iterator[Paragraph]:
    """What was typed, and what is to be said about it."""
    if judgement.kind == "shown":
        return
    mark, word, role = ("✗", "not right.", "bad")
    if judgement.asks_again:
        mark, word, role = ("?", "", "poor")
    elif judgement.kind == "right":
        mark, word, role = ("✓", "right.", "good")
    says = " ".join(filter(None, (word, judgement.says)))
    yield Paragraph("")
    yield Paragraph(f"{typed}: {says}", role, f"{mark} ")


def solution(question: Question) -> Iterator[Paragraph]:
    """The solution, below a line, and where it is from."""
    yield Paragraph("")
    yield Paragraph(RULE, "axis")
    yield Paragraph(question.solution)
    if question.card.source:
        yield Paragraph("")
        yield Paragraph(f"source: {question.card.source}", "axis")
