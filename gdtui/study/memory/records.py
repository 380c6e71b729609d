"""What the database holds, as values: the log of what was done, and what is kept of a card."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from gdtui.study.cards.card import CardKey
from gdtui.study.memory.schedule import Memory, study_day

REVIEW, CRAM = "review", "cram"
FORGET, DUE = "forget", "due"
BURY, UNBURY = "bury", "unbury"
SUSPEND, UNSUSPEND = "suspend", "unsuspend"
KINDS = (REVIEW, CRAM, FORGET, DUE, BURY, UNBURY, SUSPEND, UNSUSPEND)
"""Of the lines of the log."""
GRADED = (REVIEW, CRAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One line of the log: an answer, or what else was done with a card."""

    uid: str
    kind: str = REVIEW
    """A grade is a `review` or, where it leaves the schedule as it is, a `cram`. The others grade
    nothing: `forget`, `due`, `bury`, `unbury`, `suspend` and `unsuspend`."""
    deck: str = ""
    """The name of the card's deck; empty where an earlier version did not write it down."""
    card: str
    at: int
    """When, in milliseconds of the epoch."""
    zone: int
    """The local time's distance from UTC then, in minutes."""
    day: date
    """The study day."""
    grade: int = 0
    """1 … 4; 0 of what grades nothing."""
    graded_by: str = "self"
    """`self`, `suggested` (by the judgement) or `override` (of the suggestion)."""
    phase: int = 0
    """Of the card, before."""
    retention: float = 0.9
    """The desired retention then."""
    until: date | None = None
    """The study day on which the card comes back after a review, or was told to; None: within
    minutes, or not known of what an earlier version wrote down."""
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
    def key(self) -> CardKey:
        """The card's identity."""
        return CardKey(self.deck, self.card)

    @property
    def moment(self) -> datetime:
        """When, in the local time of then."""
        return datetime.fromtimestamp(self.at / 1000, timezone(timedelta(minutes=self.zone)))


class Answered(NamedTuple):
    """What is counted of an answer in the log."""

    card: CardKey
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

    def is_out(self, day: date) -> bool:
        """Whether it is not asked on that study day, whatever it has learned."""
        return self.suspended or self.is_buried(day)


def new_uid() -> str:
    """A name for a review, that no other review has on any machine."""
    return uuid.uuid4().hex


def done_to(
    kind: str, key: CardKey, phase: int, now: datetime, until: date | None = None
) -> Review:
    """A line for what was done with a card in a phase without a grade."""
    return Review(
        uid=new_uid(),
        kind=kind,
        deck=key.deck,
        card=key.id,
        at=milliseconds(now),
        zone=minutes_east(now),
        day=study_day(now),
        phase=phase,
        until=until,
    )


def milliseconds(moment: datetime) -> int:
    """A moment in milliseconds of the epoch."""
    return round(moment.timestamp() * 1000)


def minutes_east(moment: datetime) -> int:
    """The distance of a moment's local time from UTC."""
    return round((moment.utcoffset() or timedelta()) / timedelta(minutes=1))
