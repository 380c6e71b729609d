"""What a sweep takes of the machine's memory, told before it begins."""

import os
from pathlib import Path

from gdtui.engine.analysis.sweeping.lane import most_rows
from gdtui.engine.analysis.window import RECENT_BATCHES
from gdtui.engine.run import Run

SHARE = 0.5
"""Of the memory that is free, that a sweep may take."""

PROCESS = 60_000_000
"""Bytes of Python with numpy, before it does anything."""

_COPIES = 3  # of the data: as read, as the loss sees it, and in work
_NUMBER = 8  # bytes


def free_memory() -> float:
    """Bytes that can be had, what holds copies of files included; where that is not told, what the
    machine has in all."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        (available,) = (line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError):
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return 1024.0 * int(available)


def of_a_run(run: Run, steps: int) -> int:
    """Bytes that runs like `run` of so many steps take, one after the other, about: the last
    updates, from which a run is judged, are all of its parameters three times over."""
    dimension = run.objective.dimension
    rows = min(steps, RECENT_BATCHES) + 2 * min(steps, most_rows(dimension))
    data = run.data.features.nbytes + run.data.target.nbytes if run.data is not None else 0
    return _COPIES * data + 3 * _NUMBER * dimension * rows
