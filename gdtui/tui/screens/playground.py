"""The playground: one experiment, driven with the keyboard, seen in five panes.

The screen turns keys and messages into what is done to the experiment, and the newest state into
one frame for all panes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from gdtui.drawing.numbers import next_rate
from gdtui.engine.analysis.verdict import ARRIVED, contraction_measured, why_ended
from gdtui.engine.config import RunConfig
from gdtui.engine.experiment import Experiment
from gdtui.engine.run import Run
from gdtui.engine.units import STEPS, UNITS
from gdtui.files import command_line, paths, session
from gdtui.files.datasets import wanted_of
from gdtui.files.named import other_name
from gdtui.files.presets import Preset, preset_named
from gdtui.files.table.columns import Wanted
from gdtui.files.table.undecided import UndecidedError
from gdtui.tui import actions, choices, layouts
from gdtui.tui.frame import Frame, frame_of
from gdtui.tui.held import TRIES_RATE, try_held
from gdtui.tui.looking import why_not
from gdtui.tui.messages import (
    OpenCards,
    OpenColumns,
    OpenCompare,
    OpenHelp,
    OpenLab,
    OpenNoiseLens,
    OpenPage,
    OpenPicker,
    OpenSharpness,
    OpenSweep,
)
from gdtui.tui.noise_view import LensClosedError, view_of
from gdtui.tui.pacing import LOST
from gdtui.tui.pages.about import about_lines
from gdtui.tui.pages.glossary import glossary_lines
from gdtui.tui.panes import MOVING, STAGE
from gdtui.tui.panes.grid import PaneGrid
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.panes.settings import SettingsPane
from gdtui.tui.panes.status import Status
from gdtui.tui.panes.step_log import StepLog
from gdtui.tui.pinning import Pinning
from gdtui.tui.player import Player
from gdtui.tui.predicting import Predicting
from gdtui.tui.reading import CanceledError, Reading, open_at_once
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.typed import changed, loss_of, rate_of
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Field
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.note import Note
from gdtui.tui.widgets.prediction import PredictionRows

if TYPE_CHECKING:
    from gdtui.tui.sweeping.shelf import Shelf

SMALLEST_RATE, LARGEST_RATE = 1e-12, 1e12  # as far as + and − go


class Playground(Screen[None]):
    """Five panes on one run."""

    BINDINGS: ClassVar = [*actions.bindings(actions.PLAYGROUND), *actions.bindings(MOVING)]
    ACTIONS: ClassVar = (*actions.PLAYGROUND, *MOVING)
    AUTO_FOCUS = f"#{STAGE}"
    app = getters.app(TerminalApp)

    def __init__(
        self,
        run: Run,
        preset: Preset | None = None,
        beside: Sequence[Run] = (),
        *,
        visit: bool = False,
    ) -> None:
        """`preset` is the one that `run` was made from, if it was; `beside` are runs to compare it
        with.

        `visit`: whether somebody comes from a card, and goes back to it; the person's own session
        is left alone then.
        """
        super().__init__()
        self.state = "visit" if visit else "own"
        self.experiment = Experiment(run)
        for other in beside:
            self.experiment.pin_beside(other)
        self._preset = preset
        self._player = Player(self.experiment, self.app.pacer, self._draw, self._say_ended)
        self._predicting = Predicting(self.experiment)
        self._pinning = Pinning(self.experiment, self.notify, self.app.key_of)
        self._reading = Reading()
        self._asked: tuple[str | None, Wanted] | None = None
        """Whose columns somebody was asked about last."""
        self._sweeps: Shelf | None = None
        self._log_scale = False
        self._unit = STEPS
        self._late = False

    @property
    def run(self) -> Run:
        """The live run."""
        return self.experiment.run

    def compose(self) -> ComposeResult:
        """The header, the panes, the footer."""
        yield Status(id="status")
        yield Note(self._look(), id="note")
        yield PredictionRows(self._predicting)
        yield PaneGrid()
        yield Footer()

    def on_mount(self) -> None:
        """Open the preset, if it is one."""
        if self._preset is not None:
            self._look_at(self._preset)

    def _look_at(self, preset: Preset) -> None:
        """Draw what a preset is to be seen beside, and as it is to be seen."""
        self._preset = preset
        self._unit = next(unit for unit in UNITS if unit.name == preset.axis)
        self._pinning.bring(preset.runs_beside())

    def _look(self) -> str:
        """What to look for in a preset, until its run is taken on or changed."""
        begun = self.run.furthest or self.run.edits or self._player.playing
        return "" if begun or self._preset is None else f"{self._preset.name}: {self._preset.look}"

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that the window has room for; its panes ask to be drawn."""
        layouts.choose(self, event.size)

    @property
    def _panes(self) -> PaneGrid:
        return self.query_one(PaneGrid)

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        """The next pane or field: of all, not only of those that a small window shows."""
        return self._panes.move_focus(+1) if selector == "*" else super().focus_next(selector)

    def focus_previous(self, selector: str | type[Widget] = "*") -> Widget | None:
        """The pane or field before."""
        return self._panes.move_focus(-1) if selector == "*" else super().focus_previous(selector)

    # What is done to the experiment

    def _begin(self, config: RunConfig) -> None:
        """A new run in place of this one, at once or when its file has been read.

        Raises `ValueError` if there is none such.
        """
        run = open_at_once(config, self.run)
        if run is None:
            self.run_worker(self._read(config), exclusive=True, group="reading")
        else:
            self._show_run(run)

    async def _read(self, config: RunConfig) -> None:
        settings = self.query_one(SettingsPane)

        def progress(share: float) -> None:
            self.app.call_from_thread(settings.say, f"reading {share:.0%} · Esc: cancel")

        try:
            run = await self._reading.open_run(config, progress)
        except CanceledError:
            self.notify(f"Reading {Path(config.data or '').name} canceled.")
        except UndecidedError as error:
            if (config.data, wanted_of(config)) == self._asked:  # asking again would lead nowhere
                settings.complain("data", str(error))
            else:
                self._asked = config.data, wanted_of(config)
                self.app.post_message(OpenColumns(config, done=self._begin_chosen))
        except ValueError as error:
            settings.complain("data", str(error))
        else:
            self._show_run(run)
            waits = self._panes.current is settings  # whoever has gone elsewhere stays there
            if waits and not any(field.is_unsaved for field in settings.fields()):
                self._panes.go_to(STAGE)

    def _show_run(self, run: Run) -> None:
        self._player.pause()
        self.experiment.begin(run)
        self._soon()

    def _go(self, step: int) -> None:
        """Move everything to `step`, taking what steps are missing."""
        self._player.pause()
        self.experiment.go(step)
        self._soon()

    def _pause(self) -> None:
        """Stand still under what is about to open, and show where."""
        self._player.pause()
        self._soon()

    def _edit(self, **changes: Any) -> None:
        """From this step on, go by other settings."""
        self.experiment.edit(**changes)
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
        self._predicting.follow(playing=self._player.playing)
        frame = self._frame()
        self.query_one(PredictionRows).show(at_home=self._panes.current.id == STAGE)
        self.query_one(Note).say(self._look())
        self._panes.make_room_for(frame)
        self.query_one(Status).show(frame)
        self._panes.show(frame)
        self.call_after_refresh(self.app.pacer.frame_drawn)

    def _frame(self) -> Frame:
        frame = frame_of(
            self._predicting.shown,
            playing=self._player.playing,
            speed=self._player.steps_per_second,
            log_scale=self._log_scale,
            unit=self._unit,
        )
        return self._predicting.frame(frame)

    # What the keys do

    def action_play(self) -> None:
        """Play or pause."""
        if self._player.playing:
            self._player.pause()
        elif self.run.ended or self.run.arrived:
            self._say_ended()
        else:
            self._player.play()
        self._soon()

    def action_go_by(self, count: int) -> None:
        """Take so many steps, or go so many back."""
        if count > 0 and self._predicting.is_asking:  # it is shown once it was predicted
            self.query_one(PredictionRows).take_focus()
            return
        wanted = self.run.step + count
        self._go(wanted)
        if self.run.step < wanted:
            self._say_ended()

    def action_go_to(self, step: int | None) -> None:
        """Go to a step; None: to the furthest."""
        self._go(self.run.furthest if step is None else step)

    def action_restart(self) -> None:
        """Begin anew with the settings as they are now."""
        self._begin(self.experiment.config)

    def action_nudge_rate(self, direction: int) -> None:
        """η to the next (+1) or the previous (−1) of 1-2-5."""
        rate = next_rate(self.run.settings.learning_rate, direction)
        if SMALLEST_RATE <= rate <= LARGEST_RATE:
            self._edit(learning_rate=rate)

    def action_hold(self) -> None:
        """Go on with a rate that holds from where a diverging run chose its own."""
        self._player.pause()
        said = try_held(self.experiment, self.app.key_of(TRIES_RATE))
        self._soon()
        self.notify(said)

    def action_change_speed(self, by: int) -> None:
        """Play faster (+1) or slower (−1)."""
        self._player.change_speed(by)
        self._soon()

    def action_optimizer(self) -> None:
        """Choose the update rule."""
        in_force = self.run.settings.optimizer
        self._choose(choices.optimizer_choices(), in_force, lambda text: self._edit(optimizer=text))

    def action_schedule(self) -> None:
        """Choose how η changes."""
        settings, steps = self.run.settings, self.run.config.max_steps
        offered = choices.schedule_choices(steps, settings.learning_rate, self.app.glyphs)
        self._choose(offered, settings.schedule, lambda text: self._edit(schedule=text))

    def action_loss(self) -> None:
        """Choose a preset, a loss or a data set."""
        from gdtui.tui.loss_choices import loss_choices  # noqa: PLC0415 (draws maps)

        in_force = self._preset.name if self._preset else self.run.config.objective
        self._choose(loss_choices(in_force, self.app.pen), in_force, self._open)

    def _open(self, text: str) -> None:
        """Begin a preset, or a run on another loss, with a start and a rate that suit it."""
        from gdtui.tui.another_loss import on_another_loss  # noqa: PLC0415 (loads the choices)

        self._preset = None
        self._pinning.bring(())
        preset = preset_named(text)
        if preset is not None:
            self._begin(preset.config)
            self._look_at(preset)
            self._soon()
            said = other_name(text)
        else:
            config, said = on_another_loss(self.run, loss_of(text))
            self._begin(config)
        if said:
            self.notify(said)

    def _choose(self, offered: choices.Choices, in_force: str, use: Callable[[str], None]) -> None:
        self._pause()

        def chosen(text: str | None) -> None:
            if text is not None and text != in_force:
                try:
                    use(text)
                except ValueError as error:
                    self.notify(str(error), severity="error")

        self.app.post_message(OpenPicker(offered, in_force, done=chosen))

    def action_pin(self) -> None:
        """Keep this run for comparison, and begin another."""
        if self._pinning.keep():
            self.action_restart()

    def action_unpin(self) -> None:
        """Take the last run kept for comparison out."""
        self._pinning.drop_last()
        self._soon()

    def action_put_back(self) -> None:
        """Keep the run that was taken out last again."""
        self._pinning.put_back()
        self._soon()

    def action_compare(self) -> None:
        """Compare the runs in a table, and race them."""
        self._pause()
        if not (self.experiment.pins or self.experiment.ghost):
            key = self.app.key_of("playground.pin")
            self.notify(f"Pin a run with {key} first: there is nothing to compare yet.")
            return
        wanted = OpenCompare(self.experiment, self._log_scale, self._unit)
        wanted.done = lambda _: self._soon()
        self.app.post_message(wanted)

    def action_event(self, direction: int) -> None:
        """Go to the next (+1) or the last (−1) step at which something happened."""
        here = self.run.step
        steps = [step for step in self.run.landmarks if (step - here) * direction > 0]
        if steps:
            self._go(min(steps, key=lambda step: abs(step - here)))
        else:
            where = "after" if direction > 0 else "before"
            self.notify(f"Nothing was changed and nothing ended {where} this step.")

    def action_predict(self) -> None:
        """Predict the next step before it is shown, or stop."""
        self._player.pause()
        self._predicting.switch()
        self._soon()

    def action_predict_again(self) -> None:
        """Predict another step, with other numbers."""
        self._predicting.ask_again()
        self._soon()

    def action_no_card(self) -> None:
        """Take the card of the last wrong prediction out of its deck."""
        self.notify(self._predicting.take_back_card())
        self._soon()

    def action_resume(self) -> None:
        """Go on where the playground was last left."""
        try:
            run = session.resume()
        except (OSError, ValueError) as error:
            self.notify(f"{paths.last_session().name}: {error}", severity="warning")
            return
        if run is None:
            self.notify("There is no earlier session to go on with.")
        else:
            self._preset = None
            self._show_run(run)

    def action_cards(self) -> None:
        """The flashcards, over the playground."""
        self._pause()
        self.app.post_message(OpenCards())

    def action_labs(self) -> None:
        """Choose a lab, over the playground."""
        self._pause()
        self.app.post_message(OpenLab())

    def action_log_scale(self) -> None:
        """Loss on a logarithmic or a linear scale."""
        self._log_scale = not self._log_scale
        self._soon()

    def action_unit(self) -> None:
        """Draw the loss against steps, epochs or examples."""
        if self.run.batches is None:
            self.notify("Without data there are only steps.")
            return
        self._unit = UNITS[(UNITS.index(self._unit) + 1) % len(UNITS)]
        self._soon()

    def action_view(self) -> None:
        """The next view of the landscape."""
        if self.query_one(Landscape).next_view():
            self._soon()
        else:
            self.notify("There is one view of this loss only; data have more.")

    def action_look(self) -> None:
        """A cursor in the landscape."""
        self._panes.go_to(STAGE)
        if not self.query_one(Landscape).look():
            self.notify(why_not(self.run.objective))

    def action_maximize(self) -> None:
        """One pane in the whole window, or all in their places."""
        self._panes.show_alone(alone=not self._panes.alone)

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        self._panes.go_to(name)

    def action_stage(self) -> None:
        """Back to the landscape, every pane in view; reading is canceled.

        On a visit, from there back to the card.
        """
        self._reading.cancel()
        at_home = self._panes.current.id == STAGE and not self._panes.alone
        if self._predicting.asked and at_home:
            self.action_predict()
            return
        if self.state == "visit" and at_home:
            self.action_back_to_card()
            return
        self._panes.alone = False
        self._panes.go_to(STAGE)

    def action_copy_command(self) -> None:
        """Copy the command line that reproduces this run."""
        command = command_line.reopening(self.run)
        self.app.copy_to_clipboard(command)
        problem = paths.keep(paths.copied(), command + "\n")
        title = "copied" if problem else f"copied; also in {paths.copied()}"
        self.notify(command, title=title)

    def action_export(self) -> None:
        """Write the run, its chart or this screen to a new file."""
        from gdtui.tui.export import export, export_choices  # noqa: PLC0415 (few starts need it)

        def write(name: str) -> None:
            try:
                path = export(name, self.run, self, self.app.glyphs)
            except OSError as error:
                said = f"{error.filename}: {error.strerror}"
                self.notify(f"Nothing was written: {said}", severity="error")
            else:
                self.notify(str(path), title="written")

        self._choose(export_choices(), "", write)

    def action_help(self) -> None:
        """Help for this screen and the pane in focus."""
        keys = [action for action in actions.PLAYGROUND if action.works_in(self.state)]
        self.app.post_message(OpenHelp(self._panes.current.HELP or "", keys, MOVING))

    def action_about(self) -> None:
        """What is known of the loss and of the steps on it."""
        self._pause()
        measured = contraction_measured(self.run, self.experiment.history.rows)
        look = self._preset.look if self._preset else ""
        lines = about_lines(self._frame(), measured, look)
        why = self._predicting.why() if self._predicting.is_answered else ()
        self.app.post_message(OpenPage("about this run", (*why, *lines)))

    def action_glossary(self) -> None:
        """What every symbol on the screen means."""
        self._pause()
        lines = glossary_lines(self._frame())
        self.app.post_message(OpenPage("symbols", lines))

    def action_noise(self) -> None:
        """Many mini-batch gradients at this point."""
        self._pause()
        try:
            view = view_of(self.run)
        except LensClosedError as error:
            self.notify(str(error))
        else:
            self.app.post_message(OpenNoiseLens(view, done=self._use_batch_size))

    def action_sharpness(self) -> None:
        """λ against 2/η; the run goes on there."""
        self._pause()
        self.app.post_message(OpenSharpness(self.experiment, done=lambda _: self._soon()))

    def action_sweep(self) -> None:
        """The live run with many learning rates."""
        from gdtui.tui.sweeping.shelf import Shelf  # noqa: PLC0415 (most starts don't need it)

        self._pause()
        self._sweeps = self._sweeps or Shelf()
        wanted = OpenSweep(self.experiment, self._sweeps, done=lambda _: self._soon())
        self.app.post_message(wanted)

    def _use_batch_size(self, size: int | None) -> None:
        if size is not None and size != self.run.config.batch_size:
            self._begin_chosen(replace(self.experiment.config, batch_size=size))

    def action_columns(self) -> None:
        """Choose the columns of the file that is learned from."""
        self._pause()
        self.app.post_message(OpenColumns(self.experiment.config, done=self._begin_chosen))

    def _begin_chosen(self, config: RunConfig | None) -> None:
        """A new run with what somebody chose, if it was anything."""
        try:
            if config is not None:
                self._begin(config)
        except ValueError as error:
            self.notify(str(error), severity="warning")

    def action_quit(self) -> None:
        """Leave."""
        self._reading.cancel()
        self._player.pause()
        self.app.leave(self.keep_session())

    def action_back_to_card(self) -> None:
        """Leave a visit; nothing of it is kept."""
        self._player.pause()
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """On a visit the keys that leave lead back to the card."""
        return actions.works(self.ACTIONS, action, self.state) and self._predicting.allows(action)

    def keep_session(self) -> str | None:
        """Keep where the run stands, for the next start. Returns None, or why it cannot be."""
        if not self.run.furthest or self.state == "visit":
            return None
        return session.keep(self.run)

    def _say_ended(self) -> None:
        if self.run.ended:
            way_back = ""
            if self.run.ended.reason == "diverged":
                back, tries = map(self.app.key_of, ("playground.back", TRIES_RATE))
                way_back = f" {back} goes back; {tries} goes back and tries a rate that holds."
            self.notify(why_ended(self.run, self.run.ended) + way_back)
        elif self.run.arrived:
            self.notify(ARRIVED)

    # What the panes ask for

    @on(PredictionRows.Changed)
    def _predicted(self) -> None:
        if not self._predicting.is_asking:
            self._panes.go_to(STAGE)
        self._soon()

    @on(CellPane.Resized)
    def _draw_in_new_size(self) -> None:
        self._draw()

    @on(PaneGrid.Rearranged)
    def _draw_in_new_places(self) -> None:
        self.call_after_refresh(self._draw)

    @on(StepLog.Selected)
    def _select(self, message: StepLog.Selected) -> None:
        self.action_go_to(message.step)

    @on(Landscape.StartChosen)
    def _start_at(self, message: Landscape.StartChosen) -> None:
        """Begin at a point of the landscape; the run so far is kept for comparison."""
        try:
            run = Run(replace(self.experiment.config, start=message.point), self.run.data)
        except ValueError as error:
            self.notify(str(error), severity="warning")
        else:
            if not self.run.furthest or self._pinning.keep():
                self._show_run(run)

    @on(SettingsPane.Submitted)
    def _put_in_force(self, message: SettingsPane.Submitted) -> None:
        try:
            match message.field, message.text:
                case "rate", text:
                    self._edit(learning_rate=rate_of(text))
                case "loss", text:
                    self._open(text)
                case field, text:
                    self._begin(changed(self.experiment.config, field, text, self.run))
        except ValueError as error:
            self.query_one(SettingsPane).complain(message.field, str(error))
        else:
            if message.by_enter and all(worker.is_finished for worker in self.workers):
                self._panes.go_to(STAGE)  # else when the file is read

    @on(Field.Left)
    def _leave_field(self) -> None:
        self.action_stage()
