"""Sharpness: the largest curvature λ against 2/η, under the loss, while the run goes on."""

import textwrap
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from textual import events
from textual.app import ComposeResult

from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.chart import MARGIN, has_room
from gdtui.drawing.sharpness_chart import named, sharpness_lines, what_is_seen
from gdtui.engine.analysis.sharpness import PRODUCTS, Jump, Measured, Sharpness, jumps, reached
from gdtui.engine.data.batches import Batches
from gdtui.engine.experiment import Experiment
from gdtui.engine.history import History
from gdtui.engine.units import STEPS, Unit
from gdtui.tui import actions, layouts
from gdtui.tui.driven import DrivenScreen
from gdtui.tui.messages import OpenHelp
from gdtui.tui.panes.loss_chart import LossChart
from gdtui.tui.panes.status import Status
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.footer import Footer

BUDGET = 0.02
"""Seconds of measuring in a frame: as much as a portion of playing."""

SMALLEST = (MARGIN + 10, 4)  # cells of a chart
MOST_SENTENCES = 4  # rows of them, of a pane that is high

HELP = """\
## Sharpness

Above is the loss, and below it the largest curvature λ of the loss on all the training data, or on
a thousand examples if there are more. It is found by power iteration: each measurement takes four
products of the Hessian with a direction, and begins where the last one ended. The level line is the
λ that this η can bear: 2/η for plain descent, 2(1 + β)/η with momentum. A quadratic diverges where
λ is beyond it.

A network does something else. Descent raises λ by itself until it reaches that line (◆), and then
λ stays about it: the loss jumps and falls, and in the long run it still falls. This is the edge of
stability.

Try: play until ◆, then lower η with **−**: the line jumps up, the jumps of the loss end, and λ
rises again until it is there. **a** draws both against η·step, so that runs with different η can be
compared.
"""


class SharpnessPane(CellPane):
    """λ along the run, and what is to be seen in it."""

    CELL_FOR_CELL = True

    def __init__(self) -> None:
        super().__init__(id="sharpness", classes="pane -current")
        self._axis = Axis()

    def show(
        self,
        measured: Sequence[Measured],
        step: int,
        x_of: Callable[[float], float],
        end: float,
        sentences: Sequence[str],
    ) -> None:
        """Show λ on 0 … `end`, over as many of the sentences as there is room for."""
        width, height = self.content_size
        if not width:
            return
        texts = [textwrap.wrap(self.app.legible(text), width) for text in filter(None, sentences)]
        room = min(MOST_SENTENCES, max(1, height // 3))
        while len(texts) > 1 and sum(map(len, texts)) > room:
            texts.pop(0)
        rows = [row for text in texts for row in text]
        size = (width, height - len(rows))
        chart = (
            sharpness_lines(size, measured, step, x_of, end, self._axis, self.app.glyphs)
            if has_room(size, SMALLEST)
            else []
        )
        self.show_lines([*chart, *([(row, "")] for row in rows)])


class SharpnessScreen(DrivenScreen):
    """The loss, λ, and the keys that go on with the run."""

    BINDINGS: ClassVar = [*actions.bindings(actions.SHARPNESS)]
    ACTIONS: ClassVar = actions.SHARPNESS

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._sharpness = Sharpness(experiment.run.objective)
        self._rate_time = Unit("η·step", RateTime(experiment))

    def compose(self) -> ComposeResult:
        """The header, the loss, λ, the footer."""
        yield Status(id="status")
        loss = LossChart(id="loss")
        loss.border_title = "loss"
        yield loss
        yield SharpnessPane()
        yield Footer()

    def on_mount(self) -> None:
        """The keys are the screen's; λ is what it is about."""
        self.query_one(SharpnessPane).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for."""
        layouts.choose(self, event.size)
        pane = self.query_one(SharpnessPane)
        title = "sharpness λ" if self.has_class("-small") else "sharpness: the largest curvature λ"
        pane.entitle(title)

    # What the keys do

    def action_event(self, direction: int) -> None:
        """To the next (+1) or the last (−1) of ◆ and the jumps of the loss."""
        crossed = reached(self._sharpness.measured)
        steps = {jump.step for jump in self._jumps()} | ({crossed.step} if crossed else set())
        self._go_to_nearest(steps, direction)

    def edit(self, **changes: Any) -> None:
        """The same; what was measured beyond this step is not so any more."""
        self._sharpness.forget_from(self.run.step)
        super().edit(**changes)

    def action_hold(self) -> None:
        """Go on with a rate that holds; what was measured beyond goes with the old one."""
        if self.experiment.verdict.kind == "diverging":
            self._sharpness.forget_from(self.run.changed)
        super().action_hold()

    def action_unit(self) -> None:
        """Draw against steps, or against η·step."""
        self.unit = self._rate_time if self.unit is STEPS else STEPS
        self._draw()

    def action_help(self) -> None:
        """What is to be seen, and the keys."""
        self._player.pause()
        self.app.post_message(OpenHelp(HELP, actions.SHARPNESS))

    def action_close(self) -> None:
        """Back to the playground, with the run as it is now."""
        self._player.pause()
        self.dismiss()

    # Drawing

    def _jumps(self) -> list[Jump]:
        return [*jumps(self.experiment.history.loss.spans())]

    def _show(self) -> None:
        run = self.run
        done = self._sharpness.catch_up(run, BUDGET)
        frame, measured = self._frame_of(self.experiment), self._sharpness.measured
        self.query_one(Status).show(frame)
        loss = self.query_one(LossChart)
        loss.show(frame)
        scale = "log scale" if self.log_scale else ""
        loss.entitle(below=" · ".join(filter(None, [self.unit.name, scale])))
        pane = self.query_one(SharpnessPane)
        interval = self._sharpness.interval
        often = "at every step" if interval == 1 else f"every {interval} steps"
        pane.entitle(below=f"{PRODUCTS} products H·v {often}")

        def x_of(step: float) -> float:
            return self.unit.cost(step, run.batches)

        end = float(step_limit(int(np.ceil(x_of(run.furthest)))))
        rule, probe = run.settings.optimizer, self._sharpness.probe
        seen = what_is_seen(measured, rule, probe, stochastic=run.stochastic)
        pane.show(measured, run.step, x_of, end, [named(self._jumps()), *seen])
        if not done and not self._player.playing:
            self.set_timer(BUDGET, self._draw)  # what else there is to do comes first


class RateTime:
    """η·step: the sum of the rates of all steps, as the steps of an experiment have had them."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._known: tuple[History | None, int, np.ndarray, np.ndarray] = (
            None, 0, np.zeros(1), np.zeros(1),
        )  # fmt: skip

    def __call__(self, step: float, _batches: Batches | None) -> float:
        history = self._experiment.history
        known, last, steps, sums = self._known
        if known is not history or last != history.last:
            spans = history.learning_rate.spans()
            steps = np.array([0, *(span.last + 1 for span in spans)], dtype=float)
            means = [(span.low + span.high) / 2 for span in spans]
            widths = [b - a for a, b in pairwise(steps)]
            sums = np.cumsum([0.0, *(m * w for m, w in zip(means, widths, strict=True))])
            self._known = history, history.last, steps, sums
        return float(np.interp(step, steps, sums))
