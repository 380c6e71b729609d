"""What is begun and not handed in: taken up again as far as it is the task's own."""

from pathlib import Path

import pytest

from gdtui.study.labs.draft import Draft, read_draft, run_left
from gdtui.study.labs.journal import Journal
from gdtui.study.labs.labs import lab_named
from gdtui.study.labs.sitting import Sitting
from tests.study.labs.lessons import at, sitting


def test_a_run_is_where_it_was_left(tmp_path: Path) -> None:
    asked = at(sitting(tmp_path), "one-run").asked
    run = run_left(asked, Draft(run="gdtui '(w - 2)^2' --start 8 --lr 1 --at 3"))
    assert run is not None
    assert (run.step, run.params) == (3, (-4.0,))


@pytest.mark.parametrize(
    "command",
    [
        "",
        "'",
        "--at x",
        "--at 9999999",
        "gdtui '(w - 3)^2' --start 8 --lr 1 --at 3",
        "--lr 0.5 --at 3",
        "--edit 1:lr=0.5 --at 3",
        "--data /dev/zero --at 3",
    ],
)
def test_what_is_no_run_of_the_task_is_left_alone(tmp_path: Path, command: str) -> None:
    """It may stand in a journal that somebody has changed, and name any file."""
    assert run_left(at(sitting(tmp_path), "one-run").asked, Draft(run=command)) is None


def test_what_is_free_may_have_been_changed(tmp_path: Path) -> None:
    lab = lab_named("momentum")
    task = lab.task("beat-it")
    assert task is not None
    run = run_left(task.ask("anna"), Draft(run="--edit 0:optimizer=nesterov --lr 0.05 --at 7"))
    assert run is not None
    assert (run.step, run.settings.optimizer) == (7, "nesterov")


def test_a_line_that_is_no_draft() -> None:
    line = {"typed": 7, "run": ["x"], "curve": [1, None, "2", True, float("inf"), 10**400]}
    assert read_draft(line) == Draft("", "", (1.0, None, None, None, None, None))
    assert read_draft({"curve": 3}) == Draft()


def test_what_is_pasted_makes_no_journal_that_cannot_be_read(tmp_path: Path) -> None:
    here = at(Sitting(lab_named("learning-rate"), Journal(tmp_path / "j.jsonl"), "anna"),
              "in-your-words")  # fmt: skip
    for end in "abc":
        here.keep(Draft(typed="x" * 1_000_000 + end))
    with pytest.raises(ValueError, match=r"^an answer has 200,000 characters at most"):
        here.answer(here.open_parts[0], "x" * 1_000_000)
    here.answer(here.open_parts[0], "x" * 10_000)
    assert here.journal.path.stat().st_size < 30_000
    assert Journal(here.journal.path).entries == here.journal.entries


def test_it_is_written_once_and_changes_no_progress(tmp_path: Path) -> None:
    here = Sitting(lab_named("learning-rate"), Journal(tmp_path / "j.jsonl"), "anna")
    at(here, "in-your-words")
    for _ in range(3):
        here.keep(Draft(typed="It is 36"))
    drafts = [entry for entry in here.journal.entries if entry["event"] == "draft"]
    assert [entry["typed"] for entry in drafts] == ["It is 36"]
    assert (here.done, here.here.status, here.here.attempts) == (0, "begun", 0)
