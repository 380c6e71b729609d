"""What students type by habit: of textbooks, word processors, other programs and lecture notes."""

import math

import pytest

from gdtui.engine.objectives import ExpressionError, resolve
from gdtui.engine.objectives.typed.expression import parse


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("sin^2(w)", 2.0, math.sin(2) ** 2),
        ("sin²(w) + 1", 2.0, math.sin(2) ** 2 + 1),
        ("3cos**2(w)", 2.0, 3 * math.cos(2) ** 2),
        ("ln|w|", -2.0, math.log(2)),
        ("ln²|w|", -2.0, math.log(2) ** 2),
        ("√|w|+1", -4.0, 3.0),
        ("√w", 4.0, 2.0),
        ("√2 w", 3.0, 3 * math.sqrt(2)),
        ("w√3", 2.0, 2 * math.sqrt(3)),
        ("arctan(w)", 1.0, math.pi / 4),
        ("lg(w)", 100.0, 2.0),
        ("log_2(w)", 8.0, 3.0),
        ("log_10(w)", 100.0, 2.0),
        ("ReLU(w) + Exp(w) + SIN(w)", 1.0, 1 + math.e + math.sin(1)),
        ("L = (w-3)^2", 1.0, 4.0),
        ("L(w) = (w-3)²", 1.0, 4.0),
        ("f(x) = x^2", 3.0, 9.0),
        ("y = wxyz_1", 3.0, 3.0),
        ("1/2 w^2", 4.0, 8.0),
        ("1/2w^2", 4.0, 8.0),
        ("1/2(w-3)^2", 5.0, 2.0),
        ("2/3w", 3.0, 2.0),
        ("1/2sin(w)", 1.0, math.sin(1) / 2),
        ("1/2e^w", 1.0, math.e / 2),
        ("w/2 + w", 4.0, 6.0),
        ("w/2·π", 4.0, 2 * math.pi),
        ("w/(2π)", 4.0, 2 / math.pi),
        ("w/2 π", 4.0, 2 * math.pi),
        ("w^2(w-1)", 2.0, 4.0),
        ("w^2/2", 4.0, 8.0),
        ("e^2 w", 3.0, 3 * math.e**2),
        ("e^(2w)", 1.0, math.e**2),
        ("10^-2 w", 1.0, 0.01),
        ("2^T", 3.0, 8.0),
        ("1/2^2", None, None),
    ],
)
def test_a_habit_is_read_as_a_mathematician_reads_it(
    text: str, at: float | None, value: float | None
) -> None:
    if at is None:
        with pytest.raises(ExpressionError, match="a constant"):
            parse(text)
    else:
        assert resolve(text).value((at,)) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("w/2π", 2, "…/2π can be read as …/(2·π) or as (…/2)·π; write the one you mean"),
        ("1/2πw^2", 2, "…/(2·π) or as (…/2)·π"),
        ("w^2/2w", 4, "…/(2·w) or as (…/2)·w"),
        ("w/2(w+1)", 2, "…/(2·(…)) or as (…/2)·(…)"),
        ("1/w(w+1)", 2, "…/(w·(…)) or as (…/w)·(…)"),
        ("(w-3)^2/2sin(w)", 8, "…/(2·sin(…)) or as (…/2)·sin(…)"),
        ("x/y^2z", 2, "…/(y^2·z) or as (…/y^2)·z"),
        ("e^2w", 2, "e^(2·w) or as (e^2)·w"),
        ("e^-2(x-1)^2", 2, "e^(-2·(…)) or as (e^-2)·(…)"),
        ("(x-y)^T(x-y)", 6, "a transpose, but parameters are numbers (w^2), or as ^(T)"),
        ("w^1/2", 2, "w^(1/2) or as (w^1)/2"),
        ("(w-1)^1/3", 6, "(…)^(1/3) or as ((…)^1)/3"),
        ("sin^-1(w)", 5, "sin^-1 can be read as asin(…) or as 1/sin(…)"),
        ("sin⁻¹(w)", 4, "sin^-1 can be read as asin(…) or as 1/sin(…)"),
        ("sin^2 w", 7, "sin needs brackets: sin(…)^2"),
        ("sin^(w)", 5, "sin needs brackets: sin(…)"),
        ("√2w", 2, "√ needs brackets: √(…)"),
        ("√w^2", 2, "√ needs brackets: √(…)"),
        ("σ(w)", 1, "σ(…) can be read as sigmoid(…); write σ·(…) for a product"),
        ("f(x) + 1", 1, "f(…) looks like a function; write f·(…) for a product"),
        ("log_3(w)", 1, "a logarithm to base 3 is written ln(…)/ln(3)"),
        ("sqrt2 w", 1, "sqrt2 can be read as sqrt(2) or as one parameter; write sqrt(2) or sqrt_2"),
        ("max(w)", 1, "max needs two parts with a comma between them"),
        ("min(w, 2", 4, "is never closed"),
        ("pow(w, 2)", 1, "no function is called pow; type (…)^2"),
        ("log1p(w)", 1, "type ln(1 + …)"),
        ("w = w^2", 3, "without ="),
        ("w = 3", 3, "without ="),
    ],
)
def test_what_could_be_meant_otherwise_is_refused_with_what_is_right(
    text: str, column: int, said: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert said in caught.value.message
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"\frac{1}{2}(w-3)^2", "(w-3)^2/2"),
        (r"\frac12 w^{2}", "w^2/2"),
        (r"\frac{\frac{1}{2}w}{3} + w^{-1}", "w/6 + 1/w"),
        (r"\frac{1}{1+e^{-w}}", "1/(1+e^(-w))"),
        (r"$e^{-w^{2}}$", "e^(-w^2)"),
        (r"\left|w-3\right| + \left(w\right)^{10}", "|w-3| + w^10"),
        (r"\sqrt{w^2+1}\,\sqrt{2}", "√(w^2+1)·√(2)"),
        (r"\sin(w)\cos{w} + \sin^{2}(w)", "sin(w)cos(w) + sin(w)^2"),
        (r"w \cdot w \times 3", "3w^2"),
        (r"\arctan(w) + \log_{10}(w)", "atan(w) + log10(w)"),
        (r"(w_{1} - 3)^{2}", "(w_1 - 3)^2"),
        (r"\frac{1}{2}\left(\theta_{1}-3\right)^{2} + \theta_1", "(θ_1 - 3)^2/2 + θ_1"),
        (r"e^{2}w", "w·e^2"),
    ],
)
def test_latex_is_read_as_it_is_printed(latex: str, typed: str) -> None:
    read, meant = resolve(latex), resolve(typed)
    assert read.parameters == meant.parameters
    for at in (0.7, 2.5):
        assert read.value((at,)) == pytest.approx(meant.value((at,)), rel=1e-14)
        assert read.gradient((at,)) == pytest.approx(meant.gradient((at,)), rel=1e-14)


