"""What a card shows: a run of the card's own numbers, at the step that it says."""

from fractions import Fraction
from pathlib import Path

import pytest

from gdtui.files.presets import presets
from gdtui.study.cards import decks
from gdtui.study.cards.card import Card, ShownRun

CARD = 'title = "t"\n[[card]]\nid = "a"\nkind = "basic"\nquestion = "q"\nanswer = "a"\n'
STEPS = """title = "t"
[[card]]
id = "n"
kind = "numeric"
question = "w = {w}, after {k} steps?"
draw = { w = [4, 8], k = [2, 3] }
run = { loss = "(w - 2)^2", start = ["{w}"], lr = 0.25, steps = "{k}", ask = "w" }
"""


def card(text: str) -> Card:
    deck = decks.parse(text, Path("t.toml"))
    assert decks.problems(deck) == ()
    return deck.cards[0]


def test_a_spec_may_have_a_formula_in_its_braces() -> None:
    text = STEPS.replace("lr = 0.25", 'lr = 0.25, optimizer = "momentum:momentum={1 - 1/k}"')
    question = decks.parse(text, Path("t.toml")).cards[0].ask(0)
    found = question.shown_run()
    assert found is not None
    momentum = {"2": "0.5", "3": "0.666666666666667"}[dict(question.params or {})["k"]]
    assert found.opened().config.optimizer == f"momentum:momentum={momentum}"


def shown(text: str) -> ShownRun:
    found = card(text).ask(0).shown_run()
    assert found is not None
    return found


def problems(text: str) -> str:
    return "\n".join(map(str, decks.problems(decks.parse(text, Path("t.toml")))))


def test_a_run_is_shown_at_its_step() -> None:
    one = shown(CARD + 'show = { loss = "(w - 2)^2", start = [8], lr = 0.25, steps = 3 }')
    run = one.opened()
    assert (run.step, run.params, run.config.max_steps) == (3, (2.75,), None)
    assert one.command() == "gdtui '(w - 2)^2' --start 8 --lr 0.25 --at 3"


def test_a_run_is_shown_at_its_start_unless_it_says() -> None:
    one = shown(CARD + 'show = { loss = "(w - 2)^2", start = [8], lr = 0.25 }')
    assert one.opened().step == 0
    assert one.command() == "gdtui '(w - 2)^2' --start 8 --lr 0.25"


def test_the_step_that_is_asked_about_is_shown_before_it_is_made() -> None:
    for seed in range(20):
        question = card(STEPS).ask(seed)
        numbers = dict(question.numbers)
        one = question.shown_run()
        assert one is not None
        run = one.opened()
        assert (run.step, run.config.start) == (int(numbers["k"]) - 1, (float(numbers["w"]),))
        asked = 2 + (numbers["w"] - 2) * Fraction(1, 2) ** int(numbers["k"])
        assert run.next_step().new_params == (float(asked),)


def test_a_step_may_be_a_sampled_number() -> None:
    text = STEPS + 'show = { loss = "(w - 2)^2", start = ["{w}"], lr = 0.25, steps = "2*{k}" }'
    question = card(text).ask(1)
    one = question.shown_run()
    assert one is not None
    assert one.opened().step == 2 * dict(question.numbers)["k"]


def test_a_preset_is_shown_at_its_start_or_at_a_step() -> None:
    assert shown(CARD + 'show = "too-large"').opened().params == (7.0,)
    one = shown(CARD + 'show = { preset = "too-large", steps = 1 }')
    assert one.opened().params == (-9.0,)
    assert one.command() == "gdtui too-large --at 1"


@pytest.mark.parametrize("name", presets())
def test_every_preset_can_be_shown(name: str) -> None:
    assert problems(CARD + f'show = "{name}"') == ""


@pytest.mark.parametrize(
    ("show", "says"),
    [
        ('{ preset = "too-larg" }', "did you mean 'too-large'?"),
        ('{ preset = "too-large", lr = 1 }', "unknown key 'lr'"),
        ('{ loss = "w^2", steps = -1 }', "whole number, 0 or more"),
        ('{ loss = "w^2", steps = 0.5 }', "whole number, 0 or more"),
        ('{ loss = "w^2", steps = 1000000 }', "10000 steps at most"),
        ('{ loss = "linear", data = "no-such-file.csv" }', "no-such-file.csv"),
    ],
)
def test_what_cannot_be_shown_is_told(show: str, says: str) -> None:
    assert says in problems(CARD + f"show = {show}")
