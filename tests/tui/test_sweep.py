"""The sweep: its pictures, what is said beside them, and what its keys do."""

import asyncio
import threading
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.analysis.sweeping.config import SweepConfig, axis
from gdtui.engine.analysis.sweeping.estimate import Estimate
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.config import RunConfig
from gdtui.files import paths
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens import sweep as sweep_screen
from gdtui.tui.screens.sweep import SweepScreen
from gdtui.tui.sweeping import processes, views, words
from gdtui.tui.sweeping.panes import Picture
from tests.tui.screen import app_on, screen_of, settled, text_of, until


def exercise(glyphs: Glyphs = Glyphs.BRAILLE) -> GdtuiApp:
    return app_on("(w - 2)^2", glyphs, start=(8.0,), learning_rate=0.1)


def said(app: GdtuiApp, text: str) -> bool:
    return any(note.message == text for note in app._notifications)


async def opened(pilot: Pilot[None], *keys: str) -> SweepScreen:
    """The sweep, with these keys pressed and all of its lanes done."""
    await pilot.press("w", *keys)
    screen = pilot.app.screen
    assert isinstance(screen, SweepScreen)
    assert await until(pilot, lambda: screen.look.sweep.done)
    return screen


async def test_the_exercise_has_its_edge_at_1_and_is_best_at_a_half(
    layout: SnapshotAssertion,
) -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        seen = await settled(pilot)
        assert "● η = 0.1: ↘ converging steadily, L 36 → 0.00479" in seen
        assert "▲ edge: 2/λ = 1" in seen
        assert "△ best: 1/λ = 0.5" in seen
        assert "measured 1 … 1.17: agrees" in seen
        assert "From 1.17 on runs diverge" in seen
        assert "↔ oscillating  1 " in seen
        assert seen == layout(name="sweep-80x24")
        await pilot.press("b")
        assert "● η = 0.5: ✓ converged, L 36 → 0" in await settled(pilot)
        await pilot.press("up")  # ten rates on: beyond the edge
        assert "↗ diverging, L 36 → " in await settled(pilot)


async def test_enter_opens_the_run_and_pins_the_one_before() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n")
        await opened(pilot)
        await pilot.press("b", "enter")
        assert await until(pilot, lambda: said(app, "The run before is pinned as a."))
        experiment = screen_of(pilot).experiment
        assert experiment.run.step == 20
        assert experiment.run.params == (2.0,)
        assert experiment.run.config.max_steps is None
        assert [pin.track.run.step for pin in experiment.pins] == [2]


async def test_a_pin_is_beside_the_run_and_esc_comes_back_to_the_sweep() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "right", "c")
        assert said(app, "η = 0.117 is pinned as a.")
        await pilot.press("plus", "right", "escape")
        experiment = screen_of(pilot).experiment
        assert experiment.run.step == 0
        (pin,) = experiment.pins
        assert pin.track.run.settings.learning_rate == pytest.approx(0.1166, rel=1e-3)
        assert pin.track.run.step == 20
        cursor, sweep = screen.look.cursor, screen.look.sweep
        again = await opened(pilot)
        assert again.look.sweep is sweep, "what was worked out is there"
        assert again.look.cursor == cursor


async def test_zoom_refines_the_grid_and_steps_change_it() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        whole = screen.look.config.axes[0].values
        for _ in range(8):  # to the edge, and six times closer
            await pilot.press("right")
        await pilot.press("up", *["plus"] * 4)
        assert await until(pilot, lambda: screen.look.sweep.done)
        part = screen.look.config.axes[0].values
        assert (part[0], part[-1]) > (0.4, 0.6)
        assert part[-1] / part[0] < 2
        assert len(part) >= 55
        await pilot.press(*["minus"] * 4)
        assert screen.look.config.axes[0].values == whole
        await pilot.press("minus")
        assert await until(pilot, lambda: screen.look.sweep.done)
        assert (screen.look.config.axes[0].values[0], screen.look.config.axes[0].values[-1]) == (
            1e-4,
            100,
        )
        await pilot.press("right_square_bracket")
        assert "61 rates × 50 steps" in await settled(pilot)
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert "61 rates × 10 steps" in await settled(pilot)


async def test_the_edge_is_placed_before_it_is_shown_and_a_miss_is_kept(tmp_path: Path) -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("W")
        screen = pilot.app.screen
        assert isinstance(screen, SweepScreen)
        assert await until(pilot, lambda: screen.look.sweep.done)
        asked = await settled(pilot)
        assert "Where does stability end?" in asked
        assert not any(sign in asked for sign in ("↗", "edge:", "measured", "2/λ", "diverg", "●"))
        while screen.look.cursor[0] < 0.5:
            await pilot.press("right")
        await pilot.press("enter")
        seen = await settled(pilot)
        assert "✗" in seen
        assert "grid steps too low: 1 holds, 1.17 leads away." in seen
        assert "At 1/λ steps begin to cross" in " ".join(seen.split())
        assert "Card kept." in " ".join(seen.split())
        deck = paths.decks() / "own-runs.toml"
        assert "up to which learning rate is it stable?" in deck.read_text(encoding="utf-8")
        await pilot.press("K")
        assert not deck.exists()
        await pilot.press("p")
        while screen.look.cursor[0] < 1:
            await pilot.press("right")
        await pilot.press("enter")
        assert "✓ Right: 1 holds, 1.17 leads away." in await settled(pilot)
        await pilot.press("p", "escape")
        assert "↗ diverging" in await settled(pilot)


