"""Going back and forth: the same bits in whatever portions, from few keyframes."""

import tracemalloc
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.engine.config import RunConfig
from gdtui.engine.descent import descent
from gdtui.engine.events import Arrived, RunEnded, RunStarted, StepTaken
from gdtui.engine.run import Run
from gdtui.engine.stepping import Bounds
from tests.engine.runs import by_hand, rows_of

Action: TypeAlias = tuple[str, Any]


# The same bits, whatever the portions


def reference(start: float, rate: float, edits: dict[int, float], steps: int) -> list[str]:
    """θ and L at states 0 … steps of descent on (w − 3)², independent of the engine."""
    w, trail = start, []
    for k in range(steps + 1):
        trail.append(f"{w!r} {(w - 3.0) * (w - 3.0)!r}")
        rate = edits.get(k, rate)
        w += -rate * (2.0 * (w - 3.0))
    return trail


RATES = st.one_of(
    st.floats(0.001, 1.2),
    st.sampled_from([1e-300, 1e-17, 1e-4, 0.1, 0.5, 0.99, 1.0, 2.0, 1e10, 1e300]),
)
STARTS = st.one_of(
    st.integers(-10, 10).map(float),
    st.floats(-1e150, 1e150),
)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(0, 90)),
        st.tuples(st.just("for"), st.sampled_from([0.0, 1e-6, 1e-4])),
        st.tuples(st.just("seek"), st.integers(0, 400)),
        st.tuples(st.just("back"), st.integers(1, 40)),
        st.tuples(st.just("edit"), RATES),
        st.tuples(st.just("play"), st.integers(0, 90)),
    ),
    max_size=14,
)


class Driven:
    """A run to which actions are done, and what should be known of it, kept separately."""

    def __init__(self, start: float, rate: float, bounds: Bounds) -> None:
        self.config = RunConfig(objective="(w - 3)^2", start=(start,), learning_rate=rate)
        self.run = Run(stepper=replace(descent(self.config), bounds=bounds))
        self.edits: dict[int, float] = {}
        self.handed: dict[int, StepTaken] = {}

    def do(self, action: Action) -> None:
        name, argument = action
        run, before = self.run, self.run.step
        match name:
            case "advance" | "for" | "play":
                known = run.arrived
                events = (
                    run.advance(budget=argument)
                    if name == "for"
                    else run.advance(argument, until_arrival=name == "play")
                )
                rows = rows_of(events)
                assert [row.step for row in rows] == list(range(before + 1, run.step + 1))
                self.handed |= {row.step: row for row in rows}
                ends = [event for event in events if isinstance(event, RunEnded)]
                assert not ends or ends == [run.ended] == events[-1:]
                if name == "advance" and not run.ended:
                    assert run.step == before + argument
                said = [event for event in events if isinstance(event, Arrived)]
                assert said in ([], [run.arrived])
                edited = any(before <= step <= run.step for step in self.edits)
                assert edited or not (said and known)
                if name == "play" and not run.ended:
                    assert run.step == before + argument or run.arrived
                    assert not known or run.step == before
            case "seek" | "back":
                goal = argument if name == "seek" else max(0, before - argument)
                assert run.seek(goal).step == run.step
                assert run.step == goal or run.ended
            case "edit":
                run.edit(learning_rate=argument)
                self._drop_future()
                self.edits[before] = argument

    def _drop_future(self) -> None:
        step = self.run.step
        self.edits = {at: rate for at, rate in self.edits.items() if at <= step}
        self.handed = {at: row for at, row in self.handed.items() if at <= step}
        assert self.run.furthest == step

    def straight(self) -> tuple[Run, list[StepTaken]]:
        """A run with the same edits that only ever went forward, one step at a time."""
        run, rows = Run(self.config), []
        for step in range(self.run.furthest + 1):
            if step in self.edits:
                run.edit(learning_rate=self.edits[step])
            if step < self.run.furthest:
                rows += rows_of(run.advance(1))
        return run, rows


@settings(max_examples=150, deadline=None)
@given(STARTS, RATES, ACTIONS, st.sampled_from([(64, 1024), (4, 6), (1, 2)]))
@example(0.0, 0.125, [("seek", 125), ("edit", 1.0), ("advance", 1), ("back", 2)], (64, 1024))
@example(0.0, 0.5, [("advance", 2), ("edit", 1.0), ("seek", 1), ("advance", 2)], (64, 1024))
def test_going_to_and_fro_changes_no_bit(
    start: float, rate: float, actions: list[Action], frames: tuple[int, int]
) -> None:
    stride, most = frames
    driven = Driven(start, rate, Bounds(stride, most))
    for action in actions:
        driven.do(action)
        run = driven.run
        assert len(run.keyframes.steps) <= most
        trail = reference(start, rate, driven.edits, run.furthest)
        assert f"{run.params[0]!r} {run.loss!r}" == trail[run.step]
    run = driven.run
    straight, rows = driven.straight()
    assert repr(run.rows(1, run.furthest)) == repr(rows)
    for step, row in driven.handed.items():
        assert repr(row) == repr(rows[step - 1])
    assert [(edit.step, edit.changes) for edit in run.edits] == [
        (at, {"learning_rate": value}) for at, value in sorted(driven.edits.items())
    ]
    stands_at = run.step
    straight.seek(stands_at)
    assert repr(straight.state) == repr(run.state)
    assert repr(straight.next_step()) == repr(run.next_step())
    if run.arrived:
        at = run.arrived.step
        edited = min((step for step in driven.edits if step >= at), default=run.furthest)
        resting = trail[at : edited + 1]
        assert resting == trail[at : at + 1] * len(resting)
    assert run.step == stands_at  # looking ahead moves nothing


@settings(max_examples=60, deadline=None)
@given(STARTS, RATES, st.lists(st.integers(1, 70), min_size=1, max_size=12))
def test_portions_hand_out_the_events_of_one_large_portion(
    start: float, rate: float, portions: list[int]
) -> None:
    config = RunConfig(start=(start,), learning_rate=rate)
    whole, parts = Run(config), Run(config)
    at_once = whole.advance(sum(portions))
    one_by_one = [event for portion in portions for event in parts.advance(portion)]
    assert isinstance(at_once[0], RunStarted)
    assert at_once[0] == one_by_one[0]
    assert repr(rows_of(at_once)) == repr(rows_of(one_by_one))
    rare = [e for e in at_once if isinstance(e, Arrived | RunEnded)]
    assert rare == [e for e in one_by_one if isinstance(e, Arrived | RunEnded)]


# What it costs


def test_a_long_run_keeps_few_keyframes_and_replays_few_steps() -> None:
    calls = 0

    def gradient(w: float) -> float:
        nonlocal calls
        calls += 1
        return 2.0 * w

    run = by_hand(lambda w: w * w, gradient, learning_rate=1e-7)
    run.seek(140_000)  # 64 × 1024 steps, twice over
    steps = run.keyframes.steps
    assert 500 <= len(steps) <= 1024
    assert {b - a for a, b in pairwise(steps)} == {256}
    for goal in (139_999, 12, 70_000, 139_999):
        calls = 0
        run.seek(goal)
        assert calls < 256


def test_a_long_run_keeps_less_than_a_megabyte() -> None:
    run = Run(RunConfig(learning_rate=1e-6))
    run.advance(1)
    tracemalloc.start()
    try:
        run.seek(50_000)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000
    assert peak < 2_000_000  # nobody asked for the rows on the way
