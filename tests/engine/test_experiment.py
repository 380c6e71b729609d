"""An experiment without a screen: nothing computed is lost, nothing kept is changed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.data.synthetic import SYNTHETIC
from gdtui.engine.experiment import MAX_PINS, Experiment, Track
from gdtui.engine.history import SPANS, WINDOW
from gdtui.engine.run import Run
from gdtui.engine.units import EPOCHS, EXAMPLES, STEPS, UNITS, Unit

LINE = SYNTHETIC["line"]()  # 100 examples


def on_line(batch_size: int | None = None, **config: Any) -> Run:
    return Run(RunConfig(objective="linear", data="line", batch_size=batch_size, **config), LINE)


def again(run: Run) -> Run:
    """A fresh run with the same configuration and edits, gone as far."""
    fresh = Run(run.config, run.data)
    for edit in run.edits:
        fresh.seek(edit.step)
        fresh.edit(**edit.changes)
    fresh.seek(run.furthest)
    return fresh


def all_rows(run: Run) -> str:
    """Every update, to the bit; nan is the same as nan."""
    return repr(run.rows(1, run.furthest))


class Kept(NamedTuple):
    """What a track is, to the bit."""

    config: RunConfig
    edits: str
    rows: str
    losses: str

    @classmethod
    def of(cls, track: Track, steps: int | None = None) -> "Kept":
        """The track's first `steps` updates, or all of them."""
        last = track.run.furthest if steps is None else steps
        return cls(
            track.run.config,
            repr(track.run.edits),
            repr(track.run.rows(1, last)),
            repr([(row.loss, row.new_loss) for row in track.history.rows(1, last)]),
        )


class Operation(NamedTuple):
    """What is done to an experiment, and with what number."""

    name: str
    number: int


EDITS: Sequence[dict[str, Any]] = (
    {"learning_rate": 0.05},
    {"learning_rate": 1.5},
    {"optimizer": "momentum"},
    {"optimizer": "adam", "learning_rate": 0.3},
    {"schedule": "exponential:gamma=0.9"},
)
RUNS = (
    lambda: Run(RunConfig()),
    lambda: Run(RunConfig(learning_rate=2.0)),
    lambda: Run(RunConfig(objective="x^2 + 10y^2", learning_rate=0.09, max_steps=60)),
    lambda: on_line(8),
    lambda: on_line(30, learning_rate=0.01),
    on_line,
)
OPERATIONS = ("go", "advance", "edit", "begin", "pin", "pin_ghost", "unpin", "adopt", "race")


def do(experiment: Experiment, operation: Operation) -> None:
    name, number = operation
    pin = experiment.pins[number % len(experiment.pins)] if experiment.pins else None
    match name:
        case "go":
            experiment.go(number)
        case "advance":
            experiment.advance(number)
        case "edit":
            experiment.edit(**EDITS[number % len(EDITS)])
        case "begin":
            experiment.begin(RUNS[number % len(RUNS)]())
        case "pin" if len(experiment.pins) < MAX_PINS:
            experiment.pin(f"run {number}")
        case "pin_ghost" if experiment.ghost and len(experiment.pins) < MAX_PINS:
            experiment.pin_ghost("ghost")
        case "unpin" if pin:
            experiment.unpin(pin)
        case "adopt" if pin:
            experiment.adopt(pin)
        case "race":
            experiment.race_to(number, STEPS)


