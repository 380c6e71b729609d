"""What every task of a lab has and does, whatever its kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from gdtui.study.cards import sampling
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.card import Setup, ShownRun
from gdtui.study.cards.reader import Table
from gdtui.study.cards.sampling import Choices, Numbers, digest
from gdtui.study.cards.templates import PassedOverError, SampleError, filled

Evidence = Mapping[str, Any]
"""What the engine says of an answer: it is kept with it, and must come out again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a task asks for, answered by a line of text."""

    name: str
    """What it is called in the journal, such as `w 2`; no other part of the task is."""
    prompt: str
    judge: Callable[[str], Judgement] = field(compare=False, repr=False)
    brief: str = ""
    """The prompt in fewer words, where there is no room for it."""
    solution: str = ""
    """The right answer, as it is shown."""
    options: tuple[str, ...] = ()
    """What there is to choose from, by number."""
    takes_words: bool = False
    """Whether a single letter may be an answer, and is no command."""
    one_try: bool = False
    """Whether any answer settles it, since what was asked is shown then."""
    evidence: Callable[[str], Evidence] | None = field(default=None, compare=False, repr=False)

    def judged(self, typed: str) -> Judgement:
        """What is to be said about an answer, as it was typed or as `written` has it."""
        return self.judge(self.written(typed))

    def written(self, typed: str) -> str:
        """An answer as it is kept: of an option its text, and not its number."""
        text = " ".join(typed.split())
        number = text.rstrip(".)")
        if self.options and number.isascii() and number.isdigit():
            place = int(number[:9])
            if 1 <= place <= len(self.options):
                return self.options[place - 1]
        return text

    def settled_by(self, judgement: Judgement) -> bool:
        """Whether nothing more is asked after this."""
        if judgement.asks_again:
            return False
        return self.one_try or judgement.kind in ("right", "shown")


class Tried(NamedTuple):
    """What a run of one's own has shown."""

    value: str
    """What was tried, as it was understood."""
    holds: bool | None
    """None: neither of the two that are told apart."""
    says: str
    mistake: str = ""
    """What is wrong with taking it for what is searched for, if that is a known mistake."""

    @property
    def line(self) -> str:
        """What became of it, in a line."""
        ends = {True: "holds", False: "does not hold", None: "neither holds nor fails"}
        return f"{self.value}: {ends[self.holds]}; {self.says}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A task as a learner is asked it, with their numbers."""

    task: "Task"
    text: str
    parts: tuple[Part, ...]
    numbers: Numbers = ()
    hints: tuple[str, ...] = ()
    after: str = ""
    """What is said when everything is settled."""
    given: tuple[str, ...] = ()
    """Lines that stand between the text and the answers: rows that are worked out, curves."""
    shown: ShownRun | None = None
    """The run that the playground shows beside the text; None: it would give the answer away."""
    tries: Callable[[str], Tried] | None = field(default=None, compare=False, repr=False)
    """Where a task is solved by trying: what a try shows. It raises `ValueError` with the reason
    for what cannot be tried."""

    def part(self, name: str) -> Part | None:
        """The part that the journal calls so."""
        return next((part for part in self.parts if part.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(ABC):
    """A task. What a kind adds, a file of `gdtui.study.labs.kinds` says."""

    KEYS: ClassVar[tuple[str, ...]]
    """What a task of the kind writes in a lab besides what every task does."""
    HOW: ClassVar[str]
    """How it is answered, line by line."""

    id: str
    lab: str
    """The name of the lab."""
    kind: str
    title: str = ""
    text: str = ""
    hints: tuple[str, ...] = ()
    after: str = ""
    choices: Choices = ()
    """Each name with the numbers that it is drawn from, by the learner's name."""
    setup: Setup | None = None
    """The run that it is about."""
    line: int = field(default=0, compare=False)

    @classmethod
    @abstractmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """The task in a `[[task]]` table; `common` has what was read of it for every kind."""

    @abstractmethod
    def with_numbers(self, numbers: Numbers) -> Asked:
        """The task with these numbers. Raises `SampleError`, and `PassedOverError` for numbers
        that make a bad question."""

    def checked(self, numbers: Numbers) -> object:
        """The same for whoever writes the lab: raises `SampleError` also for what is wrong, though
        it could be asked."""
        return self.with_numbers(numbers)

    def ask(self, learner: str) -> Asked:
        """The task as this learner is asked it, always with the same numbers. Raises
        `SampleError`."""
        seed = int.from_bytes(digest(learner)[:6], "big")
        return sampling.sampled(f"{self.lab}/{self.id}", self.choices, seed, self.with_numbers)

    def problem(self) -> str | None:
        """What is wrong with the task that shows only when it is asked; None: nothing."""
        try:
            if not self.choices:
                self.checked(())
                return None
        except PassedOverError as reason:
            return f"it makes a bad question: {reason}"
        except SampleError as error:
            return str(error)
        return sampling.wrong_with(self.id, self.choices, self.with_numbers, self.checked)

    def asked(self, numbers: Numbers, parts: tuple[Part, ...], **more: Any) -> Asked:
        """What every kind fills in in the same way."""
        known = dict(numbers)
        return Asked(
            task=self,
            text=filled(self.text, known, shown=True),
            parts=parts,
            numbers=numbers,
            hints=tuple(filled(hint, known, shown=True) for hint in self.hints),
            after=filled(self.after, known, shown=True),
            **more,
        )
