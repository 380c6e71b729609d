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


@pytest.mark.parametrize("length", [1, 2, 9, 10, 20, 29, 30, 100, 1000])
@pytest.mark.parametrize("name", ["wsd", "warmup_cosine", "one_cycle", "one_cycle:three_phase=yes"])
def test_a_schedule_s_own_settings_suit_a_run_of_any_length(name: str, length: int) -> None:
    run = Run(RunConfig(learning_rate=0.1, schedule=name, max_steps=length))
    run.advance(length)
    rates = [row.learning_rate for row in run.rows(1, length)]
    assert len(rates) == length
    assert all(0 <= rate <= 0.1 for rate in rates)


def test_short_runs_warm_up_and_decay_for_the_shares_of_a_long_one() -> None:
    def rates(length: int) -> list[float]:
        schedule = parse("wsd", length)
        return [schedule.rate(step, 1.0, ()) for step in range(1, length + 1)]

    assert rates(100)[:11] == [0.1 * k for k in range(1, 3)] + [k / 10 for k in range(3, 11)] + [1]
    assert rates(20) == [0.5, *[1.0] * 16, 0.75, 0.5, 0.25]


def test_a_warm_up_of_one_step_is_a_step_at_the_start_s_rate() -> None:
    schedule = parse("one_cycle:total_steps=10,share=0.1,start_divisor=4,anneal=linear")
    assert schedule.rate(1, 1.0, ()) == 0.25
    assert schedule.rate(2, 1.0, ()) == pytest.approx(1 - (1 - 0.25e-4) / 9)


@pytest.mark.parametrize(
    "schedule",
    [
        "exponential:gamma=10000",
        "step:gamma=1e300,step_size=1",
        "cyclic:mode=exp_range,gamma=1e300",
    ],
)
def test_a_rate_that_overflows_ends_the_run_as_diverged(schedule: str) -> None:
    run = Run(RunConfig(start=(3.0 + 1e-9,), learning_rate=1e-300, schedule=schedule))
    run.advance(2000)
    assert run.ended is not None
    assert run.ended.reason == "diverged"
    assert parse(schedule).rate(2000, 0.1, ()) == math.inf
    assert run.next_step().step == run.step + 1  # a screen asks for it all the same


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
        (f"cosine:total_steps={10**400}", "total_steps can be 1,000,000,000,000,000 at most"),
        (f"cyclic:down={10**400}", "down can be"),
    ],
)
def test_a_wrong_form_says_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert said in str(caught.value)
