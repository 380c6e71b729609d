"""The rate that would have held: right at 0.99 times its value, wrong at 1.01 times."""

from dataclasses import replace

import pytest

from gdtui.engine.analysis.held_rate import Held, held_rate
from gdtui.engine.analysis.verdict import verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.numbers import number
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run


def diverged(
    loss: str, rate: float, start: float | None = None, last: int | None = None, **settings: str
) -> Run:
    config = RunConfig(
        max_steps=last,
        objective=loss,
        learning_rate=rate,
        start=None if start is None else (start,),
        optimizer=settings.get("optimizer", "gd"),
        schedule=settings.get("schedule", "constant"),
    )
    run = Run(config)
    run.advance(20_000)
    assert run.ended
    assert run.ended.reason == "diverged"
    return run


def found(run: Run) -> Held:
    held = held_rate(run)
    assert held is not None
    return held


def grows(run: Run, rate: float, steps: int) -> bool:
    """By a run alone: it ends as diverged, or its loss is above all that came in the first half."""
    alone = Run(replace(run.config, learning_rate=rate))
    alone.advance(steps)
    if alone.ended and alone.ended.reason == "diverged":
        return True
    losses = [row.loss for row in alone.rows(1, steps)]
    half = len(losses) // 2
    return max(losses[half:]) > 1.05 * max(losses[:half])


@pytest.mark.parametrize(
    ("run", "edge"),
    [
        (diverged("(w - 3)^2", 2.0, 7.0), 1.0),  # 2/λ
        (diverged("quadratic:spectrum=1/10/100", 0.05), 0.02),
        (diverged("(w - 3)^2", 5.0, optimizer="momentum"), 1.9),  # 2(1 + β)/λ
        (diverged("(w - 3)^2", 5.0, optimizer="nesterov"), 1.9 / 2.8),
        (diverged("w^4", 1.0, 3.0), 1 / 18),  # 4ηw² = 2 at the start: w → −w
        (diverged("w^4", 30.0, 0.5), 2.0),
    ],
)
def test_the_edges_that_theory_knows(run: Run, edge: float) -> None:
    held = found(run)
    assert held.rate == pytest.approx(edge, rel=0.002)
    assert held.steps >= 500


@pytest.mark.parametrize("loss", ["w^4 + w^2", "rosenbrock", "exp(w^2)", "beale"])
@pytest.mark.parametrize("rule", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize("schedule", ["constant", "step", "exponential", "cosine", "plateau"])
def test_it_holds_just_below_and_not_just_above(loss: str, rule: str, schedule: str) -> None:
    """Where islands of rates beyond the edge happen to hold, that is said."""
    run = diverged(loss, 3.0, optimizer=rule, schedule=schedule)
    held = found(run)
    assert held.rate is not None
    assert not grows(run, 0.99 * held.rate, held.steps)
    assert grows(run, 1.01 * held.rate, held.steps) is held.clear
    said = str(verdict_of(run, run.rows))
    assert f"η up to {number(held.rate, 3)} would have held, tried for 500 steps" in said
    assert ("; so would some larger ones" in said) is not held.clear


@pytest.mark.parametrize("rule", sorted(OPTIMIZERS.keys() - {"sgd"}))
def test_every_rule_can_be_asked(rule: str) -> None:
    run = Run(RunConfig(objective="w^4", learning_rate=0.5, start=(3.0,), optimizer=rule))
    run.advance(30)
    held = held_rate(run)
    assert held is not None


@pytest.mark.parametrize(
    ("loss", "rate", "start"),
    [("log(w)", 0.1, 1.0), ("sqrt(w)", 0.1, 1.0), ("w^3", 0.5, -1.0), ("-w^2", 1.0, 1.0)],
)
def test_where_no_rate_helps_none_is_named(loss: str, rate: float, start: float) -> None:
    assert found(diverged(loss, rate, start)).rate is None


@pytest.mark.parametrize(
    ("loss", "rate", "start", "last"),
    [("sqrt(w)", 0.1, 1.0, 300), ("sqrt(w)", 1.0, 0.1, 20), ("asin(w)", 2.0, 0.5, 10)],
)
def test_a_run_of_few_steps_is_tried_for_as_many_as_another(
    loss: str, rate: float, start: float, last: int
) -> None:
    assert found(diverged(loss, rate, start, last)).rate is None


@pytest.mark.parametrize("rate", [1.5, 1e6, 1e30, 1e300, 1e308])
def test_however_far_below_it_is_found(rate: float) -> None:
    assert found(diverged("(w - 3)^2", rate, 7.0)).rate == pytest.approx(1.0, rel=0.002)


def test_after_an_edit_it_is_looked_for_from_there() -> None:
    run = Run(RunConfig(objective="w^4", learning_rate=0.01, start=(3.0,)))
    run.advance(20)
    here = run.params[0]
    run.edit(learning_rate=50.0)
    run.advance(1000)
    assert found(run).rate == pytest.approx(1 / (2 * here * here), rel=0.002)


def test_on_data_it_is_found_by_whole_runs() -> None:
    from gdtui.engine.data.synthetic import line

    run = Run(RunConfig(objective="linear", learning_rate=50.0), line(n=20))
    run.advance(2000)
    held = held_rate(run)
    assert isinstance(run.objective, DataObjective)
    assert run.objective.constant_hessian is not None
    if held is not None:  # there was time
        import numpy as np

        largest = np.linalg.eigvalsh(run.objective.constant_hessian)[-1]
        assert held.rate == pytest.approx(2 / largest, rel=0.02)
