"""A run: what it computes, hands out and ends with, and how it is edited."""

import math
from typing import Any
from unittest import mock

import pytest

from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.events import Arrived, Event, RunEnded, RunStarted, StepsTaken, StepTaken
from gdtui.engine.run import Run
from gdtui.engine.spec import SpecError
from tests.engine.runs import by_hand, rows_of


def worked(objective: str, start: float, rate: float, steps: int) -> Run:
    run = Run(RunConfig(objective=objective, start=(start,), learning_rate=rate))
    run.advance(steps)
    return run


# The examples of the text, to the digit


def test_the_worked_example_takes_the_steps_of_the_text() -> None:
    run = worked("(w - 3)^2", 7.0, 0.1, 1)
    assert run.params == (6.2,)
    assert run.loss == pytest.approx(10.24, abs=1e-14)
    run.advance(1)
    assert run.params[0] == pytest.approx(5.56, abs=1e-14)


def test_a_run_without_a_configuration_is_the_worked_example() -> None:
    run = Run()
    assert (run.params, run.loss, run.settings.learning_rate) == ((7.0,), 16.0, 0.1)


@pytest.mark.parametrize(
    ("objective", "start", "rate", "points", "losses"),
    [
        ("(w - 3)^2", 7.0, 2.0, [-9.0], [144.0]),
        ("(w - 3)^2", 7.0, 0.0001, [6.9992], [15.99360064]),
        ("(w - 2)^2", 8.0, 0.5, [2.0, 2.0], [0.0, 0.0]),
        ("(w - 2)^2", 8.0, 1.0, [-4.0, 8.0, -4.0, 8.0], [36.0] * 4),
        ("(w - 2)^2", 8.0, 0.1, [6.8, 5.84, 5.072], [23.04, 14.7456, 9.437184]),
    ],
)
def test_the_examples_of_the_text(
    objective: str, start: float, rate: float, points: list[float], losses: list[float]
) -> None:
    run = Run(RunConfig(objective=objective, start=(start,), learning_rate=rate))
    for point, loss in zip(points, losses, strict=True):
        run.advance(1)
        assert run.params[0] == pytest.approx(point, abs=1e-13)
        assert run.loss == pytest.approx(loss, abs=1e-12)


def test_half_the_rate_arrives_at_once_and_four_steps_are_four_rows() -> None:
    run = Run(RunConfig(objective="(w - 2)^2", start=(8.0,), learning_rate=0.5))
    _, first, arrived, rest = run.advance(4)
    assert arrived == Arrived(1)
    assert [row.new_params for row in rows_of([first, rest])] == [(2.0,)] * 4
    assert [row.update for row in rows_of([rest])] == [(0.0,)] * 3
    assert (run.step, run.ended) == (4, None)
    assert [type(event) for event in run.advance(4)] == [StepsTaken]  # it is said once


def test_what_plays_by_itself_stops_where_it_arrives() -> None:
    run = Run(RunConfig(objective="(w - 2)^2", start=(8.0,), learning_rate=0.5))
    *_, arrived = run.advance(100, until_arrival=True)
    assert (arrived, run.step, run.arrived) == (Arrived(1), 1, Arrived(1))
    assert run.advance(100, budget=60.0, until_arrival=True) == []
    assert run.advance(budget=60.0, until_arrival=True) == []
    assert len(rows_of(run.advance(3))) == 3  # and whoever asks for steps gets them


def test_a_row_carries_the_arithmetic_of_its_step() -> None:
    run = Run()
    (row,) = rows_of(run.advance(1))
    assert row == StepTaken(1, (7.0,), 16.0, (8.0,), 0.1, (-0.8,), (6.2,), run.loss)


# Golden numbers of reference/playgrounds.md, 4.1 and 4.2


