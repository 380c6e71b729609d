"""Work on the event loop in portions, each so short that no key is kept waiting."""

import asyncio
from collections.abc import Awaitable, Callable

from gdtui.tui.pacing import HOPS, Pacer


class Portions:
    """Asks for one portion after the other, until there is none or it is stopped."""

    def __init__(
        self,
        portion: Callable[[], Awaitable[bool]],
        pacer: Pacer,
        draw: Callable[[], object],
    ) -> None:
        """`portion` says whether there was anything to do; `draw` is called when a frame is due."""
        self._portion, self._pacer, self._draw = portion, pacer, draw
        self._task: asyncio.Task[None] | None = None

    @property
    def at_work(self) -> bool:
        """Whether something is being worked out."""
        return self._task is not None

    def go_on(self) -> None:
        """Work out what there is, unless that is being done."""
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    def stop(self) -> None:
        """Leave everything as it is."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _work(self) -> None:
        while await self._portion():
            if self._pacer.due():
                self._draw()
            for _ in range(HOPS):
                await asyncio.sleep(0)
        self._task = None
        self._draw()
