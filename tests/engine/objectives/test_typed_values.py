"""Values and slopes of typed losses held against arithmetic with more digits: mpmath's."""

import math
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.place import kind_of_point
from gdtui.engine.objectives.typed.derivative import from_expression

mpmath.mp.dps = 60


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + mpmath.exp(-u))


def _softplus(u: Any) -> Any:
    return mpmath.log1p(mpmath.exp(u))


IN_THE_TAILS: dict[str, Any] = {
    "sigmoid(w)": _sigmoid,
    "1/(1+e^(-w))": _sigmoid,
    "e^w/(1+e^w)": _sigmoid,
    "exp(w)/(exp(w)+exp(0))": _sigmoid,
    "0.5(1+tanh(w/2))": _sigmoid,
    "1/(1+exp(w))": lambda w: _sigmoid(-w),
    "1 - sigmoid(w)": lambda w: _sigmoid(-w),
    "e^(-w)/(1+e^(-w))": lambda w: _sigmoid(-w),
    "sigmoid(w) - 1": lambda w: -_sigmoid(-w),
    "3 - 3sigmoid(2w)": lambda w: 3 * _sigmoid(-2 * w),
    "(sigmoid(w) - 1)^2": lambda w: _sigmoid(-w) ** 2,
    "1/(1+e^(-2w+1))^2": lambda w: _sigmoid(2 * w - 1) ** 2,
    "e^w/(1+e^w)^2": lambda w: _sigmoid(w) * _sigmoid(-w),
    "exp(w)/(exp(w)+exp(1))": lambda w: _sigmoid(w - 1),
    "exp(w)/(exp(w)+exp(-w))": lambda w: _sigmoid(2 * w),
    "1/(2+e^w)": lambda w: 1 / (2 + mpmath.exp(w)),
    "1/(1+2^w)": lambda w: 1 / (1 + mpmath.mpf(2) ** w),
    "1/(1+10^(-w))": lambda w: 1 / (1 + mpmath.mpf(10) ** -w),
    "ln(1+e^w)": _softplus,
    "ln(2+e^w)": lambda w: mpmath.log(2 + mpmath.exp(w)),
    "ln(1+3e^w)": lambda w: mpmath.log1p(3 * mpmath.exp(w)),
    "ln(e^w+1) - w": lambda w: _softplus(-w),
    "log2(1+2^w)": lambda w: mpmath.log1p(mpmath.mpf(2) ** w) / mpmath.log(2),
    "ln(e^w+e^(-w))": lambda w: abs(w) + _softplus(-2 * abs(w)),
    "-ln(sigmoid(w))": lambda w: _softplus(-w),
    "-ln(1/(1+e^(-w)))": lambda w: _softplus(-w),
    "-ln(1 - sigmoid(w))": _softplus,
    "-ln((1+tanh(w))/2)": lambda w: _softplus(-2 * w),
    "tanh(w)": mpmath.tanh,
    "sinh(w)/cosh(w)": mpmath.tanh,
    "(e^w-e^(-w))/(e^w+e^(-w))": mpmath.tanh,
    "(1-e^(-2w))/(1+e^(-2w))": mpmath.tanh,
    "(e^w-1)/(e^w+1)": lambda w: mpmath.tanh(w / 2),
    "2sigmoid(w) - 1": lambda w: mpmath.tanh(w / 2),
    "1 - tanh(w)": lambda w: 2 * _sigmoid(-2 * w),
    "2tanh(w) + 2": lambda w: 4 * _sigmoid(2 * w),
    "1 - tanh(w)^2": lambda w: mpmath.sech(w) ** 2,
    "1/cosh(w)": mpmath.sech,
    "1/(e^w+e^(-w))": lambda w: mpmath.sech(w) / 2,
    "w*sigmoid(w)": lambda w: w * _sigmoid(w),
}


read = cache(from_expression)
"""A text is read once; the points at which its loss is looked at are many."""


