"""After a divergence one key goes on with a rate that holds; nothing is lost by it."""

import threading

import pytest

from gdtui.engine.analysis.held_rate import Held, held_rate
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.objectives import OBJECTIVES
from gdtui.engine.run import Run
from gdtui.tui.held import try_held
from tests.tui.screen import app_on, screen_of, settled, text_of


async def test_the_rate_that_would_have_held_is_told_and_tried() -> None:
    app = app_on("(w - 2)^2", start=(8.0,), learning_rate=0.1)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", *["+"] * 5)
        screen = screen_of(pilot)
        assert screen.run.settings.learning_rate == 5
        screen.experiment.advance(2000)
        await pilot.press("G")
        told = "diverging: η up to 1 would have held, tried for 500 steps; H tries it"
        assert told in await settled(pilot)
        old = screen.run.rows(1, 1000)
        await pilot.press("H")
        said = "Back at step 10, with η = 0.99 in place of 5: it holds for 500 steps at least."
        assert [note.message for note in app._notifications] == [said]
        assert (screen.run.step, screen.run.settings.learning_rate) == (10, 0.99)
        assert screen.experiment.ghost is not None
        assert screen.experiment.ghost.run.rows(1, 1000) == old
        await pilot.press("n", "H")
        assert screen.run.settings.learning_rate == 0.99


async def test_a_run_that_grows_is_offered_it_before_it_ends() -> None:
    app = app_on("(w - 3)^2", start=(7.0,), learning_rate=2.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["n"] * 5)
        told = "diverging: η up to 1 would hold, tried for 500 steps; H tries it"
        assert told in await settled(pilot)
        await pilot.press("H", "N")
        assert (screen_of(pilot).run.step, screen_of(pilot).run.settings.learning_rate) == (
            10,
            0.99,
        )
        assert "converging with overshoot" in await settled(pilot)
        await pilot.press("H")
        (note,) = app._notifications
        assert note.message.startswith("H is for a run that diverges")


async def test_the_keys_do_not_wait_while_it_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = threading.Event()

    def slow(run: Run) -> Held | None:
        assert found.wait(30)
        return held_rate(run)

    monkeypatch.setattr("gdtui.tui.held.held_rate", slow)
    app = app_on("(w - 3)^2", start=(6.5,), learning_rate=2.5)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "n")
        assert screen_of(pilot).run.step == 3
        assert "the gradient grows 4 × a step; η = 2.5 > 2/λ = 1; H lowers η" in text_of(app)
        found.set()
        assert "diverging: η up to 1 would hold" in await settled(pilot)


async def test_where_no_rate_holds_none_is_offered() -> None:
    app = app_on("log(w)", start=(1.0,), learning_rate=0.1)
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(pilot).experiment.advance(2000)
        await pilot.press("G")
        said = await settled(pilot)
        assert "H tries" not in said
        assert "H lowers" not in said


FRAYED = ("rosenbrock", "himmelblau", "sharp_and_flat", "three_hump_camel")
"""Losses on which islands of rates beyond the edge happen to hold."""


@pytest.mark.parametrize(
    ("loss", "optimizer"),
    [*((loss, "gd") for loss in sorted(OBJECTIVES)), *((loss, "momentum") for loss in FRAYED)],
)
def test_what_is_tried_holds_on_every_loss(loss: str, optimizer: str) -> None:
    experiment = Experiment(Run(RunConfig(objective=loss, optimizer=optimizer, learning_rate=100)))
    experiment.advance(3000)
    if experiment.verdict.kind != "diverging":
        return
    said = try_held(experiment, "H")
    if said.startswith("No smaller"):
        assert not [*experiment.run.edits]
        return
    experiment.advance(500)
    assert not experiment.run.ended
    losses = [row.loss for row in experiment.run.rows(1, 500)]
    assert max(losses[250:]) <= 1.05 * max(losses[:250])