@pytest.mark.parametrize(
    ("objective", "start", "rate", "steps", "point"),
    [
        ("(x - 0)^2", (10.0,), 0.2, 10, (0.060466176,)),
        ("(x - 0)^2", (10.0,), 0.05, 10, (3.486784401,)),
        ("(x - 0)^2", (10.0,), 1.1, 10, (61.917364224,)),
        ("quadratic:spectrum=2/4", (-5, -2), 0.1, 20, (-0.05764607523, -7.3123168801e-05)),
        ("quadratic:spectrum=0.2/4", (-5, -2), 0.4, 20, (-0.94346664581, -7.3123168801e-05)),
        ("quadratic:spectrum=0.2/4", (-5, -2), 0.6, 20, (-0.38781396819, -1673.3651085)),
    ],
)
def test_golden_points(
    objective: str, start: tuple[float, ...], rate: float, steps: int, point: tuple[float, ...]
) -> None:
    run = Run(RunConfig(objective=objective, start=start, learning_rate=rate))
    run.advance(steps)
    assert run.params == pytest.approx(point, rel=1e-9)


@pytest.mark.parametrize(("rate", "steps"), [(0.25, 1), (0.03, 40), (0.1, 11)])
def test_golden_steps_until_small(rate: float, steps: int) -> None:
    run = Run(RunConfig(objective="quadratic:spectrum=4", start=(1.0,), learning_rate=rate))
    run.advance(steps - 1)
    assert abs(run.params[0]) > 0.00603
    run.advance(1)
    assert abs(run.params[0]) <= 0.00603


def test_golden_losses_of_an_ill_conditioned_bowl() -> None:
    start = tuple(1 / math.sqrt(curvature) for curvature in (1, 10, 100))
    best = 0.019801980198019802
    run = Run(RunConfig(objective="quadratic:spectrum=1/10/100", start=start, learning_rate=best))
    run.advance(10)
    assert run.loss == pytest.approx(0.6763679034, abs=1e-10)
    x, _, z = run.params
    assert 0.5 * x * x == pytest.approx(0.335155554, abs=1e-9)
    assert 50 * z * z == pytest.approx(0.335155554, abs=1e-9)
    run.advance(90)
    assert run.loss == pytest.approx(0.0183131968, abs=1e-10)


@pytest.mark.parametrize(("rate", "steps"), [(0.019801980198019802, 346), (0.01, 653)])
def test_golden_steps_of_an_ill_conditioned_bowl(rate: float, steps: int) -> None:
    start = tuple(1 / math.sqrt(curvature) for curvature in (1, 10, 100))
    run = Run(RunConfig(objective="quadratic:spectrum=1/10/100", start=start, learning_rate=rate))
    rows = rows_of(run.advance(steps + 10))
    assert next(row.step for row in rows if row.new_loss <= 1e-6) == steps


@pytest.mark.parametrize(("share", "grows"), [(0.999, False), (1.001, True)])
def test_the_edge_of_stability_is_two_over_the_largest_curvature(share: float, grows: bool) -> None:
    rate = share * 2 / 100
    run = Run(RunConfig(objective="quadratic:spectrum=1/10/100", learning_rate=rate))
    run.advance(3000)
    assert (run.loss > 1000) == grows


# What it hands out


def test_the_start_is_announced_once_even_if_seeking_comes_first() -> None:
    run = Run()
    run.seek(5)
    assert [type(event) for event in run.advance(1)] == [RunStarted, StepsTaken]
    assert [type(event) for event in run.advance(1)] == [StepsTaken]


def test_the_announcement_has_every_setting_resolved() -> None:
    (started,) = Run(RunConfig(objective="(w - 2)^2")).advance(0)
    assert started == RunStarted(
        {
            "objective": "(w - 2)^2",
            "start": (8.0,),
            "learning_rate": 0.1,
            "optimizer": "gd",
            "schedule": "constant",
            "max_steps": None,
            "seed": 0,
        }
    )


def test_rows_are_those_asked_for_as_far_as_they_are_known() -> None:
    run = Run(RunConfig(learning_rate=0.01))
    run.advance(300)
    run.seek(10)
    assert [row.step for row in run.rows(290, 1000)] == list(range(290, 301))
    assert [row.step for row in run.rows(-5, 2)] == [1, 2]
    assert run.rows(301, 400) == []
    assert run.rows(7, 6) == []
    assert run.step == 10


# Edits


def test_an_edit_in_the_past_drops_the_future() -> None:
    run = Run(RunConfig(learning_rate=0.01))
    run.advance(100)
    run.edit(learning_rate=0.02)
    run.advance(100)
    run.seek(50)
    run.edit(learning_rate=0.03)
    assert run.furthest == 50
    assert [edit.step for edit in run.edits] == [50]
    run.seek(200)
    assert [row.learning_rate for row in run.rows(49, 52)] == [0.01, 0.01, 0.03, 0.03]
    assert run.rows(150, 150)[0].learning_rate == 0.03


