"""What is looked at of a run's sweeps: which one, which part of it, which of its lanes."""

import math
from collections.abc import Sequence

from gdtui.drawing.numbers import next_rate
from gdtui.engine.analysis.sweeping.beside import Beside, Measured, beside_each, best_lane
from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig, Values
from gdtui.engine.analysis.sweeping.estimate import Estimate
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.experiment import Track
from gdtui.engine.run import Run
from gdtui.tui.sweeping import grid
from gdtui.tui.sweeping.shelf import Shelf
from gdtui.tui.sweeping.views import View, opened, own_value, views_of
from gdtui.tui.sweeping.words import clear_edge

MOST_STEPS = 100_000


class Look:
    """One of the sweeps of a run, the part that was zoomed in to, and a cursor on a lane."""

    def __init__(self, run: Run, shelf: Shelf) -> None:
        """What the `shelf` has is gone on with. Raises as `Run` does."""
        self._run, self._shelf = run, shelf
        self._views = views_of(run)
        names = [view.name for view in self._views]
        self.view = self._views[names.index(shelf.view) if shelf.view in names else 0]
        self._look_at(self.view)

    # What there is to see

    @property
    def sweep(self) -> Sweep:
        """The one that is looked at."""
        return self._stack[-1]

    @property
    def config(self) -> SweepConfig:
        """Of `sweep`."""
        return self.sweep.config

    @property
    def is_map(self) -> bool:
        """Whether it has two axes."""
        return len(self.config.axes) == 2

    @property
    def lanes(self) -> list[Lane]:
        """Those that are known of the curve, or of the row of the map that the cursor is in, from
        the left."""
        if self.is_map:
            return [lane for lane in self._row if lane is not None]
        return grid.lanes_of(self.sweep)

    @property
    def lane(self) -> Lane | None:
        """The one under the cursor."""
        return grid.lane_at(self.sweep, self.cursor)

    @property
    def start(self) -> float:
        """The loss at the start of the run under the cursor."""
        run = self.track.run
        return run.rows(1, 1)[0].loss if run.step else run.loss

    @property
    def known(self) -> Beside | None:
        """What theory says of the curve, or of that row."""
        return self.by_row[self._place if self.is_map else 0]

    @property
    def edge(self) -> Measured | None:
        """The edge that was measured on the curve, or in that row, if there is one."""
        if self.config.axes[0].what != RATE or not self.sweep.done:
            return None
        return clear_edge(self.lanes)

    @property
    def _place(self) -> int:
        return self.config.axes[1].values.index(self.cursor[1])

    @property
    def _row(self) -> list[Lane | None]:
        return [self.sweep.lane(i, self._place) for i in range(self.config.shape[0])]

    @property
    def cost(self) -> Estimate:
        """What its lanes and their steps cost, about."""
        return self._shelf.costs[self.view.name]

    # What can be done

    def next_view(self) -> bool:
        """Look at the next sweep that there is of this run; whether it is another one."""
        at = self._views.index(self.view) + 1
        self._look_at(self._views[at % len(self._views)])
        return len(self._views) > 1

    def go_to(self, values: Values, *, run: bool = True) -> None:
        """Put the cursor on a lane, and begin its run unless it is to stay hidden."""
        self.cursor = self._shelf.cursors[self.view.name] = values
        if run:
            self.track = Track.of(Run(opened(self.config, values), self.sweep.data))

    def best(self) -> Values | None:
        """The values of the lowest loss; of several as low, theory's, else the first."""
        lanes: Sequence[Lane | None] = self.lanes
        if self.is_map:
            lanes = self.sweep.lanes[: math.prod(self.config.shape)]
        best = best_lane(lanes)
        if best is None:
            return None
        lowest = [lane.values for lane in lanes if lane and lane.final_loss == best.final_loss]
        return next((values for values in lowest if values in self.config.extra), lowest[0])

    def closer(self) -> bool:
        """A finer grid of the half about the cursor; whether there is one."""
        made = grid.closer(self.sweep, self.cursor)
        if made is not None:
            self._stack.append(made)
            self._begin()
        return made is not None

    def farther(self) -> bool:
        """The grid before, or from the first one on a wider one; whether there is one."""
        made = None
        if len(self._stack) > 1:
            self._stack.pop()
        elif (made := grid.farther(self.sweep)) is not None:
            self._stack[0] = made
        else:
            return False
        self._begin()
        return True

    def change_steps(self, direction: int) -> bool:
        """Runs of so many steps as comes next (+1) or before (−1) in 1-2-5; whether they can be."""
        steps = int(next_rate(self.config.steps, direction))
        if not 1 <= steps <= MOST_STEPS:
            return False
        self._stack[:] = [grid.with_steps(sweep, steps) for sweep in self._stack]
        self._begin()
        return True

    def _look_at(self, view: View) -> None:
        self.view, self._shelf.view = view, view.name
        self._stack = self._shelf.stack(view, self._run)
        own = tuple(own_value(one, self._run) for one in self.config.axes)
        self.cursor = self._shelf.cursors.get(view.name, own)
        self._begin()

    def _begin(self) -> None:
        config, data = self.config, self.sweep.data
        self.first = Run(config.config_at(config.points[0]), data).loss
        """The loss at the start."""
        self.by_row = beside_each(config, data)
        """What theory says of each row, or of the curve."""
        self.go_to(grid.nearest(config, self.cursor))
