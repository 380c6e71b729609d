"""Windows of a few columns, in which frames and padding leave a text no cell."""

import pytest

from gdtui.engine.run import Run
from gdtui.files.presets import preset_named
from gdtui.tui.app import GdtuiApp
from gdtui.tui.widgets.note import Note
from tests.tui.screen import app_on, until

OPENED = (
    ("colon", "p"), ("t",), ("d",), ("o",), ("question_mark",), ("i",), ("f",), ("f", "b"),
    ("f", "m"),
)  # fmt: skip


@pytest.mark.parametrize("width", [2, 3, 4, 5, 6])
async def test_every_list_and_page_opens(width: int) -> None:
    app = app_on()
    async with app.run_test(size=(width, 25)) as pilot:
        for keys in OPENED:
            await pilot.press(*keys)
            assert await until(pilot, lambda: len(app.screen_stack) > 2), keys
            await pilot.pause()
            while len(app.screen_stack) > 2:
                await pilot.press("escape")


@pytest.mark.parametrize("width", [3, 4, 5])
async def test_a_window_that_a_note_fills_comes_to_rest(width: int) -> None:
    preset = preset_named("zig-zag")
    assert preset is not None
    app = GdtuiApp(Run(preset.config), theme="gdtui-dark", preset=preset)
    async with app.run_test(size=(width, 35)) as pilot:
        assert await until(pilot, lambda: app.screen.query_one(Note).size.height > 35)
        assert not app.screen.show_vertical_scrollbar
        await pilot.press("ctrl+q")
    assert app.return_code == 0
