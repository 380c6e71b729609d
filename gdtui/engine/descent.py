"""Steps of an analytic loss: Python floats, coordinate by coordinate.

For a handful of parameters that is ten times as fast as small arrays.
"""

import math
from dataclasses import dataclass
from itertools import repeat
from operator import add
from typing import ClassVar

from gdtui.engine import optimizers
from gdtui.engine.config import RunConfig, resolved
from gdtui.engine.events import Params, Row
from gdtui.engine.objectives import Objective, resolve
from gdtui.engine.objectives.objective import gradient_on_floats, value_on_floats
from gdtui.engine.stepping import Bounds, Rules, State, Steps, coasting, has_arrived

_BOUNDS = Bounds(stride=64)
_INF = math.inf


@dataclass(frozen=True, eq=False)
class Descent:
    """The stepper of a loss without data: θ is a tuple of floats."""

    config: RunConfig
    objective: Objective
    bounds: Bounds = _BOUNDS
    data: ClassVar[None] = None
    batches: ClassVar[None] = None
    stochastic: ClassVar[bool] = False
    loss_interval: ClassVar[int] = 1

    def first(self) -> State:
        """The state before the first step."""
        start = self.config.start or self.objective.start
        rule = optimizers.parse(self.config.optimizer)
        loss = value_on_floats(self.objective.value_at, start)
        return State(0, start, loss, self.memory(rule, start))

    def memory(self, rule: optimizers.Rule, params: Params) -> tuple[optimizers.State, ...]:
        """What `rule` remembers before its first step, one state a coordinate."""
        return tuple(map(rule.init, params))

    def memory_of(self, state: State, coordinate: int) -> optimizers.State:
        """What the rule remembers of one coordinate."""
        return state.optimizer[coordinate]

    def memory_lengths(self, state: State) -> tuple[float, ...]:
        """How long each of the vectors is that the rule remembers."""
        return tuple(math.hypot(*vector) for vector in zip(*state.optimizer, strict=True))

    def coast(self, state: State, rules: Rules, steps: int) -> list[Params]:
        """What the next updates would add by what the rule remembers alone."""
        return [*coasting(state, rules, steps, 0.0)]

    def as_row(self, params: Params) -> Params:
        """Rows hold the very tuples of the states."""
        return params

    def steps(
        self,
        state: State,
        rules: Rules,
        count: int,
        *,
        stop_on_arrival: bool = False,
        keep_rows: bool = True,  # noqa: ARG002 (they cost too little to be left out)
    ) -> Steps:
        """The next `count` updates from `state`, fewer if the run ends before."""
        last = state.step + count
        rows: list[Row] = []
        if len(state.params) == 1 and not rules.schedule.observe:
            state = self._straight_on(state, rules, last, rows)
        step, params, loss, memory, watched = state
        base, rule, schedule, began, _ = rules
        rate_at, observe, update = schedule.rate, schedule.observe, rule.update
        value_at, gradient_at = self.objective.value_at, self.objective.gradient_at
        isfinite = math.isfinite
        for t in range(step + 1, last + 1):
            gradient = gradient_on_floats(gradient_at, params)
            eta = rate_at(t, base, watched)
            pairs = map(update, gradient, params, memory, repeat(eta), repeat(t - began))
            try:
                moves, new_memory = zip(*pairs)  # noqa: B905 (checking costs a tenth of the step)
            except (ArithmeticError, ValueError):
                moves, new_memory = (math.nan,) * len(params), memory
            new_params = tuple(map(add, params, moves))
            if new_params == params and new_memory == memory and stop_on_arrival:
                stays = State(t - 1, params, loss, memory, watched)
                if has_arrived(loss, gradient, moves, eta, rules):
                    return Steps(rows, stays, arrived=True)
            new_loss = value_on_floats(value_at, new_params)
            rows.append((t, params, loss, gradient, eta, moves, new_params, new_loss))
            params, loss, memory = new_params, new_loss, new_memory
            if observe:
                watched = observe(watched, new_loss)
            if not (isfinite(new_loss) and all(map(isfinite, new_params))):
                return Steps(rows, State(t, params, loss, memory, watched), "diverged")
        return Steps(rows, State(last, params, loss, memory, watched))

    def _straight_on(self, state: State, rules: Rules, last: int, rows: list[Row]) -> State:
        """The updates of one coordinate up to `last`, appended to `rows`, while each leads from one
        finite place to another: those of `steps`, at a third of the cost."""
        step, params, loss, memory, watched = state
        base, rule, schedule, began, _ = rules
        rate_at, update = schedule.rate, rule.update
        value_at, gradient_at = self.objective.value_at, self.objective.gradient_at
        (w,), (kept,) = params, memory
        for t in range(step + 1, last + 1):
            try:
                gradient = gradient_at(params, math)
                eta = rate_at(t, base, watched)
                move, new_kept = update(gradient[0], w, kept, eta, t - began)
                new_w = w + move
                new_params = (new_w,)
                new_loss = float(value_at(new_params, math))
            except (ArithmeticError, ValueError):
                break
            if new_w == w or not (-_INF < new_w < _INF and -_INF < new_loss < _INF):
                break
            rows.append((t, params, loss, gradient, eta, (move,), new_params, new_loss))
            step, w, params, loss, kept = t, new_w, new_params, new_loss, new_kept
        return State(step, params, loss, (kept,), watched)


def descent(config: RunConfig) -> Descent:
    """The stepper of a configuration without data.

    Raises `ConfigError`, `SpecError` or `ExpressionError` for what cannot be run.
    """
    objective = resolve(config.objective)
    return Descent(resolved(config, objective), objective)
