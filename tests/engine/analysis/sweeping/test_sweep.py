"""A sweep over any hyperparameter: every lane is the run alone, and says what that says."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, axis, spaced
from gdtui.engine.analysis.sweeping.estimate import estimated
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.refine import refined
from gdtui.engine.analysis.sweeping.sweep import LanesDone, Progress, Sweep
from gdtui.engine.analysis.verdict import verdict_of
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.events import updates
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES
from gdtui.engine.spec import SpecError
from gdtui.files.datasets import open_run

LOSSES = [
    "(w - 3)^2", "w^4 - 2w^2", "1/w + w", "-w^2", "wavy", "kink", "sin(3w) + w^2",
    "ravine", "rosenbrock", "saddle", "quadratic:spectrum=1/10/40", "ackley",
]  # fmt: skip


def swept(config: SweepConfig) -> Sweep:
    sweep = Sweep(config)
    sweep.advance()
    return sweep


def alone(config: SweepConfig, place: int) -> Lane:
    """What the run of a lane says when it is made by itself."""
    run = Run(config.config_at(config.points[place]))
    losses = [run.loss, *(row.new_loss for row in updates(run.advance(config.steps)))]
    best = min(loss for loss in losses if not math.isnan(loss))
    verdict = verdict_of(run, run.rows, held=lambda _: None)
    return Lane(place, config.points[place], run.loss, best, run.step, verdict)


def over_rates(objective: str, rates: Sequence[float], steps: int = 20) -> SweepConfig:
    return SweepConfig(RunConfig(objective=objective), (Axis(RATE, tuple(rates)),), steps)


@settings(max_examples=20, deadline=None)
@given(
    objective=st.sampled_from(LOSSES),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    schedule=st.sampled_from(["constant", *sorted(SCHEDULES)]),
    low=st.floats(1e-4, 0.5),
    steps=st.sampled_from([0, 1, 20, 320, 383, 384, 385, 450]),
    chosen=st.lists(st.integers(0, 25), min_size=2, max_size=3),
)
def test_every_lane_is_the_run_alone_to_the_bit_with_its_verdict(
    objective: str, optimizer: str, schedule: str, low: float, steps: int, chosen: list[int]
) -> None:
    run = RunConfig(objective=objective, optimizer=optimizer, schedule=schedule)
    # So many and so long that they are lanes of arrays where the loss allows it.
    rates = Axis(RATE, (*spaced(low, 60 * low, 24, log=True), 0.5, 1.0))
    config = SweepConfig(run, (rates,), steps)
    lanes = swept(config).lanes
    for place in chosen:
        assert repr(lanes[place]) == repr(alone(config, place))


def test_keyframes_that_are_thinned_are_those_of_the_run_alone() -> None:
    config = over_rates("w^2/2 + 3w", spaced(1e-7, 3, 24, log=True), 70_000)
    sweep = Sweep(config, only=(0, 23))
    sweep.advance()
    assert [repr(lane) for lane in sweep.known] == [repr(alone(config, k)) for k in (0, 23)]


def test_any_number_of_a_run_can_be_an_axis() -> None:
    run = RunConfig(objective="ravine", optimizer="adam", schedule="step", learning_rate=0.05)
    names = ["lr", "beta1", "gamma", "step-size", "condition", "seed"]
    whats = [
        RATE, "optimizer.beta1", "schedule.gamma", "schedule.step_size", "objective.condition",
        "seed",
    ]  # fmt: skip
    assert [axis(name, (1.0,), run).what for name in names] == whats
    grid = SweepConfig(run, (axis("condition", (4, 100), run), axis("beta1", (0, 0.9), run)), 5)
    assert grid.config_at((100.0, 0.9)).objective == "ravine:condition=100"
    assert grid.config_at((100.0, 0.5)).optimizer == "adam:beta1=0.5"
    lanes = swept(grid).lanes
    assert [lane.values for lane in lanes if lane] == [(4, 0), (100, 0), (4, 0.9), (100, 0.9)]
    assert all(repr(lanes[k]) == repr(alone(grid, k)) for k in range(4))
    with pytest.raises(SpecError, match="did you mean 'beta"):
        axis("beta", (1.0,), run)
    with pytest.raises(SpecError, match="below 1"):
        Sweep(SweepConfig(run, (axis("beta1", (0, 1.0), run),), 5))


def test_the_batch_size_of_a_loss_on_data_is_an_axis() -> None:
    run = open_run(RunConfig(objective="logistic", data="gauss", learning_rate=0.3))
    config = SweepConfig(run.config, (axis("batch-size", (8.0, 50.0), run.config),), 30)
    sweep = Sweep(config, run.data)
    sweep.advance()
    for lane, size in zip(sweep.known, (8, 50), strict=True):
        one = Run(config.config_at((size,)), run.data)
        one.advance(30)
        assert (lane.final_loss, lane.steps) == (one.loss, 30)
        assert lane.verdict == verdict_of(one, one.rows)


def test_it_stops_wherever_one_likes_and_goes_on_from_there() -> None:
    config = over_rates("rosenbrock", np.geomspace(1e-4, 1e-2, 40).tolist(), 2000)
    whole = swept(config)
    sweep = Sweep(config)
    first = events = sweep.advance(budget=0.001)
    assert isinstance(first[-1], Progress)
    assert 0 < first[-1].share < 1
    done: list[Lane] = []
    while events:
        done += [one for event in events if isinstance(event, LanesDone) for one in event.lanes]
        events = sweep.advance(budget=0.01)
    assert sweep.done
    assert sweep.progress == Progress(40, 40, 1.0)
    assert sweep.known == whole.known == sorted(done)
    again = Sweep(config, known=whole.known[:39])
    assert [type(event) for event in again.advance()] == [LanesDone, Progress]
    assert again.known == whole.known


def test_a_closer_look_takes_over_the_lanes_that_are_known() -> None:
    coarse = swept(over_rates("(w - 2)^2", spaced(0.01, 10, 7, log=True)))
    closer = refined(coarse, [(0.3, 4.0)])
    assert closer.config.axes[0].values[0] == pytest.approx(0.1)
    assert closer.config.axes[0].values[-1] == 10
    known, lanes = closer.progress.done, closer.progress.lanes
    assert known == 5
    assert lanes > known
    closer.advance()
    assert all(repr(closer.lanes[k]) == repr(alone(closer.config, k)) for k in range(lanes))


def test_what_a_sweep_costs_is_told_with_what_would_fit() -> None:
    many = estimated(over_rates("(w - 3)^2", spaced(0.1, 1, 2000, log=True), 1000))
    assert many.bytes < 10_000_000
    assert many.seconds == pytest.approx(2000 * (many.a_lane + 1000 * many.a_step))
    lanes = many.lanes_within(many.seconds / 2, 1000)
    assert lanes == pytest.approx(1000, abs=1)
    assert many.steps_within(many.seconds, 2000) == pytest.approx(1000, abs=1)
    assert many.steps_within(0.0, 2000) == 0


def test_what_is_no_sweep_is_said() -> None:
    with pytest.raises(ConfigError, match="one hyperparameter or two"):
        SweepConfig(RunConfig(), (), 5)
    with pytest.raises(ConfigError, match="positive"):
        Sweep(over_rates("(w - 3)^2", [0.1, -1.0]))
    with pytest.raises(ConfigError, match="finite"):
        Axis(RATE, (math.inf,))
