"""What every card has and does, whatever its kind, and what it shows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files.command_line import BY_NAME, NUMBER, POINT, WHOLE, command
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from gdtui.files.shell import shell_line
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.reader import Table
from gdtui.study.cards.templates import SampleError, filled, number_in, spec_in, whole_in

MOST_SHOWN = 10_000  # steps made before a run is shown: nobody waits for them


@dataclass(frozen=True, slots=True)
class ShownRun:
    """What "show me" opens in the playground: a preset, or a loss and its settings."""

    preset: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `RunConfig`; the others are as usual."""
    at: int = 0
    """The step at which it is looked at."""

    def config(self) -> RunConfig:
        """The run that this describes. Raises `KeyError` for a preset that there is not."""
        if self.preset is not None:
            return presets()[self.preset].config
        return RunConfig(**self.settings)

    def opened(self) -> Run:
        """The run, standing where it is looked at. Raises `ValueError` if it cannot be run."""
        run = open_run(self.config())
        run.seek(self.at)
        return run

    def command(self) -> str:
        """The command line that opens it; nothing in it means more to a shell than it says."""
        if self.preset is None:
            return command(self.config(), at=self.at)
        return shell_line(["gdtui", self.preset, *(["--at", str(self.at)] if self.at else [])])


@dataclass(frozen=True, slots=True)
class Setup:
    """A run to show, as a deck writes it: every text may name sampled numbers, `{w}`."""

    preset: str | None = None
    settings: tuple[tuple[str, Any], ...] = ()
    """Fields of `RunConfig` with their templates: of a point a tuple of them, a switch as it is."""
    steps: str | None = None
    """After how many steps it is looked at, or asked."""
    ask: str = ""
    """In a numeric card's `run`: the number that is asked for."""

    def steps_with(self, numbers: Mapping[str, Fraction]) -> int:
        """`steps` with these numbers; a run that is asked is asked after one, unless it says."""
        return int(bool(self.ask)) if self.steps is None else whole_in(self.steps, numbers)

    def filled_in(self, numbers: Mapping[str, Fraction]) -> ShownRun:
        """The run to show, with these numbers. Raises `SampleError`.

        What is asked of a run comes about in its last step, which is therefore shown before it is
        made: the rule is written out with its numbers then.
        """
        steps = self.steps_with(numbers)
        if steps > MOST_SHOWN:
            raise SampleError(f"a run is shown after {MOST_SHOWN} steps at most, not {steps}")
        settings = {name: _value(name, template, numbers) for name, template in self.settings}
        return ShownRun(self.preset, settings, max(0, steps - 1) if self.ask else steps)


def _value(name: str, template: Any, numbers: Mapping[str, Fraction]) -> Any:
    """What a template stands for, as the field `name` of a configuration has it."""
    if isinstance(template, bool):
        return template
    if name == "objective":
        return filled(template, numbers, bracketed=True)
    if name in ("optimizer", "schedule"):
        return spec_in(template, numbers)
    form = BY_NAME[name].form
    if form is POINT:
        return tuple(number_in(part, numbers) for part in template)
    if form is NUMBER:
        return number_in(template, numbers)
    return whole_in(template, numbers) if form is WHOLE else filled(template, numbers)


class Note(NamedTuple):
    """A card as a note of Anki's: two texts."""

    front: str
    back: str
    is_cloze: bool = False
    """Whether the front has gaps, `[[word]]`."""


class CardKey(NamedTuple):
    """What a card's history hangs on, whatever its text is: two decks may have the same id."""

    deck: str
    """The name of its deck."""
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(ABC):
    """A card. What a kind adds, a file of `gdtui.study.cards.kinds` says."""

    KEYS: ClassVar[tuple[str, ...]]
    """What a card of the kind writes in a deck besides what every card does."""

    id: str
    deck: str = ""
    """The name of its deck."""
    tags: tuple[str, ...] = ()
    source: str = ""
    """The paper, book or derivation that it rests on."""
    guid: str = ""
    """What Anki calls its note, if it came from there and has another name."""
    show: Setup | None = None
    answer: str = ""
    """What is revealed: the answer itself, or a sentence beside it."""
    path: Path | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)
    """Where a person edits it."""

    @property
    def key(self) -> CardKey:
        """What its history hangs on."""
        return CardKey(self.deck, self.id)

    @classmethod
    @abstractmethod
    def read(cls, table: Table, common: Mapping[str, Any]) -> Self:
        """The card in a `[[card]]` table; `common` has what was read of it for every kind."""

    @property
    @abstractmethod
    def asks(self) -> str:
        """What it asks, as the deck has it: for lists, and to look for."""

    @abstractmethod
    def ask(self, seed: int) -> "Question":
        """The card as a seed has it asked. Raises `SampleError`."""

    @abstractmethod
    def note(self) -> Note:
        """The card for Anki."""

    def problem(self) -> str | None:
        """What is wrong with the card that shows only when it is asked; None: nothing."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A card as it is asked this time."""

    card: Card
    seed: int
    text: str
    """The question with its numbers, or the sentence with its gaps."""
    solution: str
    """What is revealed."""
    hint: str
    """How it is answered on the screen."""
    prompt: str
    """How it is answered line by line."""
    judge: Callable[[str], Judgement] | None = field(default=None, compare=False, repr=False)
    """What is to be said about an answer that is not empty; None: the learner judges their own."""
    takes_words: bool = False
    """Whether a single letter may be an answer, and is no command."""
    options: tuple[str, ...] = ()
    """What there is to choose from, in the order in which it is shown."""
    right: int = 0
    """The number of the right option, from 1."""
    setup: Setup | None = None
    """What "show me" opens, without its numbers."""
    numbers: tuple[tuple[str, Fraction], ...] = ()
    """Those that were sampled."""

    @property
    def is_typed(self) -> bool:
        """Whether an answer is typed or chosen; otherwise the learner judges their own."""
        return self.judge is not None

    @property
    def params(self) -> dict[str, str] | None:
        """The sampled numbers, for the log."""
        return {name: str(value) for name, value in self.numbers} or None

    def judged(self, typed: str) -> Judgement:
        """What is to be said about an answer; an empty one asks for the solution."""
        if not typed.strip():
            return Judgement("shown")
        if self.judge is None:
            raise TypeError(f"{self.card.id} is judged by the learner")
        return self.judge(typed)

    def shown_run(self) -> ShownRun | None:
        """What "show me" opens, with these numbers; None: nothing. Raises `SampleError`."""
        return self.setup.filled_in(dict(self.numbers)) if self.setup else None
