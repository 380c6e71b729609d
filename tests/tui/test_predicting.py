"""Prediction mode: nothing answers for the learner, and what they say is judged and kept."""

import re
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import OptionList

from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import GHOST
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import paths, session, settings
from gdtui.files.command_line import reopening
from gdtui.study.memory.store import Store
from gdtui.tui.predicting import FREE
from tests.tui.leaking import leaks
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 10), (120, 40)])
@pytest.mark.parametrize("glyphs", [Glyphs.BRAILLE, Glyphs.ASCII])
async def test_steps_that_were_known_are_hidden_with_the_pins_that_make_them(
    size: tuple[int, int], glyphs: Glyphs
) -> None:
    app = app_on(glyphs=glyphs)
    async with app.run_test(size=size) as pilot:
        await pilot.press("N", "c", "N", "g", "n", "n", "p")
        seen = await settled(pilot)
        screen = screen_of(pilot)
        frame = screen._frame()
        assert leaks(pilot) == []
        assert (frame.furthest, frame.history.last, frame.beside.lanes) == (2, 2, ())
        assert "Where does the next step land?" in seen
        await pilot.press("enter")
        assert (screen._frame().furthest, len(screen._frame().beside.lanes)) == (10, 1)


async def test_a_pin_and_a_ghost_that_go_another_way_stay() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("N", "+", "c", "N", "g", "+", "n", "p")
        assert [lane.mark for lane in screen_of(pilot)._frame().beside.lanes] == ["a", GHOST]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("predict-asked-80x24", ["n", "n", "p"]),
        ("predict-wrong-80x24", ["n", "n", "p", *"6.072", "enter"]),
    ],
)
async def test_layouts(layout: SnapshotAssertion, name: str, keys: list[str]) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert await settled(pilot) == layout(name=name)


async def test_n_takes_the_step_once_it_was_predicted_and_asks_the_next() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        screen = screen_of(pilot)
        await pilot.press("p", *"6.2", "enter")
        assert await shows(pilot, "✓ 6.2: against the slope 8, w falls by 0.8")
        assert "predict 1/1 · streak 1" in text_of(app)
        await pilot.press("n")
        assert screen.run.step == 1
        assert await shows(pilot, "fade 2 of 3")
        await pilot.press("tab", "n")  # n asks for the answer, and brings back the field
        assert screen.run.step == 1
        await pilot.press(*"1", "enter")
        assert await shows(pilot, "✗ 1: no.")
        assert "predict 1/2 · streak 0" in text_of(app)
        await pilot.press("n")
        assert await shows(pilot, "fade 1 of 3")


async def test_what_is_typed_ahead_on_a_slow_line_is_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = app_on()
    async with app.run_test() as pilot:
        monkeypatch.setattr(app.pacer, "crowded", lambda: True)
        await pilot.press("+", "-", "p", *"6.2", "enter", "n", *"5.56", "enter")
        screen = screen_of(pilot)
        assert not screen._late, "it would be drawn again with every answer of the terminal"
        assert [(said.answer, said.right) for said in screen.run.predictions] == [
            ("6.2", True),
            ("5.56", True),
        ]


async def test_letters_are_text_and_escape_stops() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        screen = screen_of(pilot)
        await pilot.press("p", *"nbrq")
        assert screen._predicting.is_asking
        assert await shows(pilot, "w₁ = nbrq")
        await pilot.press("enter")
        assert await shows(pilot, "'nbrq' is not a number")
        await pilot.press("escape")
        assert await shows(pilot, "not started")
        assert not screen._predicting.is_on
        await pilot.press("n")
        assert screen.run.step == 1


async def test_an_empty_field_shows_the_answer_and_the_other_kinds_are_asked() -> None:
    app = app_on(learning_rate=1.2)
    async with app.run_test() as pilot:
        await pilot.press("p", "down")
        assert await shows(pilot, "1 down, L falls")
        await pilot.press("down")
        assert await shows(pilot, "Where will this be after 20 steps?")
        await pilot.press("up", "enter")
        assert await shows(pilot, "2 down, L rises: against the slope 8")
        await pilot.press("i")
        assert await shows(pilot, "THE PREDICTION")
        assert "θ = θ − η·g = 7 − 1.2·8 = −2.6" in text_of(app)


