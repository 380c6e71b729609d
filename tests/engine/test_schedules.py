"""Every schedule against torch.optim.lr_scheduler (`golden_torch.json`), and its own sense."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES, parse
from gdtui.engine.spec import SpecError
from tests.golden import reference

GOLDEN = reference.torch()

FORMS = {
    "constant": "constant",
    "step": "step:step_size=15,gamma=0.1",
    "multistep": "multistep:milestones=10/30/45,gamma=0.5",
    "exponential": "exponential:gamma=0.95",
    "cosine": "cosine:total_steps=60,minimum=0.01",
    "cosine_past_tmax": "cosine:total_steps=20",
    "warm_restarts": "warm_restarts:period=8,multiplier=2,minimum=0.01",
    "linear_warmup": "warmup:steps=20,start_factor=0.1",
    "warmup_then_cosine": "warmup_cosine:warmup=10,total_steps=60",
    "polynomial": "polynomial:total_steps=40,power=2",
    "inverse_sqrt": "inverse_sqrt:warmup=10",
    "one_cycle": "one_cycle:total_steps=60",
    "one_cycle_linear": "one_cycle:total_steps=60,anneal=linear",
    "one_cycle_3phase": "one_cycle:total_steps=60,three_phase=yes",
    "cyclic_triangular": "cyclic:base=0.1,peak=1,up=8,down=12",
    "cyclic_triangular2": "cyclic:base=0.1,peak=1,up=10,mode=triangular2",
    "cyclic_exp_range": "cyclic:base=0.1,peak=1,up=10,mode=exp_range,gamma=0.97",
    "plateau": "plateau:factor=0.5,patience=3,cooldown=2,minimum=0.02",
    "wsd": "wsd:warmup=10,total_steps=60,decay=20",
}


@pytest.mark.parametrize("name", FORMS)
def test_the_rates_are_torchs(name: str) -> None:
    schedule = parse(FORMS[name])
    memory = schedule.memory
    for t, wanted in enumerate(GOLDEN["schedulers"][name]["lr"]):
        assert schedule.rate(t + 1, 1.0, memory) == pytest.approx(wanted, rel=1e-12, abs=1e-12)
        if schedule.observe:
            memory = schedule.observe(memory, GOLDEN["plateau_metrics"][t])


def test_every_schedule_is_among_them() -> None:
    assert {form.partition(":")[0] for form in FORMS.values()} == set(SCHEDULES)


@given(st.sampled_from(sorted(SCHEDULES)), st.integers(1, 5000), st.floats(1e-6, 100))
def test_a_rate_is_never_negative_and_never_more_than_the_runs(
    name: str, step: int, eta: float
) -> None:
    schedule = parse(name)
    rate = schedule.rate(step, eta, schedule.memory)
    assert 0 <= rate <= eta * (1 + 1e-12)


def test_the_runs_length_is_the_schedules() -> None:
    run = Run(RunConfig(learning_rate=0.4, schedule="cosine", max_steps=10))
    run.advance(10)
    rates = [row.learning_rate for row in run.rows(1, 10)]
    assert rates == pytest.approx([0.2 * (1 + math.cos(math.pi * t / 10)) for t in range(10)])


def test_a_plateau_is_replayed_like_everything_else() -> None:
    config = RunConfig(
        objective="|w|", learning_rate=0.5, start=(3.1,), schedule="plateau:factor=0.5,patience=2"
    )
    run = Run(config)
    run.advance(60)
    rates = [row.learning_rate for row in run.rows(1, 60)]
    assert rates[0] == 0.5
    assert rates[-1] < 0.1
    state = run.state
    run.seek(7)
    run.seek(60)
    assert run.state == state


def test_a_schedule_chosen_on_the_way_holds_from_there() -> None:
    run = Run(RunConfig(learning_rate=0.1))
    run.advance(3)
    run.edit(schedule="exponential:gamma=0.5")
    run.advance(2)
    rates = [row.learning_rate for row in run.rows(1, 5)]
    assert rates == pytest.approx([0.1, 0.1, 0.1, 0.1 * 0.5**3, 0.1 * 0.5**4])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cosin", "did you mean 'cosine'"),
        ("step:gama=0.3", "did you mean 'gamma'"),
        ("step:step_size=0", "step_size must be 1 or more"),
        ("step:step_size=1.5", "must be a whole number"),
        ("multistep:milestones=5/3", "must rise"),
        ("multistep:milestones=a/b", "numbers such as 5/12/31"),
        ("cyclic:mode=zigzag", "triangular, triangular2 or exp_range"),
        ("plateau:factor=2", "between 0 and 1"),
        ("wsd:warmup=50,total_steps=60", "at least warmup + decay = 70"),
    ],
)
def test_a_wrong_form_says_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert said in str(caught.value)
