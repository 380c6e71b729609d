"""Formulas of sampled numbers: exact, bounded, and never run as Python."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.objectives import ExpressionError
from gdtui.engine.objectives.typed.expression import parse
from gdtui.study.cards.formulas import UndefinedError, exact, formatted, is_short, read

NUMBERS = {"w": Fraction(5), "g": Fraction(-3), "eta": Fraction(1, 10)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("w - eta*g", "5.3"), ("w + eta*g", "4.7"), ("2", "2"), ("2/3*3", "2"), ("-w^2", "-25"),
        ("sqrt(4*w^2)", "10"), ("abs(g)", "3"), ("w^-1", "0.2"), ("2(w-3)", "4"),
        ("0.1+0.2", "0.3"), ("eta^2", "0.01"), ("|g|·eta", "0.3"), ("relu(g)", "0"),
        ("1e-3", "0.001"), ("1E+2*w", "500"), ("2w²¹/w²⁰", "10"), ("1/(3-(-3))", "1/6"),
    ],
)  # fmt: skip
def test_decimals_are_exact(text: str, value: str) -> None:
    assert read(text).at(NUMBERS) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ceil(w/2)", 3), ("floor(w/2)", 2), ("round(w/2)", 3), ("round(g/2)", -1),
        ("ceil(g/2)", -1), ("floor(g/2)", -2), ("ceil(2.0)", 2), ("w*floor(0.1+0.2+0.7)", 5),
        ("ceil(ln(0.01/w)/ln(0.5))", 9), ("ceil(ln(8)/ln(2))", 3), ("floor(ln(8)/ln(2))", 3),
        # |w − 2| = 6·0.8ᵏ is below 0.5, 0.05 and 0.01 after 4 steps and 8, 18, 25 more
        ("ceil(ln(0.5/6)/ln(0.8)) - 4", 8), ("ceil(ln(0.05/6)/ln(0.8)) - 4", 18),
        ("ceil(ln(0.01/6)/ln(0.8)) - 4", 25),
    ],
)  # fmt: skip
def test_rounding_is_exact(text: str, value: int) -> None:
    """Of what is no fraction, the digits decide that floats answer for: ln(8)/ln(2) is 3."""
    assert read(text).at(NUMBERS) == value


@pytest.mark.parametrize("text", ["ceil(w)", "floor(w)", "round(w)"])
def test_a_loss_is_not_rounded(text: str) -> None:
    with pytest.raises(ExpressionError, match="unknown function"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("exp(eta)", math.exp(0.1)), ("w*tanh(g)", 5 * math.tanh(-3)), ("ln(w)", math.log(5)),
     ("sqrt(w)", math.sqrt(5)), ("sigmoid(g)", 1 / (1 + math.exp(3))), ("pi*w", 5 * math.pi),
     ("w^eta", 5**0.1)],
)  # fmt: skip
def test_other_functions_go_on_in_floats(text: str, value: float) -> None:
    assert float(read(text).at(NUMBERS)) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text", ["w/(g+3)", "sqrt(g)", "log(0*w)", "0^-1", "exp(exp(w^4))", "(0*w)^g", "g^eta"]
)
def test_what_has_no_value_says_so(text: str) -> None:
    with pytest.raises((UndefinedError, ExpressionError)):
        read(text).at(NUMBERS)


@pytest.mark.parametrize(
    "text",
    ["", "w +", "__import__('os')", "w.real", "lambda: w", "9^9^9*w", "w, g", "[w]",
     "(" * 500 + "w" + ")" * 500, "w" * 401],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        read(text)


def test_powers_of_powers_do_not_compute_for_ever() -> None:
    tower = "w"
    for _ in range(8):
        tower = f"({tower})^64"
    with pytest.raises((UndefinedError, ExpressionError)):
        read(tower).at({"w": Fraction(3, 7)})


@given(st.integers(-(10**7), 10**7), st.integers(-4, 4))
def test_numbers_are_written_as_one_reads_them(digits: int, exponent: int) -> None:
    value = Fraction(digits) * Fraction(10) ** exponent
    if is_short(value):
        assert Fraction(formatted(value).replace("−", "-")) == value


def test_a_float_answers_for_twelve_digits() -> None:
    assert exact(0.1 + 0.2) == Fraction("0.3")
