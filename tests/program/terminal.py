"""A terminal for tests: a real pty, a screen that is read, and a line that can be slow."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "escape": "\x1b",
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "home": "\x1b[H", "end": "\x1b[F", "ctrl+q": "\x11", "ctrl+p": "\x10", "ctrl+u": "\x15",
    "backspace": "\x7f", "f1": "\x1bOP",
}  # fmt: skip

_PRIVATE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$[a-z]|\x1b\][^\x07]*\x07")
_SWITCH = re.compile(rb"\x1b\[(?:\?([0-9;]+)([hl])|([<>])[0-9;]*u)")
ON_BY_ITSELF = frozenset({"7", "25"})
"""The private modes that a terminal has on at first: lines wrap, the cursor shows."""
_QUESTION = re.compile(rb"\x1b\[(5|6)n")
_UNFINISHED = re.compile(rb"\x1b(\[[0-9;<>=?$]*)?$")


class Terminal:
    """Runs a command in a pty and reads its screen as a person would.

    `bits_per_second` makes the line slow and `buffer` puts so many bytes between the program and
    the screen; questions are answered when the bytes before them have been read. `answers=False` is
    a terminal that never answers.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        home: Path | None = None,
        folder: Path | None = None,
        answers: bool = True,
        bits_per_second: float | None = None,
        buffer: int = 2_000_000,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._answers = answers
        self._rate = None if bits_per_second is None else bits_per_second / 10  # bytes a second
        self._buffer = buffer
        self._waiting = b""
        self._unfinished = b""
        self._credit = 0.0
        self._clock = time.monotonic()
        self._closed = False
        self.bytes_read = 0
        self.received = bytearray()
        self.exit_code: int | None = None
        environment = {
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "COLORTERM": "truecolor",
            "HOME": str(home or "/nonexistent"),
            "EDITOR": "true",
            **(env or {}),
        }
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            if folder is not None:
                os.chdir(folder)
            os.execvpe(command[0], list(command), environment)
        self.resize(columns, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap(block=True)
        if not self._closed:
            os.close(self._fd)

    # What a person does

    def type(self, text: str) -> None:
        """Type `text`."""
        os.write(self._fd, text.encode())

    def press(self, *keys: str) -> None:
        """Press keys by their names, or characters as they are."""
        for key in keys:
            self.type(KEYS.get(key, key))

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._fd, data)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def close_window(self) -> None:
        """Close the window, as a person does, or as an SSH line that drops."""
        os.close(self._fd)
        self._closed = True

    def wait_gone(self, seconds: float) -> int:
        """Wait for the end of a program whose window is closed; its exit code."""
        end = time.monotonic() + seconds
        while self.exit_code is None:
            assert time.monotonic() < end, f"still there after {seconds} s"
            self._reap(block=False)
            select.select([], [], [], 0.01)
        return self.exit_code

    def wait_stopped(self, seconds: float = 20.0) -> None:
        """Read until the program has stopped."""
        end = time.monotonic() + seconds
        while not self._is_stopped():
            assert time.monotonic() < end, f"not stopped after {seconds} s"
            self.read(0.02)

    def _is_stopped(self) -> bool:
        pid, status = os.waitpid(self.pid, os.WUNTRACED | os.WNOHANG)
        if pid and not os.WIFSTOPPED(status):
            self.exit_code = os.waitstatus_to_exitcode(status)
        return bool(pid) and os.WIFSTOPPED(status)

    @property
    def modes(self) -> list[object]:
        """What the terminal does with what is typed (termios)."""
        return termios.tcgetattr(self._fd)

    @modes.setter
    def modes(self, modes: list[Any]) -> None:
        termios.tcsetattr(self._fd, termios.TCSANOW, modes)

    @property
    def left_on(self) -> set[str]:
        """The private modes, and the levels of the keyboard protocol, that are switched on."""
        on = {*ON_BY_ITSELF}
        keyboard = 0
        for match in _SWITCH.finditer(self.received):
            modes, switch, level = match.groups()
            if level:
                keyboard = max(0, keyboard + (1 if level == b">" else -1))
            elif switch == b"h":
                on.update(modes.decode().split(";"))
            else:
                on.difference_update(modes.decode().split(";"))
        return on | {f"keyboard {n}" for n in range(keyboard)}

    # What a person sees

    @property
    def lines(self) -> list[str]:
        """The screen's lines: pyte's own `display`, in a quarter of its time."""
        rows, columns = self.screen.buffer, range(self.screen.columns)
        return ["".join([rows[y][x].data for x in columns]) for y in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = 20.0) -> "Terminal":
        """Read until the screen shows `wanted` (a text, or what a function says of the screen)."""
        shows = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + timeout
        while not shows(self.text):
            if time.monotonic() > end:
                what = repr(wanted) if isinstance(wanted, str) else "what was waited for"
                raise AssertionError(f"{what} did not appear within {timeout} s:\n{self.text}")
            if not self.read(0.02) and self.exit_code is not None and not self._waiting:
                raise AssertionError(f"the program ended ({self.exit_code}):\n{self.text}")
        return self

    def quiet(self, seconds: float, timeout: float = 20.0) -> None:
        """Read until nothing has come for so long."""
        end = time.monotonic() + timeout
        last = time.monotonic()
        while time.monotonic() - last < seconds:
            if self.read(min(0.02, seconds)):
                last = time.monotonic()
            if time.monotonic() > end:
                raise AssertionError(f"still writing after {timeout} s:\n{self.text}")

    def wait_exit(self, timeout: float = 20.0) -> int:
        """Read until the program has ended; its exit code, negative for a signal."""
        end = time.monotonic() + timeout
        while self.exit_code is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s:\n{self.text}")
            self.read(0.02)
        return self.exit_code

    def read(self, timeout: float = 0.0) -> bool:
        """Read what there is, as fast as the line is; whether anything reached the screen."""
        room = self._rate is None or len(self._waiting) < self._buffer
        ready, _, _ = select.select([self._fd] if room else [], [], [], timeout)
        if ready:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # the program has closed its side
                data = b""
            if not data:
                self._reap(block=True)
            self._waiting += data
        elif self.exit_code is None:
            self._reap(block=False)
        now = time.monotonic()
        if self._rate is None:
            arrived, self._waiting = self._waiting, b""
        else:
            self._credit = min(self._credit + (now - self._clock) * self._rate, self._rate / 20)
            count = int(self._credit)
            arrived, self._waiting = self._waiting[:count], self._waiting[count:]
            self._credit -= len(arrived)
        self._clock = now
        self.show(arrived)
        return bool(arrived)

    def show(self, data: bytes) -> None:
        """Show what has come from the program, or from elsewhere, and answer its questions."""
        self.bytes_read += len(data)
        self.received += data
        data = self._unfinished + data
        cut = _UNFINISHED.search(data)
        data, self._unfinished = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
        place = 0
        for question in _QUESTION.finditer(data):
            self._feed(data[place : question.start()])
            place = question.end()
            if self._answers and self.exit_code is None:
                cursor = self.screen.cursor
                report = (
                    f"\x1b[{cursor.y + 1};{cursor.x + 1}R" if question[1] == b"6" else "\x1b[0n"
                )
                self.type(report)
        self._feed(data[place:])

    def _feed(self, data: bytes) -> None:
        self._stream.feed(_PRIVATE.sub(b"", data))

    def _reap(self, *, block: bool) -> None:
        pid, status = os.waitpid(self.pid, 0 if block else os.WNOHANG)
        if pid:
            self.exit_code = os.waitstatus_to_exitcode(status)
