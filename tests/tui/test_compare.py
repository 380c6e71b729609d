"""Compare: the table, the race, the exchange of the live run, and what is left as it was."""

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.run import Run
from gdtui.tui.app import GdtuiApp
from gdtui.tui.screens.compare import Compare
from gdtui.tui.screens.playground import Playground
from tests.tui.screen import app_on, screen_of, settled, shows, text_of, until


def exercise(glyphs: Glyphs = Glyphs.BRAILLE, rate: float = 0.5) -> GdtuiApp:
    return app_on("(w - 2)^2", glyphs, start=(8.0,), learning_rate=rate)


async def with_pins(pilot: Pilot[None]) -> Playground:
    """η = 0.5 and 1 pinned after four steps, η = 0.1 live after 16."""
    playground = screen_of(pilot)
    playground.experiment.go(4)
    await pilot.press("c", "plus", *"nnnn", "c")
    playground.experiment.edit(learning_rate=0.1)
    await pilot.press(*"NNBnnnnnn")
    return playground


async def opened(pilot: Pilot[None]) -> Compare:
    await pilot.press("C")
    assert await until(pilot, lambda: isinstance(pilot.app.screen, Compare))
    screen = pilot.app.screen
    assert isinstance(screen, Compare)
    return screen


@pytest.mark.parametrize(
    ("size", "glyphs"),
    [((80, 24), Glyphs.BRAILLE), ((60, 16), Glyphs.ASCII)],
    ids=["80x24", "ascii-60x16"],
)
async def test_comparing_looks_right(
    size: tuple[int, int],
    glyphs: Glyphs,
    layout: SnapshotAssertion,
    request: pytest.FixtureRequest,
) -> None:
    app = exercise(glyphs)
    async with app.run_test(size=size) as pilot:
        await with_pins(pilot)
        await opened(pilot)
        assert await settled(pilot) == layout(name=f"compare-{request.node.callspec.id}")


async def test_all_runs_are_compared_after_as_many_steps_and_left_as_they_stood() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        playground = await with_pins(pilot)
        experiment = playground.experiment
        await pilot.press(*"bbb")
        furthest = experiment.run.furthest
        runs = [experiment.run, *(pin.track.run for pin in experiment.pins)]
        stood = [run.step for run in runs]
        await opened(pilot)
        assert await until(pilot, lambda: [run.step for run in runs] == [furthest] * 3)
        assert await shows(pilot, "not in 20")
        assert await shows(pilot, "1 step ")
        assert "the same in all: gd, constant, start 8" in text_of(app)
        await pilot.press("g", "n", "n", "b")
        assert await until(pilot, lambda: [run.step for run in runs] == [1, 1, 1])
        assert await shows(pilot, "1 of 20 steps")
        await pilot.press("escape")
        assert await until(pilot, lambda: pilot.app.screen is playground)
        assert [run.step for run in runs] == stood
        assert len({*stood}) == 2, "not all of them stood at the same step"


async def test_a_race_goes_on_until_it_is_stopped() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        experiment = (await with_pins(pilot)).experiment
        await opened(pilot)
        await pilot.press("g", *"]]]]", "space")
        assert await until(pilot, lambda: experiment.run.step > 5)
        await pilot.press("space")
        stands = {pin.track.run.step for pin in experiment.pins}
        assert stands == {experiment.run.step}
        assert await shows(pilot, "paused")


async def test_a_pinned_run_becomes_live_and_the_live_one_is_pinned() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        playground = await with_pins(pilot)
        was_live = playground.run
        pinned = playground.experiment.pins[1].track.run
        await opened(pilot)
        await pilot.press("j", "enter", "q")
        assert await until(pilot, lambda: pilot.app.screen is playground)
        assert playground.run is pinned
        assert [pin.track.run for pin in playground.experiment.pins][1] is was_live
        assert await shows(pilot, "● η=1  a η=0.5  c η=0.1")


async def test_what_is_taken_out_comes_back() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        playground = await with_pins(pilot)
        before = playground.experiment.pins
        await opened(pilot)
        await pilot.press("x")
        assert playground.experiment.pins == before[1:]
        assert await until(pilot, lambda: "η=0.5" not in text_of(app))
        await pilot.press("X")
        assert {*playground.experiment.pins} == {*before}
        assert await shows(pilot, "a η=0.5")


