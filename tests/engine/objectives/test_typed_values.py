"""Values and slopes of typed losses held against arithmetic with more digits: mpmath's."""

import math
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives.typed.derivative import from_expression

mpmath.mp.dps = 60

IN_THE_TAILS: dict[str, Any] = {
    "sigmoid(w)": lambda w: 1 / (1 + mpmath.exp(-w)),
    "1/(1+e^(-w))": lambda w: 1 / (1 + mpmath.exp(-w)),
    "1/(1+exp(w))": lambda w: 1 / (1 + mpmath.exp(w)),
    "1 - sigmoid(w)": lambda w: 1 / (1 + mpmath.exp(w)),
    "e^w/(1+e^w)": lambda w: mpmath.exp(w) / (1 + mpmath.exp(w)),
    "ln(1+e^w)": lambda w: mpmath.log1p(mpmath.exp(w)),
    "-ln(sigmoid(w))": lambda w: mpmath.log1p(mpmath.exp(-w)),
    "-ln(1/(1+e^(-w)))": lambda w: mpmath.log1p(mpmath.exp(-w)),
    "1/(1+e^(-2w+1))^2": lambda w: 1 / (1 + mpmath.exp(1 - 2 * w)) ** 2,
}


@pytest.mark.parametrize("text", IN_THE_TAILS)
@given(st.floats(-1000, 1000) | st.sampled_from([-800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0]))
@settings(max_examples=60, deadline=None)
def test_both_tails_keep_their_digits(text: str, w: float) -> None:
    objective, exact = from_expression(text), IN_THE_TAILS[text]
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
        ("sqrt(|w|)", (0.0,), (math.nan,)),
    ],
)  # fmt: skip
def test_slopes_at_kinks(text: str, at: tuple[float, ...], slope: tuple[float, ...]) -> None:
    objective = from_expression(text)
    assert objective.gradient(at) == pytest.approx(slope, nan_ok=True)
    with np.errstate(all="ignore"):
        lanes = objective.gradient(np.array([at, at]).T)
    assert lanes[:, 1] == pytest.approx(slope, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("1/(1+e^(-w))", -800.0, 0.0), ("1/(2+e^w)", 800.0, 0.0), ("w/(1+e^(w^2))", 60.0, 0.0),
        ("e^w - e^(2w)", 800.0, math.inf), ("w^2 - w^3", 1e200, math.inf),
        ("ln(w)", -1.0, math.nan), ("1/w", 0.0, math.nan), ("sqrt(w)", -1.0, math.nan),
        ("cosh(w)", 800.0, math.inf), ("tanh(e^w)", 800.0, 1.0),
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
