"""The losses with a name: the literature's numbers, their own text, and what descent makes of them.

`golden_functions.json` holds values, gradients, minima and the eigenvalues of the Hessian there,
worked out apart from this code.
"""

import inspect
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import OBJECTIVES, Objective, resolve, wrong_with
from gdtui.engine.objectives.typed.derivative import from_expression
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError
from tests.golden import reference

GOLDEN = reference.functions()
IN_GOLDEN = {
    "parabola": "parabola", "double_well": "tilted_double_well", "wavy": "wiggly",
    "quartic": "quartic_flat", "bowl": "sphere", "monkey_saddle": "monkey_saddle_bowl",
} | {
    name: name for name in (
        "ravine", "booth", "matyas", "rosenbrock", "beale", "himmelblau", "three_hump_camel",
        "six_hump_camel", "styblinski_tang", "goldstein_price", "rastrigin", "ackley", "saddle",
    )
}  # fmt: skip

NAMES = [
    *OBJECTIVES,
    "parabola:curvature=0.3",
    "ravine:condition=1",
    "ravine:condition=7e3",
    "quadratic:spectrum=1/10/100",
]
TRANSCENDENTAL = ["wavy", "cliff", "goldstein_price", "rastrigin", "ackley", "griewank"]
WITHOUT_CURVATURE_AT_THE_MINIMUM = ["kink", "quartic", "ackley"]
NO_EXPRESSION = ["sharp_and_flat"]  # min(…) and a choice


def with_starts(names: list[str]) -> list[tuple[str, tuple[float, ...]]]:
    return [(name, start) for name in names for start in starts_of(resolve(name))]


def starts_of(objective: Objective) -> tuple[tuple[float, ...], ...]:
    return (objective.start, *objective.starts)


def points(objective: Objective, count: int, seed: int = 1) -> np.ndarray[Any, Any]:
    """Random points in the view, shape (d, count)."""
    low, high = np.array(objective.view).T
    sampled = np.random.default_rng(seed).uniform(low, high, (count, objective.dimension))
    return np.ascontiguousarray(sampled.T)


# What each of them says of itself


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_says_what_it_is(name: str) -> None:
    objective = resolve(name)
    assert objective.name.partition(":")[0] == name.partition(":")[0]
    assert resolve(objective.name).name == objective.name
    assert objective.formula
    assert len(objective.gradient_formula) == objective.dimension
    assert objective.source
    assert objective.minima
    for box in (objective.view, objective.domain):
        assert len(box) == objective.dimension
        assert all(low < high for low, high in box)
    for start in starts_of(objective):
        assert all(low <= x <= high for x, (low, high) in zip(start, objective.view, strict=True))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_one_sentence_says_what_to_see_in_it(name: str) -> None:
    first_line = (inspect.getdoc(OBJECTIVES[name]) or "").partition("\n")[0]
    assert first_line.endswith(".")
    assert len(first_line) <= 96


def test_the_domain_is_the_view_unless_it_is_another() -> None:
    assert resolve("kink").domain == resolve("kink").view
    assert resolve("(w - 3)^2").domain == resolve("(w - 3)^2").view
    assert resolve("griewank").domain == ((-600.0, 600.0),) * 2


# The literature's numbers


