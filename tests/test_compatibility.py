"""What an earlier version wrote still works (`golden/before/README.md`)."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.events import StepTaken
from gdtui.engine.run import Run
from gdtui.files import paths, recording, settings
from gdtui.files.replay import replay
from gdtui.study.cards import decks
from gdtui.study.memory import review_log
from gdtui.study.memory.store import Store

BEFORE = Path(__file__).parent / "golden" / "before"
EXPECTED: dict[str, Any] = json.loads((BEFORE / "expected.json").read_text(encoding="utf-8"))


def replayed(name: str) -> Run:
    """The run of a recording, which must be as it was recorded."""
    again = replay(recording.load(BEFORE / name))
    assert again.differs is None
    return again.run


@pytest.fixture
def reviews(tmp_path: Path) -> Store:
    """A copy of the database; what is opened may be written to."""
    return Store(Path(shutil.copy(BEFORE / "reviews.db", tmp_path)))


# Recordings


@pytest.mark.parametrize(("name", "steps"), [("plain", 25), ("arrived", 1), ("diverged", 4)])
def test_a_recording_is_replayed_to_the_same_bits(name: str, steps: int) -> None:
    assert replayed(f"{name}.jsonl").step == steps


def test_a_recording_on_data_is_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """To 12 digits: sums over examples differ in the last one from machine to machine."""
    monkeypatch.chdir(BEFORE)
    loaded = recording.load(Path("batches.jsonl"))
    recorded = [event._asdict() for _, event in loaded if isinstance(event, StepTaken)]
    run = replay(recording.load(Path("batches.jsonl"))).run
    assert len(recorded) == run.step == 12
    for row, wanted in zip(run.rows(1, 12), recorded, strict=True):
        for name, value in wanted.items():
            assert getattr(row, name) == pytest.approx(value, rel=1e-12, abs=1e-12), name


def test_the_last_session_stands_where_it_was_left() -> None:
    run, wanted = replayed("session.jsonl"), EXPECTED["session"]
    assert (run.step, run.furthest) == (wanted["step"], wanted["furthest"])
    assert list(run.params) == wanted["params"]
    rows = [[row.params[0], row.loss, row.learning_rate] for row in run.rows(1, run.furthest)]
    assert rows == wanted["rows"]


# Study


def test_a_deck_asks_and_judges_the_same() -> None:
    deck = decks.load(BEFORE / "every-kind.toml")
    assert not deck.problems
    assert [card.id for card in deck.cards] == list(EXPECTED["cards"])
    for card in deck.cards:
        for wanted in EXPECTED["cards"][card.id]:
            question = card.ask(wanted["seed"])
            assert question.text == wanted["text"]
            assert list(question.options) == wanted["options"]
            assert question.params == wanted["params"]
            assert question.solution == wanted["solution"]
            judged = {typed: question.judged(typed).kind for typed in wanted["judged"]}
            assert judged == wanted["judged"]
            shown_run = question.shown_run()
            shown = shown_run and shown_run.config()
            assert (shown and as_json(shown)) == wanted["shows"]


def as_json(config: RunConfig) -> dict[str, Any]:
    return {
        "objective": config.objective,
        "start": config.start and list(config.start),
        "learning_rate": config.learning_rate,
        "optimizer": config.optimizer,
        "schedule": config.schedule,
    }


def test_what_was_learned_is_remembered(reviews: Store) -> None:
    kept = {
        card.id: {"suspended": one.suspended, "buried_until": plain(one.buried_until)}
        | {item.name: plain(getattr(one.memory, item.name)) for item in fields(one.memory)}
        for card, one in reviews.kept().items()
    }
    assert kept == EXPECTED["kept"]
    log = [[r.card, r.grade, r.at, r.day.isoformat(), r.answer] for r in reviews.reviews()]
    assert log == EXPECTED["reviews"]
    assert len(reviews.reviews(undone=True)) == EXPECTED["answers_ever"]
    assert reviews.notices == []


def test_the_history_is_that_of_the_database(reviews: Store, tmp_path: Path) -> None:
    history = [*review_log.History(BEFORE / "history.jsonl")]
    assert history == reviews.reviews(undone=True)
    other = Store(tmp_path / "other.db")
    assert other.add(history) == len(history)
    for card, one in reviews.kept().items():
        assert other.of(*card).memory == one.memory


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_settings_are_read() -> None:
    paths.config().mkdir(parents=True)
    shutil.copy(BEFORE / "settings.toml", paths.config())
    found = settings.load()
    assert (found.desired_retention, found.new_cards_a_day, found.reviews_a_day) == (0.85, 7, 50)
    assert found.problems == ()


# Commands


@pytest.mark.parametrize("command", EXPECTED["commands"], ids=lambda c: " ".join(c["argv"]))
def test_a_command_line_writes_the_same(command: dict[str, list[str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gdtui", *command["argv"]],
        capture_output=True,
        encoding="utf-8",
        cwd=BEFORE,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")[: len(command["stdout"])]
    assert [readable(line) for line in lines] == [near(line) for line in command["stdout"]]


def readable(line: str) -> Any:
    """A line as it is compared: JSON as what it says, CSV as its numbers."""
    if line.startswith("{"):
        return json.loads(line)
    if line[:1].isdigit() and "," in line:
        return [float(number) for number in line.split(",")]
    return line


def near(line: str) -> Any:
    """What a line may be: sums over examples differ in the last digit from machine to machine."""
    wanted = readable(line)
    return wanted if isinstance(wanted, dict | str) else pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_a_recording_that_learned_from_row_names_replays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BEFORE)
    again = replay(recording.load(Path("rows.jsonl")))
    assert again.differs is None
    assert again.run.step == 3
    assert again.run.config.features == ("id", "x")
