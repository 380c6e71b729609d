"""A student's first hour through a real pty at 80×24: what is asked is read, and answered."""

import re
from collections import Counter
from pathlib import Path

from gdtui.study.cards import decks
from gdtui.study.cards.card import Question
from gdtui.study.cards.kinds.cloze import Cloze
from gdtui.study.cards.kinds.numeric import Numeric
from gdtui.study.memory.asking import fresh
from gdtui.study.memory.store import Store
from tests.program.conftest import Open
from tests.program.terminal import Terminal

LIMIT = 20


class Student:
    """Reads the screen, and knows the decks by heart."""

    def __init__(self, terminal: Terminal, home: Path) -> None:
        self.terminal = terminal
        (self._database,) = home.rglob("reviews.db")
        self._cards = [card for deck in decks.find().decks for card in deck.cards]

    def asked(self) -> Question:
        """The question on the screen, once keys act on it."""
        store = Store(self._database, create=False)
        asked = [fresh(card, store) for card in self._cards]
        store.close()
        found: list[Question] = []

        def is_there(text: str) -> bool:
            words = _letters(text)
            found[:] = [
                question
                for question in asked
                if words.startswith(_letters(f"cards: {question.card.deck}"), len("gdtui"))
                and _letters(question.text)[:150] in words
                and f" {question.hint}" in text
            ]
            return bool(found)

        self.terminal.wait_for(is_there)
        return max(found, key=lambda question: len(question.text))

    def answer(self, question: Question, *, right: bool) -> None:
        """Answer, and wait for the grades."""
        if question.options:
            number = question.right if right else question.right % len(question.options) + 1
            self.terminal.type(str(number))
        elif not question.is_typed:
            self.terminal.type(" ")
        else:
            self.terminal.type(_typed(question, right=right) + "\r")
        self.terminal.wait_for(lambda text: "1 again 1 min" in text and "4 easy" in text)
        if question.is_typed:
            said = "right." if right else "not right."
            assert f": {said}" in self.terminal.text, self.terminal.text

    def leave_the_field(self, question: Question) -> None:
        """Have letters be keys."""
        if question.is_typed and not question.options:
            self.terminal.press("escape")
            self.terminal.wait_for("Undo")

    def go_to_the_field(self, question: Question) -> None:
        """Have letters be text again."""
        self.terminal.quiet(0.3)
        if question.is_typed and not question.options and "Enter Check" not in self.terminal.text:
            self.terminal.type("\r")
            self.terminal.wait_for("Enter Check")

    def grade(self, grade: int, said: str) -> None:
        """Grade, and read what became of it."""
        self.terminal.type(str(grade))
        self.terminal.wait_for(f"saved: {said}, back in")


def _letters(text: str) -> str:
    """What a text says, wherever its lines are broken and whatever frames it."""
    return re.sub(r"[\W_━─╭╮╰╯│]+", "", text)


def _typed(question: Question, *, right: bool) -> str:
    card = question.card
    if isinstance(card, Numeric):
        sample = card.sample(question.seed)
        if right:
            return sample.shown_answer.replace("−", "-")
        return next(f"{float(value):.12g}" for value, _ in sample.mistakes)
    assert isinstance(card, Cloze)
    return "; ".join(forms[0] if right else "banana" for forms in card.gaps)


def test_the_first_hour_of_a_student(opened: Open, tmp_path: Path) -> None:
    terminal = opened("quiz")
    terminal.wait_for("all decks")
    cards = sum(len(deck.cards) for deck in decks.find().decks)
    wait = f"{cards - LIMIT} more new cards wait."
    terminal.wait_for(f"Beyond today's limit, {wait}")
    terminal.type("\r")
    terminal.wait_for(f"{LIMIT} new, 0 learning, 0 due")
    student = Student(terminal, tmp_path)

    grades: Counter[int] = Counter()
    seen: list[str] = []
    wrong = shown = undone = 0
    while len(set(seen)) < LIMIT:
        question = student.asked()
        seen.append(question.card.id)
        if not shown and question.shown_run() is not None:
            shown += 1
            student.leave_the_field(question)
            terminal.wait_for("Show me")
            terminal.type("p")
            terminal.wait_for("Back to the card")
            terminal.wait_for("step")
            terminal.type("q")
            again = student.asked()
            assert again.text == question.text, "the same numbers"
            student.go_to_the_field(question)
        is_wrong = question.is_typed and seen.count(question.card.id) == 1 and wrong < 3
        student.answer(question, right=not is_wrong)
        if is_wrong:
            wrong += 1
            terminal.wait_for("[1 again 1 min]")
            student.grade(1, "again")
            grades[1] += 1
        else:
            student.grade(4, "easy")
            grades[4] += 1
        if undone < 2 and not is_wrong:
            undone += 1
            student.leave_the_field(student.asked())
            terminal.type("u")
            terminal.wait_for(f"undone: {question.card.id} is asked again")
            again = student.asked()
            assert again.text == question.text
            student.answer(again, right=True)
            student.grade(4, "easy")
    assert (wrong, shown, undone) == (3, 1, 2)

    while "Done:" not in terminal.text:  # the three that were wrong come back, with new numbers
        question = student.asked()
        student.answer(question, right=True)
        student.grade(4, "easy")
        grades[4] += 1
        terminal.quiet(0.3)
    terminal.wait_for(f"Today's limit is reached: {wait}")
    terminal.wait_for(f"{grades[1]} again, 0 hard, 0 good, {grades[4]} easy")
    terminal.wait_for("m: study more now")
    terminal.type("m")
    terminal.wait_for("10  more new cards")
    terminal.wait_for("every card, as before an exam")
    terminal.type("\r")
    more = student.asked()
    assert more.card.id not in seen
    terminal.wait_for("10 new")
    student.answer(more, right=True)
    student.grade(3, "good")
    student.leave_the_field(student.asked())
    terminal.type("q")
    terminal.wait_for("all decks")
    terminal.type("u")
    terminal.wait_for(f"undone: its grade ({more.card.id})")
    terminal.type("q")
    assert terminal.wait_exit() == 0

    store = Store(next(tmp_path.rglob("reviews.db")), create=False)
    by_card = Counter(review.card for review in store.reviews())
    assert len(by_card) == LIMIT
    assert Counter(review.grade for review in store.reviews()) == grades
    assert len(store.reviews(undone=True)) == grades.total() + 3
    store.close()
