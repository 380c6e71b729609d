"""A sweep is worked out on the event loop, in portions so short that no key is kept waiting; by
processes, with a thread that looks after them, where it takes long.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable

from gdtui.engine.analysis.sweeping.pool import Processes, by_workers, start_tracker
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.experiment import Track
from gdtui.tui.pacing import PORTION, Pacer
from gdtui.tui.sweeping.portions import Portions
from gdtui.tui.terminal.own_stderr import own_stderr

LOOK = 0.05
"""Seconds between two looks at how far the processes have come."""

WORTH_PROCESSES = 1.5
"""Seconds of work, so that it is worth a second to start them."""


class Work:
    """Works out the run under the cursor first, then the lanes, until it is stopped."""

    def __init__(self, pacer: Pacer, draw: Callable[[], object]) -> None:
        """`draw` is called when a frame is due."""
        self._pacer, self._draw = pacer, draw
        self._portions = Portions(self._portion, pacer, draw)
        self._track: Track | None = None
        self._steps = 0
        self._sweep: Sweep | None = None
        self._in_processes = False

    @property
    def sweeping(self) -> bool:
        """Whether lanes are being worked out."""
        return self._sweep is not None

    def sweep(self, sweep: Sweep, seconds: float) -> None:
        """Work the lanes of a sweep out that are not known yet, which takes about so long."""
        self._sweep = None if sweep.done else sweep
        self._in_processes = seconds > WORTH_PROCESSES and (os.cpu_count() or 1) > 1
        self._portions.go_on()

    def stop_sweep(self) -> None:
        """Leave the lanes as far as they are known."""
        self._sweep = None

    def run(self, track: Track, steps: int) -> None:
        """Take a run so many steps."""
        self._track, self._steps = track, steps
        if self._advance_run():
            self._portions.go_on()

    def stop(self) -> None:
        """Leave everything as it is."""
        self._sweep = self._track = None
        self._portions.stop()

    def _advance_run(self) -> bool:
        """A portion of the run; whether there is more of it."""
        track = self._track
        if track is not None and not track.run.ended and track.run.step < self._steps:
            track.advance(self._steps - track.run.step, budget=PORTION)
            return not track.run.ended and track.run.step < self._steps
        return False

    async def _portion(self) -> bool:
        if not self._advance_run() and not self._sweep:
            return False
        if self._sweep and self._in_processes:
            await self._by_processes(self._sweep)
        elif self._sweep and not self._sweep.advance(budget=PORTION):
            self._sweep = None
        return True

    async def _by_processes(self, sweep: Sweep) -> None:
        """Draw what the processes have come to, until they are done or not wanted any more.

        Whoever leaves waits for the thread, for less than a second: it ends the processes.
        """
        stop = threading.Event()
        working = asyncio.create_task(asyncio.to_thread(_worked_out, sweep, stop))
        try:
            while self._sweep is sweep and not working.done():
                await asyncio.wait({working}, timeout=LOOK)
                if self._advance_run() or self._pacer.due():
                    self._draw()
        finally:
            stop.set()
        if self._sweep is sweep:
            self._in_processes = False  # whatever they have not done is done here


def _worked_out(sweep: Sweep, stop: threading.Event) -> None:
    with own_stderr():
        start_tracker()
    with contextlib.suppress(RuntimeError, OSError):  # where no process starts, or stays alive
        for _ in by_workers(sweep, Processes(os.cpu_count() or 1)):
            if stop.is_set():
                return
