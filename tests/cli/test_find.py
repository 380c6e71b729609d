"""The rate finder without a screen."""

import csv
import io
import json
import shlex

import pytest

from gdtui.engine.analysis.finder import Finder, Plan
from gdtui.engine.config import RunConfig
from gdtui.files.datasets import load
from gdtui.files.find_command import find_command
from tests.cli.commands import Here

LINE = ("sweep", "--find", "linear", "--data", "line", "--batch-size", "8", "--steps", "30")
SHORT = (*LINE, "--lr", "1e-3:3:30", "--starts", "2")


def test_an_interval_is_told_and_which_rate_runs_say_is_best(gdtui: Here) -> None:
    said = gdtui(*SHORT)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("linear, gd: 2 range tests, η from 0.001 to 3 in 30 steps\n")
    text = " ".join(said.out.split())
    assert "runs of 30 steps, 3 seeds for each rate" in text
    assert "2 starts suggest " in text
    assert "Runs decide: " in text
    assert "best" in text
    assert [line.split()[0] for line in said.out.splitlines()[2:4]] == ["0", "1"]


def test_the_same_is_written_for_other_programs(gdtui: Here) -> None:
    rows = [*csv.DictReader(io.StringIO(gdtui(*SHORT, "--format", "csv").out))]
    found = [json.loads(line) for line in gdtui(*SHORT, "--format", "jsonl").out.splitlines()]
    tests = [one for one in found if one["event"] == "range_test"]
    runs = [one for one in found if one["event"] == "run_done"]
    rates = [one for one in found if one["event"] == "rate_checked"]
    assert [one["seed"] for one in tests] == [0, 1]
    assert len(runs) == 3 * len(rates)
    low, high = min(one["steepest"] for one in tests), max(one["steepest"] for one in tests)
    assert [float(row["learning_rate"]) for row in rows] == [one["learning_rate"] for one in rates]
    for one in rates:
        of_rate = [run for run in runs if run["learning_rate"] == one["learning_rate"]]
        if not one["diverged"]:
            losses = [run["final_loss"] for run in of_rate]
            assert one["mean_loss"] == pytest.approx(sum(losses) / 3, rel=1e-15)
        assert one["suggested_low"] == pytest.approx(low, rel=1e-5)
        assert one["suggested_high"] == pytest.approx(high, rel=1e-5)
    best = [one for one in rates if one["standing"] == "best"]
    assert len(best) == 1
    held = [one["mean_loss"] for one in rates if not one["diverged"]]
    assert best[0]["mean_loss"] == min(held)


def test_the_command_that_is_copied_finds_the_same(gdtui: Here) -> None:
    config = RunConfig(objective="linear", data="line", batch_size=8, seed=2, optimizer="nesterov")
    finder = Finder(config, load("line").data, Plan(1e-3, 0.5, test_steps=25, starts=2, steps=10))
    finder.advance()
    words = shlex.split(find_command(finder))
    found = [json.loads(line) for line in gdtui(*words[1:], "--format", "jsonl").out.splitlines()]
    tests = [one for one in found if one["event"] == "range_test"]
    assert [(one["seed"], one["steepest"], one["lowest"]) for one in tests] == [
        (test.seed, test.steepest, test.lowest) for test in finder.tests
    ]
    rates = [one for one in found if one["event"] == "rate_checked"]
    assert [one["mean_loss"] for one in rates] == [one.mean for one in finder.checked]


def test_the_range_tests_are_drawn(gdtui: Here) -> None:
    said = gdtui(*SHORT, "--plot", "--ascii").out
    assert said.isascii()
    assert "[" in said
    assert "where the smoothed loss falls fastest" in said


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("sweep", "--find"), "--find is for losses that learn from data, and (w - 3)^2 does not"),
        ((*LINE, "--lr", "0.5"), "--find takes --lr as low:high:steps, as in 1e-4:10:100"),
        ((*LINE, "--momentum", "0,0.5"), "--find finds a learning rate alone; to sweep momentum"),
        ((*LINE, "--lr", "0:1:5"), "a range test needs two rates above 0"),
        ((*LINE, "--resume", __file__), "--find starts anew"),
        (("sweep", "--starts", "3"), "--starts is for --find"),
    ],
)
def test_what_cannot_be_found_is_refused(gdtui: Here, words: tuple[str, ...], wrong: str) -> None:
    said = gdtui(*words)
    assert said.code == 2
    assert wrong in said.err
    assert said.err.count("\n") == 1


def test_processes_find_the_same(gdtui: Here) -> None:
    asked = (*SHORT, "--format", "jsonl")
    assert gdtui(*asked, "--jobs", "2") == gdtui(*asked)
