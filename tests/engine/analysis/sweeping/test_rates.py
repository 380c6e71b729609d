"""A lane of a sweep is the run done alone."""

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.sweeping.rates import Swept, at_rates
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.objectives import resolve
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES

EXACT = [  # whose formulas and gradients are + − × ÷ alone
    "(w - 3)^2", "w^2/2 + 3w", "2w", "w^4 - 2w^2", "double_well", "1/w + w",
    "abs(w - 1)", "1e-90(w - 1)^4", "1e90w^2",
    "ravine", "rosenbrock", "x^4 - 2x^2 + y^2", "saddle",
    "x^2 + 4*y^2 + 9*z^2 + x*y*z", "quadratic:spectrum=1/10/40",
]  # fmt: skip
RATES = st.one_of(
    st.sampled_from([5e-324, 1e-300, 1e-3, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 1e77, 1e154, 1e300]),
    st.floats(1e-4, 4.0),
)
STARTS = st.sampled_from([-2.0, -0.0, 0.0, 0.1, 1.0, 1e-200, 1e70, 1e154, 1e160, 1e308])


def assert_is_alone(swept: Swept, config: RunConfig, lane: int, steps: int) -> None:
    """A lane's point, loss and number of steps are those of the run, to the bit."""
    rate = float(swept.learning_rates[lane])
    run = Run(replace(config, learning_rate=rate, max_steps=steps))
    run.advance(steps)
    diverged = run.ended is not None and run.ended.reason == "diverged"
    assert swept.steps[lane] == run.step
    if diverged:
        run.seek(run.step - 1)  # the lane stands at the last point that was finite
    assert repr(tuple(swept.params[:, lane].tolist())) == repr(run.params)
    assert repr(float(swept.losses[lane])) == repr(math.inf if diverged else run.loss)


@settings(max_examples=100, deadline=None)
@given(
    objective=st.sampled_from(EXACT),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    schedule=st.sampled_from(sorted(set(SCHEDULES) - {"plateau"})),
    rates=st.lists(RATES, min_size=1, max_size=8),
    steps=st.integers(1, 110),
)
def test_every_lane_is_the_run_alone(
    objective: str, optimizer: str, schedule: str, rates: list[float], steps: int
) -> None:
    config = RunConfig(objective=objective, optimizer=optimizer, schedule=schedule)
    swept = at_rates(config, rates, steps)
    for lane in range(len(rates)):
        assert_is_alone(swept, config, lane, steps)


@settings(max_examples=100, deadline=None)
@given(
    objective=st.sampled_from(EXACT),
    optimizer=st.sampled_from(["gd", "gd:weight_decay=0.1"]),
    rates=st.lists(RATES, min_size=1, max_size=8),
    start=st.lists(STARTS, min_size=3, max_size=3),
    steps=st.integers(1, 110),
)
@example("(w - 2)^2", "gd", [1.0, 0.5, 0.1, 0.9], [8.0], 49)  # to and fro; there in a step
@example("w^4 - 2w^2", "gd", [0.3, 0.34, 0.36, 0.37], [0.1], 97)  # rounds of 2, 4 and 8 steps
def test_lanes_of_plain_descent_are_the_runs_wherever_they_start(
    objective: str, optimizer: str, rates: list[float], start: list[float], steps: int
) -> None:
    loss = resolve(objective)
    point = tuple(start[: loss.dimension])
    assume(math.isfinite(loss.value(point)))
    config = RunConfig(objective=objective, optimizer=optimizer, start=point)
    swept = at_rates(config, rates, steps)
    for lane in range(len(rates)):
        assert_is_alone(swept, config, lane, steps)


def test_a_loss_that_is_infinite_for_one_step_ends_the_lane_there() -> None:
    # From 7 by −8·5·10¹⁵⁹ to where the square is ∞, and from there, by η = ½, to 3 exactly.
    config = RunConfig(objective="(w-3)^2", schedule="exponential:gamma=1e-160")
    swept = at_rates(config, [5e159, 0.1], 30)
    assert swept.steps.tolist() == [1, 30]
    assert swept.losses[0] == np.inf
    assert swept.params[0, 0] == 7.0
    assert_is_alone(swept, config, 1, 30)


