"""Keys that come faster than screens, as an SSH line delivers them: each waits for its screen."""

import asyncio
from pathlib import Path
from typing import ClassVar

import pytest
from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from gdtui.engine.config import RunConfig
from gdtui.files.datasets import open_run
from gdtui.tui import textual_internals
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens.picker import Picker
from gdtui.tui.screens.playground import Playground
from gdtui.tui.textual_internals import MOMENT, Palette, key_name
from tests.tui.screen import app_on, screen_of, shows, text_of, until

TINY = [(1, 1), (2, 60), (8, 3), (200, 1)]


def burst(app: App[None], *keys: str) -> None:
    """Keys by name, or characters as they are typed, all there before the first one acts."""
    for key in keys:
        is_typed = len(key) == 1
        app.post_message(events.Key(key_name(key) if is_typed else key, key if is_typed else None))


@pytest.mark.parametrize("opens", ["o", "s", "d", "t", ":", "?", "i", "f", "ctrl+p", "f1"])
async def test_keys_of_a_burst_are_for_the_screen_that_stands_when_their_turn_comes(
    opens: str,
) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        once = (opens, "down", "pagedown", "up", "pageup", "escape", "n")
        burst(app, *once, *once, *once)
        assert await until(pilot, lambda: screen_of(pilot).run.step == 3)
        assert isinstance(app.screen, Playground)


async def test_the_columns_of_a_file_wait_for_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "[b]x[red].csv"
    path.write_text("a,b,y\n1,2,3\n2,3,5\n4,1,4\n")
    run = open_run(RunConfig(objective="linear", data=str(path)))
    app = GdtuiApp(run, theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "D", "down", "t", "escape", "n", "D")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)
        assert await shows(pilot, "columns of [b]x[red].csv")


async def test_a_command_is_found_by_its_name_however_fast_it_is_typed() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, ":", *"ten steps", "enter", "n")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 11)
        assert isinstance(app.screen, Playground)


class Slow(Screen[None]):
    """A screen that takes longer to come up than a key is patient."""

    BINDINGS: ClassVar[list[BindingType]] = [("x", "key")]

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    async def on_mount(self) -> None:
        for _ in range(20):
            await asyncio.sleep(MOMENT)
        self.seen.append("stands")

    def action_key(self) -> None:
        self.seen.append("key")


async def test_no_key_acts_on_a_screen_that_takes_long_to_come_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(textual_internals, "LOOKS", 0)
        slow = Slow()
        app.push_screen(slow)
        burst(app, "x")
        assert await until(pilot, lambda: len(slow.seen) == 2)
        assert slow.seen == ["stands", "key"]


@pytest.mark.parametrize("opens", ["o", "s", "d", "t", ":", "?", "f"])
async def test_the_program_may_be_left_while_a_screen_comes_up(opens: str) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)):
        await app._check_bindings(key_name(opens))
        assert not app.screen.is_mounted
        app.exit()
    assert app.return_code == 0


@pytest.mark.parametrize("size", TINY)
async def test_lists_have_pages_in_windows_of_any_size(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size) as pilot:
        for opens in ("o", ":", "t", "f"):
            burst(app, opens, "pagedown", "pageup", "end", "pagedown", "escape")
        burst(app, "n")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)


async def test_what_a_key_asks_for_is_done_before_the_next_one_acts() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, "o", "end", "up", "enter", "n", "o")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)
        assert await until(pilot, lambda: isinstance(app.screen, Picker))
        assert screen_of(pilot).run.settings.optimizer == "rprop"


async def test_a_tag_is_text_whatever_is_typed() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        burst(app, "f", "/", *"[/] [b]x", "enter")
        assert await shows(pilot, "no card has the tag '[/] [b]x'")


async def test_what_is_looked_for_in_the_palette_is_text() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, ":", *"[/]$x", "enter", "escape", "n")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)


async def test_a_toast_may_be_clicked_again_and_again() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.notify("a toast")
        assert await shows(pilot, "a toast")
        y = next(y for y, line in enumerate(text_of(app).split("\n")) if "a toast" in line)
        x = text_of(app).split("\n")[y].index("a toast")
        for _ in range(4):
            for kind in (events.MouseDown, events.MouseUp):
                app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        burst(app, "n")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)
        assert "a toast" not in text_of(app)


async def test_the_palette_does_not_blink() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        burst(app, ":")
        assert await until(pilot, lambda: isinstance(app.screen, Palette))
        assert await until(pilot, lambda: not app.screen.query_one(Input).cursor_blink)


@pytest.mark.parametrize("columns", [1, 3, 5, 7, *range(26, 33)])
async def test_a_layout_comes_to_rest_in_windows_of_any_width(columns: int) -> None:
    app = app_on()
    async with app.run_test(size=(columns, 12)) as pilot:
        for opens in ("o", "s", "d", "?", "i"):
            burst(app, opens)
            assert await until(pilot, lambda: not isinstance(app.screen, Playground))
            assert await until(pilot, lambda: app._stands_for(events.Key("down", None)))
            reflows: list[object] = []
            app.screen.screen_layout_refresh_signal.subscribe(app.screen, reflows.append)
            for _ in range(20):
                await pilot.pause(0.02)
            assert len(reflows) <= 1, f"after {opens}"
            burst(app, "escape")
            assert await until(pilot, lambda: isinstance(app.screen, Playground))
