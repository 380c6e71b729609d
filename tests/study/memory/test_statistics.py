"""What the log says."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gdtui.files.paths import NOWHERE
from gdtui.study.memory import statistics
from gdtui.study.memory.records import Answered, Kept
from gdtui.study.memory.schedule import REVIEW, Memory
from gdtui.study.memory.statistics import Tally
from gdtui.study.memory.store import Store
from tests.study.memory.reviews import NOW, review

TODAY = date(2026, 11, 24)  # a Tuesday


def counted(*answers: tuple[int, Answered]) -> Tally:
    """What was answered so many days ago, in the order of time."""
    tally = Tally(TODAY)
    for ago in range(400, -1, -1):
        tally.count(TODAY - timedelta(days=ago), [one for days, one in answers if days == ago])
    return tally


def answered(card: str, grade: int, phase: int = REVIEW, mistake: str | None = None) -> Answered:
    return Answered(card, grade, phase, mistake)


def test_true_retention_is_of_the_first_review_of_a_day_of_learned_cards() -> None:
    tally = counted(
        (40, answered("a", 3)),
        (3, answered("b", 1)),
        (3, answered("b", 3, phase=3)),
        (1, answered("c", 2)),
        (1, answered("d", 1, phase=0)),
    )
    assert tally.ever == (2, 3)
    assert tally.lately == (1, 2)
    assert tally.ever.share == 2 / 3
    assert Tally(TODAY).ever.share is None


def test_the_forecast_counts_what_is_overdue_for_today() -> None:
    def due(days: int) -> Kept:
        return Kept(Memory(phase=2, due_day=TODAY + timedelta(days=days)))

    kept = [
        due(-5),
        due(0),
        due(1),
        due(13),
        due(14),
        Kept(),
        Kept(Memory(phase=1)),
        Kept(due(0).memory, suspended=True),
        Kept(due(0).memory, buried_until=TODAY + timedelta(days=2)),
    ]
    forecast = statistics.forecast(kept, TODAY)
    assert [count for _, count in forecast] == [3, 1, 1] + [0] * 10 + [1]
    assert forecast[0][0] == TODAY


def test_a_streak_is_not_broken_by_a_day_that_is_not_over() -> None:
    def days(*ago: int) -> set[date]:
        return {TODAY - timedelta(days=n) for n in ago}

    assert statistics.streak(days(0, 1, 2, 4), TODAY) == 3
    assert statistics.streak(days(1, 2), TODAY) == 2
    assert statistics.streak(days(2, 3), TODAY) == 0
    assert statistics.streak(set(), TODAY) == 0


def test_the_heat_map_ends_today() -> None:
    rows = statistics.heat_map({TODAY: 8, TODAY - timedelta(days=8): 1}, TODAY)
    assert len(rows) == 7
    assert {len(row) for row in rows} == {53}
    assert [row[-1] for row in rows] == [0, 4, None, None, None, None, None]
    assert rows[0][-2] == 1  # Monday a week before


@given(st.dictionaries(st.dates(TODAY - timedelta(days=400), TODAY), st.integers(1, 500)))
def test_every_day_with_a_review_shows(done: dict[date, int]) -> None:
    rows = statistics.heat_map(done, TODAY)
    levels = [level for row in rows for level in row if level is not None]
    assert all(0 <= level <= 4 for level in levels)
    monday = TODAY - timedelta(days=TODAY.weekday() + 7 * 52)
    assert sum(level > 0 for level in levels) == sum(day >= monday for day in done)


def test_the_hardest_cards_and_the_commonest_mistakes() -> None:
    tally = counted(
        (1, answered("a", 1)),
        (2, answered("a", 1)),
        (1, answered("b", 1, mistake="added")),
        (2, answered("b", 3)),
        (1, answered("c", 3)),
        (1, answered("d", 1)),
    )
    kept = {"d": Kept(Memory(phase=REVIEW, difficulty=9.0))}
    assert statistics.hardest(kept, tally) == [("a", 2, 2), ("d", 1, 1), ("b", 1, 2)]
    assert statistics.mistakes(tally) == [("added", 1)]


def test_all_of_it_fits_eighty_columns() -> None:
    tally = counted(*((n, answered(f"a-card-with-a-name-{n}", 1 + n % 4)) for n in range(300)))
    lines = statistics.lines({}, tally)
    assert max(len(line) for line in lines[-8:]) <= 57
    assert any(line.startswith("In a row: 300 days") for line in lines)
    assert "Remembered: nothing to say yet" in statistics.lines({}, Tally(TODAY))[2]


# Against the log itself

LINES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(1, 4),
        st.sampled_from([0, 1, REVIEW, 3]),
        st.integers(-60 * 24, 0).map(lambda hours: NOW + timedelta(hours=hours)),
        st.sampled_from([None, None, "added", "forgot η"]),
        st.booleans(),
    ),
    max_size=40,
)


@given(LINES, st.sets(st.sampled_from("abc")))
def test_what_a_store_counts_is_what_its_lines_say(
    lines: list[tuple[str, int, int, datetime, str | None, bool]], cards: set[str]
) -> None:
    store = Store(NOWHERE, create=False)
    store.add(
        replace(review(card, grade, at, phase), mistake=mistake, undone_at=1 if is_undone else None)
        for card, grade, phase, at, mistake, is_undone in lines
    )
    reviews = [one for one in store.reviews() if one.card in cards]
    tally = statistics.tally(store, TODAY, cards)
    store.close()
    assert tally.per_day == Counter(one.day for one in reviews)
    assert tally.reviews == Counter(one.card for one in reviews)
    assert tally.again == Counter(one.card for one in reviews if one.grade == 1)
    assert tally.mistakes == Counter(one.mistake for one in reviews if one.mistake)
    for found, since in (tally.ever, date.min), (tally.lately, TODAY - timedelta(days=30)):
        firsts = {(one.card, one.day): one for one in reversed(reviews) if one.day >= since}
        grades = [one.grade for one in firsts.values() if one.phase == REVIEW]
        assert found == (sum(grade > 1 for grade in grades), len(grades))
