"""The settings' fields, and the focus: what is typed is seen, kept, and explained whole."""

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from gdtui.engine.objectives import resolve
from gdtui.engine.run import Run
from gdtui.files.presets import presets
from gdtui.tui.app import GdtuiApp
from gdtui.tui.panes import PANES
from gdtui.tui.panes.settings import SettingsPane, in_items
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until
from tests.tui.test_keys_ahead import burst


async def test_letters_typed_in_a_field_are_text() -> None:
    app = app_on()
    async with app.run_test() as pilot:
        await pilot.press("1")
        await pilot.press("end", "q", "n")
        field = app.focused
        assert isinstance(field, Input)
        assert field.value.endswith("qn")
        assert screen_of(pilot).run.step == 0
        await pilot.press("escape")
        assert field.value == "(w - 3)^2", "Esc takes back what was typed"


async def test_what_a_key_does_elsewhere_is_text_in_a_field() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "down", "down", "+", "-", "?", "n")
        field = app.focused
        assert isinstance(field, Input)
        assert field.value == "+-?n"
        assert screen_of(pilot).run.settings.learning_rate == 0.1


async def test_what_is_typed_after_tab_replaces_a_value_that_has_just_changed() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "ctrl+u", *"x^4", "tab")
        assert await until(pilot, lambda: screen_of(pilot).run.config.objective == "x^4")
        start = app.focused
        assert isinstance(start, Input)
        assert await until(pilot, lambda: start.value != "7")
        await pilot.press("8", "enter")
        assert await until(pilot, lambda: screen_of(pilot).run.config.start == (8.0,))


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (60, 16), (40, 10)])
async def test_what_is_typed_into_is_seen_in_any_window(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size) as pilot:
        for keys in ("1", "m1"):
            await pilot.press(*keys)
            assert await shows(pilot, "loss  (w - 3)^2")
            await pilot.press("escape")
            assert await until(pilot, lambda: "loss  (w - 3)^2" not in text_of(app))


WRONG = (
    (0, "w^", "column 3"),
    (0, "foo(w)", "unknown function"),
    (0, "3", "nothing to minimize"),
    (1, "1, 2", "needs 1 (w), not 2"),
    (1, "seven", "'seven' is not a number; enter a number, such as 7"),
    (1, "inf", "finite"),
    (2, "0", "above 0"),
    (2, "-1", "above 0"),
    (2, "1e999", "finite"),
    (2, "", "enter a number, such as 7"),
    (2, "0,1", "'0,1' has a comma; write 0.1"),
    (1, "7,5", "'7,5' has a comma; write 7.5"),
    (0, "iriss", "unknown data set 'iriss', did you mean 'iris'?"),
    (0, "zig-sag", "did you mean 'zig-zag'?"),
    (0, "adam", "adam is an optimizer: o chooses it"),
    (0, "moons", "no preset, loss or data set is called 'moons'"),
)
"""Fields by their order, what is typed into them, and what is said of it."""


async def test_what_is_wrong_is_said_under_the_field_and_changes_nothing() -> None:
    app = app_on()
    async with app.run_test(size=(160, 40)) as pilot:
        for field, typed, said in WRONG:
            await pilot.press("1", *["down"] * field, "end", "ctrl+u")
            burst(app, *typed, "enter")
            assert await shows(pilot, said), typed
            config = screen_of(pilot).run.config
            in_force = (config.objective, config.start, config.learning_rate)
            assert in_force == ("(w - 3)^2", (7.0,), 0.1)
            await pilot.press("escape")
            assert await until(pilot, lambda: "✗" not in text_of(app))


async def test_a_sentence_longer_than_its_line_has_as_many_rows_as_it_needs() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("1", "end", "ctrl+u", *"xy+x+y")
        assert await shows(pilot, "✗ column 1: xy can be read as x·y")
        assert await shows(pilot, "or as one parameter; write x·y or")
        assert await shows(pilot, "┃x_y")
        await pilot.press("enter")
        assert (await settled(pilot)).count("can be read as") == 1
        assert screen_of(pilot).run.config.objective == "(w - 3)^2"


