"""Looking around in the landscape: a cursor, zoom, the view that moves, a start from there."""

import pytest
from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot

from gdtui.drawing.chart import MARGIN, Limits
from gdtui.tui.panes.landscape import Landscape
from tests.tui.screen import app_on, screen_of, settled, text_of, until


def stage(pilot: Pilot[None]) -> Landscape:
    return screen_of(pilot).query_one(Landscape)


def shown(pilot: Pilot[None]) -> Limits:
    return stage(pilot)._shown


async def test_keys_move_zoom_and_begin_a_run_and_the_old_one_is_kept() -> None:
    app = app_on("himmelblau", learning_rate=0.01)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "n", "Z")
        seen = await settled(pilot)
        assert "x 0  y 0  L 170" in seen, "(0² + 0 − 11)² + (0 + 0² − 7)² = 170"
        assert "Esc Done" in seen
        whole = shown(pilot)
        await pilot.press("+", "+")
        assert await until(pilot, lambda: shown(pilot) != whole)
        await settled(pilot)
        near = shown(pilot)
        assert near.x[1] - near.x[0] == pytest.approx(0.49 * (whole.x[1] - whole.x[0]))
        assert "η = 0.01 " in text_of(app), "+ zooms here"
        await pilot.press(*["right"] * 20)
        await settled(pilot)
        moved = shown(pilot)
        assert moved.x[0] > near.x[0], "the view goes with the cursor"
        assert moved.x[1] - moved.x[0] == pytest.approx(near.x[1] - near.x[0])
        await pilot.press("0")
        await settled(pilot)
        assert shown(pilot) == whole
        await pilot.press("right", "right", "up", "enter")
        await settled(pilot)
        experiment = screen_of(pilot).experiment
        x, y = screen_of(pilot).run.params
        assert (x, y) == screen_of(pilot).run.config.start
        assert 0 < x < 5
        assert 0 < y < 5
        assert screen_of(pilot).run.step == 0
        assert [pin.track.run.furthest for pin in experiment.pins] == [3]


async def test_escape_leaves_the_view_and_the_keys_are_those_of_the_playground() -> None:
    app = app_on("himmelblau", learning_rate=0.01)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Z", "+", "escape")
        seen = await settled(pilot)
        assert "Z 0 shows all" in seen
        await pilot.press("+", "right")
        assert "η = 0.02 " in await settled(pilot)
        assert screen_of(pilot).run.step == 1


async def test_the_wheel_zooms_at_the_pointer_and_two_clicks_begin_a_run() -> None:
    app = app_on("x^2 + y^2", learning_rate=0.1)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pane, whole = stage(pilot), shown(pilot)
        spot = (MARGIN + 9, 3)
        content = pane.content_region.offset - pane.region.offset
        offset = (content.x + spot[0], content.y + spot[1])
        at = pane.region.offset + offset
        for kind in (MouseScrollUp, MouseScrollDown):
            app.post_message(kind(None, at.x, at.y, 0, 0, 0, False, False, False, at.x, at.y))
            share = 0.7 if kind is MouseScrollUp else 1.0
            wanted = pytest.approx(share * (whole.x[1] - whole.x[0]))
            assert await until(pilot, lambda: shown(pilot).x[1] - shown(pilot).x[0] == wanted)  # noqa: B023
        await pilot.click(Landscape, offset=offset)
        seen = await settled(pilot)
        assert "L " in seen
        cursor = pane._window.point if pane._window else None
        await pilot.click(Landscape, offset=offset, times=2)
        await settled(pilot)
        assert screen_of(pilot).run.params == cursor
        assert not screen_of(pilot).experiment.pins, "a run without a step is not worth keeping"


async def test_one_parameter_is_looked_at_too() -> None:
    app = app_on("(w - 3)^2")
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("Z", "right", "+")
        seen = await settled(pilot)
        assert "w " in seen
        for key in ("Esc", "Enter"):
            assert key in text_of(app)


async def test_all_of_a_curve_is_seen_again_after_a_run_was_begun_on_it() -> None:
    app = app_on("(w - 3)^2")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Z", "right", "enter", "0")
        assert await until(pilot, lambda: screen_of(pilot).run.config.start != (7.0,))
        assert f"w {screen_of(pilot).run.params[0]:g} " in await settled(pilot)
        assert shown(pilot).x == (-4.0, 10.0)


async def test_where_nothing_can_be_looked_around_in_it_says_why() -> None:
    app = app_on("x^2 + y^2 + z^2", start=(1.0, 1.0, 1.0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("Z")
        await settled(pilot)
        (note,) = app._notifications
        assert note.message == "Z looks around where there are 1 or 2 parameters; here are 3."


async def test_of_three_parameters_the_plane_of_the_path_is_seen_or_their_values() -> None:
    app = app_on("x^2 + 4y^2 + z^4", start=(3.0, 2.0, 1.0), learning_rate=0.05)
    async with app.run_test(size=(80, 24)) as pilot:
        seen = await settled(pilot)
        assert "landscape: path's plane" in seen
        assert "100 % of path" in seen
        assert "○" in seen
        await pilot.press("v")
        assert "x = 3 → 2.7" in await settled(pilot)
        await pilot.press("v", "p")
        seen = await settled(pilot)
        assert "path's plane" in seen
        assert "○" not in seen
