"""Much of everything, scaled down: what grows with it, and what must not."""

import sqlite3
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.events import Event
from gdtui.engine.run import Run
from gdtui.files import csv_table, recording
from gdtui.files.replay import replay
from gdtui.files.settings import UserSettings
from gdtui.study.cards import anki
from gdtui.study.cards.card import CardKey
from gdtui.study.cards.decks import parse
from gdtui.study.memory import statistics
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenCards
from gdtui.tui.screens.decks import DeckList
from tests.study.memory.reviews import NOW
from tests.tui.screen import shows, until


def most_memory(work: Callable[[], object]) -> int:
    """The most bytes that Python held at a time while working."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def recorded(path: Path, steps: int) -> Path:
    run = Run(RunConfig(objective="rosenbrock", learning_rate=1e-4, max_steps=steps))
    events: list[Event] = [*run.advance(0), *run.advance(steps)]
    path.write_text("\n".join(recording.lines(events)) + "\n")
    return path


def test_a_recording_ten_times_as_long_takes_no_more_memory(tmp_path: Path) -> None:
    paths = [recorded(tmp_path / f"{steps}.jsonl", steps) for steps in (1_000, 10_000)]
    replay(recording.load(paths[0]))  # what is imported and cached
    short, long = (
        most_memory(lambda path=path: replay(recording.load(path)))  # type: ignore[misc]
        for path in paths
    )
    assert long < 2 * short


def test_a_table_is_read_in_portions_and_can_be_given_up(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "1,2\n3,4\n" * 50_000)
    told: list[float] = []
    assert csv_table.read(table, progress=told.append).data.size == 100_000
    assert len(told) >= 5
    assert told == sorted(told)

    class NoPatienceError(Exception):
        pass

    def give_up(share: float) -> None:
        if share > 0.4:
            raise NoPatienceError

    with pytest.raises(NoPatienceError):
        csv_table.read(table, progress=give_up)


def test_thousands_of_cards_are_due(tmp_path: Path) -> None:
    text = 'title = "Many"\n' + "".join(
        f'[[card]]\nid = "c{n}"\nkind = "basic"\nquestion = "?"\nanswer = "!"\n'
        for n in range(2000)
    )
    path = tmp_path / "reviews.db"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.executemany(
            "INSERT INTO card(deck, id, phase, stability, difficulty, due_day, last_day, reps) "
            "VALUES ('many', ?, 2, 10.0, 5.0, '2020-01-01', '2019-12-20', 5)",
            [(f"c{n}",) for n in range(2000)],
        )
    db.close()
    store = Store(path)
    settings = UserSettings(reviews_a_day=9999)
    deck = parse(text, tmp_path / "many.toml")
    session = Session([deck], store, settings=settings, now=lambda: NOW)
    assert session.counts.due == 2000
    for _ in range(5):
        session.grade(3)
    assert session.counts.due == 1995
    assert store.answers() == 5
    store.close()


def answered_for(path: Path, days: int) -> Path:
    """A log of 50 answers a day on 50 cards, for so many days up to today."""
    Store(path).close()
    today = study_day(local_now())
    with sqlite3.connect(path) as db:
        db.executemany(
            "INSERT INTO card(deck, id) VALUES ('d', ?)", [(f"c{n}",) for n in range(50)]
        )
        db.executemany(
            "INSERT INTO review(uid, kind, deck, card, at, zone, day, grade, graded_by, phase, "
            "retention) VALUES (?, 'review', 'd', ?, 0, 0, ?, 3, 'self', 2, 0.9)",
            (
                (f"{day}/{n}", f"c{n}", (today - timedelta(days=day)).isoformat())
                for day in range(days)
                for n in range(50)
            ),
        )
    db.close()
    return path


@pytest.mark.parametrize(
    "work",
    [
        lambda store: statistics.tally(store, date.today()),
        lambda store: sum(1 for _ in store.whole_log()),
        lambda store: store.last({CardKey("", "unknown")}),
    ],
    ids=["statistics", "export", "undo"],
)
def test_a_long_log_is_never_held_whole(tmp_path: Path, work: Callable[[Store], object]) -> None:
    store = Store(answered_for(tmp_path / "reviews.db", 1000))
    whole = most_memory(store.reviews)
    assert most_memory(lambda: work(store)) < whole / 10
    store.close()


async def test_a_long_log_is_counted_while_the_screen_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = Store(answered_for(tmp_path / "reviews.db", 100))
    app = GdtuiApp(first=OpenCards(Collection([], store)), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "all decks")
        with monkeypatch.context() as patched:
            patched.setattr(store, "days", lambda: [date.today()] * 1_000_000)
            await pilot.press("s")
            assert await shows(pilot, "Counting the answers: ")
            await pilot.press("escape")
            assert await until(pilot, lambda: isinstance(app.screen, DeckList))
        await pilot.press("s")
        assert await shows(pilot, "Answers: 50 today, 5000 in all.")
        assert await shows(pilot, "Remembered: 100% of 1550 in the last 30 days, 100% of 5000 in")
    store.close()


def test_what_is_kept_of_a_run_does_not_grow_with_its_steps() -> None:
    def run_of(steps: int) -> Run:
        run = Run(RunConfig(objective="rosenbrock", learning_rate=1e-4))
        while run.step < steps:
            for _ in run.advance(1_000):
                pass
        return run

    run_of(1_000)
    short, long = most_memory(lambda: run_of(10_000)), most_memory(lambda: run_of(40_000))
    assert long < 2 * short
    run = run_of(20_000)
    there = run.params
    run.seek(7)
    run.seek(20_000)
    assert run.params == there


def notes_of(path: Path, count: int) -> Path:
    """A file of so many of Anki's notes."""
    path.write_text(
        "#separator:tab\n#html:true\n#guid column:1\n"
        + "".join(f"k{n}#x\tWhat is <b>{n}</b>?\t<div>It is {n}.</div>\n" for n in range(count))
    )
    return path


def test_ten_times_as_many_notes_take_no_more_memory_but_for_their_ids(tmp_path: Path) -> None:
    def read(path: Path) -> int:
        with anki.imported(path, "t") as made:
            for _ in made.pieces():
                pass
            return made.cards

    few, many = (notes_of(tmp_path / f"{n}.txt", n) for n in (100, 40_000))
    read(few)  # what is imported and cached
    most = most_memory(lambda: read(many))
    assert most < 4 * anki.importing.IN_MEMORY  # the rest of the deck waits on disk


def test_an_import_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[float] = []
    with anki.imported(notes_of(tmp_path / "n.txt", 10_000), "t", told.append) as made:
        assert made.cards == 10_000
    assert len(told) >= 5
    assert told == sorted(told)
    assert told[-1] <= 1
