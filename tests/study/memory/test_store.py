"""The database: what was shown as saved is saved, whatever happens to the process or the disk."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.study.cards.card import CardKey
from gdtui.study.memory import review_log
from gdtui.study.memory.database import StoreError
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import Memory, graded, study_day
from gdtui.study.memory.store import AnsweredElsewhereError, Store
from gdtui.study.memory.tables import MIGRATIONS, replayed
from tests.study.memory.reviews import NOW, answer, review


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "gdtui" / "reviews.db"


def test_an_answer_is_there_after_opening_again(path: Path) -> None:
    store = Store(path)
    one = answer(store)
    kept = store.of("d", "c")
    store.close()
    again = Store(path)
    assert again.reviews() == [one]
    assert again.of("d", "c") == kept
    assert (kept.memory.reps, kept.memory.phase) == (1, 1)
    assert (again.saves, again.notices) == (True, [])


def test_the_file_is_the_owners_alone(path: Path) -> None:
    store = Store(path)
    answer(store)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    for other in path.parent.iterdir():
        assert other.stat().st_mode & 0o777 == 0o600


def test_no_wal_since_homes_may_be_network_drives(path: Path) -> None:
    store = Store(path)
    assert store._database.connection.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
    assert store._database.connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_listing_makes_no_file(path: Path) -> None:
    store = Store(path, create=False)
    assert store.kept() == {}
    assert store.notices == []
    assert not path.parent.exists()


# Killed


@pytest.mark.xdist_group("killed")
def test_kill_9_at_a_hundred_moments(tmp_path: Path) -> None:
    """Every grade shown as taken is in the database, at most one more, and it opens."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.study.killed", str(tmp_path), "100"],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=Path(__file__).parents[2],
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 100, done.stderr
    for line in lines:
        shown, rows, reps, sound = line.split(maxsplit=3)
        assert int(shown) <= int(rows) <= int(shown) + 1
        assert (reps, sound) == (rows, "ok")
    assert len({line.split()[1] for line in lines}) > 5  # the moments were different ones


# Two at once


def test_two_quizzes_at_once_lose_nothing(path: Path) -> None:
    Store(path).close()
    written: list[str] = []
    failed: list[BaseException] = []

    def write(prefix: str) -> None:
        try:
            store = Store(path)
            written.extend(answer(store, f"{prefix}{n % 5}").uid for n in range(40))
            assert store.saves
            store.close()
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert {one.uid for one in Store(path).reviews()} == set(written)
    assert len(written) == 120


def test_a_card_answered_elsewhere_is_not_answered_twice(path: Path) -> None:
    one, other = Store(path), Store(path)
    before = one.of("d", "c").memory
    answer(other)
    with pytest.raises(AnsweredElsewhereError):
        one.record(review(), before, graded(before, 3, NOW, card_id="c").memory)
    assert len(one.reviews()) == 1
    assert one.of("d", "c").memory.reps == 1


# Disks


def full(store: Store) -> None:
    """No page more than there are."""
    pages = store._database.connection.execute("PRAGMA page_count").fetchone()[0]
    store._database.connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_told_once_and_work_goes_on(path: Path) -> None:
    store = Store(path)
    before = [answer(store, f"c{n}") for n in range(3)]
    full(store)
    for n in range(200):
        answer(store, f"d{n}")
    assert not store.saves
    (notice,) = store.notices
    assert "full" in notice
    assert "not kept" in notice
    assert len(store.reviews()) == 203
    assert store.of("d", "c0").memory.reps == 1
    store.close()
    again = Store(path)
    assert again.saves
    kept = again.reviews()
    assert kept[:3] == before
    assert all(one.card.startswith(("c", "d")) for one in kept)


def refusing(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    """As root, a folder refuses nothing: SQLite is made to say what it would say."""

    def connect(*args: object, **kwargs: object) -> sqlite3.Connection:
        if args[0] == ":memory:":
            return real(*args, **kwargs)  # type: ignore[call-overload, no-any-return]
        raise sqlite3.OperationalError(message)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)


