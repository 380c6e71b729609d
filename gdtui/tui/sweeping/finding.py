"""The rate finder at work, in portions."""

from collections.abc import Callable, Iterator

from gdtui.engine.analysis.finder import Finder
from gdtui.tui.pacing import PORTION, Pacer
from gdtui.tui.sweeping.portions import Portions


class Finding:
    """Works out what a finder lacks, and what else is wanted first, until it is stopped."""

    def __init__(self, finder: Finder, pacer: Pacer, draw: Callable[[], object]) -> None:
        """`draw` is called when a frame is due."""
        self._finder = finder
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
        return next(self._wanted, self) is not self or self._finder.advance(budget=PORTION)
