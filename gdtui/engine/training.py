"""Steps of a loss on data: vectors in place of floats, and a mini-batch for every step."""

import math
from dataclasses import dataclass, replace

import numpy as np

from gdtui.engine import optimizers
from gdtui.engine.config import ConfigError, RunConfig, resolved
from gdtui.engine.data.batches import Batches
from gdtui.engine.data.dataset import Array, Dataset, Rows, Split, split, standardized
from gdtui.engine.events import NARROW, Params, Row
from gdtui.engine.objectives import resolve
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.objectives.models.on_data import MODELS, is_on_data, on_data, prepared
from gdtui.engine.objectives.tilted import is_noise, tilted
from gdtui.engine.stepping import Bounds, Rules, State, Steps, coasting, has_arrived

EXAMPLES_A_STEP = 512
"""What a step costs at least, counted in examples whose loss is computed."""
_MOST_NUMBERS = 2**22  # that the keyframes of a run, or the rows of a portion, may hold


def loss_interval(n: int, batch_size: int) -> int:
    """How many steps lie between two evaluations of the loss on all n examples.

    ⌈n/max(B, 512)⌉: the evaluations never look at more examples than the steps do, a step counted
    as 512 at least. With batches of 512 or more that is once an epoch.
    """
    return -(-n // max(batch_size, EXAMPLES_A_STEP))


@dataclass(frozen=True, eq=False)
class Training:
    """The stepper of a loss on data: θ is a vector (p,)."""

    config: RunConfig
    objective: FiniteSum
    data: Dataset
    batches: Batches

    @property
    def stochastic(self) -> bool:
        """Whether a step sees only some of the data."""
        return not self.batches.whole

    @property
    def loss_interval(self) -> int:
        """After how many steps the loss on all the data is computed anew."""
        return loss_interval(self.batches.n, self.batches.size)

    @property
    def bounds(self) -> Bounds:
        """A step costs more than one on floats, and so does a state."""
        params = self._start
        memory = optimizers.parse(self.config.optimizer).init(params)
        state, row = sum(map(np.size, (params, *memory))), 3 * params.size
        most = Bounds(stride=8)
        return most._replace(
            keyframes=max(2, min(most.keyframes, _MOST_NUMBERS // state)),
            portion=max(1, min(most.portion, _MOST_NUMBERS // row)),
        )

    @property
    def _start(self) -> Array:
        """Where the run starts, (p,): as configured, or as sampled by the seed."""
        return np.array(self.config.start or self.objective.start)

    def first(self) -> State:
        """The state before the first step."""
        params = self._start
        memory = self.memory(optimizers.parse(self.config.optimizer), params)
        return State(0, params, self._loss(params), memory)

    def memory(self, rule: optimizers.Rule, params: Array) -> tuple[optimizers.State]:
        """What `rule` remembers before its first step, one state for the whole vector."""
        return (rule.init(params),)

    def memory_of(self, state: State, coordinate: int) -> optimizers.State:
        """What the rule remembers of one coordinate."""
        (memory,) = state.optimizer
        return tuple(float(x) if np.ndim(x) == 0 else float(x[coordinate]) for x in memory)

    def memory_lengths(self, state: State) -> tuple[float, ...]:
        """How long each of the vectors is that the rule remembers."""
        (memory,) = state.optimizer
        with np.errstate(all="ignore"):
            return tuple(float(np.linalg.norm(x)) for x in memory)

    def coast(self, state: State, rules: Rules, steps: int) -> list[Params]:
        """What the next updates would add by what the rule remembers alone."""
        nothing = np.zeros_like(state.params)
        with np.errstate(all="ignore"):
            return [self.as_row(move) for (move,) in coasting(state, rules, steps, nothing)]

    def as_row(self, params: Array) -> Params:
        """A vector as rows hold it: a tuple, or itself where that would be long."""
        if params.size <= NARROW:
            return tuple(params.tolist())
        params.flags.writeable = False
        return params  # type: ignore[return-value]

    def steps(
        self,
        state: State,
        rules: Rules,
        count: int,
        *,
        stop_on_arrival: bool = False,
        keep_rows: bool = True,
    ) -> Steps:
        """The next `count` updates from `state`, fewer if the run ends before.

        The loss on all the data is computed after every `loss_interval`-th step counted from the
        run's start, and after the last one; in between the last value known is carried on.
        """
        objective, batches, as_row = self.objective, self.batches, self.as_row
        base, rule, schedule, began, _ = rules
        rate_at, observe, update = schedule.rate, schedule.observe, rule.update
        step, params, loss, (memory,), watched = state
        interval, last_step = self.loss_interval, self.config.max_steps
        evaluated = step if step == last_step else step - step % interval
        may_arrive = stop_on_arrival and batches.whole  # another mini-batch would lead on
        shown = as_row(params)
        rows: list[Row] = []
        with np.errstate(all="ignore"):
            for t in range(step + 1, step + 1 + count):
                examples = batches.rows(t)
                batch_loss, gradient = objective.loss_and_gradient(params, examples)
                eta = rate_at(t, base, watched)
                try:
                    move, new_memory = update(gradient, params, memory, eta, t - began)
                except (ArithmeticError, ValueError):
                    move, new_memory = np.full_like(params, np.nan), memory
                new_params = params + move
                if may_arrive and (new_params == params).all() and _same(new_memory, memory):
                    stays = State(t - 1, params, loss, (memory,), watched)
                    if has_arrived(loss, gradient, move, eta, rules):
                        return Steps(rows, stays, arrived=True)
                lost = not (math.isfinite(batch_loss) and np.isfinite(new_params).all())
                new_loss = loss
                if t % interval == 0 or t == last_step or lost:
                    new_loss, evaluated = self._loss(new_params), t
                    lost = lost or not math.isfinite(new_loss)
                    if observe:
                        watched = observe(watched, new_loss)
                if keep_rows:
                    new_shown = as_row(new_params)
                    batch = (_size(examples), batch_loss, batches.epoch(t), batches.seen(t))
                    moved = (as_row(gradient), eta, as_row(move), new_shown, new_loss)
                    rows.append((t, shown, loss, *moved, *batch, evaluated))
                    shown = new_shown
                params, loss, memory = new_params, new_loss, new_memory
                if lost:
                    return Steps(rows, State(t, params, loss, (memory,), watched), "diverged")
        return Steps(rows, State(step + count, params, loss, (memory,), watched))

    def _loss(self, params: Array) -> float:
        """The loss on all the training examples."""
        return float(self.objective.value(params))


def training(config: RunConfig, data: Dataset | None) -> Training:
    """The stepper of a configuration for `data`, which is what `config.data` names.

    Raises `ConfigError`, `SpecError`, `ExpressionError` or `DataError` for what cannot be run.
    """
    if data is None:
        raise ConfigError(
            f"{config.objective} needs data: a data set such as circle or iris, or a CSV file"
        )
    _check(config, data)
    parts = _parts(config, data)
    n = parts.train.size
    size = n if config.batch_size is None else config.batch_size
    if not 1 <= size <= n:
        raise ConfigError(f"a batch must have 1 to {n} of the {n} training examples, not {size}")
    noise = is_noise(data)
    objective: FiniteSum
    if noise:
        objective = tilted(resolve(config.objective), parts)
    else:
        objective = on_data(config.objective, parts, config.seed, size)
    batches = Batches(n, size, config.seed, shuffle=config.shuffle, replacement=config.replacement)
    config = replace(config, data=config.data or data.name, data_hash=data.digest)
    checked = resolved(config, objective)
    if config.start is None and not noise:  # sampled by the seed, perhaps thousands of numbers
        checked = replace(checked, start=None)
    return Training(checked, objective, data, batches)


def _check(config: RunConfig, data: Dataset) -> None:
    """Raise what is wrong with `config` for these data, if anything is."""
    noise = is_noise(data)
    if noise == is_on_data(config.objective):
        raise ConfigError(
            f"{config.objective} learns from examples, and noise has none; try circle or iris"
            if noise
            else f"{config.objective} does not learn from data; {', '.join(MODELS)} do, "
            "and need no formula"
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
            "batches sampled with replacement have no order to keep; choose one of the two"
        )


def _parts(config: RunConfig, data: Dataset) -> Split:
    """The training and test examples, in the units that the loss sees."""
    if is_noise(data):
        parts = Split(data)
    else:
        parts = split(prepared(config.objective, data), config.test_share, config.seed)
    return standardized(parts) if config.standardize else parts


def _same(a: optimizers.State, b: optimizers.State) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def _size(examples: Rows) -> int:
    """How many examples a batch has."""
    if isinstance(examples, slice):
        return int(examples.stop - examples.start)
    return len(examples)
