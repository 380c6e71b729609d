"""The theory of quadratics, measured on runs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.analysis.theory import (
    best_heavy_ball,
    best_rate,
    contraction,
    facts,
    hessian_at,
    kind_of_point,
    monotone_edge,
    stability_edge,
    stationary_variance,
)
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import Curvature, resolve
from gdtui.engine.run import Run

kappas = st.floats(1.5, 200)


def left_after(objective: str, start: tuple[float, ...], steps: int, **config: object) -> float:
    """The error that is left after so many steps, as a share of the first."""
    run = Run(RunConfig(objective=objective, start=start, **config))  # type: ignore[arg-type]
    run.advance(steps)
    return math.hypot(*run.params) / math.hypot(*start)


@given(kappas)
def test_the_best_rate_leaves_what_theory_says(kappa: float) -> None:
    curvature = Curvature(1.0, kappa)
    rate, left = best_rate(curvature)
    assert left == pytest.approx((kappa - 1) / (kappa + 1))
    assert contraction(curvature, rate) == pytest.approx(left)
    measured = left_after(f"quadratic:spectrum=1/{kappa!r}", (1.0, 1.0), 50, learning_rate=rate)
    assert measured ** (1 / 50) == pytest.approx(left, rel=1e-9)
    for other in (0.9 * rate, 1.05 * rate):
        assert contraction(curvature, other) > left


@given(st.floats(2, 100))
def test_the_best_heavy_ball_is_faster(kappa: float) -> None:
    rate, beta, left = best_heavy_ball(Curvature(1.0, kappa))
    assert left == pytest.approx((math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1))
    steps = 400
    measured = left_after(
        f"quadratic:spectrum=1/{kappa!r}",
        (1.0, 1.0),
        steps,
        learning_rate=rate,
        optimizer=f"momentum:momentum={beta!r}",
    )
    if measured > 1e-200:
        # Critically damped: the error is that power times a line in t.
        assert measured ** (1 / steps) == pytest.approx(left, rel=0.05)


@pytest.mark.parametrize(
    ("optimizer", "edge"),
    [("gd", 2.0), ("momentum", 3.8), ("momentum:momentum=0.5", 3.0), ("nesterov", 3.8 / 2.8)],
)
@pytest.mark.parametrize("curvature", [0.5, 1.0, 20.0])
def test_runs_hold_below_the_edge_and_not_above(
    optimizer: str, edge: float, curvature: float
) -> None:
    known = stability_edge(curvature, optimizer)
    assert known is not None
    assert known.rate == pytest.approx(edge / curvature)
    objective = f"quadratic:spectrum={curvature}"
    for factor, holds in ((0.99, True), (1.01, False)):
        left = left_after(
            objective, (1.0,), 3000, learning_rate=known.rate * factor, optimizer=optimizer
        )
        assert (left < 1e-3) is holds


def test_no_edge_is_claimed_where_none_is_known() -> None:
    assert stability_edge(2.0, "adam") is None
    assert stability_edge(2.0, "gd:weight_decay=0.1") is None
    assert stability_edge(-2.0) is None


@given(st.floats(0.01, 0.999))
def test_below_the_monotone_edge_no_step_crosses(share: float) -> None:
    rate = share * monotone_edge(2.0)
    run = Run(RunConfig(objective="(w-3)^2", start=(7.0,), learning_rate=rate))
    run.advance(20)
    assert all(row.new_params[0] >= 3.0 for row in run.rows(1, 20))


def test_figures_of_the_literature() -> None:
    """κ = 25 and {1 … 100}: Goh, "Why momentum really works", and the study of playgrounds."""
    assert best_rate(Curvature(1, 25)) == pytest.approx((0.076923, 0.923077), abs=1e-6)
    assert best_rate(Curvature(1, 100))[0] == pytest.approx(0.019801980198019802, rel=1e-15)
    assert best_heavy_ball(Curvature(1, 100)) == pytest.approx((4 / 121, 81 / 121, 9 / 11))
    for rate, variance in ((0.1, 0.0526316), (0.5, 1 / 3), (1.0, 1.0)):
        assert stationary_variance(1.0, rate, 1.0) == pytest.approx(variance, rel=1e-6)
    assert stationary_variance(1.0, 0.1, 1.0, 0.9) == pytest.approx(0.5135135, rel=1e-6)


def test_the_noise_floor_is_measured() -> None:
    rng = np.random.Generator(np.random.Philox(key=7))
    rate, curvature, w = 0.5, 1.0, np.zeros(200_000)
    for _ in range(60):
        w = w - rate * (curvature * w + rng.normal(size=w.size))
    assert w.var() == pytest.approx(stationary_variance(1.0, rate, curvature), rel=0.02)


@pytest.mark.parametrize(
    ("loss", "at", "kind"),
    [
        ("(w-3)^2", (3.0,), "a minimum"),
        ("-w^2", (0.0,), "a maximum"),
        ("x^2 - y^2", (0.0, 0.0), "a saddle"),
        ("x^2 + 0.0000000000001y^2", (0.0, 0.0), "the bottom of a valley"),
        ("x^4 + y^4", (0.0, 0.0), "a flat place"),
        ("x^4 - 2x^2 + y^2", (1.0, 0.0), "a minimum"),
        ("x^4 - 2x^2 + y^2", (0.0, 0.0), "a saddle"),
        ("cos(w)", (0.0,), "a maximum"),
    ],
)
def test_what_a_place_without_slope_is(loss: str, at: tuple[float, ...], kind: str) -> None:
    curvature = hessian_at(resolve(loss), at)
    assert curvature is not None
    assert kind_of_point(curvature) == kind


def test_the_curvature_of_rosenbrock_at_its_minimum() -> None:
    curvature = hessian_at(resolve("(1-x)^2+100(y-x^2)^2"), (1.0, 1.0))
    assert curvature is not None
    assert curvature.mu == pytest.approx(0.399360767, rel=1e-5)
    assert pytest.approx(1001.60064, rel=1e-7) == curvature.L


def test_the_facts_of_a_ravine_and_of_a_pass() -> None:
    told = "\n".join(facts(resolve("ravine:condition=25"), (8.0, 1.5), 0.1, "gd"))
    for fact in (
        "λ = 1 … 25, κ = 25",
        "2/L = 0.08",
        "1/L = 0.04",
        "2/(μ + L) = 0.07692",
        "a step leaves 0.9231",
        "max |1 − ηλ| = 1.5",
        "4/(√L + √μ)² = 0.1111",
        "= 0.4444: a step leaves 0.6667",
    ):
        assert fact in told
    told = "\n".join(facts(resolve("x^2 - y^2"), (0.0, 0.0), 0.1, "gd"))
    assert "λ = −2 … 2" in told
    assert "no η holds a point here" in told
    assert "best" not in told


def test_where_the_loss_is_not_defined_nothing_is_claimed() -> None:
    assert hessian_at(resolve("sqrt(w)"), (-1.0,)) is None
