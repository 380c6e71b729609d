"""Signals, told at once: whatever the main thread is doing or waiting for.

A handler of Python's runs in the main thread between two of its instructions. While that thread
waits for a terminal that reads nothing, or for a lock, no handler runs, or it must not touch what
is locked. So the signals are read from a pipe in a thread of their own.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from types import FrameType


class SignalWatch:
    """Tells of signals in a thread of its own. One that was ignored before stays ignored."""

    def __init__(self, numbers: Iterable[signal.Signals], tell: Callable[[int], None]) -> None:
        """`tell` is called with the number of each. To be made in the main thread."""
        self._tell = tell
        self.seen: set[int] = set()
        """Those that have come."""
        self._unheeded: set[int] = set()
        self._caught_up = threading.Event()
        self._end, self._pipe = os.pipe()
        os.set_blocking(self._pipe, False)
        signal.set_wakeup_fd(self._pipe, warn_on_full_buffer=False)
        heeded = [n for n in numbers if signal.getsignal(n) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._note) for number in heeded}
        os.register_at_fork(after_in_child=self._let_go)
        threading.Thread(target=self._read, daemon=True, name="signals").start()

    def send(self, number: signal.Signals) -> None:
        """Tell of a signal that did not come: the terminal has hung up without one."""
        self._note(number, None)
        os.write(self._pipe, bytes([number]))

    @contextlib.contextmanager
    def unheeded(self, *numbers: signal.Signals) -> Iterator[None]:
        """Tell nothing of these, meanwhile: they are for another program."""
        self._unheeded = {*numbers}
        try:
            yield
        finally:
            self._caught_up.clear()
            os.write(self._pipe, b"\0")  # which stands behind what has come until now
            self._caught_up.wait()
            self._unheeded = set()

    def close(self) -> None:
        """Tell no more; signals do again what they did before."""
        self._let_go()
        os.close(self._pipe)  # the thread reads the end of it

    def _let_go(self) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number not in self._unheeded:
            self.seen.add(number)

    def _read(self) -> None:
        while numbers := os.read(self._end, 1):
            number = numbers[0]
            if number == 0:
                self._caught_up.set()
            elif number not in self._unheeded:
                self._tell(number)
        os.close(self._end)