operations = st.builds(Operation, st.sampled_from(OPERATIONS), st.integers(0, 150))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(RUNS) - 1), st.lists(operations, max_size=12))
def test_whatever_is_done_the_live_run_is_its_configuration_and_edits(
    which: int, done: list[Operation]
) -> None:
    experiment = Experiment(RUNS[which]())
    for operation in done:
        kept = [(pin, pin.track.run.furthest, Kept.of(pin.track)) for pin in experiment.pins]
        ghost = experiment.ghost
        left = Kept.of(Track(experiment.run, experiment.history))
        abandons = operation.name == "edit" and experiment.run.furthest > experiment.run.step

        do(experiment, operation)

        run, history = experiment.run, experiment.history
        assert all_rows(run) == all_rows(again(run))
        assert history.last == run.furthest
        assert repr(history.rows(1, history.last)) == all_rows(run)
        assert history.loss.count == run.furthest + 1
        if operation.name != "adopt":  # which makes a pin the live one, to be edited from then on
            for pin, furthest, before in kept:
                assert Kept.of(pin.track, furthest) == before
        if abandons:
            assert experiment.ghost is not None
            assert Kept.of(experiment.ghost) == left
        elif operation.name != "pin_ghost":
            assert experiment.ghost is ghost


def test_an_edit_in_the_past_keeps_the_future_that_it_abandons() -> None:
    experiment = Experiment(Run(RunConfig()))
    experiment.go(10)
    assert experiment.ghost is None
    experiment.edit(learning_rate=0.2)
    assert experiment.ghost is None, "at the furthest step an edit abandons nothing"
    experiment.go(20)
    rows = all_rows(experiment.run)
    experiment.go(4)
    experiment.edit(learning_rate=0.5)
    assert experiment.run.furthest == experiment.history.last == 4
    assert experiment.ghost is not None
    assert all_rows(experiment.ghost.run) == rows
    assert [edit.step for edit in experiment.ghost.run.edits] == [10]
    assert experiment.ghost.history.last == 20
    assert len(experiment.ghost.history.loss.spans()) == 21
    experiment.go(30)
    assert all_rows(experiment.ghost.run) == rows, "what is live now leaves it alone"


def test_only_the_last_ghost_is_kept_until_it_is_pinned() -> None:
    experiment = Experiment(Run(RunConfig()))
    with pytest.raises(ValueError, match="no abandoned run"):
        experiment.pin_ghost("first")
    for rate in (0.2, 0.3):
        experiment.go(8)
        experiment.go(2)
        experiment.edit(learning_rate=rate)
    ghost = experiment.ghost
    assert ghost is not None
    assert [edit.changes["learning_rate"] for edit in ghost.run.edits] == [0.2]
    experiment.pin_ghost("η=0.2 from step 2")
    assert experiment.ghost is None
    assert [pin.track for pin in experiment.pins] == [ghost]


def test_an_edit_that_is_refused_changes_nothing() -> None:
    experiment = Experiment(Run(RunConfig()))
    experiment.go(8)
    experiment.go(2)
    with pytest.raises(ConfigError):
        experiment.edit(learning_rate=-1.0)
    assert experiment.ghost is None
    assert experiment.history.last == experiment.run.furthest == 8


def test_what_happened_can_be_gone_to() -> None:
    run = Run(RunConfig(objective="(w-2)^2", start=(8.0,), learning_rate=0.1, max_steps=12))
    run.advance(3)
    run.edit(learning_rate=0.5)
    assert run.landmarks == [3]
    run.seek(12)
    assert run.landmarks == [3, 4, 12], "an edit, the arrival at w = 2, the end"
    run.seek(1)
    assert run.landmarks == [3, 4, 12]
    run.edit(learning_rate=0.2)
    assert run.landmarks == [1]


def test_the_first_step_at_a_threshold_is_exact_in_a_long_history() -> None:
    experiment = Experiment(Run(RunConfig(objective="w^2", start=(1.0,), learning_rate=5e-5)))
    experiment.go(20_000)
    history = experiment.history
    assert history.best == experiment.run.loss
    reached = history.first_at_most(0.5)
    assert reached is not None
    before, after = (
        history.rows(reached, reached)[0].loss,
        history.rows(reached, reached)[0].new_loss,
    )
    assert before > 0.5 >= after
    assert history.first_at_most(1.0) == 0
    assert history.first_at_most(1e-9) is None


