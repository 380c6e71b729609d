"""Study more now, limits and undo, on the screens of the flashcards."""

from pathlib import Path

import pytest

from gdtui.files import settings
from gdtui.files.settings import DeckLimits, UserSettings
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenCards, OpenReview
from tests.study.memory.test_session import Clock
from tests.tui.cards import mine, ready, review_of
from tests.tui.screen import shows, text_of

CARDS = [
    f'[[card]]\nid = "c{n}"\nkind = "basic"\nquestion = "Why number {n}?"\nanswer = "So."\n'
    for n in range(5)
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reviews.db")


def app_of(store: Store) -> GdtuiApp:
    collection = Collection([mine(*CARDS)], store, UserSettings(new_cards_a_day=2))
    return GdtuiApp(first=OpenCards(collection), theme="gdtui-dark")


def said(app: GdtuiApp) -> list[str]:
    """What toasts say."""
    return [note.message for note in app._notifications]


async def test_the_limit_is_told_and_more_is_studied(store: Store) -> None:
    app = app_of(store)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "Beyond today's limit, 3 more new cards wait.")
        await pilot.press("enter")
        for _ in range(2):
            await ready(pilot)
            await pilot.press("space")
            await ready(pilot)
            await pilot.press("4")
        assert await shows(pilot, "Today's limit is reached: 3 more new cards wait.")
        await ready(pilot)
        assert await shows(pilot, "m: study more now")
        await pilot.press("m")
        assert await shows(pilot, "3  more new cards")
        assert "as on any day" in text_of(app)
        await pilot.press("enter")
        assert await shows(pilot, "Why number 2?")
        assert len(store.reviews()) == 2


async def test_a_cram_says_that_it_changes_no_schedule(store: Store) -> None:
    app = app_of(store)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "all decks")
        await pilot.press("m", "j")
        assert await shows(pilot, "a cram: no card's schedule changes")
        await pilot.press("enter")
        assert await shows(pilot, "cram: mine")
        await ready(pilot)
        assert "5 left" in text_of(app)
        await pilot.press("space")
        await ready(pilot)
        assert "1 again once more" in text_of(app)
        await pilot.press("1")
        await ready(pilot)
        assert store.reviews() == []
        assert [line.kind for line in store.log()] == ["cram"]
        await pilot.press("u")
        await ready(pilot)
        assert store.log() == []


async def test_limits_are_set_for_the_deck_that_is_marked(store: Store) -> None:
    app = app_of(store)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "all decks")
        await pilot.press("j", "l")
        assert await shows(pilot, "mine: new cards, reviews a day:")
        await pilot.press(*["backspace"] * 6, *"few", "enter")
        await pilot.pause()
        assert said(app)[-1].startswith("two whole numbers up to 9999")
        await pilot.press(*["backspace"] * 6, *"4,-", "enter")
        assert await shows(pilot, "Limits of its own: 4 new cards a day.")
        assert settings.load().decks == {"mine": DeckLimits(4, None)}
        assert "     5     0     4" in text_of(app)
        await pilot.press("k", "l")
        assert await shows(pilot, "all decks: new cards, reviews a day:")
        await pilot.press("escape")


async def test_undo_after_the_end_of_the_session(store: Store) -> None:
    app = app_of(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        await pilot.pause()
        assert said(app) == ["There is nothing to undo."]
        await pilot.press("enter")
        await ready(pilot)
        await pilot.press("minus")
        await ready(pilot)
        await pilot.press("q")
        assert await shows(pilot, "all decks")
        assert store.of("mine", "c0").buried_until is not None
        await pilot.press("u")
        await pilot.pause()
        assert said(app)[-1] == "undone: burying it (c0)"
        assert store.of("mine", "c0").buried_until is None


async def test_a_skip_is_undone_on_the_screen(store: Store) -> None:
    app = app_of(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert await shows(pilot, "Why number 0?")
        await ready(pilot)
        await pilot.press("greater_than_sign")
        assert await shows(pilot, "Why number 1?")
        await pilot.press("u")
        assert await shows(pilot, "Why number 0?")


async def test_a_quiz_that_is_open_at_four_takes_the_new_day(store: Store) -> None:
    clock = Clock()
    session = Session([mine(*CARDS)], store, settings=UserSettings(new_cards_a_day=1), now=clock)
    app = GdtuiApp(first=OpenReview(session), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("space")
        await ready(pilot)
        await pilot.press("4")
        assert await shows(pilot, "Today's limit is reached: 4 more new cards wait.")
        clock.go(hours=15, minutes=59)
        review_of(pilot)._take_day()
        assert await shows(pilot, "Today's limit is reached")
        clock.go(minutes=1)
        review_of(pilot)._take_day()
        assert await shows(pilot, "Why number 1?")
        assert await shows(pilot, "1 new, 0 learning, 0 due")
