"""Typed-in losses: a function with its derivative, or one clear error; never anything else."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives import ExpressionError, resolve
from gdtui.engine.objectives.typed.derivative import from_expression
from gdtui.engine.objectives.typed.expression import MOST_CHARACTERS, parse
from gdtui.engine.objectives.typed.functions import FUNCTIONS
from gdtui.engine.objectives.typed.writer import MOST_NESTING


@pytest.mark.parametrize(
    ("text", "formula", "gradient", "parameters"),
    [
        ("(w-3)^2 + sin(3w)", "(w − 3)² + sin(3w)", ("2w + 3cos(3w) − 6",), ("w",)),
        ("x^4 - 2x^2 + y^2", "x⁴ − 2x² + y²", ("4x³ − 4x", "2y"), ("x", "y")),
        ("x**4 − 2·x² + y×y", "x⁴ − 2x² + y²", ("4x³ − 4x", "2y"), ("x", "y")),
        ("e^(-x) + x^2", "x² + e^(−x)", ("2x − e^(−x)",), ("x",)),
        ("|w|", "|w|", ("sign(w)",), ("w",)),
        ("ln(1+exp(w))", "ln(e^w + 1)", ("e^w/(e^w + 1)",), ("w",)),
        ("0.1w^2", "0.1w²", ("0.2w",), ("w",)),
        ("w²/3", "w²/3", ("2w/3",), ("w",)),
        ("w^12", "w¹²", ("12w¹¹",), ("w",)),
        ("√(w)", "√(w)", ("1/(2√(w))",), ("w",)),
        ("3pi x^2", "3π·x²", ("6π·x",), ("x",)),
        ("lambda^2", "lambda²", ("2lambda",), ("lambda",)),
        ("w10^2 + w2^2", "w10² + w2²", ("2w2", "2w10"), ("w2", "w10")),
    ],
)
def test_what_people_write_is_read_and_written_out(
    text: str, formula: str, gradient: tuple[str, ...], parameters: tuple[str, ...]
) -> None:
    objective = from_expression(text)
    assert objective.formula == formula
    assert objective.gradient_formula == gradient
    assert objective.parameters == parameters


@pytest.mark.parametrize(
    ("text", "at", "value", "gradient"),
    [
        ("(w-3)^2 + 0w", (7.0,), 16.0, (8.0,)),
        ("(w-2)(w-2)", (8.0,), 36.0, (12.0,)),
        ("-w^2", (3.0,), -9.0, (-6.0,)),
        ("2^-w", (1.0,), 0.5, (-math.log(2) / 2,)),
        ("1/2w", (4.0,), 2.0, (0.5,)),
        ("2x|y|", (3.0, -2.0), 12.0, (4.0, -6.0)),
        ("|x|+|y-|z||", (1.0, 1.0, -3.0), 3.0, (1.0, -1.0, -1.0)),
        ("relu(w)", (-2.0,), 0.0, (0.0,)),
        ("|ln(w)|", (1 / math.e,), 1.0, (-math.e,)),
        ("relu(ln(w))", (math.e,), 1.0, (1 / math.e,)),
        ("|w^π|", (1.0,), 1.0, (math.pi,)),
        ("|w^w|", (1.0,), 1.0, (1.0,)),
        ("|√(w)-3|", (4.0,), 1.0, (-0.25,)),
        ("sigmoid(w)", (-2000.0,), 0.0, (0.0,)),
        ("log10(w)", (100.0,), 2.0, (1 / (100 * math.log(10)),)),
        ("w(w+1)", (2.0,), 6.0, (5.0,)),
        ("w⁻¹ + w¹²", (1.0,), 2.0, (11.0,)),
        ("2πw", (3.0,), 6 * math.pi, (2 * math.pi,)),
        ("wπ", (3.0,), 3 * math.pi, (math.pi,)),
        ("2.5e−1w + 007w", (4.0,), 29.0, (7.25,)),
        ("w/(3 - (-3))", (3.0,), 0.5, (1 / 6,)),
        ("w/(1 - sin(0))", (3.0,), 3.0, (1.0,)),
        ("w/(8 - (-2)^3)", (3.0,), 3 / 16, (1 / 16,)),
    ],
)
def test_values_and_slopes(
    text: str, at: tuple[float, ...], value: float, gradient: tuple[float, ...]
) -> None:
    objective = from_expression(text)
    assert objective.value(at) == pytest.approx(value, abs=1e-12)
    assert objective.gradient(at) == pytest.approx(gradient, abs=1e-12)


def test_the_worked_example_needs_no_algebra_system_and_agrees_with_it() -> None:
    by_hand, by_sympy = resolve("(w - 3)^2"), from_expression("(w - 3)^2")
    assert by_hand.start == (7.0,)
    assert resolve("(w-2)²").start == (8.0,)
    for w in (7.0, 6.2, -9.0, 0.1):
        assert by_hand.value((w,)) == by_sympy.value((w,))
        assert by_hand.gradient((w,)) == pytest.approx(by_sympy.gradient((w,)), rel=1e-15)


def test_a_bowl_is_known_by_its_minimum_and_curvature() -> None:
    bowl = from_expression("2x^2 + 3y^2 - 4x + 6y")
    (minimum,) = bowl.minima
    assert minimum.point == (1.0, -1.0)
    assert minimum.value == -5.0
    assert bowl.curvature is not None
    assert (bowl.curvature.mu, bowl.curvature.L) == (4.0, 6.0)
    assert from_expression("x^2 - y^2").minima == ()


HOSTILE = [
    ("", 1), ("   ", 4), ("3", 1), ("w=3", 2), ("w.real", 2), ("w := 2", 3), ("w == 2", 3),
    ("__import__('os').system('id')", 1), ("foo(w)", 1), ("sinn(w)", 1), ("sin w", 5), ("(w", 1),
    ("w)", 2), ("w+", 3), ("*w", 1), ("2 3", 3), ("w 2", 3), ("9**9**9**9 w", 4), ("w^9^9", 1),
    ("w^65", 1), ("1/0 w", 1), ("w^(1/0)", 4), ("1e400 w", 1), ("1e999999999 w", 1),
    ("12345678901234567890123 w", 1), ("((10^9)^64)^64 w", 2), ("exp(999)w", 1),
    ("\x1b[31mw", 1), ("w\x00", 2), ("w\n", 2), ("w\u202e", 2), ("ｗ", 1), ("１w", 1),
    ("a b c d f g h i j", 1), ("x[0]", 2), ("lambda x: x", 9), ("w!", 2), ("'w'", 1),
    ("0.1,2w", 4), ("sin()", 5), ("|w", 1), ("w|", 3), ("()", 2), ("1_000w", 2),
    ("{w}", 1), ("w if w else 1", 1), ("[w for w in w]", 1), ("w@w", 2), ("~w", 1), ("w%2", 2),
    ("w//2", 3), ("log(-1-w^2)", 1), ("x*0", 1), ("sqrt(-1) w", 1), ("w^w^w^w^w^w^w^w^w^w^w", 1),
    ("(" * 5000 + "w", MOST_CHARACTERS + 1), ("(" * 300 + "w", MOST_NESTING + 1),
    ("w" * 5000, MOST_CHARACTERS + 1), ("-" * 399 + "w", 1), ("w+" * 199 + "w", 1),
    ("w" + "⁹" * 30, 2), ("w⁶⁵", 1), ("w²3", 3), ("10^-64^64 w", 1), ("(10^-64)^64 w", 1),
    ("((((1/10^64)^64)^64)^64)^64 w", 4), ("(((1.000001^64)^64)^64)^64 w", 2),
    ("(((((2w)^64)^64)^64)^64)^64", 3), ("(((((1 + 10^-30) - 1)^64)^64)^64)^64 w", 3),
    ("(12345678901234567890w^64)^64", 1), ("sqrt((2w)^64)^65", 1), ("log(0) w", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column"), HOSTILE, ids=lambda value: ascii(value)[:24])
def test_hostile_text_is_refused_where_it_is_wrong(text: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        from_expression(text)
    error = caught.value
    assert str(error).isprintable()
    assert str(error).startswith(f"column {error.column}: ")
    if column != 1:
        assert error.column == column
    assert all(line.isprintable() for line in error.pointer.split("\n"))


def test_the_pointer_stands_under_the_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("w^3+sinn(w)")
    assert caught.value.pointer == "  w^3+sinn(w)\n      ^"
    assert "did you mean 'sin'?" in str(caught.value)


names = st.sampled_from(["x", "y"])
numbers = st.sampled_from(["1", "2", "3", "0.5", "1.25"])
smooth = st.sampled_from(["sin", "cos", "tanh", "exp", "atan", "sigmoid", "sinh"])


def _operations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("{}*({})".format, inner, inner),
        st.builds("({})/(2 + ({})^2)".format, inner, inner),
        st.builds("({})^{}".format, inner, st.sampled_from(["2", "3", "4"])),
        st.builds("{}({})".format, smooth, inner),
        st.builds("-({})".format, inner),
    )


expressions = st.recursive(names | numbers, _operations, max_leaves=6)
coordinates = st.floats(-1.5, 1.5)


@settings(max_examples=60)
@given(expressions, coordinates, coordinates)
def test_the_derivative_agrees_with_differences(text: str, x: float, y: float) -> None:
    try:
        objective = from_expression(text)
    except ExpressionError:
        return
    point = [{"x": x, "y": y}[name] for name in objective.parameters]
    for i, slope in enumerate(objective.gradient(point)):
        h = 1e-4
        ahead, behind = list(point), list(point)
        ahead[i] += h
        behind[i] -= h
        values = [objective.value(ahead), objective.value(point), objective.value(behind)]
        assume(all(math.isfinite(value) and abs(value) < 1e6 for value in values))
        rough = abs(values[0] - 2 * values[1] + values[2]) / h  # how much the slope changes here
        difference = (values[0] - values[2]) / (2 * h)
        assert slope == pytest.approx(difference, rel=1e-3, abs=1e-4 + rough)


@settings(max_examples=60)
@given(expressions, st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=5))
def test_lanes_are_points_side_by_side(text: str, points: list[tuple[float, float]]) -> None:
    try:
        objective = from_expression(text)
    except ExpressionError:
        return
    lanes = np.array(points).T[: objective.dimension]
    values, gradients = objective.value(lanes), objective.gradient(lanes)
    assert gradients.shape == lanes.shape
    for k in range(lanes.shape[1]):
        point = tuple(map(float, lanes[:, k]))
        value = np.broadcast_to(values, lanes.shape[1:])[k]
        assert value == pytest.approx(objective.value(point), rel=1e-12, abs=1e-12)
        assert gradients[:, k] == pytest.approx(objective.gradient(point), rel=1e-12, abs=1e-12)


PIECES = [*"xy2+-*/^()|√²πe.,=_ ", "0.5", "**", "⁻¹²", "pi"]


@settings(max_examples=200)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*PIECES, *FUNCTIONS]), max_size=14).map("".join)
)
def test_any_text_is_an_objective_or_an_error(text: str) -> None:
    said, objective = "", None
    try:
        objective = from_expression(text)
    except ExpressionError as error:
        said = str(error)
    assert said.isprintable()
    if objective is not None:
        assert len(objective.gradient_formula) == objective.dimension
        assert objective.learning_rate > 0


@pytest.mark.parametrize(
    "text",
    [
        "sin(" * 23 + "w" + ")" * 23,
        "tan(" * 20 + "w" + ")" * 20,
        "(x+y+z+a+b+c+d+f)^64",
        "((((w^2+1)^2+1)^2+1)^2+1)^2",
        "sin(x)*" * 30 + "exp(x)",
        "+".join(f"sin({i}x y z)*cos(a b)" for i in range(9)),
    ],
    ids=lambda text: text[:16],
)
def test_the_worst_that_is_accepted_is_still_worked_out(text: str) -> None:
    objective = from_expression(text)
    assert all(map(math.isfinite, objective.gradient(objective.start)))


def test_importing_the_engine_imports_nothing_heavy() -> None:
    code = (
        "import sys, gdtui.engine.run, gdtui.engine.analysis.verdict, gdtui.engine.history;"
        "from gdtui.engine.objectives import resolve; resolve('(w - 3)^2');"
        "print([m for m in ('sympy', 'textual', 'plotext', 'rich', 'click') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
