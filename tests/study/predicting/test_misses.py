"""A miss becomes a card of the same sum."""

import os
from pathlib import Path

import pytest

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import paths
from gdtui.study.cards import decks, own_deck
from gdtui.study.cards.own_deck import Kept
from gdtui.study.predicting.asked import Kind, Said
from gdtui.study.predicting.misses import keep
from gdtui.study.predicting.questions import ask
from tests.engine.runs import run_at


def miss(**settings: object) -> Kept:
    run = run_at(2, **settings)
    question = ask(run, 0, "number", 1)
    assert question is not None
    return keep(question, question.judged("-100"))


def own() -> Path:
    return paths.decks() / "own-runs.toml"


@pytest.mark.parametrize(
    ("settings", "asks"),
    [
        ({}, "Gradient descent with η = 0.1, at w = 5.56."),
        ({"optimizer": "momentum"}, "with η = 0.1, after 2 steps, at w = 4.84, b = 13.6."),
        ({"optimizer": "adam"}, "at w = 6.80007, m = 1.5, v = 0.124776."),
        ({"schedule": "exponential:gamma=0.9"}, "with η = 0.081, after 2 steps, at w = 5.624."),
        ({"objective": "rosenbrock", "learning_rate": 0.001}, "at x = −1.02727, y = 1.06421."),
    ],
)
def test_the_card_is_sound_and_asks_the_same(settings: dict[str, object], asks: str) -> None:
    assert miss(**settings).says == "card kept"
    deck = decks.load(own())
    assert decks.problems(deck) == ()
    (card,) = deck.cards
    question = card.ask(0)
    assert asks in question.text
    run = run_at(2, **settings)
    lands = run.next_step().new_params[0]
    assert question.judged(repr(lands)).kind == "right"
    assert question.judged(repr(2 * run.params[0] - lands)).says.startswith("You")


def test_a_card_is_kept_once_and_beside_what_a_person_wrote_there() -> None:
    first = miss()
    own().write_text(f"# mine\n{own().read_text()}")
    assert miss().says == "card known"
    assert miss(learning_rate=0.2).says == "card kept"
    assert own().read_text().startswith("# mine\n")
    assert len(decks.load(own()).cards) == 2
    assert first.take_back() == "card not kept"
    assert [card.id in first.text for card in decks.load(own()).cards] == [False]
    assert own().read_text().startswith("# mine\n")


def test_a_card_that_a_person_has_written_on_stays() -> None:
    first = miss()
    own().write_text(own().read_text().replace("Where does", "Say where"))
    assert "has changed" in first.take_back()
    assert len(decks.load(own()).cards) == 1


def test_programs_that_keep_cards_at_once_lose_none() -> None:
    children = []
    for rate in range(1, 5):
        child = os.fork()
        if child == 0:  # a program of its own: locks are of programs
            says = ["" for _ in range(4)]
            try:
                says = [miss(learning_rate=rate / 20 + n / 1000).says for n in range(4)]
            finally:
                os._exit(0 if says == ["card kept"] * 4 else 1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert len(decks.load(own()).cards) == 16


def test_a_card_can_be_taken_back() -> None:
    first = miss()
    before = own().read_text()
    assert miss(learning_rate=0.2).take_back() == "card not kept"
    assert own().read_text() == before
    assert first.take_back() == "card not kept"
    assert not own().exists()


def test_there_are_no_more_than_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_deck, "MOST", 1)
    miss()
    assert miss(learning_rate=0.2).says == "no card kept: 1 are enough"


def test_a_deck_that_is_broken_is_left_alone() -> None:
    own().parent.mkdir(parents=True)
    own().write_text("title = \n")
    assert "has errors" in miss().says
    assert own().read_text() == "title = \n"


def test_a_home_that_cannot_be_written_is_told() -> None:
    own().parent.parent.mkdir(parents=True)
    own().parent.write_text("no folder")
    kept = miss()
    assert (kept.says.startswith("no card kept: "), kept.path) == (True, None)


def test_what_a_card_cannot_describe_is_not_kept() -> None:
    run = Run(RunConfig(optimizer="adam"))
    run.advance(2)
    run.edit(learning_rate=0.2)
    run.advance(1)
    question = ask(run, 0, "number", 1)
    fate = ask(run, 0, "fate", 1)
    assert question is not None
    assert fate is not None
    said: Said = question.judged("-100")
    assert [keep(question, said), keep(fate, fate.judged("4"))] == [Kept(), Kept()]


@pytest.mark.parametrize(
    ("kind", "settings", "text", "right"),
    [
        ("way", {"learning_rate": 1.2}, "at w = 10.84. Which way does w go", "down, L rises"),
        ("fate", {}, "at w = 5.56. Where will this be after 20 steps?", "nearer a minimum"),
        ("fate", {"optimizer": "momentum"}, "b = 13.6. Where will this be", "swinging through"),
    ],
)
def test_a_wrong_choice_is_a_card_with_the_same_options(
    kind: Kind, settings: dict[str, object], text: str, right: str
) -> None:
    run = run_at(2, **settings)
    asked = ask(run, 0, kind, 1)
    assert asked is not None
    assert keep(asked, asked.judged("4")).says == "card kept"
    (card,) = decks.load(own()).cards
    question = card.ask(0)
    assert text in question.text
    assert {*question.options} == {option[2:] for option in asked.options}
    assert question.right is not None
    assert question.options[question.right - 1] == right
    wrong = question.judged(str(1 + question.right % len(question.options)))
    assert (wrong.kind, ": no; " in wrong.says) == ("mistake", True)
