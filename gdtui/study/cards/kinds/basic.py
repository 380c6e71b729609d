"""A question and its answer: the learner compares it with their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from gdtui.study.cards.card import Card, Note, Question
from gdtui.study.cards.reader import Table
from gdtui.study.cards.setups import read_show


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(Card):
    """A question whose answer the learner compares with their own."""

    KEYS: ClassVar = ("question",)

    question: str

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """Both sides are needed."""
        return cls(
            question=table.text("question", required=True),
            answer=table.text("answer", required=True),
            show=read_show(table),
            **common,
        )

    @property
    def asks(self) -> str:
        """The question."""
        return self.question

    def ask(self, seed: int) -> Question:
        """The question; nothing is typed."""
        return Question(
            card=self,
            seed=seed,
            text=self.question,
            solution=self.answer,
            hint="think of it, then space shows the answer",
            prompt="Enter shows the answer: ",
            setup=self.show,
        )

    def note(self) -> Note:
        """Both sides, as they are."""
        return Note(self.question, self.answer)
