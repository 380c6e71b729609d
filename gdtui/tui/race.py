"""The race: an experiment's runs in lockstep, played, stepped and gone back."""

import asyncio
from collections.abc import Callable

from gdtui.engine.experiment import Experiment, Track
from gdtui.engine.units import Unit
from gdtui.tui.beside import beside
from gdtui.tui.pacing import Pacer
from gdtui.tui.player import PORTION, SPEEDS, USUAL_SPEED

AT_ONCE = 500
"""Steps between two frames at the highest speed."""


class Race:
    """Moves all runs to equal costs: by a key, or by itself until it is stopped."""

    def __init__(
        self, experiment: Experiment, unit: Unit, pacer: Pacer, draw: Callable[[], None]
    ) -> None:
        """`unit` is what the runs are aligned by; `draw` is called when a frame is due."""
        self._experiment, self._pacer, self._draw = experiment, pacer, draw
        self._task: asyncio.Task[None] | None = None
        self._going = False
        self.unit = unit
        self.speed = USUAL_SPEED
        """Place in `SPEEDS`."""
        self.cost = self.furthest
        """To which the runs are moved."""

    @property
    def going(self) -> bool:
        """Whether it moves by itself."""
        return self._going

    @property
    def furthest(self) -> float:
        """What the run that has gone farthest has cost, of those that are compared."""
        return max(self.unit.cost(t.run.furthest, t.run.batches) for t in self._compared())

    def go_on(self) -> None:
        """Race until every run has ended or stands still, or `stop` is called."""
        self.stop()
        self._going = True
        self._task = asyncio.create_task(self._go_on())

    def stop(self) -> None:
        """Stand still."""
        self._going = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def move_to(self, cost: float) -> None:
        """Move all runs to a cost; what has to be computed first is, while keys still work."""
        self.stop()
        self.cost = cost
        if self._advance():
            self._draw()
        else:
            self._task = asyncio.create_task(self._catch_up())

    def go_by(self, count: int) -> None:
        """So many steps on, or back, of whichever run takes the next one."""
        move = self._experiment.next_cost if count > 0 else self._experiment.cost_before
        cost = self.cost
        for _ in range(abs(count)):
            cost = move(cost, self.unit)
        self.move_to(cost)

    def align_by(self, unit: Unit) -> None:
        """Align the runs by another cost."""
        self.unit = unit
        self.move_to(max(unit.cost(t.run.step, t.run.batches) for t in self._compared()))

    def _compared(self) -> list[Track]:
        experiment = self._experiment
        live = Track(experiment.run, experiment.history)
        return [live, *(lane.track for lane in beside(experiment).lanes)]

    def _advance(self) -> bool:
        """A portion of the way; whether all runs are there. The ghost goes as far as it went."""
        ghost = self._experiment.ghost
        if ghost is not None:
            steps = self.unit.steps(self.cost, ghost.run.batches)
            ghost.go(min(steps, ghost.run.furthest))
        return self._experiment.race_to(self.cost, self.unit, budget=PORTION)

    async def _catch_up(self) -> None:
        while not self._advance():
            await asyncio.sleep(0)
            if self._pacer.due():
                self._draw()
        self._draw()

    async def _go_on(self) -> None:
        while not all(t.run.ended or t.run.arrived for t in self._experiment.tracks):
            rate = SPEEDS[self.speed]
            for _ in range(max(1, round(rate * PORTION)) if rate else AT_ONCE):
                self.cost = self._experiment.next_cost(self.cost, self.unit)
            while not self._advance():
                await asyncio.sleep(0)
            if self._pacer.due():
                self._draw()
            await asyncio.sleep(max(PORTION, 1 / rate) if rate else 0)
        self._going = False
        self._draw()
