"""A sweep worked out by processes, with a thread that looks after them."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from multiprocessing import resource_tracker

from gdtui.engine.analysis.sweeping.pool import Processes, by_workers
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.tui.terminal.own_stderr import own_stderr

LOOK = 0.05
"""Seconds between two looks at how far the processes have come."""

WORTH_PROCESSES = 1.5
"""Seconds of work, so that it is worth a second to start them."""


def are_worth(seconds: float) -> bool:
    """Whether so much work is done sooner by processes."""
    return seconds > WORTH_PROCESSES and (os.cpu_count() or 1) > 1


async def by_processes(sweep: Sweep, wanted: Callable[[], bool], look: Callable[[], None]) -> None:
    """Have `sweep` worked out as long as it is `wanted`, and `look` how far it is meanwhile.

    Where no process starts, or stays alive, it is not done afterwards.
    """
    stop = threading.Event()
    working = asyncio.create_task(asyncio.to_thread(_worked_out, sweep, stop))
    try:
        while wanted() and not working.done():
            await asyncio.wait({working}, timeout=LOOK)
            look()
    finally:
        stop.set()


def _worked_out(sweep: Sweep, stop: threading.Event) -> None:
    with own_stderr():
        resource_tracker.ensure_running()
    with contextlib.suppress(RuntimeError, OSError):
        for _ in by_workers(sweep, Processes(os.cpu_count() or 1)):
            if stop.is_set():
                return
