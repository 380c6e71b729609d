"""The driver: Textual's way to the terminal, which gives it back whatever happens.

Textual's own does not know that a line can drop, and is left hanging; it takes a terminal's answers
for keys; and what it does in a signal's handler may wait for what that handler has interrupted.

However the program ends, the same is done in the same order: what is to be kept is kept, the
terminal is given back as it was, and the process is gone within a second. Nothing is waited for
that may never come.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import termios
import threading
import time
import tty
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, cast

from textual import constants, events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from gdtui.tui.pacing import PATIENCE, REPORT_CURSOR
from gdtui.tui.terminal.events import EventReader
from gdtui.tui.terminal.sequences import InputReader
from gdtui.tui.terminal.signals import SignalWatch
from gdtui.tui.terminal.writer import Writer
from gdtui.visible import visible_line

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)

GRACE = 0.3  # seconds that the event loop is given to end the program itself
LAST_WORDS = 0.25  # seconds that a terminal is given to take its restoration, or to answer
LAST_MOMENT = 0.95  # seconds after which the system ends the process, whatever it is doing
NOTICE = 0.05  # seconds in which a signal that came with another one is noted
DRAIN = 2.0  # seconds in which a slow line may still receive what was drawn before the end

# Whether frames can be synchronized; the terminal of macOS would print a part of the question.
_SYNCHRONIZED = "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else "\x1b[?2026$p"
_KITTY = "" if constants.DISABLE_KITTY_KEY else "\x1b[>25u"  # keys told apart, with their text
_MOUSE = (1000, 1003, 1015, 1006)  # presses, moves, and far columns in the two newer ways

ENTER = f"\x1b[?1049h\x1b[?25l\x1b[?1004h{_KITTY}{_SYNCHRONIZED}\x1b[?2004h\x1b[?7l"
LEAVE = (
    "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1004l"
    + ("\x1b[<u" if _KITTY else "")
    + "\x1b[H\x1b[J\x1b[?1049l\x1b[?25h"
)
"""Where there is no alternate screen (Linux console, mosh), the shell has an empty window then."""
MOUSE_ON = "".join(f"\x1b[?{mode}h" for mode in _MOUSE)
MOUSE_OFF = "".join(f"\x1b[?{mode}l" for mode in _MOUSE)


class Keeper(Protocol):
    """An app that has something to keep when it ends."""

    def keep_state(self) -> str | None:
        """Keep it: also in another thread than the event loop's, if that one is stuck.

        Returns None, or a sentence that says why it could not be kept.
        """


class TerminalDriver(Driver):
    """Reads from stdin and draws on stdout."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdin__ is not None
        assert sys.__stdout__ is not None
        self._input, self._output = sys.__stdin__.fileno(), sys.__stdout__.fileno()
        self._encoding = sys.__stdout__.encoding
        self._modes = self._modes_now()
        self._open_questions: deque[float] = deque()
        self._answers = False
        self._signals: SignalWatch | None = None
        self._writer: Writer | None = None
        self._reader: threading.Thread | None = None
        self._no_more_input, self._end_input = os.pipe()
        self._has_terminal = False
        self._ending = threading.Event()
        self._ends = threading.Lock()

    @property
    def can_suspend(self) -> bool:
        """It can."""
        return True

    # Drawing

    def write(self, data: str) -> None:
        """Write in its turn; a terminal that has hung up takes everything."""
        if self._writer is not None:
            self._open_questions.extend([time.monotonic()] * data.count(REPORT_CURSOR))
            self._writer.write(data)

    # The terminal, taken and given back

    def start_application_mode(self) -> None:
        """Take the terminal."""
        if self._signals is None:
            heeded = (*ENDING, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
            self._signals = SignalWatch(heeded, self._signaled)
        self._writer = Writer(self._output, self._encoding, self._hung_up)
        self._writer.start()
        self._has_terminal = True
        self._enter()
        self._reader = threading.Thread(target=self._read, name="terminal-input", daemon=True)
        self._reader.start()

    def _enter(self) -> None:
        self._set_modes(self._raw())
        self.write(ENTER + (MOUSE_ON if self._mouse else ""))
        self._tell_size()

    def stop_application_mode(self) -> None:
        """Give the terminal back, when it has taken what was drawn and answered what was asked."""
        self._wait_for_answers(DRAIN if self._answers else LAST_WORDS)
        self.disable_input()
        if self._has_terminal and self._writer is not None:
            self._writer.finish(DRAIN)
            self._has_terminal = False
            self._give_back(self._writer)

    def disable_input(self) -> None:
        """Read no more; what was typed since is dropped."""
        if self._reader is not None:
            os.write(self._end_input, b"\0")
            self._reader.join(DRAIN)
            self._reader = None
            with contextlib.suppress(termios.error):
                termios.tcflush(self._input, termios.TCIFLUSH)

    def close(self) -> None:
        """Heed signals no more."""
        if self._signals is not None:
            self._signals.close()
            self._signals = None

    def _give_back(self, writer: Writer, said: str = "") -> None:
        writer.last_words((MOUSE_OFF if self._mouse else "") + LEAVE + said, LAST_WORDS)
        self._set_modes(self._modes)

    def _wait_for_answers(self, seconds: float) -> None:
        """An answer that comes when the program has gone would be typed into the shell."""
        end = time.monotonic() + seconds
        while oldest := [*self._open_questions][:1]:
            if time.monotonic() > min(end, oldest[0] + PATIENCE):
                break
            time.sleep(0.005)

    def _modes_now(self) -> list[Any] | None:
        try:
            return termios.tcgetattr(self._input)
        except termios.error:
            return None

    def _set_modes(self, modes: list[Any] | None) -> None:
        with contextlib.suppress(termios.error):
            if modes is not None:
                termios.tcsetattr(self._input, termios.TCSANOW, modes)

    def _raw(self) -> list[Any] | None:
        """The modes in which each key is read as it is, and none stops or ends anything."""
        if self._modes is None:
            return None
        modes = [*self._modes]
        modes[tty.CC] = [*modes[tty.CC]]
        modes[tty.CC][termios.VMIN] = 1
        modes[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        modes[tty.IFLAG] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
        )
        return modes

    def _tell_size(self) -> None:
        """Tell the app how large the window is."""
        size = Size(*shutil.get_terminal_size((80, 24)))
        self.process_message(events.Resize(size, size))

    # What comes in

    def _read(self) -> None:
        """Read to the end of the line, or until nothing more is wanted."""
        sequences, found = InputReader(), EventReader()
        while True:
            for patience in (sequences.patience, 0):  # a busy machine may have woken us late
                ready, _, _ = select.select([self._input, self._no_more_input], [], [], patience)
                if ready:
                    break
            if self._no_more_input in ready:
                os.read(self._no_more_input, 1)
                return
            try:
                data = os.read(self._input, 4096) if ready else b""
            except OSError:
                data = b""
            if ready and not data:
                self._hung_up()
                return
            tokens = sequences.feed(data) if ready else sequences.waited()
            for token in tokens:
                with contextlib.suppress(Exception):  # a key that is lost, but no dead keyboard
                    for event in found.read(token):
                        self.process_message(event)

    def process_message(self, message: Message) -> None:
        """Pass on what the terminal says; an answer that was not asked for is none."""
        if isinstance(message, events.CursorPosition):
            try:
                self._open_questions.popleft()
            except IndexError:
                return
            self._answers = True
        with contextlib.suppress(RuntimeError):  # the event loop is closed already
            super().process_message(message)

    # The end, and the pauses

    def _hung_up(self) -> None:
        """The terminal is gone, with a signal or without."""
        if self._signals is not None:
            self._signals.send(signal.SIGHUP)

    def _signaled(self, number: int) -> None:
        if number == signal.SIGWINCH:
            self._tell_size()
            return
        does = {signal.SIGTSTP: self.suspend, signal.SIGCONT: self._continued}.get(
            signal.Signals(number)
        )
        with contextlib.suppress(RuntimeError):  # the event loop is closed already
            if does is not None:
                self._loop.call_soon_threadsafe(does)
                return
            signal.setitimer(signal.ITIMER_REAL, LAST_MOMENT)
            self._loop.call_soon_threadsafe(self._end, number)
        if not self._ending.wait(GRACE):
            self._end(number)

    def _end(self, number: int) -> None:
        """End as a shell expects of a program that was ended by a signal."""
        if not self._ends.acquire(blocking=False):
            return  # it is being done already
        self._ending.set()
        problem = None
        with contextlib.suppress(Exception):
            problem = cast("Keeper", self._app).keep_state()
        if self._has_terminal and self._writer is not None:
            if number != signal.SIGHUP:
                self._wait_for_answers(LAST_WORDS)
            said = f"gdtui: {visible_line(problem)}\r\n" if problem else ""
            self._give_back(self._writer, said)
        os._exit(128 + number)

    def suspend(self) -> None:
        """Give the terminal back and stop, until the shell says to go on."""
        self.stop_application_mode()
        with _default(signal.SIGTSTP, signal.SIGCONT):
            os.kill(0, signal.SIGTSTP)  # with whatever was started together with it
            self._await_foreground()
        self.start_application_mode()
        self._draw_anew()

    def lend(self, command: Sequence[str]) -> int:
        """Give the terminal to another program until it ends. Returns its exit code.

        Ctrl+C and Ctrl+Z are the other program's meanwhile; should the line drop, this one ends.
        Raises `OSError` where there is no such program.
        """
        assert self._signals is not None
        self.stop_application_mode()
        try:
            with (
                _default(signal.SIGTSTP, signal.SIGCONT),
                self._signals.unheeded(signal.SIGINT, signal.SIGQUIT),
            ):
                return subprocess.call(command)  # noqa: S603 (the person's own choice)
        finally:
            self.start_application_mode()
            self._draw_anew()

    def _continued(self) -> None:
        """It was stopped without being asked: the terminal may have been used since."""
        with _default(signal.SIGCONT):
            self._await_foreground()
        if _KITTY:
            self.write("\x1b[<u")  # what is pushed twice would be left behind
        self._enter()
        self._draw_anew()

    def _draw_anew(self) -> None:
        """Somebody else has written to the terminal."""
        self._app.app_resume_signal.publish(self._app)
        self._app.refresh(layout=True)

    def _await_foreground(self) -> None:
        """Stand still while the terminal is another's; be gone if it was a signal that woke us."""
        while True:
            for patience in (0, NOTICE):
                time.sleep(patience)
                ended = self._signals.seen.intersection(ENDING) if self._signals else None
                if ended:
                    self._end(min(ended))
                try:
                    if os.tcgetpgrp(self._input) == os.getpgrp():
                        return
                except OSError:  # there is no terminal any more
                    return
            os.kill(os.getpid(), signal.SIGSTOP)


@contextlib.contextmanager
def _default(*numbers: signal.Signals) -> Iterator[None]:
    """Signals do what they do by themselves, meanwhile."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
