"""A choice by number."""

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.kinds.choice import Choice, Option, judged


def test_choices_by_number() -> None:
    shown = (Option("b", says="No: …"), Option("a", True))
    assert judged(shown, "2").kind == "right"
    assert judged(shown, " 2. ").kind == "right"
    assert judged(shown, "1") == Judgement("mistake", "No: …")
    for typed in ("0", "3", "x", "-1", "²", "9" * 5000):
        assert judged(shown, typed).asks_again


def test_the_options_change_places_and_the_right_one_is_known() -> None:
    card = Choice(id="c", question="?", options=(Option("a", True), Option("b"), Option("c")))
    orders = set()
    for seed in range(50):
        question = card.ask(seed)
        assert question == card.ask(seed)
        assert question.options[question.right - 1] == "a"
        assert question.judged(str(question.right)).kind == "right"
        assert question.solution == f"{question.right}. a"
        orders.add(question.options)
    assert len(orders) == 6
