"""Compare: an experiment's runs in one chart, one landscape and one table, and in a race."""

import math
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.chart import has_room
from gdtui.drawing.comparison import Compared, comparison_lines
from gdtui.drawing.loss_curve import GHOST, LIVE, Curve, loss_lines
from gdtui.drawing.numbers import number
from gdtui.drawing.points import SMALLEST, Point, point_lines
from gdtui.engine.analysis.standing import low_loss, moved, standing
from gdtui.engine.experiment import Experiment, Track
from gdtui.engine.units import Unit, next_unit
from gdtui.tui import actions, layouts
from gdtui.tui.beside import Beside, Lane, beside, role_of
from gdtui.tui.held import RateSearch
from gdtui.tui.messages import OpenHelp
from gdtui.tui.paced import PacedScreen
from gdtui.tui.pinning import Pinning
from gdtui.tui.player import SPEEDS, faster
from gdtui.tui.race import Race
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.chart_pane import ChartPane
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.head import Head, formula_of, head_line, room_before
from gdtui.tui.widgets.map_pane import MapPane

HELP = """\
## Compare

The pinned runs beside the live one, ●: in one chart, in the landscape where the loss has one or
two parameters, and in a table of what differs. **n**, **b** and **space** move all of them
together, by equal steps; with data **a** aligns them by epochs or examples seen instead, which is
what they cost. A run that has ended stops no other.

**j** and **k** mark a run. **Enter** makes it the live one, and the run that was live is pinned in
exchange. **x** takes it out, **X** puts it back. · is the run that the last change in the past, or
a restart, has abandoned; **c** pins it.

The table times every run to a low loss; **+** and **−** move it.

Try: pin η = 0.5, 1 and 0.1 on (w − 2)² from 8, go back to the start with **g**, guess who wins,
and race.
"""


class Points(MapPane, can_focus=False):
    """The points in the landscape."""


