"""What a quiz tells: how much is left, what became of a grade, and what was taken back."""

from dataclasses import dataclass
from typing import NamedTuple

from gdtui.study.cards.card import Card
from gdtui.study.memory import records

GRADES = ("again", "hard", "good", "easy")
IN_A_CRAM = ("once more", "done", "done", "done")
"""What the grades lead to where they change no schedule."""
DONE_TO = {
    records.REVIEW: "its grade",
    records.CRAM: "its grade in the cram",
    records.FORGET: "forgetting it",
    records.DUE: "its date",
    records.BURY: "burying it",
    records.UNBURY: "unburying it",
    records.SUSPEND: "suspending it",
    records.UNSUSPEND: "unsuspending it",
}
"""The kinds of lines in the log, in words."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is still to be asked today."""

    new: int
    learning: int
    due: int
    is_cram: bool = False
    """Whether it is a cram: then all that is left is in `due`."""

    @property
    def total(self) -> int:
        """All of it."""
        return self.new + self.learning + self.due

    def __str__(self) -> str:
        if self.is_cram:
            return f"{self.due} left"
        return f"{self.new} new, {self.learning} learning, {self.due} due"


@dataclass(frozen=True, slots=True)
class Graded:
    """What became of a grade."""

    card: Card
    grade: int
    wait: str
    """The interval until it comes back: `10 min`, `8 d`; empty in a cram."""
    is_leech: bool
    """Whether it has been forgotten so often that another way in is called for."""
    is_saved: bool
    """Whether it is on disk."""

    @property
    def says(self) -> str:
        """What became of it, in words."""
        taken = "saved" if self.is_saved else "taken, not saved"
        after = f"back in {self.wait}" if self.wait else "its schedule stays as it was"
        return f"{taken}: {GRADES[self.grade - 1]}, {after}"


class Undone(NamedTuple):
    """What was taken back."""

    card: Card
    what: str
    """In words: `its grade`."""
    is_asked: bool
    """Whether the card is asked again now."""

    @property
    def says(self) -> str:
        """What was taken back, in words."""
        if self.is_asked:
            return f"undone: {self.card.id} is asked again"
        return f"undone: {self.what} ({self.card.id})"
