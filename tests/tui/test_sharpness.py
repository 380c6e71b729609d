"""Sharpness on the screen: λ against 2/η, and the keys that go from event to event."""

import re

import pytest

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import chebyshev
from gdtui.engine.run import Run
from gdtui.tui.app import GdtuiApp
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until


def app_on_network(glyphs: Glyphs = Glyphs.BRAILLE, steps: int = 0, **config: object) -> GdtuiApp:
    settings = {"objective": "mlp:hidden=32", "learning_rate": 0.1, **config}
    run = Run(RunConfig(**settings), chebyshev())  # type: ignore[arg-type]
    run.advance(steps)
    return GdtuiApp(run, theme="gdtui-dark", glyphs=glyphs)


async def test_it_reaches_the_edge_and_the_keys_go_there() -> None:
    app = app_on_network(steps=6000)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        assert await shows(pilot, "and stays about it")
        seen = text_of(app)
        crossed = re.search(r"λ rises from 4.68; ◆ at step (\d+) it reaches 2/η = 20,", seen)
        assert crossed
        assert "L jumps 6 times, last near 4311, 4955, 5687" in seen
        assert "   2/η┤" in seen
        assert "every 32 steps" in seen
        await pilot.press("g", "full_stop")
        assert f"step {crossed[1]} of 6000" in await settled(pilot)
        await pilot.press("full_stop", "comma")
        assert screen_of(pilot).run.step == int(crossed[1])
        await pilot.press("minus", "n")
        run = screen_of(pilot).run
        assert (run.settings.learning_rate, run.step, run.furthest) == (
            0.05, int(crossed[1]) + 1, int(crossed[1]) + 1,
        )  # fmt: skip
        assert "2/η = 40" in await settled(pilot)
        await pilot.press("a")
        assert "η·step" in await settled(pilot)
        await pilot.press("S")
        assert "settings" in await settled(pilot)


async def test_it_plays_and_pauses() -> None:
    app = app_on_network()
    async with app.run_test(size=(80, 24)) as pilot:
        run = screen_of(pilot).run
        await pilot.press("S", *["right_square_bracket"] * 9, "space")
        assert await until(pilot, lambda: run.step > 50)
        await pilot.press("space")
        step = run.step
        assert "paused" in await settled(pilot)
        assert run.step == step


@pytest.mark.parametrize("size", [(60, 16), (120, 40), (40, 10)])
@pytest.mark.parametrize("glyphs", [Glyphs.BRAILLE, Glyphs.ASCII])
async def test_every_size_shows_where_it_stands(size: tuple[int, int], glyphs: Glyphs) -> None:
    app = app_on_network(glyphs, steps=20)
    async with app.run_test(size=size) as pilot:
        await pilot.press("S")
        seen = await settled(pilot)
        assert "step 20" in seen
        assert "= 4.6 at step 20" in " ".join(seen.split())
        assert seen.isascii() == (glyphs is Glyphs.ASCII)


async def test_of_adam_no_edge_is_claimed() -> None:
    app = app_on_network(steps=20, optimizer="adam")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        seen = await settled(pilot)
        assert "With adam it alone sets no limit" in seen
        assert "2/η┤" not in seen


async def test_the_edge_is_that_of_the_rule() -> None:
    """2(1 + 0.9)/0.1 = 38 for the heavy ball, 2(1 + 0.9)/((1 + 2·0.9)·0.1) for Nesterov's."""
    for optimizer, formula in (("momentum", "2(1 + β)/η = 38"),
                               ("nesterov", "2(1 + β)/((1 + 2β)η) = 13.6")):  # fmt: skip
        app = app_on_network(steps=20, optimizer=optimizer)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("S")
            seen = await settled(pilot)
            assert f"below {formula}" in " ".join(seen.replace("┃", "").split())
            assert "  edge" in seen
            assert "2/η" not in seen


async def test_of_many_examples_it_says_how_many_were_looked_at() -> None:
    run = Run(RunConfig(objective="mlp:hidden=4", learning_rate=0.1, test_share=0),
              chebyshev(n=1500))  # fmt: skip
    app = GdtuiApp(run, theme="gdtui-dark", glyphs=Glyphs.BRAILLE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        assert "λ is of 1,000 of the 1,500 training examples" in await settled(pilot)


async def test_the_key_that_is_offered_there_holds_the_run() -> None:
    app = app_on("(w - 3)^2", learning_rate=2.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S", "N")
        assert await shows(
            pilot, "diverging: η up to 1 would hold, tried for 500 steps; H tries it"
        )
        await pilot.press("H", "N")
        assert screen_of(pilot).run.settings.learning_rate == 0.99
        assert "converging with overshoot" in await settled(pilot)
