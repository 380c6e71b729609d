"""The playground on data: fields, axes and presets, driven by keys."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files import command_line
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from gdtui.tui.app import GdtuiApp
from gdtui.tui.panes.grid import PaneGrid
from gdtui.tui.screens.playground import Playground
from tests.tui.screen import app_on, screen_of, shows, text_of, until


def app_with(**config: object) -> GdtuiApp:
    return GdtuiApp(open_run(RunConfig(**config)), theme="gdtui-dark")  # type: ignore[arg-type]


async def put(pilot: Pilot[None], field: str, text: str) -> None:
    """Paste into a field, and Enter."""
    pilot.app.screen.query_one(f"#field-{field}").focus()
    await pilot.press("end", "ctrl+u")
    pilot.app.post_message(events.Paste(text))
    await pilot.press("enter")


async def test_another_batch_size_begins_a_new_run() -> None:
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N")
        await put(pilot, "batch", "101")
        assert await shows(pilot, "✗ a batch has 1 to 100 examples")
        assert screen_of(pilot).run.step == 10
        await put(pilot, "batch", "25")
        await pilot.press("escape", "n")
        run = screen_of(pilot).run
        assert (run.step, run.config.batch_size) == (1, 25)
        assert run.rows(1, 1)[0].batch_size == 25


async def test_other_data_are_learned_from() -> None:
    app = app_with(objective="logistic", data="gauss", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await put(pilot, "data", "gaus:noise=0.1")
        assert await shows(pilot, "did you mean 'gauss'?")
        await put(pilot, "data", "circle:noise=0.1")
        assert await shows(pilot, "circle:noise=0.1")
        assert screen_of(pilot).run.config.data == "circle:noise=0.1"
        await put(pilot, "data", "line")
        assert await shows(pilot, "✗")
        assert screen_of(pilot).run.config.data == "circle:noise=0.1", "the last good one holds"


async def test_a_file_is_read_beside_the_screen(tmp_path: Path) -> None:
    file = tmp_path / "my.csv"
    file.write_text("x,y\n" + "".join(f"{i},{2 * i + 1}\n" for i in range(50)))
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await put(pilot, "data", str(file))
        assert await shows(pilot, "2/λ = 0.0012")
        run = screen_of(pilot).run
        assert run.config.data == str(file)
        assert f"--data {file}" in command_line.reopening(screen_of(pilot).run)
        broken = tmp_path / "broken.csv"
        broken.write_text("x,y\n1,2\n3,oops\n")
        await put(pilot, "data", str(broken))
        assert await shows(pilot, "line 3")
        assert screen_of(pilot).run is run


async def test_a_file_that_takes_long_is_canceled_with_esc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_config: RunConfig, progress: Callable[[float], None]) -> Run:
        while True:
            progress(0.4)

    file = tmp_path / "long.csv"
    file.write_text("x,y\n1,2\n2,3\n")
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr("gdtui.tui.reading.open_run", endless)
        await put(pilot, "data", str(file))
        assert await shows(pilot, "reading 40% · Esc: cancel")
        await pilot.press("escape")
        await until(pilot, lambda: bool(app._notifications))
        assert [notice.message for notice in app._notifications] == ["Reading long.csv canceled."]
        assert screen_of(pilot).run.config.data == "line"


async def test_a_file_that_is_read_gives_the_keys_back_to_whoever_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()

    def slow(config: RunConfig, progress: Callable[[float], None]) -> Run:
        progress(0.4)
        may_end.wait()
        return open_run(config)

    file = tmp_path / "slow.csv"
    file.write_text("x,y\n" + "".join(f"{i},{2 * i + 1}\n" for i in range(50)))
    monkeypatch.setattr("gdtui.tui.reading.open_run", slow)
    for pane in ("settings", "log"):
        may_end.clear()
        app = app_with(objective="linear", data="line", batch_size=8)
        async with app.run_test(size=(80, 24)) as pilot:
            await put(pilot, "data", str(file))
            assert await shows(pilot, "reading 40% · Esc: cancel")
            panes = screen_of(pilot).query_one(PaneGrid)
            panes.go_to(pane)
            may_end.set()
            assert await until(pilot, lambda: screen_of(pilot).run.config.data == str(file))
            await pilot.pause()
            assert panes.current.id == ("log" if pane == "log" else "landscape")


@pytest.mark.parametrize(("presses", "axis"), [(0, "steps"), (1, "epochs"), (2, "examples seen")])
async def test_the_loss_against_steps_epochs_or_cost(presses: int, axis: str) -> None:
    app = app_with(objective="linear", data="line", batch_size=10)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "N", "N", *"a" * presses)
        assert await shows(pilot, f"─ {axis} ─")
        labels = next(
            line for line in text_of(app).split("\n")[::-1] if "0  " in line and "│" in line
        )
        assert {"steps": "50", "epochs": "10", "examples seen": "500"}[axis] in labels


async def test_at_equal_cost_full_batches_get_no_farther_along_the_axis() -> None:
    """Ten batches of 10 have looked at as many examples as one of 100."""
    app = app_with(objective="linear", data="line", batch_size=100)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "c")
        await put(pilot, "batch", "10")
        await pilot.press("escape", "N", "N", "a")
        assert await shows(pilot, "epochs")
        assert "epoch 3" in text_of(app)  # the next step begins the third pass
        await pilot.press("a")
        assert await shows(pilot, "examples seen")


async def test_without_data_there_is_no_other_axis() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        assert [notice.message for notice in app._notifications] == [
            "Without data there are only steps."
        ]


async def test_a_loss_on_data_is_chosen_by_its_name_and_left_again() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", *"mlp", "enter")
        assert await until(pilot, lambda: screen_of(pilot).run.config.data == "circle")
        assert isinstance(app.screen, Playground)
        assert await shows(pilot, "data  circle")
        await put(pilot, "loss", "(w-2)^2")
        assert await shows(pilot, "L(w) = (w − 2)²")
        assert screen_of(pilot).run.config.data is None
        assert "data" not in text_of(app)


async def test_the_slope_of_a_batch_says_that_it_is_one() -> None:
    app = app_with(objective="w^2/2", data="noise:sigma=1,n=50", batch_size=2, start=(4.0,))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        assert await shows(pilot, "∂L/∂w of 2 of 50 examples = ")
        assert await shows(pilot, "epoch 1")


async def test_of_a_great_many_parameters_the_lengths_are_shown() -> None:
    app = app_with(objective="mlp:hidden=8", data="circle", batch_size=10)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n")
        assert await shows(pilot, "L(θ of 33)")
        assert await shows(pilot, "‖∂L/∂θ‖ = ")
        assert await shows(pilot, "L of 10 examples = ")
        row = screen_of(pilot).run.next_step()
        length = sum(x * x for x in row.gradient) ** 0.5
        assert f"‖∂L/∂θ‖ = {length:.6g}" in text_of(app)


async def test_what_is_said_in_passing_is_ascii_where_the_rest_is() -> None:
    preset = presets()["circle"]
    app = GdtuiApp(open_run(preset.config), theme="gdtui-dark", glyphs=Glyphs.ASCII, preset=preset)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert await shows(pilot, "Two layers bend the boundary")
        assert text_of(app).isascii()


async def test_what_is_said_in_passing_is_text_and_no_markup() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.screen.notify("my[bold]file[/bold].csv")
        assert await shows(pilot, "my[bold]file[/bold].csv")


async def test_what_is_wrong_with_a_file_is_read_whole_in_the_pane(tmp_path: Path) -> None:
    table = tmp_path / "titanic.csv"
    rows = (f"{n % 50},{n / 2 if n != 1500 else 'unknown'},{n % 2}" for n in range(3000))
    table.write_text("\n".join(("age,fare,survived", *rows)))
    app = GdtuiApp(open_run(RunConfig(objective="linear", data="cars")), theme="gdtui-dark")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.screen.query_one("#field-data", Input).focus()
        await pilot.press("end", "ctrl+u")
        app.post_message(events.Paste(str(table)))
        await pilot.press("enter")
        assert await shows(pilot, "columns of titanic.csv")
        await pilot.press("enter")  # as they are: the wrong cell is far below what is shown
        assert await shows(pilot, "line 1502")
        pane = app.screen.query_one("#settings")
        strips = app.screen._compositor.render_strips()
        x, width = pane.region.x + 1, pane.region.width - 2
        said = " ".join(
            strips[y].text[x : x + width].strip() for y in range(pane.region.y, pane.region.bottom)
        )
        assert "✗ titanic.csv: line 1502, column 2 (fare): 'unknown' is not a number" in said
        assert "--drop fare leaves the column out" in said


async def test_a_legend_has_whole_parts_and_a_sign_for_those_without_room() -> None:
    app = app_with(objective="mlp:hidden=280/280", data="digits", batch_size=64)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "156 of 1,797 examples  … ━┛")
        await pilot.resize_terminal(120, 40)
        assert await shows(pilot, "examples  training examples: true→predicted ━┛")
