"""Every rule against torch.optim 2.13 in float64 (`golden_torch.json`).

Open loop: torch's own gradients are fed to our rule, step by step, so that a wrong rule shows even
where the path would hide it. Closed loop: a whole run of ours goes where torch's went. Lion, which
torch has not, against optax.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.config import RunConfig
from gdtui.engine.optimizers import OPTIMIZERS, parse
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError, settings_of
from tests.golden import losses, reference

GOLDEN = reference.torch()["optimizers"]

FORMS = {
    "sgd": "gd",
    "sgd_oscillating": "gd",
    "sgd_diverging": "gd",
    "sgd_l2": "gd:weight_decay=0.1",
    "momentum": "momentum",
    "momentum_damped": "momentum:dampening=0.9",
    "nesterov": "nesterov",
    "adagrad": "adagrad",
    "adagrad_decay": "adagrad:lr_decay=0.01,initial_accumulator_value=0.1",
    "rmsprop": "rmsprop",
    "rmsprop_centered": "rmsprop:centered=yes",
    "rmsprop_momentum": "rmsprop:momentum=0.9",
    "adadelta": "adadelta",
    "adam": "adam",
    "adam_l2": "adam:weight_decay=0.1",
    "amsgrad": "adam:amsgrad=yes",
    "adamw": "adamw:weight_decay=0.1",
    "nadam": "nadam",
    "radam": "radam",
    "adamax": "adamax",
    "rprop": "rprop",
}
"""torch's ASGD is left out: averaging is no rule for a step."""

ULPS = 1e-14


@pytest.mark.parametrize("loss", ["quad1d", "ravine", "rosenbrock", "himmelblau", "linreg"])
@pytest.mark.parametrize("name", FORMS)
def test_open_loop_every_step_is_torchs(name: str, loss: str) -> None:
    rule, golden = parse(FORMS[name]), GOLDEN[name]["runs"][loss]
    states = [rule.init(w) for w in golden["w"][0]]
    for t, (here, there) in enumerate(zip(golden["w"], golden["w"][1:], strict=False), start=1):
        for i, (w, g) in enumerate(zip(here, golden["g"][t - 1], strict=True)):
            move, states[i] = rule.update(g, w, states[i], golden["lr"], t)
            if math.isfinite(there[i]):
                scale = max(abs(there[i]), abs(move))
                assert abs(w + move - there[i]) <= ULPS * scale, (t, i)


@pytest.mark.parametrize("name", FORMS)
def test_closed_loop_the_run_goes_where_torchs_went(name: str) -> None:
    golden = GOLDEN[name]["runs"]["quad1d"]
    run = Run(
        RunConfig(
            objective="(w-3)^2",
            start=tuple(golden["w"][0]),
            learning_rate=golden["lr"],
            optimizer=FORMS[name],
        )
    )
    run.advance(len(golden["w"]) - 1)
    for row in run.rows(1, run.furthest):
        assert row.params == pytest.approx(golden["w"][row.step - 1], rel=1e-9, abs=1e-9)
        assert row.loss == pytest.approx(golden["f"][row.step - 1], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("loss", losses.STARTS, ids=lambda loss: loss.__name__)
@pytest.mark.parametrize(("name", "form"), [("lion", "lion"), ("lion_wd", "lion:weight_decay=0.1")])
def test_lion_goes_where_optaxs_went(name: str, form: str, loss: losses.Loss) -> None:
    rule, golden = parse(form), reference.optax()["optimizers"][name][loss.__name__]
    points = golden["w"]
    states = [rule.init(w) for w in points[0]]
    for t, (here, there) in enumerate(pairwise(points)):
        value, gradient = loss(here, t)
        assert value == pytest.approx(golden["f"][t], rel=1e-14)
        for i, (w, g) in enumerate(zip(here, gradient, strict=True)):
            move, states[i] = rule.update(g, w, states[i], golden["lr"], t + 1)
            assert w + move == pytest.approx(there[i], rel=ULPS, abs=ULPS)


def test_lion_by_hand() -> None:
    rule = parse("lion:beta1=0.9,beta2=0.99")
    move, state = rule.update(2.0, 5.0, rule.init(5.0), 0.01, 1)
    assert (move, state) == (-0.01, (pytest.approx(0.02),))
    move, state = rule.update(-0.1, 5.0, state, 0.01, 2)
    assert move == -0.01, "0.9 · 0.02 − 0.1 · 0.1 is still above 0"


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "sgd"])
def test_floats_vectors_and_lanes_have_the_same_bits(name: str) -> None:
    rule = parse(name)
    rng = np.random.Generator(np.random.Philox(key=3))
    rates = 10 ** rng.uniform(-3, -0.5, 50)
    w = rng.normal(size=(2, 50))
    lanes, state = w.copy(), rule.init(w)
    floats = [[float(x) for x in column] for column in w.T]
    states = [[rule.init(x) for x in column] for column in floats]
    for t in range(1, 60):
        gradients = np.stack([2 * lanes[0], 3 * lanes[1]])
        move, state = rule.update(gradients, lanes, state, rates, t)
        lanes = lanes + move
        for k, point in enumerate(floats):
            slopes = [2 * point[0], 3 * point[1]]
            for i, slope in enumerate(slopes):
                step, states[k][i] = rule.update(slope, point[i], states[k][i], float(rates[k]), t)
                point[i] += step
    assert (np.array(floats) == lanes.T).all() | ~np.isfinite(lanes).all()


