"""A terminal that is not drawn, only listened to: it keeps up with any program."""

import contextlib
import os
import re
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.program.terminal import Terminal

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KEYBOARD = re.compile(rb"\x1b\[([<>])[0-9;]*u")
_ON_AT_FIRST = {7, 25}  # lines wrap, the cursor shows

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Switches:
    """What a program has switched in its terminal."""

    switched: dict[int, bool] = field(default_factory=dict)
    keyboards: int = 0
    """How often the keyboard's protocol was changed and not changed back."""

    def feed(self, data: bytes) -> None:
        """Follow what is written."""
        for numbers, way in _MODE.findall(data):
            self.switched |= {int(number): way == b"h" for number in numbers.split(b";") if number}
        for way in _KEYBOARD.findall(data):
            self.keyboards = max(0, self.keyboards + (1 if way == b">" else -1))

    def left(self) -> list[str]:
        """What is not as it was at first."""
        other = [
            f"?{mode}{'h' if on else 'l'}"
            for mode, on in sorted(self.switched.items())
            if on != (mode in _ON_AT_FIRST)
        ]
        return [*other, "keyboard protocol"] if self.keyboards else other


class Line(Terminal):
    """What comes from the program is counted and followed; the last of it is kept."""

    def __init__(self, command: Sequence[str], columns: int, rows: int, home: Path,
                 env: Mapping[str, str]) -> None:  # fmt: skip
        self.tail = b""
        self.memory_seen = 0
        self.switches = Switches()
        super().__init__(command, columns=columns, rows=rows, home=home, env=env)
        self._settings_at_first = termios.tcgetattr(self._fd)
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
        changed = termios.tcgetattr(self._fd) != self._settings_at_first
        return [*self.switches.left(), *(["echo and the like"] if changed else [])]

    def cpu_seconds(self) -> float:
        """What the program has computed so far."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0

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
        self.switches.feed(data)
        self.tail = (self.tail + data)[-40_000:]
