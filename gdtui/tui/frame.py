"""What a frame shows: the one message that goes from the screen to its panes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gdtui.engine import optimizers
from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.analysis.worked_step import Working, of_update
from gdtui.engine.config import RunConfig, StepSettings
from gdtui.engine.data.batches import Batches
from gdtui.engine.events import RunEdited, RunEnded, StepTaken
from gdtui.engine.experiment import Experiment
from gdtui.engine.history import History
from gdtui.engine.objectives import Objective
from gdtui.engine.run import NextUpdate
from gdtui.engine.units import STEPS, Unit
from gdtui.tui.beside import Beside, beside

if TYPE_CHECKING:  # study loads what most starts don't need
    from gdtui.study.predicting.asked import Asked

MOST_NAMED = 8
"""Parameters that have a row or a column each; of more, the lengths of vectors are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """An experiment as it stands at its selected step: the newest state, complete."""

    config: RunConfig
    objective: Objective
    batches: Batches | None
    """Which examples each step looks at; None without data."""
    edits: Sequence[RunEdited]
    """What was changed on the way, in the order of the steps."""
    settings: StepSettings
    """The settings of the next update."""
    update: StepTaken
    """The update from the selected step: its arithmetic, made already or about to be made."""
    workings: Sequence[Sequence[Working]]
    """The arithmetic of that update line by line, for each coordinate; of more than `MOST_NAMED`,
    for the first one alone."""
    memory: Mapping[str, float]
    """How long the vectors are that the rule remembers after that update, by their symbols."""
    furthest: int
    """The last step known of the run."""
    history: History
    """Of the run, to be read; another one belongs to another run."""
    verdict: Verdict
    ended: RunEnded | None
    beside: Beside
    """The runs kept for comparison, and the abandoned one."""
    playing: bool
    speed: float | None
    """Steps a second; None: as fast as can be."""
    log_scale: bool
    """Whether losses are drawn on a logarithmic scale."""
    unit: Unit
    """What losses are drawn against."""
    asked: "Asked | None" = None
    """The question about the update that is open. The frame is veiled then: it holds nothing that
    would answer it (`tui/veil.py`)."""
    score: str = ""
    """How predicting goes, while there is a question or an answer."""

    @property
    def step(self) -> int:
        """The selected step: how many updates lie behind the point shown."""
        return self.update.step - 1

    @property
    def working(self) -> Sequence[Working]:
        """The arithmetic of the update for the first coordinate."""
        return self.workings[0]

    @property
    def by_batches(self) -> bool:
        """Whether a step sees some of the examples, rather than all."""
        return self.batches is not None and not self.batches.whole


class ShowsFrames(Protocol):
    """What every pane is: it draws the newest frame, and knows of the experiment no more."""

    def show(self, frame: Frame) -> None:
        """Draw a frame."""


def frame_of(
    experiment: Experiment,
    *,
    playing: bool = False,
    speed: float | None = 1.0,
    log_scale: bool = False,
    unit: Unit = STEPS,
) -> Frame:
    """The frame of an experiment; how it is played and drawn is the screen's to say."""
    run = experiment.run
    named = run.objective.dimension if run.objective.dimension <= MOST_NAMED else 1
    updates, rule = run.next_updates(named), run.settings.optimizer
    workings = [of_update(update, rule, i) for i, update in enumerate(updates)]
    return Frame(
        config=run.config,
        objective=run.objective,
        batches=run.batches,
        edits=tuple(run.edits),
        settings=run.settings,
        update=updates[0].row,
        workings=workings,
        memory=_memory(updates[0], rule, workings[0]),
        furthest=run.furthest,
        history=experiment.history,
        verdict=experiment.verdict,
        ended=run.ended,
        beside=beside(experiment),
        playing=playing,
        speed=speed,
        log_scale=log_scale,
        unit=unit,
    )


def _memory(update: NextUpdate, optimizer: str, working: Sequence[Working]) -> dict[str, float]:
    """The lengths of the vectors among what the lines of the rule work out."""
    shown = {line.symbol for line in working if line.symbol.islower()}  # a capital is a number
    each = zip(optimizers.parse(optimizer).remembers, update.memory_lengths, strict=True)
    return {symbol: length for symbol, length in each if symbol in shown}
