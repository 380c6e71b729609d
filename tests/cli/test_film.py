"""A recording as a film, and a run in sentences."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pyte
import pytest

from tests.cli.commands import Here, one_line


def test_a_film_shows_the_playground_step_by_step(
    gdtui: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.jsonl").write_text(gdtui("run", "--steps", "2", "--format", "jsonl").out)
    said = gdtui("film", "two.jsonl", "--seconds", "1")
    assert (said.code, [Path(line).name for line in said.out.split()], said.err) == (
        0,
        ["two.cast", "two.svg"],
        "",
    )
    header, *written = map(json.loads, Path("two.cast").read_text().splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert [time for time, _, _ in written] == [0, 1, 2, 5]
    screen = pyte.Screen(80, 24)
    stream = pyte.Stream(screen)
    for step, (_, _, text) in enumerate(written[:3]):
        stream.feed(text)
        assert f"step {step} " in screen.display[0]
    assert "5.56" in "\n".join(screen.display)
    assert ElementTree.parse("two.svg").getroot().tag.endswith("svg")


def test_what_is_no_recording_takes_one_line(gdtui: Here, tmp_path: Path) -> None:
    (path := tmp_path / "no.jsonl").write_text("{}\n")
    assert "line 1" in one_line(gdtui("film", str(path)))


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        ("0.1", "The loss curve falls at every step, from 16 to 6.5536."),
        ("2", "The loss curve rises at every step, from 16 to 1296."),
        ("1", "The loss curve is level, at 16."),
    ],
)
def test_a_run_in_sentences(gdtui: Here, rate: str, says: str) -> None:
    said = gdtui("run", "--lr", rate, "--steps", "2", "--plain")
    assert said.code == 0
    assert says in said.out.split("\n")
    if rate == "0.1":
        first = "Step 1: w falls from 7 to 6.2; the loss falls from 16 to 10.24."
        assert said.out.split("\n")[1] == first
