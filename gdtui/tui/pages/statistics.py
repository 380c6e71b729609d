"""What was learned, on a page: what is due, what is remembered, what is hard, and the days."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gdtui.study.memory import statistics
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import study_day
from gdtui.study.memory.session import local_now
from gdtui.study.memory.statistics import WEEKS, Tally
from gdtui.study.memory.store import Store
from gdtui.tui.pages.page import Line, Page, Paragraph
from gdtui.tui.player import PORTION

LONGEST_BAR = 44  # cells
AROUND = 10  # columns of a page that are frame, margin and the names of the days


class StatisticsPage(Page):
    """What the store holds now; a log of many years is counted while the screen goes on."""

    def __init__(self, store: Store) -> None:
        super().__init__("statistics", ())
        self._store = store

    def on_mount(self) -> None:
        """Begin to count; whoever closes the page ends that."""
        self.run_worker(self._count())

    async def _count(self) -> None:
        counted = Tally(study_day(local_now()))
        days, until = self._store.days(), time.perf_counter() + PORTION
        for number, day in enumerate(days):
            counted.count(day, self._store.answered_on(day))
            if time.perf_counter() > until:
                self.show_lines([f"Counting the answers: {number / len(days):.0%}"])
                await asyncio.sleep(PORTION)  # whatever else there is to do
                until = time.perf_counter() + PORTION
        weeks = max(4, min(WEEKS, self.app.size.width - AROUND))
        self.show_lines(statistics_lines(self._store.kept(), counted, weeks))


def statistics_lines(
    kept: Mapping[str, Kept], counted: Tally, weeks: int = WEEKS
) -> Iterator[Line]:
    """The page's text."""
    today = counted.today
    yield from statistics.so_far(counted)
    yield ""
    yield "DUE"
    yield from _bars(statistics.forecast(kept.values(), today), today)
    hard = statistics.hardest(kept, counted)
    if hard:
        yield ""
        yield "HARDEST"
        for card, again, total in hard:
            yield Paragraph(f"{card}: again {again} of {total} times", "  ")
    mistakes = statistics.mistakes(counted)
    if mistakes:
        yield ""
        yield "MISTAKES"
        for sentence, count in mistakes:
            yield Paragraph(sentence, f"  {count:>3}× ")
    yield ""
    yield "DAYS"
    yield from statistics.heat_lines(counted.per_day, today, weeks)


def _bars(forecast: Sequence[tuple[date, int]], today: date) -> Iterator[Line]:
    """A bar for each of the next days that has something."""
    most = max(count for _, count in forecast)
    if not most:
        yield "  nothing in the next 14 days"
    for day, count in forecast:
        if count:
            bar = "█" * max(1, round(count / most * min(most, LONGEST_BAR)))
            name = "today" if day == today else f"{day:%a} {day.day}"
            yield f"  {name:<7} {count:>4} {bar}"
