"""Letters side by side, and what papers and word processors write for signs and digits."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives import ExpressionError, resolve
from gdtui.engine.objectives.typed.expression import parse
from gdtui.engine.objectives.typed.functions import CONSTANTS, FUNCTIONS
from gdtui.engine.objectives.typed.tokens import NAME


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
        ("xy", "xy", ["x·y", "x_y"]),
        ("(xy-1)^2", "xy", ["x·y", "one parameter"]),
        ("3xyz", "xyz", ["x·y·z", "x_y_z"]),
        ("uv + 1", "uv", ["u·v", "u_v"]),
        ("ww", "ww", ["w·w", "w_w"]),
        ("(w1w2 - 1)^2", "w1w2", ["w1·w2", "w1_w2"]),
        ("(w₁w₂ - 1)^2", "w1w2", ["w1·w2", "w1_w2"]),
        ("(ax - 1)^2", "ax", ["a·x", "a_x"]),
        ("½mv²", "mv", ["m·v", "m_v"]),
        ("(ab - 1)^2", "ab", ["a·b", "a_b"]),
        ("αβ", "αβ", ["α·β", "α_β"]),
        ("(1 - ηλ)^2", "ηλ", ["η·λ", "η_λ"]),
        ("AX^2", "AX", ["A·X", "A_X"]),
        ("xe^(-x^2)", "xe", ["x·e", "x_e"]),
        ("2xpi", "xpi", ["x·pi", "x_pi"]),
        ("xsinx", "xsinx", ["x·sin(x)", "x_sin_x"]),
        ("wexpw", "wexpw", ["w·exp(w)", "w_exp_w"]),
        ("xlog2x", "xlog2x", ["x·log2(x)", "x_log2_x"]),
        ("tsint", "tsint", ["t·sin(t)", "t_sin_t"]),
        ("xysinxy", "xysinxy", ["x·y·sin(x·y)", "x_y_sin_x_y"]),
        ("xsin x", "xsin", ["x·sin(…)", "x_sin"]),
        ("sinxy", "sinxy", ["sin(x·y)", "sin_x_y"]),
        ("wsin(w)", "wsin", ["w·sin(…)"]),
        ("1 + xlog2(x)", "xlog2", ["x·log2(…)"]),
        ("w1sin(w1)", "w1sin", ["w1·sin(…)"]),
        ("xy(x + 1)", "xy", ["x·y·(…)"]),
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
    assert text[caught.value.column - 1 :].replace("₂", "2").replace("₁", "1").startswith(name)
    for reading in readings:
        assert reading in str(caught.value)


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("x_y^2", ("x_y",)), ("theta^2 + eta^2", ("eta", "theta")), ("x^2 + xmax^2", ("x", "xmax")),
        ("w1 + w10", ("w1", "w10")), ("e1 + e2", ("e1", "e2")), ("loss^2 + l^2", ("l", "loss")),
        ("x*y + x", ("x", "y")), ("x y + x", ("x", "y")), ("e w", ("w",)), ("2πw", ("w",)),
        ("log2(w)", ("w",)), ("log10(w)", ("w",)), ("error^2", ("error",)), ("tau1", ("tau1",)),
        ("w1 (w2 + 1)", ("w1", "w2")), ("alpha^2 + a^2", ("a", "alpha")),
        ("x_1(y+1)", ("x_1", "y")),
    ],
)  # fmt: skip
def test_what_can_be_read_in_one_way_is_read(text: str, parameters: tuple[str, ...]) -> None:
    expression = parse(text)
    assert expression.parameters == parameters
    assert expression.notes == ()


# The border: what has letters, functions or constants in it, and is a name all the same.
NAMES = (
    "mu", "nu", "xi", "lr", "dx", "max", "xmax", "wmin", "xbar", "bias", "weight", "alpha", "beta",
    "theta", "lambda", "sigma", "loss", "error", "mse", "aux", "buy", "cab", "yaw", "cpu", "using",
    "basin", "design", "cosine", "tangent", "distance", "exponent", "logits", "blog", "catalog",
    "timestep", "stepsize", "wellness", "λmax", "σ_x", "Δw", "x_1", "w1", "w1_2", "eta2", "we1",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name(name: str) -> None:
    assert parse(f"({name} - 1)^2").parameters == (name,)


words = st.sampled_from([*FUNCTIONS, *CONSTANTS, *NAMES, "tp", "xy", "x1", "w", "t", "η", "2"])
letters = st.text("abcemnpstuvwxyzAXθσλ12", min_size=1, max_size=5)
glued = st.lists(words | letters, min_size=1, max_size=3).map("".join)


def refusal(text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as refused:
        return refused
    return None


@settings(max_examples=1000)
@given(glued, st.sampled_from(["({})^2 + q9", "t + p + x{}", "3{} - q9", "{}(q9 + 1)"]))
def test_what_is_refused_for_its_letters_says_how_it_is_read(name: str, loss: str) -> None:
    """Each way that a refusal offers is read; a part of it may be refused in turn."""
    text = loss.format(name)
    for _ in range(4):  # names in one formula, at most
        refused = refusal(text)
        if refused is None or "; write " not in refused.message:
            return
        before, rest = text[: refused.column - 1], text[refused.column - 1 :]
        after = rest.removeprefix(NAME.match(rest)[0])  # type: ignore[index]
        ways = re.findall(r"(?:write|or|as) ([^\s;]+[·_(][^\s;]+)", refused.message)
        assert ways, refused.message
        for way in ways:
            refused_too = refusal(_in_place(before, way, after))
            assert refused_too is None or refused_too.message != refused.message
        text = _in_place(before, ways[0], after)
    pytest.fail(f"refused again and again: {text}")


def _in_place(before: str, way: str, after: str) -> str:
    """The formula as it was advised; `(…)` stands for the bracket that is there, or one."""
    if "(…)" in way:
        if not after.startswith("("):
            after = "(q9)" + after
        bracket, after = after[: after.index(")") + 1], after[after.index(")") + 1 :]
        way = way.replace("(…)", bracket)
    elif "…" in way:
        bracket, after = after[: after.index(")") + 1], after[after.index(")") + 1 :]
        way = way.replace("…", bracket)
    return f"{before} {way}{after}"


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
        ("w₁⁻²", "w1^(-2)"), ("x²³", "x^23"), ("½²w", "w/4"), ("2·w", "2w"), ("w−1", "w-1"),
        ("(w−½)²", "(w-0.5)^2"), ("w^½", "sqrt(w)"), ("⅞w²", "0.875w^2"), ("w_₁₂", "w_12"),
        ("w––3", "w+3"), ("w¹⁰ – 10⁻²w", "w^10 - w/100"), ("(w²)³", "w^6"), ("(w²)^3", "w^6"),
        ("|w³|²", "|w^3|^2"), ("w^2²", "w^4"), ("2e−3w", "0.002w"), ("√(w₁)²", "w1"),
        ("e^−w", "e^(-w)"),
        ("w\u00a0−\u20093", "w-3"), ("2\u2062w", "2w"), ("∣w∣", "|w|"), ("wˆ2", "w^2"),
        ("𝑤² + 𝜂", "w^2+η"), ("µ²", "μ^2"), ("∆w²", "Δw^2"),
    ],
)  # fmt: skip
def test_signs_and_digits_of_papers(text: str, same: str) -> None:
    assert resolve(text).formula == resolve(same).formula


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("e⁻ʷ", 2, "e^(-w)"), ("w⁻", 2, "whole number"), ("xⁿ", 2, "whole number"),
        ("w⁺²", 2, "whole number"), ("w²⁻¹", 2, "whole number"), ("xᵀx", 2, "whole number"),
        ("wᵢ²", 2, "w_i"), ("w²₁", 3, "index"), ("w² ²", 4, "brackets"), ("w²^3", 3, "brackets"),
        ("2½w", 2, "operator is missing"), ("²w", 1, "missing before"), ("∛(w)", 1, "^(1/3)"),
        ("3'", 2, "prime"), ("w²′", 3, "prime"), ("w⋅⋅x", 3, "missing before"),
    ],
)  # fmt: skip
def test_digits_in_odd_places_are_refused_in_words(text: str, column: int, says: str) -> None:
    refused = refusal(text)
    assert refused is not None
    assert refused.column == column
    assert says in refused.message


@pytest.mark.parametrize("prime", "′'’‘ʹ`´")
def test_a_prime_belongs_to_the_name(prime: str) -> None:
    objective = resolve(f"w{prime}^2 + w^2 + w{prime}w")
    assert objective.parameters == ("w", "w′")
    assert objective.gradient((2.0, 3.0)) == (7.0, 8.0)


@pytest.mark.parametrize(
    "text", ["f'(w)", "L’(w)", "L′ (w)", "w1'(w1 + 1)", "3 + sin''(w)", "g″(x)"]
)
def test_a_derivative_cannot_be_typed(text: str) -> None:
    with pytest.raises(ExpressionError, match="looks like a derivative: type the loss itself"):
        resolve(text)


@pytest.mark.parametrize(
    "text", ["w₁ + sinn(w)", "¾(w–3)² + sinn(w)", "w’ — ½ + sinn(w)", "w²³⋅w₁₂ – sinn(w)"]
)
def test_the_caret_stays_under_its_place(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == text.index("sinn") + 1
    line, caret = caught.value.pointer.split("\n")
    assert line[caret.index("^")] == "s"
