"""Runs on data: what is learned, and that going back is exact though batches are sampled."""

import math
import tracemalloc
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine import optimizers
from gdtui.engine.analysis.evaluation import evaluate
from gdtui.engine.analysis.theory import stationary_variance
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.data.dataset import DataError, Dataset
from gdtui.engine.data.synthetic import circle, gauss, line, plane, spiral, xor
from gdtui.engine.events import RunEnded, StepsTaken, StepTaken
from gdtui.engine.history import History
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError
from gdtui.engine.training import loss_interval
from gdtui.files.datasets import load
from tests.engine.runs import rows_of


def trained(data: Dataset, loss: str, steps: int, **config: Any) -> Run:
    run = Run(RunConfig(objective=loss, max_steps=steps, **config), data)
    run.seek(steps)
    return run


def accuracy(run: Run, part: str = "train") -> float:
    assert isinstance(run.objective, DataObjective)
    share = getattr(evaluate(run.objective, run.params), part).accuracy
    assert share is not None
    return float(share)


def with_ones(data: Dataset) -> Any:
    return np.column_stack([data.features, np.ones(data.size)])


# What is learned


@pytest.mark.parametrize("data", [line(noise=1.0), plane(noise=0.3), load("cars").data])
def test_linear_arrives_at_least_squares(data: Dataset) -> None:
    run = trained(data, "linear", 3000, standardize=True, learning_rate=0.3)
    assert isinstance(run.objective, DataObjective)
    expected, *_ = np.linalg.lstsq(with_ones(run.objective.data.train), data.target, rcond=None)
    assert run.params == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert run.objective.minima[0].point == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert run.loss == pytest.approx(run.objective.minima[0].value, rel=1e-9)


def test_the_cars_of_1930_have_the_line_that_everybody_finds() -> None:
    run = Run(RunConfig(objective="linear"), load("cars").data)
    assert run.objective.minima[0].point == pytest.approx((3.932409, -17.579095), abs=1e-6)


@pytest.mark.parametrize("loss", ["logistic:l2=0.01", "softmax:l2=0.01"])
def test_a_model_of_one_layer_arrives_at_a_stationary_point(loss: str) -> None:
    run = trained(gauss(noise=0.3), loss, 3000, learning_rate=0.5)
    start = np.linalg.norm(run.objective.gradient(run.objective.start))
    assert np.linalg.norm(run.objective.gradient(run.params)) < 1e-9 * start
    assert accuracy(run) > 0.8


@pytest.mark.parametrize(
    ("data", "loss", "steps", "share"),
    [
        (circle(), "mlp:hidden=8", 400, 1.0),
        (xor(), "mlp:hidden=8", 400, 0.99),
        (spiral(), "mlp:hidden=16/16", 2500, 0.99),
        (circle(), "mlp:hidden=8,activation=relu,init=he", 400, 0.99),
        (xor(), "mlp:hidden=8,activation=sigmoid", 1000, 0.97),
    ],
    ids=["circle", "xor", "spiral", "circle by relu", "xor by sigmoid"],
)
def test_an_mlp_separates_what_no_line_can(
    data: Dataset, loss: str, steps: int, share: float
) -> None:
    run = trained(data, loss, steps, optimizer="adam", learning_rate=0.03, batch_size=20)
    assert accuracy(run) >= share
    assert accuracy(trained(data, "logistic", 200)) < 0.8


def test_an_mlp_learns_a_number_too() -> None:
    run = trained(plane(), "mlp:hidden=4", 500, optimizer="adam", learning_rate=0.03)
    assert run.loss < 1e-3


def test_digits_are_read() -> None:
    run = trained(
        load("digits").data,
        "mlp:hidden=32,activation=relu,init=he",
        1000,
        optimizer="momentum",
        learning_rate=0.05,
        batch_size=32,
        standardize=True,
        test_share=0.2,
    )
    assert accuracy(run, "test") >= 0.95


def test_units_that_start_alike_stay_alike() -> None:
    run = trained(circle(), "mlp:hidden=4,init=zero", 50, learning_rate=0.5)
    assert isinstance(run.objective, DataObjective)
    weights, _ = run.objective.network.unpacked(np.array(run.params))[0]
    assert (weights == weights[:, :1]).all()


