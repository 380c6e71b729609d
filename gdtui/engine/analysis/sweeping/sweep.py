"""A sweep as it goes on: pulled, as a run is, and interrupted wherever one likes.

Whoever wants lanes asks for them and is handed the events; between two calls nothing happens, so
that stopping is not asking, and going on is asking again.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig, Values
from gdtui.engine.analysis.sweeping.fast_forward import (
    FEWEST_LANES,
    FEWEST_STEPS,
    MOST_LANES,
    Landed,
    can_be_lanes,
    fast_forward,
)
from gdtui.engine.analysis.sweeping.lane import Lane, Seen, lane_of
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
        self._known, self._left = len(self.known), len(self._waiting)
        self._under_way = 0.0  # of the lanes that are worked on, in lanes
        for values in _corners(config):
            Run(config.config_at(values), data)
        self._work = self._all_lanes()

    @property
    def done(self) -> bool:
        """Whether all lanes that are worked on are known."""
        return self._left == 0

    @property
    def known(self) -> list[Lane]:
        """The lanes that are known, in the order of their places."""
        return [lane for lane in self.lanes if lane is not None]

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        done, lanes = self._known, len(self.lanes)
        return Progress(done, lanes, min(1.0, (done + self._under_way) / lanes))

    def lane(self, i: int, j: int = 0) -> Lane | None:
        """The lane with the i-th value of the first axis, and the j-th of the second."""
        return self.lanes[self.config.place(i, j)]

    def take(self, lane: Lane) -> None:
        """Keep a lane that was worked out elsewhere."""
        if self.lanes[lane.place] is None:
            self._known += 1
            self._left -= 1
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
        for places in self._groups():
            many = len(places) >= FEWEST_LANES and self.config.steps >= FEWEST_STEPS
            values = self.config.points[places[0]]
            run = Run(self.config.config_at(values), self.data) if many else None
            if run is not None and can_be_lanes(run):
                yield from self._lanes(run, places)
            else:
                for place in places:
                    yield from self._whole_run(place)

    def _groups(self) -> Iterator[list[int]]:
        """The places that are waited for, those together that differ in the learning rate alone."""
        rate = next((k for k, one in enumerate(self.config.axes) if one.what == RATE), None)

        def but_for_rate(place: int) -> Values:
            return tuple(x for k, x in enumerate(self.config.points[place]) if k != rate)

        waiting = (place for place in self._waiting if self.lanes[place] is None)
        for _, group in groupby(sorted(waiting, key=but_for_rate), but_for_rate):
            places = list(group)
            for first in range(0, len(places), MOST_LANES):
                yield places[first : first + MOST_LANES]

    def _lanes(self, run: Run, places: Sequence[int]) -> Iterator[Lane | None]:
        config = self.config
        rate = next(k for k, one in enumerate(config.axes) if one.what == RATE)
        left, share = len(places), 0.0
        rates = [config.points[place][rate] for place in places]
        for landed in fast_forward(run, rates, config.steps):
            if isinstance(landed, Landed):
                left -= 1
            else:
                share = landed
            self._under_way = left * share / 2  # the other half is to end them, and to judge
            if isinstance(landed, Landed):
                yield from self._whole_run(places[landed.number], landed)
            else:
                yield None

    def _whole_run(self, place: int, landed: Landed | None = None) -> Iterator[Lane | None]:
        """A run to its end, from where a lane has landed if one has."""
        values, steps = self.config.points[place], self.config.steps
        run = Run(self.config.config_at(values), self.data)
        seen = Seen(run, run.loss)
        if landed is not None:
            landed.put(run)
            seen = Seen(run, landed.best)
        while run.step < steps and not run.ended:
            seen.take(run.advance(steps - run.step, budget=PORTION))
            if landed is None:
                self._under_way = run.step / steps
            if run.step < steps and not run.ended:
                yield None
        if landed is None:
            self._under_way = 0.0
        yield lane_of(place, values, run, seen)


def _corners(config: SweepConfig) -> Iterator[Values]:
    """The values at the ends of the axes, and the extra ones: if runs can have these, they can have
    those between."""
    points = config.points[: len(config) - len(config.extra)]
    across = config.shape[0]
    yield from {points[0], points[across - 1], points[-across], points[-1], *config.extra}
