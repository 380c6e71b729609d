"""The sweep: the live run with many learning rates, or over two hyperparameters, at once."""

import math
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.loss_curve import loss_lines
from gdtui.drawing.numbers import next_rate
from gdtui.drawing.sweep_chart import curve_lines, sweep_map
from gdtui.engine.analysis.sweeping.beside import Beside, Measured, beside, best_lane, measured_edge
from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig, Values
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.experiment import Experiment, Track
from gdtui.engine.run import Run
from gdtui.files import settings
from gdtui.files.sweep_command import sweep_command
from gdtui.study.cards.own_deck import Kept
from gdtui.study.predicting.edge import judged, keep
from gdtui.tui import actions, layouts
from gdtui.tui.copying import copy
from gdtui.tui.messages import OpenHelp
from gdtui.tui.pacing import LOST
from gdtui.tui.sweeping import grid, words
from gdtui.tui.sweeping.panes import Curve, Head, Picture, Texts, cell_lines, lane_line
from gdtui.tui.sweeping.shelf import Shelf
from gdtui.tui.sweeping.views import View, opened, seconds_left, symbol, too_long, views_of
from gdtui.tui.sweeping.work import Work
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.footer import Footer

SMALLEST = (MARGIN + 12, 5)  # cells of a picture
MOST_STEPS = 100_000

ASKS = "Where does stability end? Put ▲ on the largest η that still holds; Enter."

WAYS = "across", "up"
HIDDEN = "hidden until ▲ is placed"
NOT_ON_MAPS = "The edge is placed on the axis of η alone: v."
NOT_YET = "The edge is not measured yet: wait until all rates are done."
NO_EDGE = "There is no edge within these rates: − looks farther."

HELP = """\
## Sweep

The same run once for each of many learning rates: its loss after so many steps, and below the curve
a mark for its verdict. Between the last rate that holds and the first that leads away lies the edge
of stability; where theory knows it, it stands beside what was measured.

**v** changes what is swept: a map has η across and momentum, the batch size or the condition number
up, and its color is the loss that is left. The number beside a map are those of the run under the
cursor.

**+** looks closer at the half about the cursor, with a finer grid, and **−** goes back. **[** and
**]** change the number of steps. **p** hides everything and lets you place the edge first.

**Enter** opens the run under the cursor in the playground, where the one that was there is kept as
a pin; **c** pins it only.

Try: on (w − 2)² from 8 place the edge (**p**) before you look; then ask yourself why the curve is
lowest at half of it.
"""


