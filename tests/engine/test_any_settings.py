"""Whatever settings the checks let through: no run raises, and the lanes of a sweep are runs."""

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.sweeping.rates import at_rates
from gdtui.engine.config import RunConfig
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.optimizers import parse as rule_of
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES
from gdtui.engine.schedules import parse as schedule_of
from gdtui.engine.spec import SpecError, settings_of

WORDS = {
    "anneal": ["cos", "linear"],
    "mode": ["triangular", "triangular2", "exp_range"],
}
STEPS = 500
RATES = (1e-300, 1e-3, 0.1, 0.7, 3.0, 1e300)
REALS = st.one_of(
    st.sampled_from([0.0, 5e-324, 1e-12, 0.3, 0.5, 0.9, 1 - 2**-53, 1.0, 1.2, 50.0, 1e4, 1e308]),
    st.floats(0, 1),
    st.floats(0, 1e308),
)
WHOLES = st.one_of(st.integers(0, 40), st.integers(0, 10**15))
LOSSES = ["(w - 3)^2", "2w", "x^2 + 25*y^2 - x*y", "quadratic:spectrum=1/10/100"]


def values(name: str, default: Any) -> st.SearchStrategy[str]:
    """What may be written for a setting, by the type of its default."""
    if name in WORDS:
        return st.sampled_from(WORDS[name])
    if isinstance(default, bool):
        return st.sampled_from(["yes", "no"])
    if isinstance(default, tuple):
        return st.lists(st.integers(0, 750), min_size=1, max_size=4).map(
            lambda steps: "/".join(map(str, sorted(steps)))
        )
    return (WHOLES if isinstance(default, int) else REALS).map(repr)


@st.composite
def specs(draw: st.DrawFn, choices: dict[str, Any], name: str) -> str:
    """A choice with some of its settings written, which its checks let through or not."""
    known = settings_of(choices[name])
    chosen = draw(st.lists(st.sampled_from(sorted(known)), unique=True)) if known else []
    given_ = [f"{key}={draw(values(key, known[key]))}" for key in chosen]
    return name + (":" if given_ else "") + ",".join(given_)


def allowed(config: RunConfig) -> bool:
    """Whether the settings are some that can be."""
    try:
        rule_of(config.optimizer)
        schedule_of(config.schedule, config.max_steps)
    except SpecError:
        return False
    return True


def to_the_end(config: RunConfig) -> Run:
    """A run of `STEPS` steps, which nothing but numbers too large has ended before."""
    run = Run(config)
    run.advance(STEPS)
    assert run.step == STEPS or (run.ended and run.ended.reason == "diverged")
    run.next_step()
    return run


@pytest.mark.parametrize(
    ("optimizer", "schedule"),
    [
        *((optimizer, "constant") for optimizer in OPTIMIZERS),
        *(("adam", schedule) for schedule in SCHEDULES),
        *(("gd", schedule) for schedule in SCHEDULES),
    ],
)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_runs_and_sweeps_never_raise_and_agree_to_the_bit(
    optimizer: str, schedule: str, data: st.DataObject
) -> None:
    config = RunConfig(
        objective=data.draw(st.sampled_from(LOSSES)),
        learning_rate=data.draw(st.sampled_from(RATES)),
        optimizer=data.draw(specs(OPTIMIZERS, optimizer)),
        schedule=data.draw(specs(SCHEDULES, schedule)),
        max_steps=STEPS,
    )
    if not allowed(config):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = to_the_end(config)
        if schedule == "plateau":
            return
        assert config.learning_rate is not None
        swept = at_rates(config, [1e300, config.learning_rate, 1e-3], STEPS)
    alive = run.ended is None or run.ended.reason != "diverged"
    assert swept.steps[1] == run.step
    if not alive:
        assert swept.losses[1] == math.inf
        run.seek(run.step - 1)  # the lane stands at the last point that was finite
    assert repr(tuple(swept.params[:, 1].tolist())) == repr(run.params)
    if alive:
        assert swept.losses[1] == run.loss


def test_a_lane_that_is_dead_stays_dead() -> None:
    swept = at_rates(RunConfig(objective="(w - 3)^2"), [0.1, 1e200, 2.0], STEPS)
    assert swept.losses.tolist()[1:] == [math.inf, math.inf]
    for lane, rate in ((1, 1e200), (2, 2.0)):
        run = Run(RunConfig(objective="(w - 3)^2", learning_rate=rate))
        run.advance(STEPS)
        assert swept.steps[lane] == run.step
        run.seek(run.step - 1)
        assert swept.params[0, lane] == run.params[0]
    assert np.isfinite(swept.losses[0])
    assert swept.steps[0] == STEPS


# Where rounding or a slope of 0 would divide by 0, or take the root of less


@pytest.mark.parametrize("optimizer", ["rmsprop:centered=yes", "rmsprop:centered=yes,eps=0"])
def test_a_constant_slope_centers_to_nothing_and_not_to_less(optimizer: str) -> None:
    run = Run(RunConfig(objective="2w", learning_rate=1e-3, optimizer=optimizer, start=(1.0,)))
    run.advance(STEPS)
    assert run.step == STEPS
    assert math.isfinite(run.loss)


@pytest.mark.parametrize(
    "optimizer", [name for name in OPTIMIZERS if "eps" in settings_of(OPTIMIZERS[name])]
)
def test_a_slope_of_0_moves_nothing_without_an_epsilon(optimizer: str) -> None:
    decay = ",weight_decay=0" if optimizer == "adamw" else ""
    config = RunConfig(start=(3.0,), optimizer=f"{optimizer}:eps=0{decay}", learning_rate=0.1)
    run = Run(config)
    run.advance(50)
    assert (run.step, run.ended, run.params) == (50, None, (3.0,))
    assert at_rates(config, [0.1], 50).params.tolist() == [[3.0]]


def test_without_momentum_nothing_is_dampened() -> None:
    plain = Run(RunConfig())
    dampened = Run(RunConfig(optimizer="momentum:momentum=0,dampening=0.5"))
    for run in (plain, dampened):
        run.advance(30)
    assert dampened.rows(1, 30) == plain.rows(1, 30)
