"""A run: a configuration becomes events, forward, backward and again.

A run is pulled: whoever wants steps asks for them and is handed the events. Its state is one
immutable value, so that a keyframe is a reference to it, and going back is the nearest keyframe
and a replay. Configuration and edits are the whole run; the same ones give the same bits, in
whatever portions the steps are asked for.
"""

import math
import time
from collections.abc import Iterable
from copy import copy
from itertools import starmap
from operator import attrgetter
from typing import Any, NamedTuple

from gdtui.engine import optimizers, schedules
from gdtui.engine.config import ConfigError, RunConfig, StepSettings, as_text, check, spelled_out
from gdtui.engine.data.batches import Batches
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.descent import descent
from gdtui.engine.edits import Edits
from gdtui.engine.events import (
    Arrived,
    Event,
    Params,
    Predicted,
    Reason,
    Row,
    RunEdited,
    RunEnded,
    RunStarted,
    Sought,
    StepsTaken,
    StepTaken,
)
from gdtui.engine.keyframes import Keyframes
from gdtui.engine.numbers import number
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import is_on_data
from gdtui.engine.stepping import Rules, State, Stepper, Steps


class NextUpdate(NamedTuple):
    """An update about to be made, and what the rule remembers of a coordinate before and after."""

    row: StepTaken
    before: optimizers.State
    after: optimizers.State
    t: int
    """Which of the rule's own steps it is, from 1."""
    memory_lengths: tuple[float, ...]
    """The length of each vector that the rule remembers after it, over all coordinates."""


