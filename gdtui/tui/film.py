"""A run as a film: what the playground shows of it, step by step, on a screen that nobody sees."""

from collections.abc import Callable

from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.screens import Cells
from gdtui.engine.run import Run
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screen_cells import cells_of
from gdtui.tui.themes import DEFAULT

_QUIET = 3  # turns of the event loop without a change, until a screen is done


def screens_of(
    run: Run,
    size: tuple[int, int],
    theme: str | None,
    glyphs: Glyphs,
    most: int,
    tell: Callable[[float], None] = lambda _: None,
) -> list[Cells]:
    """The screens of `run` from its start to the furthest step, `most` at most.

    `tell` is told the share that is done.
    """
    steps = _spread(run.furthest, most)
    screens: list[Cells] = []

    app = GdtuiApp(run, theme=theme or DEFAULT, glyphs=glyphs)

    async def play(pilot: Pilot[object]) -> None:
        while not app.playgrounds:
            await pilot.pause()
        for done, step in enumerate(steps, start=1):
            app.playgrounds[0].action_go_to(step)
            screens.append(await _at_rest(pilot, glyphs))
            tell(done / len(steps))
        app.exit()

    app.run(headless=True, size=size, auto_pilot=play)
    return screens


async def _at_rest(pilot: Pilot[object], glyphs: Glyphs) -> Cells:
    """What the screen shows when nothing changes it any more."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    seen, unchanged = cells_of(pilot.app.screen, glyphs), 0
    while unchanged < _QUIET:
        await pilot.pause()
        before, seen = seen, cells_of(pilot.app.screen, glyphs)
        unchanged = unchanged + 1 if seen == before else 0
    return seen


def _spread(last: int, most: int) -> list[int]:
    """Steps 0 … last, or `most` of them that are evenly apart."""
    if last < most:
        return list(range(last + 1))
    return [round(k * last / (most - 1)) for k in range(most)]