async def test_the_map_of_the_heavy_ball_has_its_best_pair_where_theory_says(
    layout: SnapshotAssertion,
) -> None:
    app = app_on("ravine", learning_rate=0.05)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "v")
        await pilot.press("b")
        seen = await settled(pilot)
        assert screen.look.config.extra[0] == pytest.approx((1 / 9, 4 / 9))
        rate, momentum = screen.look.cursor
        assert rate == pytest.approx(1 / 9, rel=0.15)
        assert momentum == pytest.approx(4 / 9, abs=0.08)
        assert "more β lets η grow" in seen
        assert "as 2(1 + β)/λ says (│)" in seen
        assert "theory's best pair ✕ has" in seen
        width, height = screen.query_one(Picture).content_size
        await pilot.click(Picture, offset=(width, height - 1))  # the corner below, on the right
        assert screen.look.cursor == (0.5, 0)
        assert seen == layout(name="sweep-map-80x24")


async def test_a_map_over_the_loss_begins_at_the_loss_of_the_run() -> None:
    app = app_on("ravine", learning_rate=0.05)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "v", "v")
        condition = screen.look.cursor[1]
        assert min(screen.look.config.axes[1].values, key=lambda x: abs(x - 25)) == condition
        seen = await settled(pilot)
        assert "sweep  η × κ  ravine " in seen
        start = (64 + condition * 2.25) / 2  # (x² + κy²)/2 at (−8, 1.5)
        assert f", L {words.figure(start)} → " in seen


async def test_what_takes_long_is_said_before_and_begins_when_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(views, "LONG", 1e-6)
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        seen = await settled(pilot)
        assert "This takes about 1 s: space starts it." in seen
        assert "stopped 0%" in seen
        await pilot.press("space")
        assert "measured 1 … 1.17: agrees" in await settled(pilot)
        await pilot.press("y")
        assert said(app, "gdtui sweep --lr 0.001:10:61 '(w - 2)^2' --start 8 --steps 20")


def test_what_memory_has_no_room_for_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = Sweep(SweepConfig(RunConfig(), (axis("lr", (0.1, 0.2), RunConfig()),), 20))
    cost = Estimate(seconds=1.0, bytes=2_000_000, a_run=978_000_000, a_lane=0.5, a_step=0.0)
    monkeypatch.setattr(views, "free_memory", lambda: 2e9)
    assert views.too_much(sweep, cost) == []
    monkeypatch.setattr(views, "free_memory", lambda: 1.2e9)
    assert views.too_much(sweep, cost) == [
        "This needs about 980 MB of memory: space starts it.",
        "Half of what is free is 600 MB.",
    ]


async def test_a_run_that_takes_long_is_handed_over_as_far_as_it_has_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweep_screen, "MOMENT", 1e-9)
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        screen = pilot.app.screen
        assert isinstance(screen, SweepScreen)
        while screen.look.change_steps(1):  # 50, 100 … 100,000
            pass
        screen.action_pin()
        screen.action_open()
        run = screen_of(pilot).run
        assert 0 < run.step < screen.look.config.steps
        await pilot.pause()
        assert said(app, f"Opened at step {run.step:,} of 100,000: space plays on.")


def test_of_a_loss_that_falls_without_limit_none_is_best() -> None:
    config = RunConfig(objective="-w^2", optimizer="momentum")
    rates, momenta = axis("lr", (0.1, 1.0), config), axis("momentum", (0.0, 0.5), config)
    curve, plane = (Sweep(SweepConfig(config, axes, 20)) for axes in ((rates,), (rates, momenta)))
    for sweep in (curve, plane):
        sweep.advance()
    assert [*words.curve_sentences(curve, curve.known, -6.25, None)] == [words.NONE_BEST]
    assert [*words.map_sentences(plane, [None, None])] == [words.NONE_BEST]


async def test_processes_do_what_takes_long() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)):
        config = RunConfig(objective="(w - 2)^2", start=(8.0,))
        sweep = Sweep(SweepConfig(config, (axis("lr", (0.1, 0.5, 1.0, 2.0), config),), 20))
        await asyncio.to_thread(processes._worked_out, sweep, 2, threading.Event())
        assert [lane.verdict.kind for lane in sweep.known] == [
            "converging steadily", "converged", "oscillating", "diverging",
        ]  # fmt: skip


@pytest.mark.parametrize("colored", [True, False])
async def test_everything_is_said_in_ascii_and_small_windows(
    colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not colored:
        monkeypatch.setenv("NO_COLOR", "1")
    app = exercise(Glyphs.ASCII)
    async with app.run_test(size=(60, 16)) as pilot:
        await opened(pilot)
        seen = await settled(pilot)
        assert seen.isascii()
        assert "lr = 0.1: \\ converging steadily" in seen
        await pilot.press("m")
        assert "measured 1 ... 1.17: agrees" in await settled(pilot)
        await pilot.press("m", "v")
        assert "61 rates" not in await settled(pilot)
        assert text_of(app).isascii()
