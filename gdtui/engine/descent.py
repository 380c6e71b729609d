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
        step, params, loss, memory, watched = state
        base, rule, schedule, began, _ = rules
        rate_at, observe, update = schedule.rate, schedule.observe, rule.update
        value_at, gradient_at = self.objective.value_at, self.objective.gradient_at
        isfinite = math.isfinite
        rows: list[Row] = []
        for t in range(step + 1, step + 1 + count):
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
        return Steps(rows, State(step + count, params, loss, memory, watched))


def descent(config: RunConfig) -> Descent:
    """The stepper of a configuration without data.

    Raises `ConfigError`, `SpecError` or `ExpressionError` for what cannot be run.
    """
    objective = resolve(config.objective)
    return Descent(resolved(config, objective), objective)
