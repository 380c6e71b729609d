"""When a card comes back: FSRS by study days. The only module that knows the `fsrs` package.

FSRS counts blocks of 24 hours, so that a session in the evening and one the next morning would be
one day to it. A study day here begins at four in the morning, local time, and FSRS is given noon of
the study day in place of the clock; only the steps of minutes go by the true clock. A clock that
was set back cannot move a card back: a review is never before the last one. Intervals are spread a
little, as Anki does it, by a fraction that depends on the card and its repetition alone, so that
what a button promises is what happens; and as with Anki, the better grade always has the longer
interval, and what FSRS makes longer than the last interval stays longer when it is spread.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS

from gdtui.files.settings import HIGHEST_RETENTION, LOWEST_RETENTION
from gdtui.study.cards.sampling import digest

ROLLOVER = 4  # o'clock
LEECH = 8  # lapses
NEW, LEARNING, REVIEW, RELEARNING = 0, 1, 2, 3
MINUTES = (LEARNING, RELEARNING)
"""The phases in which a card comes back within minutes."""
AGAIN, HARD, GOOD = 1, 2, 3
LONGEST = 36500  # days

Parameters = tuple[float, ...]
"""The 21 weights of FSRS."""
USUAL: Parameters = DEFAULT_PARAMETERS

_FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))  # from, to, share: Anki's


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of how well a card is remembered."""

    phase: int = NEW
    step: int | None = None
    """In learning and relearning: which step of minutes comes next."""
    stability: float | None = None
    """The days after which it is remembered with a probability of 0.9."""
    difficulty: float | None = None
    """1 … 10."""
    due_at: float | None = None
    """In learning and relearning: when it comes back, in seconds of the epoch."""
    due_day: date | None = None
    """In review: the study day on which it comes back."""
    last_day: date | None = None
    reps: int = 0
    lapses: int = 0
    """How often it was forgotten, having been learned."""

    @property
    def in_minutes(self) -> bool:
        """Whether it comes back within minutes, by the clock."""
        return self.phase in MINUTES

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be asked now, if it was ever asked before."""
        if self.in_minutes:
            wait = (self.due_at or 0.0) - now.timestamp()
            return wait <= 0 or wait > timedelta(hours=1).total_seconds()  # the clock was set back
        return self.due_day is not None and self.due_day <= study_day(now)

    @property
    def is_leech(self) -> bool:
        """Whether it was forgotten so often that repeating it is no help: another way in is."""
        return self.lapses >= LEECH and (self.lapses - LEECH) % (LEECH // 2) == 0


class Next(NamedTuple):
    """What a grade would lead to."""

    memory: Memory
    wait: timedelta
    """The interval, as it is shown."""


def local_now() -> datetime:
    """The moment, in local time."""
    return datetime.now().astimezone()


def study_day(now: datetime) -> date:
    """The day that a moment belongs to, in its own time zone: a day begins at four."""
    return (now.replace(tzinfo=None) - timedelta(hours=ROLLOVER)).date()


def checked_retention(value: float) -> float:
    """The desired retention. Raises `ValueError` in one sentence where it makes no sense."""
    if not LOWEST_RETENTION <= value <= HIGHEST_RETENTION:
        raise ValueError(
            f"the desired retention is a number from {LOWEST_RETENTION} to {HIGHEST_RETENTION}, "
            f"such as 0.9, not {value}"
        )
    return value


def checked_parameters(weights: Iterable[float]) -> Parameters:
    """The weights of FSRS. Raises `ValueError` or `TypeError` where they make no sense."""
    parameters = tuple(map(float, weights))
    _scheduler(0.9, parameters)
    return parameters


def graded(
    memory: Memory,
    grade: int,
    now: datetime,
    *,
    card_id: str,
    retention: float = 0.9,
    parameters: Parameters = USUAL,
    in_order: bool = True,
) -> Next:
    """What is remembered after a review with `grade` 1 … 4, and when it comes back.

    A pure function: the same for the button and for the database. `now` knows its time zone.
    """
    return previewed(
        memory,
        now,
        card_id=card_id,
        retention=retention,
        parameters=parameters,
        in_order=in_order,
    )[grade - 1]


def previewed(
    memory: Memory,
    now: datetime,
    *,
    card_id: str,
    retention: float = 0.9,
    parameters: Parameters = USUAL,
    in_order: bool = True,
) -> tuple[Next, Next, Next, Next]:
    """What each of the four grades leads to.

    Without `in_order`, grades may have the same interval, as with earlier versions of gdtui.
    """
    day = study_day(now)
    if memory.last_day is not None:
        day = max(day, memory.last_day)
    fraction = _fraction(card_id, memory.reps)
    scheduler = _scheduler(retention, parameters)
    before = _to_fsrs(memory, day)
    steps: list[Next] = []
    for rating in fsrs.Rating:
        after, _ = scheduler.review_card(before, rating, noon(day))
        least = max(
            steps[-1].wait.days + 1 if steps else 1,
            _not_below_the_last(memory, (after.due - noon(day)).days),
        )
        steps.append(_next(memory, rating, after, now, day, fraction, least if in_order else 1))
    again, hard, good, easy = steps
    return again, hard, good, easy


def fuzzed(days: int, fraction: float, least: int = 1) -> int:
    """An interval spread a little: `fraction` in [0, 1) chooses among the days that are near.

    The range is Anki's: one day, and a share that shrinks with the interval; none of it is below
    `least`.
    """
    days = max(days, least)
    if days < 2.5:
        return days
    delta = 1.0 + sum(share * max(0.0, min(days, end) - begin) for begin, end, share in _FUZZ)
    first, last = max(2, least, round(days - delta)), round(days + delta)
    return first + math.floor(fraction * (last - first + 1))


def moved(memory: Memory, to: date, today: date) -> Memory:
    """What is remembered of a card that is told when to come back.

    Of one that was never graded nothing is known: as in Anki, it then counts as known for as long
    as it is away, and as no harder than a card that was graded Good.
    """
    if memory.stability is None:
        first = graded(memory, GOOD, datetime.combine(today, time(12), UTC), card_id="")
        away = float(max(1, (to - today).days))
        memory = replace(first.memory, stability=away, reps=memory.reps)
    return replace(memory, phase=REVIEW, step=None, due_at=None, due_day=to)


def interval(wait: timedelta) -> str:
    """An interval as it is shown on a button: `10 min`, `8 d`, `2.3 mo`, `1.4 y`."""
    days = wait.total_seconds() / 86400
    if days < 1:
        return f"{max(1, round(days * 1440))} min"
    for size, unit in ((365.25, "y"), (30.44, "mo")):
        if days >= size:
            return f"{days / size:.1f} {unit}".replace(".0 ", " ")
    return f"{round(days)} d"


@lru_cache(maxsize=8)
def _scheduler(retention: float, parameters: Parameters) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        parameters,
        desired_retention=checked_retention(retention),
        enable_fuzzing=False,  # the package's own is unseeded, and off by one
    )


def noon(day: date) -> datetime:
    """The moment that FSRS is given for a study day."""
    return datetime.combine(day, time(12), UTC)


def _to_fsrs(memory: Memory, day: date) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,  # without one, the package makes one and waits
        state=fsrs.State(memory.phase or LEARNING),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=noon(day),
        last_review=None if memory.last_day is None else noon(memory.last_day),
    )


def _next(
    memory: Memory,
    rating: fsrs.Rating,
    after: fsrs.Card,
    now: datetime,
    day: date,
    fraction: float,
    least: int,
) -> Next:
    """What FSRS makes of it, `after`, with an interval of at least so many days, if it is days."""
    wait = after.due - noon(day)
    in_minutes = after.state is not fsrs.State.Review
    if not in_minutes:
        wait = timedelta(days=min(LONGEST, fuzzed(wait.days, fraction, least)))
    lapsed = memory.phase == REVIEW and rating is fsrs.Rating.Again
    return Next(
        Memory(
            phase=after.state.value,
            step=after.step,
            stability=after.stability,
            difficulty=after.difficulty,
            due_at=now.timestamp() + wait.total_seconds() if in_minutes else None,
            due_day=None if in_minutes else day + wait,
            last_day=day,
            reps=memory.reps + 1,
            lapses=memory.lapses + lapsed,
        ),
        wait,
    )


def _not_below_the_last(memory: Memory, days: int) -> int:
    """The shortest that an interval of so many days may become, since it was meant to grow."""
    if memory.phase != REVIEW or memory.due_day is None or memory.last_day is None:
        return 1
    last = (memory.due_day - memory.last_day).days
    return last + (days > last) if days >= last else 1


def _fraction(card_id: str, reps: int) -> float:
    """A number in [0, 1) that a card keeps until it is answered."""
    return int.from_bytes(digest(f"{card_id}/{reps}"), "big") / 2**64