class RunTable(CellPane):
    """A line a run, as many as there are."""

    class Clicked(Message):
        """A line was clicked."""

        def __init__(self, line: int) -> None:
            super().__init__()
            self.line = line

    def on_click(self, event: events.Click) -> None:
        """Mark the run that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Clicked(offset.y))


class Compare(PacedScreen[None]):
    """The runs of one experiment beside each other."""

    BINDINGS: ClassVar = [*actions.bindings(actions.COMPARE)]
    ACTIONS: ClassVar = actions.COMPARE
    AUTO_FOCUS = "#runs"

    def __init__(self, experiment: Experiment, log_scale: bool, unit: Unit) -> None:
        super().__init__()
        self._experiment = experiment
        self._log_scale = log_scale
        ghosts = [experiment.ghost] if experiment.ghost else []
        self._found = [(t, t.run.step) for t in (*experiment.tracks, *ghosts)]
        """The runs where they stood, the live one first: there they are left, but for one that was
        made live here."""
        self._pinning = Pinning(self, experiment, "compare.put_back")
        self._marked = 1
        self._axes = {False: Axis(), True: Axis()}
        self._plane = (Axis(), Axis())
        self._threshold = low_loss([(t.run, t.history) for t in self._tracks(beside(experiment))])
        self._rate_search = RateSearch(self, self._draw)
        self._race = Race(experiment, unit, self.app.pacer, self._draw)

    # What is compared

    def _tracks(self, seen: Beside) -> list[Track]:
        live = Track(self._experiment.run, self._experiment.history)
        return [live, *(lane.track for lane in seen.lanes)]

    def _lanes(self, seen: Beside) -> list[Lane]:
        """All that the table shows: the live run, what can be compared with it, the others."""
        live, *_ = self._tracks(seen)
        others = [
            Lane(pin.letter, f"L = {pin.track.run.objective.formula}", role_of(pin), pin.track, pin)
            for pin in seen.elsewhere
        ]
        return [Lane(LIVE, seen.live, "point", live), *seen.lanes, *others]

    @property
    def _lane(self) -> Lane:
        """The marked one."""
        lanes = self._lanes(beside(self._experiment))
        self._marked = min(self._marked, len(lanes) - 1)
        return lanes[self._marked]

    def compose(self) -> ComposeResult:
        """A head, the pictures, the table, the keys."""
        yield Head(id="compare-head")
        with Horizontal(id="compare"):
            yield ChartPane(id="compare-chart")
            yield Points(id="compare-points")
        yield RunTable(id="runs", classes="")
        yield Footer()

    def on_mount(self) -> None:
        """Give the table its rows, and have all runs stand as far as one has gone."""
        self.query_one("#compare-chart").border_title = "loss"
        self.query_one("#compare-points").border_title = "landscape"
        self._fit_table()
        self._race.move_to(self._race.cost)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for."""
        layouts.choose(self, event.size)
        self._make_room_for_points()

    def _make_room_for_points(self) -> None:
        few = self._experiment.run.objective.dimension <= 2
        self.query_one(Points).display = few and not self.has_class("-fold")

    # What the keys do

    def action_race(self) -> None:
        """Race, or stop."""
        if self._race.going:
            self._race.stop()
        else:
            self._race.go_on()
        self._draw()

    def action_go_by(self, count: int) -> None:
        """So many steps on, or back, of whichever run takes the next one."""
        self._race.go_by(count)

    def action_go_to_start(self) -> None:
        """To the start line."""
        self._race.move_to(0.0)

    def action_go_to_furthest(self) -> None:
        """As far as any run has gone."""
        self._race.move_to(self._race.furthest)

    def action_move(self, by: int) -> None:
        """Mark another run."""
        last = len(self._lanes(beside(self._experiment))) - 1
        self._marked = min(max(0, self._marked + by), last)
        self._draw()

    @on(RunTable.Clicked)
    def _mark_clicked(self, message: RunTable.Clicked) -> None:
        self.action_move(message.line - 1 - self._marked)

    def action_make_live(self) -> None:
        """Make the marked run the live one."""
        lane = self._lane
        if lane.mark == LIVE:
            self.notify("It is the live one already.")
            return
        pin = lane.pin or self._pinning.keep_ghost()
        if pin is not None:
            self._experiment.adopt(pin)
            self._marked = 0
            self._begin_again()

    def action_keep(self) -> None:
        """Pin the abandoned run."""
        if self._lane.mark != GHOST:
            self.notify("It is kept already.")
            return
        pin = self._pinning.keep_ghost()
        if pin is not None:
            self._begin_again()
            self.notify(f"The abandoned run is {pin.letter} now.")

    def action_out(self) -> None:
        """Take the marked run out."""
        lane = self._lane
        if lane.pin is None:
            self.notify("Only pinned runs can be taken out.")
            return
        self._pinning.drop(lane.pin)
        self._begin_again()

    def action_put_back(self) -> None:
        """Keep the run that was taken out last again."""
        self._pinning.put_back()
        self._begin_again()

    def action_log_scale(self) -> None:
        """Loss on a logarithmic or a linear scale."""
        self._log_scale = not self._log_scale
        self._draw()

    def action_unit(self) -> None:
        """Align the runs by another cost."""
        if all(track.run.batches is None for track in self._experiment.tracks):
            self.notify("Without data there are only steps.")
        else:
            self._race.align_by(next_unit(self._race.unit))

    def action_move_threshold(self, decades: int) -> None:
        """Time the runs to a loss ten times as high, or a tenth."""
        if self._threshold > 0:
            self._threshold = moved(self._threshold, decades)
            self._draw()

    def action_change_speed(self, by: int) -> None:
        """Race faster or slower."""
        self._race.speed = faster(self._race.speed, by)
        self._draw()

    def action_help(self) -> None:
        """What is to be seen, and the keys."""
        self.app.post_message(OpenHelp(HELP, actions.COMPARE))

    def action_close(self) -> None:
        """Back to the playground, every run standing where it stood."""
        self._race.stop()
        was_live = self._found[0][0].run
        for track, step in self._found:
            if track.run is not self._experiment.run or track.run is was_live:
                track.go(step)
        self.dismiss(None)

    # Drawing

    def _begin_again(self) -> None:
        """Other runs: other axes, another number of lines."""
        self._race.stop()
        for axis in (*self._axes.values(), *self._plane):
            axis.forget()
        self._make_room_for_points()
        self._fit_table()
        self._draw()

    def _fit_table(self) -> None:
        """A line for each run, the heading and what they share."""
        lines = len(self._lanes(beside(self._experiment))) + 2
        self.query_one(RunTable).styles.height = lines
        self.call_after_refresh(self._draw)

    def _show(self) -> None:
        seen = beside(self._experiment)
        self._show_head()
        self._show_chart(seen)
        self._show_points(seen)
        self._show_table(seen)

    def _show_head(self) -> None:
        head, lane, run = self.query_one(Head), self._lane, self._experiment.run
        width = head.content_size.width
        rate = SPEEDS[self._race.speed]
        speed = f"{number(rate)}/s" if rate else "max"
        state = f"▶ {speed}" if self._race.going else "paused"
        unit = self._race.unit.name
        right = f"{number(self._race.cost)} of {number(self._race.furthest)} {unit}  {state}  "
        right = self.app.legible(right)
        left = self.app.legible(f"compare  {formula_of(run.objective)}")
        if len(left) > room_before(right, width):
            left = "compare"
        judged = standing(lane.track.run, lane.track.history, self._threshold).verdict
        verdict = self._rate_search.told(lane.track.run, judged)
        said = self.app.legible(f" {lane.mark} {lane.name}: ")
        fitted = verdict.fitted(width - len(said) - 1)
        head.show_lines(
            [
                head_line(left, right, width),
                [(said, lane.role), (verdict.headline, ""), (fitted, "")],
            ]
        )

    def _show_chart(self, seen: Beside) -> None:
        chart = self.query_one(ChartPane)
        run, history = self._experiment.run, self._experiment.history
        width, height = chart.content_size
        if not has_room((width, height), SMALLEST):
            chart.show_lines([])
            return
        curves = [
            Curve(
                lane.mark,
                "",
                lane.role,
                lane.track.history.loss.spans(at_most=2 * width),
                lane.track.run.batches,
                lane.track.run.step,
            )
            for lane in seen.lanes
        ]
        chart.entitle(below="log scale" if self._log_scale else "")
        chart.show_lines(
            loss_lines(
                (width, height),
                history.loss.spans(at_most=2 * width),
                run.step,
                run.loss,
                step_limit(math.ceil(self._race.furthest)),
                self._axes[self._log_scale],
                self.app.glyphs,
                log=self._log_scale,
                beside=curves,
                edits=[edit.step for edit in run.edits],
                unit=self._race.unit,
                batches=run.batches,
            )
        )

    def _show_points(self, seen: Beside) -> None:
        pane, objective = self.query_one(Points), self._experiment.run.objective
        width, height = pane.content_size
        if not pane.display or not has_room((width, height), SMALLEST):
            return
        lanes = self._lanes(seen)[: 1 + len(seen.lanes)]
        points = [Point(lane.mark, lane.role, lane.track.run.params) for lane in lanes]
        lines = point_lines((width, height), objective, points, self._plane, self.app.pen)
        pane.show_lines(lines)

    def _show_table(self, seen: Beside) -> None:
        table = self.query_one(RunTable)
        width = table.content_size.width
        rows = [
            Compared(
                lane.mark,
                lane.name,
                lane.role,
                standing(lane.track.run, lane.track.history, self._threshold),
                "(live)" if lane.mark == LIVE else "",
            )
            for lane in self._lanes(seen)
        ]
        lines = comparison_lines(rows, self._threshold, width, self.app.glyphs, self._marked)
        shared = f"  the same in all: {', '.join(seen.shared)}" if seen.shared else ""
        table.show_lines([*lines, [(shared if len(shared) <= width else "", "heading")]])
