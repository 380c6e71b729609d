"""The sweeps of a playground, as far as they have come: they are there when one comes back."""

from dataclasses import replace

from gdtui.engine.analysis.finder import Finder
from gdtui.engine.analysis.sweeping.config import SweepConfig, Values
from gdtui.engine.analysis.sweeping.estimate import Estimate, estimated
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.run import Run
from gdtui.tui.sweeping.views import View, ready


class Shelf:
    """For each view its sweeps, the whole first, then the parts that were zoomed in to."""

    def __init__(self) -> None:
        self.view = ""
        """The name of the one that was looked at last."""
        self.cursors: dict[str, Values] = {}
        """By view, where the cursor was."""
        self.finder: Finder | None = None
        """What the rate finder has found of the run, if it was opened."""
        self._stacks: dict[str, list[Sweep]] = {}
        self.costs: dict[str, Estimate] = {}
        """By view, what its lanes and their steps cost."""

    def stack(self, view: View, run: Run) -> list[Sweep]:
        """The sweeps of a view of `run`; a new one where the run is another than it was."""
        kept = self._stacks.get(view.name)
        if kept and kept[0].data is run.data and _same_run(kept[0].config, view.config):
            return kept
        self.cursors.pop(view.name, None)
        cost = self.costs[view.name] = estimated(view.config, run.data)
        stack = self._stacks[view.name] = [Sweep(ready(view.config, run, cost), run.data)]
        return stack


def _same_run(one: SweepConfig, other: SweepConfig) -> bool:
    """Whether the lanes of both are the same runs, but for how many steps they take."""
    values = other.points[0]
    return replace(one.config_at(values), max_steps=None) == replace(
        other.config_at(values), max_steps=None
    )
