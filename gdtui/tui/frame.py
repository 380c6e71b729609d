"""What a frame shows: the one message that goes from the screen to its panes."""

from collections.abc import Sequence
from dataclasses import dataclass

from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.analysis.worked_step import Working
from gdtui.engine.config import StepSettings
from gdtui.engine.data.batches import Batches
from gdtui.engine.events import RunEnded, StepTaken
from gdtui.engine.objectives import Objective

MOST_NAMED = 8
"""Parameters that have a row or a column each; of more, the lengths of vectors are shown."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A run as it stands at its selected step: the newest state, complete."""

    objective: Objective
    update: StepTaken
    """The update from the selected step: its arithmetic, made already or about to be made."""
    working: Sequence[Working]
    """The arithmetic of that update line by line, for the first coordinate."""
    furthest: int
    """The last step known of the run."""
    settings: StepSettings
    verdict: Verdict
    ended: RunEnded | None
    playing: bool
    speed: float | None
    """Steps a second; None: as fast as can be."""
    batches: Batches | None = None
    """Which examples each step looks at; None without data."""

    @property
    def step(self) -> int:
        """The selected step: how many updates lie behind the point shown."""
        return self.update.step - 1

    @property
    def by_batches(self) -> bool:
        """Whether a step sees some of the examples, rather than all."""
        return self.batches is not None and not self.batches.whole
