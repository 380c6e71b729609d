"""The playground's screen, driven without a terminal: keys pressed, panes read, layouts kept."""

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.content import Content

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.experiment import MAX_PINS
from gdtui.engine.run import Run
from gdtui.files.presets import presets
from gdtui.tui.app import GdtuiApp
from gdtui.tui.pages.page import Page
from gdtui.tui.panes import PANES
from gdtui.tui.screens.playground import Playground
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until


@pytest.mark.parametrize(
    ("name", "size", "objective", "glyphs", "keys"),
    [
        ("start-80x24", (80, 24), "(w - 3)^2", Glyphs.BRAILLE, []),
        ("gone-back-80x24", (80, 24), "(w - 3)^2", Glyphs.BRAILLE, ["n"] * 5 + ["b"] * 2),
        ("large-120x40", (120, 40), "(w - 3)^2", Glyphs.BRAILLE, ["n"] * 5),
        ("small-60x16", (60, 16), "(w - 3)^2", Glyphs.BRAILLE, ["n"] * 5),
        ("fold-40x10", (40, 10), "(w - 3)^2", Glyphs.BRAILLE, ["n"]),
        ("fold-log-40x10", (40, 10), "(w - 3)^2", Glyphs.BRAILLE, ["n", "n", "5"]),
        ("ascii-80x24", (80, 24), "(w - 3)^2", Glyphs.ASCII, ["n"] * 3),
        ("blocks-80x24", (80, 24), "(w - 3)^2", Glyphs.BLOCKS, ["n"] * 3),
        ("maximized-80x24", (80, 24), "(w - 3)^2", Glyphs.BRAILLE, ["n", "3", "m"]),
        ("map-80x24", (80, 24), "x^4 - 2x^2 + y^2", Glyphs.BRAILLE, ["n"] * 4),
        ("three-80x24", (80, 24), "quadratic:spectrum=1/10/100", Glyphs.BRAILLE, ["n"] * 2),
        ("diverging-80x24", (80, 24), "(w-2)^2", Glyphs.BRAILLE, ["+"] * 4 + ["n"] * 4 + ["l"]),
        (
            "adam-80x24",
            (80, 24),
            "(w - 3)^2",
            Glyphs.BRAILLE,
            ["o", *["down"] * 6, "enter", "n", "n"],
        ),
        ("optimizers-80x24", (80, 24), "(w - 3)^2", Glyphs.BRAILLE, ["o", *["down"] * 6]),
        ("schedules-ascii-60x16", (60, 16), "(w - 3)^2", Glyphs.ASCII, ["s", "down"]),
        ("losses-80x24", (80, 24), "(w - 3)^2", Glyphs.BRAILLE, ["d", *"valleys"]),
        ("about-80x24", (80, 24), "rosenbrock", Glyphs.BRAILLE, ["n", "i"]),
        ("help-80x24", (80, 24), "(w - 3)^2", Glyphs.BRAILLE, ["question_mark"]),
    ],
)
async def test_layouts(
    layout: SnapshotAssertion,
    name: str,
    size: tuple[int, int],
    objective: str,
    glyphs: Glyphs,
    keys: list[str],
) -> None:
    app = app_on(objective, glyphs)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        seen = await settled(pilot)
    assert seen == layout(name=name)
    if glyphs is Glyphs.ASCII:
        assert seen.isascii()


async def test_focus_moves_only_when_asked() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        assert app.focused is not None and app.focused.id == "landscape"  # noqa: PT018
        for key, pane in (("3", "loss"), ("4", "rule"), ("5", "log"), ("escape", "landscape")):
            await pilot.press(key, "n")
            assert app.focused.id == pane


async def test_selecting_a_row_moves_everything_there() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("N", "5", "home")
        assert screen_of(pilot).run.step == 0
        await pilot.press("down", "down")
        assert "w₃ = w₂" in text_of(app)
        assert "step 2 of 10" in text_of(app)
        await pilot.press("end")
        assert screen_of(pilot).run.step == 10


async def test_restart_keeps_the_rate_that_was_set_on_the_way() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("n", "n", "+", "n", "r")
        run = screen_of(pilot).run
        assert (run.step, run.furthest, run.config.learning_rate) == (0, 0, 0.2)


async def test_four_steps_of_the_exercise_are_four_rows() -> None:
    app = app_on("(w-2)^2", learning_rate=0.5)
    async with app.run_test() as pilot:
        await pilot.press("n", "n", "n", "n")
        run = screen_of(pilot).run
        assert [row.new_params for row in run.rows(1, 4)] == [(2.0,)] * 4
        assert run.step == 4
        assert not app._notifications


async def test_far_from_0_two_steps_are_told_apart_in_the_log() -> None:
    app = app_on("(w-1000000000)^2", start=(1e9 + 40.0,))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "n")
        assert await shows(pilot, "1000000032")
        assert await shows(pilot, "1000000040")


async def test_playing_stops_where_it_arrives_and_says_so_once() -> None:
    app = app_on("(w-2)^2", learning_rate=0.5)
    async with app.run_test() as pilot:
        screen = screen_of(pilot)
        await pilot.press(*["right_square_bracket"] * 9, "space")
        assert await until(pilot, lambda: bool(app._notifications))
        assert (screen.run.step, screen._player.playing) == (1, False)
        assert [note.message for note in app._notifications] == [
            "Arrived: further steps change nothing."
        ]


async def test_stepping_on_after_the_end_says_why_nothing_happens() -> None:
    app = app_on("(w-2)^2", learning_rate=1e200)
    async with app.run_test() as pilot:
        await pilot.press("n", "n")
        assert await until(
            pilot, lambda: any("Diverged" in note.message for note in app._notifications)
        )
        assert screen_of(pilot).run.step == 1


