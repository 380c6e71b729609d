"""A sweep by processes: the same lanes, also where one of them is killed."""

import multiprocessing
import os
import signal
from concurrent.futures import Executor, Future

import pytest

from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.pool import NoWorkersError, Processes, by_workers
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


class KilledWorker(Exception):
    """As Dask calls it: one worker after another was lost to a chunk."""


class Deadly(Executor):
    """Workers that every chunk kills."""

    count = 2
    fatal = (KilledWorker,)

    def begin(self) -> Executor:
        return self

    def end(self, pool: Executor) -> None:
        assert pool is self

    def submit(self, *_: object, **__: object) -> Future[list[Lane]]:  # type: ignore[override]
        killed: Future[list[Lane]] = Future()
        killed.set_exception(KilledWorker())
        return killed


def test_a_chunk_that_ends_every_worker_is_given_up() -> None:
    sweep = Sweep(SweepConfig(RunConfig(), (Axis(RATE, (0.1, 0.2)),), 5))
    with pytest.raises(NoWorkersError, match="ends every worker"):
        list(by_workers(sweep, Deadly()))
