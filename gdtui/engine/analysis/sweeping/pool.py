"""A sweep by many workers: processes here, or those of a cluster, through `concurrent.futures`.

Chunks of lanes are handed out and come back as lanes. A chunk whose worker was lost is done again;
its lanes have the same bits wherever they are worked out.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from concurrent.futures.process import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from typing import NamedTuple, Protocol

from gdtui.engine.analysis.sweeping.config import SweepConfig
from gdtui.engine.analysis.sweeping.estimate import estimated
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import LanesDone, Sweep, SweepEvent
from gdtui.engine.data.dataset import Dataset

_CHUNK = 0.5  # seconds of work in one, about: what a lost worker costs
_FEWEST = 4  # chunks a worker, so that none waits long for the last
_LOOK = 0.05  # seconds between two looks at whether to go on
_LOSSES = 5  # pools that break without a single chunk done before it is given up


class Chunk(NamedTuple):
    """Lanes that one worker works out."""

    config: SweepConfig
    data: Dataset | None
    places: tuple[int, ...]


class NoWorkersError(RuntimeError):
    """There is nobody any more who could go on; what is known is kept."""


class Workers(Protocol):
    """Where chunks are worked out."""

    @property
    def count(self) -> int:
        """How many work at the same time."""

    @property
    def fatal(self) -> tuple[type[Exception], ...]:
        """What a chunk ends with that one worker after another was lost to."""

    def begin(self) -> Executor:
        """Workers that are ready; again, in place of those before, after these were lost."""

    def end(self, pool: Executor) -> None:
        """Nothing that `pool` still works out is wanted any more."""


def by_workers(sweep: Sweep, workers: Workers) -> Iterator[list[SweepEvent]]:
    """Work `sweep` out, handing over what happened at least every twentieth of a second; nothing,
    where nothing has. Closing the iterator stops the workers; what is known is kept in `sweep`.

    Raises `NoWorkersError` where they are lost for good, or again and again before anything is
    done.
    """
    waiting = _chunks(sweep, workers.count)
    losses = 0
    pool = workers.begin()
    try:
        futures: dict[Future[list[Lane]], Chunk] = {}
        while waiting or futures:
            try:
                while waiting:
                    futures[pool.submit(worked, waiting[-1])] = waiting[-1]
                    waiting.pop()
            except BrokenExecutor:
                done = set(futures)
            else:
                done, _ = wait(futures, _LOOK, FIRST_COMPLETED)
            lanes: list[Lane] = []
            lost: list[Chunk] = []
            for future in done:
                chunk = futures.pop(future)
                try:
                    lanes += future.result()
                except BrokenExecutor:
                    lost.append(chunk)
                except CancelledError:
                    raise NoWorkersError("the workers are gone") from None
                except workers.fatal:
                    raise NoWorkersError("a part of it ends every worker that tries it") from None
            for lane in lanes:
                sweep.take(lane)
            yield [LanesDone(tuple(lanes)), sweep.progress] if lanes else []
            losses = 0 if lanes else losses + bool(lost)
            if lost:
                if losses >= _LOSSES:
                    raise NoWorkersError("the workers end before anything is done")
                waiting += [*lost, *futures.values()]
                futures.clear()
                pool = workers.begin()
    finally:
        workers.end(pool)


def _chunks(sweep: Sweep, workers: int) -> list[Chunk]:
    """The lanes not known yet in parts that cost about the same: neighbors, of which many diverge
    early or none, go to different ones."""
    places = [place for place, lane in enumerate(sweep.lanes) if lane is None]
    seconds = estimated(sweep.config, sweep.data).seconds * len(places) / len(sweep.lanes)
    count = min(len(places), max(_FEWEST * workers, int(seconds / _CHUNK)))
    config = replace(sweep.config)  # without what it keeps for itself
    return [Chunk(config, sweep.data, tuple(places[k::count])) for k in range(count)]


def worked(chunk: Chunk) -> list[Lane]:
    """The lanes of a chunk."""
    sweep = Sweep(chunk.config, chunk.data, only=chunk.places)
    sweep.advance()
    return sweep.known


def start_tracker() -> None:
    """Start Python's own process that frees a pool's semaphores when this one was ended.

    SIGHUP (the line drops) and SIGQUIT go to every process of the terminal's group: the tracker has
    to outlive them, or the semaphores stay until the machine is started again. That there was
    something to free is nothing to warn of, in a terminal that is another's by then.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP, signal.SIGQUIT})
    sys.warnoptions.append("ignore:resource_tracker")  # which it is started with
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove("ignore:resource_tracker")
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Processes:
    """Processes on this machine."""

    fatal: tuple[type[Exception], ...] = ()

    def __init__(self, count: int) -> None:
        self.count = count
        self._processes: list[BaseProcess] = []
        self._pool: ProcessPoolExecutor | None = None

    def begin(self) -> Executor:
        """A pool of them, all started."""
        if self._pool is not None:
            self.end(self._pool)
        start_tracker()
        context = multiprocessing.get_context("spawn")  # a fork would share the terminal
        pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_enter)
        others = multiprocessing.active_children()
        # Ctrl+C goes to every process of the terminal's group: ours alone heeds it, and tells.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for _ in range(self.count):
                pool.submit(int)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._processes = [one for one in multiprocessing.active_children() if one not in others]
        self._pool = pool
        return pool

    def end(self, pool: Executor) -> None:
        """They hold nothing that anybody wants, and need not come to an end."""
        for process in self._processes:
            process.kill()
        if sys.version_info < (3, 11, 5):
            # Whoever writes a chunk that is larger than a pipe's buffer waits for good that one of
            # those reads it who are gone: no reader must be left. Later Pythons see to it.
            with contextlib.suppress(AttributeError):  # they were ended before
                pool._call_queue._reader.close()  # type: ignore[attr-defined]
        pool.shutdown(cancel_futures=True)


def _enter() -> None:
    """A process of the pool does not outlive who asked for it."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def leave_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=leave_with_parent, daemon=True).start()
