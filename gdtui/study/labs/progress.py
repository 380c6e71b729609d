"""How far a learner is: the journal, read through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gdtui.study.labs.draft import Draft, read_draft
from gdtui.study.labs.journal import Entry
from gdtui.study.labs.labs import Lab

TRIES = ("right", "mistake", "wrong")


@dataclass(slots=True)
class TaskProgress:
    """What was done in a task."""

    outcomes: dict[str, str] = field(default_factory=dict)
    """Of each part that is settled, by what."""
    answers: dict[str, list[str]] = field(default_factory=dict)
    """Of each part all answers, the last one last."""
    settling: dict[str, str] = field(default_factory=dict)
    """Of each part that an answer has settled, that answer."""
    attempts: int = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    """Each answer that was not right: its part, the answer, and what was said."""
    hints: int = 0
    tries: list[Mapping[str, object]] = field(default_factory=list)
    """Where a task is solved by trying: what was tried."""
    draft: Draft = field(default_factory=Draft)
    """What is begun and not handed in."""
    done: bool = False

    def given(self, part: str) -> str:
        """The answer that goes with the outcome of a part, or the last one; empty if none."""
        return self.settling.get(part) or self.answers.get(part, [""])[-1]

    @property
    def status(self) -> str:
        """In a word or two."""
        if not self.done:
            begun = self.attempts or self.tries or self.hints or self.draft != Draft()
            return "begun" if begun else "open"
        return "shown" if "shown" in self.outcomes.values() else "done"


def progress(lab: Lab, entries: Iterable[Entry]) -> dict[str, TaskProgress]:
    """How far each task of the lab is, by its id. Entries of tasks that there are not are passed
    over."""
    found = {task.id: TaskProgress() for task in lab.tasks}
    for entry in entries:
        task = found.get(str(entry.get("task")))
        if task is None:
            continue
        match entry["event"]:
            case "answered":
                _answered(task, entry)
            case "hint":
                task.hints = max(task.hints, _whole(entry.get("number")))
            case "tried":
                task.tries.append(entry)
            case "draft":
                task.draft = read_draft(entry)
            case "done":
                task.done = True
    return found


def _answered(task: TaskProgress, entry: Entry) -> None:
    part, answer, outcome = (str(entry.get(key)) for key in ("part", "answer", "outcome"))
    if outcome in TRIES:
        task.attempts += 1
        task.answers.setdefault(part, []).append(answer)
    if outcome in ("mistake", "wrong"):
        task.misses.append((part, answer, str(entry.get("says", ""))))
    if entry.get("settles") is True:
        task.outcomes[part] = outcome
        task.settling[part] = answer


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def place_of(lab: Lab, entries: Iterable[Entry]) -> int:
    """The task at which the learner was last, by its number from 0."""
    ids = [task.id for task in lab.tasks]
    places = [
        ids.index(str(entry.get("task")))
        for entry in entries
        if entry["event"] == "went" and entry.get("task") in ids
    ]
    return places[-1] if places else 0
