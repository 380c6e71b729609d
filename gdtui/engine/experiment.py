"""An experiment: the live run with its history, and the runs that are kept beside it.

Nothing that was computed is lost: an edit in the past begins another future, and the one that it
abandons is kept as the ghost. Whole runs are pinned, to be compared with, raced against, or made
the live one again.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.config import RunConfig, with_settings
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


def _tracked(run: Run | Track) -> Track:
    return run if isinstance(run, Track) else Track.of(run)


@dataclass(frozen=True, slots=True)
class Pin:
    """A track kept for comparison."""

    letter: str
    """What marks it in charts and tables, as long as it is kept."""
    track: Track
    name: str = ""
    """What somebody has called it; empty: it goes by what differs from the others."""


class Experiment:
    """The live run with its history, the ghost, and up to `MAX_PINS` pins."""

    def __init__(self, run: Run) -> None:
        self._live = Track.of(run)
        self._ghost: Track | None = None
        self._pins: list[Pin] = []
        self._dropped: list[Pin] = []

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
        """The run whose future the last edit in the past, or a restart, has abandoned."""
        return self._ghost

    @property
    def pins(self) -> Sequence[Pin]:
        """The runs kept for comparison, the oldest first."""
        return tuple(self._pins)

    @property
    def tracks(self) -> Sequence[Track]:
        """The live run and the pins: all that take part in a race."""
        return (self._live, *(pin.track for pin in self._pins))

    @property
    def verdict(self) -> Verdict:
        """What the live run is doing where it stands."""
        return verdict_of(self.run, self.history.rows)

    @property
    def config(self) -> RunConfig:
        """The live run's configuration, with the settings of its next update."""
        return with_settings(self.run.config, self.run.settings)

    # What can be done with the live run

    def begin(self, begun: Run | Track) -> None:
        """Make another run the live one, with its history if it has one; ghost and pins stay."""
        self._live = _tracked(begun)

    def set_aside(self) -> None:
        """Before it begins anew: the live run becomes the ghost if it was changed on the way, since
        no run from the start makes its steps."""
        if self.run.edits:
            self._ghost = self._live

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

    def pin(self, name: str = "") -> Pin:
        """Keep the live run as it is now. Raises `ValueError` if there are `MAX_PINS` already."""
        return self._keep(self._live.fork, name)

    def pin_ghost(self, name: str = "") -> Pin:
        """Keep the ghost, which then is one no more. Raises `ValueError` as `pin` does, and if
        there is none."""
        ghost = self._ghost
        if ghost is None:
            raise ValueError("there is no abandoned run to pin")
        pin = self._keep(lambda: ghost, name)
        self._ghost = None
        return pin

    def pin_beside(self, other: Run | Track, name: str = "") -> Pin:
        """Keep another run, as far as it has gone. Raises `ValueError` as `pin` does."""
        return self._keep(lambda: _tracked(other), name)

    def unpin(self, pin: Pin) -> None:
        """Drop a pin, until `put_back`."""
        self._pins.remove(pin)
        self._dropped = [*self._dropped[1 - MAX_PINS :], pin]

    def put_back(self) -> Pin:
        """Keep the pin that was dropped last again. Raises `ValueError` as `pin` does, and if
        there is none."""
        if not self._dropped:
            raise ValueError("no pinned run was taken out")
        dropped = self._dropped[-1]
        pin = self._keep(lambda: dropped.track, dropped.name, dropped.letter)
        self._dropped.pop()
        return pin

    def adopt(self, pin: Pin) -> None:
        """Make a pinned run the live one; the run that was live is pinned in its place, unless it
        has not taken a step."""
        place = self._pins.index(pin)
        exchanged = [Pin(self._letter(), self._live)] if self.run.furthest else []
        self._pins[place : place + 1] = exchanged
        self._live = pin.track

    # The race

    def race_to(self, cost: float, unit: Unit = STEPS, *, budget: float = math.inf) -> bool:
        """Move the live run and every pin to the last step that costs no more than `cost`, for
        about `budget` seconds at most; whether all of them have got there.

        A run that ends before stands at its end, and stops no other.
        """
        deadline = time.perf_counter() + budget
        for track in self.tracks:
            run, goal = track.run, unit.steps(cost, track.run.batches)
            run.seek(min(goal, run.furthest))
            while run.step < goal and not run.ended:
                if time.perf_counter() >= deadline:
                    return False
                track.advance(min(goal - run.step, PORTION), budget=budget)
        return True

    def next_cost(self, cost: float, unit: Unit = STEPS) -> float:
        """The cost after `cost` at which one of the runs takes a step; the same if all have
        ended."""
        going = [track.run for track in self.tracks if not track.run.ended]
        after = (unit.cost(unit.steps(cost, run.batches) + 1, run.batches) for run in going)
        return min(after, default=cost)

    def cost_before(self, cost: float, unit: Unit = STEPS) -> float:
        """The cost before `cost` at which one of the runs took a step; 0 at the start."""
        before = 0.0
        for run in (track.run for track in self.tracks):
            step = unit.steps(cost, run.batches)
            if step and unit.cost(step, run.batches) >= cost:
                step -= 1
            before = max(before, unit.cost(step, run.batches))
        return before

    def _letter(self, wanted: str = "") -> str:
        """One that no pin has: the wanted one, or the first."""
        taken = {pin.letter for pin in self._pins}
        return next(letter for letter in wanted + ascii_lowercase if letter not in taken)

    def _keep(self, track: Callable[[], Track], name: str, letter: str = "") -> Pin:
        if len(self._pins) == MAX_PINS:
            raise ValueError(f"{MAX_PINS} runs are pinned already")
        pin = Pin(self._letter(letter), track(), name)
        self._pins.append(pin)
        return pin
