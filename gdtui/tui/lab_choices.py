"""The labs that there are, with how far one is in each, for the picker."""

from collections.abc import Callable, Iterator

from gdtui.study.labs.journal import JournalError
from gdtui.study.labs.labs import FIRST, Lab, known, load
from gdtui.study.labs.opening import journal_of, learner_here
from gdtui.study.labs.progress import progress
from gdtui.study.labs.sitting import Sitting
from gdtui.tui.choices import Choices


class LabChoices:
    """The labs by their names, read once."""

    def __init__(self) -> None:
        found = [load(path) for path in known().values()]
        self._labs = {lab.name: lab for lab in found if not lab.problems}
        self.problems = [
            f"{lab.file_name}: {lab.problems[0]}; gdtui lab check lists everything"
            for lab in found
            if lab.problems
        ]
        """A line for each lab that cannot be done."""

    @property
    def first(self) -> str:
        """The one to begin with."""
        return FIRST if FIRST in self._labs else next(iter(self._labs))

    @property
    def choices(self) -> Choices:
        """What the picker offers."""
        named = {name: _named(lab) for name, lab in self._labs.items()}
        groups = {
            "the exercise": {name: of for name, of in named.items() if name == FIRST},
            "further labs": {name: of for name, of in named.items() if name != FIRST},
        }
        return Choices("lab", groups, self._labs.__getitem__, self._lines)

    def sitting(self, name: str, *, keeps_misses: bool) -> Sitting:
        """A sitting at a lab, gone on with where it was left. Raises `JournalError`."""
        lab, learner = self._labs[name], learner_here()
        return Sitting(lab, journal_of(lab, learner), learner, keeps_misses=keeps_misses)

    def _lines(self, name: str) -> list[str]:
        return [*_lines(self._labs[name])]


def _lines(lab: Lab) -> Iterator[str]:
    try:
        so_far = progress(lab, journal_of(lab, learner_here()).entries)
    except JournalError as error:
        yield f"its journal cannot be read: {error}"
        return
    done = sum(task.done for task in so_far.values())
    yield f"{done} of {len(lab.tasks)} tasks done"
    if lab.minutes:
        yield f"about {lab.minutes} minutes"
    yield ""
    for place, task in enumerate(lab.tasks, 1):
        mark = "✓" if so_far[task.id].done else " "
        yield f"{mark} {place}. {task.title or task.id}"


def _named(lab: Lab) -> Callable[[], Lab]:
    def choice() -> Lab:
        return lab

    choice.__doc__ = f"{lab.title}. {lab.about}" if lab.about else lab.title
    return choice
