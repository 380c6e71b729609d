"""Several learning rates on one command line: runs side by side."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.commands import Here, opened

EXERCISE = ("(w-2)^2", "--start", "8", "--lr", "0.5,1,0.1", "--steps", "8")


def test_three_curves_a_table_and_three_verdicts(gdtui: Here) -> None:
    said = gdtui("run", *EXERCISE, "--plot")
    assert said.code == 0
    lines = said.out.split("\n")
    for letter in "abc":
        assert sum(letter in line[7:] for line in lines[1:17]) >= 1, f"curve {letter}"
    assert "a η=0.5  b η=1  c η=0.1" in lines
    heading = next(line for line in lines if "differs in" in line)
    assert heading.split("  ")[-1] == "verdict"
    cells = [line.split() for line in lines if line.startswith("  ")]
    assert ["a", "η=0.5", "0", "0", "1", "step", "converged"] in cells
    assert ["b", "η=1", "36", "36", "not", "in", "8", "oscillating"] in cells
    assert "the same in all: gd, constant, start 8" in lines
    assert any(line.startswith("a η=0.5: converged: ") for line in lines)
    assert any(line.startswith("b η=1: oscillating: ") for line in lines)
    assert any(line.startswith("c η=0.1: converging steadily: ") for line in lines)


def test_in_ascii_each_curve_is_drawn_with_its_letter(gdtui: Here) -> None:
    said = gdtui("run", *EXERCISE, "--plot", "--ascii")
    assert said.out.isascii()
    assert "a lr=0.5  b lr=1  c lr=0.1" in said.out
    for letter in "abc":
        assert said.out.count(letter * 3) >= 1


def test_tables_come_one_after_the_other_with_the_rows_of_each_run_alone(gdtui: Here) -> None:
    together = gdtui("run", *EXERCISE).out
    for rate in ("0.5", "1", "0.1"):
        alone = gdtui("run", "(w-2)^2", "--start", "8", "--lr", rate, "--steps", "8").out
        assert alone in together
    assert "differs in" in together


def test_rows_of_data_name_their_run(gdtui: Here) -> None:
    rows = list(csv.DictReader(gdtui("run", *EXERCISE, "--format", "csv").out.splitlines()))
    assert [row["run"] for row in rows[::8]] == ["lr=0.5", "lr=1", "lr=0.1"]
    assert len(rows) == 24
    assert float(rows[0]["new_loss"]) == 0.0
    events = [
        json.loads(line) for line in gdtui("run", *EXERCISE, "--format", "jsonl").out.splitlines()
    ]
    assert [next(iter(event)) for event in events] == ["event"] * len(events)
    assert [e["run"] for e in events if e["event"] == "run_ended"] == ["lr=0.5", "lr=1", "lr=0.1"]


def test_a_recording_of_several_is_refused_in_a_sentence(gdtui: Here, tmp_path: Path) -> None:
    file = tmp_path / "several.jsonl"
    file.write_text(gdtui("run", *EXERCISE, "--format", "jsonl").out)
    said = gdtui("replay", str(file), "--format", "table")
    assert said.code == 2
    assert "several runs side by side; a recording has one" in said.err


@pytest.mark.parametrize("rates", ["0.5,", "0.1,x", ",".join(["0.1"] * 10)])
def test_what_is_no_list_of_rates_is_refused(gdtui: Here, rates: str) -> None:
    said = gdtui("run", "--lr", rates)
    assert said.code == 2
    assert "or up to 9 such as 0.5,1,0.1" in said.err


def test_a_decimal_comma_is_told_as_that(gdtui: Here) -> None:
    said = gdtui("run", "--lr", "0,1")
    assert said.code == 2
    assert "'0,1' has a comma; write 0.1" in said.err


def test_the_playground_opens_with_the_others_pinned(
    gdtui: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = opened(monkeypatch)
    gdtui(*EXERCISE)
    (call,) = calls
    assert call.run.config.learning_rate == 0.5
    assert [run.config.learning_rate for run in call.how["beside"]] == [1.0, 0.1]
    assert [run.step for run in call.how["beside"]] == [8, 8]