@pytest.mark.parametrize("steps", [1, 23, 24, 25, 47, 48, 49, 1000, 1001])
def test_who_goes_to_and_fro_is_on_the_right_side_at_the_end(steps: int) -> None:
    swept = at_rates(RunConfig(objective="(w-2)^2", start=(8.0,)), [1.0], steps)
    assert swept.params.tolist() == [[8.0 if steps % 2 == 0 else -4.0]]
    assert swept.losses.tolist() == [36.0]
    assert swept.steps.tolist() == [steps]


def test_no_steps_lead_nowhere() -> None:
    swept = at_rates(RunConfig(objective="(w-3)^2"), [0.1, 5.0], 0)
    assert (swept.params.tolist(), swept.losses.tolist()) == ([[7.0, 7.0]], [16.0, 16.0])
    assert swept.steps.tolist() == [0, 0]


def test_more_lanes_than_are_stepped_together_keep_their_places() -> None:
    rates = np.geomspace(1e-3, 30, 23_456)[::-1]
    config = RunConfig(objective="(w-3)^2")
    swept = at_rates(config, rates.tolist(), 60)
    for lane in (0, 9_999, 10_000, 12_345, 19_999, 20_000, 23_455):
        assert_is_alone(swept, config, lane, 60)


def test_a_sweep_of_many_rates_needs_little_more_than_its_result() -> None:
    rates = np.geomspace(1e-3, 3, 300_000)
    tracemalloc.start()
    swept = at_rates(RunConfig(objective="(w-3)^2", optimizer="adam"), rates, 10)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    result = swept.params.nbytes + swept.losses.nbytes + swept.steps.nbytes
    assert most < 1.5 * result + 4e6


def test_a_rule_without_memory_makes_the_same_step_at_any_time() -> None:
    for name, optimizer in OPTIMIZERS.items():
        rule = optimizer()
        if not rule.init(1.0):
            first, later = (rule.update(0.3, 1.0, (), 0.1, t) for t in (1, 1000))
            assert first == later, name


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "sgd"])
@pytest.mark.parametrize("objective", ["(w-3)^2", "quadratic:spectrum=1/10/40"])
def test_ten_thousand_rates_at_once_are_ten_thousand_runs(optimizer: str, objective: str) -> None:
    rates = np.geomspace(1e-4, 3.0, 10_000)
    config = RunConfig(objective=objective, optimizer=optimizer)
    lanes = at_rates(config, rates.tolist(), 40)
    for k in range(0, 10_000, 397):
        alone = Run(RunConfig(objective=objective, optimizer=optimizer, learning_rate=rates[k]))
        alone.advance(40)
        alone.seek(int(lanes.steps[k]))
        if np.isfinite(lanes.losses[k]):
            assert tuple(lanes.params[:, k]) == alone.params
            assert lanes.losses[k] == alone.loss


def test_a_lane_that_diverges_says_when_and_the_others_go_on() -> None:
    lanes = at_rates(RunConfig(objective="(w-3)^2"), [0.1, 0.5, 2.0], 1000)
    assert lanes.losses[:2] == pytest.approx([0, 0], abs=1e-12)
    assert lanes.losses[2] == np.inf
    assert lanes.steps.tolist() == [1000, 1000, 322]
    assert np.isfinite(lanes.params).all()


def test_schedules_hold_for_every_lane() -> None:
    config = RunConfig(objective="(w-3)^2", schedule="cosine")
    lanes = at_rates(config, [0.1, 0.3], 20)
    for k, rate in enumerate((0.1, 0.3)):
        alone = Run(
            RunConfig(objective="(w-3)^2", schedule="cosine", learning_rate=rate, max_steps=20)
        )
        alone.advance(20)
        assert lanes.params[0, k] == alone.params[0]


def test_what_cannot_be_swept_is_said() -> None:
    with pytest.raises(ConfigError, match="positive"):
        at_rates(RunConfig(), [0.1, -1.0], 3)
    with pytest.raises(ConfigError, match="plateau"):
        at_rates(RunConfig(schedule="plateau"), [0.1], 3)
