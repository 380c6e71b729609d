"""A sweep by processes: the same lanes, also where one of them is killed."""

import multiprocessing
import os
import signal

from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.analysis.sweeping.pool import Processes, by_workers
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.config import RunConfig


def test_a_killed_process_costs_no_result() -> None:
    rates = Axis(RATE, spaced(1e-4, 1e-2, 12, log=True))
    config = SweepConfig(RunConfig(objective="wavy"), (rates,), 1000)
    here = Sweep(config)
    here.advance()
    sweep = Sweep(config)
    killed = False
    for events in by_workers(sweep, Processes(2)):
        if events and not killed:
            victim = multiprocessing.active_children()[0].pid
            assert victim is not None
            os.kill(victim, signal.SIGKILL)
            killed = True
    assert killed
    assert sweep.done
    assert repr(sweep.lanes) == repr(here.lanes)
    assert not multiprocessing.active_children()