@pytest.mark.parametrize("name", IN_GOLDEN)
def test_values_and_gradients_are_those_of_the_literature(name: str) -> None:
    objective, golden = resolve(name), GOLDEN[IN_GOLDEN[name]]
    at = tuple(map(float, golden["start"]))
    value, gradient = golden["f_start"], np.array(golden["grad_start"])
    if name == "goldstein_price":
        value, gradient = math.log(value), gradient / value
    assert objective.value(at) == pytest.approx(value, rel=1e-12)
    assert objective.gradient(at) == pytest.approx(gradient, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("name", IN_GOLDEN)
def test_minima_and_curvatures_are_those_of_the_literature(name: str) -> None:
    objective, golden = resolve(name), GOLDEN[IN_GOLDEN[name]]
    lowest = min(minimum.value for minimum in objective.minima)
    for minimum in golden["minima"]:
        value, eigenvalues = minimum["f"], np.array(minimum["hessian_eig"])
        if name == "goldstein_price":
            value, eigenvalues = math.log(value), eigenvalues / value
        known = [m for m in objective.minima if np.allclose(m.point, minimum["at"], atol=1e-12)]
        assert len(known) == 1
        assert known[0].value == pytest.approx(value, rel=1e-14, abs=1e-14)
        if name not in WITHOUT_CURVATURE_AT_THE_MINIMUM:
            found = np.linalg.eigvalsh(hessian(objective, known[0].point))
            assert found == pytest.approx(eigenvalues, rel=1e-5)
        if objective.curvature is not None:
            assert (objective.curvature.mu, objective.curvature.L) == pytest.approx(
                (min(eigenvalues), max(eigenvalues)), rel=1e-12
            )
    floor = golden["grid_min"]
    assert lowest <= (math.log(floor) if name == "goldstein_price" else floor) + 1e-12


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("goldstein_price", (0.0, -1.0), math.log(3)),
        ("goldstein_price", (-0.6, -0.4), math.log(30)),
        ("goldstein_price", (1.8, 0.2), math.log(84)),
        ("goldstein_price", (1.2, 0.8), math.log(840)),
        ("griewank", (0.0, 0.0), 0.0),
        ("griewank", (math.pi, 0.0), 2 + math.pi**2 / 4000),
        ("ackley", (0.0, 0.0), 0.0),
        ("ackley", (1.0, 0.0), 20 - 20 * math.exp(-0.2 / math.sqrt(2))),
        ("rastrigin", (1.0, -2.0), 5.0),
        ("rosenbrock", (-1.2, 1.0), 24.2),
        ("beale", (0.0, 0.0), 14.203125),
        ("himmelblau", (0.0, 0.0), 170.0),
        ("himmelblau", (-0.270845, -0.923039), 181.616522),  # the maximum in the middle
        ("booth", (0.0, 0.0), 74.0),
        ("six_hump_camel", (0.0, 0.0), 0.0),
        ("kink", (-2.5,), 2.5),
        ("plateau", (1.0,), 0.5),
        ("plateau_valley", (5.0, 1.0), 1.0),
        ("cliff", (2.0,), 5.4),
        ("sharp_and_flat", (1.0,), 4.5),
        ("sharp_and_flat", (2.2,), 0.5),
        ("quadratic", (1.0, 1.0), 5.5),
    ],
)
def test_values_worked_by_hand(name: str, at: tuple[float, ...], value: float) -> None:
    assert resolve(name).value(at) == pytest.approx(value, rel=1e-6 if value > 100 else 1e-13)


@pytest.mark.parametrize("name", NAMES)
def test_minima_are_minima(name: str) -> None:
    objective = resolve(name)
    for minimum in objective.minima:
        assert objective.value(minimum.point) == pytest.approx(minimum.value, rel=1e-14, abs=1e-24)
        assert objective.gradient(minimum.point) == pytest.approx(
            (0.0,) * objective.dimension, abs=1e-12
        )
        if name not in WITHOUT_CURVATURE_AT_THE_MINIMUM:
            assert np.linalg.eigvalsh(hessian(objective, minimum.point))[0] > 0
        around = np.array(minimum.point)[:, None] + 1e-3 * directions(objective.dimension)
        assert (objective.value(around) > minimum.value).all()
    assert (
        objective.value(points(objective, 5000)) >= min(m.value for m in objective.minima)
    ).all()


@pytest.mark.parametrize(
    ("name", "count"),
    [("double_well", 2), ("sharp_and_flat", 2), ("wavy", 7), ("six_hump_camel", 6),
     ("three_hump_camel", 3), ("himmelblau", 4), ("styblinski_tang", 4), ("goldstein_price", 4),
     ("saddle", 2), ("monkey_saddle", 3)],
)  # fmt: skip
def test_descent_from_the_view_finds_no_other_minimum(name: str, count: int) -> None:
    objective = resolve(name)
    assert len({m.point for m in objective.minima}) == len(objective.minima) == count
    at = points(objective, 300)
    for _ in range(4000):
        slope = objective.gradient(at)
        steep = np.maximum(1.0, np.abs(slope).max(axis=0) / 20)  # no step leaves its valley
        at = at - objective.learning_rate * slope / steep
    known = np.array([m.point for m in objective.minima])
    away = np.abs(at.T[:, None, :] - known).max(axis=2)
    reached = {int(k) for k in away.argmin(axis=1)[away.min(axis=1) < 1e-3]}
    assert reached == set(range(count))
    # What is under way still is no minimum: it stands on a slope.
    rest = at[:, away.min(axis=1) >= 1e-3]
    assert (np.abs(objective.gradient(rest)).max(axis=0) > 1e-9).all()


def directions(dimension: int) -> np.ndarray[Any, Any]:
    sampled = np.random.default_rng(2).normal(size=(dimension, 64))
    return np.asarray(sampled / np.linalg.norm(sampled, axis=0))


def hessian(objective: Objective, at: tuple[float, ...]) -> np.ndarray[Any, Any]:
    h = 1e-5
    rows = []
    for i in range(objective.dimension):
        ahead, behind = list(at), list(at)
        ahead[i] += h
        behind[i] -= h
        rows.append(
            (np.array(objective.gradient(ahead)) - np.array(objective.gradient(behind))) / (2 * h)
        )
    return np.asarray((np.array(rows) + np.array(rows).T) / 2)