@pytest.mark.parametrize(
    "message",
    [
        "unable to open database file",
        "attempt to write a readonly database",
        "database is locked",
        "disk I/O error",
    ],
)
def test_a_home_that_cannot_be_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    refusing(monkeypatch, message)
    store = Store(path)
    answer(store)
    answer(store)
    assert store.of("d", "c").memory.reps == 2
    assert not store.saves
    (notice,) = store.notices
    assert message in notice
    assert str(path) in notice


def test_a_home_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    store = Store(tmp_path / "state" / "gdtui" / "reviews.db")
    answer(store)
    assert len(store.notices) == 1
    assert "Not a directory" in store.notices[0]


def only_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are opened for reading alone."""
    real = sqlite3.connect

    def connect(target: object, **kwargs: object) -> sqlite3.Connection:
        if target == ":memory:":
            return real(":memory:", isolation_level=None)
        return real(f"file:{target}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr(sqlite3, "connect", connect)


def test_a_read_only_file_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was learned is still known; what is learned now is not kept, and that is said."""
    store = Store(path)
    answer(store)
    store.close()
    only_reading(monkeypatch)
    again = Store(path)
    assert again.of("d", "c").memory.reps == 1
    answer(again)
    assert again.of("d", "c").memory.reps == 2
    assert len(again.notices) == 1


# Files that are not what they should be


def damage_header(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 200)


def damage_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])


