"""A run: a configuration becomes events, forwards, backwards and again.

A run is pulled: whoever wants steps asks for them and is handed the events. Its state is one
immutable value, so that a keyframe is a reference to it, and going back is the nearest keyframe
and a replay. Configuration and edits are the whole run; the same ones give the same bits, in
whatever portions the steps are asked for.
"""

import bisect
import math
import time
from collections.abc import Mapping
from copy import copy
from dataclasses import asdict, replace
from itertools import repeat
from operator import add
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine import optimizers, schedules
from gdtui.engine.config import (
    OF_DATA,
    ConfigError,
    RunConfig,
    StepSettings,
    as_text,
    check,
    resolved,
)
from gdtui.engine.data.batches import Batches
from gdtui.engine.data.dataset import Dataset, Split, split, standardized
from gdtui.engine.events import (
    Event,
    Params,
    Reason,
    RunEdited,
    RunEnded,
    RunStarted,
    Sought,
    StepsTaken,
    StepTaken,
)
from gdtui.engine.objectives import Objective, resolve
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.objectives.models.on_data import (
    MODELS,
    is_on_data,
    on_data,
    prepared,
)
from gdtui.engine.objectives.tilted import are_tilts, tilted
from gdtui.engine.stepping import FLAT, Rules, State
from gdtui.engine.training import Training

MAX_KEYFRAMES = 1024
_FIRST_STRIDE = 64  # steps between keyframes at first; doubles whenever there are too many
_LONGEST_PORTION = 256  # steps between two looks at the clock
_FIRST_STRIDE_WITH_DATA = 8
_MOST_NUMBERS = 2**22  # that the keyframes of a run, or the rows of a portion, may hold


class NextUpdate(NamedTuple):
    """An update about to be made, and what the rule remembers of one coordinate around it."""

    row: StepTaken
    before: optimizers.State
    after: optimizers.State
    t: int
    """Which of the rule's own steps it is, from 1."""


