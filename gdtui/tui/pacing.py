"""When the next frame may be drawn: only when the last one has arrived.

Between the program and the eye lie megabytes of buffers (the pty, sshd, TCP, ssh). Whoever draws by
the clock alone fills them on a slow line, and then a key shows its effect when they have drained:
after a minute, at worst. So every frame is followed by a question to the terminal, which it answers
when it has drawn the frame, and the next frame of playing waits for that answer.
"""

import time
from collections.abc import Callable
from typing import Protocol, runtime_checkable

REPORT_CURSOR = "\x1b[6n"
"""Device status report: where is the cursor? Every terminal since the VT100 knows it."""

PATIENCE = 2.0  # seconds that a terminal not yet known to answer is given to do so
LOST = 20.0  # seconds after which even a terminal that has answered before is waited for no longer

PORTION = 0.008
"""Seconds of work between two looks at what else the event loop has to do."""

HOPS = 8
"""Turns of the event loop in which what a key posted finds its way to the screen."""


@runtime_checkable
class Waiting(Protocol):
    """A screen that wants to know when a frame has arrived."""

    def arrived(self) -> None:
        """The terminal has drawn a frame."""


class Pacer:
    """Asks the terminal after a frame, and knows whether the next one may be drawn."""

    def __init__(
        self,
        write: Callable[[str], None],
        *,
        fps: float,
        blind_fps: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`write` sends to the terminal. `fps` bounds the frames of playing a second, `blind_fps`
        those of a terminal that does not answer."""
        self._write = write
        self._clock = clock
        self._interval = 1 / fps
        self._blind_interval = 1 / min(fps, blind_fps)
        self._drawn = -1e9
        self._asked: float | None = None
        self._in_flight = 0
        self.answers: bool | None = None
        """Whether the terminal answers; None until that is known."""

    def frame_drawn(self) -> None:
        """A frame has been written: ask whether it has arrived."""
        self._drawn = self._clock()
        if self.answers is False:
            return  # its questions stay open: a late answer is welcome
        if self._asked is None:
            self._asked = self._drawn
        self._in_flight += 1
        self._write(REPORT_CURSOR)

    def answered(self) -> None:
        """The terminal has answered one question."""
        self.answers = True
        self._in_flight = max(0, self._in_flight - 1)
        self._asked = self._clock() if self._in_flight else None

    def due(self) -> bool:
        """Whether the next frame of playing may be drawn now."""
        since = self._clock() - self._drawn
        interval = self._blind_interval if self.answers is False else self._interval
        return since >= interval and self._on_their_way() == 0

    def arrived(self) -> bool:
        """Whether everything drawn so far has been seen to arrive, as far as can be known."""
        return self._on_their_way() == 0

    def crowded(self) -> bool:
        """Whether even what a key did must wait: two frames are on their way already."""
        return self.answers is True and self._on_their_way() > 1

    def _on_their_way(self) -> int:
        """The frames that have not arrived, as far as is known."""
        if self.answers is False:
            return 0
        patience = LOST if self.answers else PATIENCE
        if self._asked is not None and self._clock() - self._asked > patience:
            self.answers = bool(self.answers)
            self._in_flight, self._asked = 0, None
        return self._in_flight
