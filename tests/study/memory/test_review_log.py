"""The review history as JSON lines: out, in, merged; and suspicion."""

import json
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest

from gdtui.study.cards.card import CardKey
from gdtui.study.memory import review_log
from gdtui.study.memory.review_log import HistoryError
from gdtui.study.memory.store import Store
from tests.study.memory.reviews import NOW, answer


def filled(path: Path, prefix: str, zone: timezone) -> Store:
    store = Store(path)
    for n in range(10):
        answer(store, f"{prefix}{n % 3}", 1 + n % 4, (NOW + timedelta(days=n)).astimezone(zone))
    return store


def written(store: Store, path: Path) -> Path:
    path.write_text("".join(f"{line}\n" for line in review_log.lines(store.reviews(undone=True))))
    return path


def test_a_history_moves_to_another_machine(tmp_path: Path) -> None:
    store = filled(tmp_path / "a.db", "c", timezone(timedelta(hours=1)))
    last = store.last({CardKey("d", "c0")})
    assert last is not None
    store.undo(last)
    file = written(store, tmp_path / "h.jsonl")
    other = Store(tmp_path / "b.db")
    assert other.add(review_log.History(file)) == 10
    assert other.reviews(undone=True) == store.reviews(undone=True)
    assert other.kept() == store.kept()
    assert other.add(review_log.History(file)) == 0
    assert written(other, tmp_path / "again.jsonl").read_text() == file.read_text()


def test_two_histories_are_merged_both_ways(tmp_path: Path) -> None:
    one = filled(tmp_path / "a.db", "c", UTC)
    other = filled(tmp_path / "b.db", "c", UTC)
    mine, theirs = written(one, tmp_path / "1"), written(other, tmp_path / "2")
    one.add(review_log.History(theirs))
    other.add(review_log.History(mine))
    assert {r.uid for r in one.reviews()} == {r.uid for r in other.reviews()}
    assert len(one.reviews()) == 20


def test_every_line_is_json_with_what_is_known(tmp_path: Path) -> None:
    store = filled(tmp_path / "a.db", "c", UTC)
    first = json.loads(next(review_log.lines(store.reviews())))
    assert next(iter(first)) == "event"
    assert first["event"] == "review"
    assert first["at"] == "2026-11-24T12:00:00.000+00:00"
    assert (first["card"], first["grade"], first["day"]) == ("c0", 1, "2026-11-24")


GOOD = {
    "event": "review",
    "uid": "u",
    "card": "c",
    "at": "2026-11-24T12:00:00.000+01:00",
    "day": "2026-11-24",
    "grade": 3,
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"grade": 5}, "grade must be"), ({"grade": None}, "grade must be"), ({"uid": 3}, "uid"),
        ({"card": ""}, "card"), ({"at": "yesterday"}, "at must be"), ({"day": "2026-13-01"}, "at"),
        ({"at": "2026-11-24T12:00:00"}, "distance from UTC"), ({"retention": 0}, "retention"),
        ({"retention": "x"}, "retention"), ({"phase": 9}, "phase"), ({"seed": -1}, "seed"),
        ({"seed": 2**70}, "seed"), ({"params": [1]}, "params"), ({"answer": {}}, "answer"),
        ({"event": "step_taken"}, '"event": "review"'), ({"at": "9999-12-31T23:59:59+00:00"}, "at"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    path = tmp_path / "h.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n\n{json.dumps({**GOOD, **changes})}\n")
    with pytest.raises(HistoryError, match=r"^line 3: ") as error:
        list(review_log.History(path))
    assert says in str(error.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"{", b"x" * 30000, b"[" * 20000])
def test_what_is_no_history(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "h.jsonl"
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="line 1"):
        list(review_log.History(path))


def test_the_least_that_a_line_needs(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    path.write_text(json.dumps(GOOD))
    (review,) = review_log.History(path)
    assert (review.zone, review.graded_by, review.phase) == (60, "self", 0)
