"""When a card comes back: by study days, and otherwise exactly as the fsrs package says."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.memory import schedule
from gdtui.study.memory.schedule import Memory, fuzzed, graded, interval, previewed, study_day

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [UTC, BERLIN, ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kathmandu"),
         timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]  # fmt: skip

# Grades and the days between them, as a person might have given them.
RECORDED = [(3, 0), (3, 0), (3, 2), (1, 11), (3, 0), (2, 1), (3, 4), (4, 9), (3, 40), (1, 90),
            (1, 0), (3, 0), (3, 1), (3, 3), (2, 12), (4, 30)]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("retention", [0.8, 0.9, 0.95])
def test_a_recorded_sequence_goes_as_the_package_goes(zone: timezone, retention: float) -> None:
    package = fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False)
    theirs = fsrs.Card(card_id=1)
    ours = Memory()
    local = datetime(2026, 3, 20, 21, 30, tzinfo=zone)
    at = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
    for grade, days in RECORDED:
        local += timedelta(days=days)
        at += timedelta(days=days)
        before = theirs
        theirs, _ = package.review_card(theirs, fsrs.Rating(grade), at)
        step = graded(ours, grade, local, card_id="c", retention=retention)
        ours = step.memory
        assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
        assert (ours.phase, ours.step) == (theirs.state.value, theirs.step)
        wait = theirs.due - at
        if theirs.state is fsrs.State.Review:
            assert abs(step.wait.days - wait.days) <= max(1, 0.15 * wait.days) + 3
            assert ours.due_day == study_day(local) + step.wait
            assert step.wait.days >= fuzzed(wait.days, schedule._fraction("c", ours.reps - 1))
        else:
            assert step.wait == wait
            assert ours.due_at == pytest.approx((local + wait).timestamp())
        assert before is not theirs
    assert (ours.reps, ours.lapses) == (len(RECORDED), 2)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_day_begins_at_four(zone: timezone) -> None:
    night = datetime(2026, 11, 24, 3, 59, 59, tzinfo=zone)
    assert study_day(night) == date(2026, 11, 23)
    assert study_day(night + timedelta(seconds=1)) == date(2026, 11, 24)


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_night_in_which_the_clocks_change(night: date) -> None:
    """Half past three of the night belongs to the evening before, four o'clock does not."""
    before = datetime(night.year, night.month, night.day, 3, 30, tzinfo=BERLIN)
    after = datetime(night.year, night.month, night.day, 4, 0, tzinfo=BERLIN)
    assert study_day(before) == night - timedelta(days=1)
    assert study_day(after) == night
    evening = datetime.combine(night - timedelta(days=1), before.time(), BERLIN).replace(hour=22)
    learned = Memory(
        phase=2, stability=8.3, difficulty=3.0, last_day=study_day(evening), reps=3, due_day=night
    )
    assert learned.is_due(after)
    assert not learned.is_due(before)
    assert graded(learned, 3, after, card_id="c").memory.stability != pytest.approx(8.3)
    assert study_day(before.astimezone(UTC).astimezone(BERLIN)) == night - timedelta(days=1)


def test_an_early_morning_counts_as_another_day() -> None:
    """FSRS itself would see eleven hours, no day, and call the work of the morning nothing."""
    friday = datetime(2026, 11, 20, 20, 0, tzinfo=BERLIN)
    memory = graded(Memory(), 4, friday, card_id="c").memory
    assert memory.stability == pytest.approx(8.2956)
    morning = graded(memory, 3, friday + timedelta(hours=11), card_id="c").memory
    evening = graded(memory, 3, friday + timedelta(hours=3), card_id="c").memory
    assert morning.stability == pytest.approx(13.49, abs=0.01)
    assert evening.stability == pytest.approx(8.30, abs=0.01)


@given(st.integers(1, 4), st.integers(0, 4000))
def test_a_clock_that_is_set_back_moves_nothing_back(grade: int, days: int) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    memory = graded(Memory(), 4, now, card_id="c").memory
    back = now - timedelta(days=days)
    again = graded(memory, grade, back, card_id="c").memory
    assert again == graded(memory, grade, now, card_id="c").memory or again.in_minutes
    assert again.last_day == date(2026, 11, 24)
    if again.in_minutes:  # minutes go by the clock as it is
        assert again.due_at == pytest.approx(back.timestamp() + 600)
        assert again.is_due(back + timedelta(minutes=10))
        assert again.is_due(back - timedelta(days=3))


def test_traveling_west_over_the_date_line() -> None:
    there = datetime(2026, 11, 24, 6, 0, tzinfo=timezone(timedelta(hours=12)))
    memory = graded(Memory(), 4, there, card_id="c").memory
    here = there.astimezone(timezone(timedelta(hours=-10)))
    assert study_day(here) < study_day(there)
    assert graded(memory, 3, here, card_id="c").memory.last_day == study_day(there)


def test_fuzz_is_ankis_and_even() -> None:
    """Ten days become eight to twelve, each as often as the others."""
    found = Counter(fuzzed(10, n / 10000) for n in range(10000))
    assert found == {8: 2000, 9: 2000, 10: 2000, 11: 2000, 12: 2000}
    assert {fuzzed(1, n / 10) for n in range(10)} == {1}
    assert {fuzzed(2, n / 10) for n in range(10)} == {2}
    assert min(fuzzed(3, n / 10) for n in range(10)) == 2


@given(st.integers(1, 36500), st.integers(1, 36500), st.floats(0, 1, exclude_max=True))
def test_fuzz_keeps_the_order_of_the_grades(a: int, b: int, fraction: float) -> None:
    assert fuzzed(min(a, b), fraction) <= fuzzed(max(a, b), fraction)


@given(st.lists(st.integers(1, 4), max_size=12), st.integers(1, 4))
def test_what_a_button_promises_is_what_happens(grades: list[int], last: int) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    memory = Memory()
    for grade in grades:
        memory = graded(memory, grade, now, card_id="c").memory
        now += timedelta(days=3)
    promised = previewed(memory, now, card_id="c")
    assert graded(memory, last, now, card_id="c") == promised[last - 1]
    waits = [step.wait for step in promised]
    assert waits == sorted(waits)


@pytest.mark.parametrize("value", [0, -1, 1.5, 1, 0.5, float("nan")])
def test_a_retention_that_makes_no_sense_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"0\.7 to 0\.99"):
        previewed(Memory(), datetime.now(UTC), card_id="c", retention=value)


def test_leeches() -> None:
    assert [n for n in range(20) if Memory(lapses=n).is_leech] == [8, 12, 16]


@pytest.mark.parametrize(
    ("wait", "shown"),
    [(timedelta(minutes=1), "1 min"), (timedelta(minutes=5.5), "6 min"), (timedelta(days=1), "1 d"),
     (timedelta(days=30), "30 d"), (timedelta(days=46), "1.5 mo"), (timedelta(days=498), "1.4 y"),
     (timedelta(days=36500), "99.9 y")],
)  # fmt: skip
def test_intervals_as_they_are_shown(wait: timedelta, shown: str) -> None:
    assert interval(wait) == shown
