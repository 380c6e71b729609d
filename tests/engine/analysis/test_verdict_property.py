"""Over all rules, schedules and losses: after every step the sentence agrees with the rows."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.verdict import verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES
from tests.engine.analysis.rows_agree import contradiction

LOSSES = [
    "(w - 3)^2", "w^4", "abs(w)", "w^3", "-w^2", "w", "1/w", "log(w)", "sqrt(w)", "-log(w)",
    "exp(-w)", "(w-3)^2 + sin(3w)", "(x^2-1)^2/4", "x^2 + y", "x^2 - y^2", "x^2 - y^4", "x^2*y^2",
    "(w-3)^2 - 50", "1e-10*(w-3)^2", "x^2 + 1000y^2", "sin(w)", "tanh(w)^2", "(w-3)^2 + 1e9",
    "rosenbrock", "ravine:condition=400", "saddle", "monkey_saddle", "himmelblau", "rastrigin",
    "ackley", "beale", "plateau", "cliff", "double_well", "kink", "sharp_and_flat", "booth",
    "quadratic:spectrum=1/10/100", "w^6 - w^2", "exp(w) - w",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(LOSSES),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(["constant"] * 6 + sorted(SCHEDULES)),
    st.floats(-7, 1.5).map(lambda x: float(10.0**x)),
    st.floats(0.2, 8.0),
    st.integers(1, 60),
    st.sampled_from([None, 0.3, 0.97, 1.05, 4.0]),
)
@example("(w - 3)^2", "gd", "one_cycle", 1.333521432163324, 1.0, 60, None)
@example("double_well", "nadam", "one_cycle", 30.62729751912237, 3.2686327072775794, 37, 4.0)
@example("w^6 - w^2", "lion", "cosine", 30.108403207790747, 7.038323546102527, 23, 1.05)
@example("(w-3)^2 + 1e9", "lion", "inverse_sqrt", 0.05853480721688221, 4.836933554251875, 41, 4.0)
def test_the_sentence_never_contradicts_the_rows(
    loss: str, rule: str, schedule: str, rate: float, x: float, steps: int, edit: float | None
) -> None:
    run = start(loss, rule, schedule, rate, x)
    for step in range(steps):
        if edit and step == steps // 2 and not run.ended:
            run.edit(learning_rate=rate * edit)
        said = verdict_of(run, run.rows)
        assert contradiction(run, said) is None
        assert said.since <= run.step
        if run.ended:
            break
        run.advance(1)


@pytest.mark.parametrize("rule", sorted(OPTIMIZERS))
def test_nor_does_it_far_on(rule: str) -> None:
    for loss, rate in (("(w - 3)^2", 0.1), ("rosenbrock", 1e-3), ("ravine:condition=25", 0.02)):
        run = start(loss, rule, "constant", rate, 7.0)
        for step in range(0, 3000, 37):
            run.seek(step)
            assert contradiction(run, verdict_of(run, run.rows)) is None


@pytest.mark.parametrize(("rate", "x"), [(0.1, 0.2), (0.1, 0.5), (0.5, 1.0), (3.0, 1.3)])
def test_nor_where_a_rule_starts_again_after_a_rest(rate: float, x: float) -> None:
    """Nadam divides by the size of past slopes: where they have vanished its steps grow again."""
    run = start("w^6 - w^2", "nadam", "constant", rate, x)
    for step in range(50, 1000, 7):
        run.seek(step)
        assert contradiction(run, verdict_of(run, run.rows)) is None


def start(loss: str, rule: str, schedule: str, rate: float, x: float) -> Run:
    alone = Run(RunConfig(objective=loss))
    point = tuple(x - 1.3 * i for i in range(alone.objective.dimension))
    if not math.isfinite(alone.objective.value(point)):
        point = alone.params
    return Run(
        RunConfig(
            objective=loss, optimizer=rule, schedule=schedule, learning_rate=rate, start=point
        )
    )
