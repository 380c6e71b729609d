"""Choosing an optimizer, a schedule or a loss, driven by keys."""

from functools import partial

import pytest
from textual import events
from textual.color import Color
from textual.widgets import Input, OptionList

from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import OBJECTIVES
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.schedules import SCHEDULES
from gdtui.files import command_line, paths
from gdtui.files.presets import presets
from gdtui.tui.choices import optimizer_choices, schedule_choices
from gdtui.tui.loss_choices import loss_choices
from gdtui.tui.screens.picker import Picker
from gdtui.tui.screens.playground import Playground
from gdtui.tui.widgets.field import Field
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until


async def test_an_optimizer_with_a_setting_holds_from_this_step_on() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "o")
        assert isinstance(app.screen, Picker)
        await pilot.press("down")
        assert await shows(pilot, "b = μ·b + g")
        await pilot.press("tab", "ctrl+u", *"0.5", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Playground)
        run = screen_of(pilot).run
        assert run.settings.optimizer == "momentum:momentum=0.5"
        assert (run.step, run.edits[0].step) == (1, 1)
        await pilot.press("n", "n")
        # From w = 6.2 on: b = 6.4, w = 5.56; b = 0.5·6.4 + 5.12 = 8.32, w = 4.728; then 3.456.
        assert await shows(pilot, "b = 0.5·8.32 + 3.456 = 7.616")
        assert await shows(pilot, "momentum:momentum=0.5")


async def test_keys_of_one_burst_are_for_the_screen_that_the_first_opens() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("n", "o", "down", "enter", "n"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        assert await shows(pilot, "step 2")
        run = screen_of(pilot).run
        assert (run.step, run.settings.optimizer) == (2, "momentum")


async def test_its_settings_appear_and_disappear() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        assert [field.id for field in app.screen.query(Input)] == ["setting-weight_decay"]
        await pilot.press("down")
        await pilot.pause()
        shown = [field.id for field in app.screen.query(Input)]
        assert shown == ["setting-momentum", "setting-dampening", "setting-weight_decay"]
        assert "Polyak" in text_of(app)


async def test_a_wrong_setting_is_explained_and_not_used() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", "down")
        assert await shows(pilot, "b = μ·b + g")
        await pilot.press("tab", "ctrl+u", "2", "enter")
        assert isinstance(app.screen, Picker)
        assert await shows(pilot, "✗ optimizer 'momentum'")
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, Playground)
        assert screen_of(pilot).run.settings.optimizer == "gd"


async def test_a_schedule_is_drawn_before_it_is_used() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "down")
        assert await shows(pilot, "η·γ^⌊t/s⌋")
        assert await shows(pilot, "0.1┤⠠⠤⠤⠤"), "the rates, as a curve"
        await pilot.press("enter", *"nnnnnnnnnnn")
        run = screen_of(pilot).run
        assert run.rows(10, 11)[0].learning_rate == 0.1
        assert run.rows(10, 11)[1].learning_rate == pytest.approx(0.01)


@pytest.mark.parametrize("gamma", ["10000", "1e300"])
async def test_a_rate_that_overflows_is_drawn_and_ends_the_run(gamma: str) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", *["down"] * 3)
        assert await shows(pilot, "η·γᵗ")
        await pilot.press("tab", "ctrl+u", *gamma.replace(".", "full_stop"), "enter")
        assert isinstance(app.screen, Playground)
        await pilot.press(*"NNNNNNNNNN")
        run = screen_of(pilot).run
        assert run.settings.schedule == f"exponential:gamma={gamma}"
        assert run.ended is not None
        assert run.ended.reason == "diverged"


async def test_what_is_in_force_is_where_it_begins() -> None:
    app = app_on(optimizer="adam:beta1=0.8")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, Picker)
        assert app.screen.spec() == "adam:beta1=0.8"
        await pilot.press("enter")
        assert not screen_of(pilot).run.edits


