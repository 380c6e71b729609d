"""The rate finder: range tests suggest an interval for a loss on data, and short runs decide."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import has_room
from gdtui.drawing.finder_chart import finder_lines
from gdtui.drawing.numbers import duration, fitted
from gdtui.engine.analysis.finder import Finder, usual_plan
from gdtui.engine.analysis.found import (
    BEST,
    BRACKET,
    conclusions,
    reasons,
    standing,
)
from gdtui.engine.config import with_settings
from gdtui.engine.experiment import Experiment
from gdtui.engine.numbers import number
from gdtui.engine.run import Run
from gdtui.files.find_command import find_command
from gdtui.tui import actions, layouts
from gdtui.tui.copying import copy
from gdtui.tui.messages import OpenHelp, OpenPage, OpenSweep
from gdtui.tui.paced import PacedScreen
from gdtui.tui.pacing import PORTION
from gdtui.tui.pages.page import Paragraph
from gdtui.tui.sweeping.finding import Finding
from gdtui.tui.sweeping.handing_over import begin, pin_beside
from gdtui.tui.sweeping.measuring import MEANWHILE, measured, tell_measuring
from gdtui.tui.sweeping.panes import SMALLEST, Texts
from gdtui.tui.sweeping.shelf import Shelf
from gdtui.tui.sweeping.views import LONG
from gdtui.tui.widgets.chart_pane import ChartPane
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.head import Head, head_line, room_before

MOST_STARTS = 20
_CLOSE = 1e-9  # of a rate: another that is no farther is the same
_RATE, _LOSS = 7, 8  # cells of a column of the table
_ROLES = {BEST: "good", "above the start": "poor"}

HELP = """\
## Rate finder

A range test is a run whose η grows at every step. Where its smoothed loss falls fastest is the rate
that is usually suggested; other starts and other batches suggest another, so there is an interval,
and it may be far too low. What decides are short runs with a constant η at rates around it and
above: the table has the mean of their losses.

**space** checks the rate under the cursor too, **[** and **]** change the number of starts, and
**Enter** goes on in the playground with the rate under the cursor, where the run that was there is
kept as a pin.

