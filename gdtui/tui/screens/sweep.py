"""The sweep: the live run with many learning rates, or over two hyperparameters, at once."""

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import has_room
from gdtui.engine.analysis.sweeping.config import Values
from gdtui.engine.experiment import Experiment, Track
from gdtui.files import settings
from gdtui.files.sweep_file import sweep_command
from gdtui.study.cards.answers import sentence
from gdtui.study.cards.own_deck import Kept
from gdtui.study.predicting.edge import judged, keep
from gdtui.tui import actions, layouts
from gdtui.tui.copying import copy
from gdtui.tui.messages import OpenHelp
from gdtui.tui.paced import PacedScreen
from gdtui.tui.sweeping import grid, words
from gdtui.tui.sweeping.handing_over import begin, pin_beside
from gdtui.tui.sweeping.look import Look
from gdtui.tui.sweeping.panes import SMALLEST, Picture, Texts, cell_lines, lane_line
from gdtui.tui.sweeping.pictures import axis_of, curve_of, map_of, marks_legend, run_of, values_at
from gdtui.tui.sweeping.shelf import Shelf
from gdtui.tui.sweeping.views import seconds_left, symbol, too_long
from gdtui.tui.sweeping.work import Work
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.chart_pane import ChartPane
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.head import Head, head_line, room_before

ASKS = "Where does stability end? Put ▲ on the largest η that still holds; Enter."

MOMENT = 0.05
"""Seconds that a run may take to come to its end when it is opened or pinned."""

HIDDEN = "hidden until ▲ is placed"
NOT_ON_MAPS = "The edge is placed on the axis of η alone: v."
NOT_YET = "The edge is not measured yet: wait until all rates are done."
NO_EDGE = "There is no clear edge within these rates; − looks farther."

HELP = """\
## Sweep

The same run once for each of many learning rates: its loss after so many steps, and below the curve
a mark for its verdict. Between the last rate that holds and the first that leads away lies the edge
of stability; where theory knows it, it stands beside what was measured.

**v** changes what is swept: a map has η across and momentum, the batch size or the condition number
up, and its color is the loss that is left. The numbers beside a map are those of the run under the
cursor.

**+** looks closer at the half about the cursor, with a finer grid, and **−** goes back. **[** and
**]** change the number of steps. **p** hides everything and lets you place the edge first.

**Enter** opens the run under the cursor in the playground, where the one that was there is kept as
a pin; **c** pins it only.

Try: on (w − 2)² from 8 place the edge before you look (**W** in the playground); then ask yourself
why the curve is lowest at half of it.
"""


