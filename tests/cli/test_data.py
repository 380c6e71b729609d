"""Runs on data: what is assumed is said, and what was asked for happens."""

import csv
import re
from pathlib import Path

import pytest

from tests.cli.commands import Here, events, one_line


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
