"""Whether a person has seen what a screen shows, so that no key judges what was never drawn."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from gdtui.tui.pacing import HOPS, LOST, PATIENCE, Pacer


class Seen:
    """Follows the newest frame of a screen until the terminal has drawn it."""

    def __init__(self, screen: Screen[Any], pacer: Pacer, tell: Callable[[], None]) -> None:
        """`tell` is called once for each frame, when it has been drawn."""
        self._screen, self._pacer, self._tell = screen, pacer, tell
        self._frames = self._written = 0
        self._patience: Timer | None = None
        self.is_told = False
        """Whether it was called for the newest one."""

    def __bool__(self) -> bool:
        """Whether what the screen is to show now has been drawn by the terminal."""
        return self._written == self._frames and self._pacer.arrived()

    def follow(self) -> None:
        """A frame is on its way, in place of the one before."""
        self._frames += 1
        self.is_told = False
        self._screen.run_worker(self._settle(self._frames), exclusive=True)

    async def _settle(self, frame: int) -> None:
        """When the frame has been written, ask whether it has arrived.

        A pane tells the screen what to repaint when it is idle, some turns of the event loop later;
        what is to be called after a refresh would come before that.
        """
        for _ in range(HOPS):
            await asyncio.sleep(0)
        written = asyncio.Event()
        self._screen.call_after_refresh(written.set)
        await written.wait()
        self._written = frame
        self._pacer.frame_drawn()
        if self._patience is not None:
            self._patience.stop()
        if not self:  # should the answer be lost, or the terminal never give one
            patience = LOST if self._pacer.answers else PATIENCE
            self._patience = self._screen.set_timer(patience + 0.1, self.arrived)
        self.arrived()

    def arrived(self) -> None:
        """The terminal has drawn a frame."""
        if self and not self.is_told:
            self.is_told = True
            self._tell()
