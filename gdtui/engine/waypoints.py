"""Where a run has been, from its start on, kept small: what a picture of its path is drawn from.

The first steps are the longest as a rule, and the shape of a path is decided by them; later ones
are left out evenly, so that a path of ten million steps costs what one of a thousand costs.
"""

from bisect import bisect_left
from collections.abc import Sequence
from copy import copy
from operator import attrgetter
from typing import NamedTuple

from gdtui.engine.events import Params, Row, StepTaken

FIRST = 512
"""Steps from the start that are all kept."""

MOST = 1024
"""Later ones, before every second of them is dropped."""


class Waypoint(NamedTuple):
    """Where a run stood after `step` updates."""

    step: int
    params: Params
    loss: float


class Waypoints:
    """Where some of the updates of a run began, in order: the first `FIRST`, then every
    `stride`-th.

    Which ones depends on how many there are, and not on the portions they came in.
    """

    def __init__(self) -> None:
        self._first: list[Waypoint] = []
        self._later: list[Waypoint] = []
        self.stride = 1

    def append(self, rows: Sequence[Row]) -> None:
        """Take in the updates that come next."""
        begins = StepTaken(*rows[0]).step
        room = max(0, FIRST + 1 - begins)
        self._first += map(_beginning, rows[:room])
        begin = max(begins, FIRST + 1)
        self._later += map(_beginning, rows[begin + -begin % self.stride - begins :: self.stride])
        while len(self._later) > MOST:
            self.stride *= 2
            self._later = [at for at in self._later if (at.step + 1) % self.stride == 0]

    def truncate(self, step: int) -> None:
        """Forget the updates after `step`."""
        self._first = self._first[:step]
        self._later = self._later[: self._count(step)]

    def until(self, step: int) -> list[Waypoint]:
        """Where the updates up to `step` began, in order."""
        return self._first[:step] + self._later[: self._count(step)]

    def fork(self) -> "Waypoints":
        """A copy to grow apart from here on."""
        twin = copy(self)
        twin._first, twin._later = [*self._first], [*self._later]
        return twin

    def _count(self, step: int) -> int:
        """How many of the later updates are up to `step`."""
        return bisect_left(self._later, step, key=attrgetter("step"))


def _beginning(row: Row) -> Waypoint:
    update = StepTaken(*row)
    return Waypoint(update.step - 1, update.params, update.loss)
