"""What the screen says of an update is what the rule does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine.analysis.worked_step import next_update, worked_out
from gdtui.engine.config import RunConfig
from gdtui.engine.optimizers import OPTIMIZERS, parse
from gdtui.engine.run import Run

SETTINGS = [
    "momentum:momentum=0.8,dampening=0.3,weight_decay=0.1", "nesterov:momentum=0.5",
    "adagrad:lr_decay=0.2,initial_accumulator_value=0.1", "rmsprop:centered=yes,momentum=0.9",
    "rmsprop:alpha=0.5,weight_decay=0.2", "adam:amsgrad=yes,weight_decay=0.1", "adamw:amsgrad=yes",
    "radam:beta2=0.9", "lion:weight_decay=0.3", "gd:weight_decay=0.5", "adadelta:weight_decay=0.1",
]  # fmt: skip


@pytest.mark.parametrize("optimizer", [*OPTIMIZERS, *SETTINGS])
@given(
    gradients=st.lists(
        st.floats(-50, 50).filter(lambda g: g == 0 or abs(g) > 1e-3), min_size=1, max_size=9
    ),
    w=st.floats(-10, 10),
    eta=st.floats(1e-3, 1),
)
def test_the_lines_lead_where_the_rule_leads(
    optimizer: str, gradients: list[float], w: float, eta: float
) -> None:
    rule = parse(optimizer)
    state = rule.init(w)
    for t, g in enumerate(gradients, start=1):
        move, after = rule.update(g, w, state, eta, t)
        lines = worked_out(rule, g, w, state, after, eta, t)
        assert lines[-1].symbol == "θ"
        assert lines[-1].value == pytest.approx(w + move, rel=1e-9, abs=1e-9)
        told = {line.symbol: line.value for line in lines}
        for symbol, value in zip(rule.remembers, after, strict=True):
            if symbol in told:
                assert told[symbol] == pytest.approx(value, rel=1e-9, abs=1e-12)
        w, state = w + move, after


def test_the_first_step_of_momentum_takes_the_slope_as_it_is() -> None:
    rule = parse("momentum")
    first = worked_out(rule, 8.0, 7.0, (0.0,), (8.0,), 0.1, 1)
    assert [(line.symbol, line.formula, line.value) for line in first] == [
        ("b", "g", 8.0),
        ("θ", "θ − η·b", pytest.approx(6.2)),
    ]
    second = worked_out(rule, 6.4, 6.2, (8.0,), (13.6,), 0.1, 2)
    assert (second[0].formula, second[0].values) == ("μ·b + g", {"μ": 0.9, "b": 8.0, "g": 6.4})
    assert second[1].value == pytest.approx(4.84)


def test_another_rule_on_the_way_remembers_nothing_yet() -> None:
    run = Run(RunConfig(optimizer="momentum"))
    run.advance(3)
    run.edit(optimizer="adam")
    lines = next_update(run)
    assert [line.symbol for line in lines] == ["m", "v", "mhat", "vhat", "θ"]
    assert lines[0].values["m"] == 0
    assert lines[-1].value == run.next_step().new_params[0]
    run.advance(1)
    assert next_update(run)[0].values["m"] == lines[0].value


def test_another_rule_before_the_first_step() -> None:
    run = Run(RunConfig())
    run.edit(optimizer="adam")
    run.advance(2)
    assert run.params == pytest.approx((6.80007,), abs=1e-5)
    run.seek(0)
    assert next_update(run)[0].symbol == "m"


def test_numbers_too_large_are_no_error() -> None:
    rule = parse("adagrad")
    lines = worked_out(rule, 1e200, 1.0, (0.0,), (float("inf"),), 0.1, 1)
    assert lines[-1].value != lines[-1].value or lines[-1].value == 1.0