async def test_a_sentence_that_fits_its_line_is_told_once() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.screen.query_one("#field-rate", Input).focus()
        await pilot.press("end", "ctrl+u", "0", "enter")
        assert await shows(pilot, "✗ η must be above 0, such as 0.1")
        assert text_of(app).count("η must be above 0") == 1


async def test_a_loss_that_only_fails_when_it_is_worked_out_is_explained_too() -> None:
    app = app_on()
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("1", "end", "ctrl+u", *"log(-1-w^2)", "enter")
        assert await shows(pilot, "no finite value")


async def test_what_is_wrong_stays_in_its_field_and_is_told_with_its_name() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "down", "ctrl+u", *"seven", "down")
        assert await shows(pilot, "start seven")
        assert await shows(pilot, "✗ start: 'seven' is not a number;")
        await pilot.press("ctrl+u", *"0.2", "enter")
        assert await until(pilot, lambda: screen_of(pilot).run.settings.learning_rate == 0.2)
        assert await shows(pilot, "start seven")
        await pilot.press("escape", "n", "plus")
        assert await shows(pilot, "η = 0.5")
        assert "start seven" in text_of(app)
        await pilot.press("1", "down", "escape")
        assert await shows(pilot, "start 7 ")
        assert "✗" not in text_of(app)


async def test_another_loss_takes_what_was_wrong_with_the_old_one_away() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "ctrl+u", *"w^", "escape", "1", "down", "ctrl+u", *"1,2", "down")
        assert await shows(pilot, "✗ start: '1,2' has a comma")
        await pilot.press("escape", "d", *"best-fixed", "enter")
        assert await shows(pilot, "start 8, 1.5")
        assert "✗" not in text_of(app)


@pytest.mark.parametrize("typed", ["x^4 + y^2", "x^4 + y^"])
async def test_what_escape_takes_back_can_be_brought_again(typed: str) -> None:
    app = app_on()
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("1", "ctrl+u", *typed.replace(" ", ""), "escape", "n", "1")
        assert await shows(pilot, f"^Y: {typed.replace(' ', '')}")
        field = app.focused
        assert isinstance(field, Input)
        assert field.value == "(w - 3)^2"
        await pilot.press("ctrl+y")
        assert field.value == typed.replace(" ", "")
        await pilot.press("ctrl+y")
        assert field.value == typed.replace(" ", ""), "once: what is typed now is not lost for it"


@pytest.mark.parametrize("loss", ["himmelblau", "(w - 3)^2", "rosenbrock", "ravine:condition=25"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16)])
async def test_what_theory_says_is_a_line_of_the_settings(size: tuple[int, int], loss: str) -> None:
    app = app_on(loss)
    async with app.run_test(size=size) as pilot:
        await pilot.press("1", "n")
        await settled(pilot)
        assert app.screen.query_one("#settings-message").size.height == 1


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16), (40, 10)])
async def test_the_field_that_is_typed_in_is_in_view(size: tuple[int, int]) -> None:
    preset = max(presets().values(), key=lambda preset: len(preset.look))
    app = GdtuiApp(Run(preset.config), preset=preset)
    async with app.run_test(size=size) as pilot:
        await pilot.press("1")
        for _ in range(3):
            await settled(pilot)
            field = app.focused
            assert isinstance(field, Input)
            pane = app.screen.query_one("#settings").content_region
            assert pane.contains_region(field.region), f"{field.id} at {size}"
            await pilot.press("down")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (80, 23), (60, 16), (40, 10)])
