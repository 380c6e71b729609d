"""The processes of a sweep go with the program, however it ends, and leave nothing behind."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program.conftest import GDTUI, Open

pytestmark = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc here")

LONG = ("softmax", "--data", "digits", "--batch-size", "32", "--steps", "2000")
"""Chunks that are larger than what a pipe holds: some wait to be written at any time."""
SECONDS = 3.0  # in which all are gone, on a machine that does other things meanwhile


def begun_by(program: int, look: Callable[[float], object] = time.sleep) -> list[Path]:
    """The two processes of a sweep, once a thread of each looks whether the program is still there,
    and that which frees what they share.

    `look` waits so many seconds.
    """
    end = time.monotonic() + 20
    while True:
        threads = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if int(fields[1]) == program:
                threads[status.parent] = int(fields[17])
        if sorted(threads.values()) == [1, 2, 2]:
            return [*threads]
        assert time.monotonic() < end, threads
        look(0.02)


def semaphores_of(program: int) -> list[Path]:
    """What a pool is held together by, as files of the system's."""
    maps = Path(f"/proc/{program}/maps").read_text()
    return [Path(name) for name in {*re.findall(r"/dev/shm/sem\.\S+", maps)}]


def wait_gone(paths: list[Path]) -> None:
    """Wait until none of them is there, but as the remains of an orphan that nobody asked about."""
    end = time.monotonic() + SECONDS
    while left := [path for path in paths if path.exists() and not _is_dead(path)]:
        assert time.monotonic() < end, left
        time.sleep(0.02)


def _is_dead(path: Path) -> bool:
    status = path / "stat"
    return status.exists() and ") Z " in status.read_text()


@pytest.mark.parametrize(
    ("number", "to_all"),
    [(signal.SIGTERM, False), (signal.SIGHUP, True), (signal.SIGINT, True)],
)
def test_a_signal_ends_a_sweep_without_a_word(
    tmp_path: Path, number: signal.Signals, to_all: bool
) -> None:
    """To all: as a terminal sends it, to each process that was begun in it."""
    said = tmp_path / "said"
    with said.open("wb") as stderr:
        process = subprocess.Popen(
            [*GDTUI, "sweep", *LONG, "--format", "jsonl", "--jobs", "2"],
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    begun = begun_by(process.pid)
    semaphores = semaphores_of(process.pid)
    assert semaphores
    (os.killpg if to_all else os.kill)(process.pid, number)
    assert process.wait(SECONDS) == -number, "a shell sees 128 + n"
    wait_gone(begun + semaphores)
    told = [line for line in said.read_text().splitlines() if "this will take about" not in line]
    assert [line for line in told if "interrupted" not in line] == []
    assert bool(told) == (number == signal.SIGINT)


@pytest.mark.parametrize("leave", ["close", "ctrl+q"])
def test_a_sweep_on_the_screen_goes_with_it(opened: Open, tmp_path: Path, leave: str) -> None:
    terminal = opened("mlp:hidden=100/100", "--data", "digits", "--batch-size", "32")
    terminal.wait_for("step 0")
    terminal.type("nwv")
    terminal.wait_for("loss after")
    begun = begun_by(terminal.pid, terminal.read)
    semaphores = semaphores_of(terminal.pid)
    assert semaphores
    if leave == "close":
        terminal.close_window()
        assert terminal.wait_gone(SECONDS) == 128 + signal.SIGHUP
    else:
        terminal.press(leave)
        assert terminal.wait_exit(SECONDS) == 0
    wait_gone(begun + semaphores)
    assert (tmp_path / ".local/state/gdtui/last-session.jsonl").exists()
