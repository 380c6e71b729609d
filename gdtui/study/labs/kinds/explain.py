"""A sentence in the learner's own words: kept, not graded; the model answer is shown after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.labs.task import Asked, Part, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Task):
    """A sentence or two."""

    KEYS: ClassVar = ("at_least", "model")
    HOW: ClassVar = "Type a sentence or two in one line; it is kept, and not graded."

    at_least: int = 20
    """Characters."""
    model: str = ""

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """The model answer is what the learner compares theirs with."""
        return cls(
            at_least=table.whole("at_least", 1, 1000) or 20,
            model=table.text("model", required=True),
            **common,
        )

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part, settled by any answer that is long enough."""
        part = Part(
            name="words",
            prompt="your words: ",
            judge=self._judged,
            takes_words=True,
            one_try=True,
            solution=self.model,
        )
        return self.asked(numbers, (part,))

    def _judged(self, typed: str) -> Judgement:
        if len(typed) < self.at_least:
            return Judgement(
                "unreadable",
                f"A little more: at least {self.at_least} characters; these are {len(typed)}.",
            )
        return Judgement("right", f"Kept. Compare: {self.model}")
