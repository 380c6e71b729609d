"""An experiment: the live run with its history, and the runs that are kept beside it.

Nothing that was computed is lost: an edit in the past begins another future, and the one that it
abandons is kept as the ghost. Whole runs are pinned, to be compared with, raced against, or made
the live one again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.config import RunConfig
from gdtui.engine.events import Event, RunEdited, StepsTaken
from gdtui.engine.history import History
from gdtui.engine.run import Run
from gdtui.engine.units import STEPS, Unit

MAX_PINS = 8
PORTION = 4096
"""Rows that are in memory at once on the way to a far step."""


@dataclass(frozen=True, slots=True)
class Track:
    """A run, and the history of all that it has done."""

    run: Run
    history: History

    @classmethod
    def of(cls, run: Run) -> "Track":
        """The track of a run, which may have gone some way already."""
        history = History(run.rows(1, 1)[0].loss if run.furthest else run.loss, run.rows)
        for first in range(1, run.furthest + 1, PORTION):
            history.append(StepsTaken(run.rows(first, first + PORTION - 1)))
        return cls(run, history)

    def fork(self) -> "Track":
        """The same track once more: what is done to one does not touch the other."""
        run = self.run.fork()
        return Track(run, self.history.fork(run.rows))

    def advance(
        self,
        n: int | None = None,
        *,
        budget: float | None = None,
        until_arrival: bool = False,
    ) -> list[Event]:
        """Take steps as `Run.advance` does, and note them in the history."""
        happened = self.run.advance(n, budget=budget, until_arrival=until_arrival)
        for event in happened:
            if isinstance(event, StepsTaken):
                self.history.append(event)
        return happened

    def go(self, step: int) -> None:
        """Stand at `step`, or at the end if that comes first, taking what steps are missing."""
        self.run.seek(min(max(0, step), self.run.furthest))
        while self.run.step < step and not self.run.ended:
            self.advance(min(step - self.run.step, PORTION))


@dataclass(frozen=True, slots=True)
class Pin:
    """A track kept for comparison, and the short name that it has beside the others."""

    name: str
    track: Track


class Experiment:
    """The live run with its history, the ghost, and up to `MAX_PINS` pins."""

    def __init__(self, run: Run) -> None:
        self._live = Track.of(run)
        self._ghost: Track | None = None
        self._pins: list[Pin] = []

    # What there is to see

    @property
    def run(self) -> Run:
        """The live run."""
        return self._live.run

    @property
    def history(self) -> History:
        """What the live run has done."""
        return self._live.history

    @property
    def ghost(self) -> Track | None:
        """The run whose future the last edit in the past has abandoned."""
        return self._ghost

    @property
    def pins(self) -> Sequence[Pin]:
        """The runs kept for comparison, the oldest first."""
        return tuple(self._pins)

    @property
    def verdict(self) -> Verdict:
        """What the live run is doing where it stands."""
        return verdict_of(self.run, self.history.rows)

    @property
    def config(self) -> RunConfig:
        """The live run's configuration, with the settings of its next update."""
        return replace(self.run.config, **self.run.settings._asdict())

    # What can be done with the live run

    def begin(self, run: Run) -> None:
        """Another live run; ghost and pins stay."""
        self._live = Track.of(run)

    def play_on(self, n: int | None = None, *, budget: float) -> list[Event]:
        """Take steps as `Run.advance` does, until the run ends or arrives."""
        return self._live.advance(n, budget=budget, until_arrival=True)

    def advance(self, n: int | None = None, *, budget: float | None = None) -> list[Event]:
        """Take steps as `Run.advance` does."""
        return self._live.advance(n, budget=budget)

    def go(self, step: int) -> None:
        """Stand at `step`, or at the end if that comes first, taking what steps are missing."""
        self._live.go(step)

    def edit(self, **changes: Any) -> RunEdited:
        """From this step on, go by other settings; the future abandoned becomes the ghost.

        Raises as `Run.edit` does, and then nothing has changed.
        """
        before = self._live.fork() if self.run.furthest > self.run.step else None
        edited = self.run.edit(**changes)
        self.history.truncate(self.run.step)
        self._ghost = before or self._ghost
        return edited

    # What is kept beside it

    def pin(self, name: str) -> None:
        """Keep the live run as it is now. Raises `ValueError` if there are `MAX_PINS` already."""
        self._keep(name, self._live.fork())

    def pin_ghost(self, name: str) -> None:
        """Keep the ghost, which then is one no more. Raises `ValueError` as `pin` does, and if
        there is none."""
        if self._ghost is None:
            raise ValueError("there is no abandoned run to pin")
        self._keep(name, self._ghost)
        self._ghost = None

    def pin_beside(self, name: str, run: Run) -> None:
        """Keep another run, as far as it has gone. Raises `ValueError` as `pin` does."""
        self._keep(name, Track.of(run))

    def unpin(self, pin: Pin) -> None:
        """Drop a pin."""
        self._pins.remove(pin)

    def adopt(self, pin: Pin, name: str) -> None:
        """Make a pinned run the live one; the run that was live is pinned in its place as `name`,
        unless it has not taken a step."""
        place = self._pins.index(pin)
        self._pins[place : place + 1] = [Pin(name, self._live)] if self.run.furthest else []
        self._live = pin.track

    def race_to(self, cost: float, unit: Unit = STEPS) -> None:
        """Move the live run and every pin to the last step that costs no more than `cost`.

        A run that ends before stands at its end, and stops no other.
        """
        for track in (self._live, *(pin.track for pin in self._pins)):
            track.go(unit.steps(cost, track.run.batches))

    def _keep(self, name: str, track: Track) -> None:
        if len(self._pins) == MAX_PINS:
            raise ValueError(f"{MAX_PINS} runs are pinned already")
        self._pins.append(Pin(name, track))