@pytest.mark.parametrize("optimizer", sorted(set(optimizers.OPTIMIZERS) - {"sgd"}))
def test_a_vector_moves_as_its_coordinates_do(optimizer: str) -> None:
    run = Run(RunConfig(objective="linear", optimizer=optimizer, learning_rate=0.1), line())
    rows = rows_of(run.advance(30))
    rule = optimizers.parse(optimizer)
    params: tuple[float, ...] = (0.0, 0.0)
    memory = [rule.init(0.0), rule.init(0.0)]
    for row in rows:
        assert row.params == params
        moves = []
        for i, (g, w) in enumerate(zip(row.gradient, params, strict=True)):
            move, memory[i] = rule.update(g, w, memory[i], 0.1, row.step)
            moves.append(move)
        assert row.update == tuple(moves)
        params = row.new_params
    assert run.loss != rows[0].loss


# Mini-batches


def test_the_mean_gradient_of_an_epoch_is_the_full_gradient() -> None:
    run = Run(RunConfig(objective="logistic", batch_size=30, learning_rate=1e-300), circle(n=200))
    rows = rows_of(run.advance(7))  # at a rate that moves nothing
    sizes = [row.batch_size or 0 for row in rows]
    assert sizes == [30, 30, 30, 30, 30, 30, 20]
    mean = np.average([row.gradient for row in rows], axis=0, weights=sizes)
    np.testing.assert_allclose(mean, run.objective.gradient(run.params), rtol=1e-12)
    losses = [row.batch_loss or 0.0 for row in rows]
    assert np.average(losses, weights=sizes) == pytest.approx(run.loss, rel=1e-12)


def test_rows_say_what_was_looked_at() -> None:
    run = Run(RunConfig(objective="linear", batch_size=40, test_share=0.2), line(n=125))
    rows = rows_of(run.advance(6))
    assert [row.batch_size for row in rows] == [40, 40, 20, 40, 40, 20]
    assert [row.epoch for row in rows] == [1, 1, 1, 2, 2, 2]
    assert [row.examples for row in rows] == [40, 80, 100, 140, 180, 200]


def test_all_the_data_in_a_batch_is_plain_descent() -> None:
    whole = rows_of(Run(RunConfig(objective="linear"), line()).advance(20))
    batch = rows_of(Run(RunConfig(objective="linear", batch_size=100), line()).advance(20))
    assert [row.params for row in whole] == [row.params for row in batch]
    for row in whole:
        assert row.batch_loss == pytest.approx(row.loss, rel=1e-14)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_the_noise_floor_is_that_of_theory(rate: float) -> None:
    """One parameter, the bias, on targets alone: L = mean (b − y)², λ = 2, σ² = 4·Var(y)/B."""
    target = np.random.default_rng(1).normal(size=400)
    data = Dataset("targets", np.zeros((400, 0)), target, ())
    run = Run(
        RunConfig(objective="linear", learning_rate=rate, batch_size=2, replacement=True), data
    )
    rows = rows_of(run.advance(30_000))
    places = np.array([row.params[0] for row in rows[1000:]])
    expected = stationary_variance(4 * target.var() / 2, rate, 2.0)
    assert places.mean() == pytest.approx(target.mean(), abs=0.03)
    assert places.var() == pytest.approx(expected, rel=0.05)


# The same bits, whatever way one comes

configs = st.builds(
    RunConfig,
    objective=st.sampled_from(["logistic", "mlp:hidden=3", "mlp:hidden=40"]),
    optimizer=st.sampled_from(["gd", "adam", "momentum"]),
    schedule=st.sampled_from(["constant", "step:step_size=7", "plateau:patience=3"]),
    batch_size=st.sampled_from([None, 1, 7, 30, 60]),
    seed=st.integers(0, 5),
    shuffle=st.just(True),
    replacement=st.booleans(),
    standardize=st.booleans(),
    test_share=st.sampled_from([0.0, 0.25]),
)
DATA = circle(noise=0.1, n=80)


def bits(row: StepTaken) -> list[Any]:
    """Every number of a row, to the bit."""
    return [item.tobytes() if isinstance(item, np.ndarray) else repr(item) for item in row]


