"""What was learned, on a page: what is due, what is remembered, what is hard, and the days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gdtui.study.cards.card import CardKey
from gdtui.study.memory import statistics
from gdtui.study.memory.records import Kept, Review
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.study.memory.statistics import WEEKS
from gdtui.study.memory.store import Store
from gdtui.tui.pages.page import wrapped

LONGEST_BAR = 44  # cells
AROUND = 10  # columns of a page that are frame, margin and the names of the days


def statistics_of(store: Store, width: int) -> Iterator[str]:
    """The page of what the store holds now, for a window so wide."""
    weeks = max(4, min(WEEKS, width - AROUND))
    return statistics_lines(store.kept(), store.reviews(), study_day(local_now()), weeks)


def statistics_lines(
    kept: Mapping[CardKey, Kept], reviews: Sequence[Review], today: date, weeks: int = WEEKS
) -> Iterator[str]:
    """The page's text."""
    yield from statistics.so_far(reviews, today)
    yield ""
    yield "DUE"
    yield from _bars(statistics.forecast(kept.values(), today), today)
    hard = statistics.hardest(kept, reviews)
    if hard:
        yield ""
        yield "HARDEST"
        for card, again, total in hard:
            yield from wrapped(f"{card}: again {again} of {total} times", "  ")
    mistakes = statistics.mistakes(reviews)
    if mistakes:
        yield ""
        yield "MISTAKES"
        for sentence, count in mistakes:
            yield from wrapped(sentence, f"  {count:>3}× ")
    yield ""
    yield "DAYS"
    yield from statistics.heat_lines(statistics.per_day(reviews), today, weeks)


def _bars(forecast: Sequence[tuple[date, int]], today: date) -> Iterator[str]:
    """A bar for each of the next days that has something."""
    most = max(count for _, count in forecast)
    if not most:
        yield "  nothing in the next 14 days"
    for day, count in forecast:
        if count:
            bar = "█" * max(1, round(count / most * min(most, LONGEST_BAR)))
            name = "today" if day == today else f"{day:%a} {day.day}"
            yield f"  {name:<7} {count:>4} {bar}"
