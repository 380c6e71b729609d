"""The noise lens: its figures against the engine, its keys, and how it looks."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from gdtui.drawing.axes import Axis
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.noise_chart import (
    angle_bars,
    bar_lines,
    in_two_directions,
    length_bars,
    scatter_lines,
)
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.noise import Noise, example_variance, gradient_noise
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from gdtui.tui.app import GdtuiApp
from gdtui.tui.noise_view import MOST_ALONE, MOST_NUMBERS, NoiseView, batches_for
from gdtui.tui.pages.page import Page
from gdtui.tui.screens.noise_lens import NoiseLens, batch_sizes, figure_pieces
from gdtui.tui.screens.playground import Playground
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until


def run_on(
    objective: str = "linear", data: str = "line", size: int | None = 8, **more: object
) -> Run:
    return open_run(RunConfig(objective=objective, data=data, batch_size=size, **more))  # type: ignore[arg-type]


def lens_on(run: Run, glyphs: Glyphs = Glyphs.BRAILLE) -> GdtuiApp:
    return GdtuiApp(run, theme="gdtui-dark", glyphs=glyphs)


def noise_of(run: Run, size: int, count: int = 200, **more: bool) -> Noise:
    assert isinstance(run.objective, DataObjective)
    return gradient_noise(run.objective, np.asarray(run.params), size, count, **more)


def figures(run: Run, noise: Noise) -> str:
    assert isinstance(run.objective, DataObjective)
    view = NoiseView(
        run.objective, np.asarray(run.params), run.step, noise.batch_size, 0, run.config.replacement
    )
    return "\n".join(" ".join(text for text, _ in part) for part in figure_pieces(view, noise))


async def opened(pilot: Pilot[None]) -> NoiseLens:
    """The lens, once it is on the screen and drawn."""
    assert await shows(pilot, "formula: ")
    assert isinstance(pilot.app.screen, NoiseLens)
    return pilot.app.screen


@pytest.mark.parametrize(
    ("name", "size", "glyphs", "run", "keys"),
    [
        ("lens-80x24", (80, 24), Glyphs.BRAILLE, ("linear", "line", 8), "nnz"),
        ("lens-one-80x24", (80, 24), Glyphs.BRAILLE, ("linear", "line", 8), "nnz---"),
        ("lens-all-80x24", (80, 24), Glyphs.BRAILLE, ("linear", "line", None), "z"),
        ("lens-ascii-80x24", (80, 24), Glyphs.ASCII, ("linear", "line", 8), "z"),
        ("lens-blocks-80x24", (80, 24), Glyphs.BLOCKS, ("linear", "line", 8), "z"),
        ("lens-120x40", (120, 40), Glyphs.BRAILLE, ("logistic", "circle", 10), "z"),
        ("lens-60x16", (60, 16), Glyphs.BRAILLE, ("linear", "line", 8), "z"),
        ("lens-ascii-60x16", (60, 16), Glyphs.ASCII, ("logistic", "circle", 10), "z"),
        ("lens-40x10", (40, 10), Glyphs.BRAILLE, ("linear", "line", 1), "z"),
        ("lens-help-80x24", (80, 24), Glyphs.ASCII, ("linear", "line", 8), "z?"),
    ],
)
async def test_layouts(
    layout: SnapshotAssertion,
    name: str,
    size: tuple[int, int],
    glyphs: Glyphs,
    run: tuple[str, str, int | None],
    keys: str,
) -> None:
    app = lens_on(run_on(*run), glyphs)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        seen = await settled(pilot)
    assert seen == layout(name=name)
    if glyphs is Glyphs.ASCII:
        assert seen.isascii()


async def test_the_figures_are_those_of_the_batches_at_this_point() -> None:
    run = run_on(learning_rate=0.05)
    app = lens_on(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "n", "z")
        await opened(pilot)
        noise = noise_of(run, 8)
        variance = example_variance(run.objective, run.params)  # type: ignore[arg-type]
        assert await shows(pilot, f"= {number(variance, 4)}/8·92/99 = {number(noise.formula, 4)}")
        assert await shows(pilot, f"‖g − full‖² = {number(noise.measured, 4)} ±")
        assert await shows(pilot, "gradients at step 3")
        assert run.step == 3
        assert not run.edits


@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("size", [1, 8, 40, 99])
def test_what_is_measured_agrees_with_the_formula(size: int, replacement: bool) -> None:
    noise = noise_of(run_on(), size, 2000, replacement=replacement)
    squares = ((noise.gradients - noise.full) ** 2).sum(axis=1)
    error = squares.std(ddof=1) / math.sqrt(len(squares))
    assert abs(noise.measured - noise.formula) < 4 * error
    assert noise.measured == pytest.approx(noise.formula, rel=0.15)


def test_all_the_data_have_no_scatter_unless_they_are_drawn_with_replacement() -> None:
    run = run_on(size=100)
    text = figures(run, noise_of(run, 100))
    assert "/100·0/99 = 0" in text
    assert "= 0 ± 0" in text
    assert "ratio" not in text
    assert "nothing scatters" in text
    run = run_on(size=100, replacement=True)
    text = figures(run, noise_of(run, 100, replacement=True))
    assert "formula: σ²/B = 56.77/100 = 0.5677" in text
    assert "with replacement" in text
    assert "ratio" in text


def test_batches_that_point_uphill_are_counted() -> None:
    run = run_on(size=1)
    run.advance(2)
    noise = noise_of(run, 1)
    uphill = sum(float(g @ noise.full) < 0 for g in noise.gradients)
    assert uphill > 10
    assert f"{uphill} of 200 batches ({uphill / 2:.0f} %) point uphill" in figures(run, noise)


async def test_the_keys_change_what_is_looked_at_and_not_the_run() -> None:
    app = lens_on(run_on())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "z")
        await opened(pilot)
        for key, size in (
            ("+", 10),
            ("right", 20),
            ("-", 10),
            ("left", 8),
            ("-", 5),
            ("-", 2),
            ("-", 1),
            ("-", 1),
        ):
            await pilot.press(key)
            assert await shows(pilot, f"B = {size} of n = 100")
        before = text_of(app)
        await pilot.press("r")
        assert await until(pilot, lambda: text_of(app) != before), "other batches"
        await pilot.press("escape")
        assert isinstance(app.screen, Playground)
        run = screen_of(pilot).run
        assert (run.step, run.config.batch_size) == (1, 8)


@pytest.mark.parametrize("key", ["q", "z", "escape"])
async def test_it_closes(key: str) -> None:
    app = lens_on(run_on())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        await opened(pilot)
        await pilot.press(key)
        assert isinstance(app.screen, Playground)


@pytest.mark.parametrize("key", ["e", "enter"])
async def test_a_new_run_takes_the_batch_size_looked_at(key: str) -> None:
    app = lens_on(run_on(learning_rate=0.1))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "z")
        await opened(pilot)
        await pilot.press("+", "+", key)
        run = screen_of(pilot).run
        assert (run.step, run.furthest) == (0, 0)
        assert (run.config.batch_size, run.settings.learning_rate) == (20, 0.1)
        await pilot.press("n", "z")
        await opened(pilot)
        await pilot.press(key)
        assert screen_of(pilot).run is run, "the size it has begins nothing"
        assert run.step == 1


async def test_help_says_what_is_to_be_seen() -> None:
    app = lens_on(run_on())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        await opened(pilot)
        await pilot.press("question_mark")
        assert await shows(pilot, "NOISE LENS")
        assert isinstance(app.screen, Page)
        await pilot.press("end")
        assert await shows(pilot, "Sample other batches of this size.")
        assert "MOVING ABOUT" not in text_of(app)


async def test_without_data_a_command_is_named_that_opens_some() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        assert isinstance(app.screen, Playground)
        (notice,) = app._notifications
        assert "gdtui linear --data line --batch-size 8" in notice.message


async def test_far_too_many_gradients_leave_it_closed() -> None:
    run = run_on("mlp:hidden=300/300", "circle:n=1100")
    assert 1100 * run.objective.dimension > MOST_ALONE
    app = lens_on(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        assert isinstance(app.screen, Playground)
        (notice,) = app._notifications
        assert "stays closed: the gradients of 1,100 examples" in notice.message


async def test_a_point_beyond_the_numbers_has_no_gradient() -> None:
    run = run_on(learning_rate=1e308)
    app = lens_on(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "z")
        assert run.ended is not None
        assert isinstance(app.screen, Playground)
        assert any("no gradient here" in notice.message for notice in app._notifications)


@pytest.mark.parametrize("size", [(200, 60), (20, 6), (1, 1)])
@pytest.mark.parametrize("start", [(0.0, 0.0), (1e120, -1e120), (1e300, 1e300)])
async def test_no_size_and_no_point_is_too_much(
    size: tuple[int, int], start: tuple[float, float]
) -> None:
    app = lens_on(run_on(start=start) if start[0] < 1e200 else run_on("logistic", "gauss"))
    async with app.run_test(size=size) as pilot:
        await pilot.press("z", "+", "-", "-", "r")
        assert await until(pilot, lambda: not isinstance(app.screen, Playground))


async def test_where_every_gradient_is_0_nothing_is_divided_by_it() -> None:
    run = run_on(data="line:noise=0", start=(0.0, 0.0))
    minimum = run.objective.minima[0].point
    app = lens_on(run_on(data="line:noise=0", start=minimum))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        await opened(pilot)


@given(st.integers(1, 10**8), st.integers(1, 10**5), st.integers(1, 10**8))
def test_the_cost_is_bounded(size: int, dimension: int, batch_size: int) -> None:
    batch_size = min(batch_size, size)
    count = batches_for(size, dimension, batch_size)
    if size * dimension > MOST_ALONE:
        assert count == 0
    else:
        assert 2 <= count <= 200
        assert count == 2 or count * max(batch_size, dimension) <= MOST_NUMBERS
        assert count * batch_size * dimension <= 2 * MOST_ALONE


def test_few_draws_are_said_to_be_few() -> None:
    run = run_on()
    assert "60 batches, for each costs much" in figures(run, noise_of(run, 8, 60))
    assert "costs" not in figures(run, noise_of(run, 8))


def test_batch_sizes_go_by_1_2_5_and_pass_the_run_s_own() -> None:
    assert batch_sizes(100, 8) == [1, 2, 5, 8, 10, 20, 50, 100]
    assert batch_sizes(1797, 32)[-4:] == [200, 500, 1000, 1797]
    assert batch_sizes(1, 1) == [1]


def test_two_parameters_are_their_own_directions() -> None:
    noise = noise_of(run_on(), 8)
    points, full = in_two_directions(noise)
    assert np.array_equal(points, noise.gradients)
    assert np.array_equal(full, noise.full)


def test_of_many_directions_the_two_are_those_of_the_full_gradient_and_of_most_scatter() -> None:
    noise = noise_of(run_on("softmax", "iris", 10), 10)
    points, full = in_two_directions(noise)
    along = noise.full / np.linalg.norm(noise.full)
    assert full == pytest.approx([np.linalg.norm(noise.full), 0])
    assert points[:, 0] == pytest.approx(noise.gradients @ along)
    beside = noise.gradients - np.outer(noise.gradients @ along, along)
    _, lengths, directions = np.linalg.svd(beside)
    assert (points[:, 1] ** 2).sum() == pytest.approx(lengths[0] ** 2)
    assert np.abs(points[:, 1]) == pytest.approx(np.abs(beside @ directions[0]), abs=1e-9)


def test_a_unit_is_as_long_upwards_as_sideways() -> None:
    axes = (Axis(), Axis())
    full = np.array([3.0, 3.0])
    size = (MARGIN + 41, 21)
    lines = scatter_lines(size, np.array([[6.0, 0.0], [0.0, 1.0]]), full, axes, Glyphs.ASCII)
    rows = ["".join(text for text, _ in line)[MARGIN:] for line in lines[:-1]]
    (origin,) = [(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == "+"]
    (head,) = [(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == ">"]
    assert head[0] - origin[0] == pytest.approx(2 * (origin[1] - head[1]), abs=2)


@given(st.lists(st.floats(0, math.pi), min_size=1), st.integers(1, 50))
def test_every_angle_is_in_one_bar_and_90_degrees_between_two(
    angles: list[float], rows: int
) -> None:
    bars = angle_bars(np.array(angles), rows)
    assert sum(bar.batches for bar in bars) == len(angles)
    assert len(bars) <= rows
    assert (bars[0].low, bars[-1].high) == (0, 180)
    assert rows == 1 or 90 in [bar.low for bar in bars]


@given(st.lists(st.floats(0, 1e200), min_size=1), st.integers(1, 50))
def test_every_length_is_in_one_bar(lengths: list[float], rows: int) -> None:
    bars = length_bars(np.array([*lengths, math.inf, math.nan]), rows)
    assert sum(bar.batches for bar in bars) == len(lengths)
    assert len(bars) <= rows
    assert all(bar.high == after.low for bar, after in pairwise(bars))


@given(st.lists(st.floats(0, math.pi), min_size=1), st.integers(1, 80), st.sampled_from(Glyphs))
def test_bars_are_as_long_as_their_counts_and_none_that_is_not_0_is_unseen(
    angles: list[float], width: int, glyphs: Glyphs
) -> None:
    bars = angle_bars(np.array(angles), 6)
    lines = bar_lines(width, bars, glyphs, beyond=90.0)
    drawn = [line[1][0] for line in lines]
    for bar, cells in zip(bars, drawn, strict=True):
        assert bool(cells) == (bar.batches > 0)
    most = max(bars, key=lambda bar: bar.batches)
    assert len(drawn[bars.index(most)]) == max(map(len, drawn))
