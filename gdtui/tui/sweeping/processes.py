"""A sweep worked out by processes, with a thread that looks after them."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable

from gdtui.engine.analysis.sweeping.estimate import Estimate
from gdtui.engine.analysis.sweeping.pool import Processes, by_workers, start_tracker
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.tui.terminal.own_stderr import own_stderr

LOOK = 0.05
"""Seconds between two looks at how far the processes have come."""

WORTH_PROCESSES = 1.5
"""Seconds of work, so that it is worth a second to start them."""


def worth_starting(seconds: float, cost: Estimate) -> int:
    """How many processes do so much work sooner than this one, and have room in the memory; 0 if
    none do."""
    count = cost.processes_within(os.cpu_count() or 1) if seconds > WORTH_PROCESSES else 0
    return count if count > 1 else 0


async def by_processes(
    sweep: Sweep, count: int, wanted: Callable[[], bool], look: Callable[[], None]
) -> None:
    """Have `sweep` worked out by so many as long as it is `wanted`, and `look` how far it is.

    Where no process starts, or stays alive, it is not done afterwards. Whoever leaves waits for the
    thread, for less than a second: it ends the processes.
    """
    stop = threading.Event()
    working = asyncio.create_task(asyncio.to_thread(_worked_out, sweep, count, stop))
    try:
        while wanted() and not working.done():
            await asyncio.wait({working}, timeout=LOOK)
            look()
    finally:
        stop.set()


def _worked_out(sweep: Sweep, count: int, stop: threading.Event) -> None:
    with own_stderr():
        start_tracker()
    with contextlib.suppress(RuntimeError, OSError):
        for _ in by_workers(sweep, Processes(count)):
            if stop.is_set():
                return
