"""One lane of a sweep: what became of a run with its values."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from gdtui.engine.analysis.sweeping.config import Values
from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.events import Event, StepsTaken
from gdtui.engine.run import Run


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


def lane_of(place: int, values: Values, run: Run, best: float) -> Lane:
    """The lane of `run`, which stands at its last step; `best` is its lowest loss."""
    verdict = verdict_of(run, run.rows, held=lambda _: None)
    return Lane(place, values, run.loss, best, run.step, verdict)


def lowest(best: float, events: Iterable[Event]) -> float:
    """The lowest loss of what happened, or `best`; what is no number is none."""
    for event in events:
        if isinstance(event, StepsTaken):
            finite = (loss for loss in event.column("new_loss") if not math.isnan(loss))
            best = min(best, min(finite, default=math.inf))
    return best
