"""What people type into a gap: the same word, number or formula, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.gap_words import is_same, without_neighbors


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Saddle  Point", "saddle point"), ("saddle-point", "saddle point"),
        ("saddlepoint", "saddle point"),
        ("the minimum.", "minimum"), ("“minimum”", "minimum"), ("Nesterov’s", "Nesterov's"),
        ("zig-zags", "zigzags"), ("zig zags", "zigzag"), ("mini batches", "mini-batch"),
        ("a minibatch", "mini-batch"), ("saddles", "saddle"), ("saddle points", "saddle point"),
        ("losses", "loss"), ("diverge", "diverges"), ("histories", "history"), ("centre", "center"),
        ("behaviour", "behavior"), ("normalised", "normalized"), ("optimiser", "optimizer"),
        ("neighbouring", "neighboring"), ("labelled", "labeled"), ("grey", "gray"),
        ("analyse", "analyze"), ("metres", "meter"), ("catalogue", "catalog"),
    ],
)  # fmt: skip
def test_words_without_what_does_not_count(typed: str, form: str) -> None:
    assert is_same(typed, form)
    assert is_same(form, typed)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("0.50", "0.5"), (".5", "1/2"), ("½", "1/2"), ("half", "0.5"), ("one half", "1/2"),
        ("one", "1"), ("nine", "9"), ("a hundred", "100"), ("1e2", "100"), ("100 times", "100"),
        ("−1", "-1"), ("minus one", "-1"), ("three quarters", "0.75"), ("one and a half", "1.5"),
        ("twenty-five", "25"), ("two thousand", "2000"), ("zero point five", "0.5"),
        ("a half", "½"), ("+∞", "infinity"), ("inf", "∞"), ("+ infinity", "∞"),
    ],
)  # fmt: skip
def test_numbers_by_their_values(typed: str, form: str) -> None:
    assert is_same(typed, form)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("2 / L", "2/L"), ("2/l", "2/L"), ("(2/L)", "2/L"), ("2 over L", "2/L"), ("2·L⁻¹", "2/L"),
        ("two divided by λ", "2/λ"), ("2/lambda", "2/λ"), (r"\frac{2}{\lambda}", "2/λ"),
        ("1 − λη", "1 − ηλ"), ("(1 − ηλ)", "1 − ηλ"), ("1 - eta lambda", "1 − ηλ"),
        ("1-etalambda", "1 − ηλ"), ("1 - eta*lambda", "1 − η·λ"), ("−ηλ + 1", "1 − ηλ"),
        ("one minus eta times lambda", "1 − ηλ"), (r"1 - \eta\lambda", "1 − ηλ"),
        ("g^2", "g²"), ("g**2", "g²"), ("gg", "g²"), ("g·g", "g²"), ("g squared", "g²"),
        ("|g|²", "g²"), ("‖g‖²", "g²"), ("the square of g", "g²"), ("10 eta", "10·η"),
        ("1·η", "η"), ("w_1", "w₁"),
        ("lambda_max", "λmax"), ("λ_min", "λmin"), ("2^-d", "1/2^d"), ("(½)^d", "1/2^d"),
        ("sqrt(L/mu)", "√(L/μ)"), ("κ", "Kappa"), ("≤", "<="),
        ("eta < 2/lambda", "η < 2/λ"), ("2/λ > η", "η < 2/λ"), ("0 < η and", "0 < η and"),
        ("0 < eta < 2/lambda", "0<η<2/λ"), ("w <- w - gη", "w ← w − η·g"),
    ],
)  # fmt: skip
def test_formulas_by_what_they_say(typed: str, form: str) -> None:
    assert is_same(typed, form)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("minimum", "maximum"), ("sad", "saddle"), ("largest", "smallest"), ("0.51", "0.5"),
        ("2/mu", "2/L"), ("1/L", "2/L"), ("1 + ηλ", "1 − ηλ"), ("1 − η", "1 − ηλ"), ("g", "g²"),
        ("2g", "g²"), ("w-x", "wx"), ("η-λ", "ηλ"), ("η > 2/λ", "η < 2/λ"), ("x", "w"),
        ("η <= 2/λ", "η < 2/λ"), ("-∞", "∞"), ("w ← w + ηg", "w ← w − ηg"), ("w + x", "xw"),
        ("w − ηg ← w", "w ← w − ηg"), ("aelsdd", "saddle"), ("", "x"), ("1/0", "2/L"),
        ("0/0", "2/L"), ("√(−1−w²)", "√(−2−w²)"),
    ],
)  # fmt: skip
def test_another_word_number_or_formula_is_another(typed: str, form: str) -> None:
    assert not is_same(typed, form)


TERMS = st.lists(st.sampled_from(["η", "λ", "2", "g", "x²", "(w − 3)"]), min_size=1, max_size=4)


@given(st.lists(TERMS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_terms_and_factors_does_not_matter(terms, random) -> None:  # type: ignore[no-untyped-def]
    form = " + ".join("·".join(factors) for factors in terms)
    for factors in terms:
        random.shuffle(factors)
    random.shuffle(terms)
    assert is_same("(" + "+".join("*".join(factors) for factors in terms) + ")", form)
    assert not is_same(form, f"{form} + 1")


@pytest.mark.parametrize(
    ("typed", "before", "after", "alone"),
    [
        ("bias correction", "since RMSprop has no bias ", ".", "correction"),
        ("larger than 1", "for λ < 0 that is ", " than 1, for any η.", "larger"),
        ("η = 2/L", "and is stable below η = ", ".", "2 / l"), ("1/2^100", "with 1/2^", ":", "100"),
        ("2 times", "becomes ", " times as long.", "2"), ("than", "it is ", " than 1", "than"),
    ],
)  # fmt: skip
def test_words_of_the_sentence_may_be_repeated(
    typed: str, before: str, after: str, alone: str
) -> None:
    assert without_neighbors(typed, before, after) == alone


@given(st.text(max_size=40), st.text(max_size=20))
def test_anything_can_be_compared(typed: str, form: str) -> None:
    assert is_same(typed, form) in (True, False)
    assert is_same(typed, typed)
