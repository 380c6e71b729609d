"""One lane of a sweep: what became of a run with its values."""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice, starmap
from typing import NamedTuple

from gdtui.engine.analysis.sweeping.config import Values
from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.analysis.window import RECENT_BATCHES
from gdtui.engine.events import Event, Row, StepsTaken, StepTaken
from gdtui.engine.run import Run

_MOST_ROWS = RECENT_BATCHES
_FIRST_ROWS = 32  # which a verdict looks at too
_MOST_NUMBERS = 2**22


class Lane(NamedTuple):
    """What became of the run with these values: all of it is what the run alone says."""

    place: int
    """Its number in the sweep (`SweepConfig.points`)."""
    values: Values
    """One an axis."""
    final_loss: float
    """After the last step; inf, −inf or nan where the run diverged."""
    best_loss: float
    """The lowest on the way, the start included."""
    steps: int
    """How many were taken: fewer than asked for only where the run diverged."""
    verdict: Verdict
    """The run's own, but that of one that diverged does not tell the rate that would have held."""

    @property
    def diverged(self) -> bool:
        """Whether it left the finite numbers, or its loss grows."""
        return self.verdict.kind == "diverging"


def most_rows(dimension: int) -> int:
    """How many updates are kept. What rows of many parameters hold is bounded: of the longest, none
    is kept."""
    return min(_MOST_ROWS, _MOST_NUMBERS // (3 * dimension))


class Seen:
    """What was seen of a run on its way: its lowest loss, its first updates and its last ones, so
    that they need not be made again to judge it."""

    def __init__(self, run: Run, best: float) -> None:
        """`best` is the lowest loss up to where `run` stands."""
        self.best = best
        self._run = run
        most = most_rows(run.objective.dimension)
        self._first: list[Row] = []
        self._last: deque[Row] = deque(maxlen=most)

    def take(self, events: Iterable[Event]) -> None:
        """Look at what happened."""
        for event in events:
            if isinstance(event, StepsTaken):
                losses = (loss for loss in event.column("new_loss") if not math.isnan(loss))
                self.best = min(self.best, min(losses, default=math.inf))
                room = min(_FIRST_ROWS, self._last.maxlen or 0) - len(self._first)
                self._first += event.rows[: max(0, room)]
                self._last.extend(event.rows[-_MOST_ROWS:])

    def rows(self, first: int, last: int) -> Sequence[StepTaken]:
        """The updates `first` … `last`, made again if they were not kept."""
        for kept in (self._last, self._first):
            if kept and kept[0][0] <= first and last <= kept[-1][0]:
                begin = first - kept[0][0]
                return [*starmap(StepTaken, islice(kept, begin, begin + last - first + 1))]
        return self._run.rows(first, last)


def lane_of(place: int, values: Values, run: Run, seen: Seen) -> Lane:
    """The lane of `run`, which stands at its last step."""
    verdict = verdict_of(run, seen.rows, held=lambda _: None)
    return Lane(place, values, run.loss, seen.best, run.step, verdict)
