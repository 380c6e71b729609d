"""A person's own keys: which are taken, what is refused and why, and where they are shown."""

from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot

from gdtui.files import paths, settings
from gdtui.files.settings import KeySetting
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.store import Store
from gdtui.tui.app import GdtuiApp
from gdtui.tui.keymap import BY_ID, Keymap, keymap_of
from gdtui.tui.messages import OpenReview
from tests.tui.cards import PICK, footer_of, mine, ready
from tests.tui.screen import app_on, screen_of, shows, text_of, until


def of(*lines: tuple[str, str]) -> Keymap:
    """The key map of some actions and their keys, a line each."""
    return keymap_of(KeySetting(*line, f"line {n}") for n, line in enumerate(lines, 1))


def own_keys(text: str) -> None:
    path = settings.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[keys]\n{text}\n")


def test_without_own_keys_nothing_changes() -> None:
    assert of() == Keymap({}, [])
    assert of().complete() == {}


@pytest.mark.parametrize(
    ("typed", "keys", "shown"),
    [
        ("n,right", "n,right", "n →"),
        (" h , ; ", "h,semicolon", "h ;"),
        ("Space", "space", "space"),
        ("ctrl+g", "ctrl+g", "^g"),
        ("ö", "ö", "ö"),
        ("f2", "f2", "f2"),
        ("shift+right,shift+right", "shift+right", "shift+→"),
    ],
)
def test_keys_may_be_written_as_names_or_as_characters(typed: str, keys: str, shown: str) -> None:
    freed = ("playground.play", "!")
    found = of(freed, ("playground.step", typed))
    assert found.problems == []
    assert found.keys["playground.step"] == keys
    assert found.shown(BY_ID["playground.step"]) == shown


@pytest.mark.parametrize(
    ("action", "keys", "says"),
    [
        ("playground.stpe", "n", "unknown action 'playground.stpe', did you mean"),
        ("nonsense", "n", "unknown action 'nonsense'; the guide lists them"),
        ("playground.step", "rihgt", "unknown key 'rihgt', did you mean 'right'?"),
        ("playground.step", "pgdown", "unknown key 'pgdown', did you mean 'pagedown'?"),
        ("playground.step", "return", "'return' is lost: terminals send the same"),
        ("playground.step", "ctrl+m", "'ctrl+m' is lost: terminals send the same"),
        ("playground.step", "Ctrl+I", "'Ctrl+I' is lost"),
        ("playground.step", "ctrl+h", "same for it as for backspace"),
        ("playground.step", "alt+n", "'alt+n' is lost over SSH: Alt arrives as Esc and a key"),
        ("playground.step", "ctrl+alt+n", "lost over SSH"),
        ("playground.step", "shift+n", "'shift+n' is written 'N'"),
        ("playground.step", "ctrl+1", "few terminals send anything of their own for it"),
        ("playground.step", "super+n", "few terminals send anything of their own for it"),
        ("playground.step", "ctrl+shift+up", "few terminals send anything of their own for it"),
        ("playground.step", "tab", "'tab' cannot be used: it moves to the next pane or field"),
        ("playground.step", "", "needs a key"),
        ("playground.step", "n,,m", "needs a key"),
        ("playground.step", "x", "'x' is the key of 'playground.unpin' already"),
        ("playground.step", "j", "'j' is the key of 'log.down' already"),
        ("review.take", "s", "'s' is the key of 'review.statistics' already"),
    ],
)
def test_what_is_wrong_is_said_and_the_declared_keys_stay(
    action: str, keys: str, says: str
) -> None:
    found = of((action, keys), ("playground.unit", "A"))
    (problem,) = found.problems
    assert problem.startswith("line 1: ")
    assert says in problem
    assert found.keys == {"playground.unit": "A"}


def test_keys_may_change_places() -> None:
    found = of(("playground.step", "b"), ("playground.back", "n"))
    assert found.problems == []
    assert found.keys == {"playground.step": "b", "playground.back": "n"}


def test_of_two_lines_with_the_same_key_the_first_holds() -> None:
    found = of(("playground.step", "!"), ("playground.back", "!"))
    assert found.keys == {"playground.step": "exclamation_mark"}
    assert found.problems == ["line 2: '!' is the key of 'playground.step' already"]