class SweepScreen(Screen[None]):
    """The picture of a sweep, and the run under the cursor."""

    BINDINGS: ClassVar = [*actions.bindings(actions.SWEEP)]
    ACTIONS: ClassVar = actions.SWEEP
    AUTO_FOCUS = "#sweep-picture"
    app = getters.app(TerminalApp)

    def __init__(self, experiment: Experiment, shelf: Shelf) -> None:
        super().__init__()
        self._experiment, self._shelf = experiment, shelf
        self._views = views_of(experiment.run)
        names = [view.name for view in self._views]
        self._at = names.index(shelf.view) if shelf.view in names else 0
        self._work = Work(self.app.pacer, partial(self.call_later, self._soon))
        self._late = False
        self._kept: Kept | None = None
        self.state = "seen"
        self._look_at(self._views[self._at])

    @property
    def _sweep(self) -> Sweep:
        """The one that is looked at."""
        return self._stack[-1]

    @property
    def _config(self) -> SweepConfig:
        return self._sweep.config

    @property
    def _is_map(self) -> bool:
        return len(self._config.axes) == 2

    def _look_at(self, view: View) -> None:
        """Show another sweep, as far as it has come, with the cursor where it was."""
        self._view = view
        self._shelf.view = view.name
        self._stack = self._shelf.stack(view, self._experiment.run)
        run = self._experiment.run
        own = tuple(_own(one.what, run, one.values[0]) for one in self._config.axes)
        self._cursor = self._shelf.cursors.get(view.name, own)
        self._begin()

    def _begin(self) -> None:
        """Work out what the sweep lacks."""
        self._said: list[str] = []
        config, data = self._config, self._sweep.data
        self._cursor = grid.nearest(config, self._cursor)
        self._first = Run(config.config_at(config.points[0]), data).loss
        rows = range(config.shape[1]) if self._is_map else range(1)
        self._known: list[Beside | None] = [beside(config, data, j) for j in rows]
        self._axis = Axis()
        self._follow()
        self._seconds = seconds_left(self._sweep)
        self._held = too_long(self._sweep, self._seconds)
        if not self._held:
            self._work.sweep(self._sweep, self._seconds)

    def _follow(self) -> None:
        """Make the run under the cursor."""
        self._shelf.cursors[self._view.name] = self._cursor
        self._track = Track.of(Run(opened(self._config, self._cursor), self._sweep.data))
        self._work.run(self._track, self._config.steps)

    def compose(self) -> ComposeResult:
        """The head, the picture with what is beside and below it, the keys."""
        yield Head(id="sweep-head", classes="")
        with Horizontal(id="sweep-top"):
            yield Picture(id="sweep-picture", classes="pane -current")
            yield Texts(id="sweep-cell")
        with Horizontal(id="sweep-below"):
            yield Curve(id="sweep-run")
            yield Texts(id="sweep-theory")
        yield Texts(id="sweep-said", classes="")
        yield Footer()

    def on_mount(self) -> None:
        """Name the panes that always show the same."""
        self.query_one("#sweep-cell").border_title = "run"
        self.query_one("#sweep-run").border_title = "the run under the cursor: loss"

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for."""
        layouts.choose(self, event.size)

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._draw()

    # What the keys do

    def action_move(self, x: int, y: int) -> None:
        """To another value."""
        self._go_to(grid.moved(self._config, self._cursor, x, y))

    def action_best(self) -> None:
        """To the lowest loss; of several as low, to theory's."""
        lanes = self._cells if self._is_map else grid.lanes_of(self._sweep)
        best = best_lane(lanes)
        if best is not None:
            extra = {*self._config.extra}
            lowest = [lane for lane in lanes if lane and lane.final_loss == best.final_loss]
            of_theory = (lane for lane in lowest if lane.values in extra)
            self._go_to(next(of_theory, best).values)

    def _go_to(self, values: Values) -> None:
        if values != self._cursor:
            self._cursor = values
            if self.state == "seen":
                self._follow()
            self._soon()

    def action_zoom(self, direction: int) -> None:
        """A finer grid, or the one before."""
        if direction > 0:
            made = grid.closer(self._sweep, self._cursor)
            if made is None:
                self.notify("There is nothing between these values that is worth a look.")
                return
            self._stack.append(made)
        elif len(self._stack) > 1:
            self._stack.pop()
        else:
            made = grid.farther(self._sweep)
            if made is None:
                self.notify("This is as far as it goes.")
                return
            self._stack[0] = made
        self._begin()
        self._soon()

    def action_change_steps(self, direction: int) -> None:
        """Runs of fewer or of more steps."""
        steps = int(next_rate(self._config.steps, direction))
        if 1 <= steps <= MOST_STEPS:
            self._stack[:] = [grid.with_steps(sweep, steps) for sweep in self._stack]
            self._begin()
            self._soon()

    def action_axes(self) -> None:
        """The next sweep that there is of this run."""
        self._at = (self._at + 1) % len(self._views)
        self._look_at(self._views[self._at])
        self.call_after_refresh(self._draw)
        self._soon()

    def action_go_on(self) -> None:
        """Stop working lanes out, or go on."""
        if self._work.sweeping:
            self._work.stop_sweep()
        else:
            self._held = ""
            self._work.sweep(self._sweep, self._seconds)
        self._soon()

    def action_predict(self) -> None:
        """Have the edge placed before the verdicts are shown."""
        if self._is_map or (self._sweep.done and self._edge is None):
            self.notify(NOT_ON_MAPS if self._is_map else NO_EDGE)
            return
        self._set_state("placing")
        points = grid.points_of(self._config)
        self._cursor = points[len(points) // 2]
        self._soon()

    def action_place(self) -> None:
        """Judge the edge that was placed; a miss becomes a card."""
        edge, known, config = self._edge, self._known[0], self._config
        if edge is None:
            self.notify(NO_EDGE if self._sweep.done else NOT_YET)
            return
        rates = [values[0] for values in grid.points_of(config)]
        placed = judged(self._cursor[0], rates, edge, known)
        told = []
        if not placed.right and settings.load().keep_misses:
            self._kept = keep(config.config_at(self._cursor), self._track.run, edge, known)
            told = [f"{said[0].upper()}{said[1:]}." for said in [self._kept.says] if said]
        self._show_again()
        self._said = [f"{'✓' if placed.right else '✗'} {placed.says}", placed.why, *told]
        self._soon()

    def action_show(self) -> None:
        """Show the verdicts without a guess."""
        self._show_again()
        self._soon()

    def _set_state(self, state: str) -> None:
        self.state, self._said = state, []
        self.refresh_bindings()

    def _show_again(self) -> None:
        self._set_state("seen")
        self._follow()

    def action_no_card(self) -> None:
        """Take the card of the last misplaced edge out of the deck."""
        if self._kept is None:
            self.notify("No card was kept here.")
        else:
            self.notify(self._kept.take_back())
            self._kept = None

    def action_open(self) -> None:
        """This run in the playground; the one that was there is pinned."""
        experiment = self._experiment
        said = ""
        if experiment.run.furthest:
            try:
                said = f"The run before is pinned as {experiment.pin().letter}."
            except ValueError as error:
                key = self.app.key_of("playground.unpin")
                self.notify(f"{error}; {key} in the playground takes the last one out.")
                return
        experiment.begin(self._whole_run())
        self.action_close()
        if said:
            self.notify(said)

    def action_pin(self) -> None:
        """This run beside the one in the playground."""
        try:
            pin = self._experiment.pin_beside(self._whole_run())
        except ValueError as error:
            key = self.app.key_of("playground.unpin")
            self.notify(f"{error}; {key} in the playground takes the last one out.")
        else:
            self.notify(f"{words.pair(self._config, self._cursor)} is pinned as {pin.letter}.")

    def _whole_run(self) -> Run:
        """The run under the cursor, all of its steps taken."""
        self._track.go(self._config.steps)
        return self._track.run.fork()

    def action_copy_command(self) -> None:
        """Copy the command line that makes this sweep."""
        copy(self.app, sweep_command(self._config))

    def action_other_half(self) -> None:
        """In a small window, the picture or what is below it."""
        self.toggle_class("-below")

    def action_help(self) -> None:
        """What is to be seen, and the keys."""
        keys = [action for action in actions.SWEEP if action.works_in(self.state)]
        self.app.post_message(OpenHelp(HELP, keys))

    def on_unmount(self) -> None:
        """The program may be left from here: no process goes on."""
        self._work.stop()

    def action_close(self) -> None:
        """Back to the playground; what was worked out is kept."""
        self._work.stop()
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While the edge is placed, only what places it."""
        return actions.works(actions.SWEEP, action, self.state)

    # Drawing

    def _soon(self) -> None:
        """Draw at once, unless the line is still busy with two frames."""
        if not self.app.pacer.crowded():
            self._draw()
        elif not self._late:
            self._late = True
            self.set_timer(LOST, self.arrived)

    def arrived(self) -> None:
        """The terminal has drawn a frame: draw what was kept back for it."""
        if self._late and not self.app.pacer.crowded():
            self._draw()

    def _draw(self) -> None:
        if not self.is_attached or not self.is_mounted:
            return
        self._late = False
        self.set_class(self._is_map, "-map")
        self.set_class(bool(self._said), "-said")
        self._show_head()
        if self._is_map:
            self._show_map()
        else:
            self._show_curve()
        self._show_run()
        self.call_after_refresh(self.app.pacer.frame_drawn)

    @property
    def _cells(self) -> Sequence[Lane | None]:
        return self._sweep.lanes[: math.prod(self._config.shape)]

    @property
    def _lane(self) -> Lane | None:
        return grid.lane_at(self._sweep, self._cursor)

    @property
    def _edge(self) -> Measured | None:
        """The measured edge of a curve over η."""
        if not self._sweep.done:
            return None
        lanes = grid.lanes_of(self._sweep)
        return measured_edge(lanes, [lane.values[0] for lane in lanes])

    def _show_head(self) -> None:
        head = self.query_one(Head)
        progress = self._sweep.progress
        parts = [words.size(self._config)]
        if not self._sweep.done:
            going = "" if self._work.sweeping else "stopped "
            parts.append(f"{going}{progress.share:.0%}")
        right = self.app.legible("  ".join(parts)) + " "
        room = max(0, head.content_size.width - len(right) - 9)
        names = words.titles(self._view.name, self._experiment.run)
        left = next((name for name in map(self.app.legible, names) if len(name) <= room), "sweep")
        values = words.pair(self._config, self._cursor)
        width = head.content_size.width
        below = lane_line(self._config, values, self._lane, self._first, width)
        if self.state == "placing":
            below = [(f" ▲ {values}", "point"), (": up to here it is stable?", "")]
        elif self._held:
            below = [(f" {self._held}", "poor")]
        first: Line = [(" gdtui ", "name"), (f" {left.ljust(room)} ", "curve"), (right, "")]
        head.show_lines([first, below])

    def _show_curve(self) -> None:
        picture, config = self.query_one(Picture), self._config
        picture.border_title = self.app.legible(f"loss after {config.steps} steps, against η")
        lanes, known = grid.lanes_of(self._sweep), self._known[0]
        placing = self.state == "placing"
        theory: list[tuple[float, str, str]] = []
        if placing:
            lanes, theory = [], [(self._cursor[0], "▲", "point")]
        elif known is not None:
            if known.edge is not None:
                theory.append((known.edge.rate, "▲edge", "rate"))
            if known.best is not None:
                theory.append((known.best, "△", "good"))
        size = picture.content_size
        if size.width >= SMALLEST[0] and size.height >= SMALLEST[1]:
            picture.explain([])
            picture.show_lines(
                curve_lines(
                    (size.width, size.height),
                    config.axes[0],
                    lanes,
                    self._first,
                    self.app.glyphs,
                    theory,
                    None if placing else self._lane,
                )
            )
        if placing:
            self.query_one("#sweep-theory", Texts).tell([HIDDEN])
            self.query_one("#sweep-said", Texts).tell([ASKS])
            return
        edge = self._edge
        self._show_theory("by learning rate", lanes, known, edge)
        said = words.curve_sentences(self._sweep, lanes, self._first, edge)
        self.query_one("#sweep-said", Texts).tell(self._said or said)

    def _show_theory(
        self, title: str, lanes: Sequence[Lane], known: Beside | None, edge: Measured | None
    ) -> None:
        """The verdicts of lanes in the order of their rates, and what theory says of them."""
        pane = self.query_one("#sweep-theory", Texts)
        texts = words.theory_texts(self._sweep, lanes, known, edge)
        rows = pane.content_size.height - pane.rows_of(texts)
        pane.border_title = self.app.legible(title)
        pane.say(words.verdict_lines(lanes, rows), texts)

    def _show_map(self) -> None:
        picture, config = self.query_one(Picture), self._config
        names = [f"{symbol(one)} {way}" for one, way in zip(config.axes, WAYS, strict=True)]
        title = f"loss after {config.steps} steps: {', '.join(names)}"
        picture.border_title = self.app.legible(title)
        marks = self._map_marks()
        size = picture.content_size
        if size.width >= SMALLEST[0] and size.height >= SMALLEST[1]:
            at = (self._cursor[0], self._cursor[1], "●", "point")
            lines, legend = sweep_map(
                (size.width, size.height),
                config,
                self._sweep.lanes,
                self._first,
                self.app.pen,
                [*marks, at],
            )
            picture.show_lines(lines)
            picture.explain(legend)
        legends = [("●", "here", "point")]
        legends += [("✕", "theory", "")] * any(mark[2] == "✕" for mark in marks)
        known = self._known[0]
        edge = "edge" if known and known.everywhere else "edge (start)"
        legends += [("│", edge, "")] * any(mark[2] == "│" for mark in marks)
        cell = self.query_one("#sweep-cell", Texts)
        cell.say(cell_lines(config, self._lane, self._track.run, legends), ())
        edges = [known.edge.rate if known and known.edge else None for known in self._known]
        said = words.map_sentences(self._sweep, self._known[0], edges)
        self.query_one("#sweep-said", Texts).tell(said)
        self._show_row()

    def _show_row(self) -> None:
        """The row of a map that the cursor is in, where there is room."""
        across, up = self._config.axes
        j = up.values.index(self._cursor[1])
        row = [self._sweep.lane(i, j) for i in range(len(across.values))]
        edge = measured_edge(row, across.values) if across.what == RATE else None
        title = f"in the row {symbol(up)} = {words.figure(self._cursor[1])}"
        self._show_theory(title, [lane for lane in row if lane], self._known[j], edge)

    def _map_marks(self) -> list[tuple[float, float, str, str]]:
        """The edge that theory knows, row by row, and its best pair."""
        across, up = self._config.axes
        marks: list[tuple[float, float, str, str]] = []
        if across.what == RATE:
            low, high = min(across.values), max(across.values)
            for value, known in zip(up.values, self._known, strict=True):
                if known is not None and known.edge is not None and low <= known.edge.rate <= high:
                    marks.append((known.edge.rate, value, "│", "path"))
        marks += [(x, y, "✕", "path") for x, y in self._config.extra]
        return marks

    def _show_run(self) -> None:
        pane, run = self.query_one(Curve), self._track.run
        width, height = pane.content_size
        if self.state == "placing":
            pane.show_lines([[(HIDDEN, "")]])
            return
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return
        spans = self._track.history.loss.spans(at_most=2 * width)
        pane.show_lines(
            loss_lines(
                (width, height),
                spans,
                run.step,
                run.loss,
                self._config.steps,
                self._axis,
                self.app.glyphs,
                log=self._first > 0,
            )
        )


def _own(what: str, run: Run, otherwise: float) -> float:
    """The live run's own value of an axis."""
    return run.settings.learning_rate if what == RATE else otherwise