async def test_tab_comes_to_every_pane_and_shows_it(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        stops = ["landscape", "loss", "field-loss", "field-start", "field-rate", "rule", "log"]
        for key, order in (("tab", stops[1:] + stops[:1]), ("shift+tab", stops[::-1])):
            for stop in order:
                await pilot.press(key)
                assert app.focused is not None
                assert app.focused.id == stop
                assert await until(pilot, lambda: _in_view(app)), f"{stop} by {key} at {size}"


def _in_view(app: GdtuiApp) -> bool:
    focused = app.focused
    return (
        focused is not None
        and bool(focused.region)
        and app.screen.region.contains_region(focused.region)
    )


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 10)])
async def test_a_pane_appears_when_its_number_is_pressed(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size) as pilot:
        for pane in PANES:
            await pilot.press(pane.key)
            assert await shows(pilot, f" {pane.key} {pane.title} ")
            assert await until(pilot, lambda: _in_view(app)), pane.id
            await pilot.press("escape")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_no_error_line_is_cut_within_a_word(size: tuple[int, int]) -> None:
    app = app_on()
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("1")
        pane = app.screen.query_one(SettingsPane)
        said = app.screen.query_one("#settings-message")
        for place, text, _ in WRONG:
            field = pane.field(("loss", "start", "rate")[place])
            app.screen.set_focus(field)
            before, field.value = field.value, text
            whole = f"✗ {field.problem_with(text)}".split()
            assert await until(pilot, lambda: _lines(app, said) == whole), text  # noqa: B023
            field.value = before


def _lines(app: GdtuiApp, widget: Widget) -> list[str]:
    """The words that a widget shows, as its lines have them."""
    x, y, width, height = widget.region
    rows = text_of(app).splitlines()[y : y + height]
    return [word for row in rows for word in row.ljust(x + width)[x : x + width].split()]


async def test_a_sentence_that_has_no_room_below_its_field_is_told_beside_it() -> None:
    app = app_on("(x-1)^2 + (y-2)^2 + z^2")
    async with app.run_test(size=(40, 8), notifications=True) as pilot:
        await pilot.press("1", "ctrl+u", *"xy+x+y", "enter")
        assert await until(pilot, lambda: "write x·y or x_y" in " ".join(text_of(app).split()))


async def _put(pilot: Pilot[None], field: str, text: str) -> None:
    """Put a text in force for a field."""
    pilot.app.screen.query_one(f"#field-{field}", Input).focus()
    await pilot.press("ctrl+u")
    pilot.app.post_message(events.Paste(text))
    await pilot.press("enter")
    await settled(pilot)


async def test_a_rate_may_be_a_fraction() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await _put(pilot, "rate", "1/3")
        assert screen_of(pilot).run.settings.learning_rate == 1 / 3


@pytest.mark.parametrize(
    ("rate", "loss", "holds", "said"),
    [
        ("0.5", "(w-2)^2", 0.5, ""),
        ("0.5", "3w^2", 0.01, "0.5 is not below 2/λ = 0.333333"),
        ("0.02", "w^4 + w^2", 0.02, ""),
        ("0.9", "w^4 + w^2", None, "at 0.9 the loss grows here"),
        ("0.1", "rosenbrock", None, "which suits this loss"),
    ],
)
async def test_a_new_loss_keeps_a_rate_that_holds_there(
    rate: str, loss: str, holds: float | None, said: str
) -> None:
    app = app_on()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await _put(pilot, "rate", rate)
        await _put(pilot, "loss", loss)
        run = screen_of(pilot).run
        assert run.config.objective == loss
        kept = run.settings.learning_rate
        assert kept == (resolve(loss).learning_rate if said else holds)
        sentences = [notice.message for notice in app._notifications]
        assert sentences == [s for s in sentences if said and said in s and s.startswith("η is")]
        assert bool(sentences) == bool(said)


