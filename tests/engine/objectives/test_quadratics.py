"""Quadratics: the losses on which everything can be said exactly."""

import sys
from subprocess import run

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives import Objective, resolve, wrong_with
from gdtui.engine.objectives.families.quadratics import quadratic, shifted_square
from gdtui.engine.objectives.typed.derivative import from_expression
from gdtui.engine.spec import SpecError

SQUARES = ["(w - 3)^2", "(w-3)**2", " ( w − 3 )² ", "(x + 1.5)^2", "(θ - 0.25)^2", "(w - 0)^2"]
SPECTRA = ["1", "4", "1/10", "0.2/4", "1/10/100", "0.123456789012345/7"]


def squared(text: str) -> Objective:
    found = shifted_square(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "name", "center", "start"),
    [
        ("(w - 3)^2", "w", 3.0, 7.0),
        ("(w-2)**2", "w", 2.0, 8.0),
        (" ( w − 3 )² ", "w", 3.0, 7.0),
        ("(x + 1.5)^2", "x", -1.5, 2.5),
        ("(θ-0.25)^2", "θ", 0.25, 4.25),
    ],
)
def test_shifted_squares_as_people_write_them(
    text: str, name: str, center: float, start: float
) -> None:
    square = squared(text)
    assert square.parameters == (name,)
    assert square.minima == (((center,), 0.0),)
    assert square.start == (start,)
    assert square.curvature == (2.0, 2.0)
    ((low, high),) = square.view
    assert low < center < high
    assert low < start < high


def test_the_worked_example_reads_as_in_the_text() -> None:
    square = squared("(w-3)^2")
    assert (square.formula, square.gradient_formula) == ("(w − 3)²", ("2(w − 3)",))
    assert (square.value([7.0]), square.gradient([7.0])) == (16.0, (8.0,))


@pytest.mark.parametrize(
    "text",
    ["(w - 3)^3", "2(w - 3)^2", "(w - 3)^2 + 1", "(w - v)^2", "(w * 3)^2", "w^2", "((w - 3)^2",
     "(w - 3)^2^2", "(W - 3)^2", "(w1 - 3)^2", "(w - 1e3)^2", "(w - )^2", "", "(e - 3)^2"],
)  # fmt: skip
def test_other_texts_are_left_to_the_algebra(text: str) -> None:
    assert shifted_square(text) is None


def test_a_constant_is_no_parameter() -> None:
    with pytest.raises(ValueError, match="constant") as caught:
        resolve("(e - 3)^2")
    assert wrong_with("(e - 3)^2") == str(caught.value)


@pytest.mark.parametrize("text", SQUARES)
def test_the_short_way_agrees_with_the_algebra(text: str) -> None:
    short, long = squared(text), from_expression(text)
    assert short.parameters == long.parameters
    assert short.curvature == pytest.approx(long.curvature)
    for x in (-5.0, 0.0, 0.3, 7.0):
        assert short.value([x]) == pytest.approx(long.value([x]), rel=1e-12, abs=1e-12)
        assert short.gradient([x]) == pytest.approx(long.gradient([x]), rel=1e-12, abs=1e-12)
    assert short.minima[0].point == pytest.approx(long.minima[0].point, abs=1e-12)


def test_the_playground_s_losses_do_not_wait_for_sympy() -> None:
    program = (
        "import sys; from gdtui.engine.objectives import resolve; "
        "resolve('(w - 3)^2'); resolve('quadratic:spectrum=1/10'); "
        "sys.exit('sympy' in sys.modules)"
    )
    assert run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_quadratic_says_what_it_is() -> None:
    bowl = resolve("quadratic:spectrum=1/10/100")
    assert bowl.parameters == ("x1", "x2", "x3")
    assert bowl.formula == "½(x1² + 10x2² + 100x3²)"
    assert bowl.gradient_formula == ("x1", "10x2", "100x3")
    assert bowl.curvature == (1.0, 100.0)
    assert bowl.minima == (((0.0, 0.0, 0.0), 0.0),)
    assert bowl.value((1.0, 1.0, 1.0)) == 55.5
    assert bowl.gradient((1.0, -1.0, 2.0)) == (1.0, -10.0, 200.0)
    assert resolve("quadratic:spectrum=4").parameters == ("x",)


@pytest.mark.parametrize("spectrum", SPECTRA)
def test_the_name_of_a_quadratic_is_the_quadratic(spectrum: str) -> None:
    text = f"quadratic:spectrum={spectrum}"
    found = resolve(text)
    assert found.name == text
    assert 0 < found.learning_rate * (found.curvature or (0, 0))[1] < 2


@pytest.mark.parametrize(
    ("spectrum", "message"),
    [
        ("0", "positive"), ("-1/2", "positive"), ("1e-320", "positive"), ("1e300", "positive"),
        ("x", "numbers such as 5/12/31, not 'x'"), ("nan", "numbers"),
        ("/".join(["1"] * 101), "at most 100"),
    ],
)  # fmt: skip
def test_what_is_no_spectrum(spectrum: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        resolve(f"quadratic:spectrum={spectrum}")
    assert message in (wrong_with(f"quadratic:spectrum={spectrum}") or "")


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=6), st.sampled_from([*SPECTRA, "(w-3)^2"])
)
def test_many_points_at_once_have_the_bits_of_one(numbers: list[float], which: str) -> None:
    objective = resolve(which if "w" in which else f"quadratic:spectrum={which}")
    lanes = np.array([numbers] * objective.dimension)
    lanes *= np.arange(1.0, objective.dimension + 1)[:, None]
    values, gradients = objective.value(lanes), objective.gradient(lanes)
    assert values.shape == (6,)
    assert gradients.shape == lanes.shape
    for k in range(6):
        point = tuple(lanes[:, k].tolist())
        assert objective.value(point) == values[k]
        assert objective.gradient(point) == tuple(gradients[:, k].tolist())


@pytest.mark.parametrize("count", [1, 2, 100])
def test_as_many_dimensions_as_eigenvalues(count: int) -> None:
    bowl = quadratic(spectrum=(2.0,) * count)
    assert bowl.dimension == len(bowl.start) == len(bowl.view) == len(bowl.gradient(bowl.start))