def test_going_to_a_step() -> None:
    experiment = Experiment(Run(RunConfig(learning_rate=2.0)))
    for step in (5, 2, 7, -3, 6):
        experiment.go(step)
        assert experiment.run.step == max(0, step)
    assert experiment.history.last == 7
    experiment.go(10_000)
    assert experiment.run.ended is not None
    assert experiment.run.ended.reason == "diverged"
    assert experiment.verdict.kind == "diverging"


def test_a_run_that_has_gone_some_way_is_taken_in_with_all_it_did() -> None:
    run = Run(RunConfig(learning_rate=1e-6))
    run.seek(2 * WINDOW + 100)
    history = Experiment(run).history
    assert history.last == 2 * WINDOW + 100
    assert history.rows(5, 5) == run.rows(5, 5)
    assert (history.loss.spans()[0].high, history.loss.count) == (16.0, history.last + 1)


def test_the_present_configuration_has_the_edits() -> None:
    experiment = Experiment(Run(RunConfig()))
    experiment.go(3)
    experiment.edit(learning_rate=0.2, optimizer="adam")
    assert (experiment.config.learning_rate, experiment.config.optimizer) == (0.2, "adam")
    experiment.go(2)
    assert (experiment.config.learning_rate, experiment.config.optimizer) == (0.1, "gd")
    experiment.begin(Run(experiment.config))
    assert (experiment.run.furthest, experiment.history.last) == (0, 0)


def test_there_are_only_so_many_pins() -> None:
    experiment = Experiment(Run(RunConfig()))
    for i in range(MAX_PINS):
        experiment.go(i)
        experiment.pin(str(i))
    for pin_one_more in (experiment.pin, lambda name: experiment.pin_beside(on_line(), name)):
        with pytest.raises(ValueError, match=f"{MAX_PINS} runs are pinned already"):
            pin_one_more("another")
    assert [pin.track.run.furthest for pin in experiment.pins] == [*range(MAX_PINS)]
    experiment.unpin(experiment.pins[3])
    assert "".join(pin.letter for pin in experiment.pins) == "abcefgh"
    assert experiment.put_back().letter == "d"
    assert [pin.name for pin in experiment.pins] == ["0", "1", "2", "4", "5", "6", "7", "3"]
    with pytest.raises(ValueError, match="no pinned run was taken out"):
        experiment.put_back()


def test_a_pinned_run_becomes_the_live_one_and_nothing_is_lost() -> None:
    experiment = Experiment(Run(RunConfig()))
    experiment.go(6)
    experiment.go(3)
    experiment.edit(learning_rate=0.2)
    experiment.go(9)
    experiment.pin("first")
    experiment.pin_beside(on_line(8), "beside")
    first = experiment.pins[0]
    experiment.begin(Run(RunConfig(learning_rate=0.7)))
    experiment.go(5)
    second = experiment.run
    experiment.adopt(first)
    assert experiment.run is first.track.run
    assert (experiment.run.step, experiment.history.last) == (9, 9)
    assert [(pin.letter, pin.name) for pin in experiment.pins] == [("c", ""), ("b", "beside")]
    assert experiment.pins[0].track.run is second
    experiment.begin(Run(RunConfig()))
    experiment.adopt(experiment.pins[0])
    assert [pin.name for pin in experiment.pins] == ["beside"], "no step, nothing to keep"


@pytest.mark.parametrize(
    ("unit", "cost", "stand_at"),
    [
        # batches of 10, 30 (four an epoch, the last of 10) and all 100; and a loss without data
        (STEPS, 7, [7, 7, 7, 7]),
        (EXAMPLES, 99, [9, 3, 0, 99]),
        (EXAMPLES, 100, [10, 4, 1, 100]),
        (EXAMPLES, 195, [19, 7, 1, 195]),
        (EPOCHS, 0, [0, 0, 0, 0]),
        (EPOCHS, 0.3, [3, 1, 0, 0]),
        (EPOCHS, 2.5, [25, 9, 2, 2]),
    ],
)
def test_a_race_is_aligned_by_what_the_runs_have_cost(
    unit: Unit, cost: float, stand_at: list[int]
) -> None:
    experiment = Experiment(on_line(10))
    for size in (30, None):
        experiment.pin_beside(on_line(size))
    experiment.pin_beside(Run(RunConfig(learning_rate=1e-3)))
    experiment.race_to(cost, unit)
    runs = [experiment.run, *(pin.track.run for pin in experiment.pins)]
    assert [run.step for run in runs] == stand_at
    experiment.race_to(0, unit)
    assert {run.step for run in runs} == {0}