async def test_the_abandoned_run_is_dots_can_be_pinned_and_is_what_it_was() -> None:
    app = exercise(rate=0.1)
    async with app.run_test(size=(120, 40)) as pilot:
        playground = screen_of(pilot)
        experiment = playground.experiment
        experiment.go(20)
        rows = repr(experiment.run.rows(1, 20))
        experiment.go(8)
        await pilot.press("plus", "n")
        assert await shows(pilot, "● η=0.1→0.2 at 8  · abandoned η=0.1  ◆ edit")
        await opened(pilot)
        await pilot.press("c")
        (pin,) = experiment.pins
        assert experiment.ghost is None
        assert repr(pin.track.run.rows(1, 20)) == rows
        await pilot.press("q")
        assert await shows(pilot, "● η=0.1→0.2 at 8  a η=0.1")


async def test_there_must_be_something_to_compare() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "C")
        assert any("Pin a run with c first" in note.message for note in app._notifications)
        assert isinstance(pilot.app.screen, Playground)


async def test_pins_survive_another_loss_and_are_drawn_where_they_can_be_compared() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        playground = screen_of(pilot)
        await pilot.press("n", "c")
        playground._open("(w-3)^2")
        assert len(playground.experiment.pins) == 1
        assert await shows(pilot, "1 pin on another loss")
        await opened(pilot)
        assert await shows(pilot, "a L = (w − 2)²")
        await pilot.press("q")
        playground._open("heavy-ball")
        assert await shows(pilot, "b plain")
        playground._open("(w - 2)^2")
        assert [pin.letter for pin in playground.experiment.pins] == ["a"], "a preset's own go"
        playground.experiment.edit(learning_rate=0.1)
        await pilot.press("n")
        assert await shows(pilot, "a η=0.5")


async def test_from_event_to_event() -> None:
    app = exercise(rate=0.1)
    async with app.run_test(size=(80, 24)) as pilot:
        playground = screen_of(pilot)
        playground.experiment.go(3)
        playground.experiment.edit(learning_rate=0.2)
        playground.experiment.go(6)
        playground.experiment.edit(learning_rate=0.5)
        playground.experiment.go(9)
        keys = ((",", 7), (",", 6), (",", 3), (",", 0), (".", 3), (".", 6), (".", 7), (".", 9))
        for key, step in keys:
            await pilot.press("comma" if key == "," else "full_stop")
            assert playground.run.step == step, "◆ at 3 and 6; it arrives at 7"
        await pilot.press("full_stop")
        assert playground.run.step == 9
        assert [n.message for n in app._notifications] == ["This is the furthest step of the run."]


async def test_runs_with_batches_are_aligned_by_what_they_cost() -> None:
    from gdtui.engine.config import RunConfig
    from gdtui.engine.data.synthetic import SYNTHETIC

    line = SYNTHETIC["line"]()  # 100 examples

    def run(size: int) -> Run:
        config = RunConfig(objective="linear", data="line", batch_size=size, learning_rate=0.1)
        return Run(config, line)

    app = GdtuiApp(run(10), theme="gdtui-dark", beside=[run(50)])
    async with app.run_test(size=(80, 24)) as pilot:
        experiment = screen_of(pilot).experiment
        await opened(pilot)
        await pilot.press("a", "a", "n")
        (pin,) = experiment.pins
        assert [experiment.run.step, pin.track.run.step] == [1, 0]
        await pilot.press(*"nnnn")
        assert [experiment.run.step, pin.track.run.step] == [5, 1]
        assert await shows(pilot, "50 of 50 examples seen")


async def test_of_a_run_that_diverges_the_rate_that_would_hold_is_said_first() -> None:
    app = exercise(rate=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "c", "+", *"nnnn")
        await opened(pilot)
        await pilot.press("up")
        assert await shows(pilot, "● η=2: diverging: η up to 1 would hold, tried for 500 steps")


async def test_a_run_that_was_changed_on_the_way_is_not_lost_by_a_restart() -> None:
    app = exercise()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "+", "n", "n")
        playground = screen_of(pilot)
        rows = playground.run.rows(1, 4)
        await pilot.press("r", "C", "down", "enter", "escape")
        assert await until(pilot, lambda: screen_of(pilot) is playground)
        assert playground.run.rows(1, 4) == rows