async def test_the_command_line_names_what_was_chosen() -> None:
    app = app_on(optimizer="adam:beta1=0.8", schedule="cosine", max_steps=50)
    async with app.run_test(size=(80, 24)) as pilot:
        assert command_line.reopening(screen_of(pilot).run) == (
            "gdtui '(w - 3)^2' --start 7 --lr 0.1 --optimizer adam:beta1=0.8 "
            "--schedule cosine --steps 50"
        )
        await pilot.press("y")
        assert paths.copied().read_text() == command_line.reopening(screen_of(pilot).run) + "\n"
        assert app.clipboard == command_line.reopening(screen_of(pilot).run)


async def test_the_command_line_has_the_edits_and_the_shown_step() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "+", "n", "y")
        assert app.clipboard == "gdtui '(w - 3)^2' --start 7 --lr 0.1 --edit 2:lr=0.2 --at 3"


PEN = Pen.suited(Glyphs.BRAILLE, colored=True)

SIZES = [(120, 40), (80, 24), (60, 16), (40, 10)]


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_wrong_is_read_whole_beside_the_field(size: tuple[int, int]) -> None:
    app = app_on(optimizer="adam")
    async with app.run_test(size=size) as pilot:
        await pilot.press("o", "tab", "ctrl+u", *"1.5", "tab", "shift+tab")
        picker = app.screen
        assert isinstance(picker, Picker)
        wrong = picker._problem()
        assert wrong is not None

        def seen() -> bool:
            said = " ".join(text_of(app).replace("┃", " ").split())
            return f"✗ {wrong}" in said and "beta1 1.5" in said

        assert await until(pilot, seen)
        await pilot.press("enter")
        assert app.screen is picker, "nothing wrong is chosen"


@pytest.mark.parametrize("size", SIZES)
async def test_every_setting_that_is_typed_in_is_in_view(size: tuple[int, int]) -> None:
    app = app_on(optimizer="adam")

    def is_in_view(field: Field) -> bool:
        room = app.screen.query_one("#meaning").content_region
        return room.contains_region(field.region)

    async with app.run_test(size=size) as pilot:
        await pilot.press("o")
        assert await until(pilot, lambda: bool(app.screen.query(Field)))
        for field in app.screen.query(Field):
            await pilot.press("tab")
            await settled(pilot)
            assert app.focused is field
            assert await until(pilot, partial(is_in_view, field))
        await pilot.press("escape")
        assert app.focused is app.screen.query_one("#names")
        assert await shows(pilot, "adadelta")


async def test_what_was_typed_for_one_name_is_there_when_one_comes_back_to_it() -> None:
    app = app_on(optimizer="adam")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", "tab", "ctrl+u", *"0.8", "escape")
        await pilot.press("tab", "ctrl+y", "shift+tab", "down", "up")
        assert await shows(pilot, "beta1                     0.8")
        await pilot.press("enter")
        assert await until(
            pilot, lambda: screen_of(pilot).run.settings.optimizer == "adam:beta1=0.8"
        )


def test_every_function_is_listed_below_a_title() -> None:
    offered = (
        (optimizer_choices(Run(RunConfig())), OPTIMIZERS),
        (schedule_choices(Run(RunConfig(max_steps=50)), Glyphs.BRAILLE), SCHEDULES),
        (loss_choices("(w - 3)^2", PEN), {**OBJECTIVES, **presets()}),
    )
    for choices, known in offered:
        assert "others" not in choices.groups
        assert set(choices.functions) >= {*known}
    titles = [*offered[2][0].groups]
    assert titles[:3] == ["in force", "from the text", "quadratics"]
    assert {"valleys", "many minima", "saddles", "on data", "data sets"} <= {*titles}


def test_every_loss_that_is_offered_has_its_shape_or_its_data_beside_it() -> None:
    choices = loss_choices("saddle", PEN)
    assert choices.picture is not None
    for name in choices.functions:
        choices.check(name)
        assert choices.lines(name)
        assert choices.functions[name].__doc__
        assert choices.picture(name, (50, 12)) or name in (
            *choices.groups["on data"],
            *choices.groups["data sets"],
        )