def test_a_key_freed_by_a_line_that_is_refused_is_not_free() -> None:
    found = of(("playground.step", "x"), ("playground.unpin", "g"))
    assert found.keys == {}
    assert found.problems == [
        "line 2: 'g' is the key of 'playground.first' already",
        "line 1: 'x' is the key of 'playground.unpin' already",
    ]


def test_other_screens_may_have_the_same_key() -> None:
    assert of(("playground.step", "!"), ("review.undo", "!")).problems == []


async def test_own_keys_work_and_are_shown() -> None:
    own_keys('"playground.step" = "h,;"\nplayground.restart = "n"')
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "semicolon")
        assert screen_of(pilot).run.step == 2
        await pilot.press("right")
        assert screen_of(pilot).run.step == 2, "it has these keys and no others"
        await pilot.pause()
        assert footer_of(app).startswith("space Play h Step b Back")
        titles = {
            Content.from_markup(command.title).plain
            for command in app.get_system_commands(app.screen)
        }
        assert {"Step  [h ;]", "Restart  [n]", "Back  [b ←]"} <= titles
        await pilot.press("n")
        assert screen_of(pilot).run.step == 0
        await pilot.press("question_mark", *["j"] * 8)
        assert await shows(pilot, "h ;    Take one step.")


async def test_wrong_own_keys_are_said_and_the_program_opens() -> None:
    own_keys('"playground.step" = "alt+n"\n\n"playground.bck" = "b"\n"playground.play" = 3')
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        assert screen_of(pilot).run.step == 1
        (said,) = (note.message for note in app._notifications)
        alt, unknown, no_text = said.split("\n")
        assert "settings.toml, line 2: 'alt+n' is lost over SSH" in alt
        assert "line 4: unknown action 'playground.bck', did you mean 'playground.back'?" in unknown
        assert "line 5: 'playground.play' must be keys in quotes" in no_text


async def test_ctrl_q_quits_whatever_the_own_keys_are_and_keeps_the_session() -> None:
    own_keys('"playground.quit" = "Q"')
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "q")
        assert app.is_running
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0
    assert paths.last_session().exists()


def quiz(tmp_path: Path) -> GdtuiApp:
    collection = Collection([mine(PICK)], Store(tmp_path / "reviews.db"))
    return GdtuiApp(first=OpenReview(collection.session()), theme="gdtui-dark")


async def answer_and_grade(pilot: Pilot[None], *keys: str) -> None:
    await ready(pilot)
    await pilot.press(keys[0])
    await ready(pilot)
    await pilot.press(keys[1])


async def test_actions_on_one_key_are_rebound_one_by_one(tmp_path: Path) -> None:
    own_keys('"review.take" = "t"\n"review.grade_easy" = "9"')
    app = quiz(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert footer_of(app).startswith("space Answer p Show me u Undo")
        await pilot.press("space")
        await ready(pilot)
        assert footer_of(app).startswith("t Next p Show me u Undo")
        await pilot.press("space")
        assert "again" in text_of(app), "space shows the answer, and takes no grade now"
        await pilot.press("t")
        await ready(pilot)
        await pilot.press("4")  # chooses nothing: there are three options
        await answer_and_grade(pilot, "3", "9")
        assert await shows(pilot, "Done: 2 answered")
        await pilot.press("space")
        await pilot.pause()
    assert app.return_code == 0


async def test_sentences_name_a_persons_own_keys() -> None:
    own_keys(
        '"playground.step" = "J"\n"playground.back" = "h"\n"playground.hold" = "U"\n'
        '"playground.pin" = "P"\n"playground.put_back" = "Q"'
    )
    app = app_on("w^4", start=(2.0,))
    async with app.run_test(size=(120, 40)) as pilot:

        async def is_told(text: str) -> bool:
            return await until(pilot, lambda: any(text in n.message for n in app._notifications))

        assert await shows(pilot, "press J for the first step")
        await pilot.press("question_mark")
        assert await shows(pilot, "you press J;")
        await pilot.press("escape", "C")
        assert await is_told("Pin a run with P first")
        await pilot.press("J", "P", "x")
        assert await is_told("a is out; Q puts it back.")
        screen_of(pilot).experiment.edit(learning_rate=100.0)
        await pilot.press("N")
        assert await shows(pilot, "U tries it")
        assert await is_told("h goes back; U goes back and tries a rate that holds.")
