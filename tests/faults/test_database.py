"""A database whose rows make no sense, or that is more than a database: what is sound is kept."""

import random
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from gdtui.files import paths
from gdtui.study.memory import statistics
from gdtui.study.memory.store import Store
from tests.cli.commands import Here
from tests.cli.conftest import gdtui as gdtui  # noqa: PLC0414 (a fixture)
from tests.study.memory.reviews import answer

ENDLESS = "WITH RECURSIVE n(phase) AS (SELECT 1 UNION ALL SELECT 1 FROM n)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.db"
    store = Store(path)
    for card in ("a", "a", "b"):
        answer(store, card)
    store.close()
    return path


def changed(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "difficulty = 'x'", "stability = 9e999", "phase = 7", "reps = X'00FF'", "reps = -1e300",
        "last_day = '2024-13-45'", "due_at = 'now'", "buried_until = X'1B'",
    ],
)  # fmt: skip
def test_a_card_that_makes_no_sense_is_worked_out_from_the_log(path: Path, change: str) -> None:
    store = Store(path)
    sound = store.kept()
    store.close()
    changed(path, f"UPDATE card SET {change} WHERE id = 'a'")
    store = Store(path)
    assert store.kept() == sound
    assert store.notices == []
    answer(store, "a")
    assert store.saves


@pytest.mark.parametrize(
    "change",
    [
        "params = '2024-13-45'", "params = 'inf'", "params = '[1]'", "retention = -1",
        "day = '2024-13-45'", "at = 'x'", "zone = 1e9", "phase = 9", "uid = X'D1'", "ms = 'soon'",
    ],
)  # fmt: skip
def test_a_line_of_the_log_that_makes_no_sense_is_left_out_and_stays(
    path: Path, change: str
) -> None:
    changed(path, f"UPDATE review SET {change} WHERE id = 1")
    store = Store(path)
    assert sorted(review.card for review in store.reviews()) == ["a", "b"]
    assert len(store.reviews(undone=True)) == 2
    assert store.notices == [
        "reviews.db: some of its lines make no sense; they are left out, and stay in the file"
    ]
    store.close()
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM review").fetchone() == (3,)
    db.close()


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE VIEW more AS SELECT 1",),
        ("CREATE TRIGGER t AFTER INSERT ON review BEGIN DELETE FROM card; END",),
        ("ALTER TABLE review DROP COLUMN mistake",),
        (
            "DROP TABLE card",
            f"CREATE VIEW card AS {ENDLESS} SELECT phase, NULL AS buried_until FROM n",
        ),
    ],
)
def test_what_is_no_table_of_ours_is_damage(path: Path, statements: tuple[str, ...]) -> None:
    changed(path, *statements)
    store = Store(path)
    (notice,) = store.notices
    assert notice.startswith("reviews.db was damaged; it was set aside as reviews.db.damaged-")
    assert store.reviews() == []
    answer(store, "a")
    assert store.saves


def test_a_damaged_database_that_has_copies_leads_to_them(path: Path) -> None:
    copy = path.parent / "backups" / "reviews-2026-11-24.db"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(path.read_bytes())
    path.write_bytes(b"not a database at all" * 50)
    (notice,) = Store(path).notices
    assert notice.endswith("and a new one begun; `gdtui deck restore` lists its copies")


@pytest.mark.parametrize("seed", range(12))
def test_bits_flipped_in_the_file(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    used = [at for at, byte in enumerate(content) if byte and at >= 100]  # but for the header
    for _ in range(10):
        content[chance.choice(used)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    store = Store(path)
    assert len(store.notices) <= 1
    before = len(store.reviews())
    answer(store, "new")
    assert [review.card for review in store.reviews()][-1] == "new"
    assert len(store.reviews()) == before + 1
    statistics.tally(store, date.today())
    store.close()


def test_sequences_in_cards_and_mistakes_are_shown(gdtui: Here) -> None:
    paths.state().mkdir(parents=True)
    store = Store(paths.reviews())
    answer(store, "one-step-from-slope", grade=1)
    store.close()
    changed(
        paths.reviews(),
        "UPDATE review SET deck = 'source-text', mistake = char(27) || ']0;p' || char(7)",
        "UPDATE card SET deck = 'source-text'",
    )
    said = gdtui("quiz", "--stats")
    assert said.code == 0
    assert r"Mistake, 1×: \x1b]0;p\x07" in said.out
    changed(
        paths.reviews(),
        "UPDATE review SET card = char(27) || ']0;p' || char(7)",
        "UPDATE card SET id = char(27) || ']0;p' || char(7)",
    )
    for command in (["quiz", "--stats"], ["deck", "list"], ["deck", "export", "--history"]):
        said = gdtui(*command)
        assert said.code == 0
        assert not {"\x1b", "\x07"} & {*said.out, *said.err}