async def test_going_back_from_a_divergence_and_lowering_the_rate() -> None:
    app = app_on(learning_rate=2.0)
    async with app.run_test() as pilot:
        screen = screen_of(pilot)
        screen.experiment.go(10_000)
        assert screen.run.ended is not None
        await pilot.press("n", "g", "-", "-", "-", "n")
        assert screen.run.settings.learning_rate == 0.2
        assert screen.run.params == (5.4,)
        assert screen.experiment.history.last == 1


@pytest.mark.parametrize(
    ("glyphs", "optimizer", "said"),
    [
        (Glyphs.BRAILLE, "gd", "λ = 55.05 here: 2/λ = 0.03633"),
        (Glyphs.BRAILLE, "momentum", "│2(1 + β)/λ = 0.06902 here"),
        (Glyphs.BRAILLE, "nesterov", "stable here for 0 < η < 0.02465"),
        (Glyphs.ASCII, "gd", "2/lambda = 0.03633 here"),
        (Glyphs.ASCII, "nesterov", "stable here for 0 < lr < 0.02465"),
    ],
)
async def test_what_theory_knows_is_written_in_the_words_that_fit(
    glyphs: Glyphs, optimizer: str, said: str
) -> None:
    app = app_on("himmelblau", glyphs, start=(2.5, 2.0), optimizer=optimizer)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, said)


async def test_runs_are_compared_in_one_chart() -> None:
    app = app_on()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("c")
        assert screen_of(pilot).experiment.pins == ()
        await pilot.press("N", "c", "+", "+", "n", "n")
        assert await shows(pilot, "● η=0.5  a η=0.1")
        assert screen_of(pilot).run.settings.learning_rate == 0.5
        await pilot.press("x")
        assert await until(pilot, lambda: "a η=0.1" not in text_of(app))
        await pilot.press("X")
        assert await shows(pilot, "● η=0.5  a η=0.1")


async def test_as_many_runs_are_compared_as_an_experiment_keeps() -> None:
    app = app_on()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*["n", "c"] * MAX_PINS, "n")
        assert len(screen_of(pilot).experiment.pins) == MAX_PINS
        await pilot.press("c")
        assert screen_of(pilot).run.furthest == 1, "nothing is begun where nothing can be kept"
        assert any(f"{MAX_PINS} runs are kept" in note.message for note in app._notifications)


async def test_every_pane_has_its_key() -> None:
    app = app_on()
    async with app.run_test(size=(120, 40)) as pilot:
        for pane in PANES:
            await pilot.press(pane.key)
            widget = app.screen.query_one(f"#{pane.id}")
            assert app.focused is not None
            assert widget in app.focused.ancestors_with_self
            assert widget.border_title == f"{pane.key} {pane.title}"
            await pilot.press("escape")


async def test_the_palette_knows_every_action() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        titles = {
            Content.from_markup(command.title).plain
            for command in app.get_system_commands(app.screen)
        }
        assert "Step  [n →]" in titles
        assert "Quit  [q]" in titles
        assert "Back to the card  [q]" not in titles
        await pilot.press("colon")
        assert await until(pilot, lambda: not isinstance(app.screen, Playground))


async def test_help_shows_the_pane_in_focus_and_scrolls_to_the_last_key() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("5", "question_mark")
        assert await shows(pilot, "STEP LOG")
        assert isinstance(app.screen, Page)
        await pilot.press("end")
        assert await shows(pilot, "Back to the landscape")
        await pilot.press("escape")
        assert isinstance(app.screen, Playground)


async def test_a_preset_opens_with_what_to_look_for_and_what_it_is_seen_beside() -> None:
    app = app_on()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("d", *"heavy", "enter")
        await pilot.pause()
        run = screen_of(pilot).run
        assert run.config.objective == "ravine:condition=25"
        assert run.config.optimizer.startswith("momentum")
        assert await shows(pilot, "heavy-ball: Momentum, with the best pair")
        assert not app._notifications
        await pilot.press("N", "N", "i")
        assert await shows(pilot, "LOOK FOR")
        assert "a step leaves 0.6667" in text_of(app)
        await pilot.press("pagedown")
        assert await shows(pilot, "measured: on average a step multiplies")


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 10)])
async def test_what_to_look_for_is_read_whole_until_the_run_begins(size: tuple[int, int]) -> None:
    preset = max(presets().values(), key=lambda preset: len(preset.look))
    said = f"{preset.name}: {preset.look}"
    app = GdtuiApp(Run(preset.config), preset=preset)
    async with app.run_test(size=size, notifications=True) as pilot:

        def seen() -> bool:
            return said in " ".join(text_of(app).split())

        assert await until(pilot, seen)
        await pilot.press("l", "2", "question_mark", "escape")
        assert await until(pilot, seen)
        await pilot.press("n")
        assert await until(pilot, lambda: not seen())
        await pilot.press("g", "r")
        assert await until(pilot, seen), "the same run from the start is to be seen so again"
        await pilot.press("plus")
        assert await until(pilot, lambda: not seen())


async def test_another_loss_is_not_looked_at_as_the_preset_was() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", *"too-small", "enter")
        assert await shows(pilot, "too-small: One step")
        await pilot.press("1", "ctrl+u", *"w^2", "enter")
        assert await until(pilot, lambda: "too-small" not in text_of(app))


async def test_the_last_session_is_not_looked_at_as_the_preset_was() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("n", "q")
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", *"too-small", "enter")
        assert await shows(pilot, "too-small: One step")
        await pilot.press("u", "i")
        assert await shows(pilot, "THE LOSS")
        assert "LOOK FOR" not in text_of(app)
