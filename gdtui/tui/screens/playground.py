"""The playground: one run, stepped through with the keyboard, seen in five panes.

The screen is the only one that talks to the run. It turns keys and messages into calls of the run,
the run's events into history, and the newest state into one frame for all panes.
"""

import asyncio
import shlex
import threading
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer

from gdtui.drawing.loss_curve import UNITS, Pinned
from gdtui.drawing.numbers import next_rate, number
from gdtui.engine.analysis.theory import hessian_at, stability_edge
from gdtui.engine.analysis.verdict import RECENT, contraction_measured, verdict_of
from gdtui.engine.analysis.worked_step import of_update
from gdtui.engine.config import OF_DATA, RunConfig
from gdtui.engine.data.dataset import DataError
from gdtui.engine.events import Event, Reason, StepsTaken
from gdtui.engine.history import History
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.objectives.models.on_data import is_on_data
from gdtui.engine.objectives.tilted import are_tilts
from gdtui.engine.run import Run
from gdtui.engine.spec import name_of
from gdtui.files import paths, recording
from gdtui.files.datasets import open_run
from gdtui.files.presets import Preset, presets
from gdtui.tui import actions
from gdtui.tui.choices import USUAL_DATA, Choices, loss_choices, optimizer_choices, schedule_choices
from gdtui.tui.frame import Frame
from gdtui.tui.messages import OpenCards, OpenHelp, OpenNoiseLens, OpenPage, OpenPicker
from gdtui.tui.noise_view import NoiseView, draws_for
from gdtui.tui.pacing import LOST
from gdtui.tui.pages.about import about_lines
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.panes.loss_chart import LossChart
from gdtui.tui.panes.settings import Settings
from gdtui.tui.panes.status import Status
from gdtui.tui.panes.step_log import StepLog
from gdtui.tui.panes.update_rule import UpdateRule
from gdtui.tui.player import Player
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.typed import batch_of, data_of, loss_of, rate_of, start_of
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Field
from gdtui.tui.widgets.validators import Reads

PANES = ("settings", "landscape", "loss", "rule", "log")
STAGE = "landscape"
PORTION = 4096  # rows taken in at once from a run that has gone some way already
MOST_PINNED, SPANS_PINNED = 4, 400  # runs kept for comparison, and points of each
BESIDE = 200  # steps of a run to compare with that has no end of its own
HINT = 33  # cells for a line of theory in the settings
TRAIL = 12  # earlier points that the landscape shows
SMALLEST_RATE, LARGEST_RATE = 1e-12, 1e12  # as far as + and − go

BATCH = 10  # examples a step for a loss on data that was chosen by its name
WITHOUT_DATA: dict[str, Any] = {
    field.name: field.default for field in fields(RunConfig) if field.name in OF_DATA
}

WHY_ENDED: dict[Reason, str] = {
    "converged": "It has arrived: no further step moves the point.",
    "diverged": "It has left the numbers one can compute with. Go back with b, lower η with −.",
    "max_steps": "The run was asked for no more steps than these.",
    "stopped": "The steps have become too small to move the point.",
}


def _history_of(run: Run) -> History:
    """The history of a run that may have gone some way already."""
    history = History(run.rows(1, 1)[0].loss if run.furthest else run.loss, run.rows)
    for first in range(1, run.furthest + 1, PORTION):
        history.append(StepsTaken(run.rows(first, first + PORTION - 1)))
    return history


def _hint(frame: Frame) -> str:
    """What theory knows of η here: the edge of stability, everywhere or at this point."""
    curvature = hessian_at(frame.objective, frame.update.params)
    edge = stability_edge(curvature.L, frame.settings.optimizer) if curvature else None
    if curvature is None or edge is None:
        return ""
    if frame.objective.curvature is None:
        local = edge.formula.replace("L", "λ")
        return f"λ = {number(curvature.L, 4)} here: {local} = {number(edge.rate, 4)}"
    if curvature.mu <= 0:
        return ""
    rate = number(edge.rate, 4)
    wanted = (f"stable for 0 < η < {edge.formula} = {rate}", f"0 < η < {edge.formula} = {rate}")
    return next((text for text in wanted if len(text) <= HINT), f"stable for 0 < η < {rate}")


