"""What is printed of a formula is what is computed: our own reader reads it back."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives.typed.derivative import from_expression
from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.expression import MOST_CHARACTERS, parse_formula
from gdtui.engine.objectives.typed.functions import CONSTANTS, FUNCTIONS
from gdtui.engine.objectives.typed.tree import OPERATIONS, fold


@dataclass(frozen=True)
class Floats:
    """The algebra of floats, at a point."""

    point: Mapping[str, float]

    def number(self, number: float) -> float:
        return float(number)

    def name(self, name: str) -> float:
        return CONSTANTS[name] if name in CONSTANTS else self.point[name]

    def negative(self, x: float) -> float:
        return -x

    def call(self, function: str, arguments: list[float]) -> float:
        return FUNCTIONS[function](*arguments)

    def operation(self, sign: str, a: float, b: float) -> float:
        return float(OPERATIONS[sign](a, b))


@pytest.mark.parametrize(
    ("text", "formula", "gradient"),
    [
        ("(w+2)/w", "(w + 2)/w", ("1/w − (w + 2)/w²",)),
        ("w/(w+2)", "w/(w + 2)", ("−w/(w + 2)² + 1/(w + 2)",)),
        ("x/y/w", "x/(w·y)", ("−x/(w²y)", "1/(w·y)", "−x/(w·y²)")),
        ("x/e", "x/e", ("1/e",)),
        ("3x e^-2", "3x/e²", ("3/e²",)),
        ("w1*w2", "w1·w2", ("w2", "w1")),
        ("w1 (w2 + 1)", "w1·(w2 + 1)", ("w2 + 1", "w1")),
        ("2 e1", "2·e1", ("2",)),
        ("x*10^(2/3)*3^(1/3)", "10^(2/3)·3^(1/3)x", ("10^(2/3)·3^(1/3)",)),
        ("2|x|y", "2y|x|", ("2y·sign(x)", "2|x|")),
        ("abs(y - 2abs(x))", "|y − 2·|x||", None),
        ("x^√(2)", "x^√(2)", ("√(2)x^√(2)/x",)),
        ("x^2.5", "x^2.5", ("5x^1.5/2",)),
        ("-(x + 1)^2/y", "−(x + 1)²/y", ("−(2x + 2)/y", "(x + 1)²/y²")),
        ("w^23", "w²³", ("23w²²",)),
        ("w + 123456789012.0625", "w + 123456789012.0625", ("1",)),
        ("0.00012w^2", "3w²/25000", ("3w/12500",)),
        ("3^50 w", "7.178979876918526e23w", ("7.178979876918526e23",)),
        ("w/3^50", "1.3929555690985384e−24w", ("1.3929555690985384e−24",)),
        ("x^2/3^50 - 3^50 y", "1.3929555690985384e−24x² − 7.178979876918526e23y", None),
    ],
)
def test_brackets_and_numbers(text: str, formula: str, gradient: tuple[str, ...] | None) -> None:
    objective = from_expression(text)
    assert objective.formula == formula
    assert gradient is None or objective.gradient_formula == gradient


names = st.sampled_from(["w", "x", "y", "w1", "w2"])
numbers = st.sampled_from(["1", "2", "3", "10", "0.5", "0.3", "1.25", "1/3", "pi", "e"])
functions = st.sampled_from(
    ["sin", "exp", "ln", "sqrt", "tanh", "atan", "abs", "relu", "sigmoid", "log2"]
)
LIMITS = ("too many", "more than", "beyond", "too large")
exponents = st.sampled_from(["2", "3", "12", "0.5", "2.5", "-1", "-2", "-0.5", "(1/3)", "-pi"])


def _operations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("({})*({})".format, inner, inner),
        st.builds("({})/({})".format, inner, inner),
        st.builds("({})^{}".format, inner, exponents),
        st.builds("({})^({})".format, inner, inner),
        st.builds("(-({}))".format, inner),
        st.builds("{}({})".format, functions, inner),
    )


@settings(max_examples=500)
@given(
    st.recursive(names | numbers, _operations, max_leaves=6),
    st.lists(st.floats(0.2, 3.0), min_size=5, max_size=5),
)
def test_what_is_printed_is_what_is_computed(text: str, coordinates: list[float]) -> None:
    try:
        objective = from_expression(text)
    except ExpressionError:
        return
    at = dict(zip(objective.parameters, coordinates, strict=False))
    point = tuple(at.values())
    try:
        computed = (objective.value(point), *objective.gradient(point))
    except (ArithmeticError, ValueError):
        return
    for formula, number in zip(
        (objective.formula, *objective.gradient_formula), computed, strict=True
    ):
        if not 1e-6 < abs(number) < 1e12 or len(formula) > MOST_CHARACTERS:
            continue
        tree = _read(formula)
        if tree is not None:
            assert fold(tree, Floats(at)) == pytest.approx(number, rel=1e-6), formula


def _read(formula: str) -> ast.expr | None:
    """The formula's tree; None where a derivative is larger than what may be typed."""
    try:
        return parse_formula(formula).tree
    except ExpressionError as error:
        if not any(limit in error.message for limit in LIMITS):
            raise
        return None


@given(
    st.floats(1e-20, 1e20) | st.floats(-1e3, 1e3) | st.integers(-(10**20), 10**20),
    st.integers(-64, 64),
)
def test_a_number_reads_back_to_the_same_float(number: float, exponent: int) -> None:
    """Whatever its digits: those of 7^64, too."""
    text = f"({number})*7^{exponent} w" if exponent else f"({number}) w"
    try:
        objective = from_expression(text)
    except ExpressionError:
        return
    (slope,) = objective.gradient_formula
    read = from_expression(f"({slope}) w").gradient((1.0,))
    assert read == objective.gradient((1.0,))
