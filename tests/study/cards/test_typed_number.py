"""What people type for a number."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.kinds.numeric import Sample
from gdtui.study.cards.typed_number import NotANumberError, read


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5.3", "5.3"), ("5.30", "5.3"), (" 5.3 ", "5.3"), ("+5.3", "5.3"), (".25", "0.25"),
        ("5.", "5"), ("9/5", "1.8"), ("-9/5", "-1.8"), ("9/-5", "-1.8"), ("1.5/2", "0.75"),
        ("1e-3", "0.001"), ("1E-3", "0.001"), ("1e3", "1000"), ("2.5e+2", "250"),
        ("−2", "-2"), ("–2", "-2"), ("—2", "-2"), ("- 2", "-2"), ("－2", "-2"), ("1 000", "1000"),
        ("1'200", "1200"), ("1 200.5", "1200.5"), ("1·10^-3", "0.001"), ("1.8×10⁻³", "0.0018"),
        ("2*10^3", "2000"), ("007", "7"), ("-0", "0"), ("5,3", "5.3"), ("−0,4", "-0.4"),
        ("0,250", "0.25"), ("1200,5", "1200.5"), ("\u200a5.3", "5.3"), ("5.3\u200b", "5.3"),
        ("５．３", "5.3"), ("1 1/2", "1.5"), ("-1 1/2", "-1.5"), ("1½", "1.5"), ("-1½", "-1.5"),
        ("½", "0.5"), ("−½", "-0.5"), ("1⁄2", "0.5"), ("1/2/3", "1/6"), ("10^-3", "0.001"),
        ("10⁻³", "0.001"), ("10**-3", "0.001"), ("10^(-3)", "0.001"), ("3·10⁻²", "0.03"),
        ("3 x 10^-2", "0.03"), ("3·10^{-2}", "0.03"), ("-1e−3", "-0.001"), ("2^-3", "0.125"),
        ("√4", "2"), ("sqrt(4)", "2"), ("7 - 0.1*8", "6.2"), ("7 − 0.1·8 = 6.2", "6.2"),
        ("w = 5.3", "5.3"), ("w=5.3", "5.3"), ("5.3 = w", "5.3"), ("w ← 5.3", "5.3"),
        ("∂L/∂w = -3", "-3"), ("answer: 5.3", "5.3"), ("the answer is 5.3", "5.3"),
        ("(5.3)", "5.3"), ("[5.3]", "5.3"), ("(-5.3)", "-5.3"), ("5.3.", "5.3"), ("5.3,", "5.3"),
        ("5.3!", "5.3"), ("0.333…", "0.333"), ("'5.3'", "5.3"), ("$5.3$", "5.3"), ("~5.3", "5.3"),
        ("≈ 5.3", "5.3"), ("about 5.3", "5.3"), ("200 updates", "200"), ("8 more steps", "8"),
        ("(w = 5.3).", "5.3"),
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
        ("", "type a number"), (".", "type a number"), ("five", "'five' is not a number"),
        ("1,200", "1200 or as 1.200"), ("-1,200", "1200 or as 1.200"), ("1, 200", "two numbers"),
        ("1 200/3", "two numbers"), ("5 -3", "two numbers"),
        ("1,234.5", "1234.5"), ("1,2,3", "1234.5"), ("1,200,000", "1234.5"), ("5 3", "two numbers"),
        ("5, 3", "two numbers"), ("5; 3", "two numbers"), ("5 .3", "two numbers"),
        ("1-1/2", "1 1/2 or as 1 − 1/2"), ("1/0", "divides by zero"), ("1/0.0", "divides by zero"),
        ("nan", "finite"), ("-inf", "finite"), ("∞", "finite"), ("50%", "0.5"),
        ("50 percent", "0.5"),
        ("5.3, right", "'right' is not a number"), ("5.3 to the left", "not a number"),
        ("5.3 or 4.7", "not a number"), ("< 0.5", "without <"), ("±5.3", "without ±"),
        ("1e999999999", "not a number"), ("1e999", "beyond"), ("9" * 61, "longer"),
        ("9" * 10**6, "longer"), ("--2", "not a number"), ("5.3-", "not a number"),
        ("e3", "not a number"), ("5.3e", "not a number"), ("0x10", "not a number"),
        ("1_000", "not a number"), ("٣", "not a number"), ("5.3 (about)", "not a number"),
        ("\x1b[31m5", "not a number"), ("__import__('os')", "not a number"), ("w", "not a number"),
        ("10^400", "not a number"), ("9^9^9^9", "not a number"), ("(" * 50, "not a number"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_why(typed: str, says: str) -> None:
    with pytest.raises(NotANumberError, match=says.replace("^", r"\^")):
        read(typed)


@given(st.decimals(-1000, 1000, allow_nan=False, places=4))
def test_a_decimal_is_read_exactly(number: object) -> None:
    assert read(f"{number}").value == Fraction(f"{number}")
    assert read(f"{number}".replace("-", "−").replace(".", ",")).value == Fraction(f"{number}")


@given(st.integers(-999, 999), st.integers(1, 999))
def test_a_fraction_is_read_exactly(above: int, below: int) -> None:
    assert read(f"{above}/{below}").value == Fraction(above, below)
    part = f"{above % below}/{below}"
    assert read(f"{abs(above)} {part}").value == abs(above) + Fraction(part)


FORMS: dict[str, Callable[[str], str]] = {
    "with a name": lambda text: f"w = {text}",
    "with another": lambda text: f"∂L/∂w={text}",
    "after an arrow": lambda text: f"w ← {text}",
    "in brackets": lambda text: f"({text})",
    "in square brackets": lambda text: f"[ {text} ]",
    "a sentence": lambda text: f"It is {text}.",
    "about": lambda text: f"≈{text}",
    "counted": lambda text: f"{text} updates",
    "with a word": lambda text: f"{text}, right",
    "spaces": lambda text: f"  {text} ",
    "a sign that is a word": lambda text: text.replace("-", "minus "),
    "a typeset minus": lambda text: text.replace("-", "−"),
    "an em dash": lambda text: text.replace("-", "—"),
    "a space after the minus": lambda text: text.replace("-", "- "),
    "a comma": lambda text: text.replace(".", ","),
    "percent": lambda text: f"{text} %",
    "a power of ten": lambda text: f"{text}·10^0",
    "a typeset power": lambda text: f"{text} × 10⁰",
    "an exponent": lambda text: f"{text}E0",
    "quoted": lambda text: f"“{text}”",
    "twice": lambda text: f"{text}, {text}",
    "twice in brackets": lambda text: f"({text}) ({text})",
    "marked": lambda text: f"{text}!",
}


@given(
    number=st.one_of(
        st.integers(-5000, 5000).map(str),
        st.decimals(-2000, 2000, allow_nan=False, places=2).map(str),
        st.decimals(-1, 1, allow_nan=False, places=4).map(str),
    ),
    forms=st.lists(st.sampled_from([*FORMS]), max_size=3, unique=True),
    grouped=st.booleans(),
)
def test_no_form_makes_another_number(number: str, forms: list[str], grouped: bool) -> None:
    """In whatever form it comes, it is read as what it is, or asked for again with the reason."""
    typed = f"{Fraction(number).numerator:,}" if grouped and "." not in number else number
    for form in forms:
        typed = FORMS[form](typed)
    judgement = Sample((), "", Fraction(number), Fraction(0), None, (), "").judged(typed)
    assert judgement.kind in ("right", "unreadable"), typed
    assert judgement.kind == "right" or judgement.says.endswith(".")
    assert judgement.says.isprintable()