@pytest.mark.parametrize(
    ("latex", "column"),
    [(r"\foo w", 1), (r"\frac{w}", 8), (r"\frac w2", 7), (r"w + \sqrt[3]{w}", 10), (r"{w}^2", 1),
     (r"w^{2", 3), (r"w}", 2), (r"\frac{1}{2", 9)],
)  # fmt: skip
def test_latex_that_is_not_read_is_refused_in_its_place(latex: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(latex)
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "formula", "values"),
    [
        ("max(w, 0)", "relu(w)", [0, 0, 3]),
        ("max(0, 1 - w)^2", "relu(1 − w)²", [9, 1, 0]),
        ("min(w, 0)", "−relu(−w)", [-2, 0, 0]),
        ("min(w^2, (w - 4)^2)", "w² − relu(w² − (w − 4)²)", [4, 0, 1]),
        ("max(-w, w - 2, 0)", None, [2, 0, 1]),
    ],
)
def test_the_larger_and_the_smaller_of_two(
    text: str, formula: str | None, values: list[float]
) -> None:
    loss = resolve(text)
    assert formula in (None, loss.formula)
    assert [loss.value((w,)) for w in (-2.0, 0.0, 3.0)] == values


def test_of_many_the_largest_stays_as_short_as_it_is_typed() -> None:
    nested = "max(1, " * 20 + "w" + ")" * 20
    with pytest.raises(ExpressionError, match="brackets more than"):
        resolve(nested)
