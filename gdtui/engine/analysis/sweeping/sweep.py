"""A sweep as it goes on: pulled, as a run is, and interrupted wherever one likes.

Whoever wants lanes asks for them and is handed the events; between two calls nothing happens, so
that stopping is not asking, and going on is asking again.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gdtui.engine.analysis.sweeping.config import SweepConfig, Values
from gdtui.engine.analysis.sweeping.lane import Lane, lane_of, lowest
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.run import Run

PORTION = 0.004
"""Seconds of work between two looks at whether to go on."""


@dataclass(frozen=True, slots=True)
class LanesDone:
    """Lanes that have come to their end."""

    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sweep has come."""

    done: int
    """Lanes at their end, those that were known before included."""
    lanes: int
    """All of them."""
    share: float
    """Of the work, 0 … 1, lanes under way included."""


SweepEvent: TypeAlias = LanesDone | Progress


class Sweep:
    """The lanes of a configuration, as far as they are known."""

    def __init__(
        self,
        config: SweepConfig,
        data: Dataset | None = None,
        *,
        known: Iterable[Lane] = (),
        only: Sequence[int] | None = None,
    ) -> None:
        """`data` is what `config.run.data` names; `known` are lanes of an earlier sweep of the same
        run, for as many steps, which are taken over where their values are among these; `only`
        some of the places are worked on, if they are given.

        Raises what `Run` raises for values that no run can have.
        """
        self.config = config
        self.data = data
        self.lanes: list[Lane | None] = [None] * len(config)
        """By their places; None: not known yet."""
        by_values = {lane.values: lane for lane in known}
        for place, values in enumerate(config.points):
            if values in by_values:
                self.lanes[place] = by_values[values]._replace(place=place)
        worked_on = range(len(config)) if only is None else only
        self._waiting = [place for place in worked_on if self.lanes[place] is None]
        self._under_way = 0.0  # of the lanes that are worked on, in lanes
        for values in _corners(config):
            Run(config.config_at(values), data)
        self._work = self._all_lanes()

    @property
    def done(self) -> bool:
        """Whether all lanes that are worked on are known."""
        return all(self.lanes[place] is not None for place in self._waiting)

    @property
    def known(self) -> list[Lane]:
        """The lanes that are known, in the order of their places."""
        return [lane for lane in self.lanes if lane is not None]

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        done, lanes = len(self.known), len(self.lanes)
        return Progress(done, lanes, min(1.0, (done + self._under_way) / lanes))

    def lane(self, i: int, j: int = 0) -> Lane | None:
        """The lane with the i-th value of the first axis, and the j-th of the second."""
        return self.lanes[self.config.place(i, j)]

    def take(self, lane: Lane) -> None:
        """Keep a lane that was worked out elsewhere."""
        self.lanes[lane.place] = lane

    def advance(self, *, budget: float | None = None) -> list[SweepEvent]:
        """Work for `budget` seconds, or to the end. Returns what happened: the lanes that are done,
        if any are, and how far it has come. A sweep that is done answers with nothing."""
        deadline = None if budget is None else time.perf_counter() + budget
        finished: list[Lane] = []
        worked = False
        for lane in self._work:
            worked = True
            if lane is not None:
                self.take(lane)
                finished.append(lane)
            if deadline is not None and time.perf_counter() >= deadline:
                break
        if not worked:
            return []
        lanes: list[SweepEvent] = [LanesDone(tuple(finished))] if finished else []
        return [*lanes, self.progress]

    def _all_lanes(self) -> Iterator[Lane | None]:
        """Each lane as it is done; None after a portion of work without one."""
        for place in self._waiting:
            if self.lanes[place] is None:
                yield from self._whole_run(place)

    def _whole_run(self, place: int) -> Iterator[Lane | None]:
        values, steps = self.config.points[place], self.config.steps
        run = Run(self.config.config_at(values), self.data)
        best = run.loss
        while run.step < steps and not run.ended:
            best = lowest(best, run.advance(steps - run.step, budget=PORTION))
            self._under_way = run.step / steps
            if run.step < steps and not run.ended:
                yield None
        self._under_way = 0.0
        yield lane_of(place, values, run, best)


def _corners(config: SweepConfig) -> Iterator[Values]:
    """The values at the ends of the axes, and the extra ones: if runs can have these, they can have
    those between."""
    points = config.points[: len(config) - len(config.extra)]
    across = config.shape[0]
    yield from {points[0], points[across - 1], points[-across], points[-1], *config.extra}
