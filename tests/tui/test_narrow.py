"""Windows of a few columns, in which frames and padding leave a text no cell."""

import pytest

from tests.tui.screen import app_on, until

OPENED = (
    ("colon", "p"), ("t",), ("d",), ("o",), ("question_mark",), ("i",), ("f",), ("f", "b"),
    ("f", "m"),
)  # fmt: skip


@pytest.mark.parametrize("width", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("keys", OPENED, ids=" ".join)
async def test_every_list_and_page_opens(width: int, keys: tuple[str, ...]) -> None:
    app = app_on()
    async with app.run_test(size=(width, 25)) as pilot:
        await pilot.press(*keys)
        assert await until(pilot, lambda: len(app.screen_stack) > 2)
        await pilot.pause()
