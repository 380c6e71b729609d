"""A process among others: pipes, signals, full disks, and what is imported."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from gdtui.files import recording
from gdtui.files.replay import replay
from tests.cli.commands import Here, events, one_line

# Pipes, signals, full disks


def endless(form: str) -> list[str]:
    """The command of a run that goes on until it is stopped."""
    run = [sys.executable, "-m", "gdtui", "run", "--lr", "1", "--steps", "1000000000"]
    return [*run, "--format", form]


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        endless("csv"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"step,")
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(timeout=30) == 0


def test_ctrl_c_ends_a_recording_at_a_step(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with path.open("wb") as file:
        process = subprocess.Popen(
            endless("jsonl"),
            stdout=file,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        with process.stderr as stderr:
            while path.stat().st_size < 100_000:
                select.select([], [], [], 0.02)
            process.send_signal(signal.SIGINT)
            assert stderr.read() == b""
    assert process.wait(timeout=30) == -signal.SIGINT, "a shell sees 130, and ends its loop too"
    assert events(path.read_text())[-1]["event"] == "step_taken"
    assert replay(recording.load(path)).differs is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--lr", "1", "--steps", "1000000000", "--format", "csv"), b"step,"),
        (("quiz", "source-text", "--plain"), b"Answer:"),
    ],
)
def test_a_signal_ends_a_command_as_it_ends_any_program(
    tmp_path: Path, arguments: tuple[str, ...], said: bytes, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gdtui", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout as stdout:
        while said not in stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-number, b""), "a shell sees 128 + n"


@pytest.mark.parametrize("loading", ["click", "numpy", "gdtui.engine.run"])
def test_ctrl_c_while_the_program_is_loaded_is_no_traceback(loading: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", *endless("csv")[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr as stderr:
        while loading not in stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in stderr.read()
    assert process.wait(timeout=30) == -signal.SIGINT


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("run --steps 2 >&-", 1, "gdtui: output: Bad file descriptor\n"),
        ("--help >&-", 1, "gdtui: output: Bad file descriptor\n"),
        ("deck check >&-", 1, "gdtui: output: Bad file descriptor\n"),
        ("run --steps 2 >&- 2>&-", 1, ""),
        ("run --steps 2 2>&- | tail -n 1", 0, "loss 16 → 6.5536\n"),
        ("run --steps nonsense 2>&-", 2, ""),
        ("run --steps 100000 | head -n 1", 0, "L(w) = (w − 3)²\n"),
        ("--help | true", 0, ""),
        ("quiz source-text --plain <&- | tail -n 1", 0, "Due by tomorrow: 0.\n"),
    ],
)
def test_streams_that_are_closed(tmp_path: Path, command: str, code: int, said: str) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m gdtui {command}"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )
    assert (done.returncode, done.stdout + done.stderr) == (code, said)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_takes_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gdtui", "run"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (done.returncode, done.stderr) == (1, "gdtui: output: No space left on device\n")


def test_a_fault_of_ours_is_no_traceback(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    from gdtui.engine.run import Run

    def broken(*_: Any, **__: Any) -> NoReturn:
        raise ValueError("not\nmeant")

    monkeypatch.setattr(Run, "advance", broken)
    assert "unexpected ValueError: not meant" in one_line(gdtui("run"), code=1)


def test_ctrl_c_ends_a_run_on_data_with_what_was_learned(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    with (
        path.open("w") as out,
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gdtui",
                "run",
                "mlp:hidden=100/100",
                "--data",
                "digits",
                "--steps",
                "1000000",
                "--format",
                "csv",
            ],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        while path.stat().st_size < 1000:
            assert process.poll() is None
            select.select([], [], [], 0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-signal.SIGINT, "")


# What is imported


def imported(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_engine_knows_no_terminal() -> None:
    modules = imported(
        "import gdtui.engine, gdtui.engine.run, gdtui.engine.objectives, gdtui.engine.history, "
        "gdtui.engine.analysis.verdict, gdtui.files.recording"
    )
    assert not modules & {"textual", "plotext", "rich", "sympy", "click"}


def test_help_waits_for_nothing() -> None:
    modules = imported(
        "from gdtui.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    )
    assert "click" in modules
    assert not modules & {"numpy", "textual", "rich", "sympy", "plotext", "gdtui.engine"}


def test_a_run_waits_for_no_screen() -> None:
    modules = imported(
        "from gdtui.cli.main import main\ntry: main(['run'])\nexcept SystemExit: pass"
    )
    assert not modules & {"textual", "rich", "sympy", "plotext"}