def test_edits_at_one_step_are_one() -> None:
    run = Run()
    run.edit(learning_rate=0.2)
    run.edit(schedule="constant")
    assert run.settings.learning_rate == 0.2
    assert len(run.edits) == 1
    run.edit(learning_rate=0.3)
    run.advance(1)
    assert run.rows(1, 1)[0].learning_rate == 0.3


def test_an_edit_leads_on_from_where_the_run_had_arrived() -> None:
    run = Run(RunConfig(objective="w^2", start=(4.0,), learning_rate=0.5))
    run.advance(5)
    run.edit(optimizer="gd:weight_decay=0.1")
    assert run.arrived is None
    assert Arrived(5) in run.advance(3)
    run.seek(3)
    assert run.arrived == Arrived(1)
    run.seek(0)
    assert run.arrived is None
    assert [row.new_params for row in rows_of(run.advance(8))] == [(0.0,)] * 8
    assert run.arrived == Arrived(5)
    run.seek(4)
    run.edit(learning_rate=0.25)
    assert run.arrived is None


def test_an_arrival_is_not_passed_on_to_another_future() -> None:
    run = worked("(w - 2)^2", 8.0, 0.5, 5)
    run.seek(0)
    run.edit(learning_rate=0.1)
    run.advance(5)
    assert run.arrived is None
    assert run.params[0] > 2.1


def test_a_schedule_that_rests_has_not_arrived() -> None:
    config = RunConfig(objective="w^2", start=(4.0,), schedule="step:step_size=3,gamma=1e-200")
    run = Run(config)
    run.advance(20)
    assert run.arrived is None  # where the rate comes to nothing, the slope is still there
    assert run.params[0] > 1


def test_an_edit_leads_on_from_where_the_run_had_diverged() -> None:
    run = worked("(w - 3)^2", 7.0, 2.0, 1000)
    end = run.step
    assert run.loss == math.inf
    run.edit(learning_rate=0.4)
    run.advance(6000)
    assert run.loss < 1e-9  # θ itself was still finite, and comes back
    furthest = run.furthest
    assert [row.step for row in run.rows(1, furthest)] == list(range(1, furthest + 1))
    run.seek(0)
    assert rows_of(run.advance(end + 10))[-1].step == end + 10


def test_an_edit_does_not_turn_infinity_into_an_arrival() -> None:
    run = by_hand(lambda w: -w * w * w, lambda w: -3 * w * w)
    run.advance(1000)
    for _ in range(3):
        assert run.ended
        assert run.ended.reason == "diverged"
        run.edit(learning_rate=0.01)
        run.advance(10)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"learning_rate": 0.0}, "positive number such as 0.1, not 0$"),
        ({"learning_rate": -1.0}, "positive"),
        ({"learning_rate": math.nan}, "positive"),
        ({"learning_rate": math.inf}, "positive"),
        ({"optimizer": "gdd"}, "did you mean 'gd'"),
        ({"schedule": "constat"}, "did you mean 'constant'"),
        ({"start": (1.0,)}, "start cannot change during a run; learning_rate, optimizer, schedule"),
    ],
)
def test_an_edit_that_cannot_be_changes_nothing(changes: dict[str, Any], message: str) -> None:
    run = Run()
    run.advance(20)
    run.seek(10)
    with pytest.raises((ConfigError, SpecError), match=message):
        run.edit(**changes)
    assert not run.edits
    assert (run.furthest, run.settings.learning_rate) == (20, 0.1)


# Ends


def test_seeking_beyond_the_end_stops_there() -> None:
    for rate, steps in ((2.0, None), (0.5, 20)):
        run = Run(RunConfig(learning_rate=rate, max_steps=steps))
        sought = run.seek(10_000)
        assert run.ended is not None
        assert sought.step == run.ended.step == run.step < 10_000
        assert run.advance(10) == [RunStarted(mock.ANY)]


