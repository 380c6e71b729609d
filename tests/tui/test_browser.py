"""The card browser, driven without a terminal."""

from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from gdtui.drawing.glyphs import Glyphs
from gdtui.study.cards.card import CardKey
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.study.memory.store import Store
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenBrowser
from gdtui.tui.widgets.card_table import CardTable
from gdtui.tui.widgets.field import Answer
from tests.tui.cards import PICK, mine
from tests.tui.screen import settled, shows, text_of, until
from tests.tui.test_cards import GAP, SUM, WHY

MINE = "mine"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reviews.db")


def browser(store: Store, *cards: str, glyphs: Glyphs = Glyphs.BRAILLE) -> GdtuiApp:
    collection = Collection([mine(*(cards or (SUM, GAP, WHY, PICK)))], store)
    return GdtuiApp(first=OpenBrowser(collection), theme="gdtui-dark", glyphs=glyphs)


@pytest.mark.parametrize(
    ("name", "size", "glyphs"),
    [
        ("browser-80x24", (80, 24), Glyphs.BRAILLE),
        ("browser-120x40", (120, 40), Glyphs.BRAILLE),
        ("browser-60x16", (60, 16), Glyphs.BRAILLE),
        ("browser-fold-40x10", (40, 10), Glyphs.BRAILLE),
        ("browser-ascii-80x24", (80, 24), Glyphs.ASCII),
    ],
)
async def test_layouts(
    name: str, size: tuple[int, int], glyphs: Glyphs, store: Store, layout: SnapshotAssertion
) -> None:
    app = browser(store, glyphs=glyphs)
    async with app.run_test(size=size) as pilot:
        assert await shows(pilot, "4 of 4 cards")
        await pilot.press("down")
        seen = await settled(pilot)
    assert seen == layout(name=name)
    if glyphs is Glyphs.ASCII:
        assert seen.isascii()


async def test_cards_are_found_while_one_types(store: Store) -> None:
    app = browser(store)
    async with app.run_test() as pilot:
        await pilot.press("slash", *"stable")
        assert await shows(pilot, "1 of 4 cards")
        assert "Descent is stable for η < ____." in text_of(app)
        await pilot.press("escape")
        assert await until(pilot, lambda: isinstance(app.focused, CardTable))
        assert "1 of 4 cards" in text_of(app), "what was found stays"
        await pilot.press("slash", "ctrl+u", *"is:new -stable", "enter")
        assert await shows(pilot, "3 of 4 cards")
        await pilot.press("slash", "ctrl+u", *"nothing like it", "enter")
        assert await shows(pilot, "No card matches; / searches again.")


async def test_a_search_that_means_nothing_is_said_and_kept(store: Store) -> None:
    app = browser(store)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("slash", *"is:deu", "enter")
        assert await shows(pilot, "no card is 'deu', did you mean")
        field = app.screen.query_one(Answer)
        assert (field.value, app.focused) == ("is:deu", field)


async def test_what_is_done_is_shown_and_undone_step_by_step(store: Store) -> None:
    app = browser(store)
    tomorrow = study_day(local_now()) + timedelta(days=1)
    key = CardKey(MINE, "sum")
    async with app.run_test() as pilot:
        assert await shows(pilot, "4 of 4 cards")
        await pilot.press("at")
        assert await shows(pilot, "sum: suspended")
        assert not app._notifications, "said in the first row: a toast would cover the card"
        assert store.of(*key).suspended
        await pilot.press("at")
        assert await until(pilot, lambda: not store.of(*key).suspended)
        await pilot.press("minus")
        assert await shows(pilot, "buried ")
        assert store.of(*key).buried_until == tomorrow
        await pilot.press("d", *"12", "enter")
        assert await until(pilot, lambda: store.of(*key).memory.due_day is not None)
        assert store.of(*key).memory.due_day == tomorrow + timedelta(days=11)
        await pilot.press("u", "u", "u", "u")
        assert await until(pilot, lambda: not store.log())
        assert len(store.log(undone=True)) == 4
        await settled(pilot)
        assert "new       mine            w = {w}" in text_of(app)


async def test_a_forgotten_card_is_new_and_keeps_its_history(store: Store) -> None:
    key = CardKey(MINE, "sum")
    store.set_due(*key, study_day(local_now()) + timedelta(days=5))
    app = browser(store)
    async with app.run_test(size=(100, 30)) as pilot:
        assert await shows(pilot, "in 5 d    mine")
        await pilot.press("F")
        assert await shows(pilot, "new       mine            w = ")
        await pilot.press("enter")
        assert await shows(pilot, "forgotten on purpose: new again")
        assert "put off until" in text_of(app)


@pytest.mark.parametrize("typed", ["", "soon", "-1", "3651", "1.5"])
async def test_a_wrong_number_of_days_is_said(store: Store, typed: str) -> None:
    app = browser(store)
    async with app.run_test(notifications=True) as pilot:
        assert await shows(pilot, "4 of 4 cards")
        await pilot.press("d", *typed, "enter")
        assert await shows(pilot, "type a number of days")
        assert not store.log()
        await pilot.press("escape")
        assert await until(pilot, lambda: isinstance(app.focused, CardTable))


async def test_the_table_is_moved_in_by_keys_and_mouse(store: Store) -> None:
    cards = [
        GAP.replace('"gap"', f'"gap-{n}"').replace("Descent", f"Descent {n}") for n in range(99)
    ]
    app = browser(store, *cards)
    async with app.run_test() as pilot:
        assert await shows(pilot, "99 of 99 cards")
        for keys, marked in (("G", 98), ("k", 97), ("g", 0), ("j", 1), ("pagedown", 9), ("up", 8)):
            await pilot.press(keys)
            assert await shows(pilot, f"Descent {marked} is stable for η < ____."), keys
        await pilot.click(CardTable, offset=(5, 1))
        table = app.screen.query_one(CardTable)
        assert await until(
            pilot, lambda: table.marked is not None and table.marked.card.id == "gap-1"
        )
