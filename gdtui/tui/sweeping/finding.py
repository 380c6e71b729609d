"""The rate finder at work on the event loop, in portions so short that no key is kept waiting."""

import asyncio
from collections.abc import Callable, Iterator

from gdtui.engine.analysis.finder import Finder
from gdtui.tui.pacing import HOPS, PORTION, Pacer


class Finding:
    """Works out what a finder lacks, and what else is wanted first, until it is stopped."""

    def __init__(self, finder: Finder, pacer: Pacer, draw: Callable[[], object]) -> None:
        """`draw` is called when a frame is due."""
        self._finder, self._pacer, self._draw = finder, pacer, draw
        self._task: asyncio.Task[None] | None = None
        self._wanted: Iterator[object] = iter(())

    @property
    def at_work(self) -> bool:
        """Whether something is being worked out."""
        return self._task is not None

    def go_on(self) -> None:
        """Work out what is not known yet."""
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    def first(self, wanted: Iterator[object]) -> None:
        """Work through `wanted`, whose parts are no longer than a portion, before the rest."""
        self._wanted = wanted
        self.go_on()

    def stop(self) -> None:
        """Leave everything as it is."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _portion(self) -> bool:
        """A portion of what is wanted; whether there was anything to do."""
        return next(self._wanted, self) is not self or self._finder.advance(budget=PORTION)

    async def _work(self) -> None:
        while self._portion():
            if self._pacer.due():
                self._draw()
            for _ in range(HOPS):
                await asyncio.sleep(0)
        self._task = None
        self._draw()
