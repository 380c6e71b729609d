"""The four kinds of card, as they stand in a deck: what is asked, and what is right."""

import shlex
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from gdtui.engine.config import RunConfig
from gdtui.files.command_line import command
from gdtui.files.presets import presets
from gdtui.study.cards.formulas import Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What "show me" opens in the playground: a preset, or a loss and its settings."""

    preset: str | None = None
    loss: str | None = None
    start: tuple[float, ...] | None = None
    lr: float | None = None
    optimizer: str | None = None
    schedule: str | None = None
    steps: int | None = None

    def config(self) -> RunConfig:
        """The run that this describes. Raises `KeyError` for a preset that there is not."""
        if self.preset is not None:
            return presets()[self.preset].config
        given: dict[str, Any] = {
            "objective": self.loss,
            "start": self.start,
            "learning_rate": self.lr,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
        }
        return RunConfig(**{name: value for name, value in given.items() if value is not None})

    def command(self) -> str:
        """The command line that opens it; nothing in it means more to a shell than it says."""
        if self.preset is not None:
            return shlex.join(["gdtui", self.preset])
        return command(self.config())


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A situation as a deck writes it: every text may name drawn numbers, `{w}`."""

    preset: str | None = None
    loss: str | None = None
    start: tuple[str, ...] | None = None
    lr: str | None = None
    optimizer: str | None = None
    schedule: str | None = None
    steps: str | None = None
    ask: str | None = None
    """In a numeric card's `run`: the number that is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What every card has."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(Card):
    """A question whose answer the learner compares with their own."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Card):
    """A sentence with gaps that are typed; each accepts any of its forms, the first is shown."""

    text: tuple[str, ...]
    """The pieces around the gaps: one more than there are gaps."""
    gaps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice, and why it is right or wrong."""

    text: str
    right: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Card):
    """A question with options, of which one is right."""

    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Theory:
    """A number that `gdtui.engine.analysis.theory` knows, called by name."""

    call: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake: the answer it leads to, and what to say to who made it."""

    formula: Formula
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Card):
    """A sum with new numbers at each review."""

    question: str
    draw: tuple[tuple[str, tuple[Fraction, ...]], ...]
    """Each name with the numbers it is drawn from."""
    formula: Formula | None = None
    run: Setup | None = None
    theory: Theory | None = None
    tolerance: Fraction = Fraction(1, 100)
    """Relative to `scale`."""
    scale: Formula | None = None
    absolute: Fraction | None = None
    digits: int | None = None
    """Right is what rounds to so many significant figures."""
    mistakes: tuple[Mistake, ...] = ()