# Gradients, lanes, text


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_the_slope(name: str) -> None:
    objective = resolve(name)
    at = points(objective, 200)
    gradient = objective.gradient(at)
    for i in range(objective.dimension):
        h = 1e-5
        ahead, behind = at.copy(), at.copy()
        ahead[i] += h
        behind[i] -= h
        slope = (objective.value(ahead) - objective.value(behind)) / (2 * h)
        size = 1 + np.abs(objective.value(at)) + np.abs(gradient[i])
        smooth = np.abs(gradient[i] - slope) <= 1e-6 * size
        if name in ("kink", "sharp_and_flat"):  # a difference may reach across a kink
            assert smooth.sum() >= 195
        elif name == "cliff":  # its face is so sharp that differences see it blurred
            assert (np.abs(gradient[i] - slope) <= 1e-5 * size).all()
        else:
            assert smooth.all()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_many_points_at_once_are_points_side_by_side(name: str, seed: int) -> None:
    objective = resolve(name)
    lanes = points(objective, 7, seed)
    values, gradients = objective.value(lanes), objective.gradient(lanes)
    assert values.shape == (7,)
    assert gradients.shape == lanes.shape
    for k in range(7):
        point = tuple(lanes[:, k].tolist())
        value, gradient = objective.value(point), objective.gradient(point)
        assert isinstance(value, float)
        assert all(isinstance(partial, float) for partial in gradient)
        if name in TRANSCENDENTAL:
            assert value == pytest.approx(values[k], rel=1e-12, abs=1e-12)
            assert gradient == pytest.approx(gradients[:, k], rel=1e-12, abs=1e-12)
        else:
            assert value == values[k]
            assert gradient == tuple(gradients[:, k].tolist())


@pytest.mark.parametrize("name", ["kink", "ackley"])
def test_lanes_at_the_point_without_a_derivative(name: str) -> None:
    objective = resolve(name)
    origin = (0.0,) * objective.dimension
    assert objective.gradient(origin) == origin
    with np.errstate(all="raise"):
        assert not objective.gradient(np.zeros((objective.dimension, 3))).any()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NO_EXPRESSION])
def test_the_text_is_the_formula(name: str) -> None:
    objective = resolve(name)
    read = from_expression(typed(objective.formula))
    assert read.parameters == objective.parameters
    slopes = [
        None if text == "sign(w)" else from_expression(typed(text))
        for text in objective.gradient_formula
    ]
    for point in points(objective, 40).T.tolist():
        value, gradient = objective.value(point), objective.gradient(point)
        assert read.value(point) == pytest.approx(value, rel=1e-10, abs=1e-10)
        assert read.gradient(point) == pytest.approx(gradient, rel=1e-8, abs=1e-8)
        at = dict(zip(objective.parameters, point, strict=True))
        for partial, slope in zip(gradient, slopes, strict=True):
            if slope is None:
                continue
            assert slope.value([at[name] for name in slope.parameters]) == pytest.approx(
                partial, rel=1e-10, abs=1e-10
            )


def test_the_text_of_two_minima_is_the_formula() -> None:
    objective = resolve("sharp_and_flat")
    assert objective.formula == "min((w + 2)², 25(w − 2)²)/2"
    assert objective.gradient_formula == ("25(w − 2) if 4/3 < w < 3, else w + 2",)
    for w in (-5.0, 1.3, 1.4, 2.0, 2.9, 3.1, 4.0):
        assert objective.value((w,)) == min((w + 2) ** 2, 25 * (w - 2) ** 2) / 2
        assert objective.gradient((w,)) == ((25 * (w - 2) if 4 / 3 < w < 3 else w + 2),)


def typed(text: str) -> str:
    """A formula as it can be typed: its abbreviations and ½ spelled out."""
    formula, _, where = text.partition(", where ")
    for definition in filter(None, where.split(", ")):
        name, _, meaning = definition.partition(" = ")
        formula = re.sub(rf"(?<![A-Za-z√]){name}(?![A-Za-z])", f"({meaning})", formula)
    return formula.replace("½", "0.5")


# What descent makes of them


@pytest.mark.parametrize(("name", "start"), with_starts(NAMES))
def test_descent_from_every_start_gets_somewhere(name: str, start: tuple[float, ...]) -> None:
    run = Run(RunConfig(objective=name, start=start))
    before = run.loss
    run.advance(200)
    assert math.isfinite(run.loss)
    assert run.loss < before
    assert run.ended is None


