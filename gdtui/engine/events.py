"""What can happen in a run.

The rare events are small frozen dataclasses. Steps, the many, come as one `StepsTaken` block of
plain tuples; a `StepTaken` is made only for the row that somebody looks at, since making a frozen
object for every step would cost several times the step itself.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from operator import itemgetter
from typing import Any, Literal, NamedTuple, TypeAlias

Params: TypeAlias = tuple[float, ...]
"""A point: one float a parameter. Where there are more than `NARROW` of them (models with data) it
is a read-only numpy vector, which is read like a tuple: `len`, index, iteration."""

NARROW = 100
"""Parameters whose numbers a row spells out; more than a screen or a line has room for are not."""

Row: TypeAlias = tuple[Any, ...]
"""An update as a plain tuple: the fields of `StepTaken` in order, those of data only with data."""

Reason: TypeAlias = Literal["diverged", "max_steps"]


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
    """The loss there; with data, the last one computed there or before (see `evaluated`)."""
    gradient: Params
    """∂L/∂θ there; with data, that of the mini-batch."""
    learning_rate: float
    """η of this step, after the schedule."""
    update: Params
    """What is added to `params`: −η·gradient for plain descent."""
    new_params: Params
    """Where the update arrives."""
    new_loss: float
    """The loss there; inf or nan when the step exceeds the floating-point range."""
    batch_size: int | None = None
    """Data objectives only: the examples in this step's mini-batch."""
    batch_loss: float | None = None
    """Data objectives only: the loss on that mini-batch, at `params`."""
    epoch: int | None = None
    """Data objectives only: which pass over the data the step belongs to, from 1."""
    examples: int | None = None
    """Data objectives only: the examples looked at so far, this batch included."""
    evaluated: int | None = None
    """Data objectives only: the step after which `new_loss` was computed. It is this one, or an
    earlier one where computing it at every step would cost too much (`Run.loss_interval`)."""

    @property
    def gradient_norm(self) -> float:
        """‖∂L/∂θ‖."""
        return math.hypot(*self.gradient)

    @property
    def fresh(self) -> bool:
        """Whether `new_loss` belongs to where this update arrives."""
        return self.evaluated is None or self.evaluated == self.step


@dataclass(frozen=True, slots=True)
class StepsTaken:
    """A block of consecutive updates."""

    rows: Sequence[Row]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[StepTaken]:
        return starmap(StepTaken, self.rows)

    def __getitem__(self, index: int) -> StepTaken:
        return StepTaken(*self.rows[index])

    def column(self, field: str) -> list[Any]:
        """One field of every update, by its name in `StepTaken`; one of data only with data."""
        return list(map(itemgetter(StepTaken._fields.index(field)), self.rows))


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
class Arrived:
    """From `step` on no update moves the point; the run can go on, by steps of length 0."""

    step: int


@dataclass(frozen=True, slots=True)
class Predicted:
    """Somebody said what comes after `step` before it was shown; it changes nothing of the run."""

    step: int
    asked: str
    """What for: the name of a parameter, `way` and a parameter, or `fate`."""
    answer: str
    """As it was typed; empty: none was given."""
    right: bool
    mistake: str = ""
    """The known mistake that leads to that answer, in a word such as `sign-flipped`."""
    about: str = ""
    """The command line of the run that was asked about, if it was the same loss and rule with other
    numbers; empty: this run."""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """There is no update after `step`, and why."""

    reason: Reason
    step: int


Event: TypeAlias = RunStarted | StepsTaken | RunEdited | Sought | Arrived | Predicted | RunEnded


def updates(events: Iterable[Event]) -> Iterator[StepTaken]:
    """The updates among what happened, one by one."""
    for event in events:
        if isinstance(event, StepsTaken):
            yield from event
