"""Pages of text: broken into lines of the window that they are read in."""

import pytest
from textual.widgets import Static

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui.pages.page import Page
from tests.tui.screen import app_on, settled, text_of, until

SIZES = [(120, 40), (80, 24), (60, 16), (40, 10), (30, 10)]


def rows_of(page: Page) -> list[str]:
    """The rows of a page as they are laid out, those out of view too."""
    text = page.query_one(Static)
    return [strip.text.rstrip() for strip in text.render_lines(text.size.region)]


@pytest.mark.parametrize("glyphs", [Glyphs.BRAILLE, Glyphs.ASCII])
@pytest.mark.parametrize("size", SIZES)
async def test_a_line_goes_on_under_its_beginning(size: tuple[int, int], glyphs: Glyphs) -> None:
    app = app_on("ravine:condition=25", glyphs, optimizer="momentum")
    async with app.run_test(size=size) as pilot:
        for key in ("question_mark", "i"):
            await pilot.press(key)
            await settled(pilot)
            page = app.screen
            assert isinstance(page, Page)
            for row in rows_of(page):
                assert not row or row.isupper() or row.startswith("  "), row
            await pilot.press("escape")
            assert not isinstance(app.screen, Page)


async def test_a_page_is_broken_anew_in_another_window() -> None:
    app = app_on()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("i")
        await settled(pilot)
        await pilot.resize_terminal(40, 10)
        page = app.screen
        assert isinstance(page, Page)
        assert await until(pilot, lambda: max(map(len, rows_of(page))) <= 34)


async def test_the_palette_is_ascii_where_the_terminal_is() -> None:
    app = app_on("(w - 3)^2", Glyphs.ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon")
        assert await until(pilot, lambda: "best lr." in text_of(app))
        await settled(pilot)
        below = text_of(app).splitlines()[3:]
        assert "\n".join(below).isascii()