def test_a_diverging_run_ends_and_keeps_its_last_finite_step() -> None:
    run = worked("(w - 3)^2", 7.0, 2.0, 5000)
    end = run.ended
    assert end == RunEnded("diverged", run.step)
    assert run.loss == math.inf
    run.seek(run.step - 1)
    assert math.isfinite(run.loss)
    assert math.isfinite(run.params[0])
    assert run.ended is None
    assert run.advance(1)[-1] == end
    assert run.advance(1) == []


@pytest.mark.parametrize(("rate", "steps"), [(2.0, None), (0.5, 400)])
def test_an_end_reached_again_is_said_again(rate: float, steps: int | None) -> None:
    run = Run(RunConfig(objective="(w - 2)^2", learning_rate=rate, max_steps=steps))
    run.advance(100_000)
    end = run.ended
    assert end is not None
    for back in (1, end.step):
        run.seek(end.step - back)
        assert run.ended is None
        events = run.advance(back)
        assert events[-1] == end
        assert rows_of(events)[-1].step == end.step


@pytest.mark.parametrize("portion", [1, 7, 1000])
def test_a_run_takes_as_many_steps_as_it_was_given(portion: int) -> None:
    run = Run(RunConfig(max_steps=70))
    events: list[Event] = []
    while not run.ended:
        events += run.advance(portion)
    assert events[-1] == RunEnded("max_steps", 70)
    assert len(rows_of(events)) == 70


def test_a_run_of_no_steps_ends_where_it_begins() -> None:
    assert Run(RunConfig(max_steps=0)).advance(5)[1:] == [RunEnded("max_steps", 0)]


@pytest.mark.parametrize("config", [RunConfig(learning_rate=1e-300), RunConfig(start=(3.0,))])
def test_a_run_that_no_step_moves_has_arrived_where_it_starts(config: RunConfig) -> None:
    run = Run(config)
    _, arrived, steps = run.advance(10)
    assert arrived == Arrived(0)
    assert {row.new_params for row in rows_of([steps])} == {run.config.start}


# How much is asked for


def test_a_budget_of_nothing_still_takes_a_step() -> None:
    run = Run()
    run.advance(budget=0.0)
    assert run.step == 1


def test_both_limits_hold() -> None:
    run = Run()
    run.advance(3, budget=60.0)
    assert run.step == 3


# What cannot be run


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (RunConfig(start=(1.0, 2.0)), r"needs 1 number \(w\), not 2: such as 7"),
        (RunConfig(start=()), "needs 1 number"),
        (RunConfig(start=(math.nan,)), "finite"),
        (RunConfig(start=(1e200,)), "the loss at the start 1e200 is ∞.*such as 7"),
        (RunConfig(learning_rate=0.0), "positive"),
        (RunConfig(max_steps=-1), "must not be negative \\(got -1\\)"),
        (RunConfig(optimizer="adm"), "unknown optimizer 'adm'"),
        (RunConfig(schedule="const"), "did you mean 'constant'"),
        (RunConfig(objective="quadratic:spectrum=-1"), "positive"),
        (RunConfig(objective="log(w)", start=(-1.0,)), "the loss at the start -1 is not a number"),
    ],
)
def test_a_configuration_that_cannot_be_run_says_why_in_one_line(
    config: RunConfig, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        Run(config)
    assert "\n" not in str(caught.value)


def test_asking_for_neither_steps_nor_time_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="how many"):
        Run().advance()
    with pytest.raises(ValueError, match="no step -1"):
        Run().seek(-1)


def test_what_holds_at_a_step_is_what_the_edits_before_it_say() -> None:
    run = Run()
    for step, changes in ((0, {"learning_rate": 0.3}), (4, {"optimizer": "adam"}), (9, {})):
        run.seek(step)
        run.edit(**changes)
    run.edit(schedule="exponential")  # at the same step as the one before: one edit
    run.seek(12)
    assert [edit.step for edit in run.edits] == [0, 4, 9]
    held = [(at.learning_rate, at.optimizer, at.schedule) for at in map(run.settings_at, range(13))]
    assert held[0] == (0.3, "gd", "constant")
    assert held[:4] == held[:1] * 4
    assert held[4:9] == [(0.3, "adam", "constant")] * 5
    assert held[9:] == [(0.3, "adam", "exponential")] * 4
    run.seek(6)
    run.edit(learning_rate=1.0)
    assert [edit.step for edit in run.edits] == [0, 4, 6]
    assert run.settings_at(99) == run.settings
