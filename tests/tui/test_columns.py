"""Choosing the columns of a file in the playground."""

from pathlib import Path

import pytest

from gdtui.engine.config import RunConfig
from gdtui.files import command_line
from gdtui.files.datasets import open_run
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens.columns import Columns
from gdtui.tui.screens.playground import Playground
from tests.tui.screen import screen_of, shows, text_of, until
from tests.tui.test_data import app_with, put

PENGUINS = "species,island,bill,mass,sex\n" + "".join(
    f"{'AB'[i % 2]},{'NOP'[i % 3]},{40 + i},{'' if i == 3 else 3000 + 10 * i},{'FM'[i % 2]}\n"
    for i in range(12)
)


@pytest.fixture
def penguins(tmp_path: Path) -> Path:
    path = tmp_path / "penguins.csv"
    path.write_text(PENGUINS)
    return path


async def test_a_file_that_needs_a_decision_asks_for_it(penguins: Path) -> None:
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await put(pilot, "data", str(penguins))
        assert await shows(pilot, "columns of penguins.csv")
        shown = text_of(app)
        assert "one-hot   species            text     A, B, A, B" in shown
        assert "feature   mass               number   3000, 3010, 3020, , 3040" in shown
        assert "TARGET    sex                text     F, M, F, M" in shown
        assert "rows with missing cells are left out: mass" in shown
        await pilot.press("enter")
        assert await until(pilot, lambda: screen_of(pilot).run.config.data == str(penguins))
        run = screen_of(pilot).run
        assert run.data is not None
        assert (run.config.objective, run.data.size, run.data.dimension) == ("logistic", 11, 7)
        command = command_line.reopening(screen_of(pilot).run)
        assert "--one-hot species,island --missing drop" in command
        assert open_run(run.config).data.digest == run.data.digest  # type: ignore[union-attr]


async def test_columns_are_chosen_with_keys(penguins: Path) -> None:
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await put(pilot, "data", str(penguins))
        assert await shows(pilot, "columns of penguins.csv")
        await pilot.press("space")  # species: left out
        await pilot.press("j", "space", "down", "down", "t", "m")  # island: left out; mass: target
        await pilot.press("down", "space")  # sex: left out
        assert await shows(pilot, "missing cells become the mean of their column: mass")
        assert await shows(pilot, "TARGET    mass")
        await pilot.press("enter")
        assert await until(pilot, lambda: screen_of(pilot).run.config.data == str(penguins))
        config = screen_of(pilot).run.config
        assert (config.target, config.drop) == ("mass", ("species", "island", "sex"))
        assert (config.one_hot, config.missing, config.objective) == (None, "mean", "linear")


async def test_esc_leaves_everything_as_it_is(penguins: Path) -> None:
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        run = screen_of(pilot).run
        await put(pilot, "data", str(penguins))
        assert await shows(pilot, "columns of penguins.csv")
        await pilot.press("escape")
        assert isinstance(app.screen, Playground)
        assert screen_of(pilot).run is run


async def test_nothing_to_learn_from_is_no_choice(penguins: Path) -> None:
    app = app_with(objective="linear", data="line", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await put(pilot, "data", str(penguins))
        assert await shows(pilot, "columns of penguins.csv")
        await pilot.press("space", "j", "space", "j", "space", "space", "j", "space", "space")
        assert await shows(pilot, "✗ nothing is left to learn from")
        await pilot.press("enter")
        assert isinstance(app.screen, Columns)


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_names_are_left_out_and_no_target(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "autos.csv"
    rows = [f"{i % 7},{'?' if i == 5 else i * i},{i % 3},Car no {i}" for i in range(120)]
    path.write_text("\n".join(["cyl,power,origin,car", *rows]))
    app = app_with(objective="logistic", data="circle", batch_size=8)
    async with app.run_test(size=(80, 24)) as pilot:
        await put(pilot, "data", str(path))
        assert await shows(pilot, "columns of autos.csv")
        await pilot.resize_terminal(*size)
        assert await shows(pilot, "TARGET    origin             number   0, 1, 2")
        assert "left out  car                text     Car no 0" in text_of(app)
        assert "rows with missing cells are left out: power" in text_of(app)
        await pilot.press("end", "t")
        assert await shows(pilot, "✗ car has more than 100 texts: too many classes")
        await pilot.press("up", "t", "enter")
        assert await until(pilot, lambda: screen_of(pilot).run.config.data == str(path))
        run = screen_of(pilot).run
        assert (run.config.objective, run.config.target) == ("linear", "origin")
        assert run.data is not None
        assert (run.data.size, run.data.feature_names) == (119, ("cyl", "power"))
        assert "--target origin" in command_line.reopening(run)


async def test_the_columns_can_be_chosen_again(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,a,y\n" + "".join(f"{i},{i * i},{-i}\n" for i in range(1, 20)))
    app = GdtuiApp(open_run(RunConfig(objective="linear", data=str(path))), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("D")
        assert await shows(pilot, "left out  id                 number")
        await pilot.press("space", "enter")
        assert await until(pilot, lambda: bool(screen_of(pilot).run.config.features))
        assert screen_of(pilot).run.config.features == ("id", "a")


async def test_sets_that_are_no_files_have_no_columns_to_choose() -> None:
    app = app_with(objective="linear", data="line")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("D")
        assert [notice.message for notice in app._notifications] == [
            "only the columns of a file can be chosen"
        ]
