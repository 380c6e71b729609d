"""A class: who is where, which task holds most, and which mistakes are common."""

from collections import Counter
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from gdtui.study.labs.labs import Lab
from gdtui.study.labs.progress import TaskProgress, place_of, progress
from gdtui.study.labs.verification import HandedIn

MOST_COMMON = 5
LONGEST_NAME = 30  # characters: one learner's must not push the table out of everybody's window


def table(lab: Lab, handed_in: Sequence[HandedIn], *, hide_names: bool) -> Iterator[str]:
    """A line for each learner, the tasks by how many have not done them, and common misses."""
    found = [progress(lab, one.entries) for one in handed_in]
    names = [
        f"learner {number}" if hide_names else _shortened(one.learner)
        for number, one in enumerate(handed_in, 1)
    ]
    width = max(map(_cells, names), default=0)
    yield f"{lab.title}: {len(names)} learner{'s' * (len(names) > 1)}, {len(lab.tasks)} tasks"
    for one, name, tasks in zip(handed_in, names, found, strict=True):
        done = sum(task.done for task in tasks.values())
        hints = sum(task.hints for task in tasks.values())
        misses = sum(len(task.misses) for task in tasks.values())
        here = lab.tasks[place_of(lab, one.entries)]
        at = "finished" if done == len(lab.tasks) else here.title or here.id
        bar = "".join("■" if tasks[t.id].done else "·" for t in lab.tasks)
        gap = " " * (width - _cells(name))
        yield f"  {name}{gap}  {bar} {done:>2}  hints {hints}  misses {misses}  {at}"
    yield from _holding(lab, found)
    yield from _common(found)


def _cells(text: str) -> int:
    """How wide a terminal shows a text: some characters fill two cells."""
    return sum(1 + (east_asian_width(char) in "WF") for char in text)


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _holding(lab: Lab, found: Sequence[dict[str, TaskProgress]]) -> Iterator[str]:
    """The tasks that are begun and not done, those of most learners first."""
    stuck = Counter(
        task.title or task.id
        for tasks in found
        for task in lab.tasks
        if tasks[task.id].status == "begun"
    )
    for title, count in stuck.most_common():
        yield f"begun but not finished by {count}: {title}"


def _common(found: Sequence[dict[str, TaskProgress]]) -> Iterator[str]:
    """The known mistakes, by how many learners made each."""
    made = Counter(
        (task, says)
        for tasks in found
        for task, so_far in tasks.items()
        for says in {says for _, _, says in so_far.misses if says}
    )
    for (task, says), count in made.most_common(MOST_COMMON):
        yield f"{count} × {task}: {says}"
