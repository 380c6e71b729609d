"""`--edit` and `--at`: a run that is changed on its way."""

from pathlib import Path

import pytest

from tests.cli.commands import Here, Said, events, one_line, opened


def test_a_run_is_edited_at_its_steps(gdtui: Here, tmp_path: Path) -> None:
    """In the order of the steps, whatever order they are given in."""
    said = gdtui(
        "run",
        "--edit",
        "4:optimizer=momentum:momentum=0.5",
        "--edit",
        "2:lr=0.9",
        "--edit",
        "4:lr=0.05",
        "--steps",
        "6",
        "--format",
        "jsonl",
    )
    assert (said.code, said.err) == (0, "")
    happened = events(said.out)
    assert [(event["event"], event.get("step")) for event in happened] == [
        ("run_started", None),
        ("step_taken", 1),
        ("step_taken", 2),
        ("run_edited", 2),
        ("step_taken", 3),
        ("step_taken", 4),
        ("run_edited", 4),
        ("run_edited", 4),
        ("step_taken", 5),
        ("step_taken", 6),
        ("run_ended", 6),
    ]
    rates = [event["learning_rate"] for event in happened if event["event"] == "step_taken"]
    assert rates == [0.1, 0.1, 0.9, 0.9, 0.05, 0.05]
    path = tmp_path / "run.jsonl"
    path.write_text(said.out)
    assert gdtui("replay", str(path), "--format", "jsonl") == said


def test_an_edit_is_a_line_of_the_table(gdtui: Here) -> None:
    out = gdtui("run", "--edit", "2:lr=0.5", "--steps", "4").out
    assert "     2  from here on learning_rate = 0.5\n" in out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--edit", "8"], "'8' is not an edit such as 8:lr=1.05 or 8:optimizer=adam"),
        (["--edit", "8:rate=1"], "lr, optimizer, schedule can change, as in 8:lr=1.05"),
        (["--edit", "8:lr=fast"], "lr is not a number such as 0.1, 1e-4 or 1/3"),
        (["--edit", "x:lr=1"], "the step is not a whole number, 0 or more"),
        (["--edit", "8:lr=-1"], "--edit 8:lr=-1: the learning rate must be a positive number"),
        (["--edit", "8:optimizer=adm"], "--edit 8:optimizer=adm: unknown optimizer 'adm', did"),
        (["--edit", "8:schedule=step:x=1"], "--edit 8:schedule=step:x=1: schedule 'step' has no"),
        (["--edit", "9:lr=1", "--edit", "30:lr=1"],
         "--edit 30:lr=1: the run ends at step 20; edit at step 20 or before"),
        (["--at", "3"], "--at is the step that the playground shows"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made(gdtui: Here, args: list[str], says: str) -> None:
    said = gdtui("run", *args)
    assert says in one_line(said)
    assert said.out == ""


def test_an_edit_after_the_end(gdtui: Here) -> None:
    said = gdtui("run", "(w-2)^2", "--lr", "1e200", "--edit", "5:lr=1")
    assert "--edit 5:lr=1: the run ends at step 1; edit at step 1 or before" in one_line(said)
    assert gdtui("run", "(w-2)^2", "--lr", "0.5", "--edit", "5:lr=1").code == 0  # it had arrived


def test_a_run_opens_edited_and_at_its_step(gdtui: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = opened(monkeypatch)
    assert gdtui("--edit", "8:lr=1.05", "--at", "12") == Said(0, "", "")
    ((run, how),) = calls
    assert (run.step, run.settings_at(7).learning_rate, run.settings.learning_rate) == (
        12,
        0.1,
        1.05,
    )
    assert how["offers_last"] is False
    assert gdtui("--edit", "8:lr=0.05") == Said(0, "", "")
    assert (calls[-1].run.step, calls[-1].run.furthest) == (0, 8)
    assert gdtui("(w-2)^2", "--lr", "1e200", "--at", "12") == Said(0, "", "")
    assert calls[-1].run.step == 1  # where it ended