async def test_names_are_found_as_one_types() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", *"noise_f")
        assert await shows(pilot, "find: noise_f")
        seen = await settled(pilot)
        assert "noise-floor" in seen
        assert "zig-zag" not in seen
        await pilot.press(*["backspace"] * 7, *"many")
        assert await shows(pilot, "many minima")
        assert await shows(pilot, "himmelblau")
        await pilot.press("x")
        assert await shows(pilot, "not found: manyx")
        seen = await settled(pilot)
        assert "Esc all names" in seen
        assert "himmelblau" not in seen, "nothing is shown of what is not found"
        await pilot.press("enter")
        assert isinstance(app.screen, Picker), "nothing is chosen that is not there"
        await pilot.press("escape")
        assert await shows(pilot, "type to find")
        await pilot.press("escape")
        assert isinstance(app.screen, Playground)


async def test_what_no_name_has_in_it_is_read_as_a_formula() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        assert isinstance(app.screen, Picker)
        app.post_message(events.Paste("(w-1)^"))
        assert await shows(pilot, "✗ column 7: it ends where a number or a name must follow")
        await pilot.press("4")
        assert await shows(pilot, "Enter: use this formula")
        await pilot.press("enter")
        assert await shows(pilot, "L(w) = (w − 1)⁴")


async def test_an_optimizer_is_found_by_its_setting() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o", *"beta2")
        assert await shows(pilot, "Kingma and Ba")


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_names_are_whole_and_the_one_in_force_is_marked(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size) as pilot:
        await pilot.press("d")
        assert await shows(pilot, "• (w - 3)^2")
        for name in ("noise-and-a-sharp-minimum", "noise-and-a-falling-rate"):
            await pilot.press(*name[:14])
            assert await shows(pilot, name)
            await pilot.press("escape")


async def test_the_chosen_row_is_in_view_in_a_window_that_becomes_small() -> None:
    app = app_on()
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.press("d", *["down"] * 25)
        names = app.screen.query_one("#names")
        assert await shows(pilot, "sign-cycle")
        chosen = app.screen.query_one("#names", OptionList).highlighted_option
        assert chosen is not None
        await pilot.resize_terminal(60, 16)
        shown = str(chosen.prompt)
        assert await until(pilot, lambda: shown in text_of(app) and names.size.height < 14)


async def test_a_theme_is_seen_before_it_is_put_on() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", *"gdtui-light")
        assert await shows(pilot, " primary")
        strips = app.screen._compositor.render_strips()
        (row,) = (strip for strip in strips if " primary" in strip.text)
        primary = Color.parse(app.available_themes["gdtui-light"].primary).rich_color
        assert primary in [segment.style.bgcolor for segment in row if segment.style]
        assert app.theme == "gdtui-dark"
        await pilot.press("enter")
        assert await until(pilot, lambda: app.theme == "gdtui-light")


async def test_a_data_set_is_chosen_like_a_loss() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("d", *"xor", "enter")
        assert await until(pilot, lambda: screen_of(pilot).run.config.data == "xor")
        assert screen_of(pilot).run.config.objective == "logistic"
        assert await shows(pilot, "xor is a data set: logistic learns from it")


async def test_where_the_rate_would_stand_is_shown_where_one_is_chosen() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        assert "ηλ 0───●───────────────1───────────────────2 = 0.2" in await settled(pilot)
        await pilot.press("down", "down")
        assert await shows(pilot, "0.679"), "2(1 + β)/(1 + 2β)/λ at β = 0.9, λ = 2"
        await pilot.press("escape", "s", *"one_cycle")
        assert await shows(pilot, "at its highest, η = 0.1:")
        assert await shows(pilot, "2 = 0.2")
        await pilot.press("tab", "tab", "ctrl+u", *"0.8")
        assert await shows(pilot, "2 = 1.6")
        await pilot.press("escape", "escape", "escape", "p", "tab", "o")
        assert await shows(pilot, "θ − η·g")
        assert "ηλ" not in await settled(pilot), "a question is open"