@given(st.sampled_from(sorted(OPTIMIZERS)), st.floats(-1e6, 1e6), st.floats(1e-6, 10))
def test_no_slope_and_no_memory_means_no_step(name: str, w: float, eta: float) -> None:
    form = name if name in ("rprop",) else f"{name}:weight_decay=0"
    rule = parse(form)
    move, _ = rule.update(0.0, w, rule.init(w), eta, 1)
    assert move == 0


def test_momentum_without_momentum_is_descent() -> None:
    for form in ("momentum:momentum=0", "nesterov:momentum=0"):
        rule, plain = parse(form), parse("gd")
        state = rule.init(1.0)
        for t, g in enumerate((3.0, -1.0, 0.5), start=1):
            move, state = rule.update(g, 1.0, state, 0.1, t)
            assert move == plain.update(g, 1.0, (), 0.1, t)[0]


def test_first_steps_in_units_of_the_rate() -> None:
    """Adam and Adagrad step by η whatever the slope, rmsprop by 10 η: it corrects no bias."""
    for slope in (1e-3, -50.0):
        for name, length in (("adam", 1), ("adagrad", 1), ("adamax", 1), ("rmsprop", 10)):
            rule = parse(name)
            move, _ = rule.update(slope, 1.0, rule.init(1.0), 0.01, 1)
            assert move == pytest.approx(-math.copysign(0.01 * length, slope), rel=1e-4)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_explains_itself(name: str) -> None:
    choice = OPTIMIZERS[name]
    assert choice.__doc__
    assert "(" in choice.__doc__, "the paper"
    rule = parse(name)
    assert rule.lines(1)[-1].startswith("θ = θ − ")
    assert len(rule.remembers) == len(rule.init(1.0))
    assert name == "rprop" or "weight_decay" in settings_of(choice)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("adamm", "did you mean 'adam'"),
        ("adam:beta3=1", "did you mean 'beta2'?; known: beta1, beta2, eps, amsgrad, weight_decay"),
        ("adam:beta1=1", "below 1"),
        ("adam:beta1", "beta1 needs a value"),
        ("momentum:momentum=-0.1", "at least 0"),
        ("rmsprop:centered=maybe", "yes or no"),
        ("rprop:eta_plus=0.9", "eta_plus above 1"),
        ("gd:weight_decay=-1", "weight_decay must not be negative (got −1)"),
        ("adam:eps=nan", "must be a number"),
    ],
)
def test_a_wrong_form_says_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_another_rule_on_the_way_begins_afresh() -> None:
    run = Run(RunConfig(objective="(w-3)^2", start=(7.0,), learning_rate=0.1))
    run.advance(5)
    here = run.params
    run.edit(optimizer="adam")
    run.advance(1)
    assert run.params[0] == pytest.approx(here[0] - 0.1), "Adam's first step is η long"
    after = run.state
    run.advance(30)
    run.seek(6)
    assert run.state == after
