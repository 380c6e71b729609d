"""The screen, driven without a terminal: what it shows, and waiting until it shows it."""

import asyncio
import time
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens.playground import Playground
from gdtui.tui.widgets.cell_pane import CellPane

PATIENCE = 30.0
"""Seconds that a loaded machine may take until the screen shows what it comes to."""


def app_on(
    objective: str = "(w - 3)^2", glyphs: Glyphs = Glyphs.BRAILLE, **config: object
) -> GdtuiApp:
    run = Run(RunConfig(objective=objective, **config))  # type: ignore[arg-type]
    return GdtuiApp(run, theme="gdtui-dark", glyphs=glyphs)


def screen_of(pilot: Pilot[None]) -> Playground:
    (screen,) = [s for s in pilot.app.screen_stack if isinstance(s, Playground)]
    return screen


def text_of(app: App[None]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def _drawn(app: App[None]) -> bool:
    """Whether every pane with a frame shows something in it."""
    panes = [pane for pane in app.screen.query(".pane").results(CellPane) if pane.display]
    return all(
        any(pane.render_line(y).text.strip() for y in range(pane.content_size.height))
        for pane in panes
        if pane.content_size.height
    )


async def settled(pilot: Pilot[None]) -> str:
    """What the screen shows once every pane is drawn and nothing changes it any more."""
    await pilot.app.workers.wait_for_complete()
    assert await until(pilot, lambda: _drawn(pilot.app))
    seen, unchanged = text_of(pilot.app), 0
    while unchanged < 5:
        await pilot.pause()
        before, seen = seen, text_of(pilot.app)
        unchanged = unchanged + 1 if seen == before else 0
    return seen


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> bool:
    """Whether a condition comes to hold, within PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        await pilot.pause()
        await asyncio.sleep(0.005)  # a worker thread may be what is waited for
    return True


async def shows(pilot: Pilot[None], text: str) -> bool:
    """Whether the screen comes to show a text."""
    return await until(pilot, lambda: text in text_of(pilot.app))
