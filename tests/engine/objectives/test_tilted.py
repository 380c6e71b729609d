"""Losses made stochastic by tilts that cancel."""

import numpy as np
import pytest

from gdtui.engine.analysis.noise import gradient_noise
from gdtui.engine.analysis.theory import stationary_variance
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.data.dataset import DataError
from gdtui.engine.objectives.tilted import Tilted
from gdtui.engine.run import Run
from gdtui.files.datasets import load, open_run


def tilted_run(
    objective: str = "saddle", data: str = "noise:sigma=0.5,n=40", **config: object
) -> Run:
    return open_run(RunConfig(objective=objective, data=data, **config))  # type: ignore[arg-type]


def test_all_the_examples_together_are_the_loss_itself() -> None:
    run = tilted_run(start=(1.0, 0.5))
    alone = Run(RunConfig(objective="saddle", start=(1.0, 0.5)))
    run.advance(30)
    alone.advance(30)
    assert run.params == alone.params
    objective = run.objective
    assert isinstance(objective, Tilted)
    every = np.arange(40)
    assert objective.gradient((1.0, 0.5), every) == pytest.approx([2.0, -0.875], abs=1e-12)
    each = objective.gradient((1.0, 0.5), every[:, np.newaxis])
    assert each.mean(axis=1) == pytest.approx([2.0, -0.875], abs=1e-12)
    assert each.std(axis=1) == pytest.approx([0.5, 0.5])


def test_an_examples_slope_is_that_of_its_loss() -> None:
    objective = tilted_run("rosenbrock").objective
    assert isinstance(objective, Tilted)
    rows, h = np.array([3, 7]), 1e-6
    at = np.array([0.3, -0.4])
    slope = objective.gradient(at, rows)
    for i in range(2):
        step = np.eye(2)[i] * h
        difference = objective.value(at + step, rows) - objective.value(at - step, rows)
        assert slope[i] == pytest.approx(difference / (2 * h), rel=1e-6)


@pytest.mark.parametrize("batch_size", [1, 4, 20, 40])
def test_the_noise_of_a_batch_follows_the_formula(batch_size: int) -> None:
    objective = tilted_run("bowl").objective
    assert isinstance(objective, Tilted)
    noise = gradient_noise(objective, (1.0, 2.0), batch_size, count=4000)
    shrunk = 2 * 0.5**2 / batch_size * (40 - batch_size) / 39
    assert noise.formula == pytest.approx(shrunk, abs=1e-12)
    assert noise.measured == pytest.approx(shrunk, rel=0.1, abs=1e-12)


@pytest.mark.parametrize(("rate", "curvature"), [(0.1, 1.0), (0.5, 1.0), (0.2, 4.0)])
def test_sgd_hovers_about_the_minimum_as_theory_says(rate: float, curvature: float) -> None:
    run = tilted_run(
        f"quadratic:spectrum={curvature}",
        "noise:sigma=1,n=200",
        start=(0.0,),
        learning_rate=rate,
        batch_size=1,
        replacement=True,
    )
    run.advance(30_000)
    spread = np.var([row.params[0] for row in run.rows(500, 30_000)])
    assert spread == pytest.approx(stationary_variance(1.0, rate, curvature), rel=0.05)


def test_what_cannot_be_is_said_in_a_line() -> None:
    with pytest.raises(DataError, match="at most 8 parameters"):
        tilted_run("quadratic:spectrum=1/1/1/1/1/1/1/1/1")
    with pytest.raises(ConfigError, match="noise has none"):
        open_run(RunConfig(objective="linear", data="noise"))
    with pytest.raises(ConfigError, match="does not learn from data"):
        Run(RunConfig(objective="saddle", data="iris"), load("iris").data)


def test_a_run_that_leaves_the_numbers_ends() -> None:
    run = tilted_run("quartic", learning_rate=10.0, batch_size=3)
    run.advance(100)
    assert run.ended is not None
    assert run.ended.reason == "diverged"
