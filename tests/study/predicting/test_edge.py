"""Where the edge of stability was placed: how far off, which mistake, and the card of it."""

import pytest

from gdtui.engine.analysis.sweeping.beside import Beside, Measured, beside
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import paths
from gdtui.study.cards import decks
from gdtui.study.predicting.edge import card_of, judged
from gdtui.study.predicting.misses import HEADING

RATES = spaced(0.01, 10, 46, log=True)
EXERCISE = RunConfig(objective="(w - 2)^2", start=(8.0,))


def known_of(config: RunConfig) -> Beside | None:
    return beside(SweepConfig(config, (Axis(RATE, RATES),), 20))


def measured_at(edge: float) -> Measured:
    holds = max(rate for rate in RATES if rate <= edge)
    return Measured(holds, min(rate for rate in RATES if rate > edge))


@pytest.mark.parametrize(("steps", "off"), [(-3, -3), (0, 0), (1, 0), (2, 1), (5, 4)])
def test_a_guess_is_judged_by_grid_steps_from_the_bracket(steps: int, off: int) -> None:
    measured = measured_at(1.0)
    guess = RATES[RATES.index(measured.holds) + steps]
    placed = judged(guess, RATES, measured, known_of(EXERCISE))
    assert placed.off == off
    assert placed.right == (off == 0)
    assert "1 holds, 1.17 leads away" in placed.says


@pytest.mark.parametrize(
    ("config", "guess", "why"),
    [
        (EXERCISE, 0.5, "At 1/λ steps begin to cross the minimum"),
        (EXERCISE, 2.0, "the edge is 2/λ"),
        (
            EXERCISE,
            0.02,
            "A step leaves |1 − ηλ| of the distance, and so less than all of it while η < 2/λ = 1",
        ),
        (RunConfig(objective="(w - 2)^2", optimizer="momentum"), 1.0, "here it is 2(1 + β)/λ"),
        (RunConfig(objective="w^4", start=(1.0,)), 0.02, "λ changes on the way"),
        (RunConfig(objective="(w - 2)^2", optimizer="adam"), 0.02, "it was measured"),
    ],
)
def test_it_is_said_why(config: RunConfig, guess: float, why: str) -> None:
    known = known_of(config)
    measured = measured_at(1.9 if config.optimizer == "momentum" else 1.0)
    nearest = min(RATES, key=lambda rate: abs(rate / guess - 1))
    assert why in judged(nearest, RATES, measured, known).why


def test_where_runs_are_too_short_theory_is_told_as_such() -> None:
    measured = measured_at(3.0)
    placed = judged(RATES[5], RATES, measured, known_of(EXERCISE))
    assert placed.why == "Theory puts it at 2/λ = 1: runs of more steps would show it."


def test_a_miss_is_a_card_that_asks_for_the_edge() -> None:
    card = card_of(EXERCISE, Run(EXERCISE), measured_at(1.0), known_of(EXERCISE))
    assert card is not None
    deck = decks.parse(HEADING + card.text, paths.decks() / "own-runs.toml")
    assert not decks.problems(deck)
    question = deck.cards[0].ask(0)
    assert "gradient descent on L(w) = (w − 2)²" in question.text
    assert question.judged("1").kind == "right"
    assert "At 1/λ" in question.judged("0.5").says
    assert "the edge is 2/λ" in question.judged("2").says


def test_without_a_formula_the_card_is_a_question() -> None:
    config = RunConfig(objective="(w - 2)^2", optimizer="adam")
    card = card_of(config, Run(config), measured_at(1.0), known_of(config))
    assert card is not None
    assert 'kind = "basic"' in card.text
