"""Looking around in the landscape: closer, elsewhere, and a run from another point."""

from textual.events import MouseScrollUp

from gdtui.tui.panes.landscape import Landscape
from tests.tui.screen import app_on, screen_of, settled, until


async def test_keys_zoom_move_and_begin_a_run_and_the_old_one_is_kept() -> None:
    async with app_on("x^2 + 4y^2", start=(3.0, 1.0)).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pane, screen = screen_of(pilot).query_one(Landscape), screen_of(pilot)
        fitting = pane._shown
        rate = screen.run.settings.learning_rate
        await pilot.press("n", "n", "Z")
        shown = await settled(pilot)
        assert "Closer" in shown
        assert "x 0  y 0  L 0" in shown
        await pilot.press("plus", "plus", "right")
        shown = await settled(pilot)
        assert screen.run.settings.learning_rate == rate, "+ zooms here"
        assert screen.run.step == 2, "the arrow moves the cursor"
        sides = [(high - low) / 0.49 for low, high in pane._shown]
        assert all(
            abs(side - (high - low)) < 1e-9
            for side, (low, high) in zip(sides, fitting, strict=True)
        )
        await pilot.press("enter")
        await settled(pilot)
        start = screen.run.config.start
        assert start is not None
        assert start[0] > 0 == start[1]
        assert f"x {start[0]:.4g}" in shown, "where the cursor was said to be"
        assert [lane.name for lane in screen._frame().beside.lanes] == ["start 3, 1"]
        assert screen.experiment.pins[0].track.run.furthest == 2
        await pilot.press("0", "escape", "plus")
        await settled(pilot)
        assert pane._window is None
        assert screen.run.settings.learning_rate > rate, "+ is η again"


async def test_the_mouse_zooms_at_the_pointer_and_sets_the_cursor() -> None:
    async with app_on("x^2 + 4y^2", start=(3.0, 1.0)).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pane, screen = screen_of(pilot).query_one(Landscape), screen_of(pilot)
        fitting = pane._shown
        await pilot._post_mouse_events([MouseScrollUp], pane, (20, 4), button=0)
        assert await until(pilot, lambda: pane._shown.x[1] < fitting.x[1])
        await pilot.click(pane, offset=(20, 4))
        assert await until(pilot, lambda: pane._window is not None and bool(pane._window.cursor))
        assert screen.run.step == 0
        await pilot.click(pane, offset=(20, 4), times=2)
        assert await until(pilot, lambda: screen.run.config.start != (3.0, 1.0))
        assert not screen.experiment.pins, "nothing was computed before"


async def test_where_nothing_can_be_looked_around_in_it_says_why() -> None:
    app = app_on("x^2 + y^2 + z^2", start=(1.0, 1.0, 1.0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Z")
        await settled(pilot)
        (note,) = app._notifications
        assert note.message == "Z looks around where there are 1 or 2 parameters; here are 3."
