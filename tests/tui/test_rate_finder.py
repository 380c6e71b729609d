"""The rate finder: what it shows of range tests and runs, and what its keys do."""

import threading
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.analysis.finder import Plan
from gdtui.engine.analysis.sweeping.config import SweepConfig
from gdtui.engine.analysis.sweeping.estimate import Estimate, estimated
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.run import Run
from gdtui.files import paths
from gdtui.files.datasets import load
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens import rate_finder
from gdtui.tui.screens.rate_finder import RateFinder
from gdtui.tui.screens.sweep import SweepScreen
from gdtui.tui.sweeping import finding, grid
from tests.tui.screen import screen_of, settled, shows, text_of, until


@pytest.fixture(autouse=True)
def _short_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps: the numbers are the engine's, and tested there."""
    plan = Plan(1e-3, 3.0, test_steps=40, starts=3, steps=40, seeds=2)
    monkeypatch.setattr(rate_finder, "usual_plan", lambda *_: plan)


def on_line(glyphs: Glyphs = Glyphs.BRAILLE) -> GdtuiApp:
    """A line through points, which cost next to nothing."""
    config = RunConfig(objective="linear", data="line", batch_size=8, learning_rate=0.05)
    return GdtuiApp(Run(config, load("line").data), theme="gdtui-dark", glyphs=glyphs)


async def found(pilot: Pilot[None]) -> RateFinder:
    """The finder, with everything worked out that it begins with."""
    await pilot.press("w")
    screen = pilot.app.screen
    assert isinstance(screen, RateFinder)
    assert await until(pilot, lambda: screen._measured)
    assert await until(pilot, lambda: screen._finder.done and not screen._work.at_work)
    return screen


