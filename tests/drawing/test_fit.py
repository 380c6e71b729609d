"""What a model has learned, on the screen, against the numbers of the engine."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from gdtui.drawing.chart import MARGIN, plain
from gdtui.drawing.fit.examples import on_fewer, spread
from gdtui.drawing.fit.fit import Fit
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Ink, Pen
from gdtui.engine.analysis.evaluation import evaluate, predictions
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from gdtui.tui.app import GdtuiApp
from gdtui.tui.panes.landscape import Landscape
from tests.drawing.lines import text
from tests.tui.screen import app_on, settled, shows, text_of

BRAILLE = Glyphs.BRAILLE
KINDS = [
    ("linear", "line"), ("linear", "plane"), ("logistic", "gauss"), ("mlp", "spiral"),
    ("softmax", "iris"), ("mlp:hidden=4", "iris"), ("softmax", "digits"), ("linear", "cars"),
]  # fmt: skip


def learned(loss: str, data: str, steps: int = 20, **config: object) -> Run:
    run = open_run(RunConfig(objective=loss, data=data, **config))  # type: ignore[arg-type]
    run.advance(steps)
    return run


def objective_of(run: Run) -> DataObjective:
    assert isinstance(run.objective, DataObjective)
    return run.objective


def drawn(run: Run, size: tuple[int, int] = (78, 20), glyphs: Glyphs = BRAILLE) -> list[str]:
    return text(Fit(objective_of(run), Pen.suited(glyphs, colored=True)).lines(size, run.params))


@pytest.mark.parametrize(("loss", "data"), KINDS)
def test_the_scores_are_those_of_the_engine(loss: str, data: str) -> None:
    run = learned(loss, data, test_share=0.3)
    head = drawn(run)[0]
    train, test = evaluate(objective_of(run), run.params)
    assert test is not None
    numbers = [float(n.replace("−", "-")) for n in re.findall(r"[−\d.][\d.e−]*", head)]
    wanted = [train.loss, test.loss]
    if train.accuracy is not None and test.accuracy is not None:
        wanted = [train.loss, 100 * train.accuracy, test.loss, 100 * test.accuracy]
    assert numbers == pytest.approx(wanted, rel=1e-2)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.integers(1, 90),
    st.integers(1, 40),
    st.sampled_from(Glyphs),
    st.sampled_from([0.0, 0.3]),
    st.sampled_from([None, 1e3]),
)
def test_every_size_shows_something_whatever_became_of_the_run(
    kind: tuple[str, str],
    width: int,
    height: int,
    glyphs: Glyphs,
    held_out: float,
    rate: float | None,
) -> None:
    run = learned(*kind, steps=60, test_share=held_out, learning_rate=rate)
    fit = Fit(objective_of(run), Pen.suited(glyphs, colored=True))
    lines = fit.lines((width, height), run.params)
    assert "".join(text(lines)).strip()
    if glyphs is Glyphs.ASCII:
        assert plain(lines, glyphs).isascii()


def test_points_and_line_lie_where_the_data_say() -> None:
    run = learned("linear", "line:noise=0.0,n=40", steps=200)
    picture = drawn(run, (60, 21))[1:-1]
    data = objective_of(run).data.train
    across = (int(data.features.min() // 1), 2)
    canvas = [line[MARGIN:] for line in picture]
    marks = [(x, y) for y, line in enumerate(canvas) for x, char in enumerate(line) if char != " "]
    # The line is y = 2x + 1 after so many steps, and so every point lies on it: −3 … 5.
    for x, y in marks:
        feature = across[0] + x / (len(canvas[0]) - 1) * (across[1] - across[0])
        target = 5 - y / (len(canvas) - 1) * 8
        assert abs(2 * feature + 1 - target) < 0.7
    assert {x for x, _ in marks} == set(range(len(canvas[0])))


def test_held_out_points_have_another_mark() -> None:
    assert "×" in "".join(drawn(learned("linear", "cars", test_share=0.5)))
    assert "×" not in "".join(drawn(learned("linear", "cars")))


def test_regions_are_where_the_classes_are() -> None:
    run = learned("logistic", "gauss:n=400", steps=200, test_share=0.2)
    picture = [line[MARGIN:] for line in drawn(run, (60, 24))[1:-1]]
    cells = Fit(objective_of(run), Pen(BRAILLE, Ink.COLORS)).lines((60, 24), run.params)
    assert cells[1][-1] == (cells[1][-1][0], " on certain1")
    assert next(role for _, role in cells[-2] if " on " in role) == " on certain0"
    half = len(picture[0]) // 2
    below, above = (
        "".join(line[:half] for line in picture[12:]),
        "".join(line[half:] for line in picture[:10]),
    )
    assert {"●", "○"} <= set(below)
    assert not set("▲△") & set(below)
    assert {"▲", "△"} <= set(above)
    assert not set("●○") & set(above)


def test_a_number_over_two_features_is_above_or_below() -> None:
    flat = learned("linear", "plane", steps=0)  # it predicts 0 everywhere
    picture = [line[MARGIN:] for line in drawn(flat, (60, 24))[1:-1]]
    upper = "".join(line[-20:] for line in picture[:8])
    lower = "".join(line[:20] for line in picture[-8:])
    assert "▲" in upper
    assert "▼" not in upper
    assert "▼" in lower
    assert "▲" not in lower


def test_the_confusion_matrix_has_true_rows_and_predicted_columns() -> None:
    run = learned("softmax", "iris", steps=40, test_share=0.4)
    objective = objective_of(run)
    test = objective.data.test
    assert test is not None
    found = predictions(objective, run.params, test.features)
    rows = [[int(n) if n != "·" else 0 for n in line.split()[1:]] for line in drawn(run)[3:6]]
    wanted = [[int(((test.target == i) & (found == j)).sum()) for j in range(3)] for i in range(3)]
    assert drawn(run)[1] == "rows: true class, columns: predicted"
    assert rows == wanted
    assert sum(map(sum, rows)) == test.size


@pytest.mark.parametrize("size", [(43, 9), (120, 30)])
def test_pictures_say_their_predicted_classes(size: tuple[int, int]) -> None:
    run = learned("softmax", "digits", steps=20, test_share=0.3, batch_size=32)
    objective = objective_of(run)
    test = objective.data.test
    assert test is not None
    labels = re.findall(r"(\d)→(\d) ([✓✗])", "\n".join(drawn(run, size)))
    assert len(labels) >= 4
    rows = spread(test.size, len(labels))
    found = predictions(objective, run.params, test.features[rows]).astype(int).tolist()
    true = test.target[rows].astype(int).tolist()
    assert [(int(a), int(b)) for a, b, _ in labels] == list(zip(true, found, strict=True))
    assert all((mark == "✓") == (a == b) for a, b, mark in labels)


def test_many_examples_are_thinned_fairly_and_it_is_said() -> None:
    run = learned("logistic", "gauss:n=100000", steps=1)
    fit = Fit(objective_of(run), Pen.suited(BRAILLE, colored=True))
    assert fit.legend.startswith("12,") or "of 100,000 examples" in fit.legend
    few = on_fewer(objective_of(run), 500).data.train
    # The classes of this set take turns, so that every 200th example would be of one class.
    assert 0.45 < few.target.mean() < 0.55
    assert 400 < few.size <= 500


@given(st.integers(1, 10**6), st.integers(1, 3000))
def test_spread_numbers_are_in_order_and_in_range(n: int, most: int) -> None:
    rows = spread(n, most)
    assert 0 < len(rows) <= most
    assert rows[0] >= 0
    assert rows[-1] < n
    assert (np.diff(rows) > 0).all()


@pytest.mark.parametrize(
    ("name", "size", "loss", "data", "glyphs", "keys"),
    [
        ("fit-line-80x24", (80, 24), "linear", "line", BRAILLE, [*"nnv"]),
        ("fit-regions-80x24", (80, 24), "mlp:hidden=6", "circle", BRAILLE, [*"NNNN"]),
        ("fit-regions-60x16", (60, 16), "mlp:hidden=6", "circle", BRAILLE, [*"NNNN"]),
        ("fit-regions-ascii-80x24", (80, 24), "mlp:hidden=6", "circle", Glyphs.ASCII, [*"NNNN"]),
        ("fit-digits-80x24", (80, 24), "softmax", "digits", BRAILLE, [*"NNNN"]),
        ("fit-table-80x24", (80, 24), "softmax", "iris", BRAILLE, [*"NN"]),
        ("slice-random-80x24", (80, 24), "softmax", "iris", BRAILLE, [*"NNvn"]),
        ("slice-path-80x24", (80, 24), "softmax", "iris", BRAILLE, [*"NNvvn"]),
    ],
)
async def test_layouts(
    layout: SnapshotAssertion,
    name: str,
    size: tuple[int, int],
    loss: str,
    data: str,
    glyphs: Glyphs,
    keys: list[str],
) -> None:
    config = RunConfig(objective=loss, data=data, batch_size=32, test_share=0.3)
    app = GdtuiApp(open_run(config), theme="gdtui-dark", glyphs=glyphs)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        seen = "\n".join(_landscape(app, await settled(pilot))) + "\n"
    assert seen == layout(name=name)
    if glyphs is Glyphs.ASCII:
        assert seen.isascii()


def _landscape(app: GdtuiApp, screen: str) -> list[str]:
    """The pane alone: the others are not what is looked at here."""
    x, y, width, height = app.screen.query_one("#landscape").region
    return [line[x : x + width] for line in screen.split("\n")[y : y + height]]


async def test_the_key_goes_round_the_views() -> None:
    app = GdtuiApp(open_run(RunConfig(objective="softmax", data="iris")), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        assert await shows(pilot, "training examples")
        await pilot.press("question_mark")
        assert await shows(pilot, "goes to the next view")
        await pilot.press("escape", "n", "v")
        assert await shows(pilot, "random plane")
        await pilot.press("v")
        assert await shows(pilot, "path's plane")
        await pilot.press("v")
        assert await shows(pilot, "training examples")


async def test_a_loss_without_data_has_one_view_and_says_so() -> None:
    app = app_on()
    async with app.run_test(size=(80, 24)) as pilot:
        before = text_of(app)
        await pilot.press("v")
        await pilot.pause()
        assert any("one view" in note.message for note in app._notifications)
        assert before.split("\n")[:8] == text_of(app).split("\n")[:8]


async def test_an_edit_in_the_past_makes_another_path() -> None:
    app = GdtuiApp(open_run(RunConfig(objective="softmax", data="iris")), theme="gdtui-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("N", "b", "b", "+", "v")
        await pilot.pause()
        assert app.screen.query_one(Landscape)._path.last == 8
