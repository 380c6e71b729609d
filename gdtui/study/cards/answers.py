"""What is to be said about an answer."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["right", "unreadable", "precision", "mistake", "wrong", "shown"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said about an answer."""

    kind: Outcome
    says: str = ""
    """One sentence, empty if there is nothing to add."""

    @property
    def asks_again(self) -> bool:
        """Whether nothing was judged yet: the answer has to be typed once more."""
        return self.kind in ("unreadable", "precision")


def sentence(says: object) -> str:
    """What is part of a sentence, as one by itself: `That is no number.`"""
    text = str(says)
    return f"{text[:1].upper()}{text[1:]}."