@pytest.mark.parametrize("text", IN_THE_TAILS)
@given(st.floats(-1000, 1000) | st.sampled_from([-800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0]))
@settings(max_examples=60, deadline=None)
def test_both_tails_keep_their_digits(text: str, w: float) -> None:
    objective, exact = read(text), IN_THE_TAILS[text]
    value, slope = exact(mpmath.mpf(w)), mpmath.diff(exact, mpmath.mpf(w))
    if abs(slope) < 1e-30 * abs(value):  # a difference of mpmath's sees no less
        slope = None
    assert objective.value((w,)) == pytest.approx(float(value), rel=1e-12, abs=1e-300)
    lanes = np.array([[w]])
    assert objective.value(lanes)[0] == pytest.approx(float(value), rel=1e-12, abs=1e-300)
    for found in (objective.gradient((w,))[0], objective.gradient(lanes)[0, 0]):
        assert math.isfinite(found)
        if slope is not None:
            assert found == pytest.approx(float(slope), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("|w|", (0.0,), (0.0,)), ("-|w|", (0.0,), (0.0,)), ("|w| + 0.5w", (0.0,), (0.0,)),
        ("|w| + 2w", (0.0,), (2.0,)), ("relu(w)", (0.0,), (0.0,)), ("relu(-w)", (0.0,), (0.0,)),
        ("relu(w) - w", (0.0,), (0.0,)), ("relu(w) + w", (0.0,), (1.0,)),
        ("sqrt(x^2 + y^2)", (0.0, 0.0), (0.0, 0.0)), ("|x - y| + x", (1.0, 1.0), (1.0, 0.0)),
        ("|x - 1| + |y|", (1.0, 0.0), (0.0, 0.0)), ("|x| + y^2", (0.0, 3.0), (0.0, 6.0)),
        ("|w|^1.5", (0.0,), (0.0,)), ("|w^3|", (0.0,), (0.0,)), ("|w| - 1", (-2.0,), (-1.0,)),
        ("sqrt(w^2)", (0.0,), (0.0,)), ("(w^2)^0.5 + w/2", (0.0,), (0.0,)),
        ("(w^2)^0.5 + 2w", (0.0,), (2.0,)), ("sqrt(x^2+y^2) + x/2", (0.0, 0.0), (0.0, 0.0)),
        ("sqrt(x^2+y^2) + 2x", (0.0, 0.0), (2.0, 0.0)), ("-sqrt(x^2+y^2)", (0.0, 0.0), (0.0, 0.0)),
        ("sqrt(w^2+w^4)", (0.0,), (0.0,)), ("sqrt(1-cos(w))", (0.0,), (0.0,)),
        ("e^sqrt(w^2)", (0.0,), (0.0,)), ("acos(cos(w))", (0.0,), (0.0,)),
        ("acos(1 - w^2)", (0.0,), (0.0,)), ("acos(1 - w^2) + 3w", (0.0,), (3.0,)),
        ("asin(|w|)", (0.0,), (0.0,)), ("(x^4+y^4)^0.25 + x/2", (0.0, 0.0), (0.0, 0.0)),
        # Cusps, infinitely steep on both sides
        ("sqrt(|w|)", (0.0,), (0.0,)), ("|w|^0.5 + 5w", (0.0,), (0.0,)),
        ("(w^2)^(1/3)", (0.0,), (0.0,)), ("|w|^0.3", (0.0,), (0.0,)),
        ("|w|^0.9 - w", (0.0,), (0.0,)),
        ("-sqrt(|w|)", (0.0,), (0.0,)),
        ("(x^2+y^2)^(1/4)", (0.0, 0.0), (0.0, 0.0)), ("(|x|+|y|)^0.5", (0.0, 0.0), (0.0, 0.0)),
        ("sqrt(|x|) + y^2", (0.0, 3.0), (0.0, 6.0)), ("|x|^(1/4) - 2y", (0.0, 3.0), (0.0, -2.0)),
        ("sqrt(|x - 1|) + |y|", (1.0, 0.0), (0.0, 0.0)), ("ln(1 + sqrt(|w|))", (0.0,), (0.0,)),
        # Infinitely steep all the way through
        ("sign(w)sqrt(|w|)", (0.0,), (math.inf,)),
        # At the end of where there is a loss
        ("sqrt(w)", (0.0,), (math.nan,)), ("w^(2/3)", (0.0,), (math.nan,)),
        ("acos(w)", (1.0,), (math.nan,)), ("w^1.5", (0.0,), (0.0,)),
    ],
)  # fmt: skip
def test_slopes_at_kinks(text: str, at: tuple[float, ...], slope: tuple[float, ...]) -> None:
    objective = from_expression(text)
    assert objective.gradient(at) == pytest.approx(slope, nan_ok=True)
    with np.errstate(all="ignore"):
        lanes = objective.gradient(np.array([at, at]).T)
    assert lanes[:, 1] == pytest.approx(slope, nan_ok=True)


