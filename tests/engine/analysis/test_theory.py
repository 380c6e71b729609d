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
    monotone_edge,
    stability_edge,
    stationary_variance,
)
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import Curvature, resolve
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run

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


def test_the_curvature_of_rosenbrock_at_its_minimum() -> None:
    curvature = hessian_at(resolve("(1-x)^2+100(y-x^2)^2"), (1.0, 1.0))
    assert curvature is not None
    assert curvature.mu == pytest.approx(0.399360767, rel=1e-8)
    assert pytest.approx(1001.600639233, rel=1e-11) == curvature.L


def test_the_facts_of_a_ravine_and_of_a_pass() -> None:
    told = "\n".join(facts(resolve("ravine:condition=25"), (8.0, 1.5), 0.1, "gd"))
    for fact in (
        "λ = 1 … 25, κ = 25",
        "with the largest curvature λ, gd is stable for 0 < η < 2/λ = 0.08",
        "1/λ = 0.04",
        "2/(λmin + λmax) = 0.07692",
        "a step leaves 0.9231",
        "its step leaves max |1 − ηλ| = 1.5 times the distance",
        "4/(√λmax + √λmin)² = 0.1111",
        "= 0.4444: a step leaves 0.6667",
    ):
        assert fact in told
    told = "\n".join(facts(resolve("x^2 - y^2"), (0.0, 0.0), 0.1, "gd"))
    assert "λ = −2 … 2" in told
    assert "no η holds" in told
    assert "best" not in told


def test_at_the_best_rate_of_one_parameter_one_step_arrives() -> None:
    known = facts(resolve("(w-3)^2"), (7.0,), 0.1, "gd")
    assert known[-2:] == [
        "its best η is 1/λ = 0.5: one step arrives",
        "with η = 0.1 its step leaves |1 − ηλ| = 0.8 of the distance",
    ]


def test_where_the_loss_is_not_defined_nothing_is_claimed() -> None:
    assert hessian_at(resolve("sqrt(w)"), (-1.0,)) is None


@pytest.mark.parametrize(
    ("loss", "at"),
    [
        ("w^4", 0.0),
        ("|w|", 0.0),
        ("|w|", 1.0),
        ("|w|+w^2", 0.0),
        ("relu(w)^2", 0.0),
        ("sqrt(w)", 0.0),
    ],
)
def test_no_rate_is_told_where_there_is_no_curvature(loss: str, at: float) -> None:
    assert facts(resolve(loss), (at,), 0.1, "gd") == []


def test_beside_a_kink_the_curvature_is_that_of_its_side() -> None:
    assert hessian_at(resolve("|w|+w^2"), (1e-9,)) == (2.0, 2.0)


def test_curvature_far_from_the_origin() -> None:
    """Where differences of the slope see only rounding."""
    far = 2 * math.pi * 1e9 - math.pi / 2
    found = hessian_at(resolve("sin(w)"), (far,))
    assert found is not None
    assert pytest.approx(1.0, abs=1e-6) == found.L
    assert hessian_at(resolve("0.0000000001w^2 + w"), (1e12,)) == (2e-10, 2e-10)


def test_the_curvatures_of_models_are_exact() -> None:
    """At 0 the Hessian of logistic is ¼·mean x̃x̃ᵀ; of softmax (diag p − ppᵀ) ⊗ mean x̃x̃ᵀ with
    p = ⅓, which has the eigenvalues 0 and ⅓."""
    for model, data, share in (("logistic", "gauss", 1 / 4), ("softmax", "iris", 1 / 3)):
        run = open_run(RunConfig(objective=model, data=data))
        assert isinstance(run.objective, DataObjective)
        x = run.objective.data.train.features
        x = np.column_stack([x, np.ones(len(x))])
        moments = np.linalg.eigvalsh(x.T @ x / len(x))
        found = hessian_at(run.objective, np.zeros(run.objective.dimension).tolist())
        assert found is not None
        assert pytest.approx(share * moments[-1], rel=1e-12) == found.L
        if model == "logistic":
            assert found.mu == pytest.approx(share * moments[0], rel=1e-12)
        else:
            assert found.mu == 0.0
            told = " ".join(facts(run.objective, run.objective.start, 0.1, "gd"))
            assert "in some directions there is no curvature" in told


def test_on_the_screen_l_is_the_loss() -> None:
    for loss in ("ravine", "(w-3)^2", "x^2 - y^2", "-w^2", "(x-y)^2"):
        for optimizer in ("gd", "momentum", "nesterov"):
            objective = resolve(loss)
            told = " ".join(facts(objective, objective.start, 0.1, optimizer))
            assert "λ" in told
            assert "L" not in told


def test_rounding_curves_no_valley_down() -> None:
    found = hessian_at(resolve("e^((0.9x - 1.3y)^2)"), (0.7, -0.3))
    assert found is not None
    assert found.mu == 0.0
    told = " ".join(facts(resolve("(0.9x - 1.3y + 1)^2"), (1.0, 1.0), 0.1, "gd"))
    assert "0 … 5" in told
    assert "sets no limit to η" in told
    assert "2/λ = 0.4" in told


def test_of_other_rules_it_says_what_plain_descent_would_leave() -> None:
    told = facts(resolve("bowl"), (4.0, 3.0), 0.1, "adamw")
    assert "with η = 0.1 its step would leave max |1 − ηλ| = 0.8 of the distance" in told