def drop_table(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("DROP TABLE review")
    db.commit()
    db.close()


def somebody_elses(path: Path) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE bookmarks (url TEXT)")
    db.commit()
    db.close()


@pytest.mark.parametrize(
    "damage", [damage_header, damage_middle, cut_short, drop_table, somebody_elses]
)
def test_a_damaged_file_is_set_aside_and_named(path: Path, damage: Callable[[Path], None]) -> None:
    for _ in range(2):  # the second time there is one aside already
        store = Store(path)
        for n in range(30):
            answer(store, f"c{n}")
        store.close()
        damage(path)
        content = path.read_bytes()
        again = Store(path)
        (notice,) = again.notices
        assert "reviews.db was damaged" in notice
        aside = path.with_name(notice.split("set aside as ")[1].split(",")[0])
        assert aside.name.startswith(f"reviews.db.damaged-{date.today().isoformat()}")
        assert aside.read_bytes() == content
        assert again.reviews() == []
        answer(again)
        assert again.saves
        again.close()
        path.unlink()


def test_an_empty_file_is_a_new_database(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    assert Store(path).notices == []


def test_a_newer_format_is_refused_in_a_sentence(path: Path) -> None:
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    content = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer gdtui \(format 99") as error:
        Store(path)
    assert str(error.value).count("\n") == 0
    assert path.read_bytes() == content


def test_an_older_format_is_migrated_with_a_copy_kept(path: Path) -> None:
    store = Store(path)
    one = answer(store)
    store.close()
    later = (*MIGRATIONS, "ALTER TABLE review ADD COLUMN mood TEXT")
    again = Store(path, migrations=later)
    assert again.reviews() == [one]
    assert again._database.connection.execute("PRAGMA user_version").fetchone()[0] == len(later)
    assert again._database.connection.execute("SELECT mood FROM review").fetchone()[0] is None
    copy = path.with_name("reviews.db.format-2")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert Store(copy).reviews() == [one]


OLD = """
INSERT INTO card(id, phase, stability, difficulty, due_day, last_day, reps, suspended, buried_until)
  VALUES ('c', 2, 8.3, 1.0, '2026-12-03', '2026-11-24', 1, 1, NULL),
         ('d', 2, 8.3, 1.0, '2026-12-02', '2026-11-24', 1, 0, '2026-11-26');
INSERT INTO review(uid, card, at, zone, day, grade, graded_by, phase, retention)
  VALUES ('u1', 'c', 1795521600000, 60, '2026-11-24', 4, 'self', 0, 0.9),
         ('u2', 'd', 1795521700000, 60, '2026-11-24', 4, 'self', 0, 0.9);
"""


def of_version_1(path: Path) -> None:
    """A database as it was before decks stood in it."""
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as db:
        db.executescript(MIGRATIONS[0] + OLD + "PRAGMA user_version = 1;")
    db.close()


def test_cards_of_an_older_format_find_their_decks(path: Path) -> None:
    of_version_1(path)
    store = Store(path)
    assert store.notices == []
    assert store.has_cards_without_a_deck()
    store.adopt([CardKey("first", "c"), CardKey("other", "c"), CardKey("other", "e")])
    kept = store.kept()
    assert {*kept} == {("first", "c"), ("", "d")}
    assert kept[CardKey("first", "c")].suspended
    assert kept[CardKey("", "d")].buried_until == date(2026, 11, 26)
    assert kept[CardKey("first", "c")].memory.due_day == date(2026, 12, 3), "as it was promised"
    store.adopt([CardKey("late", "d")])
    assert not store.has_cards_without_a_deck()
    assert store.of("late", "d").memory.reps == 1
    assert [review.deck for review in store.reviews()] == ["first", "late"]
    store.unsuspend("first", "c")
    undone = [store.undo_last() for _ in range(5)]
    assert [line and (line.kind, line.card) for line in undone] == [
        ("unsuspend", "c"),
        ("review", "d"),
        ("review", "c"),
        ("bury", "d"),
        ("suspend", "c"),
    ]
    assert set(store.kept().values()) == {Kept()}
    assert store.undo_last() is None


def test_a_card_that_was_asked_under_its_deck_too(path: Path) -> None:
    of_version_1(path)
    store = Store(path)
    answer(store, "c", 3)
    store.adopt([CardKey("d", "c")])
    assert store.of("d", "c").memory.reps == 2
    assert {*store.kept()} == {("d", "c"), ("", "d")}
    assert replayed(store.log(card=CardKey("d", "c"))) == store.of("d", "c")


def test_a_deck_that_was_renamed_takes_what_was_learned_along(path: Path) -> None:
    store = Store(path)
    answer(store, "a")
    answer(store, "b", 4)
    learned = [store.of("d", "a"), store.of("d", "b")]
    assert store.rename("d", "new") == 2
    assert [store.of("new", "a"), store.of("new", "b")] == learned
    assert {*store.kept()} == {("new", "a"), ("new", "b")}
    answer(store, "a")  # under the old name again
    assert store.rename("d", "new") == 1
    assert store.of("new", "a").memory.reps == 2
    assert store.rename("d", "new") == 0


def test_an_older_format_that_cannot_be_written_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_version_1(path)
    content = path.read_bytes()
    only_reading(monkeypatch)
    store = Store(path)
    assert store.of("", "c").memory.reps == 1
    assert not store.saves
    assert len(store.notices) == 1
    assert path.read_bytes() == content


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    store = Store(path)
    both = [answer(store, "c"), answer(store, "d")]
    store.close()
    broken = "ALTER TABLE review ADD COLUMN mood TEXT; CREATE UNIQUE INDEX once ON review(grade)"
    failed = Store(path, migrations=(*MIGRATIONS, broken))
    assert not failed.saves
    assert len(failed.notices) == 1
    failed.close()
    assert Store(path).reviews() == both


# Undo, and the log as the truth


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 20)), min_size=1, max_size=12))
def test_undo_is_the_log_without_its_last_line(grades: list[tuple[int, int]]) -> None:
    store = Store(Path("nowhere.db"), create=False)
    at = NOW
    memories = [Memory()]
    for grade, days in grades:
        at += timedelta(days=days, minutes=1)
        answer(store, grade=grade, at=at)
        memories.append(store.of("d", "c").memory)
    for expected in reversed(memories[:-1]):
        last = store.last({CardKey("d", "c")})
        assert last is not None
        assert store.undo(last).memory == expected
        assert store.of("d", "c").memory == expected
    assert store.last({CardKey("d", "c")}) is None
    assert len(store.reviews(undone=True)) == len(grades)


