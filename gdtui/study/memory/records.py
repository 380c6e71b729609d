"""What the database holds, as values: the answers, and what is kept of a card besides them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from gdtui.study.memory.schedule import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One line of the log."""

    uid: str
    card: str
    at: int
    """When, in milliseconds of the epoch."""
    zone: int
    """The local time's distance from UTC then, in minutes."""
    day: date
    """The study day."""
    grade: int
    graded_by: str
    """`self`, `suggested` (by the judgement) or `override` (of the suggestion)."""
    phase: int
    """Of the card, before."""
    retention: float
    """The desired retention then."""
    ms: int | None = None
    """How long the answer took."""
    seed: int | None = None
    params: Mapping[str, str] | None = None
    """The numbers that were sampled."""
    answer: str | None = None
    """What was typed."""
    verdict: str | None = None
    mistake: str | None = None
    """The sentence of the known mistake that was made."""
    undone_at: int | None = None

    @property
    def moment(self) -> datetime:
        """When, in the local time of then."""
        return datetime.fromtimestamp(self.at / 1000, timezone(timedelta(minutes=self.zone)))


class Answered(NamedTuple):
    """What is counted of a line of the log."""

    card: str
    grade: int
    phase: int
    """Of the card, before."""
    mistake: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a card besides its reviews."""

    memory: Memory = field(default_factory=Memory)
    suspended: bool = False
    buried_until: date | None = None
    """The study day on which it may be asked again."""

    def is_buried(self, day: date) -> bool:
        """Whether it is left out on that study day."""
        return self.buried_until is not None and self.buried_until > day


def new_uid() -> str:
    """A name for a review, that no other review has on any machine."""
    return uuid.uuid4().hex
