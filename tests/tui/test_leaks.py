"""Nothing answers a prediction for the learner, whatever is asked and wherever they look."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import MouseScrollUp
from textual.geometry import Offset
from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import OBJECTIVES
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.files.datasets import open_run
from gdtui.files.presets import preset_named
from gdtui.study.predicting.asked import Kind
from gdtui.tui import actions
from gdtui.tui.app import GdtuiApp
from gdtui.tui.panes import PANES
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.predicting import FREE
from tests.tui.leaking import leaks
from tests.tui.screen import app_on, screen_of, settled, shows, text_of

TYPED = (
    "w^2 - w", "(w-3)^2 + sin(3w)", "exp(w) - 2w", "max(w, 0) + w^2/9", "log(cosh(w - 1))",
    "x^4 - 2x^2 + y^2", "x^2 + 5y^2 + x", "(a - 1)^2 + b^2/3 + c^4", "a^2 + b^2 + c^2 + d^2 + a b",
)  # fmt: skip
ON_DATA = (
    RunConfig(objective="linear", data="line", batch_size=4, learning_rate=0.01),
    RunConfig(objective="logistic", data="circle", batch_size=16),
    RunConfig(objective="softmax", data="iris", batch_size=10),
    RunConfig(objective="mlp:hidden=3", data="xor", batch_size=20),
)


def every_loss_and_every_rule() -> Iterator[RunConfig]:
    for name in (*OBJECTIVES, *TYPED):
        yield RunConfig(objective=name)
    for rule in OPTIMIZERS:
        for loss in ("w^2 - w", "x^2 + 5y^2 + x", "a^2 + (b - 1)^2/3 + c^4 - c"):
            yield RunConfig(objective=loss, optimizer=rule)
        for config in ON_DATA:
            yield replace(config, optimizer=rule)


async def ask(
    pilot: Pilot[None], config: RunConfig, kind: Kind = "number", level: int = 1, step: int = 3
) -> None:
    """Have the playground ask about a step of a run."""
    screen = screen_of(pilot)
    run = open_run(config)
    run.seek(step)
    screen._predicting._level, screen._predicting._kind = level, kind
    screen.experiment.begin(run)
    screen._draw()
    await pilot.pause()


async def test_no_loss_and_no_rule_gives_the_answer_away() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        kinds: Iterator[Kind] = cycle(("number", "way", "number", "fate"))
        for config, kind, level in zip(every_loss_and_every_rule(), kinds, cycle((9, 1, 2))):
            await ask(pilot, config, kind, level)
            assert (config, kind, level, leaks(pilot)) == (config, kind, level, [])


@pytest.mark.parametrize(
    ("size", "glyphs", "config"),
    [
        ((120, 40), Glyphs.BRAILLE, ON_DATA[3]),
        ((60, 16), Glyphs.BLOCKS, RunConfig(objective="bowl", optimizer="adam")),
        ((40, 10), Glyphs.ASCII, RunConfig()),
    ],
)
async def test_no_pane_gives_the_answer_away_however_large(
    size: tuple[int, int], glyphs: Glyphs, config: RunConfig
) -> None:
    app = app_on(glyphs=glyphs)
    async with app.run_test(size=size) as pilot:
        await pilot.press("p", "tab")
        await ask(pilot, config, level=9)
        panes = screen_of(pilot)._panes
        for alone in (False, True):
            panes.show_alone(alone=alone)
            for pane in PANES:
                panes.go_to(pane.id)
                await pilot.pause()
                assert (alone, pane.id, leaks(pilot)) == (alone, pane.id, [])
        panes.go_to("landscape")
        for _ in range(2):
            await pilot.press("v")
            assert leaks(pilot) == []


async def test_no_key_opens_what_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: sent.append(data))
    app = app_on(optimizer="momentum")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = screen_of(pilot)
        await pilot.press("n", "n", "p", "tab", "5")
        keys = {action: action.keys.partition(",")[0] for action in actions.PLAYGROUND}
        leaves = ("quit", "back_to_card", "predict", "app.command_palette", "app.change_theme")
        await pilot.press(*(key for action, key in keys.items() if action.name not in FREE))
        await pilot.press("escape", "escape")  # palette and themes
        assert (app.screen, leaks(pilot)) == (screen, [])
        for action, key in keys.items():
            if action.name in FREE and action.name not in leaves:
                screen._panes.go_to("log")
                await pilot.press(key)
                assert (action.id, leaks(pilot)) == (action.id, [])
                if app.screen is not screen:
                    assert not re.search("0─*●", text_of(app)), "no meter of η, and no edge"
                    await pilot.press("escape")
                assert app.screen is screen
    told = re.sub(r"\x1b]22;[a-z]*\x07", "", "".join(sent))  # the shape of the mouse pointer
    assert told == "", "neither the title of the terminal nor its clipboard"


async def test_neither_click_nor_wheel_nor_a_cursor_tells_the_loss() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Z", "right", "right")
        assert "L 0.64" in text_of(app)
        await pilot.press("p", "tab", "2")
        asked = await settled(pilot)
        assert "L 0.64" not in asked
        at = screen_of(pilot).query_one(Landscape).region.offset + Offset(20, 4)
        app.post_message(MouseScrollUp(None, at.x, at.y, 0, 0, 0, False, False, False, at.x, at.y))
        await pilot.click(Landscape, offset=(20, 4))
        await pilot.press("2", "Z")
        assert await settled(pilot) == asked
        await pilot.press("plus")
        assert await shows(pilot, "η = 0.2"), "and not nearer the cursor"


async def test_what_was_said_before_the_question_does_not_answer_it() -> None:
    preset = preset_named("too-large")
    assert preset is not None
    app = GdtuiApp(open_run(preset.config), preset=preset, theme="gdtui-dark")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert "lands at −9" in await settled(pilot)
        await pilot.press("p")
        assert "−9" not in await settled(pilot)
        await pilot.press("escape")
        screen_of(pilot).experiment.begin(open_run(RunConfig(objective="w^4", learning_rate=5.0)))
        await pilot.press("N")
        assert await shows(pilot, "Diverged: ")
        await pilot.press("b", "p")
        assert "Diverged" not in await settled(pilot)


async def test_the_rate_that_is_typed_is_not_compared_with_the_edge() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", "1", "tab", "tab", *"0.7")
        assert screen_of(pilot)._predicting.is_asking
        assert "ηλ" not in await settled(pilot)
