"""Labs as the tests hand them over."""

from pathlib import Path

from gdtui.study.labs import labs
from gdtui.study.labs.journal import Journal
from gdtui.study.labs.labs import Lab
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Asked, Part

HEAD = 'title = "Mine"\n[run]\nloss = "(w - 2)^2"\nstart = [8]\n'


def lab_of(task: str) -> Lab:
    """A lab of one task, whose first line is line 5."""
    return labs.parse(f"{HEAD}[[task]]\n{task}", Path("mine.toml"))


def asked(task: str, learner: str = "anna") -> Asked:
    """The task as a learner is asked it; it must be sound."""
    lab = lab_of(task)
    assert labs.problems(lab) == ()
    return lab.tasks[0].ask(learner)


def part(task: str, name: str) -> Part:
    """One part of a task."""
    found = asked(task).part(name)
    assert found is not None
    return found


def sitting(folder: Path, learner: str = "anna", *, keeps_misses: bool = False) -> Sitting:
    """A learner at the exercise of the text, with a journal in the folder."""
    journal = Journal(folder / f"{learner}.jsonl")
    return Sitting(labs.lab_named("learning-rate"), journal, learner, keeps_misses=keeps_misses)


def at(sitting: Sitting, task: str) -> Sitting:
    """The same, standing at a task."""
    sitting.go([one.id for one in sitting.lab.tasks].index(task))
    return sitting


def answer(sitting: Sitting, task: str, typed: str, part: str | None = None) -> tuple[str, str]:
    """What is said about an answer to a part of a task: its kind, and the sentence."""
    parts = at(sitting, task).asked.parts
    one = parts[0] if part is None else next(p for p in parts if p.name == part)
    judgement = sitting.answer(one, typed)
    return judgement.kind, judgement.says
