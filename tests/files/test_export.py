"""Files that people take along: whole, and never over another one."""

import os
from pathlib import Path

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.events import Predicted
from gdtui.engine.run import Run
from gdtui.files import paths, recording
from gdtui.files.export import everything, write_new
from gdtui.files.replay import replay


def test_what_is_exported_replays_to_the_same_bits(tmp_path: Path) -> None:
    run = Run(RunConfig(learning_rate=0.1))
    said = [Predicted(0, "w", "6.2", right=True), Predicted(3, "w", "9", right=False)]
    run.note(said[0])
    run.advance(3)
    run.edit(learning_rate=0.4)
    run.note(said[1])
    run.advance(5)
    run.seek(2)
    path = tmp_path / "run.jsonl"
    path.write_text("".join(f"{line}\n" for line in recording.lines(everything(run))))
    again = replay(recording.load(path))
    assert again.differs is None
    assert again.run.rows(1, 8) == run.rows(1, 8)
    assert again.run.predictions == said
    assert run.step == 2, "the run stays where it stands"


def test_no_file_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [write_new("run", "csv", ["a"]).name for _ in range(3)]
    assert names == ["run.csv", "run-2.csv", "run-3.csv"]
    assert (tmp_path / "run.csv").read_text() == "a\n"


def test_where_nothing_can_be_written_the_data_folder_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert write_new("run", "csv", []).parent == paths.state()
