"""The command line, as a person or a shell script meets it."""

import csv
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest

from gdtui import __version__
from gdtui.cli import main
from gdtui.cli.commands import COMMANDS
from gdtui.files import recording
from tests.cli.commands import Here, Said, events


def shell(*args: str, env: Mapping[str, str] | None = None) -> Said:
    """A command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "gdtui", *args],
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
    )
    return Said(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode())


def one_line(said: Said, code: int = 2) -> str:
    """The one line of an error, and that it is one."""
    assert said.code == code, said
    assert said.err.startswith("gdtui: ")
    assert said.err.count("\n") == 1, said.err
    assert said.err[:-1].isprintable()
    return said.err[:-1]


# The examples that the source text works by hand


def test_the_worked_example_to_the_digit() -> None:
    said = shell(
        "run", "(w-3)^2", "--start", "7", "--lr", "0.1", "--steps", "2", "--format", "jsonl"
    )
    assert (said.code, said.err) == (0, "")
    started, first, second, ended = events(said.out)
    assert started == {
        "event": "run_started",
        "objective": "(w-3)^2",
        "start": [7.0],
        "learning_rate": 0.1,
        "optimizer": "gd",
        "schedule": "constant",
        "max_steps": 2,
        "seed": 0,
    }
    assert next(iter(started)) == "event"
    assert first == {
        "event": "step_taken",
        "step": 1,
        "params": [7.0],
        "loss": 16.0,
        "gradient": [8.0],
        "learning_rate": 0.1,
        "update": [-0.8],
        "new_params": [6.2],
        "new_loss": pytest.approx(10.24, rel=1e-15),
    }
    assert second["new_params"] == [pytest.approx(5.56, rel=1e-15)]
    assert ended == {"event": "run_ended", "reason": "max_steps", "step": 2}


@pytest.mark.parametrize(
    ("loss", "rate", "points", "losses"),
    [
        ("(w-3)^2", "2", [7, -9, 39], [16, 144, 1296]),
        ("(w-3)^2", "0.0001", [7, 6.9992, 6.99840016], [16, 15.99360064]),
        ("(w-2)^2", "0.5", [8, 2], [36, 0]),
        ("(w-2)^2", "1", [8, -4, 8, -4, 8], [36, 36, 36, 36, 36]),
        ("(w-2)^2", "0.1", [8, 6.8, 5.84, 5.072], [36, 23.04, 14.7456]),
    ],
)
def test_the_other_examples(
    gdtui: Here, loss: str, rate: str, points: list[float], losses: list[float]
) -> None:
    steps = str(len(points) - 1)
    rows = events(gdtui("run", loss, "--lr", rate, "--steps", steps, "--format", "jsonl").out)[1:-1]
    reached = [rows[0]["params"][0], *(row["new_params"][0] for row in rows)]
    assert reached == pytest.approx(points, rel=1e-14)
    reached = [rows[0]["loss"], *(row["new_loss"] for row in rows)]
    assert reached[: len(losses)] == pytest.approx(losses, rel=1e-14)


@pytest.mark.parametrize(
    ("loss", "rate", "shown", "verdict"),
    [
        ("(w-3)^2", "0.1", "5.56      6.5536        5.12         0.1      −0.512",
         "converging steadily: each step shrinks the gradient to 0.8 of it"),
        ("(w-3)^2", "2", "1          −9         144         −24           2          48",
         "diverging: "),
        ("(w-3)^2", "0.0001", "1      6.9992     15.9936", "stalled: negligible progress"),
        ("(w-2)^2", "0.5", "1           2           0", "converged: "),
        ("(w-2)^2", "1", "3          −4          36         −12", "oscillating: "),
        ("(w-2)^2", "0.1", "1         6.8       23.04",
         "converging steadily: each step shrinks the gradient to 0.8 of it"),
    ],
)  # fmt: skip
def test_the_table_shows_the_example_and_says_what_it_is(
    gdtui: Here, loss: str, rate: str, shown: str, verdict: str
) -> None:
    said = gdtui("run", loss, "--lr", rate)
    assert said.code == 0
    assert shown in said.out
    assert f"\n{verdict}" in said.out
    rows, _ = said.out.split("\n\n")
    assert max(map(len, rows.splitlines())) <= 80


def test_a_diverged_run_is_a_result_and_json(gdtui: Here) -> None:
    said = gdtui("run", "--lr", "1e100", "--steps", "50", "--format", "jsonl")
    assert (said.code, said.err) == (0, "")
    *_, last, ended = events(said.out)
    assert ended["reason"] == "diverged"
    assert last["new_loss"] == "inf"
    assert "∞" in gdtui("run", "--lr", "1e100", "--steps", "50").out


# The forms


def test_csv_has_every_digit(gdtui: Here) -> None:
    rows = list(csv.DictReader(gdtui("run", "--steps", "2", "--format", "csv").out.splitlines()))
    assert list(rows[0]) == [
        "step",
        "w",
        "loss",
        "gradient_w",
        "learning_rate",
        "update_w",
        "new_w",
        "new_loss",
    ]
    assert rows[0]["new_loss"] == rows[1]["loss"] == "10.240000000000002"


def test_csv_of_several_parameters(gdtui: Here) -> None:
    out = gdtui("run", "x^2 + 10y^2", "--start", "1,2", "--steps", "1", "--format", "csv").out
    assert out.splitlines()[0] == (
        "step,x,y,loss,gradient_x,gradient_y,learning_rate,update_x,update_y,new_x,new_y,new_loss"
    )


def test_a_chart_in_place_of_the_rows(gdtui: Here) -> None:
    said = gdtui("run", "--plot")
    assert said.code == 0
    assert "16┤" in said.out
    assert "converging steadily" in said.out
    assert gdtui("run", "--plot", "--ascii").out.isascii()
    assert "--plot" in one_line(gdtui("run", "--plot", "--format", "csv"))


def test_ascii_alone(gdtui: Here) -> None:
    out = gdtui("run", "--ascii", "--lr", "2").out
    assert out.isascii()
    assert "lr" in out.splitlines()[1]
    assert "?" not in out


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_terminal_without_utf8(env: dict[str, str]) -> None:
    said = shell("run", "--steps", "2", env=env)
    assert (said.code, said.err) == (0, "")
    assert said.out.isascii()
    assert "dL/dw" in said.out


# Numbers


def test_negative_and_several_starts(gdtui: Here) -> None:
    started = events(gdtui("run", "--start", "-3", "--format", "jsonl").out)[0]
    assert started["start"] == [-3.0]
    started = events(gdtui("run", "x^2+y^2", "--start=-1,2e-3", "--format", "jsonl").out)[0]
    assert started["start"] == [-1.0, 0.002]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--lr", "0"], "must be a positive number such as 0.1"),
        (["--lr", "-0.1"], "must be a positive number such as 0.1"),
        (["--lr", "nan"], "must be a positive number such as 0.1"),
        (["--lr", "inf"], "must be a positive number such as 0.1"),
        (["--lr", "fast"], "'fast' is not a number such as 0.1 or 1e-4; see gdtui run --help"),
        (["--lr"], "requires an argument"),
        (["--start", "x"], "'x' is not a point such as 7 or 1,2"),
        (["--start", ""], "is not a point such as 7 or 1,2"),
        (["--start", "1,,2"], "is not a point such as 7 or 1,2"),
        (["--start", "1,2"], "the start needs 1 number (w), not 2"),
        (["--start", "inf"], "must be finite"),
        (["--steps", "-1"], "'-1' is not a whole number, 0 or more"),
        (["--steps", "1.5"], "is not a whole number"),
        (["--steps", "9" * 5000], "is not a whole number"),
        (["--seed", "x"], "is not a whole number"),
        (["--optimizer", "sdg"], "unknown optimizer 'sdg', did you mean 'sgd'?"),
        (["--optimizer", "gd:x=1"], "has no setting 'x'"),
        (["--schedule", "const"], "unknown schedule 'const'"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--stepz", "3"], "unknown option '--stepz', did you mean --steps?"),
        (["w^2", "x^2"], "unexpected extra argument"),
        (["quadratic:spectrum=0"], "must be positive"),
    ],
)
def test_what_is_wrong_takes_one_line(gdtui: Here, args: list[str], says: str) -> None:
    said = gdtui("run", *args)
    assert says in one_line(said)
    assert said.out == ""


# Edits


def test_a_run_is_edited_at_its_steps(gdtui: Here, tmp_path: Path) -> None:
    """In the order of the steps, whatever order they are given in."""
    said = gdtui(
        "run",
        "--edit",
        "4:optimizer=momentum:momentum=0.5",
        "--edit",
        "2:lr=0.9",
        "--edit",
        "4:lr=0.05",
        "--steps",
        "6",
        "--format",
        "jsonl",
    )
    assert (said.code, said.err) == (0, "")
    happened = events(said.out)
    assert [(event["event"], event.get("step")) for event in happened] == [
        ("run_started", None),
        ("step_taken", 1),
        ("step_taken", 2),
        ("run_edited", 2),
        ("step_taken", 3),
        ("step_taken", 4),
        ("run_edited", 4),
        ("run_edited", 4),
        ("step_taken", 5),
        ("step_taken", 6),
        ("run_ended", 6),
    ]
    rates = [event["learning_rate"] for event in happened if event["event"] == "step_taken"]
    assert rates == [0.1, 0.1, 0.9, 0.9, 0.05, 0.05]
    path = tmp_path / "run.jsonl"
    path.write_text(said.out)
    assert gdtui("replay", str(path), "--format", "jsonl") == said


def test_an_edit_is_a_line_of_the_table(gdtui: Here) -> None:
    out = gdtui("run", "--edit", "2:lr=0.5", "--steps", "4").out
    assert "     2  from here on learning_rate = 0.5\n" in out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--edit", "8"], "'8' is not an edit such as 8:lr=1.05 or 8:optimizer=adam"),
        (["--edit", "8:rate=1"], "lr, optimizer, schedule can change, as in 8:lr=1.05"),
        (["--edit", "8:lr=fast"], "lr must be a number such as 0.1 or 1e-4"),
        (["--edit", "x:lr=1"], "the step must be a whole number, 0 or more"),
        (["--edit", "8:lr=-1"], "--edit 8:lr=-1: the learning rate must be a positive number"),
        (["--edit", "8:optimizer=adm"], "--edit 8:optimizer=adm: unknown optimizer 'adm', did"),
        (["--edit", "8:schedule=step:x=1"], "--edit 8:schedule=step:x=1: schedule 'step' has no"),
        (["--edit", "9:lr=1", "--edit", "30:lr=1"],
         "--edit 30:lr=1: the run ends at step 20; edit at step 20 or before"),
        (["--at", "3"], "--at is the step that the playground shows"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made(gdtui: Here, args: list[str], says: str) -> None:
    said = gdtui("run", *args)
    assert says in one_line(said)
    assert said.out == ""


def test_an_edit_after_the_end(gdtui: Here) -> None:
    said = gdtui("run", "(w-2)^2", "--lr", "1e200", "--edit", "5:lr=1")
    assert "--edit 5:lr=1: the run ends at step 1; edit at step 1 or before" in one_line(said)
    assert gdtui("run", "(w-2)^2", "--lr", "0.5", "--edit", "5:lr=1").code == 0  # it had arrived


def test_a_run_opens_edited_and_at_its_step(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch)
    assert gdtui("--edit", "8:lr=1.05", "--at", "12") == Said(0, "", "")
    ((run, how),) = calls
    assert (run.step, run.settings_at(7).learning_rate, run.settings.learning_rate) == (
        12,
        0.1,
        1.05,
    )
    assert how["offers_last"] is False
    assert gdtui("--edit", "8:lr=0.05") == Said(0, "", "")
    assert (calls[-1][0].step, calls[-1][0].furthest) == (0, 8)
    assert gdtui("(w-2)^2", "--lr", "1e200", "--at", "12") == Said(0, "", "")
    assert calls[-1][0].step == 1  # where it ended


# Losses


@pytest.mark.parametrize(
    ("loss", "column"),
    [
        ("w^^2", 3),
        ("(w - 3", 1),
        ("__import__('os').system('id')", 1),
        ("w" + "^9" * 200, None),
        ("(" * 500 + "w" + ")" * 500, None),
        ("9^9^9^9*w", None),
        ("w = 3", 3),
        ("w\x1b[31m", 2),
        ("w\u202e2", 2),
        ("w\n2", 2),
        ("", 1),
        ("42", 1),
    ],
)
def test_a_loss_that_cannot_be_read_is_pointed_at(
    gdtui: Here, loss: str, column: int | None
) -> None:
    said = gdtui("run", loss)
    assert (said.code, said.out) == (2, "")
    message, text, caret = said.err.splitlines()
    assert message.startswith("gdtui: column ")
    assert text.startswith("  ")
    assert all(line.isprintable() for line in (message, text, caret))
    if column is not None:
        assert message.startswith(f"gdtui: column {column}: ")
        assert caret == " " * (column + 1) + "^"


def test_a_loss_that_begins_like_an_option(gdtui: Here) -> None:
    assert "goes last, after --" in one_line(gdtui("run", "-w^2"))
    assert "goes last, after --" in one_line(gdtui("-w^2"))
    started = events(gdtui("run", "--format", "jsonl", "--steps", "1", "--", "-cos(w)").out)[0]
    assert started["objective"] == "-cos(w)"


# Commands, and the playground for everything else


def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """What the playground is opened with, in place of a screen."""
    from gdtui.tui import app

    calls: list[tuple[Any, dict[str, Any]]] = []

    def run_app(run: Any, **how: Any) -> int:
        calls.append((run, how))
        return 0

    monkeypatch.setattr(app, "run_app", run_app)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TEXTUAL_FPS", "TEXTUAL_ANIMATIONS", "TEXTUAL_SMOOTH_SCROLL"):
        monkeypatch.setenv(name, "")  # so that it is as it was afterward
        monkeypatch.delenv(name)
    return calls


def test_nothing_opens_the_worked_example(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch)
    assert gdtui() == Said(0, "", "")
    ((run, how),) = calls
    assert (run.config.objective, run.config.start) == ("(w - 3)^2", (7.0,))
    assert how["theme"] is None
    assert os.environ["TEXTUAL_ANIMATIONS"] == "none"
    assert os.environ["TEXTUAL_SMOOTH_SCROLL"] == "0"


@pytest.mark.parametrize(
    ("args", "loss"),
    [
        (["(w-2)^2"], "(w-2)^2"),
        (["--lr", "0.5", "(w-2)^2"], "(w-2)^2"),
        (["--", "-cos(w)"], "-cos(w)"),
        (["quadratic"], "quadratic:spectrum=1/10"),
        (["x*y"], "x*y"),
        (["--ascii", "w^2", "--theme", "high-contrast", "--fps", "5"], "w^2"),
    ],
)
def test_what_is_no_command_is_a_loss(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, args: list[str], loss: str
) -> None:
    calls = opened(monkeypatch)
    assert gdtui(*args) == Said(0, "", "")
    assert calls[0][0].objective.name == loss


@pytest.mark.parametrize(
    ("typed", "meant"), [("rnu", "run"), ("runs", "run"), ("replya", "replay"), ("doctr", "doctor")]
)
def test_a_misspelled_command_is_no_product_of_letters(gdtui: Here, typed: str, meant: str) -> None:
    line = one_line(gdtui(typed, "--lr", "1"))
    assert line.startswith(f"gdtui: unknown command '{typed}', did you mean '{meant}'?")


def test_a_command_after_its_options(gdtui: Here) -> None:
    assert "run comes first" in one_line(gdtui("--lr", "1", "run"))


def test_an_unknown_theme(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch)
    assert "did you mean 'high-contrast'?" in one_line(gdtui("--theme", "high-contrats"))
    assert calls == []


def test_without_a_terminal(gdtui: Here) -> None:
    assert "use `gdtui run`" in one_line(shell())
    assert "use `gdtui run`" in one_line(gdtui("(w-2)^2"))


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_that_cannot_draw(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, term: str | None
) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", term or "")
    line = one_line(gdtui())
    assert f"TERM={term or 'nothing'}" in line
    assert "use `gdtui run`" in line


def test_version(gdtui: Here) -> None:
    assert gdtui("--version") == Said(0, f"gdtui {__version__}\n", "")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_has_an_example(gdtui: Here, command: list[str]) -> None:
    said = gdtui(*command, "--help")
    assert (said.code, said.err) == (0, "")
    start = " ".join(["gdtui", *(name for name in command if name != "play")])
    assert any(line.startswith(f"  {start}") for line in said.out.splitlines())
    assert said.out == gdtui(*command, "-h").out


def test_help_tells_the_playgrounds_options_and_every_command(gdtui: Here) -> None:
    out = gdtui("--help").out
    for word in ("--start", "--lr", "--theme", "--version", "run", "replay", "doctor"):
        assert f"  {word} " in out


def test_the_list_of_commands_says_what_each_says_itself() -> None:
    context = click.Context(main.group)
    for name, entry in COMMANDS.items():
        command = main.group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.hidden == (entry.help is None)
        assert entry.help in (None, command.get_short_help_str(100))


def test_completion() -> None:
    env = {"_GDTUI_COMPLETE": "bash_complete", "COMP_CWORD": "1"}
    assert "plain,run" in shell(env={**env, "COMP_WORDS": "gdtui ru"}).out
    env["COMP_CWORD"] = "2"
    assert "plain,--plot" in shell(env={**env, "COMP_WORDS": "gdtui run --pl"}).out


# Recordings


@pytest.fixture
def recorded(tmp_path: Path, gdtui: Here) -> Path:
    path = tmp_path / "run.jsonl"
    path.write_text(gdtui("run", "--steps", "4", "--format", "jsonl").out)
    return path


def test_a_recording_is_made_again(gdtui: Here, recorded: Path) -> None:
    assert gdtui("replay", str(recorded), "--format", "jsonl") == Said(0, recorded.read_text(), "")
    assert (
        gdtui("replay", str(recorded), "--format", "table").out == gdtui("run", "--steps", "4").out
    )
    assert "┤" in gdtui("replay", str(recorded), "--plot").out


def test_a_recording_opens_in_the_playground(
    gdtui: Here, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = opened(monkeypatch)
    assert gdtui("replay", str(recorded)) == Said(0, "", "")
    assert calls[0][0].step == 4


def test_a_recording_that_comes_out_otherwise(gdtui: Here, recorded: Path) -> None:
    recorded.write_text(recorded.read_text().replace("5.5600000000000005", "5.56"))
    said = gdtui("replay", str(recorded), "--format", "table")
    assert "step 2 differs from the recording" in one_line(said, code=1)


def test_a_recording_cut_short(gdtui: Here, recorded: Path) -> None:
    recorded.write_text(recorded.read_text()[:-9])
    said = gdtui("replay", str(recorded), "--format", "table")
    assert "the last line is incomplete" in one_line(said, code=0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not a recording\n", "line 1, column 1: not a JSON object"),
        ('{"event": "run_started", "\\u001b[31m": 1}\n', r"line 1: unknown '\x1b[31m'"),
        ('{"event": "run_started", "learning_rate": -1}\n', "the learning rate must be"),
        ('{"event": "run_started", "objective": "w^^2"}\n', "column 3: "),
    ],
)
def test_a_file_that_is_no_recording(gdtui: Here, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "evil\x1b[2J.jsonl"
    path.write_text(text)
    line = one_line(gdtui("replay", str(path), "--format", "table"))
    assert line.startswith(r"gdtui: evil\x1b[2J.jsonl: ")
    assert says in line
    assert "does not exist" in one_line(gdtui("replay", str(path) + "x", "--format", "csv"))


def test_what_a_recording_says_commands_no_terminal(gdtui: Here, recorded: Path) -> None:
    first, rest = recorded.read_text().split("\n", 1)
    edit = '{"event": "run_edited", "step": 0, "changes": {"optimizer": "gd:\\u0085\\u000b"}}'
    recorded.write_text(f"{first}\n{edit}\n{rest}")
    said = gdtui("replay", str(recorded), "--format", "table")
    assert said.code == 0
    assert r"optimizer = gd:\x85\x0b" in said.out
    assert all(line.isprintable() for line in said.out.split("\n"))


# Pipes, signals, full disks


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gdtui",
            "run",
            "--lr",
            "1",
            "--steps",
            "1000000000",
            "--format",
            "csv",
        ],
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
            [
                sys.executable,
                "-m",
                "gdtui",
                "run",
                "--lr",
                "1",
                "--steps",
                "1000000000",
                "--format",
                "jsonl",
            ],
            stdout=file,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        with process.stderr as stderr:
            while path.stat().st_size < 100_000:
                select.select([], [], [], 0.02)
            process.send_signal(signal.SIGINT)
            assert stderr.read() == b""
    assert process.wait(timeout=30) == 1
    assert events(path.read_text())[-1]["event"] == "step_taken"
    assert recording.replay(recording.load(path)).differs is None


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


# Data


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "own.csv"
    path.write_text("size,age,price\n1,2,3.5\n2,1,4\n3,5,9\n4,4,9.5\n")
    return str(path)


def test_a_run_on_a_file_says_what_it_assumed(gdtui: Here, own: str) -> None:
    said = gdtui("run", "--data", own, "--steps", "2", "--lr", "0.01")
    assert said.code == 0
    assert said.err.splitlines() == [
        "gdtui: own.csv: 4 rows, columns separated by commas, the first line is a header",
        "gdtui: target price (a number); features size, age",
        "gdtui: the loss is linear, since price is a number",
    ]
    lines = said.out.splitlines()
    assert lines[0] == "L = mean (w·x + b − y)²; 3 parameters"
    assert lines[1].split() == ["step", "L", "batch", "L", "epoch", "‖∂L/∂θ‖", "η"]
    assert "4 training examples: loss" in said.out


def test_what_is_named_is_not_guessed_about(gdtui: Here) -> None:
    said = gdtui("run", "linear", "--data", "cars", "--steps", "1")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        ("circle", "logistic, since class is 2 classes"),
        ("iris", "softmax, since species is 3"),
        ("line", "linear, since y is a number"),
    ],
)
def test_the_loss_follows_the_target_and_says_so(gdtui: Here, data: str, loss: str) -> None:
    assert f"gdtui: the loss is {loss}" in gdtui("run", "--data", data, "--steps", "1").err


def test_options_of_data_reach_the_run(gdtui: Here, own: str) -> None:
    out = gdtui(
        "run",
        "linear",
        "--data",
        own,
        "--target",
        "age",
        "--batch-size",
        "2",
        "--standardize",
        "--test-share",
        "0.25",
        "--seed",
        "7",
        "--no-shuffle",
        "--steps",
        "3",
        "--format",
        "jsonl",
    ).out
    started, *steps, _ = events(out)
    wanted = {
        "data": own,
        "target": "age",
        "batch_size": 2,
        "standardize": True,
        "test_share": 0.25,
        "seed": 7,
        "shuffle": False,
        "replacement": False,
    }
    assert {key: started[key] for key in wanted} == wanted
    assert [(step["batch_size"], step["epoch"], step["examples"]) for step in steps] == [
        (2, 1, 2),
        (1, 1, 3),
        (2, 2, 5),
    ]


def test_what_was_held_out_is_told(gdtui: Here) -> None:
    out = gdtui("run", "softmax", "--data", "iris", "--test-share", "0.2", "--steps", "300").out
    assert "120 training examples: loss" in out
    assert "30 test examples: loss" in out
    assert re.search(r", accuracy \d+\.\d%\n", out)


def test_much_data_has_its_loss_computed_now_and_then(gdtui: Here) -> None:
    out = gdtui("run", "linear", "--data", "plane:n=2000", "--batch-size", "10", "--steps", "6").out
    lines = out.splitlines()
    assert lines[1] == "L, on all the examples, is computed every 4 steps"
    assert [line.split()[1] == "·" for line in lines[3:9]] == [False, True, True, True, False, True]


def test_csv_of_data_has_lengths_and_leaves_out_what_was_not_computed(gdtui: Here) -> None:
    out = gdtui(
        "run",
        "linear",
        "--data",
        "plane:n=2000",
        "--batch-size",
        "10",
        "--steps",
        "5",
        "--format",
        "csv",
    ).out
    header, *rows = csv.reader(out.splitlines())
    assert header == [
        "step",
        "w1",
        "w2",
        "b",
        "loss",
        "batch_loss",
        "batch_size",
        "epoch",
        "examples",
        "gradient_norm",
        "learning_rate",
        "new_loss",
    ]
    assert [row[4] != "" for row in rows] == [True, False, False, False, True]
    wide = gdtui("run", "softmax", "--data", "digits", "--steps", "1", "--format", "csv").out
    assert wide.splitlines()[0].startswith("step,loss,batch_loss")


def test_a_table_of_many_parameters_has_none_of_them(gdtui: Here) -> None:
    out = gdtui("run", "quadratic:spectrum=1/2/3/4/5/6", "--steps", "1").out
    assert out.splitlines()[1].split() == ["step", "L", "‖∂L/∂θ‖", "η"]


def test_a_run_on_data_is_replayed(gdtui: Here, tmp_path: Path, own: str) -> None:
    recorded = tmp_path / "run.jsonl"
    options = ("run", "linear", "--data", own, "--batch-size", "3", "--steps", "5")
    recorded.write_text(gdtui(*options, "--format", "jsonl").out)
    again = gdtui("replay", str(recorded), "--format", "table")
    assert (again.code, again.out) == (0, gdtui(*options).out)
    Path(own).write_text("1,2,3\n4,5,6\n")
    assert "run.jsonl: " in one_line(gdtui("replay", str(recorded), "--format", "table"))
    Path(own).unlink()
    assert "No such file" in one_line(gdtui("replay", str(recorded), "--format", "table"))


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("linear",), "linear needs data: a data set such as circle or iris, or a CSV file"),
        (("mlp:hidden=8", "--steps", "1"), "mlp:hidden=8 needs data"),
        (("--batch-size", "3"), "--batch-size is for losses on --data"),
        (("--no-shuffle",), "--no-shuffle is for losses on --data"),
        (
            ("(w-3)^2", "--data", "iris"),
            "(w-3)^2 does not learn from data; linear, logistic",
        ),
        (("--data", "circel"), "unknown data set or file 'circel', did you mean 'circle'?"),
        (("linear", "--data", "iris"), "linear needs a number, and the target species has classes"),
        (("logistic", "--data", "iris"), "logistic needs two classes, and the target species has"),
        (("linear", "--data", "cars", "--batch-size", "51"), "a batch must have 1 to 50 of the 50"),
        (("linear", "--data", "cars", "--test-share", "2"), "at least 0 and below 1"),
        (("linear", "--data", "cars", "--target", "x"), "cars has its own target"),
    ],
)
def test_what_cannot_be_learned_is_one_line(gdtui: Here, args: tuple[str, ...], why: str) -> None:
    assert why in one_line(gdtui("run", *args))


def test_a_broken_file_is_one_line(gdtui: Here, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b\n1,2\n3,\x1b[31m\n")
    said = one_line(gdtui("run", "--data", str(path)))
    assert said.startswith("gdtui: own.csv: line 3, column 2 (b): '\\x1b[31m' is not a number; ")


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
    assert (process.returncode, err) == (1, "")


def test_how_an_ambiguous_loss_was_read_is_said(gdtui: Here) -> None:
    said = gdtui("run", "w1(w2 + 1) + w1^2", "--steps", "1")
    assert said.code == 0
    assert said.err == "gdtui: w1(…) is read as w1·(…)\n"
    refused = gdtui("run", "x^2+xy+y^2")
    assert refused.code == 2
    assert "x·y or as one parameter" in refused.err
