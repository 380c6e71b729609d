"""The lanes of a sweep, read again: what is no such file is refused with its line."""

import os
from pathlib import Path

import pytest

from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig, axis
from gdtui.engine.config import RunConfig
from gdtui.files.sweep_file import lanes_in

CONFIG = SweepConfig(RunConfig(), (axis(RATE, (0.1, 0.2), RunConfig()),), 9)
LANE = '{"learning_rate": 0.1, "final_loss": 1, "best_loss": 1, "steps": 9, "verdict": "stalled"}\n'


def said_of(path: Path) -> str:
    with pytest.raises(ValueError, match=r"^line \d+: ") as refused:
        list(lanes_in(path, CONFIG))
    return str(refused.value)


def test_a_last_line_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(LANE + "\n" + LANE + LANE[:40])
    assert [lane.steps for lane in lanes_in(path, CONFIG)] == [9, 9]


def test_a_line_that_is_longer_than_any_is_not_taken_for_the_last(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(LANE + '{"x": "' + "x" * 10_000 + '"}\n' + LANE)
    assert said_of(path) == "line 2: longer than 10000 bytes"
    path.write_text("")
    os.truncate(path, 1 << 30)
    assert said_of(path) == "line 1: longer than 10000 bytes"


def test_a_file_is_read_as_one_goes(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(LANE + "[]\n")
    lanes = lanes_in(path, CONFIG)
    assert next(lanes).values == (0.1,)
    assert said_of(path).startswith("line 2: not a lane of a sweep over learning_rate, as ")
