"""Something to read, with a worked example if it has a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.labs.rows import worked
from gdtui.study.labs.task import Asked, Part, Task
from gdtui.study.labs.task_run import run_of, shown_run


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Task):
    """A text, and below it each step of its run with the numbers filled in."""

    KEYS: ClassVar = ()
    HOW: ClassVar = "Enter, when you have read it."

    @classmethod
    def read(cls, _table: Table, common: Mapping[str, Any]) -> Self:
        """Nothing more than every task has."""
        return cls(**common)

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part, which any line settles."""
        known = dict(numbers)
        part = Part(
            name="read",
            prompt="Enter, when read: ",
            judge=lambda _: Judgement("right"),
            one_try=True,
        )
        if self.setup is None:
            return self.asked(numbers, (part,))
        return self.asked(
            numbers,
            (part,),
            given=tuple(worked(run_of(self.setup, known))) if self.setup.steps else (),
            shown=shown_run(self.setup, known),
        )
