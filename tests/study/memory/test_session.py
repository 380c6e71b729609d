"""A quiz, from the first card of the day to the summary."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.files.settings import UserSettings
from gdtui.study.cards import decks
from gdtui.study.cards.decks import Deck
from gdtui.study.cards.kinds.numeric import Numeric, Sample
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "reviews.db")
    yield opened
    opened.close()


def deck(count: int = 6, name: str = "t", extra: str = "") -> Deck:
    text = f'title = "{name}"\n' + "".join(
        f'[[card]]\nid = "{name}{n}"\nkind = "basic"\nquestion = "q{n}"\nanswer = "a"\n'
        f'tags = ["{"even" if n % 2 == 0 else "odd"}"]\n'
        for n in range(count)
    )
    parsed = decks.parse(text + extra, Path(f"{name}.toml"))
    assert parsed.problems == ()
    return parsed


def asked(session: Session, grade: int = 4) -> list[str]:
    """Every card that is asked until none is left, each graded so."""
    ids = []
    while session.current is not None:
        ids.append(session.current.card.id)
        session.grade(grade)
    return ids


SUM = """
[[card]]
id = "sum"
kind = "numeric"
question = "w = {w}, slope {g}, rate {eta}?"
draw = { w = [5, 2, -1, 4], g = [-3, 2, 6, -4], eta = [0.1, 0.2, 0.5] }
formula = "w - eta*g"
mistakes = [{ formula = "w + eta*g", says = "You added the gradient." }]
run = { loss = "{g}*w", start = ["{w}"], lr = "{eta}", ask = "w" }
"""


def sum_of(session: Session) -> Sample:
    """The sum that is asked now."""
    assert session.current is not None
    assert isinstance(session.current.card, Numeric)
    return session.current.card.sample(session.current.seed)


def test_new_cards_come_in_the_order_of_the_deck(store: Store, clock: Clock) -> None:
    assert asked(Session([deck()], store, now=clock)) == [f"t{n}" for n in range(6)]


def test_decks_take_turns(store: Store, clock: Clock) -> None:
    both = [deck(2, "a"), deck(3, "b")]
    assert asked(Session(both, store, now=clock)) == ["a0", "b0", "a1", "b1", "b2"]


def test_the_limit_of_new_cards_is_a_days(store: Store, clock: Clock) -> None:
    settings = UserSettings(new_cards_a_day=2)
    assert asked(Session([deck()], store, settings=settings, now=clock)) == ["t0", "t1"]
    assert asked(Session([deck()], store, settings=settings, now=clock)) == []
    clock.go(hours=15, minutes=59)  # a day begins at four
    assert asked(Session([deck()], store, settings=settings, now=clock)) == []
    clock.go(minutes=1)
    assert asked(Session([deck()], store, settings=settings, now=clock)) == ["t2", "t3"]


def test_the_limit_of_reviews_is_a_days(store: Store, clock: Clock) -> None:
    asked(Session([deck()], store, now=clock))
    clock.go(days=30)
    settings = UserSettings(reviews_a_day=4)
    first = asked(Session([deck()], store, settings=settings, now=clock))
    assert len(first) == 4
    assert asked(Session([deck()], store, settings=settings, now=clock)) == []
    clock.go(days=1)
    second = asked(Session([deck()], store, settings=settings, now=clock))
    assert sorted(first + second) == [f"t{n}" for n in range(6)]


def test_new_cards_are_spread_among_reviews(store: Store, clock: Clock) -> None:
    asked(Session([deck(6, "a")], store, now=clock))
    clock.go(days=30)
    order = asked(Session([deck(6, "a"), deck(2, "b")], store, now=clock))
    places = [n for n, card in enumerate(order) if card.startswith("b")]
    assert places == [2, 6]  # two, one, three, one, one


def test_tags_leave_only_their_cards(store: Store, clock: Clock) -> None:
    assert asked(Session([deck()], store, tags=["odd"], now=clock)) == ["t1", "t3", "t5"]


def test_a_forgotten_card_comes_back_in_minutes(store: Store, clock: Clock) -> None:
    session = Session([deck(3)], store, now=clock)
    session.grade(1)
    assert session.current is not None
    assert session.current.card.id == "t1"
    clock.go(minutes=1)
    session.grade(4)
    assert session.current.card.id == "t0"  # due, and before what is new
    session.grade(3)
    assert session.current.card.id == "t2"
    session.grade(4)
    assert session.current.card.id == "t0"  # ten minutes early, since nothing else is left
    assert session.counts.learning == 1
    session.grade(3)
    assert session.current is None


def test_the_buttons_tell_the_intervals(store: Store, clock: Clock) -> None:
    session = Session([deck(1)], store, now=clock)
    assert session.intervals[:3] == ("1 min", "6 min", "10 min")
    easy = session.intervals[3]
    graded = session.grade(4)
    assert graded is not None
    assert (graded.wait, graded.is_saved) == (easy, True)
    (review,) = store.reviews()
    due = store.of("t", "t0").memory.due_day
    assert due is not None
    assert easy == f"{(due - review.day).days} d"


def test_judgements_suggest_a_grade(store: Store, clock: Clock) -> None:
    session = Session([deck(0, extra=SUM)], store, now=clock)
    assert session.current is not None
    sample = sum_of(session)
    assert session.answer("five").asks_again
    assert session.answer(sample.shown_answer).kind == "right"
    assert session.suggested == 3
    session.judgements.clear()
    added = next(value for value, _ in sample.mistakes)
    assert session.answer(f"{float(added):.10g}").says == "You added the gradient."
    assert session.suggested == 1
    session.grade(1)
    (review,) = store.reviews()
    assert review.params == {name: str(value) for name, value in sample.numbers}
    assert (review.verdict, review.mistake) == ("mistake", "You added the gradient.")
    assert review.graded_by == "suggested"
    assert review.seed == session.current.seed or review.seed is not None
    assert session.summary().mistakes == (("You added the gradient.", 1),)


def test_too_few_digits_and_then_right_is_as_good_as_right(store: Store, clock: Clock) -> None:
    session = Session([deck(0, extra=SUM.replace("[5, 2, -1, 4]", "[5.25]"))], store, now=clock)
    assert session.current is not None
    answer = float(sum_of(session).answer)
    assert session.answer(f"{answer:.0f}").kind == "precision"
    assert session.answer(f"{answer:g}").kind == "right"
    assert session.suggested == 3


def test_new_numbers_each_time_and_the_same_after_undo(store: Store, clock: Clock) -> None:
    session = Session([deck(0, extra=SUM)], store, now=clock)
    seen = []
    for _ in range(30):
        assert session.current is not None
        seen.append(session.current.numbers)
        session.grade(1)
        clock.go(minutes=1)
    assert all(a != b for a, b in pairwise(seen))
    assert len(set(seen)) > 15
    again = Session([deck(0, extra=SUM)], store, now=clock)  # after a kill, say
    assert again.current == session.current
    for numbers in reversed(seen):
        assert again.undo() is not None
        assert again.current is not None
        assert again.current.numbers == numbers
    assert again.undo() is None


def test_skip_comes_back_at_the_end(store: Store, clock: Clock) -> None:
    session = Session([deck(3)], store, now=clock)
    session.skip()
    assert session.counts.total == 3
    assert asked(session) == ["t1", "t2", "t0"]
    session = Session([deck(1, "u")], store, now=clock)
    session.skip()
    assert session.current is not None  # it is the only one


def test_bury_and_suspend_and_their_undoing(store: Store, clock: Clock) -> None:
    session = Session([deck(4)], store, now=clock)
    session.bury()
    session.suspend()
    assert asked(Session([deck(4)], store, now=clock))[:1] == ["t2"]
    undone = session.undo()
    assert undone is not None
    assert undone.card.id == "t1"
    undone = session.undo()
    assert undone is not None
    assert undone.card.id == "t0"
    assert session.current is not None
    assert session.current.card.id == "t0"
    session.bury()
    session.suspend()
    clock.go(days=1)
    ids = asked(Session([deck(4)], store, now=clock))
    assert "t0" in ids
    assert "t1" not in ids


@given(st.lists(st.sampled_from([1, 2, 3, 4, "undo", "skip", "bury", "suspend"]), max_size=25))
def test_whatever_is_done_the_log_and_the_memory_agree(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int | str]
) -> None:
    store, clock = Store(Path("nowhere.db"), create=False), Clock()
    session = Session([deck(4)], store, now=clock)
    for step in steps:
        clock.go(minutes=3)
        if step == "undo":
            session.undo()
        elif session.current is not None:
            if isinstance(step, int):
                session.grade(step)
            else:
                getattr(session, step)()
    counted = {card: kept.memory.reps for card, kept in store.kept().items() if kept.memory.reps}
    logged = Counter(review.key for review in store.reviews())
    assert counted == logged
    assert session.answered == len(store.reviews())
    while session.undo():
        pass
    assert store.reviews() == []
    assert all(kept.memory.reps == 0 and not kept.suspended for kept in store.kept().values())


def test_two_quizzes_at_once(tmp_path: Path, clock: Clock) -> None:
    one = Session([deck(2)], Store(tmp_path / "r.db"), now=clock)
    other = Session([deck(2)], Store(tmp_path / "r.db"), now=clock)
    assert one.grade(4) is not None
    assert other.grade(4) is None  # the same card, answered there
    assert "another quiz" in other.notices[0]
    assert other.current is not None
    assert other.current.card.id == "t1"
    assert other.grade(4) is not None
    assert len(other.store.reviews()) == 2


def test_an_edited_text_keeps_its_history(store: Store, clock: Clock) -> None:
    asked(Session([deck(2)], store, now=clock))
    edited = decks.parse(
        '# new\ntitle = "t"\n[[card]]\nid = "t0"\nkind = "cloze"\ntext = "now [[a gap]]"\n',
        Path("t.toml"),
    )
    assert Session([edited], store, now=clock).current is None
    clock.go(days=20)
    session = Session([edited], store, now=clock)
    assert session.current is not None
    assert session.current.text == "now ____"
    assert session.counts.due == 1


def test_a_card_without_a_sum_is_left_out_and_named(store: Store, clock: Clock) -> None:
    broken = SUM.replace('formula = "w - eta*g"', 'formula = "w/7"').replace("run", "# run")
    session = Session([deck(1, extra=broken)], store, now=clock)
    assert asked(session) == ["t0"]
    assert "'sum' was left out" in session.notices[0]


def test_the_summary_says_what_was_hard(store: Store, clock: Clock) -> None:
    session = Session([deck(3)], store, now=clock)
    for card, grade in (("t0", 1), ("t1", 2), ("t0", 1), ("t1", 4), ("t0", 4), ("t2", 4)):
        assert session.current is not None
        assert session.current.card.id == card
        session.grade(grade)
        clock.go(minutes=10)
    summary = session.summary()
    assert summary.answered == 6
    assert summary.remembered == 4
    assert summary.grades == (2, 1, 0, 3)
    assert [(item.card.id, item.text, item.again) for item in summary.hard] == [
        ("t0", "q0", 2),
        ("t1", "q1", 0),
    ]


def test_leeches_are_named(store: Store, clock: Clock) -> None:
    session = Session([deck(1)], store, now=clock)
    session.grade(4)
    found = []
    for _ in range(8):
        clock.go(days=400)
        session = Session([deck(1)], store, now=clock)
        graded = session.grade(1)
        assert graded is not None
        found.append(graded.is_leech)
        clock.go(minutes=10)
        session = Session([deck(1)], store, now=clock)
        session.grade(4)
    assert found == [False] * 7 + [True]


def test_where_a_card_is_edited_and_what_it_shows(store: Store, clock: Clock) -> None:
    session = Session([deck(0, extra=SUM)], store, now=clock)
    assert session.place == (Path("t.toml"), 3)
    assert session.shown_run is not None
    assert session.shown_run.at == 0
    assert Session([deck(1)], store, now=clock).shown_run is None


def test_due_cards_are_asked_across_a_midnight(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 24, 23, 50, tzinfo=UTC)
    session = Session([deck(1)], store, now=clock)
    session.grade(3)
    clock.go(minutes=11)
    assert session.current is not None
    session.grade(3)
    due = store.of("t", "t0").memory.due_day
    assert due is not None
    assert due >= date(2026, 11, 25)
    assert {review.day for review in store.reviews()} == {date(2026, 11, 24)}


def test_the_summary_counts_what_comes_back_within_minutes_as_due(
    store: Store, clock: Clock
) -> None:
    session = Session([deck(1)], store, now=clock)
    session.grade(1)
    assert session.summary().due_tomorrow == 1  # "saved: again, back in 1 min"
    session.undo()
    assert session.summary().due_tomorrow == 0
    session.suspend()
    assert session.summary().due_tomorrow == 0


def test_a_card_that_is_edited_away_is_not_asked(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "t.toml"
    card = '[[card]]\nid = "t{0}"\nkind = "basic"\nquestion = "q{0}"\nanswer = "a"\n'
    path.write_text('title = "t"\n' + "".join(map(card.format, range(4))))
    session = Session([decks.load(path)], store, now=clock)
    session.skip()
    session.grade(4)
    path.write_text('title = "t"\n' + card.format(2) + card.format(3).replace("q3", "better"))
    session.reread()
    assert session.undo() is None, "what is gone is not asked again"
    texts = []
    while session.current is not None:
        texts.append(session.current.text)
        session.grade(4)
    assert texts == ["q2", "better"]
