"""What people type for a number, a word, a choice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards import answers
from gdtui.study.cards.answers import NotANumberError, judge_gaps, judge_number, read
from gdtui.study.cards.card import Choice, Cloze, Option
from gdtui.study.cards.sampling import Draw


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5.3", "5.3"), ("5.30", "5.3"), (" 5.3 ", "5.3"), ("+5.3", "5.3"), (".25", "0.25"),
        ("5.", "5"), ("9/5", "1.8"), ("-9/5", "-1.8"), ("9/-5", "-1.8"), ("1.5/2", "0.75"),
        ("1e-3", "0.001"), ("1E-3", "0.001"), ("1e3", "1000"), ("2.5e+2", "250"),
        ("−2", "-2"), ("–2", "-2"), ("- 2", "-2"), ("1 000", "1000"), ("1·10^-3", "0.001"),
        ("1.8×10⁻³", "0.0018"), ("2*10^3", "2000"), ("007", "7"), ("-0", "0"), ("5,3", "5.3"),
        ("−0,4", "-0.4"), ("\u200a5.3", "5.3"),
    ],
)  # fmt: skip
def test_the_forms_of_a_number(typed: str, value: str) -> None:
    assert read(typed).value == Fraction(value)


def test_a_comma_is_accepted_with_a_hint() -> None:
    assert "point" in read("5,3").hint
    assert read("5.3").hint == ""


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "type a number"), ("five", "not a number"), ("1,234.5", "1234.5"), ("1,2,3", "1234.5"),
        ("1/0", "divides by zero"), ("1/0.0", "divides by zero"), ("nan", "finite"),
        ("-inf", "finite"), ("∞", "finite"), ("50%", "0.5"), ("1e999999999", "not a number"),
        ("1e999", "beyond"), ("9" * 61, "longer"), ("9" * 10**6, "longer"), ("1/2/3", "not a"),
        ("--2", "not a number"), (".", "not a number"), ("e3", "not a number"), ("0x10", "not a"),
        ("1_000", "not a number"), ("٣", "not a number"), ("5.3 (about)", "not a number"),
        ("\x1b[31m5", "not a number"), ("__import__('os')", "not a number"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_why(typed: str, says: str) -> None:
    with pytest.raises(NotANumberError, match=says):
        read(typed)


@given(st.text(max_size=30))
def test_anything_typed_is_a_number_or_one_sentence(typed: str) -> None:
    read_or_told = judge_number(sum_of_the_text(), typed)
    assert read_or_told.says.isprintable()
    if read_or_told.kind != "unreadable":
        value, unit, _ = read(typed)
        assert isinstance(value, Fraction)
        assert unit is None or unit > 0


@given(st.decimals(-1000, 1000, allow_nan=False, places=4))
def test_a_decimal_is_read_exactly(number: object) -> None:
    assert read(f"{number}").value == Fraction(f"{number}")
    assert read(f"{number}".replace("-", "−").replace(".", ",")).value == Fraction(f"{number}")


@given(st.integers(-999, 999), st.integers(1, 999))
def test_a_fraction_is_read_exactly(above: int, below: int) -> None:
    assert read(f"{above}/{below}").value == Fraction(above, below)


def sum_of_the_text(tolerance: str = "0.003") -> Draw:
    """w = 5, ∂L/∂w = −3, η = 0.1."""
    return Draw(
        numbers=(),
        question="",
        answer=Fraction("5.3"),
        tolerance=Fraction(tolerance),
        digits=None,
        mistakes=((Fraction("4.7"), "You added the gradient."), (Fraction(8), "η forgotten."),
                  (Fraction(5), "You did not move.")),
        solution="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kind", "says"),
    [
        ("5.3", "right", ""), ("5.30", "right", ""), ("53/10", "right", ""),
        ("5,3", "right", "point"), ("5.303", "right", ""), ("5.3031", "wrong", ""),
        ("5.297", "right", ""), ("4.7", "mistake", "added"), ("4.70", "mistake", "added"),
        ("8", "mistake", "forgotten"), ("5.0", "mistake", "not move"), ("5", "precision", "more"),
        ("6.1", "wrong", ""), ("five", "unreadable", "Not a"), ("", "unreadable", "Type"),
    ],
)  # fmt: skip
def test_the_order_of_judging(typed: str, kind: str, says: str) -> None:
    if kind == "unreadable" and typed == "five":
        says = "not a number"
    verdict = judge_number(sum_of_the_text(), typed)
    assert verdict.kind == kind
    assert says in verdict.says


def test_significant_figures() -> None:
    drawn = Draw((), "", Fraction("0.18181818"), Fraction(5, 10000), 3, (), "")
    assert judge_number(drawn, "0.182").kind == "right"
    assert judge_number(drawn, "0.1818").kind == "right"
    assert judge_number(drawn, "2/11").kind == "right"
    assert judge_number(drawn, "0.18").kind == "precision"
    assert "3 digits" in judge_number(drawn, "0.18").says
    assert judge_number(drawn, "0.183").kind == "wrong"


@pytest.mark.parametrize("zero", ["0", "0.0", "-0", "0/5", "0e3"])
def test_an_answer_of_zero(zero: str) -> None:
    drawn = Draw((), "", Fraction(0), Fraction(1, 100), None, ((Fraction(4), "no"),), "")
    assert judge_number(drawn, zero).kind == "right"
    assert judge_number(drawn, "4").kind == "mistake"


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
    assert judge_gaps(gap(form), typed).kind == "right"
    assert judge_gaps(gap("else", form), typed).kind == "right"


@pytest.mark.parametrize(("typed", "form"), [("2/mu", "2/L"), ("sad", "saddle"), ("0.51", "0.5")])
def test_another_word_is_wrong(typed: str, form: str) -> None:
    assert judge_gaps(gap(form), typed).kind == "wrong"


def test_several_gaps() -> None:
    card = Cloze(id="c", text=("", "", ""), gaps=(("minimum",), ("saddle", "saddle point")))
    assert judge_gaps(card, "minimum; saddle point").kind == "right"
    assert judge_gaps(card, "minimum; maximum") == answers.Verdict(
        "wrong", "Gap 2 is not as expected."
    )
    assert judge_gaps(card, "minimum").asks_again


@given(st.text(max_size=40))
def test_anything_typed_into_a_gap_is_judged(typed: str) -> None:
    assert judge_gaps(gap("2/L"), typed).says.isprintable()


def test_choices_by_number() -> None:
    card = Choice(id="c", question="?", options=(Option("a", True), Option("b", says="No: …")))
    judge = answers.judge_choice
    assert judge(card, (1, 0), "2").kind == "right"
    assert judge(card, (1, 0), " 2. ").kind == "right"
    assert judge(card, (1, 0), "1") == answers.Verdict("mistake", "No: …")
    for typed in ("0", "3", "x", "-1", "²", "9" * 5000):
        assert judge(card, (1, 0), typed).asks_again
