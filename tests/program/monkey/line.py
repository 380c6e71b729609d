"""A terminal that is not drawn, only listened to: it keeps up with any program."""

import contextlib
import os
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.program.terminal import ON_BY_ITSELF, Terminal


class Line(Terminal):
    """What comes from the program is counted and followed; the last of it is kept."""

    def __init__(self, command: Sequence[str], columns: int, rows: int, home: Path,
                 env: Mapping[str, str]) -> None:  # fmt: skip
        self.tail = b""
        self.memory_seen = 0
        self._waited = 0.0
        self._waits: dict[str, int] = {}
        self._computed = 0.0
        self._clock_shows = time.monotonic()
        super().__init__(
            command, columns=columns, rows=rows, home=home, folder=home, env=env
        )  # what it exports is put there
        self._modes_at_first = self.modes
        os.set_blocking(self._fd, False)

    def type(self, text: str) -> None:
        """Send the characters as bytes (Latin-1), and read meanwhile, as a terminal does."""
        data = text.encode("latin-1")
        while data and self.exit_code is None:
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(self._fd, data) :]
                continue
            self.read(0.01)

    def left(self) -> list[str]:
        """What the program has not put back, of modes and of the line's settings."""
        changed = self.modes != self._modes_at_first
        on = self.left_on
        other = {
            "keyboard protocol" if mode.startswith("keyboard") else f"?{mode}{'lh'[mode in on]}"
            for mode in on ^ ON_BY_ITSELF
        }
        return [*sorted(other), *(["echo and the like"] if changed else [])]

    def clock(self) -> tuple[float, float]:
        """Seconds without those in which the program waited for a processor; those computed.

        So a machine that is busy with something else makes no program slow. The kernel counts a
        wait when it is over: until then the clock stands still. Threads may wait at the same time,
        so that it is slow on a busy machine: what computes all the time is seen by the other one.
        """
        computed = self._computed
        for thread in Path(f"/proc/{self.pid}/task").glob("*"):
            with contextlib.suppress(OSError):  # one that has just ended
                ran, waited, _ = map(int, (thread / "schedstat").read_text().split())
                self._waited += max(0, waited - self._waits.get(thread.name, 0)) / 1e9
                self._waits[thread.name] = waited
                computed = ran / 1e9 if thread.name == str(self.pid) else computed
        if computed != self._computed or not self.computes():
            self._clock_shows = time.monotonic() - self._waited
        self._computed = computed
        return self._clock_shows, computed

    def computes(self) -> bool:
        """Whether the program computes, or would if the machine let it."""
        return self._proc("stat").rpartition(")")[2].split()[:1] == ["R"]

    def look_at_memory(self) -> None:
        """Note the most bytes that the program has had in memory."""
        peak = re.search(r"VmHWM:\s+(\d+)", self._proc("status"))
        self.memory_seen = int(peak[1]) * 1024 if peak else self.memory_seen

    def _proc(self, name: str) -> str:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/{name}").read_text()
        return ""

    def _feed(self, data: bytes) -> None:
        self.tail = (self.tail + data)[-40_000:]
