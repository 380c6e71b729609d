"""Letters side by side, and what papers and word processors write for signs and digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.objectives import ExpressionError, resolve
from gdtui.engine.objectives.typed.expression import CONSTANTS, FUNCTIONS, parse


@pytest.mark.parametrize(
    ("text", "name", "readings"),
    [
        ("x^2+xy+y^2", "xy", ["x·y", "one parameter"]),
        ("x^2 + xy", "xy", ["x·y", "one parameter"]),
        ("x + y + z + xyz", "xyz", ["x·y·z", "one parameter"]),
        ("w + ww", "ww", ["w·w", "one parameter"]),
        ("w1 + w2 + w1w2", "w1w2", ["w1·w2", "one parameter"]),
        ("loss + rate + lossrate", "lossrate", ["loss·rate", "one parameter"]),
        ("sinw", "sinw", ["sin(w)", "one parameter"]),
        ("3 + cosx1", "cosx1", ["cos(x1)", "one parameter"]),
        ("log2w", "log2w", ["log2(w)", "one parameter"]),
        ("ew", "ew", ["e·w", "one parameter"]),
        ("2pix", "pix", ["pi·x", "one parameter"]),
        ("expw", "expw", ["exp(w)", "one parameter"]),
        ("sin2(w)", "sin2", ["sin(2(…))", "sin(…)^2"]),
        ("log3(w)", "log3", ["log(3(…))", "ln(…)/ln(3)"]),
        ("x2(y+1)", "x2", ["x2·(…)", "x^2·(…)"]),
        ("y + x₂(y+1)", "x2", ["x2·(…)", "x^2·(…)"]),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_both(
    text: str, name: str, readings: list[str]
) -> None:
    with pytest.raises(ExpressionError) as caught:
        resolve(text)
    assert text[caught.value.column - 1 :].replace("₂", "2").startswith(name)
    for reading in readings:
        assert reading in str(caught.value)


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("xy^2", ("xy",)), ("theta^2 + eta^2", ("eta", "theta")), ("x^2 + xmax^2", ("x", "xmax")),
        ("w1 + w10", ("w1", "w10")), ("e1 + e2", ("e1", "e2")), ("loss^2 + l^2", ("l", "loss")),
        ("x*y + x", ("x", "y")), ("x y + x", ("x", "y")), ("e w", ("w",)), ("2πw", ("w",)),
        ("log2(w)", ("w",)), ("log10(w)", ("w",)), ("error^2", ("error",)), ("tau1", ("tau1",)),
        ("w1 (w2 + 1)", ("w1", "w2")), ("alpha^2 + a^2", ("a", "alpha")),
    ],
)  # fmt: skip
def test_what_can_be_read_in_one_way_is_read(text: str, parameters: tuple[str, ...]) -> None:
    expression = parse(text)
    assert expression.parameters == parameters
    assert expression.notes == ()


def test_what_looks_like_a_call_but_is_a_product_is_read_so_and_said() -> None:
    objective = resolve("w1(w2 + 1) + w1^2")
    assert objective.formula == "w1² + w1·(w2 + 1)"
    assert objective.notes == ("w1(…) is read as w1·(…)",)


@given(
    st.sampled_from([*FUNCTIONS, *(name for name in CONSTANTS if name.isascii())]),
    st.sampled_from("abcdfghjklmnqrstuvwxyz"),
)
def test_a_function_or_constant_with_a_letter_is_never_silently_a_name(
    word: str, letter: str
) -> None:
    glued = word + letter
    if glued in FUNCTIONS or glued in CONSTANTS:
        return
    with pytest.raises(ExpressionError):
        parse(f"{glued}^2")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("(w – 3)²", "(w - 3)^2"), ("(w — 3)²", "(w - 3)^2"), ("(w ‐ 3)²", "(w - 3)^2"),
        ("(w − 3)²", "(w - 3)^2"), ("2⋅w", "2w"), ("2×w", "2w"), ("2∙w", "2w"), ("w ∗ w", "w*w"),
        ("w⁄2", "w/2"), ("w₁² + w₂²", "w1^2 + w2^2"), ("w₁₀", "w10"), ("½w²", "w^2/2"),
        ("¾(w–3)²", "3/4*(w-3)^2"), ("w²³", "w^23"), ("w⁻¹²", "w^(-12)"), ("2.5e–1w", "0.25w"),
    ],
)  # fmt: skip
def test_signs_and_digits_of_papers(text: str, same: str) -> None:
    assert resolve(text).formula == resolve(same).formula


def test_a_prime_belongs_to_the_name() -> None:
    for text in ("w'^2 + w^2", "w’² + w²", "w′² + w²"):
        objective = resolve(text)
        assert objective.parameters == ("w", "w′")
        assert objective.gradient((2.0, 3.0)) == (4.0, 6.0)


@pytest.mark.parametrize(
    "text", ["w₁ + sinn(w)", "¾(w–3)² + sinn(w)", "w’ — ½ + sinn(w)", "w²³⋅w₁₂ – sinn(w)"]
)
def test_the_caret_stays_under_its_place(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == text.index("sinn") + 1
    line, caret = caught.value.pointer.split("\n")
    assert line[caret.index("^")] == "s"
