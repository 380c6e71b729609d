"""More than the day asks for, and less: limits, crams, a new day, and undoing whatever was last."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.files.settings import DeckLimits, UserSettings
from gdtui.study.memory.agenda import AHEAD, CRAM, MISSED, NEW_CARDS, REVIEWS, More, agenda
from gdtui.study.memory.schedule import NEW, Memory, graded
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store
from tests.study.memory.test_session import SUM, Clock, asked, clock, deck, store

__all__ = ["clock", "store"]  # fixtures

TWO = UserSettings(new_cards_a_day=2, reviews_a_day=2)


def session(store: Store, clock: Clock, more: More | None = None, **settings: int) -> Session:
    given = UserSettings(**settings) if settings else TWO  # type: ignore[arg-type]
    return Session([deck()], store, settings=given, more=more, now=clock)


def offered(session: Session) -> dict[tuple[str, int], int]:
    return {(offer.more.kind, offer.more.amount): offer.cards for offer in session.offers()}


def memories(store: Store) -> dict[str, Memory]:
    return {key.id: kept.memory for key, kept in store.kept().items()}


# Limits


def test_the_limit_says_so_and_how_many_wait(store: Store, clock: Clock) -> None:
    quiz = session(store, clock)
    assert quiz.summary().limits_reached == "Beyond today's limit, 4 more new cards wait."
    asked(quiz)
    said = "Today's limit is reached: 4 more new cards wait."
    assert quiz.summary().limits_reached == said
    assert said in list(quiz.summary().lines(is_over=True))
    assert said not in list(quiz.summary().lines(is_over=False))
    asked(session(store, clock, new_cards_a_day=4))
    (said,) = [session(store, clock, new_cards_a_day=5).summary().limits_reached]
    assert said == "Beyond today's limit, 1 more new card waits."


def test_more_new_cards_today_and_no_fewer_tomorrow(store: Store, clock: Clock) -> None:
    quiz = session(store, clock)
    assert asked(quiz) == ["t0", "t1"]
    assert offered(quiz)[NEW_CARDS, 4] == 4
    quiz.study(More(NEW_CARDS, 1))
    assert asked(quiz) == ["t2"]
    assert asked(session(store, clock)) == []
    clock.go(days=1)
    assert asked(session(store, clock, new_cards_a_day=2))[:2] == ["t3", "t4"]


def test_the_other_reviews_that_are_due(store: Store, clock: Clock) -> None:
    asked(session(store, clock, new_cards_a_day=20))
    clock.go(days=30)
    quiz = session(store, clock)
    first = asked(quiz)
    assert len(first) == 2
    assert quiz.summary().limits_reached == "Today's limit is reached: 4 more reviews wait."
    assert offered(quiz)[REVIEWS, 4] == 4
    quiz.study(More(REVIEWS, 4))
    assert sorted(first + asked(quiz)) == [f"t{n}" for n in range(6)]
    assert quiz.summary().limits_reached == ""


def test_a_deck_with_limits_of_its_own_is_left_out_of_the_general_ones(
    store: Store, clock: Clock
) -> None:
    decks = [deck(5, "a"), deck(5, "b"), deck(5, "c")]
    own = {"b": DeckLimits(new_cards_a_day=1), "c": DeckLimits(reviews_a_day=0)}
    settings = UserSettings(new_cards_a_day=4, decks=own)
    ids = asked(Session(decks, store, settings=settings, now=clock))
    assert sorted(ids) == ["a0", "a1", "b0", "c0", "c1"]
    assert asked(Session(decks, store, settings=settings, now=clock)) == []
    clock.go(days=60)
    ids = asked(Session(decks, store, settings=settings, now=clock))
    assert {"a0", "a1", "b0"} < {*ids}
    assert not {"c0", "c1"} & {*ids}
    asked_for = settings.with_limit("new_cards_a_day", 3)
    assert asked_for.limits("new_cards_a_day") == {None: 3}
    assert asked_for.limits("reviews_a_day") == {None: 200, "c": 0}


def test_what_is_to_be_asked_today_counts_cards_in_their_minutes(
    store: Store, clock: Clock
) -> None:
    def today() -> int:
        return agenda([deck()], store.kept(), store.done_on(clock().date()), TWO, clock()).today()

    assert today() == 2
    session(store, clock).grade(1)
    assert today() == 1
    clock.go(minutes=1)
    assert today() == 2


# Ahead: real reviews


def test_a_review_ahead_is_a_real_one_by_the_days_that_have_passed(
    store: Store, clock: Clock
) -> None:
    quiz = session(store, clock, new_cards_a_day=1)
    quiz.grade(4)
    before = store.of("t", "t0").memory
    assert before.stability == pytest.approx(8.2956)
    clock.go(days=3)
    quiz = session(store, clock, new_cards_a_day=0)
    assert quiz.current is None
    away = (before.due_day or date.max) - date(2026, 11, 27)
    quiz.study(More(AHEAD, away.days - 1))
    assert quiz.current is None, "it comes back one day later than that"
    quiz.study(More(AHEAD, away.days))
    assert quiz.current is not None
    assert not quiz.is_cram
    quiz.grade(3)
    after = store.of("t", "t0").memory
    assert (after.reps, after.last_day) == (2, date(2026, 11, 27))
    in_time = graded(before, 3, clock() + timedelta(days=away.days), card_id="t0").memory
    assert after.stability is not None
    assert in_time.stability is not None
    assert 8.2956 < after.stability < in_time.stability
    assert after.due_day is not None
    assert before.due_day is not None
    assert after.due_day > before.due_day
    assert [line.kind for line in store.log()] == ["review", "review"]


# Crams: nothing changes


def test_a_cram_changes_no_schedule_and_asks_until_it_is_known(store: Store, clock: Clock) -> None:
    asked(session(store, clock))
    before, days = memories(store), store.done_on(date(2026, 11, 24))
    quiz = session(store, clock, More(CRAM))
    assert quiz.is_cram
    assert str(quiz.counts) == "6 left"
    first = quiz.current
    assert first is not None
    assert quiz.intervals == ("once more", "done", "done", "done")
    graded = quiz.grade(1)
    assert graded is not None
    assert graded.says == "saved: again, its schedule stays as it was"
    assert quiz.counts.total == 6
    rest = asked(quiz, 3)
    assert rest[-1] == first.card.id
    assert sorted(rest) == [f"t{n}" for n in range(6)]
    assert {card: memory for card, memory in memories(store).items() if memory.reps} == before
    assert store.done_on(date(2026, 11, 24)) == days
    assert len(store.reviews()) == 2
    assert len(store.log()) == 9
    assert quiz.answered == 7
    assert len(asked(session(store, clock, new_cards_a_day=20))) == 4  # as if there had been none


def test_what_was_missed_lately_a_cram_too(store: Store, clock: Clock) -> None:
    quiz = session(store, clock, new_cards_a_day=3)
    quiz.grade(1)
    clock.go(minutes=1)
    assert asked(quiz) == ["t1", "t0", "t2"]
    clock.go(days=2)
    cram = session(store, clock, More(CRAM))
    assert cram.current is not None
    wrong = cram.current.card.id
    cram.grade(1)
    missed = {"t0", wrong}
    assert {*asked(session(store, clock, More(MISSED, 7)))} == missed
    assert offered(quiz)[MISSED, 7] == len(missed)
    assert {*asked(session(store, clock, More(MISSED, 2)))} == {wrong}
    clock.go(days=7)
    assert asked(session(store, clock, More(MISSED, 7))) == []


def test_a_cram_has_new_numbers_each_time(store: Store, clock: Clock) -> None:
    quiz = Session([deck(0, extra=SUM)], store, more=More(CRAM), now=clock)
    seen = set()
    for _ in range(8):
        assert quiz.current is not None
        seen.add(quiz.current.numbers)
        quiz.grade(1)
    assert len(seen) > 4


def test_what_is_left_out_is_left_out_of_a_cram_too(store: Store, clock: Clock) -> None:
    store.suspend("t", "t0", clock())
    store.bury("t", "t1", date(2026, 11, 25), clock())
    assert sorted(asked(session(store, clock, More(CRAM)))) == ["t2", "t3", "t4", "t5"]
    tagged = Session([deck()], store, tags=["odd"], more=More(CRAM), now=clock)
    assert sorted(asked(tagged)) == ["t3", "t5"]


# A new day


def test_a_session_takes_the_new_day_at_four(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 25, 3, 50, tzinfo=UTC)
    quiz = session(store, clock)
    quiz.grade(4)
    quiz.bury()
    assert quiz.current is None
    assert not quiz.take_day()
    clock.go(minutes=9, seconds=59)
    assert not quiz.take_day()
    clock.go(seconds=1)
    assert quiz.take_day()
    assert not quiz.take_day()
    assert quiz.current is not None
    assert asked(quiz) == ["t1", "t2"]  # the buried one is back, and the limit is a new one
    assert [line.day.day for line in store.reviews()] == [24, 25, 25]


def test_the_card_that_is_asked_at_four_stays(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 25, 3, 59, tzinfo=UTC)
    quiz = session(store, clock)
    clock.go(minutes=2)
    assert quiz.take_day()
    assert quiz.current is not None
    assert quiz.current.card.id == "t0"
    assert asked(quiz) == ["t0", "t1"]


def test_a_day_that_begins_with_a_grade(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 25, 3, 59, tzinfo=UTC)
    quiz = session(store, clock)
    assert asked(quiz) == ["t0", "t1"]
    quiz.undo()
    clock.go(minutes=2)
    quiz.grade(4)  # t1, on the new day: one of its two new cards
    assert asked(quiz) == ["t2"]


# Undo


def test_a_skip_is_undone(store: Store, clock: Clock) -> None:
    quiz = session(store, clock, new_cards_a_day=4)
    quiz.skip()
    quiz.grade(4)
    quiz.skip()
    said = []
    while undone := quiz.undo():
        said.append(undone.says)
        assert quiz.current is not None
        assert quiz.current.card == undone.card
    assert said == [f"undone: {card} is asked again" for card in ("t2", "t1", "t0")]
    assert asked(quiz) == ["t0", "t1", "t2", "t3"]


def test_whatever_was_done_last_is_undone_in_another_session_too(
    store: Store, clock: Clock
) -> None:
    quiz = session(store, clock, new_cards_a_day=20)
    quiz.grade(4)
    quiz.suspend()
    quiz.bury()
    asked(quiz)
    store.forget("t", "t0", clock())
    store.set_due("t", "t3", date(2027, 1, 1), clock())
    store.unsuspend("t", "t1", clock())
    again = session(store, clock, new_cards_a_day=0)
    said = []
    while undone := again.undo():
        said.append(undone.says)
    assert said[:3] == [
        "undone: unsuspending it (t1)",
        "undone: its date (t3)",
        "undone: forgetting it (t0)",
    ]
    assert said[3:6] == [f"undone: t{n} is asked again" for n in (5, 4, 3)]
    assert said[6:] == [
        "undone: burying it (t2)",
        "undone: suspending it (t1)",
        "undone: t0 is asked again",
    ]
    assert {memory.phase for memory in memories(store).values()} == {NEW}


def test_undoing_what_was_done_elsewhere_asks_nothing_before_its_time(
    store: Store, clock: Clock
) -> None:
    quiz = session(store, clock, new_cards_a_day=1)
    quiz.grade(4)
    learned = store.of("t", "t0")
    store.forget("t", "t0", clock())
    quiz = session(store, clock, new_cards_a_day=1)
    assert quiz.current is None, "it was the new card of the day"
    undone = quiz.undo()
    assert undone is not None
    assert not undone.is_asked
    assert quiz.current is None
    assert store.of("t", "t0") == learned


def test_a_cram_that_is_undone_after_it_makes_no_review_of_it(store: Store, clock: Clock) -> None:
    asked(session(store, clock, new_cards_a_day=20))
    quiz = session(store, clock, More(CRAM))
    quiz.grade(1)
    quiz.skip()
    quiz.study(More(NEW_CARDS, 1))
    assert quiz.current is None
    said = [quiz.undo(), quiz.undo()]
    assert [one and (one.what, one.is_asked) for one in said] == [
        ("skipping it", False),
        ("its grade in the cram", False),
    ]
    assert quiz.current is None
    assert len(store.log()) == 6


def test_a_cram_leaves_a_schedule_alone_that_no_log_explains(store: Store, clock: Clock) -> None:
    """As of lines that make no sense any more, and are left out."""
    asked(session(store, clock))
    with store._database.connection as db:
        db.execute("UPDATE card SET due_day = '2027-05-05', stability = 77.5 WHERE id = 't0'")
    for grade in (1, 3):
        quiz = Session([deck(1)], store, more=More(CRAM), now=clock)
        quiz.grade(grade)
        quiz.undo()
    store.bury("t", "t0", date(2026, 11, 25), clock())
    memory = store.of("t", "t0").memory
    assert (memory.due_day, memory.stability) == (date(2027, 5, 5), 77.5)


STEPS = ["skip", "bury", "suspend", "undo", "forget", "due", "unbury", 1, 2, 3, 4]


@given(st.lists(st.sampled_from(STEPS), max_size=20), st.booleans())
def test_undoing_everything_leaves_nothing(steps: list[int | str], crams: bool) -> None:
    store, clock = Store(Path("nowhere.db"), create=False), Clock()
    quiz = session(store, clock, More(CRAM) if crams else None, new_cards_a_day=20)
    for step in steps:
        clock.go(minutes=3)
        if step == "undo":
            quiz.undo()
        elif step == "forget":
            store.forget("t", "t0", clock())
        elif step == "due":
            store.set_due("t", "t1", date(2027, 1, 1), clock())
        elif step == "unbury":
            store.unbury("t", "t2", clock())
        elif quiz.current is not None:
            if isinstance(step, int):
                quiz.grade(step)
            else:
                getattr(quiz, step)()
    while store.undo_last():
        pass
    assert store.log() == []
    assert {kept.memory for kept in store.kept().values()} <= {Memory()}
    assert not any(kept.suspended or kept.buried_until for kept in store.kept().values())
