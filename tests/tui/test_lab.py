"""Labs on the screen: each kind of task by its keys, and coming back to where one was."""

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.events import MouseMove, Paste
from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.study.labs.journal import Journal
from gdtui.study.labs.labs import lab_named
from gdtui.study.labs.sitting import Sitting
from gdtui.tui.app import GdtuiApp
from gdtui.tui.messages import OpenLab
from gdtui.tui.screens.lab import LabScreen
from tests.tui.screen import app_on, settled, shows, text_of, until


def sitting_at(folder: Path, task: str = "meet") -> Sitting:
    lab = lab_named("learning-rate")
    sitting = Sitting(lab, Journal(folder / "anna.jsonl"), "anna")
    sitting.go([one.id for one in lab.tasks].index(task))
    return sitting


def app_at(folder: Path, task: str = "meet", glyphs: Glyphs = Glyphs.BRAILLE) -> GdtuiApp:
    first = OpenLab(sitting_at(folder, task))
    return GdtuiApp(theme="gdtui-dark", glyphs=glyphs, first=first)


async def answer(pilot: Pilot[None], text: str) -> None:
    lab = pilot.app.screen
    assert isinstance(lab, LabScreen)
    assert await until(pilot, lambda: lab.focused is not None)
    assert lab.focused is not None
    lab.focused.post_message(Paste(text))
    await pilot.press("enter")


async def says(pilot: Pilot[None], text: str) -> bool:
    """Whether the screen comes to show a text, in one line or broken into several."""
    return await until(pilot, lambda: text in re.sub(r"[\s│]+", " ", text_of(pilot.app)))


async def test_the_first_tasks_from_the_keyboard(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "step 1: w = 8 − 0.25·12 = 5, L = 9" in await settled(pilot)
        await pilot.press("n")
        assert await shows(pilot, "step 1  η = 0.25  w = 5  L = 9")
        await pilot.press("enter")
        assert await shows(pilot, "2 η = 0.5, four steps")
        assert "2      0" not in text_of(app), "the slopes to come would be the answer"
        await answer(pilot, "5")
        assert await shows(pilot, "5: not right. Factor 2 forgotten")
        assert await shows(pilot, "5✗")
        for number in ("8 - 0.5*12", "0", "2", "0", "2", "0", "2", "0"):
            await answer(pilot, number)
        assert await shows(pilot, "2, 2, 2, 2: at the minimum after one step")
        assert "2 of 10 done" in await settled(pilot)
        await pilot.press("less_than_sign")
        assert await shows(pilot, "1 A step, worked out")


async def test_no_line_breaks_in_a_short_formula(tmp_path: Path) -> None:
    sitting = Sitting(lab_named("momentum"), Journal(tmp_path / "m.jsonl"), "anna")
    app = GdtuiApp(theme="gdtui-dark", glyphs=Glyphs.BRAILLE, first=OpenLab(sitting))
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await settled(pilot)
        assert "η = 0.03: y changes sides" in shown
        assert "L = 79.6374" in shown


async def test_a_curve_is_drawn_before_the_run_is_seen(tmp_path: Path) -> None:
    app = app_at(tmp_path, "one-drawn")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "●" not in await settled(pilot)
        await pilot.press("up", "enter")
        assert await shows(pilot, "step 2: not drawn yet")
        await pilot.press(*["down"] * 3, "left", *["down"] * 4, "right", *["space"] * 7, "enter")
        assert await shows(pilot, "Yours: falls; the run: 36, 36, 36")
        assert "△ yours, ● the run" in text_of(app)
        await pilot.press("r", *["space"] * 8, "enter")
        assert await shows(pilot, "your curve: right. Yours: flat")


async def test_a_word_that_is_refused_is_mended_where_it_was_typed(tmp_path: Path) -> None:
    app = app_at(tmp_path, "one-drawn")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("w")
        await answer(pilot, "hm")
        assert await shows(pilot, "? Type a word (falls, flat, rises")
        await pilot.press(*"falls", "enter")  # as keys these would show the answer
        assert await shows(pilot, "Yours: falls; the run: 36, 36, 36")
    app = app_at(tmp_path, "one-run")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("w")
        await answer(pilot, "lr 0.1")
        await pilot.press("escape", "n")
        assert await shows(pilot, "step 1  η = 1"), "Esc leaves the field, and not the lab"


async def test_what_was_right_stays_so_beside_a_later_miss(tmp_path: Path) -> None:
    app = app_at(tmp_path, "half")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await answer(pilot, "2")
        assert await shows(pilot, "step 1 (slope = 12): loss =")
        await pilot.press("up")
        assert await shows(pilot, "step 1 (slope = 12): w =")
        await answer(pilot, "7")
        assert await shows(pilot, "✗ 7: not right.")
        assert "2✓" in text_of(app)
        assert "7✓" not in text_of(app)


async def test_a_try_is_no_answer(tmp_path: Path) -> None:
    app = app_at(tmp_path, "edge")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await answer(pilot, "2")
        assert await shows(pilot, "2: does not hold; after 100 steps diverging")
        assert await says(pilot, "2/λ is right, but λ, the curvature, is 2 here and not 1.")
        assert "not right" not in text_of(app)
    assert "answered" not in (tmp_path / "anna.jsonl").read_text()


async def test_it_is_drawn_with_the_mouse(tmp_path: Path) -> None:
    app = app_at(tmp_path, "one-drawn")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.click("#lab-curve", offset=(79 - 1, 1))
        assert await shows(pilot, "step 8: L = 72")
        await pilot.press("greater_than_sign", "less_than_sign")
        assert await shows(pilot, "step 8: L = 72")
        await pilot.press("r")
        await pilot.mouse_down("#lab-curve", offset=(15, 8))
        left, top = pilot.app.screen.query_one("#lab-curve").region.offset
        pilot.app.post_message(MouseMove(None, left + 78, top + 8, 0, 0, 1, False, False, False))
        await pilot.mouse_up("#lab-curve", offset=(78, 8))
        await pilot.press("enter")
        assert await shows(pilot, "your curve: right. Yours: flat"), "no step was left out"


async def test_a_run_is_handed_in_as_it_stands_and_what_is_fixed_stays(tmp_path: Path) -> None:
    app = app_at(tmp_path, "one-run")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert "e Settings" not in await settled(pilot), "nothing is free here"
        await pilot.press("plus")
        assert await shows(pilot, "lr is fixed in this task")
        await pilot.press("n", "n", "enter")
        assert await shows(pilot, "your run: not right.")
        await pilot.press("n", "n", "enter")
        assert await shows(pilot, "your run: right. Oscillating")


async def test_runs_are_labeled_and_an_edge_is_found(tmp_path: Path) -> None:
    app = app_at(tmp_path, "which-is-which")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "1")
        assert await says(pilot, "Here it is 36 forever.")
        await pilot.press("2", "3", "4")
        assert await shows(pilot, "None of the three diverges")
        await pilot.press("enter")
        await answer(pilot, "1.5")
        assert await shows(pilot, "1.5: does not hold; after 100 steps diverging")
        await answer(pilot, "0.9 1.05")
        assert await says(pilot, "0.15 apart; they may be at most 0.02 apart")
        await answer(pilot, "1.00 1.02")
        assert await shows(pilot, "The edge lies within 1 … 1.02.")


