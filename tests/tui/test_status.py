"""The header says whole words only, whatever runs, wherever it stands and however wide it is."""

from collections.abc import Iterator

from gdtui.drawing.verdict_marks import MARKS
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.objectives import resolve
from gdtui.files.datasets import open_run
from gdtui.files.presets import presets
from gdtui.tui.actions import key_shown
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.held import offering
from gdtui.tui.keymap import BY_ID
from gdtui.tui.panes.status import Status
from gdtui.tui.widgets.head import formula_of
from tests.tui.screen import app_on, until

STEPS = (0, 1, 10, 100)
END = 500
"""Where a run without an end of its own is left."""


def frames() -> Iterator[tuple[str, Frame]]:
    """Every preset at its first steps and at its end."""
    for name, preset in presets().items():
        experiment = Experiment(open_run(preset.config))
        for step in (*STEPS, preset.config.max_steps or END):
            experiment.go(step)
            yield name, frame_of(experiment)


def bare(text: str) -> set[str]:
    """The words of a text, without what stands between them."""
    return {word.strip(",;:.") for word in text.split()}


def key_of(action: str) -> str:
    """The key of an action as it is declared."""
    return key_shown(BY_ID[action].keys.split(",")[0])


def words_of(frame: Frame) -> set[str]:
    """Every word that the header may say of a frame, and the sign that there are more."""
    verdict = frame.verdict
    names = frame.objective.parameters
    formulas = (f"L({', '.join(names)}) = ", f"L(θ of {len(names):,}) = ", frame.objective.formula)
    said = (verdict.words, verdict.headline, *offering(verdict, key_of), *formulas, *MARKS.values())
    return set().union(*map(bare, said))


async def test_no_word_is_cut() -> None:
    seen = [*frames()]
    for width in (60, 80, 120):
        app = app_on()
        async with app.run_test(size=(width, 24)) as pilot:
            status = app.screen.query_one(Status)
            assert await until(pilot, lambda: status.content_size.width == width)  # noqa: B023
            for name, frame in seen:
                status.show(frame)
                rows = [status.render_line(y).text for y in range(status.content_size.height)]
                rows[0] = rows[0].removeprefix(" gdtui ").partition("η = ")[0]
                cut = {word for row in rows for word in bare(row)} - words_of(frame)
                assert not cut, (name, frame.step, rows)


def test_a_formula_is_of_all_its_parameters_or_of_their_number() -> None:
    """Not of the first four, as if there were no others."""
    network = RunConfig(objective="mlp:hidden=4", data="circle")
    assert formula_of(resolve("(w - 3)^2")) == "L(w) = (w − 3)²"
    assert formula_of(open_run(network).objective).startswith("L(θ of 17) = mean −ln p")
