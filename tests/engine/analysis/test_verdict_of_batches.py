"""Over rules, schedules, data and sizes of mini-batches: the sentence agrees with the rows."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import circle, line
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from tests.engine.analysis.batches_agree import contradiction

PROBLEMS = [
    *(("linear", data) for data in ("line:n=40", "line:n=40,noise=0", "plane:n=40", "cars")),
    *(("logistic", data) for data in ("circle:n=40", "gauss:n=40")),
    ("mlp:hidden=4", "circle:n=40"),
    *(
        (loss, "noise:n=40")
        for loss in ("(w - 3)^2", "(w - 3)^2 - 50", "w^4", "-w^2", "x^2 + 1000y^2", "abs(w)",
                     "(x^2-1)^2/4", "sin(w)", "exp(-w)", "saddle", "rosenbrock")
    ),
]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(PROBLEMS),
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(["constant"] * 6 + sorted(SCHEDULES)),
    st.floats(-7, 1).map(lambda x: float(10.0**x)),
    st.sampled_from([1, 2, 4, 8, 16, 39]),
    st.integers(0, 5),
    st.sampled_from([1, 3, 17, 60]),
    st.integers(2, 12),
    st.sampled_from([None, None, 0.1, 10.0]),
)
@example(("logistic", "gauss:n=40"), "nadam", "cosine", 7.188, 2, 4, 3, 12, 0.1)
@example(("logistic", "circle:n=40"), "nesterov", "constant", 1.2822e-06, 4, 3, 60, 7, None)
@example(("(w - 3)^2 - 50", "noise:n=40"), "nesterov", "cosine", 0.56278, 1, 4, 60, 12, 10.0)
@example(("linear", "plane:n=40"), "adamw", "inverse_sqrt", 4.856e-07, 1, 3, 1, 25, 0.1)
@example(("exp(-w)", "noise:n=40"), "lion", "constant", 1.0, 2, 1, 60, 6, None)
@example(("w^4", "noise:n=40"), "gd", "multistep", 1e-5, 1, 0, 60, 2, None)
@example(("w^4", "noise:n=40"), "nadam", "wsd", 5.4706, 1, 0, 17, 12, None)
@example(("sin(w)", "noise:n=40"), "rmsprop", "inverse_sqrt", 0.072743, 1, 1, 17, 3, None)
def test_the_sentence_never_contradicts_the_batches(
    problem: tuple[str, str],
    rule: str,
    schedule: str,
    rate: float,
    size: int,
    seed: int,
    every: int,
    looks: int,
    edit: float | None,
) -> None:
    run = started(problem, rule, schedule, rate, size, seed)
    for look in range(looks):
        if edit and look == looks // 2 and not run.ended:
            run.edit(learning_rate=rate * edit)
        assert contradiction(run, verdict_of(run, run.rows)) is None
        if run.ended:
            break
        run.advance(every)


def started(
    problem: tuple[str, str], rule: str, schedule: str, rate: float, size: int, seed: int
) -> Run:
    loss, data = problem
    config = RunConfig(
        objective=loss,
        data=data,
        optimizer=rule,
        schedule=schedule,
        learning_rate=rate,
        batch_size=min(size, 20) if data == "cars" else size,
        seed=seed,
    )
    return open_run(config)


# Situations whose truth is known


def on_batches(
    rate: float, steps: int, batch_size: int | None = 10, loss: str = "linear"
) -> Verdict:
    data = line(noise=1.0, n=200) if loss == "linear" else circle(noise=0.3)
    run = Run(RunConfig(objective=loss, learning_rate=rate, batch_size=batch_size), data)
    run.seek(steps)
    return verdict_of(run, run.rows)


def test_batches_that_get_better_on_average_converge() -> None:
    verdict = on_batches(0.003, 300)
    assert verdict.kind == "converging steadily"
    assert "the first half of 300 steps against the second" in verdict.sentence


def test_batches_that_get_no_better_are_noisy_around_a_floor() -> None:
    verdict = on_batches(0.1, 3000)
    assert verdict.kind == "noisy around a floor"
    assert "the loss of a batch is 1." in verdict.sentence or " is 0.9" in verdict.sentence


def test_batches_that_get_worse_diverge() -> None:
    assert on_batches(1.2, 40).kind == "diverging"
    assert on_batches(1.2, 100_000).kind == "diverging"


def test_a_few_batches_are_too_few_to_tell() -> None:
    assert str(on_batches(0.1, 5)) == ("too few batches to tell: 5 since the settings were chosen")


def test_all_the_data_at_once_is_judged_as_any_loss() -> None:
    assert on_batches(0.01, 50, None).kind == "converging steadily"
    assert "2/λ" in on_batches(5.0, 20, None).sentence


@pytest.mark.parametrize(("rate", "kind"), [(0.001, "converging steadily"), (0.2, "noisy around")])
def test_batches_whose_loss_is_below_0_are_judged_as_well(rate: float, kind: str) -> None:
    config = RunConfig(
        objective="(w - 3)^2 - 50", data="noise", start=(7.0,), learning_rate=rate, batch_size=8
    )
    run = open_run(config)
    run.seek(400)
    assert all((row.batch_loss or 0) < 0 for row in run.rows(1, 400))
    assert verdict_of(run, run.rows).kind.startswith(kind)


def test_batches_in_a_ravine_have_no_floor_yet() -> None:
    run = open_run(RunConfig(objective="linear", data="cars", learning_rate=1e-3, batch_size=5))
    run.seek(2000)
    assert "slow direction" in verdict_of(run, run.rows).sentence


@pytest.mark.parametrize("steps", [40, 200, 2000])
def test_a_rate_that_hardly_moves_is_no_floor(steps: int) -> None:
    run = open_run(RunConfig(objective="linear", data="cars", learning_rate=1e-8, batch_size=8))
    run.seek(steps)
    assert verdict_of(run, run.rows).kind == "stalled"


@pytest.mark.parametrize(("gamma", "steps"), [(0.5, 20), (0.5, 60), (0.5, 200), (0.8, 400)])
def test_a_rate_that_has_fallen_to_nothing_is_neither_a_fall_nor_a_floor(
    gamma: float, steps: int
) -> None:
    schedule = f"exponential:gamma={gamma}"
    run = started(("linear", "cars"), "gd", schedule, 1e-4, 10, 0)
    run.seek(steps)
    said = str(verdict_of(run, run.rows))
    assert said.startswith(
        f"stalled: the last {steps // 2} steps have hardly moved the point; η is now "
    )


@pytest.mark.parametrize("steps", [8, 100])
def test_a_rate_that_falls_slowly_still_moves(steps: int) -> None:
    run = started(("linear", "cars"), "gd", "exponential:gamma=0.98", 1e-4, 10, 0)
    run.seek(steps)
    assert verdict_of(run, run.rows).kind != "stalled"


@pytest.mark.parametrize(("name", "kind"), [
    ("equal-cost", "noisy around a floor"),  # 7.42 → 1.06 in ten steps, and 1.04 ever since
    ("batch-and-rate", "noisy around a floor"),
    ("spiral", "converging steadily"),
])  # fmt: skip
def test_a_fall_that_is_over_is_no_fall(name: str, kind: str) -> None:
    config = presets()[name].config
    run = open_run(config)
    run.seek(config.max_steps or 20)
    verdict = verdict_of(run, run.rows)
    assert verdict.kind == kind
    assert verdict.fitted(77)


def test_growth_in_ten_batches_is_no_noise() -> None:
    run = open_run(RunConfig(objective="linear", data="cars", learning_rate=0.1, batch_size=8))
    run.seek(10)
    assert verdict_of(run, run.rows).kind == "diverging"


def test_a_slope_down_without_end_is_seen_through_the_noise() -> None:
    config = RunConfig(
        objective="-w^2", data="tilts", start=(1.0,), learning_rate=0.01, batch_size=4
    )
    run = open_run(config)
    run.seek(100)
    assert verdict_of(run, run.rows).kind == "unbounded"


def test_losses_whose_sum_is_out_of_range_are_judged_as_well() -> None:
    config = RunConfig(
        objective="w^2", data="noise", start=(1e154,), learning_rate=1e-12, batch_size=4
    )
    run = open_run(config)
    run.seek(60)
    assert verdict_of(run, run.rows).kind == "converging steadily"


@pytest.mark.parametrize("start", [8.0, 0.0])
@pytest.mark.parametrize("rate", [0.1, 0.5])
@pytest.mark.parametrize("steps", [600, 1500, 4000])
def test_the_floor_that_theory_knows(start: float, rate: float, steps: int) -> None:
    """The variance of w is ησ²/(λ(2 − ηλ)): the runs below are there after 100 steps."""
    config = RunConfig(
        objective="w^2/2",
        data="tilts:sigma=1,n=200",
        start=(start,),
        learning_rate=rate,
        batch_size=1,
        replacement=True,
    )
    run = open_run(config)
    run.seek(steps)
    assert verdict_of(run, run.rows).kind in (
        "noisy around a floor",
        "converging steadily",
        "bouncing",
    )
    assert verdict_of(run, run.rows).kind != "diverging"


def test_typical_batches_that_fall_are_no_progress_where_all_the_data_are_worse() -> None:
    config = RunConfig(objective="softmax", data="digits", batch_size=32, learning_rate=0.1)
    run = open_run(config)
    first = run.loss
    run.advance(100)
    assert run.loss > 2 * first
    assert verdict_of(run, run.rows).kind == "noisy around a floor"


def test_a_start_where_only_the_noise_moves_it_has_not_converged() -> None:
    """At the sharp minimum of the preset the slope of L is 0, and that of a batch is not."""
    run = open_run(presets()["noise-and-a-sharp-minimum"].config)
    assert verdict_of(run, run.rows) == Verdict(
        "not started", ("the gradient is 0 here on all the data, that of a batch is not",)
    )
    run.advance(1)
    assert run.params != run.config.start