def _pinned(name: str, run: Run) -> Pinned:
    """A run done to its end, to be compared with."""
    history = _history_of(run)
    for event in run.advance(run.config.max_steps or BESIDE):
        if isinstance(event, StepsTaken):
            history.append(event)
    return Pinned(name, history.loss.spans(at_most=SPANS_PINNED), run.batches)


class GivenUpError(Exception):
    """Somebody has no patience for the file that is being read."""


class Playground(Screen[None]):
    """Five panes on one run."""

    BINDINGS: ClassVar = [*actions.bindings(actions.PLAYGROUND), *actions.bindings(actions.MOVING)]
    ACTIONS: ClassVar = (*actions.PLAYGROUND, *actions.MOVING)
    AUTO_FOCUS = "#landscape"

    app = getters.app(TerminalApp)

    def __init__(self, run: Run, preset: Preset | None = None, *, visit: bool = False) -> None:
        """`preset` is the one that `run` was made from, if it was.

        `visit`: whether somebody comes from a card, and goes back to it; the person's own session
        is left alone then.
        """
        super().__init__()
        self.state = "visit" if visit else "own"
        self.run = run
        self._look = ""
        self._opened_with = preset
        self.history = _history_of(run)
        self._player = Player(self.app.pacer, self._take_in, self._draw)
        self._log_scale = False
        self._unit = UNITS[0]
        self._given_up = threading.Event()
        self._pinned: list[Pinned] = []
        self._one_pane = False
        self._late = False

    def compose(self) -> ComposeResult:
        """The header, two columns of panes, the footer."""
        yield Status(id="status")
        with Horizontal(id="panes"):
            with Vertical(id="pictures"):
                yield Landscape(id="landscape")
                yield LossChart(id="loss")
            with Vertical(id="numbers"):
                yield Settings(
                    {
                        "loss": Reads(loss_of),
                        "data": Reads(data_of),
                        "batch": Reads(self._batch_of),
                        "start": Reads(self._start_of),
                        "rate": Reads(rate_of),
                    },
                    id="settings",
                )
                yield UpdateRule(id="rule")
                yield StepLog(id="log")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Name the panes by the keys that lead to them."""
        titles = ("settings", "landscape", "loss", "update rule", "step log")
        for key, (name, title) in enumerate(zip(PANES, titles, strict=True), start=1):
            self.query_one(f"#{name}").border_title = f"{key} {title}"
        if self._opened_with is not None:
            self._look_at(self._opened_with)

    def _look_at(self, preset: Preset) -> None:
        """Say what to look for in a situation, and draw what it is to be seen beside."""
        self._look = preset.look
        self._unit = next(unit for unit in UNITS if unit.name == preset.axis)
        self._pinned = [_pinned(name, open_run(config)) for name, config in preset.against]
        self.notify(preset.look, title=preset.name, timeout=10)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for; its panes ask to be drawn."""
        width, height = event.size
        self.set_class(width < 60 or height < 16, "-fold")
        self.set_class(width < 80 or height < 24, "-small")
        self.set_class(width >= 110 and height >= 32, "-large")

    # What the run did

    def _take_in(self, happened: list[Event]) -> None:
        for event in happened:
            if isinstance(event, StepsTaken):
                self.history.append(event)

    def _begin(self, config: RunConfig) -> None:
        """A new run in place of this one. Raises `ValueError` if there is none such.

        The same data are not read again. A file is read off the event loop, since it may take a
        while; Esc gives it up.
        """
        before = self.run.config
        if (config.data, config.target) == (before.data, before.target):
            self._show_run(Run(config, self.run.data))
        elif config.data is not None and Path(config.data).expanduser().is_file():
            self.run_worker(self._read(config), exclusive=True, group="reading")
        else:
            self._show_run(open_run(config))

    async def _read(self, config: RunConfig) -> None:
        settings = self.query_one(Settings)
        self._given_up = given_up = threading.Event()

        def progress(share: float) -> None:
            if given_up.is_set():
                raise GivenUpError
            self.app.call_from_thread(settings.say, f"reading {share:.0%} · Esc: give up")

        try:
            run = await asyncio.to_thread(open_run, config, progress)
        except GivenUpError:
            self.notify(f"{Path(config.data or '').name} was given up.", timeout=3)
        except ValueError as error:
            settings.complain("data", str(error))
        else:
            self._show_run(run)

    def _show_run(self, run: Run) -> None:
        self._player.pause()
        self.run = run
        self.history = _history_of(run)
        self._landscape.forget()
        self.query_one(LossChart).forget()
        self._soon()

    def _go(self, step: int) -> None:
        """Move everything to `step`, taking what steps are missing."""
        self._player.pause()
        step = max(0, step)
        if step <= self.run.furthest:
            self.run.seek(step)
        else:
            self.run.seek(self.run.furthest)
            self._take_in(self.run.advance(step - self.run.step))
        self._soon()

    def _change_rate(self, rate: float) -> None:
        self._edit(learning_rate=rate)

    def _edit(self, **changes: Any) -> None:
        """From this step on, go by other settings."""
        self.run.edit(**changes)
        self.history.truncate(self.run.step)
        self._landscape.forget_after(self.run.step)
        self._soon()

    # Drawing

    def _soon(self) -> None:
        """Draw what a key did: at once, unless the line is still busy with two frames."""
        if not self.app.pacer.crowded():
            self._draw()
        elif not self._late:
            self._late = True
            self.set_timer(LOST, self.arrived)  # should the answer be lost

    def arrived(self) -> None:
        """The terminal has drawn a frame: draw what was kept back for it."""
        if self._late and not self.app.pacer.crowded():
            self._draw()

    def _draw(self) -> None:
        if not self.is_attached or not self.is_mounted:
            return
        self._late = False
        frame = self._frame()
        step = frame.step
        values = self._values(frame)
        for rows in (1, 2):  # that data add to the settings
            self.set_class(len(values) - 3 == rows, f"-data-{rows}")
        if self.has_class("-long-rule") != (
            long := frame.objective.dimension == 1 and len(frame.working) > 1
        ):
            self.set_class(long, "-long-rule")
            self.call_after_refresh(self._draw)
        self.query_one(Status).show(frame)
        self.query_one(Settings).show(
            values,
            rule=f"{frame.settings.optimizer} · {frame.settings.schedule}",
            hint=_hint(frame),
        )
        self._landscape.show(frame, self.history.rows(max(1, step - TRAIL + 1), step))
        self.query_one(LossChart).show(
            frame, self.history, log=self._log_scale, unit=self._unit, pinned=self._pinned
        )
        self.query_one(UpdateRule).show(frame)
        self.query_one(StepLog).show(frame, self.history)
        self.call_after_refresh(self.app.pacer.frame_drawn)

    def _values(self, frame: Frame) -> dict[str, str]:
        """What the fields hold, as it is typed."""
        config, values = self.run.config, {"loss": self.run.config.objective}
        if frame.batches:
            values |= {"data": config.data or "", "batch": str(frame.batches.size)}
        if config.start is not None:
            values["start"] = ", ".join(f"{x:g}" for x in config.start)
        return {**values, "rate": f"{frame.settings.learning_rate:g}"}

    @property
    def _landscape(self) -> Landscape:
        return self.query_one(Landscape)

    def _frame(self) -> Frame:
        run = self.run
        update = run.next_update()
        return Frame(
            objective=run.objective,
            update=update.row,
            working=of_update(update, run.settings.optimizer),
            furthest=run.furthest,
            settings=run.settings,
            verdict=verdict_of(run, self.history.rows),
            ended=run.ended,
            playing=self._player.playing,
            speed=self._player.steps_per_second,
            batches=run.batches,
        )

    # What the keys do

    def action_play(self) -> None:
        """Play or pause."""
        if self._player.playing:
            self._player.pause()
        elif self.run.ended:
            self._say_ended()
        else:
            self._player.play(self.run)
        self._soon()

    def action_step(self) -> None:
        """Take one step."""
        self._steps_on(1)

    def action_ten_steps(self) -> None:
        """Take ten steps."""
        self._steps_on(10)

    def _steps_on(self, count: int) -> None:
        wanted = self.run.step + count
        self._go(wanted)
        if self.run.step < wanted:
            self._say_ended()

    def action_back(self) -> None:
        """Go back one step."""
        self._go(self.run.step - 1)

    def action_ten_back(self) -> None:
        """Go back ten steps."""
        self._go(self.run.step - 10)

    def action_first(self) -> None:
        """Go to the start."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the furthest step."""
        self._go(self.run.furthest)

    def action_restart(self) -> None:
        """Begin anew with the settings as they are now."""
        self._begin(self._present)

    def action_raise_rate(self) -> None:
        """η to the next of 1-2-5."""
        self._nudge(+1)

    def action_lower_rate(self) -> None:
        """η to the previous of 1-2-5."""
        self._nudge(-1)

    def _nudge(self, direction: int) -> None:
        rate = next_rate(self.run.settings.learning_rate, direction)
        if SMALLEST_RATE <= rate <= LARGEST_RATE:
            self._change_rate(rate)

    def action_faster(self) -> None:
        """Play faster."""
        self._player.change_speed(+1)
        self._soon()

    def action_slower(self) -> None:
        """Play slower."""
        self._player.change_speed(-1)
        self._soon()

    def action_optimizer(self) -> None:
        """Choose the update rule."""
        in_force = self.run.settings.optimizer
        self._choose(optimizer_choices(), in_force, lambda text: self._edit(optimizer=text))

    def action_schedule(self) -> None:
        """Choose how η changes."""
        settings, steps = self.run.settings, self.run.config.max_steps
        choices = schedule_choices(steps, settings.learning_rate, self.app.glyphs)
        self._choose(choices, settings.schedule, lambda text: self._edit(schedule=text))

    def action_loss(self) -> None:
        """Choose a situation or a loss."""
        self._choose(loss_choices(), self.run.config.objective, self._open)

    def _open(self, text: str) -> None:
        """Begin a situation, or a run on another loss, with a start and a rate that suit it."""
        self._look, self._pinned = "", []
        if text in presets():
            self._begin(presets()[text].config)
            self._look_at(presets()[text])
            return
        try:
            self._begin(self._with_loss(text))
        except DataError:  # these data do not go with that loss
            self._begin(self._with_usual_data(text))

    def _with_loss(self, text: str) -> RunConfig:
        """The present settings on another loss, which has its own start and rate."""
        config = replace(self._present, objective=text, start=None, learning_rate=None)
        tilts = self.run.data is not None and are_tilts(self.run.data)
        if is_on_data(text):
            return self._with_usual_data(text) if tilts or config.data is None else config
        return config if tilts else replace(config, **WITHOUT_DATA)

    def _with_usual_data(self, text: str) -> RunConfig:
        data = USUAL_DATA[name_of(text)]
        config = replace(self._present, objective=text, start=None, learning_rate=None)
        return replace(config, **WITHOUT_DATA | {"data": data, "batch_size": BATCH})

    @property
    def _present(self) -> RunConfig:
        """The configuration with the settings as they are now."""
        return replace(self.run.config, **self.run.settings._asdict())

    def _choose(self, choices: Choices, in_force: str, use: Callable[[str], None]) -> None:
        self._player.pause()
        self._soon()

        def chosen(text: str | None) -> None:
            if text is not None and text != in_force:
                try:
                    use(text)
                except ValueError as error:
                    self.notify(str(error), severity="error")

        self.app.post_message(OpenPicker(choices, in_force, done=chosen))

    def action_pin(self) -> None:
        """Keep this run's losses in the chart, and begin another."""
        if not self.run.furthest:
            self.notify("Take a step first: there is nothing to compare yet.", timeout=3)
        elif len(self._pinned) == MOST_PINNED:
            self.notify(f"{MOST_PINNED} runs are kept already; x takes the last one out.")
        else:
            name = f"η={number(self.run.settings.learning_rate)}"
            spans = self.history.loss.spans(at_most=SPANS_PINNED)
            self._pinned.append(Pinned(name, spans, self.run.batches))
            self.action_restart()

    def action_unpin(self) -> None:
        """Take the last run kept for comparison out of the chart."""
        if self._pinned:
            self._pinned.pop()
            self._soon()

    def action_resume(self) -> None:
        """Go on where the playground was last left."""
        path = paths.last_session()
        if not path.exists():
            self.notify("There is no earlier session to go on with.", timeout=3)
            return
        try:
            self._show_run(recording.replay(recording.load(path)).run)
        except (OSError, ValueError) as error:
            self.notify(f"{path.name}: {error}", severity="warning")

    def action_cards(self) -> None:
        """The flashcards, over the playground."""
        self._player.pause()
        self._soon()
        self.app.post_message(OpenCards())

    def action_log_scale(self) -> None:
        """Loss on a logarithmic or a linear scale."""
        self._log_scale = not self._log_scale
        self._soon()

    def action_unit(self) -> None:
        """Draw the loss against steps, epochs or examples."""
        if self.run.batches is None:
            self.notify("Without data there are only steps.", timeout=3)
            return
        self._unit = UNITS[(UNITS.index(self._unit) + 1) % len(UNITS)]
        self._soon()

    def action_view(self) -> None:
        """The next view of the landscape."""
        if self._landscape.next_view():
            self._soon()
        else:
            self.notify("There is one view of this loss only; data have more.", timeout=3)

    def action_maximise(self) -> None:
        """One pane in the whole window, or all in their places."""
        self._one_pane = not self._one_pane
        self._mark_current()

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        self._focus(name)

    def action_stage(self) -> None:
        """Back to the landscape, every pane in view; whatever is being read is given up.

        On a visit, from there back to the card.
        """
        self._given_up.set()
        if self.state == "visit" and self._current().id == STAGE and not self._one_pane:
            self.action_back_to_card()
            return
        self._one_pane = False
        self._focus(STAGE)

    def action_copy_command(self) -> None:
        """Copy the command line that reproduces this run."""
        command = self.command_line()
        self.app.copy_to_clipboard(command)
        problem = paths.keep(paths.copied(), command + "\n")
        title = "copied" if problem else f"copied; also in {paths.copied()}"
        self.notify(command, title=title)

    def command_line(self) -> str:
        """The command that opens this run."""
        config, settings = self.run.config, self.run.settings
        words = ["gdtui"]
        if config.start is not None:
            words += ["--start", ",".join(f"{x!r}" for x in config.start)]
        words += ["--lr", f"{settings.learning_rate!r}"]
        usual = RunConfig()
        options = {
            "optimizer": (settings.optimizer, ("gd", "sgd")),
            "schedule": (settings.schedule, ("constant",)),
            "steps": (config.max_steps, (None,)),
            "data": (config.data, (None,)),
            "target": (config.target, (None,)),
            "batch-size": (config.batch_size, (None,)),
            "test-share": (config.test_share, (usual.test_share,)),
            "seed": (config.seed, (usual.seed,)),
        }
        for name, (value, left_out) in options.items():
            words += [] if value in left_out else [f"--{name}", str(value)]
        flags = {
            "standardize": config.standardize,
            "no-shuffle": not config.shuffle,
            "replacement": config.replacement,
        }
        words += [f"--{name}" for name, given in flags.items() if given]
        if config.objective.startswith("-"):
            words += ["--", config.objective]
        else:
            words.insert(1, config.objective)
        return " ".join(map(shlex.quote, words))

    def action_theme(self) -> None:
        """Choose the colours."""
        self.app.action_change_theme()

    def action_help(self) -> None:
        """Help for this screen and the pane in focus."""
        pane = self._current()
        keys = [action for action in actions.PLAYGROUND if action.works_in(self.state)]
        self.app.post_message(OpenHelp(pane.HELP or "", keys, actions.MOVING))

    def action_about(self) -> None:
        """What is known of the loss and of the steps on it."""
        self._player.pause()
        self._soon()
        step = self.run.step
        rows = self.history.rows(step - RECENT + 1, step)
        measured = contraction_measured(self.run.objective, rows)
        lines = about_lines(self._frame(), measured, self._look)
        self.app.post_message(OpenPage("about this run", lines))

    def action_noise(self) -> None:
        """Many mini-batch gradients at this point."""
        self._player.pause()
        self._soon()
        objective, config = self.run.objective, self.run.config
        if not isinstance(objective, FiniteSum):
            self.notify(
                "The noise lens needs data: gdtui linear --data line --batch-size 8 opens some.",
                timeout=6,
            )
            return
        n, own = objective.size, config.batch_size or objective.size
        params = np.asarray(self.run.params)
        if not np.isfinite(params).all():
            self.notify("There is no gradient here: go back with b to finite numbers.", timeout=4)
        elif not draws_for(n, objective.dimension, own):
            self.notify(
                f"The noise lens stays closed: the gradients of {n:,} examples with "
                f"{objective.dimension:,} numbers each would take too long.",
                timeout=6,
            )
        else:
            view = NoiseView(objective, params, self.run.step, own, config.seed, config.replacement)
            self.app.post_message(OpenNoiseLens(view, done=self._use_batch_size))

    def _use_batch_size(self, size: int | None) -> None:
        """A new run with batches of another size."""
        config = self.run.config
        if size is None or size == config.batch_size:
            return
        try:
            self._begin(replace(self._present, batch_size=size))
        except ValueError as error:
            self.notify(str(error), severity="warning")

    def action_palette(self) -> None:
        """Find a command by its name."""
        self.app.action_command_palette()

    def action_quit(self) -> None:
        """Leave."""
        self._given_up.set()
        self._player.pause()
        self.keep_session()
        self.app.exit()

    def action_back_to_card(self) -> None:
        """Leave a visit; nothing of it is kept."""
        self._player.pause()
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """On a visit the keys that leave lead back to the card."""
        return actions.works(self.ACTIONS, action, self.state)

    def keep_session(self) -> None:
        """Keep where the run stands, for the next start; a home that cannot be written is said."""
        if self.run.furthest and self.state == "own":
            problem = paths.keep(paths.last_session(), "\n".join(recording.of(self.run)) + "\n")
            if problem:
                self.app.exit(message=f"gdtui: {problem}")

    def _say_ended(self) -> None:
        self.notify(WHY_ENDED[self.run.ended.reason] if self.run.ended else "", timeout=4)

    # What the panes ask for

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._draw()

    @on(StepLog.Selected)
    def _select(self, message: StepLog.Selected) -> None:
        self._go(self.run.furthest if message.step is None else message.step)

    @on(Settings.Submitted)
    def _put_in_force(self, message: Settings.Submitted) -> None:
        config, text = self._present, message.text
        try:
            match message.field:
                case "rate":
                    self._change_rate(rate_of(text))
                case "start":
                    self._begin(replace(config, start=self._start_of(text)))
                case "batch":
                    self._begin(replace(config, batch_size=self._batch_of(text)))
                case "data":
                    self._begin(
                        replace(
                            config,
                            data=text,
                            data_hash=None,
                            target=None,
                            start=None,
                            learning_rate=None,
                        )
                    )
                case _:
                    self._open(text)
        except ValueError as error:
            self.query_one(Settings).complain(message.field, str(error))

    def _batch_of(self, text: str) -> int:
        return batch_of(text, self.run.batches.n if self.run.batches else 1)

    def _start_of(self, text: str) -> tuple[float, ...]:
        return start_of(text, self.run.objective.parameters)

    @on(Field.Left)
    def _leave_field(self) -> None:
        self.action_stage()

    def on_descendant_focus(self) -> None:
        """With one pane in the window it is the one in focus."""
        self._mark_current()

    def _focus(self, name: str) -> None:
        pane = self.query_one(f"#{name}")
        self._mark_current(pane)
        self.set_focus(self.query_one("#field-loss") if name == "settings" else pane)

    def _current(self) -> Widget:
        """The pane that has the focus, or the stage."""
        for widget in self.focused.ancestors_with_self if self.focused else ():
            if widget.id in PANES and isinstance(widget, Widget):
                return widget
        return self._landscape

    def _mark_current(self, current: Widget | None = None) -> None:
        current = current or self._current()
        for name in PANES:
            self.query_one(f"#{name}").set_class(name == current.id, "-current")
        self.set_class(self._one_pane, "-one-pane")
        for column in self.query("#pictures, #numbers"):
            column.set_class(current in column.children, "-current")
        self.call_after_refresh(self._draw)