class Run:
    """Descent on one objective, from one start, with whatever edits were made on the way."""

    def __init__(
        self,
        config: RunConfig | None = None,
        data: Dataset | None = None,
        *,
        stepper: Stepper | None = None,
    ) -> None:
        """`data` is what `config.data` names, as it was read; a loss on data needs it.

        A `stepper` stands for both, and for the one that they call for. Raises `ConfigError`,
        `SpecError`, `ExpressionError` or `DataError` for what cannot be run.
        """
        self._stepper = stepper = stepper or stepper_for(config or RunConfig(), data)
        self.config: RunConfig = stepper.config
        """With every open value resolved."""
        self.objective: Objective = stepper.objective
        self.data: Dataset | None = stepper.data
        """As handed over: what a run with other settings on the same data is made with."""
        self.batches: Batches | None = stepper.batches
        """Which examples each step looks at; None without data."""
        self.stochastic: bool = stepper.stochastic
        """Whether a step sees only some of the data."""
        self.loss_interval: int = stepper.loss_interval
        """After how many steps the loss is computed anew: 1 but for a loss on much data."""
        rate = self.config.learning_rate
        assert rate is not None  # it is resolved
        self.edits = Edits(StepSettings(rate, self.config.optimizer, self.config.schedule))
        """What was changed on the way."""
        self.predictions: list[Predicted] = []
        """What was said of updates before they were shown, in the order of the steps."""
        self.furthest = 0
        """The last step known; seeking back keeps it, an edit in the past drops it."""
        self.state = stepper.first()
        if not math.isfinite(self.loss):
            raise ConfigError(
                f"the loss at the start {as_text(self.params)} is {number(self.loss)}; "
                f"start where {self.objective.formula} is finite, "
                f"such as {as_text(self.objective.start)}"
            )
        bounds = stepper.bounds
        self.keyframes = Keyframes(self.state, bounds.stride, bounds.keyframes)
        """The states from which it goes back."""
        self._longest_portion = bounds.portion
        self._end: RunEnded | None = None
        self._arrivals: list[Arrived] = []
        self._announced = False

    # What is known of where the run stands

    @property
    def step(self) -> int:
        """How many updates lie behind the present state."""
        return self.state.step

    @property
    def params(self) -> Params:
        """θ now."""
        return self._stepper.as_row(self.state.params)

    @property
    def loss(self) -> float:
        """L(θ) now; with data, as it was last computed (see `loss_interval`)."""
        return self.state.loss

    @property
    def started(self) -> RunStarted:
        """The event of the run's beginning, with its settings."""
        return RunStarted(spelled_out(self.config))

    @property
    def ended(self) -> RunEnded | None:
        """The end, if the run stands there."""
        return self._end if self._end and self._end.step == self.step else None

    @property
    def arrived(self) -> Arrived | None:
        """Where the run came to rest, if no update known so far has moved it since."""
        here = (arrival for arrival in reversed(self._arrivals) if arrival.step <= self.step)
        last = next(here, None)
        return last if last and self.changed <= last.step else None

    @property
    def landmarks(self) -> list[int]:
        """The steps known so far at which something happened: an edit, a prediction, an arrival,
        the end."""
        ends = [self._end] if self._end else []
        happened = (*self.edits, *self.predictions, *self._arrivals, *ends)
        return sorted({one.step for one in happened})

    @property
    def settings(self) -> StepSettings:
        """The settings of the next update."""
        return self.settings_at(self.step)

    def settings_at(self, step: int) -> StepSettings:
        """The settings with which the update after `step` is made, edits included."""
        return self.edits.at(step).settings

    @property
    def changed(self) -> int:
        """The step from which the present settings hold; 0: from the start."""
        return self.edits.at(self.step).step

    @property
    def at_hand(self) -> tuple[Rules, State]:
        """The rules of the next update, and the state that it starts from."""
        return self._rules(self.state)

    @property
    def next_rate(self) -> float:
        """η of the next update, after the schedule."""
        rules, state = self.at_hand
        return float(rules.schedule.rate(self.step + 1, rules.learning_rate, state.schedule))

    def coast(self, steps: int) -> list[Params]:
        """The next `steps` updates if the gradient were 0 from here on: what they would add by what
        the rule remembers alone."""
        rules, state = self.at_hand
        return self._stepper.coast(state, rules, steps)

    def next_step(self) -> StepTaken:
        """The update that would come next, computed but not made."""
        return self.next_update().row

    def next_update(self, coordinate: int = 0) -> NextUpdate:
        """The next update, with what the rule remembers of one coordinate."""
        return self._next_updates((coordinate,))[0]

    def next_updates(self, count: int) -> list[NextUpdate]:
        """The next update for each of the first `count` coordinates, which share its row."""
        return self._next_updates(range(count))

    def rows(self, first: int, last: int) -> list[StepTaken]:
        """The updates numbered `first` … `last`, as far as they are known, by replay."""
        last = min(last, self.furthest)
        if last < first:
            return []
        state = self._replayed(max(first, 1) - 1)
        rows: list[Row] = []
        while state.step < last:
            room = min(self._room(state.step, last), self._longest_portion)
            taken, state, *_ = self._steps(state, room)
            rows += taken
        return list(starmap(StepTaken, rows))

    # What can be done with it

    def advance(
        self,
        n: int | None = None,
        *,
        budget: float | None = None,
        until_arrival: bool = False,
    ) -> list[Event]:
        """Take at most `n` steps, or as many as fit into `budget` seconds, or whichever is less.

        Where no update moves the point any more the run says so, once, and goes on by steps of
        length 0; `until_arrival` stops there. Returns what happened, in order; the first call's
        answer begins with `RunStarted`. An ended run answers with nothing.
        """
        if n is None and budget is None:
            raise ValueError("say how many steps to take, or for how long")
        return [*self._announcement(), *self._onward(n, budget, until_arrival=until_arrival)]

    def seek(self, step: int) -> Sought:
        """Stand at `step`, with the very bits of having only gone there.

        Beyond the furthest step known it goes on as `advance` would, to the end at most.
        """
        if step < 0:
            raise ValueError(f"a run has no step {step}; the first is 0")
        self.state = self._replayed(min(step, self.furthest))
        while self.step < step and not self.ended:
            self._onward(min(step - self.step, self._longest_portion), None)
        return Sought(self.step)

    def edit(self, **changes: Any) -> RunEdited:
        """From this step on, go by other settings: `learning_rate`, `optimizer`, `schedule`.

        What was known beyond this step is dropped. Raises `ConfigError` or `SpecError`, and
        then nothing has changed.
        """
        unknown = changes.keys() - set(StepSettings._fields)
        if unknown:
            raise ConfigError(
                f"{', '.join(sorted(unknown))} cannot change during a run; "
                f"{', '.join(StepSettings._fields)} can"
            )
        check(StepSettings(**(self.settings._asdict() | changes)), self.config.max_steps)
        if "learning_rate" in changes:
            changes["learning_rate"] = float(changes["learning_rate"])
        self._drop_future()
        edited = RunEdited(self.step, changes)
        self.edits.append(edited)
        return edited

    def note(self, prediction: Predicted) -> Predicted:
        """Keep what was said of the update after the present step; no bit of the run changes.

        Raises `ValueError` for a prediction of another step.
        """
        if prediction.step != self.step:
            raise ValueError(f"step {prediction.step} was predicted while at step {self.step}")
        self.predictions.append(prediction)
        self.predictions.sort(key=attrgetter("step"))
        return prediction

    def fork(self) -> "Run":
        """The same run once more, at the same step: what is done to one does not touch the other.

        States and rules are immutable and shared.
        """
        twin = copy(self)
        twin.edits, twin.keyframes = self.edits.fork(), self.keyframes.fork()
        twin.predictions = [*self.predictions]
        twin._arrivals = [*self._arrivals]
        return twin

    # How it is done

    def _announcement(self) -> list[Event]:
        if self._announced:
            return []
        self._announced = True
        return [self.started]

    def _onward(
        self, n: int | None, budget: float | None, *, until_arrival: bool = False
    ) -> list[Event]:
        """`advance`, without saying that the run begins."""
        if self.ended or (n is not None and n <= 0):
            return []
        deadline = None if budget is None else time.perf_counter() + budget
        goal = math.inf if n is None else self.step + n
        if self._end:  # it has been there before
            goal = min(goal, self._end.step)
        happened: list[Event] = []
        rows: list[Row] = []
        end: Reason | None = None
        portion = 1 if deadline else self._longest_portion
        while end is None and self.step < goal:
            asked = self._room(self.step, min(goal, self.step + portion))
            arrived = self.arrived is not None
            if asked == 0 or (arrived and until_arrival):
                break
            steps = self._steps(self.state, asked, stop_on_arrival=not arrived)
            self.state, end = steps.state, steps.end
            rows += steps.rows
            self.keyframes.keep(self.state)
            self.furthest = max(self.furthest, self.step)
            if steps.arrived and self.arrived is None:
                arrival = Arrived(self.step)
                self._arrivals.append(arrival)
                happened += [StepsTaken(rows), arrival] if rows else [arrival]
                rows = []
            if deadline is not None:
                if time.perf_counter() >= deadline:
                    break
                portion = min(2 * portion, self._longest_portion)
        if end is None and self.step == self.config.max_steps:
            end = "max_steps"
        if end and not self.ended:
            self._end = RunEnded(end, self.step)
        happened += [StepsTaken(rows)] if rows else []
        return [*happened, self.ended] if self.ended else happened

    def _next_updates(self, coordinates: Iterable[int]) -> list[NextUpdate]:
        rules, before = self._rules(self.state)
        (row,), after, *_ = self._stepper.steps(before, rules, 1)
        taken, t, memory_of = StepTaken(*row), self.step + 1 - rules.began, self._stepper.memory_of
        lengths = self._stepper.memory_lengths(after)
        return [
            NextUpdate(taken, memory_of(before, i), memory_of(after, i), t, lengths)
            for i in coordinates
        ]

    def _drop_future(self) -> None:
        """Forget what was known or decided of what comes after the present step."""
        self.edits.forget_after(self.step)
        self.predictions = [said for said in self.predictions if said.step < self.step]
        self.keyframes.forget_after(self.step)
        self.furthest = self.step
        while self._arrivals and self._arrivals[-1].step >= self.step:
            self._arrivals.pop()
        self._end = None

    def _room(self, step: int, goal: float) -> int:
        """How many steps can be taken from `step` toward `goal` in one portion.

        A portion ends where a keyframe is due, where an edit begins, and at the last step.
        """
        ends = (goal, self.keyframes.next_after(step), self.edits.next_after(step))
        known = (end for end in (*ends, self.config.max_steps) if end is not None)
        return max(0, int(min(known)) - step)

    def _steps(
        self, state: State, count: int, *, stop_on_arrival: bool = False, keep_rows: bool = True
    ) -> Steps:
        """The next `count` updates from `state`, up to the end of the run."""
        rules, state = self._rules(state)
        steps = self._stepper.steps(
            state, rules, count, stop_on_arrival=stop_on_arrival, keep_rows=keep_rows
        )
        if steps.end == "diverged" and self.edits.begins_at(steps.state.step):
            return steps._replace(end=None)  # by settings that may hold
        return steps

    def _rules(self, state: State) -> tuple[Rules, State]:
        """The rules of the updates after `state`, and `state` with what they remember at first.

        Where an edit begins, a new rule starts from a memory of its own.
        """
        step = state.step
        _, settings, began, watched_from = self.edits.at(step)
        rule = optimizers.parse(settings.optimizer)
        schedule = schedules.parse(settings.schedule, self.config.max_steps)
        if began == step:
            state = state._replace(optimizer=self._stepper.memory(rule, state.params))
        if step == watched_from:
            state = state._replace(schedule=schedule.memory)
        steady = settings.schedule.strip().lower() == "constant"
        return Rules(settings.learning_rate, rule, schedule, began, steady), state

    def _replayed(self, step: int) -> State:
        """The state at a step already known, from the nearest keyframe before it."""
        state = self.keyframes.before(step)
        if state.step <= self.state.step <= step:
            state = self.state
        while state.step < step:
            state = self._steps(state, self._room(state.step, step), keep_rows=False).state
        return state


def stepper_for(config: RunConfig, data: Dataset | None) -> Stepper:
    """What makes the steps of `config`: training where it names data or needs some."""
    if is_on_data(config.objective) or config.data is not None or data is not None:
        from gdtui.engine.training import training  # noqa: PLC0415 (most runs have no data)

        return training(config, data)
    return descent(config)
