"""What is drawn, on its way to the terminal, in a thread of its own: a terminal may be slow."""

import os
import queue
import select
import threading
from collections.abc import Callable

MAX_WAITING = 30
"""Texts that wait to be written before whoever writes the next one waits too."""

PORTION = 1024
"""Bytes that are written at once: between two portions the writer can be told to leave off."""

CANCEL = b"\x18"
"""CAN: a sequence that was begun is given up."""


class Writer(threading.Thread):
    """Writes to a terminal. Once it has hung up, what is written goes nowhere, at once."""

    def __init__(self, terminal: int, encoding: str, hung_up: Callable[[], None]) -> None:
        """`terminal` is a file descriptor; `hung_up` is called when it takes nothing any more."""
        super().__init__(daemon=True, name="terminal-output")
        self._terminal, self._encoding, self._hung_up = terminal, encoding, hung_up
        self._waiting: queue.Queue[str | None] = queue.Queue(MAX_WAITING)
        self._left_off = threading.Event()
        self._was_cut = False
        self._idle = threading.Event()
        self._idle.set()

    def write(self, text: str) -> None:
        """Write `text` in its turn; wait for it, if much waits already."""
        self._waiting.put(text)

    def run(self) -> None:
        """Write what there is, as one, until `finish` says that nothing more comes."""
        while (text := self._waiting.get()) is not None:
            self._idle.clear()
            texts, more = [text], True
            while more:
                try:
                    following = self._waiting.get_nowait()
                except queue.Empty:
                    break
                more = following is not None
                texts.append(following or "")
            self._send("".join(texts).encode(self._encoding, "replace"))
            self._idle.set()
            if not more:
                break

    def finish(self, seconds: float) -> None:
        """Write what waits and end, within so many seconds; what is left then is given up."""
        try:
            self._waiting.put(None, timeout=seconds)
        except queue.Full:
            self._left_off.set()
        self.join(seconds)

    def last_words(self, text: str, seconds: float) -> None:
        """Leave off at once and write `text`, if the terminal takes it within so many seconds.

        It may be called in any thread, whatever the others wait for.
        """
        self._left_off.set()
        if not self._idle.wait(seconds):
            return
        data = (CANCEL if self._was_cut else b"") + text.encode(self._encoding, "replace")
        takes = select.poll()
        takes.register(self._terminal, select.POLLOUT)
        if any(event & select.POLLOUT for _, event in takes.poll(seconds * 1000)):
            try:
                os.write(self._terminal, data)
            except OSError:
                return

    def _send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._left_off.is_set():
            try:
                rest = rest[os.write(self._terminal, rest[:PORTION]) :]
            except OSError:
                self._left_off.set()
                self._hung_up()
        self._was_cut = self._was_cut or bool(rest)