@pytest.mark.parametrize(
    ("text", "loss", "data", "said"),
    [
        ("zig_zag", "ravine:condition=25", None, "'zig_zag' is the preset zig-zag"),
        ("xor", "logistic", "xor", "xor is a data set: logistic learns from it"),
        ("iris", "softmax", "iris", "iris is a data set: softmax learns from it"),
        ("L(w) = ½w²", "L(w) = ½w²", None, ""),
    ],
)
async def test_names_are_found_in_place_of_parameters(
    text: str, loss: str, data: str | None, said: str
) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await _put(pilot, "loss", text)
        config = screen_of(pilot).run.config
        assert (config.objective, config.data) == (loss, data)
        assert said in "".join(notice.message for notice in app._notifications)


async def test_enter_gives_the_keys_back_where_nothing_was_changed() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "tab", "tab", "ctrl+u", *"0.1", "enter")
        await settled(pilot)
        await pilot.press("n")
        assert await until(pilot, lambda: screen_of(pilot).run.step == 1)


async def test_what_was_left_wrong_is_told_where_its_field_is_not_seen_any_more() -> None:
    app = app_on()
    async with app.run_test(size=(60, 16), notifications=True) as pilot:
        await pilot.press("1", "tab", "tab", *"0,2", "tab")
        said = "η is still 0.1: '0,2' has a comma; write 0.2"
        assert await until(pilot, lambda: [n.message for n in app._notifications] == [said])
        await pilot.press("1", "tab", "tab")
        assert "0,2" in await settled(pilot)


@pytest.mark.parametrize(
    ("place", "typed", "shown"),
    [
        (0, "zig_zag", "ravine:condition=25"),
        (0, "xor", "logistic"),
        (1, "07.50", "7.5"),
        (2, "1/4", "0.25"),
    ],
)
async def test_what_was_put_in_force_by_another_name_is_not_put_in_force_again(
    place: int, typed: str, shown: str
) -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", *["tab"] * place, "ctrl+u", *typed, "enter", "n", "n", "n", "b")
        pane = screen_of(pilot).query_one(SettingsPane)
        await pilot.press("1", *["tab"] * 5)
        run = screen_of(pilot).run
        assert [*pane.fields()][place + 2 * (place > 0)].value == shown
        assert (run.step, run.furthest) == (2, 3), "to go through the fields begins nothing anew"


async def test_a_field_shows_what_the_name_that_was_typed_stands_for() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        for typed, stands_for in (("iris", "loss  softmax"), ("zig-zag", "loss  ravine:condition")):
            await pilot.press("1", "end", "ctrl+u")
            burst(app, *typed, "enter")
            assert await shows(pilot, stands_for)


RULED = ("adamw:beta1=0.8,beta2=0.95,weight_decay=0.01", "one_cycle:total_steps=100,peak=0.5")
BALL = ("momentum:momentum=0.4444444444444444", "constant")
STEPS = ("rprop:eta_minus=0.5,eta_plus=1.2,step_min=1e-6", "constant")


@pytest.mark.parametrize(
    ("specs", "width", "most", "lines"),
    [
        (RULED, 99, 2, [" · ".join(RULED)]),
        (RULED, 50, 2, [RULED[0] + " ·", RULED[1]]),
        (RULED, 27, 4, ["adamw:beta1=0.8,beta2=0.95,", "weight_decay=0.01 ·",
                        "one_cycle:total_steps=100,", "peak=0.5"]),
        (RULED, 27, 2, ["adamw:beta1=0.8,… ·", "one_cycle:total_steps=100,…"]),
        (RULED, 20, 2, ["adamw:… · one_cycle:", "total_steps=100,…"]),
        (BALL, 27, 2, ["momentum:momentum=0.444444"]),
        (BALL, 37, 2, ["momentum:momentum=0.444444 · constant"]),
        (STEPS, 27, 2, ["rprop:eta_minus=0.5,", "eta_plus=1.2,step_min=1e-6"]),
    ],
)  # fmt: skip
def test_a_long_rule_is_broken_between_its_settings_and_none_is_cut(
    specs: tuple[str, str], width: int, most: int, lines: list[str]
) -> None:
    assert in_items(specs, width, most, str).split("\n") == lines
