"""What the review log says: how much is remembered, when, and what is hard."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from gdtui.study.memory.records import Answered, Kept
from gdtui.study.memory.schedule import AGAIN, NEW, REVIEW
from gdtui.study.memory.store import Store

WEEKS = 53
LEVELS = " .:+#"
"""How much was done on a day, from nothing to most, readable without color."""


class Retention(NamedTuple):
    """How many reviews there were, and how many of them were remembered."""

    remembered: int
    reviews: int

    @property
    def share(self) -> float | None:
        """The share that was remembered; None where there was nothing to remember."""
        return self.remembered / self.reviews if self.reviews else None

    def plus(self, more: "Retention") -> "Retention":
        """Both together."""
        return Retention(self.remembered + more.remembered, self.reviews + more.reviews)


NONE = Retention(0, 0)


@dataclass
class Tally:
    """What a log counts up to, a day at a time: of a million answers it holds a few sums."""

    today: date
    per_day: Counter[date] = field(default_factory=Counter)
    """How many answers there were on each study day."""
    ever: Retention = NONE
    """True retention: the first review of a day, of cards that had been learned before."""
    lately: Retention = NONE
    """The same, of the last 30 days."""
    reviews: Counter[str] = field(default_factory=Counter)
    """How often each card was answered."""
    again: Counter[str] = field(default_factory=Counter)
    """How often each card was graded Again."""
    mistakes: Counter[str] = field(default_factory=Counter)
    """How often each known mistake was made, by its sentence."""

    def count(self, day: date, answers: Sequence[Answered]) -> None:
        """Add what was answered on a day, in the order of time; no day may be counted twice."""
        if not answers:
            return
        self.per_day[day] += len(answers)
        self.reviews.update(one.card for one in answers)
        self.again.update(one.card for one in answers if one.grade == AGAIN)
        self.mistakes.update(one.mistake for one in answers if one.mistake)
        firsts = {one.card: one for one in reversed(answers)}
        learned = [one for one in firsts.values() if one.phase == REVIEW]
        found = Retention(sum(one.grade > AGAIN for one in learned), len(learned))
        self.ever = self.ever.plus(found)
        if day >= self.today - timedelta(days=30):
            self.lately = self.lately.plus(found)


def tally(store: Store, today: date, cards: Collection[str] | None = None) -> Tally:
    """Everything that the log counts up to, or what is about these cards."""
    counted = Tally(today)
    for day in store.days():
        answers = store.answered_on(day)
        counted.count(day, [one for one in answers if cards is None or one.card in cards])
    return counted


def forecast(kept: Iterable[Kept], today: date, days: int = 14) -> list[tuple[date, int]]:
    """How many cards come back on each of the next days; what is overdue counts for today."""
    due: Counter[date] = Counter()
    for item in kept:
        if item.suspended or item.memory.phase == NEW:
            continue
        day = item.memory.due_day or today
        due[max(day, item.buried_until or day, today)] += 1
    return [(day, due[day]) for day in (today + timedelta(days=n) for n in range(days))]


def heat_map(done: Mapping[date, int], today: date, weeks: int = WEEKS) -> list[list[int | None]]:
    """The last weeks as seven rows, Monday first, of levels 0 … 4; None: a day to come."""
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    most = max((n for day, n in done.items() if day >= monday), default=0)

    def level(day: date) -> int | None:
        count = done.get(day, 0)
        return None if day > today else 0 if not count else min(4, 1 + 4 * (count - 1) // most)

    return [
        [level(monday + timedelta(days=7 * week + weekday)) for week in range(weeks)]
        for weekday in range(7)
    ]


def streak(days: Collection[date], today: date) -> int:
    """The study days in a row up to today; a day that is not over yet breaks nothing."""
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length += 1
        day -= timedelta(days=1)
    return length


def hardest(kept: Mapping[str, Kept], counted: Tally, most: int = 5) -> list[tuple[str, int, int]]:
    """The cards that were graded Again most often: id, how often, of how many answers."""

    def rank(card: str) -> tuple[int, float]:
        difficulty = kept[card].memory.difficulty if card in kept else None
        return -counted.again[card], -(difficulty or 0)

    ranked = sorted(counted.again, key=rank)
    return [(card, counted.again[card], counted.reviews[card]) for card in ranked[:most]]


def mistakes(counted: Tally, most: int = 5) -> list[tuple[str, int]]:
    """The sentences of the mistakes made most often."""
    return counted.mistakes.most_common(most)


def so_far(counted: Tally) -> list[str]:
    """What was done and what was remembered, a sentence each."""
    done, today = counted.per_day, counted.today
    days = streak(done, today)
    lately, ever = _percent(counted.lately), _percent(counted.ever)
    return [
        f"Answers: {done[today]} today, {done.total()} in all.",
        f"In a row: {days} day{'s' * (days != 1)}.",
        f"Remembered: {lately} in the last 30 days, {ever} in all.",
    ]


def lines(kept: Mapping[str, Kept], counted: Tally) -> list[str]:
    """All of it as text, at most 80 columns wide."""
    today = counted.today
    coming = [
        f"{count} {_when(day, today)}" for day, count in forecast(kept.values(), today) if count
    ]
    said = so_far(counted)
    said.append(f"Due: {', '.join(coming) or 'nothing in the next 14 days'}.")
    hard = hardest(kept, counted)
    if hard:
        said.append("Hardest: " + ", ".join(f"{card} ({n} of {m})" for card, n, m in hard))
    said += [f"Mistake, {count}×: {sentence}" for sentence, count in mistakes(counted)]
    return [*said, "", *heat_lines(counted.per_day, today)]


def heat_lines(done: Mapping[date, int], today: date, weeks: int = WEEKS) -> list[str]:
    """The last weeks as text, 4 + `weeks` columns wide, under the names of their months."""
    names = ("Mon", "", "Wed", "", "Fri", "", "Sun")
    rows = heat_map(done, today, weeks)
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    months = [
        (name, len(list(same)))
        for name, same in groupby(f"{monday + timedelta(days=7 * n):%b}" for n in range(weeks))
    ]
    header = "".join(
        name[:width].ljust(width) if width > 2 else " " * width for name, width in months
    )
    return [
        f"    {header}".rstrip(),
        *(
            f"{name:<4}{''.join(' ' if level is None else LEVELS[level] for level in row)}".rstrip()
            for name, row in zip(names, rows, strict=True)
        ),
    ]


def _percent(found: Retention) -> str:
    share = found.share
    return "nothing to say yet" if share is None else f"{share:.0%} of {found.reviews}"


def _when(day: date, today: date) -> str:
    ahead = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(ahead, f"in {ahead} days")