Try: add starts until the interval grows no more. Then ask yourself why the best rate lies above it.
"""


class RateFinder(PacedScreen[None]):
    """The range tests, and the table of the rates that were checked."""

    BINDINGS: ClassVar = [*actions.bindings(actions.FINDER)]
    ACTIONS: ClassVar = actions.FINDER
    AUTO_FOCUS = ""

    _finder: Finder
    """There once it is measured what a run costs."""

    def __init__(self, experiment: Experiment, shelf: Shelf) -> None:
        super().__init__()
        self._experiment, self._shelf = experiment, shelf
        self._measured = False
        self._seconds = 0.0
        """What all of it takes, about."""
        self._cursor: float | None = None
        """The rate that is looked at; None: the best one."""
        self._held = False
        """Whether it waits to be begun, since it takes long."""

    def compose(self) -> ComposeResult:
        """The head, the picture, the words and the table below it, the keys."""
        yield Head(id="finder-head")
        yield ChartPane(id="finder-picture", classes="pane -current")
        with Horizontal(id="finder-below"):
            yield Texts(id="finder-why")
            yield Texts(id="finder-checked")
        yield Footer()

    def on_mount(self) -> None:
        """Measure first, and begin unless it would take long."""
        self.query_one("#finder-why").border_title = "why one number will not do"
        run, shelf = self._experiment.run.fork(), self._shelf

        def measure() -> tuple[Finder, float]:
            finder = _finder_of(run, shelf)
            return finder, finder.seconds_left

        measured(self, measure, self._begin)

    def _begin(self, found: tuple[Finder, float]) -> None:
        finder, left = found
        self._finder, self._measured, self._held = finder, True, left > LONG
        self._work = Finding(finder, self.app.pacer, partial(self.call_later, self.draw_soon))
        self.refresh_bindings()
        self._go_on()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for."""
        layouts.choose(self, event.size)

    # What the keys do

    def action_move(self, direction: int) -> None:
        """To the next rate of 1-2-3-5, or the next one that was checked."""
        rate, stops = self._rate, self._stops
        beyond = [x for x in stops if (x - rate) * direction > _CLOSE * rate]
        if beyond:
            self._cursor = min(beyond, key=lambda x: abs(x - rate))
            self.draw_soon()

    def action_best(self) -> None:
        """To the best one."""
        self._cursor = None
        self.draw_soon()

    def action_change_starts(self, direction: int) -> None:
        """More range tests, or fewer."""
        starts = self._finder.plan.starts + direction
        if 1 <= starts <= MOST_STARTS:
            self._finder.with_starts(starts)
            self._go_on()

    def action_check(self) -> None:
        """Short runs with the rate under the cursor."""
        finder = self._finder
        if self._held:
            self._held = False
        elif not finder.tested:
            self.notify("The range tests come first.")
            return
        elif self._rate in self._waited_for:
            self.notify(f"{number(self._rate)} is checked already, or will be.")
            return
        else:
            finder.check(self._rate)
            self._cursor = self._rate
        self._go_on()

    def _go_on(self) -> None:
        finder = self._finder
        self._seconds = finder.seconds_left / max(0.01, 1 - finder.share)
        if not self._held:
            self._work.go_on()
        self.draw_soon()

    def action_use(self) -> None:
        """This rate in the playground; the run that was there is pinned."""
        finder, rate = self._finder, self._rate
        if rate not in [one.rate for one in finder.checked]:
            key = self.app.key_of("finder.check")
            self.notify(f"{number(rate)} is not checked yet: {key} does it.")
        elif begin(self.app, self._experiment, lambda: Run(finder.config_at(rate), finder.data)):
            self.action_close()

    def action_pin_all(self) -> None:
        """A run with each of the rates that were checked, beside the one in the playground."""
        if self._finder.checked:
            self._work.first(self._pinned())
        else:
            self.notify("Nothing is checked yet.")

    def _pinned(self) -> Iterator[None]:
        """Take the runs as far as they were checked, and pin each; in portions."""
        finder, letters = self._finder, ""
        for one in finder.checked:
            run = Run(finder.config_at(one.rate), finder.data)
            while run.step < finder.plan.steps and not run.ended:
                run.advance(finder.plan.steps - run.step, budget=PORTION)
                yield
            letter = pin_beside(self.app, self._experiment, run)
            if not letter:
                break
            letters += letter
        if letters:
            self.notify(f"Pinned: {', '.join(letters)}.")

    def action_sweep(self) -> None:
        """The plain sweep of the same run."""
        self._work.stop()
        run = self._experiment.run

        def back(_: object) -> None:
            if self._experiment.run is run:
                self._go_on()
            else:  # another one was opened there
                self.dismiss(None)

        self.app.post_message(OpenSweep(self._experiment, self._shelf, places=False, done=back))

    def action_copy_command(self) -> None:
        """Copy the command line that finds the same."""
        copy(self.app, find_command(self._finder))

    def action_why(self) -> None:
        """The reasons, and what became of every run."""
        finder = self._finder
        lines = [Paragraph(text, f"{mark}  " if mark else "") for mark, text in reasons(finder)]
        for one in finder.checked:
            verdicts = ", ".join(dict.fromkeys(lane.verdict.headline for lane in one.lanes))
            losses = ", ".join(number(loss, 3) for loss in one.losses)
            said = f"{standing(one, finder)}; losses {losses}; the last steps: {verdicts}"
            lines.append(Paragraph(said, f"η = {number(one.rate)}: "))
        self.app.post_message(OpenPage("why one number will not do", lines))

    def action_other_half(self) -> None:
        """In a small window, the picture or the table."""
        self.toggle_class("-below")

    def action_help(self) -> None:
        """What is to be seen, and the keys."""
        self.app.post_message(OpenHelp(HELP, actions.FINDER))

    def on_unmount(self) -> None:
        """The program may be left from here."""
        if self._measured:
            self._work.stop()

    def action_close(self) -> None:
        """Back to the playground; what was found is kept."""
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """What waits for measuring is shown, but does nothing yet."""
        return True if self._measured or action in MEANWHILE else None

    # Where the cursor can be

    @property
    def _rate(self) -> float:
        """The rate under the cursor."""
        if self._cursor is not None:
            return self._cursor
        best, plan = self._finder.best, self._finder.plan
        own = self._experiment.run.settings.learning_rate
        return best.rate if best is not None else min(max(own, plan.low), plan.high)

    @property
    def _waited_for(self) -> tuple[float, ...]:
        """The rates that are checked, or will be."""
        checks = self._finder.checks
        return checks.config.axes[0].values if checks is not None else ()

    @property
    def _stops(self) -> list[float]:
        low, high = self._finder.plan.low, self._finder.plan.high
        series = [float(f"{m}e{e}") for e in range(-30, 31) for m in (1, 2, 3, 5)]
        within = [x for x in series if low <= x <= high]
        return sorted({*within, *self._waited_for})

    # Drawing

    def _show(self) -> None:
        if not self._measured:
            tell_measuring(self.query_one(Head), "rate finder")
            return
        self._show_head()
        self._show_picture()
        self._show_why()
        self._show_checked()

    def _show_head(self) -> None:
        head, finder = self.query_one(Head), self._finder
        width, plan, config = head.content_size.width, finder.plan, finder.config
        runs = f" + {len(finder.checks.config)} × {plan.steps}" if finder.checks else ""
        size = f"{plan.starts} × {plan.test_steps}{runs} steps"
        far = "" if finder.done else f"  {finder.share:.0%} of about {duration(self._seconds)}"
        right = self.app.legible(size + far) + " "
        room = room_before(right, width)
        data = Path(config.data or "data").name
        batch = f", B = {config.batch_size}" if config.batch_size else ""
        names = [
            f"rate finder  {config.objective} on {data}{batch}",
            f"rate finder  {config.objective} on {data}",
            "rate finder",
        ]
        left = next((name for name in map(self.app.legible, names) if len(name) <= room), "")
        first = head_line(left, right, width)
        if self._held:
            said = f"This takes about {duration(self._seconds)}: space begins."
        else:
            texts = map(self.app.legible, conclusions(finder))
            said = next((text for text in texts if len(text) < width), "")
        head.show_lines([first, [(f" {said}", "poor" if self._held else "")]])

    def _show_picture(self) -> None:
        picture, finder = self.query_one("#finder-picture", ChartPane), self._finder
        starts = f"{finder.plan.starts} start{'s' * (finder.plan.starts > 1)}"
        more = "" if self.has_class("-fold") else f" (smoothed, {starts})"
        picture.entitle(f"loss while η grows{more}", f"▲ η = {number(self._rate)}")
        size = picture.content_size
        if has_room(size, SMALLEST):
            picture.show_lines(finder_lines(size, finder, self._rate, self.app.glyphs))

    def _show_why(self) -> None:
        why = self.query_one("#finder-why", Texts)
        why.say([], [f"{mark} {text}".strip() for mark, text in reasons(self._finder)])

    def _show_checked(self) -> None:
        pane, finder = self.query_one("#finder-checked", Texts), self._finder
        plan, suggested = finder.plan, finder.suggested
        seeds = f"{plan.seeds} seed{'s' * (plan.seeds > 1)}"
        head: Line = [(f"  {self.app.legible('η'):<{_RATE}}{'loss':>{_LOSS}}", "heading")]
        rows: list[Line] = []
        for one in finder.begun:
            done, word, role = len(one.lanes), "waiting", ""
            if done == plan.seeds:
                word = standing(one, finder)
                role = _ROLES.get(word, "bad" if "diverge" in word else "")
            elif done:
                word = f"{done} of {plan.seeds} runs"
            begin = f"{'▸' if one.rate == self._rate else ' '} {number(one.rate):<{_RATE}}"
            loss = fitted(one.mean, _LOSS, 3) if done else " " * _LOSS
            within = f" {BRACKET}" if suggested and suggested.holds(one.rate) else ""
            figures = f"{begin}{loss}  "
            if len(figures + word + within) > pane.content_size.width:
                within = ""
            rows.append([(figures, ""), (word, role), (within, "rate")])
        room = max(1, pane.content_size.height - 1)
        at = [*self._waited_for].index(self._rate) if self._rate in self._waited_for else 0
        first = max(0, min(at - room // 2, len(rows) - room))
        hidden = len(rows) > room
        pane.entitle(
            f"checked: {plan.steps} steps, {seeds}", f"{len(rows)} rates" if hidden else ""
        )
        pane.show_lines([head, *rows[first : first + room]])


def _finder_of(run: Run, shelf: Shelf) -> Finder:
    """What was found of `run` before, or a new finder: from its start, with the settings of its
    next update."""
    config, kept = with_settings(run.config, run.settings), shelf.finder
    if (
        kept
        and kept.data is run.data
        and kept.config == replace(config, learning_rate=kept.config.learning_rate)
    ):
        return kept
    shelf.finder = Finder(config, run.data, usual_plan(config, run.data))
    return shelf.finder
