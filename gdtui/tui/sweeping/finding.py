"""The rate finder at work, in portions; the runs that decide by processes where they take long."""

from collections.abc import Callable, Iterator

from gdtui.engine.analysis.finder import Finder
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.tui.pacing import PORTION, Pacer
from gdtui.tui.sweeping.portions import Portions
from gdtui.tui.sweeping.processes import by_processes, worth_starting


class Finding:
    """Works out what a finder lacks, and what else is wanted first, until it is stopped."""

    def __init__(self, finder: Finder, pacer: Pacer, draw: Callable[[], object]) -> None:
        """`draw` is called when a frame is due."""
        self._finder, self._pacer, self._draw = finder, pacer, draw
        self._left: Sweep | None = None
        """What processes have left undone."""
        self._wanted: Iterator[object] = iter(())
        self._portions = Portions(self._portion, pacer, draw)

    @property
    def at_work(self) -> bool:
        """Whether something is being worked out."""
        return self._portions.at_work

    def go_on(self) -> None:
        """Work out what is not known yet."""
        self._portions.go_on()

    def first(self, wanted: Iterator[object]) -> None:
        """Work through `wanted`, whose parts are no longer than a portion, before the rest."""
        self._wanted = wanted
        self.go_on()

    def stop(self) -> None:
        """Leave everything as it is."""
        self._portions.stop()

    async def _portion(self) -> bool:
        if next(self._wanted, self) is not self:
            return True
        finder, checks = self._finder, self._finder.checks
        if checks is not None and not checks.done and checks is not self._left:
            count = worth_starting(finder.seconds_left, finder.cost)
            if count:
                await self._by_processes(checks, count)
                return True
        return finder.advance(budget=PORTION)

    async def _by_processes(self, checks: Sweep, count: int) -> None:
        """Draw what the processes have come to, until they are done or others are wanted."""

        def look() -> None:
            if next(self._wanted, self) is not self or self._pacer.due():
                self._draw()

        await by_processes(checks, count, lambda: self._finder.checks is checks, look)
        self._left = checks
