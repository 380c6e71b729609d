"""What a run can be said to be doing: the kinds of verdict, and a verdict with its reasons."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gdtui.engine.numbers import digits_apart, number

Kind: TypeAlias = Literal[
    "not started",
    "just changed",
    "converged",
    "converging steadily",
    "converging with overshoot",
    "oscillating",
    "stalled",
    "diverging",
    "passing through",
    "bouncing",
    "at the edge of stability",
    "noisy around a floor",
    "too few batches to tell",
    "unbounded",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, the words for it, and why, in order of weight."""

    kind: Kind
    reasons: tuple[str, ...]
    words: str = ""
    """Said first where the kind's own words would mislead: of a saddle, nobody says converged."""
    since: int = 0
    """The step from which it holds: the updates after it are what was judged."""

    @property
    def headline(self) -> str:
        """What is said first."""
        return self.words or self.kind

    @property
    def sentence(self) -> str:
        """All the reasons."""
        return "; ".join(self.reasons)

    @property
    def good(self) -> bool:
        """Whether it is going well."""
        return self.headline in ("converged", "converging steadily")

    def fitted(self, width: int) -> str:
        """The reasons that so many cells have room for after the headline, the first ones first:
        each whole or not at all, and none without the first."""
        text = ""
        for reason in self.reasons:
            longer = f"{text}; {reason}" if text else f": {reason}"
            if len(self.headline) + len(longer) <= width:
                text = longer
            elif not text:
                break
        return text

    def __str__(self) -> str:
        return f"{self.headline}: {self.sentence}"


def figure(value: float) -> str:
    """A number in a sentence: four digits."""
    return number(value, 4)


def figure_near_one(value: float) -> str:
    """A factor with enough digits to be told from 1: 0.999999998, of which four digits are 1."""
    apart = abs(1 - value)
    return number(value, 2 - math.floor(math.log10(apart))) if 0 < apart < 1e-3 else figure(value)


def two_figures(one: float, other: float) -> tuple[str, str]:
    """Two numbers in a sentence: four digits, or as many as tell them apart."""
    digits = digits_apart((one, other), 4)
    return number(one, digits), number(other, digits)
