"""Where a run stands, and what counts as having arrived."""

from typing import Any, NamedTuple

from gdtui.engine import optimizers, schedules

FLAT = 1e-6
"""A point where steps change nothing has converged if ∂L/∂θ is this small beside 1 + |L|;
otherwise the steps are too small for the floats, and the run has merely stopped."""


class State(NamedTuple):
    """Where a run stands: all that the next step depends on."""

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
    """By what the next steps are made."""

    learning_rate: float
    rule: optimizers.Rule
    schedule: schedules.Schedule
    began: int
    """The step after which the rule began; it counts its own steps from there."""
    steady: bool
    """Whether the rate is the same at every step."""