class SweepScreen(PacedScreen[None]):
    """The picture of a sweep, and the run under the cursor."""

    BINDINGS: ClassVar = [*actions.bindings(actions.SWEEP)]
    ACTIONS: ClassVar = actions.SWEEP
    AUTO_FOCUS = "#sweep-picture"

    def __init__(self, experiment: Experiment, shelf: Shelf, *, places: bool) -> None:
        """`places`: whether the edge is to be placed before the verdicts are shown."""
        super().__init__()
        self._experiment = experiment
        self._places = places
        if places:
            shelf.view = ""  # the first one, over η alone
        self.look = Look(experiment.run, shelf)
        self._work = Work(self.app.pacer, partial(self.call_later, self.draw_soon))
        self._axis = Axis()
        self._said: list[str] = []
        self._kept: Kept | None = None
        self.state = "seen"
        self._begin()

    def _begin(self) -> None:
        """Work out what the sweep lacks."""
        self._said = []
        self._axis.forget()
        self._follow()
        self._held = too_long(self.look.sweep, self.look.cost)
        self._work.stop_sweep()
        if not self._held:
            self._work_out()

    def _work_out(self) -> None:
        self._work.sweep(self.look.sweep, seconds_left(self.look.sweep, self.look.cost))

    def _follow(self) -> None:
        """Take the run under the cursor to its end."""
        self._work.run(self.look.track, self.look.config.steps)

    def compose(self) -> ComposeResult:
        """The head, the picture with what is beside and below it, the keys."""
        yield Head(id="sweep-head")
        with Horizontal(id="sweep-top"):
            yield Picture(id="sweep-picture", classes="pane -current")
            yield Texts(id="sweep-cell")
        with Horizontal(id="sweep-below"):
            yield ChartPane(id="sweep-run")
            yield Texts(id="sweep-theory")
        yield Texts(id="sweep-said", classes="")
        yield Footer()

    def on_mount(self) -> None:
        """Name the panes that always show the same."""
        self.query_one("#sweep-cell").border_title = "run"
        self.query_one("#sweep-run").border_title = "the run under the cursor: loss"
        if self._places:
            self.action_predict()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for."""
        layouts.choose(self, event.size)

    def on_unmount(self) -> None:
        """The program may be left from here: no process goes on."""
        self._work.stop()

    # What the keys do

    def action_move(self, x: int, y: int) -> None:
        """To another value."""
        self._go_to(grid.moved(self.look.config, self.look.cursor, x, y))

    @on(Picture.Clicked)
    def _go_to_clicked(self, message: Picture.Clicked) -> None:
        size = self.query_one(Picture).content_size
        if has_room(size, SMALLEST):
            self._go_to(values_at(self.look, size, message.x, message.y))

    def action_best(self) -> None:
        """To the lowest loss."""
        best = self.look.best()
        if best is not None:
            self._go_to(best)

    def _go_to(self, values: Values) -> None:
        if values != self.look.cursor:
            seen = self.state == "seen"
            self.look.go_to(values, run=seen)
            if seen:
                self._follow()
            self.draw_soon()

    def action_zoom(self, direction: int) -> None:
        """A finer grid, or the one before."""
        if direction > 0 and not self.look.closer():
            self.notify("There is nothing between these values that is worth a look.")
        elif direction < 0 and not self.look.farther():
            self.notify("This is as far as it goes.")
        else:
            self._begin()
            self.draw_soon()

    def action_change_steps(self, direction: int) -> None:
        """Runs of fewer or of more steps."""
        if self.look.change_steps(direction):
            self._begin()
            self.draw_soon()

    def action_axes(self) -> None:
        """The next sweep that there is of this run."""
        self.look.next_view()
        self._begin()
        self.draw_soon()

    def action_go_on(self) -> None:
        """Stop working lanes out, or go on."""
        if self._work.sweeping:
            self._work.stop_sweep()
        else:
            self._held = []
            self._work_out()
        self.draw_soon()

    def action_predict(self) -> None:
        """Have the edge placed before the verdicts are shown."""
        if self.look.is_map or (self.look.sweep.done and self.look.edge is None):
            self.notify(NOT_ON_MAPS if self.look.is_map else NO_EDGE)
            return
        self._enter("placing")
        points = grid.points_of(self.look.config)
        self.look.go_to(points[len(points) // 2], run=False)
        self.draw_soon()

    def action_place(self) -> None:
        """Judge the edge that was placed; a miss becomes a card."""
        look, edge = self.look, self.look.edge
        if edge is None:
            self.notify(NO_EDGE if look.sweep.done else NOT_YET)
            return
        rates = [values[0] for values in grid.points_of(look.config)]
        placed = judged(look.cursor[0], rates, edge, look.known)
        told = []
        if not placed.right and settings.load().keep_misses:
            config = look.config.config_at(look.cursor)
            self._kept = keep(config, look.track.run, edge, look.known)
            told = [sentence(self._kept.says)] if self._kept.says else []
        self.action_show()
        self._said = [f"{'✓' if placed.right else '✗'} {placed.says}", placed.why, *told]
        self.draw_soon()

    def action_show(self) -> None:
        """Show the verdicts again."""
        self._enter("seen")
        self.look.go_to(self.look.cursor)
        self._follow()
        self.draw_soon()

    def _enter(self, state: str) -> None:
        self.state, self._said = state, []
        self.refresh_bindings()

    def action_no_card(self) -> None:
        """Take the card of the last misplaced edge out of the deck."""
        said = "No card was kept here." if self._kept is None else self._kept.take_back()
        self._kept = None
        self.notify(said)

    def action_open(self) -> None:
        """This run in the playground; the one that was there is pinned."""
        if begin(self.app, self._experiment, self._handed_over):
            if cut := self._cut_short():
                self.notify(f"Opened{cut}: {self.app.key_of('playground.play')} plays on.")
            self.action_close()

    def action_pin(self) -> None:
        """This run beside the one in the playground."""
        letter = pin_beside(self.app, self._experiment, self._handed_over())
        if letter:
            values = words.pair(self.look.config, self.look.cursor)
            self.notify(f"{values} is pinned as {letter}{self._cut_short()}.")

    def _handed_over(self) -> Track:
        """The run under the cursor, to its end if that keeps nobody waiting."""
        track, steps = self.look.track, self.look.config.steps
        if not track.run.ended and track.run.step < steps:
            track.advance(steps - track.run.step, budget=MOMENT)
        return track.fork()

    def _cut_short(self) -> str:
        """Where the run under the cursor stands, if that is not at its end."""
        run, steps = self.look.track.run, self.look.config.steps
        return "" if run.ended or run.step >= steps else f" at step {run.step:,} of {steps:,}"

    def action_copy_command(self) -> None:
        """Copy the command line that makes this sweep."""
        copy(self.app, sweep_command(self.look.config))

    def action_other_half(self) -> None:
        """In a small window, the picture or what is below it."""
        self.toggle_class("-below")

    def action_help(self) -> None:
        """What is to be seen, and the keys."""
        keys = [action for action in actions.SWEEP if action.works_in(self.state)]
        self.app.post_message(OpenHelp(HELP, keys))

    def action_close(self) -> None:
        """Back to the playground; what was worked out is kept."""
        self._work.stop()
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While the edge is placed, only what places it."""
        return actions.works(actions.SWEEP, action, self.state)

    # Drawing

    def _show(self) -> None:
        self.set_class(self.look.is_map, "-map")
        self.set_class(bool(self._said), "-said")
        self._show_head()
        self._show_picture()
        if self.state == "placing":
            for pane in ("#sweep-run", "#sweep-theory"):
                self.query_one(pane, CellPane).show_lines([[(HIDDEN, "")]])
        else:
            self._show_run()
            self._show_theory()
        self.query_one("#sweep-said", Texts).tell(self._sentences())

    def _show_head(self) -> None:
        head, look = self.query_one(Head), self.look
        width, legible = head.content_size.width, self.app.legible
        right = words.size(look.config)
        if not look.sweep.done:
            going = "" if self._work.sweeping else "stopped "
            right = f"{right}  {going}{look.sweep.progress.share:.0%}"
        right = legible(right) + " "
        room = room_before(right, width)
        titles = map(legible, words.titles(look.view.name, self._experiment.run))
        left = next((title for title in titles if len(title) <= room), "sweep")
        first = head_line(left, right, width)
        values = legible(words.pair(look.config, look.cursor))
        if self.state == "placing":
            head.show_lines([first, [(f" ▲ {values}", "point"), (" is the edge?", "")]])
        elif self._held:
            fitting = [" ".join(self._held[:n]) for n in range(1, len(self._held) + 1)]
            said = max((text for text in fitting if len(text) < width), key=len, default="")
            head.show_lines([first, [(f" {said}", "poor")]])
        else:
            below = lane_line(look.config, values, look.lane, look.first, width)
            head.show_lines([first, below])

    def _show_picture(self) -> None:
        picture, look = self.query_one(Picture), self.look
        names = zip(map(symbol, look.config.axes), ("across", "up"), strict=False)
        ways = ": " + ", ".join(f"{name} {way}" for name, way in names)
        how = ways if look.is_map else ", against η"
        picture.entitle(f"loss after {look.config.steps} steps{how}")
        size = picture.content_size
        if not has_room(size, SMALLEST):
            return
        legend: Line = []
        if look.is_map:
            lines, legend = map_of(look, size, self.app.pen)
        else:
            draw = axis_of if self.state == "placing" else curve_of
            lines = draw(look, size, self.app.glyphs)
        picture.show_lines(lines)
        picture.explain(legend)

    def _show_theory(self) -> None:
        """The verdicts of the curve or of a row, in the order of their rates, and what theory says
        of them; beside a map, the run under the cursor."""
        look, pane = self.look, self.query_one("#sweep-theory", Texts)
        title = "by learning rate"
        if look.is_map:
            title = f"in the row {words.pair(look.config, look.cursor).partition(', ')[2]}"
            cell = self.query_one("#sweep-cell", Texts)
            cell.say(cell_lines(look.config, look.lane, look.track.run, marks_legend(look)), ())
        pane.entitle(title)
        texts = words.theory_texts(look.sweep, look.lanes, look.known, look.edge)
        rows = pane.content_size.height - pane.rows_of(texts)
        pane.say(words.verdict_lines(look.lanes, rows), texts)

    def _show_run(self) -> None:
        pane = self.query_one(ChartPane)
        size = pane.content_size
        if has_room(size, SMALLEST):
            pane.show_lines(run_of(self.look, size, self._axis, self.app.glyphs))

    def _sentences(self) -> list[str]:
        """What there is to see, or to do."""
        look = self.look
        if self.state == "placing":
            return [ASKS]
        if self._said:
            return self._said
        if look.is_map:
            return [*words.map_sentences(look.sweep, look.by_row)]
        return [*words.curve_sentences(look.sweep, look.lanes, look.first, look.edge)]
