"""The inner loop of a run on data: vectors in place of floats, and a mini-batch for every step."""

import math
from collections.abc import Container
from typing import Any

import numpy as np

from gdtui.engine.data.batches import Batches
from gdtui.engine.data.dataset import Array
from gdtui.engine.events import NARROW, Params, Reason
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.optimizers import Rule
from gdtui.engine.stepping import FLAT, Rules, State

EXAMPLES_A_STEP = 512
"""What a step costs at least, counted in examples whose loss is computed."""


def loss_interval(n: int, batch_size: int) -> int:
    """How many steps lie between two evaluations of the loss on all n examples.

    ⌈n/max(B, 512)⌉: the evaluations never look at more examples than the steps do, a step counted
    as 512 at least. With batches of 512 or more that is once an epoch.
    """
    return -(-n // max(batch_size, EXAMPLES_A_STEP))


class Training:
    """The data loss and its batches, and how they are gone through."""

    def __init__(self, objective: FiniteSum, batches: Batches, last_step: int | None) -> None:
        self.objective, self.batches = objective, batches
        self.loss_interval = loss_interval(batches.n, batches.size)
        self._last_step = last_step
        self._narrow = objective.dimension <= NARROW

    def first(self, start: Params, rule: Rule) -> State:
        """The state before the first step."""
        params = np.array(start)
        return State(0, params, self.loss(params), (rule.init(params),))

    def loss(self, params: Array) -> float:
        """The loss on all the training examples."""
        return float(self.objective.value(params))

    def row_vector(self, vector: Array) -> Params:
        """A vector as rows hold it: a tuple, or itself where that would be long."""
        if self._narrow:
            return tuple(vector.tolist())
        vector.flags.writeable = False
        return vector  # type: ignore[return-value]

    def steps(
        self,
        state: State,
        rules: Rules,
        count: int,
        edits: Container[int],
        *,
        even_if_nothing_moves: bool = False,
        keep_rows: bool = True,
    ) -> tuple[list[tuple[Any, ...]], State, Reason | None]:
        """The next `count` updates from `state`, as `Run` makes them of a loss without data.

        The loss on all the data is computed after every `loss_interval`-th step counted from the
        run's start, and after the last one; in between the last value known is carried on.
        """
        objective, batches, as_row = self.objective, self.batches, self.row_vector
        base, rule, schedule, began, steady = rules
        rate_at, observe, update = schedule.rate, schedule.observe, rule.update
        step, params, loss, (memory,), watched = state
        evaluated = self._last_evaluation(step)
        shown = as_row(params)
        rows: list[tuple[Any, ...]] = []
        with np.errstate(all="ignore"):
            for t in range(step + 1, step + 1 + count):
                examples = batches.rows(t)
                batch_loss, gradient = objective.loss_and_gradient(params, examples)
                eta = rate_at(t, base, watched)
                move, new_memory = update(gradient, params, memory, eta, t - began)
                new_params = params + move
                if (
                    batches.whole
                    and (new_params == params).all()
                    and _same(new_memory, memory)
                    and (steady or not gradient.any())
                    and math.isfinite(loss)
                    and not even_if_nothing_moves
                ):  # a step that changes nothing, and so does every step after it
                    flat = np.abs(gradient).max() <= FLAT * (1 + abs(loss))
                    reason: Reason = "converged" if flat else "stopped"
                    return rows, State(t - 1, params, loss, (memory,), watched), reason
                lost = not (math.isfinite(batch_loss) and np.isfinite(new_params).all())
                new_loss = loss
                if t % self.loss_interval == 0 or t == self._last_step or lost:
                    new_loss, evaluated = self.loss(new_params), t
                    lost = lost or not math.isfinite(new_loss)
                    if observe:
                        watched = observe(watched, new_loss)
                if keep_rows:
                    new_shown = as_row(new_params)
                    rows.append((t, shown, loss, as_row(gradient), eta, as_row(move), new_shown,
                                 new_loss, _size(examples), batch_loss, batches.epoch(t),
                                 batches.seen(t), evaluated))  # fmt: skip
                    shown = new_shown
                params, loss, memory = new_params, new_loss, new_memory
                if lost:
                    goes_on = t in edits  # by settings that may hold
                    return (
                        rows,
                        State(t, params, loss, (memory,), watched),
                        None if goes_on else "diverged",
                    )
        return rows, State(step + count, params, loss, (memory,), watched), None

    def _last_evaluation(self, step: int) -> int:
        """The step after which the loss known after `step` was computed."""
        return step if step == self._last_step else step - step % self.loss_interval


def _same(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    return all(bool(np.all(x == y)) for x, y in zip(a, b, strict=True))


def _size(examples: Any) -> int:
    """How many examples a batch has."""
    if isinstance(examples, slice):
        return int(examples.stop - examples.start)
    return len(examples)