class Run:
    """Descent on one objective, from one start, with whatever edits were made on the way."""

    def __init__(self, config: RunConfig | None = None, data: Dataset | None = None) -> None:
        """`data` is what `config.data` names, as it was read; a loss on data needs it.

        Raises `ConfigError`, `WrittenError`, `ExpressionError` or `DataError` for what cannot be
        run.
        """
        config = config or RunConfig()
        self.data = data
        """As handed over: what a run with other settings on the same data is made with."""
        self._training: Training | None = None
        if is_on_data(config.objective) or data is not None or config.data is not None:
            config, self._training = _with_data(config, data)
        self.objective: Objective = (
            self._training.objective if self._training else resolve(config.objective)
        )
        self.config = resolved(config, self.objective)
        self.edits: list[RunEdited] = []
        self.furthest = 0
        """The last step known; seeking back keeps it, an edit in the past drops it."""
        start, rate = self.config.start or self.objective.start, self.config.learning_rate
        assert rate is not None  # it is resolved
        self._first_settings = StepSettings(rate, self.config.optimizer, self.config.schedule)
        rule = optimizers.parse(self.config.optimizer)
        if self._training:
            first = self._training.first(start, rule)
        else:
            first = State(0, start, self._loss(start), tuple(map(rule.init, start)))
        if not math.isfinite(first.loss):
            raise ConfigError(
                f"the loss at the start {as_text(first.params)} is {first.loss}; "
                f"start where {self.objective.formula} is finite, "
                f"such as {as_text(self.objective.start)}"
            )
        self.state = first
        self._keyframes = [first]
        self._stride, self._most_keyframes = _FIRST_STRIDE, MAX_KEYFRAMES
        self._longest_portion = _LONGEST_PORTION
        if self._training:  # a step costs more, and so does a state
            self._stride = _FIRST_STRIDE_WITH_DATA
            self._most_keyframes = max(2, min(MAX_KEYFRAMES, _MOST_NUMBERS // _numbers(first)))
            by_rows = _MOST_NUMBERS // (3 * self.objective.dimension)
            self._longest_portion = max(1, min(_LONGEST_PORTION, by_rows))
        self._end: RunEnded | None = None
        self._announced = False

    # What is known of where the run stands

    @property
    def step(self) -> int:
        """How many updates lie behind the present state."""
        return self.state.step

    @property
    def params(self) -> Params:
        """θ now."""
        if self._training:
            return self._training.row_vector(self.state.params)
        return self.state.params  # type: ignore[no-any-return]

    @property
    def loss(self) -> float:
        """L(θ) now; with data, as it was last computed (see `loss_interval`)."""
        return self.state.loss

    @property
    def loss_interval(self) -> int:
        """After how many steps the loss is computed anew: 1 but for a loss on much data."""
        return self._training.loss_interval if self._training else 1

    @property
    def batches(self) -> Batches | None:
        """Which examples each step looks at; None without data."""
        return self._training.batches if self._training else None

    @property
    def stochastic(self) -> bool:
        """Whether a step sees only some of the data."""
        return self._training is not None and not self._training.batches.whole

    @property
    def started(self) -> RunStarted:
        """That the run began, with its settings; those of data only where there are data."""
        left_out = () if self._training else OF_DATA
        return RunStarted({k: v for k, v in asdict(self.config).items() if k not in left_out})

    @property
    def ended(self) -> RunEnded | None:
        """The end, if the run stands there."""
        return self._end if self._end and self._end.step == self.step else None

    @property
    def settings(self) -> StepSettings:
        """The settings of the next update."""
        return self.settings_at(self.step)

    def settings_at(self, step: int) -> StepSettings:
        """The settings with which the update after `step` is made, edits included."""
        settings = self._first_settings
        for edit in self.edits:
            if edit.step > step:
                break
            settings = settings._replace(**edit.changes)
        return settings

    def next_step(self) -> StepTaken:
        """The update that would come next, worked out but not made."""
        return self.next_update().row

    def next_update(self, coordinate: int = 0) -> NextUpdate:
        """The same, with what the rule remembers of a coordinate."""
        rules, before = self._rules(self.state)
        rows, after, _ = self._steps(self.state, 1, even_if_nothing_moves=True)
        return NextUpdate(
            row=StepTaken._make(rows[0]),
            before=self._memory(before, coordinate),
            after=self._memory(after, coordinate),
            t=self.step + 1 - rules.began,
        )

    def _memory(self, state: State, coordinate: int) -> optimizers.State:
        if not self._training:
            return state.optimizer[coordinate]
        (memory,) = state.optimizer
        return tuple(float(x) if np.ndim(x) == 0 else float(x[coordinate]) for x in memory)

    def rows(self, first: int, last: int) -> list[StepTaken]:
        """The updates numbered `first` … `last`, as far as they are known, by replay."""
        last = min(last, self.furthest)
        if last < first:
            return []
        state = self._replayed(max(first, 1) - 1)
        rows: list[tuple[Any, ...]] = []
        while state.step < last:
            room = min(self._room(state.step, last), self._longest_portion)
            portion, state, _ = self._steps(state, room)
            rows += portion
        return [StepTaken._make(row) for row in rows]

    # What can be done with it

    def advance(self, n: int | None = None, *, budget: float | None = None) -> list[Event]:
        """Take at most `n` steps, or as many as fit into `budget` seconds, or whichever is less.

        Returns what happened, in order; the first call's answer begins with `RunStarted`. An ended
        run answers with nothing.
        """
        if n is None and budget is None:
            raise ValueError("say how many steps to take, or for how long")
        return [*self._announcement(), *self._onward(n, budget)]

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

        What was known beyond this step is dropped. Raises `ConfigError` or `WrittenError`, and
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
        before: Mapping[str, Any] = {}
        if self.edits and self.edits[-1].step == self.step:
            before = self.edits.pop().changes
        self.edits.append(RunEdited(self.step, {**before, **changes}))
        return RunEdited(self.step, changes)

    def stop(self) -> RunEnded:
        """End the run here because someone asked for it, unless it has ended here already."""
        end = self.ended or RunEnded("stopped", self.step)
        self._drop_future()
        self._end = end
        return end

    def fork(self) -> "Run":
        """The same run once more, at the same step: what is done to one does not touch the other.

        States and rules are immutable and shared.
        """
        twin = copy(self)
        twin.edits, twin._keyframes = [*self.edits], [*self._keyframes]
        return twin

    # How it is done

    def _announcement(self) -> list[Event]:
        if self._announced:
            return []
        self._announced = True
        return [self.started]

    def _onward(self, n: int | None, budget: float | None) -> list[Event]:
        """`advance`, without saying that the run begins."""
        if self.ended or (n is not None and n <= 0):
            return []
        deadline = None if budget is None else time.perf_counter() + budget
        goal = math.inf if n is None else self.step + n
        if self._end:  # it has been there before, or was stopped there
            goal = min(goal, self._end.step)
        rows: list[tuple[Any, ...]] = []
        end: Reason | None = None
        portion = 1 if deadline else self._longest_portion
        while end is None and self.step < goal:
            asked = self._room(self.step, min(goal, self.step + portion))
            if asked == 0:
                end = "max_steps"
                break
            taken, self.state, end = self._steps(self.state, asked)
            rows += taken
            self._keep(self.state)
            if deadline is not None:
                if time.perf_counter() >= deadline:
                    break
                portion = min(2 * portion, self._longest_portion)
        if end is None and self.step == self.config.max_steps:
            end = "max_steps"
        if end and not self.ended:
            self._end = RunEnded(end, self.step)
        events: list[Event] = [StepsTaken(rows)] if rows else []
        return [*events, self.ended] if self.ended else events

    def _drop_future(self) -> None:
        """Forget what was known or decided beyond the present step."""
        self.edits = [edit for edit in self.edits if edit.step <= self.step]
        self._keyframes = [frame for frame in self._keyframes if frame.step <= self.step]
        self.furthest = self.step
        self._end = None

    def _room(self, step: int, goal: float) -> int:
        """How many steps can be taken from `step` towards `goal` in one portion.

        A portion ends where a keyframe is due, where an edit begins, and at the last step.
        """
        ends = [goal, step + self._stride - step % self._stride]
        ends += [edit.step for edit in self.edits if edit.step > step][:1]
        if self.config.max_steps is not None:
            ends.append(self.config.max_steps)
        return max(0, int(min(ends)) - step)

    def _steps(
        self,
        state: State,
        count: int,
        *,
        even_if_nothing_moves: bool = False,
        keep_rows: bool = True,
    ) -> tuple[list[tuple[Any, ...]], State, Reason | None]:
        """The next `count` updates from `state`, up to the end of the run: the one inner loop.

        With data it is `Training.steps`, which alone can do without the rows.
        """
        rules, state = self._rules(state)
        if self._training:
            return self._training.steps(
                state, rules, count, {edit.step for edit in self.edits},
                even_if_nothing_moves=even_if_nothing_moves, keep_rows=keep_rows,
            )  # fmt: skip
        step, params, loss, memory, watched = state
        base, rule, schedule, began, always_the_same_rate = rules
        rate_at, observe, update = schedule.rate, schedule.observe, rule.update
        loss_at, gradient_at, isfinite = self._loss, self._gradient, math.isfinite
        rows: list[tuple[Any, ...]] = []
        for t in range(step + 1, step + 1 + count):
            gradient = gradient_at(params)
            eta = rate_at(t, base, watched)
            pairs = map(update, gradient, params, memory, repeat(eta), repeat(t - began))
            moves, new_memory = zip(*pairs)  # noqa: B905 (checking costs a tenth of the step)
            new_params = tuple(map(add, params, moves))
            if (
                new_params == params
                and new_memory == memory
                and (always_the_same_rate or not any(gradient))
                and isfinite(loss)
                and not even_if_nothing_moves
            ):  # a step that changes nothing, and so does every step after it
                flat = max(map(abs, gradient)) <= FLAT * (1 + abs(loss))
                reason: Reason = "converged" if flat else "stopped"
                return rows, State(t - 1, params, loss, memory, watched), reason
            new_loss = loss_at(new_params)
            rows.append((t, params, loss, gradient, eta, moves, new_params, new_loss,
                         None, None, None, None, None))  # fmt: skip
            params, loss, memory = new_params, new_loss, new_memory
            if observe:
                watched = observe(watched, new_loss)
            if not (isfinite(new_loss) and all(map(isfinite, new_params))):
                goes_on = any(edit.step == t for edit in self.edits)  # by settings that may hold
                return (
                    rows,
                    State(t, params, loss, memory, watched),
                    None if goes_on else "diverged",
                )
        return rows, State(step + count, params, loss, memory, watched), None

    def _rules(self, state: State) -> tuple[Rules, State]:
        """By what the updates after `state` are made, and `state` with what they begin to remember.

        Where an edit begins, another rule remembers other things.
        """
        step = state.step
        settings = self.settings_at(step)
        rule = optimizers.parse(settings.optimizer)
        schedule = schedules.parse(settings.schedule, self.config.max_steps)
        began = self._last_change(step, "optimizer")
        if began == step:
            vectors = (state.params,) if self._training else state.params
            state = state._replace(optimizer=tuple(map(rule.init, vectors)))
        if step == self._last_change(step, "schedule"):
            state = state._replace(schedule=schedule.memory)
        steady = settings.schedule.strip().lower() == "constant"
        return Rules(settings.learning_rate, rule, schedule, began, steady), state

    def _last_change(self, step: int, name: str) -> int:
        """The step at which the setting `name`, as it holds at `step`, was chosen; 0: the start."""
        return max((e.step for e in self.edits if e.step <= step and name in e.changes), default=0)

    def _loss(self, params: Params) -> float:
        """L(θ), with inf or nan where Python's floats raise."""
        try:
            return float(self.objective.value_at(params, math))
        except OverflowError:
            return math.inf
        except (ZeroDivisionError, ValueError):
            return math.nan

    def _gradient(self, params: Params) -> Params:
        """∂L/∂θ, nan where Python's floats raise."""
        try:
            return self.objective.gradient_at(params, math)  # type: ignore[no-any-return]
        except (OverflowError, ZeroDivisionError, ValueError):
            return (math.nan,) * len(params)

    def _keep(self, state: State) -> None:
        """Remember how far the run has come, and `state` if a keyframe is due there."""
        self.furthest = max(self.furthest, state.step)
        if state.step % self._stride or state.step <= self._keyframes[-1].step:
            return
        self._keyframes.append(state)
        if len(self._keyframes) > self._most_keyframes:
            self._keyframes = self._keyframes[::2]
            self._stride *= 2

    def _replayed(self, step: int) -> State:
        """The state at a step already known, from the nearest keyframe before it."""
        nearest = bisect.bisect_right(self._keyframes, step, key=lambda frame: frame.step) - 1
        state = self._keyframes[nearest]
        if state.step <= self.state.step <= step:
            state = self.state
        while state.step < step:
            _, state, _ = self._steps(state, self._room(state.step, step), keep_rows=False)
        return state


def _with_data(config: RunConfig, data: Dataset | None) -> tuple[RunConfig, Training]:
    """`config` with what is known of the data, and the training on them."""
    if data is None:
        raise ConfigError(
            f"{config.objective} needs data: a data set such as circle or iris, or a CSV file"
        )
    tilts = are_tilts(data)
    if tilts == is_on_data(config.objective):
        raise ConfigError(
            f"{config.objective} learns from examples, and tilts are none; circle or iris are"
            if tilts
            else f"{config.objective} is no loss on data; {', '.join(MODELS)} are, and need no "
            "formula"
        )
    if config.data_hash not in (None, data.digest):
        raise ConfigError(
            f"{config.data or data.name} is not what it was when the run was recorded; "
            "a run cannot be made again from other data"
        )
    if not 0 <= config.seed < 2**63:
        raise ConfigError(f"the seed must be a whole number, 0 or more, not {config.seed}")
    if config.replacement and not config.shuffle:
        raise ConfigError(
            "batches drawn with replacement have no order to keep; choose one of both"
        )
    if tilts:
        parts = Split(data)
    else:
        parts = split(prepared(config.objective, data), config.test_share, config.seed)
    if config.standardize:
        parts = standardized(parts)
    n = parts.train.size
    size = n if config.batch_size is None else config.batch_size
    if not 1 <= size <= n:
        raise ConfigError(f"a batch must have 1 to {n} of the {n} training examples, not {size}")
    objective: FiniteSum
    if tilts:
        objective = tilted(resolve(config.objective), parts)
    else:
        objective = on_data(config.objective, parts, config.seed, size)
    batches = Batches(n, size, config.seed, shuffle=config.shuffle, replacement=config.replacement)
    config = replace(config, data=config.data or data.name, data_hash=data.digest)
    return config, Training(objective, batches, config.max_steps)


def _numbers(state: State) -> int:
    """How many numbers a state with vectors holds."""
    return sum(np.size(part) for part in (state.params, *state.optimizer[0]))
