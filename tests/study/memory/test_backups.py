"""A copy a day, a few of them, and one of them in the place of the database."""

import os
import sqlite3
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from gdtui.study.memory import backups
from gdtui.study.memory.backups import BackupError, begin, copies, make, restore
from gdtui.study.memory.records import CRAM
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.study.memory.store import Store
from tests.study.memory.reviews import DECK, answer, review

TODAY = study_day(local_now())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.db"
    store = Store(path)
    answer(store)
    store.close()
    return path


def cards(path: Path) -> list[str]:
    store = Store(path, create=False)
    found = [review.card for review in store.reviews()]
    store.close()
    return found


def answered(path: Path, card: str) -> None:
    store = Store(path)
    answer(store, card)
    store.close()


def copied(path: Path) -> bool:
    """Whether today's first opening made a copy."""
    thread = begin(path)
    if thread is not None:
        thread.join(10)
    return thread is not None


def test_the_first_opening_of_a_day_makes_a_copy(path: Path) -> None:
    assert copied(path)
    (copy,) = copies(path)
    assert copy.day == TODAY
    assert copy.path == path.parent / "backups" / f"reviews-{TODAY}.db"
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert copy.path.parent.stat().st_mode & 0o777 == 0o700
    assert backups.answers(copy.path) == 1
    answered(path, "d")
    assert not copied(path), "the second opening of the day"
    assert backups.answers(copy.path) == 1


def test_nothing_new_since_the_last_copy_is_no_reason_for_another(path: Path) -> None:
    make(path, TODAY - timedelta(days=3))
    assert not copied(path)
    answered(path, "d")
    assert copied(path)
    assert [copy.day for copy in copies(path)] == [TODAY, TODAY - timedelta(days=3)]


def test_no_database_no_copy(tmp_path: Path) -> None:
    assert begin(tmp_path / "reviews.db") is None
    (tmp_path / "reviews.db").touch()
    assert begin(tmp_path / "reviews.db") is None


def test_a_few_are_kept_the_newest(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(10)]
    for day in days:
        make(path, day)
    assert [copy.day for copy in copies(path)] == days[:2:-1]
    monkeypatch.setattr(backups, "MOST_BYTES", 2.5 * path.stat().st_size)
    make(path, days[-1])
    assert [copy.day for copy in copies(path)] == days[:-3:-1]
    monkeypatch.setattr(backups, "MOST_BYTES", 1)
    make(path, days[-1])
    assert [copy.day for copy in copies(path)] == [days[-1]]


def test_other_files_are_left_alone(path: Path) -> None:
    folder = backups.folder(path)
    folder.mkdir()
    for name in ("mine.db", "reviews-2026-02-30.db", "reviews-2026-01-01.db.old"):
        (folder / name).write_text("x")
    for n in range(9):
        make(path, date(2026, 1, 1) + timedelta(days=n))
    assert len(copies(path)) == 7
    assert (folder / "mine.db").read_text() == "x"
    assert len(list(folder.iterdir())) == 10


def test_a_quiz_writes_while_a_copy_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(path)
    for n in range(400):
        answer(store, f"c{n}")
    monkeypatch.setattr(backups, "PAGES", 1)
    thread = threading.Thread(target=make, args=(path, TODAY))
    thread.start()
    for n in range(20):
        answer(store, f"d{n}")
    thread.join(30)
    assert store.saves
    assert len(store.reviews()) == 421
    assert backups.answers(copies(path)[0].path) >= 401
    store.close()


# What keeps a copy from being made


def test_a_copy_that_fails_leaves_nothing_and_is_no_reason_to_stop(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(path, date(2026, 1, 1))
    answered(path, "d")

    def full(*args: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(BackupError, match="No space left on device"):
            make(path, TODAY)
        assert copied(path)  # a thread was begun, and it has said nothing
    assert [copy.day for copy in copies(path)] == [date(2026, 1, 1)]
    assert len(list(backups.folder(path).iterdir())) == 1


def test_a_folder_that_cannot_be_made(path: Path) -> None:
    backups.folder(path).write_text("a file")
    with pytest.raises(BackupError, match="cannot be written"):
        make(path, TODAY)
    assert copied(path)
    assert copies(path) == []


def test_what_a_killed_copy_has_left_is_swept_away(path: Path) -> None:
    make(path, TODAY)
    left = backups.folder(path) / f".reviews-{TODAY}.db.abc"
    left.write_text("half")
    make(path, TODAY)
    assert not left.exists()


# Restoring


def test_a_copy_takes_the_place_of_the_database_which_is_kept(path: Path) -> None:
    copy = make(path, TODAY)
    answered(path, "d")
    kept = restore(path, copy.path)
    assert cards(path) == ["c"]
    assert kept is not None
    assert kept.name.startswith("reviews.db.before-restore-")
    assert cards(kept) == ["c", "d"]
    assert path.stat().st_mode & 0o777 == 0o600
    again = restore(path, kept)
    assert again not in (None, kept)
    assert cards(path) == ["c", "d"]


def test_a_damaged_database_is_kept_as_it_is(path: Path) -> None:
    copy = make(path, TODAY)
    path.write_bytes(b"no database")
    kept = restore(path, copy.path)
    assert kept is not None
    assert kept.read_bytes() == b"no database"
    assert cards(path) == ["c"]


def test_without_a_database(path: Path) -> None:
    copy = make(path, TODAY)
    path.unlink()
    assert restore(path, copy.path) is None
    assert cards(path) == ["c"]


def test_a_damaged_copy_is_refused_and_changes_nothing(path: Path) -> None:
    copy = make(path, TODAY).path
    before = path.read_bytes()
    content = bytearray(copy.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    copy.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        restore(path, copy)
    copy.unlink()
    with pytest.raises(BackupError, match="no file"):
        restore(path, copy)
    with sqlite3.connect(copy) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    db.close()
    with pytest.raises(BackupError, match="not a copy of what was learned"):
        restore(path, copy)
    assert path.read_bytes() == before
    assert len([*path.parent.iterdir()]) == 3  # with its journal, and the folder


def test_an_open_quiz_notices_that_another_database_is_there(path: Path) -> None:
    copy = make(path, TODAY)
    store = Store(path)
    answer(store, "d")
    restore(path, copy.path)
    answer(store, "e")
    assert not store.saves
    assert "moved, replaced or deleted" in store.notices[0]
    assert cards(path) == ["c"]
    store.close()


def test_a_copy_has_as_many_answers_as_the_database_says(path: Path) -> None:
    store = Store(path)
    answer(store, "other")
    store.note(replace(review("c"), kind=CRAM))
    store.suspend(DECK, "c")
    store.undo(answer(store, "third"))
    copy = make(path, TODAY)
    assert backups.answers(copy.path) == store.answers() == 2
    store.close()
