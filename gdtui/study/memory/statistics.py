"""What the review log says: how much is remembered, when, and what is hard."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from gdtui.study.cards.card import CardKey
from gdtui.study.memory.records import Kept, Review
from gdtui.study.memory.schedule import AGAIN, NEW, REVIEW

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


def forecast(kept: Iterable[Kept], today: date, days: int = 14) -> list[tuple[date, int]]:
    """How many cards come back on each of the next days; what is overdue counts for today."""
    due: Counter[date] = Counter()
    for item in kept:
        if item.suspended or item.memory.phase == NEW:
            continue
        day = item.memory.due_day or today
        due[max(day, item.buried_until or day, today)] += 1
    return [(day, due[day]) for day in (today + timedelta(days=n) for n in range(days))]


def retention(reviews: Sequence[Review], since: date | None = None) -> Retention:
    """True retention: the first review of a day, of cards that had been learned before."""
    firsts: dict[tuple[CardKey, date], Review] = {}
    for review in reviews:
        if since is None or review.day >= since:
            firsts.setdefault((review.key, review.day), review)
    counted = [review for review in firsts.values() if review.phase == REVIEW]
    return Retention(sum(review.grade > AGAIN for review in counted), len(counted))


def per_day(reviews: Iterable[Review]) -> dict[date, int]:
    """How many reviews there were on each study day."""
    return dict(Counter(review.day for review in reviews))


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


def hardest(
    kept: Mapping[CardKey, Kept], reviews: Iterable[Review], most: int = 5
) -> list[tuple[str, int, int]]:
    """The cards that were graded Again most often: id, how often, of how many reviews."""
    again: Counter[CardKey] = Counter()
    total: Counter[CardKey] = Counter()
    for review in reviews:
        total[review.key] += 1
        again[review.key] += review.grade == AGAIN
    ranked = sorted(
        (card for card in total if again[card]),
        key=lambda card: (
            -again[card],
            -(kept[card].memory.difficulty or 0) if card in kept else 0,
        ),
    )
    return [(card.id, again[card], total[card]) for card in ranked[:most]]


def mistakes(reviews: Iterable[Review], most: int = 5) -> list[tuple[str, int]]:
    """The sentences of the mistakes made most often."""
    return Counter(review.mistake for review in reviews if review.mistake).most_common(most)


def so_far(reviews: Sequence[Review], today: date) -> list[str]:
    """What was done and what was remembered, a sentence each."""
    done = per_day(reviews)
    days = streak(done, today)
    month, ever = retention(reviews, today - timedelta(days=30)), retention(reviews)
    return [
        f"Answers: {done.get(today, 0)} today, {len(reviews)} in all.",
        f"In a row: {days} day{'s' * (days != 1)}.",
        f"Remembered: {_percent(month)} in the last 30 days, {_percent(ever)} in all.",
    ]


def lines(kept: Mapping[CardKey, Kept], reviews: Sequence[Review], today: date) -> list[str]:
    """All of it as text, at most 80 columns wide."""
    coming = [
        f"{count} {_when(day, today)}" for day, count in forecast(kept.values(), today) if count
    ]
    said = so_far(reviews, today)
    said.append(f"Due: {', '.join(coming) or 'nothing in the next 14 days'}.")
    hard = hardest(kept, reviews)
    if hard:
        said.append("Hardest: " + ", ".join(f"{card} ({n} of {m})" for card, n, m in hard))
    said += [f"Mistake, {count}×: {sentence}" for sentence, count in mistakes(reviews)]
    return [*said, "", *heat_lines(per_day(reviews), today)]


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
