"""`gdtui run`: the numbers, the forms in which they come, and what it refuses."""

import csv

import pytest

from tests.cli.commands import Here, events, one_line, shell

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
         "diverging: η up to 1 would hold, tried for 500 steps; "),
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


def test_the_rate_that_would_hold_is_told_before_the_numbers_are_left(gdtui: Here) -> None:
    told = "diverging: η up to 1 would hold, tried for 500 steps; the gradient grows"
    assert f"\n{told}" in gdtui("run", "--lr", "2", "--steps", "4").out
    beside = gdtui("run", "--lr", "0.1,2", "--steps", "4", "--plot").out
    assert f"b η=2: {told.removesuffix('grows')}" in beside


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
    assert "15┤" in said.out
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
        (["--lr", "0"], "must be a positive number such as 0.1, not 0"),
        (["--lr", "-0.1"], "must be a positive number such as 0.1"),
        (["--lr", "nan"], "must be a positive number such as 0.1"),
        (["--lr", "inf"], "must be a positive number such as 0.1"),
        (
            ["--lr", "fast"],
            "'fast' is not a number such as 0.1, 1e-4 or 1/3, or up to 9 such as 0.5,1,0.1; see",
        ),
        (["--lr"], "requires an argument"),
        (["--start", "x"], "'x' is not a point such as 7 or 1,2"),
        (["--lr", "0,1"], "'0,1' has a comma; write 0.1"),
        (["--start", ""], "is not a point such as 7 or 1,2"),
        (["--start", "1,,2"], "is not a point such as 7 or 1,2"),
        (["--start", "1,2"], "the start needs 1 number (w), not 2: such as 7, or 0.5 with a point"),
        (["--edit", "3:lr=0,5"], "'3:lr=0,5' is not an edit: lr has a comma; write 0.5"),
        (["--test-share", "0,2"], "'0,2' has a comma; write 0.2"),
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


def test_how_an_ambiguous_loss_was_read_is_said(gdtui: Here) -> None:
    said = gdtui("run", "w1(w2 + 1) + w1^2", "--steps", "1")
    assert said.code == 0
    assert said.err == "gdtui: w1(…) is read as w1·(…)\n"
    refused = gdtui("run", "x^2+xy+y^2")
    assert refused.code == 2
    assert "x·y or as one parameter" in refused.err
