"""A lab as learners will be asked it, with draws, for whoever writes it."""

from collections.abc import Iterator

from gdtui.study.cards.formulas import decimal, formatted
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.kinds.number import Number
from gdtui.study.labs.labs import Lab
from gdtui.study.labs.task import Task

LEARNERS = ("anna", "ben", "chris")


def lines(lab: Lab) -> Iterator[str]:
    """Each task with its answers; of one with numbers, as three learners are asked it."""
    for task in lab.tasks:
        yield f"{lab.file_name}:{task.line}: {task.id} ({task.kind})"
        try:
            for learner in LEARNERS if task.choices else LEARNERS[:1]:
                yield from _asked(task, learner)
        except SampleError as error:
            yield f"    cannot be asked: {error}"
        yield ""


def _asked(task: Task, learner: str) -> Iterator[str]:
    asked = task.ask(learner)
    if asked.numbers:
        drawn = ", ".join(f"{name} = {decimal(value)}" for name, value in asked.numbers)
        yield f"  {learner}: {drawn}"
    for sign, text in (("?", asked.text), *((" ", line) for line in asked.given)):
        yield from (f"  {sign} {line}" for line in text.split("\n"))
    for part in asked.parts:
        if part.solution:
            yield f"  = {part.name}: {part.solution}"
    if isinstance(task, Number):
        for value, says in task.known_mistakes(asked.numbers):
            yield f"  ≠ {formatted(value)}: {says}"
    for hint in asked.hints:
        yield f"  hint: {hint}"
    if asked.after:
        yield from (f"  after: {line}" for line in asked.after.split("\n"))