@settings(deadline=None, max_examples=25)
@given(configs, st.lists(st.integers(0, 99), min_size=1, max_size=5), st.integers(0, 60))
def test_seeking_gives_the_very_bits_of_having_gone_there(
    config: RunConfig, places: list[int], edited: int
) -> None:
    straight, wandering = Run(config, DATA), Run(config, DATA)
    rows = rows_of(straight.advance(edited))
    straight.edit(learning_rate=0.05, optimizer="nesterov")
    rows += rows_of(straight.advance(100 - edited))
    wandering.advance(edited)
    wandering.edit(learning_rate=0.05, optimizer="nesterov")
    for place in places:
        wandering.seek(place)
        assert bits(wandering.next_step()) == bits(rows[place])
        assert wandering.loss == rows[place].loss
    wandering.seek(100)
    assert [bits(row) for row in wandering.rows(1, 100)] == [bits(row) for row in rows]
    assert np.array_equal(wandering.params, straight.params)


@settings(deadline=None, max_examples=25)
@given(configs, st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_steps_are_the_same_in_whatever_portions(config: RunConfig, portions: list[int]) -> None:
    at_once, by_and_by = Run(config, DATA), Run(config, DATA)
    expected = rows_of(at_once.advance(sum(portions)))
    got = [row for portion in portions for row in rows_of(by_and_by.advance(portion))]
    assert [bits(row) for row in got] == [bits(row) for row in expected]


def test_another_seed_is_another_run() -> None:
    ends = {trained(DATA, "logistic", 10, batch_size=7, seed=seed).params for seed in range(5)}
    assert len(ends) == 5


# The loss on all the data


def test_how_often_the_loss_is_computed_depends_on_sizes_alone() -> None:
    sizes = ((200, 1), (512, 32), (513, 32), (1_000_000, 32))
    assert [loss_interval(n, b) for n, b in sizes] == [1, 1, 2, 1954]
    assert loss_interval(100_000, 1000) == 100  # an epoch
    assert loss_interval(100_000, 100_000) == 1


def test_between_evaluations_the_last_loss_is_carried_on_and_said_to_be() -> None:
    run = Run(RunConfig(objective="linear", batch_size=100, max_steps=10), plane(noise=0.5, n=2000))
    assert run.loss_interval == 4
    rows = rows_of(run.advance(10))
    assert [row.evaluated for row in rows] == [0, 0, 0, 4, 4, 4, 4, 8, 8, 10]
    assert [row.fresh for row in rows] == [False] * 3 + [True] + [False] * 3 + [True, False, True]
    for before, row in pairwise(rows):
        assert row.loss == before.new_loss
    for row in rows:
        if row.fresh:
            assert row.new_loss == run.objective.value(row.new_params)
    assert rows[4].new_loss == rows[3].new_loss
    assert run.rows(1, 10) == rows


def test_the_loss_in_portions_is_the_loss_at_once() -> None:
    data = plane(noise=0.5, n=600_000)
    run = Run(RunConfig(objective="linear", start=(0.1, 0.2, 0.3)), data)
    error = data.features @ np.array([0.1, 0.2]) + 0.3 - data.target
    assert run.loss == pytest.approx((error**2).mean(), rel=1e-12)
    expected = 2 * (with_ones(data) * error[:, np.newaxis]).mean(axis=0)
    np.testing.assert_allclose(run.objective.gradient((0.1, 0.2, 0.3)), expected, rtol=1e-9)


def test_a_map_of_much_data_is_the_same_map() -> None:
    few, many = plane(noise=0.5, n=1000), plane(noise=0.5, n=400_000)
    lanes = np.random.default_rng(0).normal(size=(3, 10, 6))
    for data in (few, many):  # point by point, and by the parabola
        loss = Run(RunConfig(objective="linear:l2=0.1"), data).objective
        values = loss.value(lanes)
        assert values[4, 2] == pytest.approx(loss.value(lanes[:, 4, 2]), rel=1e-9)


# How a run ends


def test_a_rate_that_is_too_large_diverges_and_says_where() -> None:
    run = Run(RunConfig(objective="linear", learning_rate=10.0, batch_size=7), line())
    events = run.advance(5000)
    assert isinstance(events[-1], RunEnded)
    assert events[-1].reason == "diverged"
    last = rows_of(events)[-1]
    assert last.step == run.step == events[-1].step
    assert not math.isfinite(last.new_loss)
    assert all(map(math.isfinite, last.params))
    run.seek(run.step - 1)
    assert run.ended is None


def test_a_run_on_all_the_data_arrives_where_no_step_moves() -> None:
    run = Run(RunConfig(objective="linear", learning_rate=0.3), line())
    run.advance(5000)
    assert run.arrived is not None
    assert run.arrived.step < 1000
    assert (run.step, run.ended) == (5000, None)


# Many parameters


def test_a_wide_model_is_recorded_by_reference_and_in_bounded_memory() -> None:
    data = load("digits").data
    run = Run(RunConfig(objective="mlp:hidden=32", batch_size=8, optimizer="adam"), data)
    history = History(run.loss, run.rows)
    (row, *_) = rows_of(run.advance(1))
    assert len(row.params) == run.objective.dimension == 2410
    with pytest.raises(ValueError, match="read-only"):
        row.new_params[0] = 1.0  # type: ignore[index]
    tracemalloc.start()
    for _ in range(30):
        for event in run.advance(50):
            if isinstance(event, StepsTaken):
                history.append(event)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 60e6  # 1,500 rows of three vectors alone would be 87 MB, Adam's states as many
    assert history.last == run.step
    (old,) = history.rows(3, 3)
    assert np.array_equal(old.params, run.rows(2, 2)[0].new_params)
    assert history.batch_loss.count == run.step


# What cannot be run


@pytest.mark.parametrize(
    ("config", "data", "why"),
    [
        (RunConfig(objective="linear"), None, "linear needs data: a data set such as circle"),
        (
            RunConfig(data="circle"),
            circle(),
            r"\(w - 3\)\^2 does not learn from data; linear, logistic",
        ),
        (RunConfig(objective="linear"), circle(), "linear needs a number, and the target class"),
        (RunConfig(objective="logistic"), plane(n=500), "500 different values, too many"),
        (RunConfig(objective="linear", batch_size=0), line(), "a batch must have 1 to 100 of the"),
        (RunConfig(objective="linear", batch_size=101), line(), "a batch must have 1 to 100"),
        (RunConfig(objective="linear", batch_size=91, test_share=0.1), line(), "1 to 90 of the 90"),
        (RunConfig(objective="linear", test_share=1.0), line(), "at least 0 and below 1"),
        (RunConfig(objective="linear", shuffle=False, replacement=True), line(), "no order to"),
        (RunConfig(objective="linear", seed=-1), line(), "seed must be a whole number, 0 or more"),
        (RunConfig(objective="linear", data_hash="0"), line(), "is not what it was when"),
        (RunConfig(objective="linear", start=(1.0,)), line(), r"needs 2 numbers \(w, b\), not 1"),
        (RunConfig(objective="mlp:hidden=1000/1000"), line(), "the most there can be"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_line(
    config: RunConfig, data: Dataset | None, why: str
) -> None:
    with pytest.raises((ConfigError, DataError), match=why) as error:
        Run(config, data)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("loss", "why"),
    [
        ("mlp:hidden=0", "one to eight layers"),
        ("mlp:hidden=1.5", "numbers such as"),
        ("mlp:activation=swish", "activation must be one of tanh, relu, sigmoid"),
        ("mlp:init=lucky", "init must be one of xavier, he, zero"),
        ("softmax:l2=-1", "l2 must not be negative \\(got −1\\)"),
        ("linear:hidden=3", "no setting 'hidden'"),
    ],
)
def test_wrong_settings_of_a_loss_are_refused(loss: str, why: str) -> None:
    with pytest.raises(SpecError, match=why):
        Run(RunConfig(objective=loss), circle())


def test_a_target_that_is_the_same_everywhere_teaches_nothing() -> None:
    data = Dataset("flat", np.array([[1.0], [2.0]]), np.array([3.0, 3.0]), ("x",))
    with pytest.raises(DataError, match="the target y is the same everywhere"):
        Run(RunConfig(objective="linear"), data)


@pytest.mark.parametrize("batch_size", [1, 10, None])
@pytest.mark.parametrize("data", [line(), load("cars").data], ids=["line", "cars"])
def test_the_rate_it_suggests_holds(data: Dataset, batch_size: int | None) -> None:
    run = trained(data, "linear", 500, batch_size=batch_size)
    assert run.ended is not None
    assert run.ended.reason != "diverged"
    assert run.loss < 0.2 * run.rows(1, 1)[0].loss


def test_recorded_data_are_known_by_their_path(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("1,2\n2,3\n3,5\n")
    run = Run(RunConfig(objective="linear"), load(str(path)).data)
    assert run.config.data == str(path)
    assert run.started.config["data_hash"] == run.config.data_hash
