"""The loss, step by step."""

import math

from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.chart import MARGIN, has_room
from gdtui.drawing.loss_curve import Curve, loss_lines
from gdtui.drawing.numbers import number
from gdtui.engine.history import History, Span
from gdtui.engine.units import STEPS
from gdtui.tui.beside import Lane
from gdtui.tui.frame import Frame
from gdtui.tui.widgets.cell_pane import CellPane

SMALLEST = (MARGIN + 8, 4)
"""Cells below which a chart would say less than a number."""
SPANS_BESIDE = 400  # points of a run beside the live one


class LossChart(CellPane):
    """L against the step, up to the selected one; what lies beyond it is faint."""

    HELP = """\
## Loss chart

The loss at every step, on a linear scale or, with **l**, a logarithmic one, on which a steady
descent is a straight line. ● is the selected step; what lies beyond it is faint. Long runs show the
smallest and the largest loss of each stretch of steps, so that no peak is ever lost. ▲ is a loss
that is too large for the chart or for a number, ▼ one that a logarithm does not reach.

It is also the timeline. ◆ is where something was changed, and **,** and **.** go from one event to
the next: a change, an arrival, the end. A change in the past abandons the future that was known;
it stays as faint dots. Where η changes it stands below the curve.

**c** pins the run and begins another. Pinned runs have letters, and the last line says what differs
between them; **x** takes one out, **X** puts it back, **C** compares them and lets them race.

With data, faint dots are the losses of the mini-batches, and **a** draws against steps, epochs or
examples seen: what a run costs.

Try: press **l** and compare two learning rates by how steep their lines are.
"""

    CELL_FOR_CELL = True

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._history: History | None = None
        self._axis = {False: Axis(), True: Axis()}
        self._unit = STEPS
        self._end = 0

    def show(self, frame: Frame) -> None:
        """Show the losses so far, where the frame stands among them, and the pinned runs."""
        if frame.history is not self._history:
            self._begin(frame.history)
        history, unit, log = frame.history, frame.unit, frame.log_scale
        parts = [unit.name if frame.batches else "", "log scale" if log else ""]
        self.entitle(below=" · ".join(filter(None, parts)))
        width, height = self.content_size
        if not has_room((width, height), SMALLEST):
            self.show_lines([[("L = ", ""), (number(frame.update.loss), "curve")]])
            return
        spans = history.loss.spans(at_most=2 * width)
        rates = history.learning_rate.spans(at_most=2 * width)
        if rates and frame.step == frame.furthest:  # the next update may be by another
            rate = frame.update.learning_rate
            rates.append(Span(rates[-1].last + 1, rates[-1].last + 1, rate, rate))
        seen = history.batch_loss.spans(at_most=2 * width) if frame.by_batches else []
        if unit is not self._unit:
            self._unit, self._end = unit, 0
        end = unit.cost(frame.furthest, frame.batches)
        self._end = max(self._end, step_limit(math.ceil(end)))
        ended = frame.ended
        diverged = f"diverged at step {ended.step}" if ended and ended.reason == "diverged" else ""
        self.show_lines(
            loss_lines(
                (width, height),
                spans,
                frame.step,
                frame.update.loss,
                self._end,
                self._axis[log],
                self.app.glyphs,
                log=log,
                beside=[*map(_curve, frame.beside.lanes)],
                name=frame.beside.live,
                elsewhere=frame.beside.note,
                edits=[edit.step for edit in frame.edits],
                rates=rates,
                end_mark=diverged,
                unit=unit,
                batches=frame.batches,
                batch_losses=seen,
            )
        )

    def _begin(self, history: History) -> None:
        """Another run: its losses decide the axes."""
        self._history = history
        for axis in self._axis.values():
            axis.forget()
        self._end = 0


def _curve(lane: Lane) -> Curve:
    spans = lane.track.history.loss.spans(at_most=SPANS_BESIDE)
    return Curve(lane.mark, lane.name, lane.role, spans, lane.track.run.batches)