def test_undo_after_a_restart(path: Path) -> None:
    store = Store(path)
    answer(store)
    before = store.of("d", "c")
    one = answer(store, grade=4, at=NOW + timedelta(minutes=11))
    store.close()
    again = Store(path)
    last = again.last({CardKey("d", "c"), CardKey("d", "d")})
    assert last == one
    again.undo(one)
    assert again.of("d", "c") == before
    assert [review.uid for review in again.reviews()] != []
    (gone,) = [review for review in again.reviews(undone=True) if review.undone_at]
    assert gone.uid == one.uid


def test_the_log_keeps_its_order_when_the_clock_is_set_back(path: Path) -> None:
    store = Store(path)
    answer(store, grade=4)
    answer(store, grade=1, at=NOW - timedelta(days=30))
    memory = store.of("d", "c").memory
    assert memory.last_day == study_day(NOW)
    first, second = store.reviews()
    assert (first.grade, second.grade) == (4, 1)
    assert replayed(store.reviews()).memory.stability == memory.stability


def test_flags(path: Path) -> None:
    store = Store(path)
    store.suspend("d", "a")
    store.bury("d", "b", date(2026, 11, 25))
    assert store.kept() == {
        ("d", "a"): Kept(suspended=True),
        ("d", "b"): Kept(buried_until=date(2026, 11, 25)),
    }
    store.unsuspend("d", "a")
    store.unbury("d", "b")
    assert set(store.kept().values()) == {Kept()}


def test_forgetting_and_dates_are_undone_and_the_answers_stay(path: Path) -> None:
    store = Store(path)
    answer(store, "c", 4)
    learned = store.of("d", "c")
    store.forget("d", "c", NOW)
    assert store.of("d", "c") == Kept()
    assert len(store.reviews()) == 1
    store.set_due("d", "c", date(2027, 3, 1), NOW)
    assert store.of("d", "c").memory.due_day == date(2027, 3, 1)
    store.close()
    again = Store(path)  # the program was left in between
    line = again.undo_last()
    assert line is not None
    assert (line.kind, line.until) == ("due", date(2027, 3, 1))
    assert again.of("d", "c") == Kept()
    again.undo_last({CardKey("d", "c")})
    assert again.of("d", "c") == learned
    assert again.undo_last({CardKey("d", "other")}) is None


def test_a_forgotten_card_is_learned_from_the_beginning(path: Path) -> None:
    store = Store(path)
    answer(store, "c", 4)
    store.forget("d", "c", NOW)
    answer(store, "c", 3, NOW + timedelta(minutes=1))
    memory = store.of("d", "c").memory
    assert memory.reps == 1
    assert memory.stability == pytest.approx(2.3065)
    assert replayed(store.log()) == store.of("d", "c")
    assert store.times_asked("d", "c") == 2


def test_everything_done_moves_to_another_machine(path: Path, tmp_path: Path) -> None:
    store, other = Store(path), Store(tmp_path / "other.db")
    answer(store, "a", 4)
    store.suspend("d", "a", NOW + timedelta(minutes=1))
    store.set_due("d", "b", date(2027, 1, 1), NOW + timedelta(minutes=2))
    store.bury("d", "c", date(2026, 11, 25), NOW + timedelta(minutes=3))
    store.undo_last()
    history = tmp_path / "h.jsonl"
    history.write_text("\n".join(review_log.lines(store.log(undone=True))))
    assert other.add(review_log.History(history)) == 4
    assert other.kept() == store.kept()
    assert other.log(undone=True) == store.log(undone=True)


def test_how_much_was_done_on_a_day(path: Path) -> None:
    store = Store(path)
    answer(store, "a", 4)
    answer(store, "b", 1)
    answer(store, "b", 4, NOW + timedelta(minutes=2))
    answer(store, "a", 3, NOW + timedelta(days=9))
    assert store.done_on(study_day(NOW)) == {"d": (2, 0)}
    assert store.done_on(study_day(NOW) + timedelta(days=9)) == {"d": (0, 1)}