@pytest.mark.parametrize("glyphs", [Glyphs.BRAILLE, Glyphs.ASCII])
async def test_no_option_and_no_key_is_cut_in_two(glyphs: Glyphs) -> None:
    app = app_on("bowl", glyphs=glyphs, optimizer="momentum")
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("p", "up")
        seen = (await settled(pilot)).splitlines()
        assert seen[2:5] == [
            " 1 nearer a minimum  2 to and fro  3 farther away",
            " 4 hardly moved  5 ever lower  6 swinging through",
            " 7 to a saddle",
        ]
        await pilot.press("4", "enter", "enter", "4", "enter")
        seen = (await settled(pilot)).splitlines()
        (keys,) = (line for line in seen if "other numbers" in line)
        wanted = "n your run · Enter other numbers · i why · K no card"
        assert keys.strip() == app.legible(wanted)


async def test_what_is_given_can_be_scrolled_where_there_is_no_room() -> None:
    app = app_on(optimizer="adam")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "p")
        screen_of(pilot)._predicting._level = 4
        await pilot.press("down", "up")
        seen = await settled(pilot)
        assert re.search(r"= 6.9 − 0.1·\?/.*= \?.*↑ . more · fade 4 of 4", seen, re.DOTALL)
        assert "w₂ = w₁ − η" not in seen
        await pilot.press("tab", "4", *"kkkk")
        assert await shows(pilot, "w₂ = w₁ − η")


async def test_what_would_answer_does_nothing_meanwhile() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("p", "tab", "5", "y", "i", "z", "space", "c")
        screen = screen_of(pilot)
        assert app.screen is screen
        assert screen._predicting.is_asking
        assert (screen.run.furthest, screen.experiment.pins) == (0, ())
        assert not paths.copied().exists()
        assert not FREE & {"about", "noise", "copy_command", "play"}


async def test_a_key_that_would_answer_says_that_it_waits() -> None:
    app = app_on()
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter")
        assert not app._notifications
        await pilot.press("p", "tab", "5", "i")
        (note,) = app._notifications
        assert note.message == "That waits for your answer; p stops predicting."


@pytest.mark.parametrize("key", ["G", "full_stop", "N", "end"])
async def test_no_key_goes_on_to_steps_that_are_known_before_they_are_predicted(key: str) -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("N", "b", "b", "+", "N", "g", "p", "tab", "5", key)
        screen = screen_of(pilot)
        assert (screen.run.step, screen._predicting.is_asking) == (0, True)
        assert screen.focused is screen.query_one("#guess")
        assert leaks(pilot) == []
        await pilot.press("enter", "G")
        assert screen.run.step == 18


async def test_wherever_the_run_goes_it_is_asked_about_there() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("N", "p", "tab", "5", "b")  # the log keeps the keys
        assert await shows(pilot, "Type w₁₀,")
        await pilot.press("g")
        assert await shows(pilot, "Type w₁,")
        await pilot.press("+")
        assert await shows(pilot, "η = 0.2")
        assert screen_of(pilot).run.furthest == 0
        assert leaks(pilot) == []


async def test_a_run_that_has_ended_is_asked_nothing() -> None:
    app = app_on(max_steps=1)
    async with app.run_test() as pilot:
        await pilot.press("p", "enter", "n")
        assert screen_of(pilot).run.ended is not None
        assert not screen_of(pilot)._predicting.is_asking
        await pilot.press("b")
        assert screen_of(pilot)._predicting.is_asking


