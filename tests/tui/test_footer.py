"""The keys in the last line."""

import re

import pytest
from textual.app import ComposeResult
from textual.screen import Screen

from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.tui import actions
from gdtui.tui.messages import OpenPlayground
from gdtui.tui.widgets.footer import Footer
from tests.tui.screen import app_on, screen_of, settled, until

WHOLE = (
    "space Play n Step b Back + - η o Rule s Schedule d Loss f Cards c Pin p Predict i About l Log "
    "m Maximize ? Help q Quit"
)


@pytest.mark.parametrize("width", [*range(60, 82), 120])
async def test_every_label_is_whole_and_help_and_the_way_out_are_always_there(width: int) -> None:
    app = app_on()
    async with app.run_test(size=(width, 24)) as pilot:
        line = (await settled(pilot)).rstrip("\n").split("\n")[-1]
    first = line.removesuffix(" ? Help q Quit")
    assert line.endswith(" ? Help q Quit")
    assert WHOLE.startswith(first)
    labels = [action.in_short or action.label for action in actions.PLAYGROUND if action.in_footer]
    assert re.search(rf"({'|'.join(labels)})$", first)
    dropped = WHOLE.removesuffix(" ? Help q Quit").removeprefix(first).split(" ", 3)
    assert not dropped[1:] or len(line) + len(" ".join(dropped[1:3])) + 1 > width


@pytest.mark.parametrize(("width", "last"), [(80, "f Cards"), (120, "m Maximize")])
async def test_where_there_is_room_there_are_more_keys(width: int, last: str) -> None:
    app = app_on()
    async with app.run_test(size=(width, 24)) as pilot:
        assert " + - η o Rule s Schedule d Loss f Cards" in (text := await settled(pilot))
        assert text.rstrip("\n").endswith(f" {last} ? Help q Quit")


async def test_a_click_on_a_label_presses_its_key() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click("Footer", offset=(WHOLE.index("Step") + 1, 0))
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)
        await pilot.click("Footer", offset=(WHOLE.index("b Back"), 0))
        assert await until(pilot, lambda: screen_of(pilot).run.step == 0)


async def test_in_a_field_the_keys_that_work_there_are_shown() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        line = (await settled(pilot)).rstrip("\n").split("\n")[-1]
    assert line == "↓ Next Enter Use Esc Leave F1 Help ^q Quit"


async def test_on_a_visit_the_way_back_to_the_card_stays() -> None:
    app = app_on()
    async with app.run_test(size=(60, 24)) as pilot:
        app.post_message(OpenPlayground(Run(RunConfig()), state="visit"))
        assert await until(pilot, lambda: len(app.playgrounds) == 2)
        assert (await settled(pilot)).rstrip("\n").endswith("? Help q Back to the card")


class Bare(Screen[None]):
    """A screen without a key of its own, as each is for a moment while it opens."""

    def compose(self) -> ComposeResult:
        yield Footer()


async def test_where_no_key_is_shown_the_line_is_empty() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Bare())
        assert await until(pilot, lambda: isinstance(app.screen, Bare))
        assert (await settled(pilot)).strip() == ""
