"""Learning-rate schedules: pure functions of the step.

Being pure, they need no memory: any step's rate can be asked for at any time, which is what going
back, replaying and drawing the schedule ahead all need.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from gdtui.engine import written

Schedule: TypeAlias = Callable[[int, float], float]
"""`schedule(t, η)`: the rate that update t = 1, 2, … uses, η being the run's learning rate."""


def constant() -> Schedule:
    """η at every step."""
    return lambda _t, eta: eta


SCHEDULES: dict[str, Callable[..., Schedule]] = {"constant": constant}


@lru_cache(maxsize=64)  # a run asks for it again with every portion of steps
def parse(text: str, total_steps: int | None = None) -> Schedule:
    """The schedule that a written form such as `constant` names. Raises `WrittenError`.

    `total_steps` is the run's length, for schedules that stretch over it.
    """
    return written.build("schedule", text, SCHEDULES, total_steps=total_steps)
