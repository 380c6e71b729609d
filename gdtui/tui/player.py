"""The player: asks the live run for steps while playing, and says when a frame is due.

It works on the event loop itself, in portions short enough that a key is never kept waiting, and
keeps nothing but the newest state: a screen that is slow misses frames, never the present.
"""

import asyncio
import time
from collections.abc import Callable

from gdtui.engine.experiment import Experiment
from gdtui.tui.pacing import HOPS, Pacer

PORTION = 0.016
"""Seconds of engine work between two looks at what else the event loop has to do."""

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 1000, 10_000, None)
"""Steps a second; None: as many as the machine can."""

USUAL_SPEED = SPEEDS.index(5)
"""Place in `SPEEDS` of the speed that playing begins with."""


def faster(speed: int, by: int) -> int:
    """The place in `SPEEDS` so many on, or back, as far as there are any."""
    return min(max(speed + by, 0), len(SPEEDS) - 1)


class Player:
    """Plays an experiment: steps by the clock, frames when the terminal is ready for them."""

    def __init__(
        self,
        experiment: Experiment,
        pacer: Pacer,
        draw: Callable[[], None],
        halted: Callable[[], None],
    ) -> None:
        """`draw` is called when a frame is due, `halted` when the run ends or arrives."""
        self._experiment = experiment
        self._pacer = pacer
        self._draw, self._halted = draw, halted
        self._task: asyncio.Task[None] | None = None
        self.speed = USUAL_SPEED
        """Place in `SPEEDS`."""

    @property
    def playing(self) -> bool:
        """Whether it asks for steps."""
        return self._task is not None

    @property
    def steps_per_second(self) -> float | None:
        """The speed of playing; None: as fast as can be."""
        return SPEEDS[self.speed]

    def play(self) -> None:
        """Ask the live run for steps until it ends, arrives or `pause` is called."""
        self.pause()
        self._task = asyncio.create_task(self._play())

    def pause(self) -> None:
        """Stop asking."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def change_speed(self, by: int) -> None:
        """Play faster or slower by so many of `SPEEDS`."""
        self.speed = faster(self.speed, by)

    async def _play(self) -> None:
        experiment, run = self._experiment, self._experiment.run
        speed, began, taken = self.speed, time.perf_counter(), 0
        while not (run.ended or run.arrived):
            if self.speed != speed:
                speed, began, taken = self.speed, time.perf_counter(), 0
            rate = SPEEDS[speed]
            before = run.step
            if rate is None:
                experiment.play_on(budget=PORTION)
            else:
                owed = int((time.perf_counter() - began) * rate) + 1 - taken
                if owed > 0:
                    experiment.play_on(owed, budget=PORTION)
                    taken += run.step - before
                    if run.step - before < owed:  # the machine cannot keep up: owe nothing
                        began, taken = time.perf_counter(), 0
            if run.step != before and self._pacer.due():
                self._draw()
            if rate is not None and rate <= 1 / PORTION:
                await asyncio.sleep(max(0.0, began + taken / rate - time.perf_counter()))
            else:
                for _ in range(HOPS):
                    await asyncio.sleep(0)
                if rate is not None:
                    await asyncio.sleep(PORTION)
        self._task = None
        self._halted()
        self._draw()