def test_a_run_that_has_ended_stops_no_other() -> None:
    experiment = Experiment(Run(RunConfig(max_steps=3)))
    experiment.pin_beside(Run(RunConfig(learning_rate=1e6)))
    experiment.pin_beside(Run(RunConfig(learning_rate=1e-3)))
    for step in range(1, 201):
        experiment.race_to(step)
    assert experiment.run.step == 3
    diverging, going_on = (pin.track for pin in experiment.pins)
    assert diverging.run.ended is not None
    assert diverging.run.step < 200
    assert going_on.run.step == going_on.history.last == 200


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from([0.01, 0.3, 1.0, 1e6]), min_size=1, max_size=3),
    st.sampled_from([1, 8, 30]),
    st.sampled_from(UNITS),
    st.integers(1, 30),
)
def test_each_lane_of_a_race_is_its_run_alone(
    rates: list[float], size: int, unit: Unit, moves: int
) -> None:
    """Step by step, and every second one back again: the very bits of having gone there alone."""
    experiment = Experiment(on_line(size))
    for rate in rates:
        experiment.pin_beside(Run(RunConfig(learning_rate=rate)))
    cost = 0.0
    for _ in range(moves):
        after = experiment.next_cost(cost, unit)
        assert after > cost
        assert experiment.cost_before(after, unit) == cost
        cost = after
        experiment.race_to(cost, unit)
    tracks = [Track(experiment.run, experiment.history), *(pin.track for pin in experiment.pins)]
    for track in tracks:
        run, alone = track.run, again(track.run)
        assert (run.step, run.ended) == (alone.step, alone.ended)
        assert all_rows(run) == all_rows(alone)
        assert run.ended or run.step == unit.steps(cost, run.batches)
        assert repr(track.history.rows(1, run.furthest)) == all_rows(alone)


def test_a_race_in_portions_of_time_arrives_where_a_race_does() -> None:
    experiment = Experiment(Run(RunConfig(learning_rate=1e-4)))
    experiment.pin_beside(Run(RunConfig(learning_rate=1e6)))
    portions = 1
    while not experiment.race_to(30_000, budget=1e-4):
        portions += 1
    assert portions > 1
    assert experiment.run.step == 30_000
    assert experiment.pins[0].track.run.ended is not None
    assert experiment.race_to(7, budget=1e-4)
    assert [experiment.run.step, experiment.pins[0].track.run.step] == [7, 7]


@given(st.sampled_from(UNITS), st.integers(0, 400), st.integers(1, 100), st.booleans())
def test_the_steps_of_a_cost_are_the_most_that_cost_no_more(
    unit: Unit, step: int, size: int, replacement: bool
) -> None:
    batches = on_line(size, replacement=replacement).batches
    cost = unit.cost(step, batches)
    assert unit.steps(cost, batches) == step
    assert unit.steps((cost + unit.cost(step + 1, batches)) / 2, batches) == step


def test_what_is_kept_of_long_runs_is_bounded() -> None:
    experiment = Experiment(Run(RunConfig(learning_rate=1e-6)))
    experiment.go(200_000)
    experiment.pin("long")
    experiment.go(100_000)
    experiment.edit(learning_rate=1e-5)
    assert experiment.ghost is not None
    for track in (experiment.pins[0].track, experiment.ghost):
        assert len(track.run.keyframes.steps) <= 1024
        assert len(track.history._recent) <= WINDOW
        assert len(track.history.loss.spans()) <= SPANS
        assert track.history.last == 200_000