@given(
    st.integers(1, 9),
    st.sampled_from(["0.25", "1/3", "0.5", "0.7", "1", "1.2", "1.5", "2", "3"]),
    st.integers(-9, 9),
    st.sampled_from([0.0, 1.0, -3.5]),
)
def test_the_slope_at_a_power_of_the_distance(a: int, power: str, b: int, at: float) -> None:
    """a|w − c|ᵖ + bw at c: a cusp (p < 1) is a minimum whatever b is, a kink (p = 1) for |b| ≤ a;
    beyond, the power has no slope."""
    objective = from_expression(f"{a}*|w - ({at!r})|^({power}) + {b}w + 0w^2")
    p = float(Fraction(power))
    slope = 0.0 if p < 1 or (p == 1 and abs(b) <= a) else b
    assert objective.gradient((at,)) == (slope,)
    with np.errstate(all="ignore"):
        assert objective.gradient(np.array([[at, at]])).tolist() == [[slope, slope]]
    kind = kind_of_point(objective, (at,)).kind
    if p < 1 or (p == 1 and abs(b) < a) or not b:
        assert kind.startswith("a minimum")


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("1/(1+e^(-w))", -800.0, 0.0), ("1/(2+e^w)", 800.0, 0.0), ("w/(1+e^(w^2))", 60.0, 0.0),
        ("e^w - e^(2w)", 800.0, math.inf), ("w^2 - w^3", 1e200, math.inf),
        ("ln(w)", -1.0, math.nan), ("1/w", 0.0, math.nan), ("sqrt(w)", -1.0, math.nan),
        ("cosh(w)", 800.0, math.inf), ("tanh(e^w)", 800.0, 1.0), ("e^(-e^w)", 800.0, 0.0),
        ("atan(sinh(w))", -800.0, -math.pi / 2),
    ],
)  # fmt: skip
def test_what_overflows_only_on_the_way_has_its_end(text: str, at: float, value: float) -> None:
    assert from_expression(text).value((at,)) == pytest.approx(value, nan_ok=True)


SECOND = ["sin(w)^3", "e^(w/3)", "ln(w^2+1)", "w^2.5", "atan(w)/w", "tanh(w)", "2^w", "w^w",
          "tan(w/5)", "asin(w/9)", "acos(w/9)", "cosh(w)", "sinh(w)", "sqrt(w+1)", "sigmoid(w)",
          "log2(w)", "log10(w)", "ln(1+e^w)", "1/(w+1)^2", "cos(3w)w", "|w^3-4|",
          "relu(w-1)^3"]  # fmt: skip
_MEANINGS = {"ln": mpmath.log, "log2": lambda x: mpmath.log(x, 2), "log10": mpmath.log10,
             "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)), "relu": lambda x: max(x, 0),
             "e": mpmath.e, "abs": abs}  # fmt: skip


@pytest.mark.parametrize("text", SECOND)
@pytest.mark.parametrize("w", [0.7, 2.3, 4.1])
def test_the_second_derivative_is_exact(text: str, w: float) -> None:
    python = text.replace("^", "**").replace("|w**3-4|", "abs(w**3-4)")
    for joined, apart in (("e**w", "e**w"), (")w", ")*w"), ("3w", "3*w")):
        python = python.replace(joined, apart)
    names = {**vars(mpmath), **_MEANINGS}

    def exact(x: Any) -> Any:
        return eval(python, {"__builtins__": {}}, {**names, "w": x})

    found = from_expression(text).hessian((w,))
    assert found is not None
    wanted = float(mpmath.diff(exact, mpmath.mpf(w), 2))
    assert float(found[0, 0]) == pytest.approx(wanted, rel=1e-11, abs=1e-13)


def test_lanes_of_a_constant_slope_are_floats() -> None:
    slope = from_expression("2w").gradient(np.zeros((1, 3)))
    assert (slope.tolist(), slope.dtype) == ([[2.0, 2.0, 2.0]], np.dtype(float))
