"""`gdtui replay`: a recording is made again, and trusted with nothing."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Here, Said, one_line, opened


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
    assert calls[0].run.step == 4


def test_a_recording_that_comes_out_otherwise(gdtui: Here, recorded: Path) -> None:
    recorded.write_text(recorded.read_text().replace("5.5600000000000005", "5.56"))
    said = gdtui("replay", str(recorded), "--format", "table")
    assert "step 2 differs from the recording" in one_line(said, code=1)


def test_predictions_are_told_in_rows_and_in_sentences(gdtui: Here, recorded: Path) -> None:
    first, *rest = recorded.read_text().splitlines()
    said = {"event": "predicted", "step": 0, "asked": "w", "answer": "7.8", "right": False,
            "mistake": "sign-flipped"}  # fmt: skip
    recorded.write_text("\n".join([first, json.dumps(said), *rest, ""]))
    rows = gdtui("replay", str(recorded), "--format", "table").out
    assert "\n     0  predicted w: 7.8 (sign-flipped)\n" in rows
    out = gdtui("replay", str(recorded), "--plain").out
    assert "At step 0 predicted w: 7.8 (sign-flipped).\nStep 1: w falls from 7 to 6.2;" in out


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
    assert "No such file or directory" in one_line(
        gdtui("replay", str(path) + "x", "--format", "csv")
    )


def test_what_a_recording_says_commands_no_terminal(gdtui: Here, recorded: Path) -> None:
    first, rest = recorded.read_text().split("\n", 1)
    edit = '{"event": "run_edited", "step": 0, "changes": {"optimizer": "gd:\\u0085\\u000b"}}'
    recorded.write_text(f"{first}\n{edit}\n{rest}")
    said = gdtui("replay", str(recorded), "--format", "table")
    assert said.code == 0
    assert r"optimizer = gd:\x85\x0b" in said.out
    assert all(line.isprintable() for line in said.out.split("\n"))