async def test_an_interval_is_suggested_and_runs_decide(
    layout: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await found(pilot)
        seen = await settled(pilot)
        finder = screen._finder
        assert finder.best is not None
        assert "3 starts suggest 0.0042 to 0.049" in seen
        assert "Runs agree: 0.03 is best, 0.1 as good" in seen
        assert "▸ 0.03" in seen
        assert "rate finder  linear on line, B = 8" in seen
        assert seen == layout(name="finder-80x24")
        await pilot.press("i")
        assert "η = 1: diverges" in await settled(pilot)
        monkeypatch.setattr(rate_finder, "standing", lambda *_: "above the start")
        await pilot.press("escape", "left")
        assert (await settled(pilot)).count("above the start") == 6  # no word is cut


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until this is set, nothing comes to be measured."""
    go_on = threading.Event()

    def waits(config: SweepConfig, data: Dataset | None) -> Estimate:
        go_on.wait()
        return estimated(config, data)

    for user in ("gdtui.engine.analysis.finder", "gdtui.tui.sweeping.shelf"):
        monkeypatch.setattr(f"{user}.estimated", waits)
    return go_on


async def test_the_finder_stands_at_once_and_keys_wait_for_what_is_measured(
    measure: threading.Event,
) -> None:
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert await shows(pilot, "measuring how long a run takes …")
        assert "rate finder" in text_of(app)
        await pilot.press("escape")
        assert screen_of(pilot).is_current
        await pilot.press("w")
        assert await shows(pilot, "measuring how long a run takes …")
        app.post_message(events.Key("v", "v"))
        measure.set()
        assert await until(pilot, lambda: isinstance(app.screen, SweepScreen))


async def test_the_sweep_stands_at_once_and_keys_wait_for_what_is_measured(
    measure: threading.Event,
) -> None:
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("W")
        assert await shows(pilot, "measuring how long a run takes …")
        app.post_message(events.Key("right", None))
        measure.set()
        assert await shows(pilot, "is the edge?")
        screen = app.screen
        assert isinstance(screen, SweepScreen)
        points = grid.points_of(screen.look.config)
        assert await until(pilot, lambda: screen.look.cursor == points[len(points) // 2 + 1])


async def test_the_rate_under_the_cursor_is_checked_too() -> None:
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await found(pilot)
        rates = [one.rate for one in screen._finder.checked]
        await pilot.press("right")
        assert screen._rate == 0.05
        await pilot.press("enter")
        assert pilot.app.screen is screen, "a rate that is not checked is not used"
        await pilot.press("space")
        assert await until(pilot, lambda: screen._finder.done)
        assert [one.rate for one in screen._finder.checked] == sorted([*rates, 0.05])
        assert "▸ 0.05" in await settled(pilot)
        suggested = screen._finder.suggested
        await pilot.press("left_square_bracket")
        assert "(smoothed, 2 starts)" in await settled(pilot)
        await pilot.press("right_square_bracket")
        assert screen._finder.suggested == suggested


async def test_enter_uses_the_best_rate_and_pins_the_run_before() -> None:
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        screen = await found(pilot)
        await pilot.press("y", "enter")
        assert await until(pilot, lambda: pilot.app.screen is not screen)
        experiment = screen_of(pilot).experiment
        assert experiment.run.settings.learning_rate == 0.03
        assert experiment.run.data is screen._finder.data
        assert [pin.track.run.step for pin in experiment.pins] == [1]
        copied = paths.copied().read_text(encoding="utf-8")
        found_by = "gdtui sweep --find --lr 0.001:3:40 --starts 3 linear --data line"
        assert copied == f"{found_by} --batch-size 8 --steps 40\n"
        again = await found(pilot)
        assert again._finder is screen._finder, "what was found is there"


async def test_all_that_is_checked_is_pinned_and_the_plain_sweep_is_near() -> None:
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await found(pilot)
        await pilot.press("c")
        assert await until(pilot, lambda: bool(pilot.app._notifications))
        pins = screen_of(pilot).experiment.pins
        rates = [one.rate for one in screen._finder.checked][: len(pins)]
        assert [pin.track.run.settings.learning_rate for pin in pins] == rates
        held = [pin for pin in pins if not pin.track.run.ended]
        assert all(pin.track.run.step == 40 for pin in held)
        await pilot.press("v")
        assert isinstance(pilot.app.screen, SweepScreen)
        await pilot.press("escape")
        assert screen.is_current
        await pilot.press("v", "enter")  # another run was opened there
        assert await until(pilot, lambda: screen_of(pilot).is_current)


async def test_everything_is_said_in_ascii_and_small_windows() -> None:
    app = on_line(Glyphs.ASCII)
    async with app.run_test(size=(60, 16)) as pilot:
        await found(pilot)
        seen = await settled(pilot)
        assert seen.isascii()
        assert "loss while lr grows" in seen
        assert "[" in seen
        await pilot.press("m")
        seen = await settled(pilot)
        assert "> 0.03" in seen
        assert "best" in seen
        assert text_of(app).isascii()


async def test_what_takes_long_is_told_before_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_finder, "LONG", 0.0)
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        screen = pilot.app.screen
        assert isinstance(screen, RateFinder)
        assert await shows(pilot, "This takes about ")
        assert "space begins." in await settled(pilot)
        assert not screen._work.at_work
        await pilot.press("space")
        assert await until(pilot, lambda: screen._finder.done)
        await pilot.press("escape")
        assert not screen._work.at_work


async def test_the_runs_that_decide_are_made_by_processes_where_they_take_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To find the same: what they work out is taken as it comes."""
    asked: list[Sweep] = []

    async def in_place(
        sweep: Sweep, count: int, wanted: Callable[[], bool], look: Callable[[], None]
    ) -> None:
        assert count == 2
        assert wanted()
        asked.append(sweep)
        sweep.advance()
        look()

    monkeypatch.setattr(finding, "worth_starting", lambda seconds, _: 2 * (seconds > 0))
    monkeypatch.setattr(finding, "by_processes", in_place)
    app = on_line()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await found(pilot)
        assert "Runs agree: 0.03 is best, 0.1 as good" in await settled(pilot)
        assert screen._finder.checks is asked[-1]