async def test_other_numbers_leave_the_run_as_it_is() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        screen = screen_of(pilot)
        await pilot.press("n", "p", "enter", "enter")
        assert screen._predicting.is_asking
        other = screen._predicting.shown.run
        assert (other.config.start != (7.0,), other.config.objective) == (True, "(w - 3)^2")
        command = reopening(other)
        await pilot.press("enter")
        assert [(said.step, said.about) for said in screen.run.predictions] == [
            (1, ""),
            (1, command),
        ]
        await pilot.press("n")
        assert (screen.run.step, screen.run.config.start) == (2, (7.0,))
        assert screen._predicting.shown is screen.experiment
        assert "predict 0/2" in text_of(app)


async def test_predictions_change_no_bit_and_come_back_with_the_session() -> None:
    app = app_on(optimizer="adam")
    async with app.run_test() as pilot:
        await pilot.press("p", *"6.9", "enter", "n", *"1", "enter", "n", "enter", "n")
        run = screen_of(pilot).run
        assert run.rows(1, 3) == _alone(run).rows(1, 3)
        session.keep(run)
    again = session.resume()
    assert again is not None
    assert [(s.step, s.answer, s.right) for s in again.predictions] == [
        (0, "6.9", True),
        (1, "1", False),
        (2, "", False),
    ]


def _alone(run: Run) -> Run:
    plain = Run(replace(run.config))
    plain.advance(3)
    return plain


async def test_a_miss_is_kept_as_a_card_until_it_is_taken_back() -> None:
    own = paths.decks() / "own-runs.toml"
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("p", *"7.8", "enter")
        assert await shows(pilot, "Card kept")
        assert "sign-flipped" in own.read_text()
        await pilot.press("K")
        assert not own.exists()


async def test_a_miss_comes_back_in_the_quiz() -> None:
    app = app_on(learning_rate=0.2)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "p", *"5.4", "enter")
        assert await shows(pilot, "Right is 4.44")
        await pilot.press("f")
        assert await shows(pilot, "own-runs")
        listed = app.screen.query_one("#decks", OptionList)
        decks = [str(listed.get_option_at_index(i).prompt) for i in range(listed.option_count)]
        row = next(i for i, deck in enumerate(decks) if deck.startswith("own-runs"))
        assert decks[row].split()[1:4] == ["1", "0", "1"]
        await pilot.press(*"j" * row, "enter")
        assert await shows(pilot, "with η = 0.2, at w = 5.4.")
        await pilot.press(*"5.4", "enter")
        assert await shows(pilot, "That is where w stands now, before the step.")
        await pilot.press("1")
        await pilot.press(*"4.44", "enter")
        assert await shows(pilot, "4.44: against the slope 4.8, w falls by 0.96")
        await pilot.press("3")
        await settled(pilot)
    store = Store(paths.reviews())
    assert [(key.deck, kept.memory.reps) for key, kept in store.kept().items()] == [("own-runs", 2)]
    store.close()


async def test_no_card_is_kept_if_nobody_wants_them() -> None:
    settings.path().parent.mkdir(parents=True)
    settings.path().write_text("[study]\nkeep_misses = false\n")
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("p", *"7.8", "enter")
        assert await shows(pilot, "you added the gradient")
        assert not paths.decks().exists()


async def test_batches_are_asked_about_with_their_own_slope() -> None:
    config = RunConfig(objective="linear", data="line", batch_size=4, learning_rate=0.01)
    app = app_on()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = screen_of(pilot)
        await pilot.press("p")
        screen._beginning.begin(config)
        screen._predicting._level = 9
        await pilot.press("down", "up")
        await settled(pilot)
        assert await shows(pilot, "of 4 examples = ")
        assert screen._predicting.asked is not None
        answer = screen._predicting.asked.looked.lands
        await pilot.press(*f"{answer:.6f}", "enter")
        assert await shows(pilot, "predict 1/1 · streak 1")


async def test_a_field_takes_the_keys_of_an_answer_and_gives_them_back() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", "7", "enter")
        assert await shows(pilot, "other numbers")
        await pilot.press("1")
        await pilot.resize_terminal(100, 30)
        assert await until(pilot, lambda: "other numbers" not in text_of(app))
        await pilot.press("escape")
        assert await shows(pilot, "other numbers")
