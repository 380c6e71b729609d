"""What people type for a number."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.answers import NotANumberError, read


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


@given(st.decimals(-1000, 1000, allow_nan=False, places=4))
def test_a_decimal_is_read_exactly(number: object) -> None:
    assert read(f"{number}").value == Fraction(f"{number}")
    assert read(f"{number}".replace("-", "−").replace(".", ",")).value == Fraction(f"{number}")


@given(st.integers(-999, 999), st.integers(1, 999))
def test_a_fraction_is_read_exactly(above: int, below: int) -> None:
    assert read(f"{above}/{below}").value == Fraction(above, below)
