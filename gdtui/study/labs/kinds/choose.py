"""A question with options, of which one is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.kinds.choice import Option, read_options
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Numbers
from gdtui.study.labs.task import Asked, Part, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Task):
    """One of several, with a reason for each wrong one, in the order of the lab."""

    KEYS: ClassVar = ("options",)
    HOW: ClassVar = "Type the number of an option."

    options: tuple[Option, ...]

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """Every option that is wrong says why."""
        options = read_options(table)
        for place, option in enumerate(options):
            if not option.right and not option.says:
                table.wrong("an option that is wrong needs says, the reason", "options", place)
        return cls(options=options, **common)

    def with_numbers(self, numbers: Numbers) -> Asked:
        """One part."""
        part = Part(
            name="choice",
            prompt=f"1 to {len(self.options)}: ",
            judge=self._judged,
            solution=next((option.text for option in self.options if option.right), ""),
            options=tuple(option.text for option in self.options),
        )
        return self.asked(numbers, (part,))

    def _judged(self, typed: str) -> Judgement:
        chosen = next((option for option in self.options if option.text == typed), None)
        if chosen is None:
            return Judgement("unreadable", f"Choose by number, 1 to {len(self.options)}.")
        return Judgement("right" if chosen.right else "mistake", chosen.says)