def test_the_cliff_throws_the_point_across_the_valley() -> None:
    run = Run(RunConfig(objective="cliff"))
    run.advance(200)
    rows = run.rows(1, 200)
    assert max(row.new_loss for row in rows) > 2 * rows[0].loss
    assert max(abs(row.gradient[0]) for row in rows) > 30
    assert abs(run.params[0]) < 1e-3


def test_the_sharp_minimum_holds_the_point_up_to_two_over_its_curvature() -> None:
    ends = []
    for rate in (0.079, 0.081):
        run = Run(RunConfig(objective="sharp_and_flat", start=(2.1,), learning_rate=rate))
        run.advance(2000)
        ends.append(run.params[0])
    assert ends == pytest.approx([2.0, -2.0], abs=1e-3)


def test_the_ravine_is_as_stretched_as_asked() -> None:
    ravine = resolve("ravine:condition=100")
    assert ravine.curvature == (1.0, 100.0)
    assert ravine.formula == "(x² + 100y²)/2"
    assert resolve("ravine:condition=1").formula == "(x² + y²)/2"


def test_the_parabola_is_as_curved_as_asked() -> None:
    assert resolve("parabola").formula == "(w − 3)²"
    assert resolve("parabola").gradient_formula == ("2(w − 3)",)
    parabola = resolve("parabola:curvature=0.5")
    assert parabola.curvature == (0.5, 0.5)
    assert (parabola.formula, parabola.gradient_formula) == ("0.25(w − 3)²", ("0.5(w − 3)",))
    assert resolve("parabola:curvature=1").gradient_formula == ("w − 3",)


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam", "lion"])
def test_a_run_that_diverges_ends_and_raises_nothing(name: str, optimizer: str) -> None:
    for start in starts_of(resolve(name)):
        for factor in (3.0, 1e3, 1e6, 1e100, 1e300):
            rate = factor * resolve(name).learning_rate
            run = Run(
                RunConfig(objective=name, start=start, learning_rate=rate, optimizer=optimizer)
            )
            run.advance(150)
            if not math.isfinite(run.loss):
                assert run.ended is not None
                assert run.ended.reason == "diverged"
                assert math.isfinite(run.rows(run.step, run.step)[0].loss)


@pytest.mark.parametrize(
    "name",
    ["double_well", "cliff", "quartic", "sharp_and_flat", "bowl", "ravine", "booth", "matyas",
     "saddle", "monkey_saddle", "rosenbrock", "himmelblau", "three_hump_camel", "six_hump_camel",
     "styblinski_tang", "quadratic"],
)  # fmt: skip
@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.1, 10.0),
    st.sampled_from([-1.0, 1.0]),
    st.floats(0.1, 10.0),
    st.sampled_from([-1.0, 1.0]),
    st.integers(2, 300),
)
def test_far_away_the_loss_is_large_and_never_undefined(
    name: str, x: float, sign: float, y: float, other: float, decade: int
) -> None:
    objective = resolve(name)
    far = 10.0**decade
    point = (sign * x * far, other * y * far)[: objective.dimension]
    assert objective.value(point) > 0


# Names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rosenbrok", "unknown loss 'rosenbrok', did you mean 'rosenbrock'?"),
        ("Himelblau", "unknown loss 'himelblau', did you mean 'himmelblau'?"),
        ("doublewell", "unknown loss 'doublewell', did you mean 'double_well'?"),
        ("ravin:condition=4", "unknown loss 'ravin', did you mean 'ravine'?"),
        ("ravine:conditon=4", "no setting 'conditon', did you mean 'condition'?"),
        ("ravine:condition=0.5", "condition must be a number from 1 to 1e12"),
        ("parabola:curvature=-1", "curvature must be a positive number"),
        ("parabola:curvature=steep", "curvature must be a number, not 'steep'"),
        ("booth:a=1", "it takes no settings"),
        ("nonsense:a=1", "unknown loss 'nonsense'; known: parabola, double_well"),
    ],
)
def test_a_wrong_name_or_setting_is_answered_in_one_line(text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        resolve(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert wrong_with(text) == str(caught.value)


def test_part_of_a_name_brings_up_every_loss_that_has_it() -> None:
    with pytest.raises(SpecError) as caught:
        resolve("camel")
    assert "'three_hump_camel' or 'six_hump_camel'" in str(caught.value)


@pytest.mark.parametrize("text", [" Rosenbrock ", "RAVINE: condition = 9", "quadratic"])
def test_names_are_read_as_people_write_them(text: str) -> None:
    assert resolve(text).dimension == 2
    assert wrong_with(text) is None


@pytest.mark.parametrize("text", ["theta^2", "weight1^2 + weight2^2", "lambda^2", "x*y", "loss^2"])
def test_what_is_no_name_is_still_an_expression(text: str) -> None:
    assert resolve(text).formula
    assert wrong_with(text) is None