async def test_hints_are_counted_answers_shown_and_the_report_named(tmp_path: Path) -> None:
    app = app_at(tmp_path, "in-your-words")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await answer(
            pilot, "It is 36 forever, and that is not growing: it jumps from side to side."
        )
        assert await shows(pilot, "Kept. Compare: It crosses the minimum")
        assert await says(pilot, "Tasks 1, 2, 3, 4, 5, 6, 7, 8, 9 still open")
        assert await says(pilot, "gdtui lab report learning-rate --name anna --journal")
        await pilot.press("less_than_sign")
        assert await shows(pilot, "9 Another loss")
        await pilot.press("escape", "h")
        assert await shows(pilot, "hint: The edge is at 2/λ")
        assert "hints 1" in text_of(app)
        await pilot.press("a")
        assert "shown: " not in await settled(pilot), "it may have been meant as a letter"
        await pilot.press("a")
        assert await shows(pilot, "shown: ")
        assert "2 of 10 done" in await settled(pilot)


async def test_leaving_and_coming_back_from_the_playground() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        assert await shows(pilot, "0 of 10 tasks done")
        await pilot.press("enter")
        assert await shows(pilot, "1 A step, worked out")
        await pilot.press("enter")
        await answer(pilot, "2")
        assert await shows(pilot, "2✓")
        await pilot.press("escape", "q")
        assert await shows(pilot, "settings")
        await pilot.press("e")
        assert await shows(pilot, "1 of 10 tasks done")
        await pilot.press("enter")
        assert await shows(pilot, "2 η = 0.5, four steps")
        assert await shows(pilot, "2✓")


