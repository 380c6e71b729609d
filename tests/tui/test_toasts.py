"""Toasts: read whole in any window, said once, and none on what it talks about."""

import shutil
import tempfile
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets._toast import Toast

from gdtui.files import settings
from gdtui.study.memory.collection import open_collection
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenCards
from tests.tui.screen import app_on, settled, shows, text_of, until

NEEDS_DATA = "The noise lens needs data: gdtui linear --data line --batch-size 8 opens some."
ONE_VIEW = "There is one view of this loss only; data have more."

SIZES = [(120, 40), (80, 24), (60, 16), (40, 10)]


def told(app: App[None]) -> str:
    """What the toasts on the screen say, without blanks: a long path is broken anywhere."""
    toasts = app.screen.query(Toast)
    rows = [row[t.region.x + 1 : t.region.right] for t in toasts for row in _rows(app, t)]
    return "".join("".join(rows).split())


def _rows(app: App[None], toast: Toast) -> list[str]:
    return text_of(app).splitlines()[max(0, toast.region.y) : toast.region.bottom]


def _without_blanks(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("size", SIZES)
async def test_a_toast_is_read_whole_in_any_window(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("z")
        assert await until(pilot, lambda: told(app) == _without_blanks(NEEDS_DATA))


async def test_the_same_is_not_said_twice_at_once() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("z", "z", "z")
        assert await shows(pilot, "The noise lens needs data")
        assert [note.message for note in app._notifications] == [NEEDS_DATA]
        assert await until(pilot, lambda: text_of(app).count("The noise lens needs data") == 1)


async def test_what_a_key_came_to_takes_the_place_of_what_the_key_before_came_to() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("z")
        assert await shows(pilot, "The noise lens needs data")
        await pilot.press("v")
        assert await until(pilot, lambda: _without_blanks(ONE_VIEW) in told(app))
        assert await until(pilot, lambda: "The noise lens" not in text_of(app))


async def test_a_warning_stays_beside_what_a_key_came_to() -> None:
    _own('[keys]\n"playground.step" = "alt+n"\n')
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert await until(pilot, lambda: "'alt+n'islostoverSSH" in told(app))
        await pilot.press("z", "v")
        assert await until(pilot, lambda: _without_blanks(ONE_VIEW) in told(app))
        assert "'alt+n'islostoverSSH" in told(app)


@pytest.mark.parametrize(("size", "most"), [((80, 24), 3), ((60, 16), 2), ((40, 10), 1)])
async def test_of_much_that_is_wrong_the_first_is_read_whole(
    size: tuple[int, int], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(tempfile.mkdtemp(dir="/tmp"))  # a path as long as people have
    monkeypatch.setenv("HOME", str(home))
    _own("[keys]\n" + "".join(f'"lens.{c}" = "n"\n' for c in "abcdefgh"))
    app = app_on()
    async with app.run_test(size=size, notifications=True) as pilot:
        said = _without_blanks(f"and {8 - most} more: gdtui doctor lists them")
        assert await until(pilot, lambda: told(app).endswith(said))
        assert told(app).startswith(f"{settings.path()},line2:unknownaction'lens.a'")
        assert told(app).count("unknownaction") == most
    shutil.rmtree(home)


async def test_a_wrong_tag_is_told_beside_the_field_and_not_on_it() -> None:
    app = GdtuiApp(first=OpenCards(open_collection()), theme="gdtui-dark")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert await shows(pilot, "all decks")
        await pilot.press("slash", *"nonsense", "enter")
        assert await shows(pilot, "no card has the tag 'nonsense'")
        assert "tag: nonsense" in text_of(app)


@pytest.mark.parametrize(
    ("size", "rows"),
    [
        ((80, 24), ["     1      6.2    10.24      6.4│", "     2     5.56   6.5536     5.12│"]),
        ((60, 16), ["     2      5.56    6.5536│", "     3     5.048    4.1943│"]),
    ],
)
async def test_a_toast_leaves_the_log_and_the_rule_to_be_read(
    size: tuple[int, int], rows: list[str]
) -> None:
    app = app_on()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("n", "n", "n", "z")
        assert await until(pilot, lambda: told(app) == _without_blanks(NEEDS_DATA))
        said = await settled(pilot)
        for row in rows:
            assert row in said


def _own(text: str) -> None:
    """A person's own settings."""
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text(text)


@pytest.mark.parametrize("key", ["colon", "question_mark", "o", "f"])
async def test_a_toast_is_not_on_a_screen_that_is_opened_over_it(key: str) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("z")
        assert await shows(pilot, "The noise lens needs data")
        await pilot.press(key)
        assert await until(pilot, lambda: len(app.screen_stack) == 3)
        assert _without_blanks(NEEDS_DATA) not in _without_blanks(await settled(pilot))
        assert not app._notifications
        await pilot.press("escape")
        assert await until(pilot, lambda: len(app.screen_stack) == 2)
        assert "The noise lens" not in await settled(pilot)


async def test_a_warning_is_as_true_on_the_next_screen() -> None:
    _own('[keys]\n"playground.step" = "alt+n"\n')
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert await until(pilot, lambda: "'alt+n'islostoverSSH" in told(app))
        await pilot.press("question_mark")
        assert await until(pilot, lambda: len(app.screen_stack) == 3)
        assert await until(pilot, lambda: "'alt+n'islostoverSSH" in told(app))


async def test_what_leaving_a_screen_came_to_is_told_on_the_one_below() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("n", "w")
        assert await until(pilot, lambda: len(app.screen_stack) == 3)
        await settled(pilot)
        await pilot.press("enter")
        assert await until(pilot, lambda: len(app.screen_stack) == 2)
        assert await until(pilot, lambda: "Therunbeforeispinnedasa." in told(app))
