"""Where a run stands, what makes its steps, and when it has arrived."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from gdtui.engine import optimizers, schedules
from gdtui.engine.config import RunConfig
from gdtui.engine.data.batches import Batches
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.events import Params, Reason, Row
from gdtui.engine.objectives import Objective


class State(NamedTuple):
    """Where a run stands: everything that the next step depends on."""

    step: int
    params: Any
    """A tuple of floats; with data a vector (p,)."""
    loss: float
    """There; with data, as it was last computed there or before."""
    optimizer: tuple[optimizers.State, ...]
    """One state a coordinate; with data one for the whole vector."""
    schedule: schedules.Memory = ()
    """What the schedule remembers, if it watches the loss."""


class Rules(NamedTuple):
    """The rate, the rule and the schedule that the next steps go by."""

    learning_rate: float
    rule: optimizers.Rule
    schedule: schedules.Schedule
    began: int
    """The step after which the rule began; it counts its own steps from there."""
    steady: bool
    """Whether the rate is the same at every step."""


class Steps(NamedTuple):
    """Some steps that were made."""

    rows: list[Row]
    state: State
    """Where they lead."""
    end: Reason | None = None
    """Why there is no step after them; None where there is."""
    arrived: bool = False
    """Whether they were broken off because no further one would move the point."""


class Bounds(NamedTuple):
    """How much of a run is kept, and how much of it is done at a time."""

    stride: int
    """Steps between two keyframes, at first."""
    keyframes: int = 1024
    """States that are kept, at most."""
    portion: int = 256
    """Steps between two looks at the clock, at most."""


class Stepper(Protocol):
    """What makes the steps of one configuration, and knows how its numbers are held."""

    @property
    def config(self) -> RunConfig:
        """The configuration, its open values resolved."""

    @property
    def objective(self) -> Objective:
        """What is minimized."""

    @property
    def data(self) -> Dataset | None:
        """The data as they were handed over, if there are any."""

    @property
    def batches(self) -> Batches | None:
        """Which examples each step looks at; None without data."""

    @property
    def stochastic(self) -> bool:
        """Whether a step sees only some of the data."""

    @property
    def loss_interval(self) -> int:
        """After how many steps the loss is computed anew."""

    @property
    def bounds(self) -> Bounds:
        """How much is kept and done at a time, by what a step and a state cost."""

    def first(self) -> State:
        """The state before the first step; its loss may be inf or nan."""

    def memory(self, rule: optimizers.Rule, params: Any) -> tuple[optimizers.State, ...]:
        """What `rule` remembers before its first step, from `params` as a state holds them."""

    def memory_of(self, state: State, coordinate: int) -> optimizers.State:
        """What the rule remembers of one coordinate."""

    def memory_lengths(self, state: State) -> tuple[float, ...]:
        """How long each of the vectors is that the rule remembers."""

    def coast(self, state: State, rules: Rules, steps: int) -> list[Params]:
        """What the next `steps` updates would add by what the rule remembers alone, if gradient and
        weight decay were 0 from here on."""

    def as_row(self, params: Any) -> Params:
        """The `params` of a state in the form in which rows hold them."""

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

        With `stop_on_arrival` also where no further update moves the point. Without `keep_rows`
        the rows may be left out.
        """


def coasting(state: State, rules: Rules, steps: int, nothing: Any) -> Iterator[tuple[Any, ...]]:
    """The next `steps` updates by what the rule remembers alone, each as one move for each state of
    the rule; `nothing` is a gradient of 0, and a θ of 0."""
    memories = state.optimizer
    for t in range(state.step + 1, state.step + 1 + steps):
        eta = rules.schedule.rate(t, rules.learning_rate, state.schedule)
        made = [rules.rule.update(nothing, nothing, one, eta, t - rules.began) for one in memories]
        yield tuple(move for move, _ in made)
        memories = tuple(kept for _, kept in made)


def has_arrived(
    loss: float, gradient: Iterable[float], update: Iterable[float], rate: float, rules: Rules
) -> bool:
    """Whether no later update can move the point, after one that changed neither it nor what the
    rule remembers.

    At another rate a later one might, unless there is nothing for a rate to scale; and a point
    whose loss is not finite is no place to arrive at.
    """
    if not math.isfinite(loss):
        return False
    return rules.steady or (rate > 0 and not any(gradient) and not any(update))