@pytest.mark.parametrize(
    ("task", "size", "glyphs"),
    [("tenth", (80, 24), Glyphs.BRAILLE), ("which-is-which", (60, 16), Glyphs.ASCII)],
)
async def test_layouts(
    task: str, size: tuple[int, int], glyphs: Glyphs, tmp_path: Path, layout: SnapshotAssertion
) -> None:
    app = app_at(tmp_path, task, glyphs)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        if task == "tenth":
            await answer(pilot, "6.8")
            await answer(pilot, "23.04")
            await answer(pilot, "5.6")
        else:
            await pilot.press("1")
        assert await settled(pilot) == layout(name=f"lab-{task}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [(60, 16), (8, 3)])
async def test_every_task_in_every_window(size: tuple[int, int], tmp_path: Path) -> None:
    app = app_at(tmp_path)
    async with app.run_test(size=size) as pilot:
        lab = app.screen
        assert isinstance(lab, LabScreen)
        for place in range(len(lab.sitting.lab.tasks)):
            await pilot.pause()
            if size[0] >= 40:
                assert f"{place + 1} " in text_of(app)
            lab.action_task(1)


@pytest.mark.parametrize(
    ("task", "keys", "seen"),
    [
        ("one-run", ["n", "n", "n"], "step 3 η = 1 w = −4"),
        ("one-drawn", ["right", "down"], "step 2: L = 33"),
        ("tenth", ["6", ".", "7"], "w = 6.7"),
        ("in-your-words", ["o", "n", "e"], "your words: one"),
    ],
)
async def test_what_is_begun_comes_back(
    task: str, keys: list[str], seen: str, tmp_path: Path
) -> None:
    """Left by another task, by leaving the lab, and by a signal, each without handing in."""
    for leave in ("less_than_sign", "q", None):
        app = app_at(tmp_path, task)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            if leave == "less_than_sign":
                await pilot.press(*keys)
            assert await says(pilot, seen)
            if leave is None:
                app.keep_state()
            else:
                await pilot.press("escape", leave)
                await pilot.pause()


async def test_begun_again_and_back(tmp_path: Path) -> None:
    app = app_at(tmp_path, "one-run")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "r")
        assert await shows(pilot, "step 0  η = 1  w = 8")
        await pilot.press("r")
        assert await shows(pilot, "step 2  η = 1  w = 8")
        await pilot.press("less_than_sign")
        assert await shows(pilot, "step 1: not drawn yet")
        await pilot.press("space", "space", "r")
        assert await shows(pilot, "step 1: not drawn yet")
        await pilot.press("r")
        assert await shows(pilot, "step 2: L = 36")


async def test_from_the_list_of_tasks_to_any_of_them(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "escape", "t")
        assert await shows(pilot, "✓  1 A step, worked out")
        assert "10 In your words" in text_of(app)
        await pilot.press("down", "down", "enter")
        assert await shows(pilot, "4 η = 1, run")


async def test_a_run_in_the_playground_and_back(tmp_path: Path) -> None:
    app = app_at(tmp_path, "one-run")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("n", "i")
        assert await shows(pilot, "about this run")
        await pilot.press("escape", "p")
        assert await shows(pilot, "q Back to the lab")
        await pilot.press("n", "n", "n", "q")
        assert await shows(pilot, "step 4  η = 1  w = 8")
        await pilot.press("p", "plus", "q")
        assert await shows(pilot, "lr is fixed here, and was changed on the way.")
        await pilot.press("enter")
        assert await shows(pilot, "your run: right. Oscillating")


async def test_what_is_free_has_fields_and_pickers(tmp_path: Path) -> None:
    lab = lab_named("momentum")
    sitting = Sitting(lab, Journal(tmp_path / "m.jsonl"), "anna")
    sitting.go([task.id for task in lab.tasks].index("beat-it"))
    app = GdtuiApp(theme="gdtui-dark", glyphs=Glyphs.BRAILLE, first=OpenLab(sitting))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("e")
        assert await shows(pilot, "settings of this run")
        assert app.screen.focused is not None
        app.screen.focused.post_message(Paste("x"))
        await pilot.press("enter")
        assert await shows(pilot, "lr is not a number such as 0.1")
        await pilot.press("ctrl+u")
        app.screen.focused.post_message(Paste("0.05"))
        await pilot.press("down", "enter")
        assert await shows(pilot, "step 0  η = 0.05")
        await pilot.press("o", *"nesterov", "enter")
        assert await shows(pilot, "landscape")
        assert isinstance(app.screen, LabScreen)
        await pilot.press("n")
        await pilot.press("s")
        assert await shows(pilot, "schedule is fixed in this task.")
        await pilot.press("q")
    (draft,) = [e for e in Journal(tmp_path / "m.jsonl").entries if e["event"] == "draft"][-1:]
    assert "--edit 0:lr=0.05 --edit 0:optimizer=nesterov --at 1" in draft["run"]


async def test_theory_and_playground_wait_for_the_answer(tmp_path: Path) -> None:
    app = app_at(tmp_path, "half")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("escape", "i")
        assert await shows(pilot, "Theory waits for your answer.")
        await pilot.press("p")
        await pilot.press(*"aa" * 8)
        assert await shows(pilot, "2, 2, 2, 2: at the minimum after one step")
        await pilot.press("i")
        assert await shows(pilot, "about this run")
        await pilot.press("escape", "p")
        assert await shows(pilot, "q Back to the lab")
        await pilot.press("n", "q")
        assert await shows(pilot, "2 η = 0.5, four steps")


async def test_an_unknown_mistake_leads_to_the_hint(tmp_path: Path) -> None:
    app = app_at(tmp_path, "tenth")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await answer(pilot, "3")
        assert await shows(pilot, "Esc, then h: a hint")
        await pilot.press("escape", "h")
        assert await shows(pilot, "hint 1 of 2: The slope is taken at the current point")
        await pilot.press("greater_than_sign", "escape", "less_than_sign")
        assert await shows(pilot, "hint 1 of 2: The slope is taken at"), "it was taken"
