"""What people type into a gap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.kinds.cloze import Cloze


def gap(*forms: str) -> Cloze:
    return Cloze(id="c", text=("a ", " b"), gaps=(forms,))


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Saddle  Point", "saddle point"), ("saddle-point", "saddle point"), ("2 / L", "2/L"),
        ("η < 2/λ", "eta < 2/lambda"), ("w^2", "w²"), ("−1", "-1"), ("the minimum.", "minimum"),
        ("0.50", "0.5"), ("1/2", "0.5"), ("≤", "<="), ("a·b", "a*b"), ("κ", "Kappa"),
    ],
)  # fmt: skip
def test_gaps_do_not_ask_for_case_spaces_or_signs(typed: str, form: str) -> None:
    assert gap(form).judged(typed).kind == "right"
    assert gap("else", form).judged(typed).kind == "right"


@pytest.mark.parametrize(("typed", "form"), [("2/mu", "2/L"), ("sad", "saddle"), ("0.51", "0.5")])
def test_another_word_is_wrong(typed: str, form: str) -> None:
    assert gap(form).judged(typed).kind == "wrong"


def test_a_number_in_a_gap_is_asked_again_where_it_can_be_read_in_two_ways() -> None:
    assert gap("1200").judged("1,200").asks_again
    assert "1,200 can be read as" in gap("1200").judged("1,200").says
    assert gap("0.5").judged("50%").asks_again
    assert gap("0.5").judged("half").kind == "right"
    assert gap("0.5").judged("most").kind == "wrong"
    assert gap("many").judged("50%").kind == "wrong"


def test_words_of_the_sentence_may_be_typed_again() -> None:
    card = Cloze(id="c", text=("RMSprop has no bias ", ", and is stable for η < ", "."),
                 gaps=(("correction",), ("2/L",)))  # fmt: skip
    assert card.judged("bias correction; η < 2/L").kind == "right"
    assert card.judged("bias; η").says == "Gap 1, 2 is not right."


def test_several_gaps() -> None:
    card = Cloze(id="c", text=("", "", ""), gaps=(("minimum",), ("saddle", "saddle point")))
    assert card.judged("minimum; saddle point").kind == "right"
    assert card.judged("minimum; maximum") == Judgement("wrong", "Gap 2 is not right.")
    assert card.judged("Minimum, a saddle").kind == "right"
    assert card.judged("minimum").asks_again


@given(st.text(max_size=40))
def test_anything_typed_into_a_gap_is_judged(typed: str) -> None:
    assert gap("2/L").judged(typed).says.isprintable()
