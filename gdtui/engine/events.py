"""What can happen in a run.

The rare events are small frozen dataclasses. Steps, the many, come as one `StepsTaken` block of
plain tuples; a `StepTaken` is made only for the row that somebody looks at, since making a frozen
object for every step would cost several times the step itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

Params: TypeAlias = tuple[float, ...]
"""A point: one float a parameter."""

Reason: TypeAlias = Literal["converged", "diverged", "max_steps", "stopped"]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins: `config` holds every setting, with defaults resolved to values."""

    config: Mapping[str, Any]


class StepTaken(NamedTuple):
    """One update, with every number that the arithmetic on the screen needs."""

    step: int
    """1 for the first update."""
    params: Params
    """Where the update starts from."""
    loss: float
    """The loss there."""
    gradient: Params
    """∂L/∂θ there."""
    learning_rate: float
    """η of this step, after the schedule."""
    update: Params
    """What is added to `params`: −η·gradient for plain descent."""
    new_params: Params
    """Where the update arrives."""
    new_loss: float
    """The loss there; inf or nan when the step leaves the numbers that floats can hold."""
    batch_size: int | None = None
    """Data objectives only: the examples in this step's mini-batch."""
    batch_loss: float | None = None
    """Data objectives only: the loss on that mini-batch, at `params`."""
    epoch: int | None = None
    """Data objectives only: which pass over the data the step belongs to, from 1."""


@dataclass(frozen=True, slots=True)
class StepsTaken:
    """A block of consecutive updates, as plain tuples in the order of `StepTaken`'s fields."""

    rows: Sequence[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[StepTaken]:
        return map(StepTaken._make, self.rows)

    def __getitem__(self, index: int) -> StepTaken:
        return StepTaken._make(self.rows[index])


@dataclass(frozen=True, slots=True)
class RunEdited:
    """From `step` on the run goes by other settings; what it had done beyond `step` is dropped."""

    step: int
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """The run stands at `step` now, having gone there without taking new steps."""

    step: int


@dataclass(frozen=True, slots=True)
class RunEnded:
    """Nothing more will happen after `step`, and why."""

    reason: Reason
    step: int


Event: TypeAlias = RunStarted | StepsTaken | RunEdited | Sought | RunEnded
