"""FSRS fitted to a person's own answers: what counts, what it changes, and what it leaves alone."""

import math
from datetime import date, timedelta
from pathlib import Path

import pytest

from gdtui.study.memory import fitting
from gdtui.study.memory.fitting import FittingError, fit, histories, log_loss
from gdtui.study.memory.schedule import USUAL, Parameters, graded
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store
from tests.study.memory.reviews import NOW, answer
from tests.study.memory.test_session import Clock, deck

OTHERS: Parameters = (0.5, 2.0, 4.0, 16.0, *USUAL[4:])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reviews.db")


def test_the_loss_is_that_of_what_was_foretold(store: Store) -> None:
    answer(store, "a", 4)
    answer(store, "a", 3, NOW + timedelta(minutes=30))  # on the same day: foretold by nobody
    answer(store, "b", 4)
    answer(store, "b", 3, NOW + timedelta(days=9))
    answer(store, "c", 4)
    answer(store, "c", 1, NOW + timedelta(days=9))
    decay = -USUAL[20]
    factor = 0.9 ** (1 / decay) - 1
    recalled = (1 + factor * 9 / 8.2956) ** decay
    loss, count = log_loss(histories(store.log()), USUAL)
    assert count == 2
    assert loss == pytest.approx(-(math.log(recalled) + math.log(1 - recalled)) / 2, rel=1e-9)


def test_a_card_that_was_forgotten_on_purpose_begins_anew(store: Store) -> None:
    answer(store, "a", 4)
    store.forget("d", "a", NOW + timedelta(days=1))
    answer(store, "a", 3, NOW + timedelta(days=9))
    assert [len(answers) for answers in histories(store.log()).values()] == [1, 1]
    assert log_loss(histories(store.log()), USUAL) == (0.0, 0)


def test_too_few_answers_are_counted(store: Store) -> None:
    answer(store, "b", 4)
    answer(store, "b", 3, NOW + timedelta(days=9))
    with pytest.raises(FittingError, match="too few answers to fit FSRS to: 1 came on a later day"):
        fit(store.log())


def test_without_torch_it_says_what_to_install(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "LEAST", 1)

    def without_torch(*_: object) -> None:
        raise ImportError("Optimizer is not installed.")

    monkeypatch.setattr("fsrs.Optimizer", without_torch)
    answer(store, "b", 4)
    answer(store, "b", 3, NOW + timedelta(days=9))
    with pytest.raises(FittingError, match=r"pip install 'gdtui\[optimizer\]'"):
        fit(store.log())


def test_fitted_parameters_change_what_is_known_and_no_day(store: Store) -> None:
    answer(store, "a", 4)
    answer(store, "b", 3)
    answer(store, "b", 3, NOW + timedelta(minutes=11))
    store.suspend("d", "b", NOW + timedelta(minutes=12))
    before = store.kept()
    store.use(OTHERS)
    assert store.parameters() == OTHERS
    now = store.kept()
    for key, kept in now.items():
        assert kept.memory.due_day == before[key].memory.due_day
        assert kept.suspended == before[key].suspended
        assert kept.memory.stability != before[key].memory.stability
    assert now[next(iter(now))].memory.stability == 16.0
    assert store.undo_parameters()
    assert store.parameters() == USUAL
    assert store.kept() == before
    assert not store.undo_parameters()
    assert store.kept() == before


def test_a_session_goes_by_them(store: Store) -> None:
    store.use(OTHERS)
    clock = Clock()
    session = Session([deck(1)], store, now=clock)
    easy = session.intervals[3]
    session.grade(4)
    memory = store.of("t", "t0").memory
    assert memory == graded(type(memory)(), 4, clock(), card_id="t0", parameters=OTHERS).memory
    assert memory.due_day is not None
    assert easy == f"{(memory.due_day - date(2026, 11, 24)).days} d"
    assert 14 <= (memory.due_day - date(2026, 11, 24)).days <= 18
    session.undo()
    assert store.of("t", "t0").memory.reps == 0


@pytest.mark.parametrize("weights", ["[1, 2]", "null", "{}", "x", "[" * 5000, '["a"]', "[NaN]"])
def test_weights_that_make_no_sense_are_not_used(store: Store, weights: str) -> None:
    with store._database.connection as db:
        db.execute("INSERT INTO parameters(at, weights) VALUES (0, ?)", (weights,))
    assert store.parameters() == USUAL
