"""A question with options, of which one is right: its number is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import Card, Note, Question
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import digest
from gdtui.study.cards.setups import read_show


@dataclass(frozen=True, slots=True)
class Option:
    """One option, and why it is right or wrong."""

    text: str
    right: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Card):
    """A question with options, of which one is right; each time in another order."""

    KEYS: ClassVar = ("question", "options")

    question: str
    options: tuple[Option, ...]

    @classmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """Two options at least, of which exactly one is right."""
        return cls(
            question=table.text("question", required=True),
            options=read_options(table),
            answer=table.text("answer"),
            show=read_show(table),
            **common,
        )

    @property
    def asks(self) -> str:
        """The question."""
        return self.question

    def ask(self, seed: int) -> Question:
        """The options in the order of the seed."""
        options = sorted(
            enumerate(self.options), key=lambda numbered: digest(f"{self.id}/{seed}/{numbered[0]}")
        )
        shown = tuple(option for _, option in options)
        right = next(number for number, option in enumerate(shown, 1) if option.right)
        solution = f"{right}. {shown[right - 1].text}"
        return Question(
            card=self,
            seed=seed,
            text=self.question,
            solution=f"{solution}\n{self.answer}" if self.answer else solution,
            hint=f"1 to {len(shown)} chooses; space alone shows the answer",
            prompt=f"1 to {len(shown)}: ",
            judge=partial(judged, shown),
            options=tuple(option.text for option in shown),
            right=right,
            setup=self.show,
        )

    def note(self) -> Note:
        """The options stand below the question, numbered."""
        question = self.ask(0)
        options = (f"{number}. {text}" for number, text in enumerate(question.options, 1))
        return Note("\n".join((self.question, *options)), question.solution)


def judged(shown: tuple[Option, ...], typed: str) -> Judgement:
    """What the option with the typed number, from 1, is among those that are shown."""
    number = typed.strip().rstrip(".)")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= len(shown)):
        return Judgement("unreadable", f"Choose by number, 1 to {len(shown)}.")
    option = shown[int(number) - 1]
    if option.right:
        return Judgement("right", option.says)
    return Judgement("mistake" if option.says else "wrong", option.says)


def read_options(table: Table) -> tuple[Option, ...]:
    """What stands under `options`: two to nine, of which one is right."""
    if "options" not in table:
        table.wrong("options is missing")
        return ()
    items = table.items("options")
    options = tuple(_read_option(items, number) for number in items)
    if not 2 <= len(options) <= 9:
        table.wrong(f"a choice has 2 to 9 options, not {len(options)}", "options")
    elif sum(option.right for option in options) != 1:
        table.wrong("exactly one option must have right = true", "options")
    if len({option.text for option in options}) < len(options):
        table.wrong("two options with the same text", "options")
    return options


def _read_option(items: Table, number: int) -> Option:
    item = items.table(number, ("text", "right", "says"))
    return Option(item.text("text", required=True), item.flag("right"), item.text("says"))
