"""Sweeps without a screen: what is swept, what is written, and how one goes on from it."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gdtui.cli import sweep
from gdtui.engine.analysis.sweeping.config import SweepConfig
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.files.sweep_file import sweep_command
from tests.cli.commands import Here


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_exercise_of_the_text_in_json_lines(gdtui: Here) -> None:
    said = gdtui("sweep", "(w-2)^2", "--lr", "0.5,1,0.1,2", "--steps", "4", "--format", "jsonl")
    assert (said.code, said.err) == (0, "")
    half, one, tenth, two = rows(said.out)
    assert [*half] == ["learning_rate", "final_loss", "best_loss", "steps", "verdict"]
    assert (half["final_loss"], half["verdict"]) == (0, "converged")
    assert (one["final_loss"], one["best_loss"], one["verdict"]) == (36, 36, "oscillating")
    assert tenth["final_loss"] == pytest.approx(36 * 0.8**8)
    assert tenth["verdict"] == "converging steadily"
    assert (two["final_loss"], two["verdict"]) == (36 * 3**8, "diverging")


def test_the_table_tells_the_best_and_the_edge_beside_the_theory(gdtui: Here) -> None:
    said = gdtui("sweep", "(w-2)^2", "--lr", "0.5:2:3")
    lines = said.out.splitlines()
    assert lines[0] == "(w-2)^2, gd: 3 runs over η, 20 steps each"
    assert lines[2].split() == ["0.5", "0", "0", "20", "converged"]
    assert lines[3].split() == ["1", "36", "36", "20", "oscillating"]
    assert "best: learning_rate 0.5, loss 36 → 0 (converged)" in said.out
    edge = "stable up to a rate between 1 and 2; theory: 2/λ = 1, which agrees"
    assert edge in " ".join(said.out.split())


def test_one_rate_is_a_sweep_of_that_one(gdtui: Here) -> None:
    lines = gdtui("sweep", "--lr", "0.5", "--steps", "4").out.splitlines()
    assert lines[0] == "(w - 3)^2, gd: 1 run over η, 4 steps each"
    assert lines[2].split() == ["0.5", "0", "0", "4", "converged"]


def test_without_values_the_usual_rates_are_swept_and_drawn(gdtui: Here) -> None:
    lines = gdtui("sweep", "--plot").out.splitlines()
    assert lines[0] == "(w - 3)^2, gd: 61 runs over η, 20 steps each"
    verdicts = next(line for line in lines if "↗" in line)
    assert verdicts.strip("│ ").startswith("↘↘↘")
    assert verdicts.endswith("↗↗↗")
    assert "1e-3" in lines[lines.index(verdicts) + 1]
    ascii_said = gdtui("sweep", "--plot", "--ascii").out
    assert ascii_said.isascii()


def test_two_hyperparameters_make_a_map(gdtui: Here) -> None:
    asked = ("--optimizer", "momentum", "--lr", "0.005:0.5:12", "--momentum=0:0.9:7")
    said = gdtui("sweep", "ravine", *asked, "--steps", "60", "--plot")
    assert said.code == 0
    assert said.out.startswith("ravine, momentum: 12 × 7 runs over η × momentum, 60 steps each")
    assert "█" in said.out
    assert "↗ diverging" in said.out
    assert "best heavy ball by theory: η = 0.111111, β = 0.444444" in said.out
    table = gdtui("sweep", "ravine", *asked, "--steps", "60", "--format", "csv").out.splitlines()
    assert table[0] == "learning_rate,momentum,final_loss,best_loss,steps,verdict"
    assert len(table) == 1 + 12 * 7


def test_where_the_loss_is_swept_each_row_has_its_own_start_and_theory(gdtui: Here) -> None:
    said = gdtui("sweep", "ravine", "--lr", "0.1,0.2", "--condition", "4,5", "--steps", "9").out
    text = " ".join(said.split())
    assert "best: learning_rate 0.2, condition 5, loss 37.62 → " in text  # (8² + 5·1.5²)/2
    assert "theory with condition 4: 2/λ = 0.5" in text


def test_what_is_written_is_gone_on_from(gdtui: Here, tmp_path: Path) -> None:
    asked = ("sweep", "rosenbrock", "--lr", "1e-4:1e-2:8", "--steps", "50", "--format", "jsonl")
    whole = gdtui(*asked).out
    part = tmp_path / "lanes.jsonl"
    part.write_text("".join(whole.splitlines(keepends=True)[:5]) + '{"learning_rate": 0.00')
    again = gdtui(*asked, "--resume", str(part))
    assert again.err == "gdtui: lanes.jsonl: 5 of 8 runs are known\n"
    assert again.out == whole
    other = gdtui("sweep", "(w-2)^2", *asked[2:], "--resume", str(part))
    assert other.code == 2
    assert "lanes.jsonl is of another sweep: with learning_rate 0.0001" in other.err
    line = whole.splitlines(keepends=True)[0]
    huge = "9" * 400
    many, large = line.replace(": 50,", f": {huge},"), line.replace("0.0001", huge)
    for text in ("nothing\n", "[" * 9000 + "\n", many, large):
        part.write_text(text)
        wrong = gdtui(*asked, "--resume", str(part))
        assert (wrong.code, wrong.out) == (2, "")
        assert "lanes.jsonl: line 1: not a lane of a sweep over learning_rate" in wrong.err
    device = gdtui(*asked, "--resume", "/dev/zero")
    assert device.err == "gdtui: zero: a pipe or a device, not a regular file\n"


def test_a_file_whose_runs_are_not_those_of_the_sweep_is_not_gone_on_from(
    gdtui: Here, tmp_path: Path
) -> None:
    asked = ("sweep", "(w-2)^2", "--lr", "0.1:2:8", "--steps", "20", "--format", "jsonl")
    lines = gdtui(*asked).out.splitlines()
    last = json.loads(lines[-1])
    file = tmp_path / "lanes.jsonl"
    for changed, told in (
        ({"final_loss": 1.5}, "a loss of 1.5 after 20 steps (diverging), and this one "),
        ({"verdict": "converged"}, "after 20 steps (converged), and this one"),
        ({"steps": 30}, "with learning_rate 2 it has 30 steps, and this one 20"),
        ({"steps": 10}, "with learning_rate 2 it has 10 steps, and this one 20"),
    ):
        altered = json.dumps({**last, **changed})
        file.write_text("\n".join([*lines[:-1], altered, ""]))
        said = gdtui(*asked, "--resume", str(file))
        assert (said.code, said.out) == (2, "")
        assert "lanes.jsonl is of another sweep: with learning_rate 2 it has " in said.err
        assert told in said.err
        file.write_text("\n".join([*lines, altered, ""]))  # there twice
        assert gdtui(*asked, "--resume", str(file)).code == 2


@pytest.mark.parametrize(
    "asked",
    [
        ("(w-2)^2", "--lr", "0.001:10:31", "--start", "8"),
        ("--lr", "0.5,1,0.1", "--schedule", "cosine"),
        ("ravine", "--optimizer", "momentum", "--momentum", "0:0.9:4", "--lr", "0.01:0.1:3"),
        ("--seed", "1,2", "--", "-cos(w)"),
        ("ravine", "--condition", "2:1000:5", "--weight-decay", "0:0.1:3"),
    ],
)
def test_the_command_that_is_written_makes_the_same_sweep(
    asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, gdtui: Here
) -> None:
    made: list[SweepConfig] = []

    def noted(config: SweepConfig, *args: Any, **options: Any) -> Sweep:
        made.append(config)
        return Sweep(config, *args, **options)

    monkeypatch.setattr(sweep, "Sweep", noted)
    for words in (asked, None):
        given = words or shlex.split(sweep_command(made[0]))[2:]
        assert gdtui("sweep", "--steps", "2", "--format", "csv", *given).code == 0
    assert made[0].axes == made[1].axes
    assert [made[0].config_at(v) for v in made[0].points] == [
        made[1].config_at(v) for v in made[1].points
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--momentun", "0:0.9:3", "--optimizer", "momentum"), "did you mean 'momentum'"),
        (("--formt", "csv"), "did you mean --format"),
        (("--lr", "0.1,0.2", "--seed", "1,2", "--batch-size", "8,16"), "one hyperparameter or two"),
        (("--lr", "-1,1"), "--lr must be above 0"),
        (("--lr", "0,5:1:5"), "'0,5:1:5' has a comma; write 0.5:1:5"),
        (("--momentum", "0,95"), "not 95 (0,95 are two values; a decimal has a point)"),
        (("--lr", "1:0.1:5"), "'1:0.1:5' has its high end first; write 0.1:1:5"),
        (("--lr", "0.1:1"), "'0.1:1' has no count; write 0.1:1:60 for 60 values"),
        (("--lr", "1:1:5"), "'1:1:5' is one value; write it as 1"),
        (("--lr", "0.1:inf:5"), "'0.1:inf:5' needs two finite ends"),
        (("--lr", "0.1:1:2.5"), "'0.1:1:2.5' needs a count from 2 to 1,000,000 at its end"),
        (("--lr", "low:high:5"), "a range such as 0.001:10:60"),
        (("--momentum", "0.9:0:3"), "'0.9:0:3' has its high end first; write 0:0.9:3"),
        (("--gamma",), "Invalid value for '--gamma': It needs values"),
        (("--condition", "1,4"), "'condition' cannot be swept here: it is a setting of ravine"),
        (("--jobs", "500"), "more than half of the 1.0 GB that are free; --jobs 8 would fit"),
        (("--jobs", "two"), "'two' is not a whole number from 1 to 512"),
        (("--lr", "1e-4:1:100000", "--weight-decay", "0:1:100000"), "runs would fit"),
        (("--format", "csv", "--plot"), "take one of them"),
        (("--jobs", "2", "--scheduler", "tcp://x:1"), "take one of them"),
    ],
)
def test_what_cannot_be_swept_is_one_line(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], told: str
) -> None:
    for module in ("gdtui.cli.sweep", "gdtui.engine.analysis.sweeping.estimate"):
        monkeypatch.setattr(f"{module}.free_memory", lambda: 1e9)
    said = gdtui("sweep", *asked)
    assert (said.code, said.out) == (2 if said.code == 2 else 1, "")
    assert told in said.err
    assert said.err.count("\n") == 1


def test_ctrl_c_writes_what_is_done(tmp_path: Path) -> None:
    """On two processes, which heed it no less."""
    asked = ["--lr", "1e-4:1e-2:300", "--steps", "9000", "--format", "jsonl", "--jobs", "2"]
    written = tmp_path / "lanes.jsonl"
    with written.open("w") as out:
        program = subprocess.Popen(
            [sys.executable, "-m", "gdtui", "sweep", "wavy", *asked],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    while not written.stat().st_size and program.poll() is None:
        time.sleep(0.01)
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does
    _, err = program.communicate(timeout=30)
    assert program.returncode == -signal.SIGINT
    lanes = rows(written.read_text())
    assert 0 < len(lanes) < 300
    assert err == f"gdtui: interrupted: {len(lanes)} of 300 runs are done\n"


def test_an_address_of_something_else_is_not_waited_for(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdtui.cli.cluster._PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        said = gdtui("sweep", "--scheduler", address)
    assert said.code == 2
    assert f"no Dask scheduler at {address}: no answer within" in said.err


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Dask's files
def test_a_cluster_of_which_a_worker_is_killed_loses_no_result(gdtui: Here) -> None:
    from distributed import LocalCluster

    asked = ("sweep", "wavy", "--lr", "1e-4:1e-2:40", "--steps", "3000", "--format", "csv")
    alone = gdtui(*asked).out
    local: Any = LocalCluster
    with local(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        program = subprocess.Popen(
            [sys.executable, "-m", "gdtui", *asked, "--scheduler", cluster.scheduler_address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        victim = next(iter(cluster.workers.values()))
        while not any(cluster.scheduler.tasks.values()):
            if program.poll() is not None:
                break
            time.sleep(0.01)
        os.kill(victim.pid, signal.SIGKILL)
        out, err = program.communicate(timeout=60)
    assert (program.returncode, err) == (0, "")
    assert out == alone
