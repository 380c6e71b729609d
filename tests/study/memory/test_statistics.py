"""What the log says."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.memory import statistics
from gdtui.study.memory.records import Kept, Review
from gdtui.study.memory.schedule import Memory

TODAY = date(2026, 11, 24)  # a Tuesday


def review(card: str, grade: int, ago: int, phase: int = 2, mistake: str | None = None) -> Review:
    return Review(
        uid=f"{card}{ago}{grade}",
        card=card,
        at=0,
        zone=0,
        day=TODAY - timedelta(days=ago),
        grade=grade,
        graded_by="self",
        phase=phase,
        retention=0.9,
        mistake=mistake,
    )


def test_true_retention_is_of_the_first_review_of_a_day_of_learned_cards() -> None:
    reviews = [
        review("a", 3, 40),
        review("b", 1, 3),
        review("b", 3, 3, phase=3),
        review("c", 2, 1),
        review("d", 1, 1, phase=0),
    ]
    assert statistics.retention(reviews) == (2, 3)
    assert statistics.retention(reviews, TODAY - timedelta(days=30)) == (1, 2)
    assert statistics.retention(reviews).share == 2 / 3
    assert statistics.retention([]).share is None


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
    reviews = [
        review("a", 1, 1),
        review("a", 1, 2),
        review("b", 1, 1, mistake="added"),
        review("b", 3, 2),
        review("c", 3, 1),
    ]
    assert statistics.hardest({}, reviews) == [("a", 2, 2), ("b", 1, 2)]
    assert statistics.mistakes(reviews) == [("added", 1)]


def test_all_of_it_fits_eighty_columns() -> None:
    reviews = [review(f"a-card-with-a-name-{n}", 1 + n % 4, n) for n in range(300)]
    lines = statistics.lines({}, reviews, TODAY)
    assert max(len(line) for line in lines[-8:]) <= 57
    assert any(line.startswith("In a row: 300 days") for line in lines)
    assert "Remembered: nothing to say yet" in statistics.lines({}, [], TODAY)[2]
