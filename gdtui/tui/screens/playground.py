"""The playground: one experiment, driven with the keyboard, seen in five panes.

The screen turns keys and messages into what is done to the experiment, and the newest state into
one frame for all panes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from gdtui.engine.experiment import Experiment
from gdtui.engine.run import Run
from gdtui.engine.units import UNITS, next_unit
from gdtui.files import session
from gdtui.files.presets import Preset
from gdtui.tui import actions, layouts, opening, sharing
from gdtui.tui.beginning import Beginning
from gdtui.tui.driven import DrivenScreen
from gdtui.tui.frame import Frame
from gdtui.tui.looking import why_not
from gdtui.tui.messages import (
    OpenCards,
    OpenColumns,
    OpenHelp,
    OpenLab,
    OpenSharpness,
)
from gdtui.tui.panes import MOVING, STAGE
from gdtui.tui.panes.grid import PaneGrid
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.panes.settings import SettingsPane
from gdtui.tui.panes.status import Status
from gdtui.tui.panes.step_log import StepLog
from gdtui.tui.pinning import Pinning
from gdtui.tui.predicting import Predicting
from gdtui.tui.typed import changed, rate_of
from gdtui.tui.widgets.field import Field
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.note import Note
from gdtui.tui.widgets.prediction import PredictionRows

if TYPE_CHECKING:
    from gdtui.tui.choices import Choices
    from gdtui.tui.sweeping.shelf import Shelf


class Playground(DrivenScreen):
    """Five panes on one run."""

    BINDINGS: ClassVar = [*actions.bindings(actions.PLAYGROUND), *actions.bindings(MOVING)]
    ACTIONS: ClassVar = (*actions.PLAYGROUND, *MOVING)
    AUTO_FOCUS = f"#{STAGE}"

    def __init__(
        self, run: Run, preset: Preset | None = None, beside: Sequence[Run] = (), state: str = "own"
    ) -> None:
        """`preset` is the one that `run` was made from; `beside` are runs to compare it with.

        `state`: "visit" or "lab" if somebody comes from a card or a lab, and goes back to it with
        the run as it stands then; the person's own session is left alone.
        """
        super().__init__(Experiment(run))
        self.state = state
        for other in beside:
            self.experiment.pin_beside(other)
        self._preset = preset
        self._predicting = Predicting(self.experiment)
        self._pinning = Pinning(self, self.experiment, "playground.put_back")
        self._sweeps: Shelf | None = None
        self._beginning = Beginning(self)

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
        self.unit = next(unit for unit in UNITS if unit.name == preset.axis)
        self._pinning.bring(preset.runs_beside())

    def _look(self) -> str:
        """What to look for in a preset, until its run is taken on or changed; it may tell what is
        to be predicted."""
        begun = self.run.furthest or self.run.edits or self._player.playing
        if begun or self._predicting.is_on or self._preset is None:
            return ""
        return f"{self._preset.name}: {self._preset.look}"

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

    def keep_session(self) -> str | None:
        """Keep where the run stands, for the next start. Returns None, or why it cannot be."""
        worth_it = self.run.furthest and self.state == "own"
        return session.keep(self.run) if worth_it else None

    # Drawing

    def _show(self) -> None:
        self._predicting.follow(playing=self._player.playing)
        frame = self._frame()
        self.query_one(PredictionRows).show(at_home=self._panes.current.id == STAGE)
        self.query_one(Note).say(self._look())
        self._panes.make_room_for(frame)
        self.query_one(Status).show(frame)
        self._panes.show(frame)

    def _frame(self) -> Frame:
        return self._predicting.frame(self._frame_of(self._predicting.shown))

    def draw_soon(self) -> None:
        """A question takes the keys when it is drawn, however slow the line: what is typed next is
        its answer."""
        if self._predicting.is_on:
            self._late = False
            self._draw()
        else:
            super().draw_soon()

    # What the keys do

    def go_to_step(self, step: int) -> None:
        """Move everything to `step`; while a question is open no farther on: what comes is shown
        once it was predicted."""
        if step > self.run.step and self._predicting.is_asking:
            self.query_one(PredictionRows).take_focus()
        else:
            super().go_to_step(step)

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing while a question is open."""
        allows, asked = self._predicting.allows, self._predicting.is_asking
        if asked and not all(map(allows, self.app.bound_to(event.key))):
            stops = self.app.key_of("playground.predict")
            self.notify(f"That waits for your answer; {stops} stops predicting.")

    def action_restart(self) -> None:
        """Begin anew with the settings as they are now; what was changed on the way stays as the
        ghost."""
        self.experiment.set_aside()
        self._beginning.begin(self.experiment.config)

    def action_optimizer(self) -> None:
        """Choose the update rule."""
        offered, in_force = opening.rules_for(self), self.run.settings.optimizer
        self._choose(offered, in_force, lambda text: self.edit(optimizer=text))

    def action_schedule(self) -> None:
        """Choose how η changes."""
        offered, in_force = opening.schedules_for(self), self.run.settings.schedule
        self._choose(offered, in_force, lambda text: self.edit(schedule=text))

    def action_loss(self) -> None:
        """Choose a preset, a loss or a data set."""
        in_force = self._preset.name if self._preset else self.run.config.objective
        self._choose(opening.losses_for(self, in_force), in_force, self._open)

    def _open(self, text: str) -> None:
        """Begin a preset, or a run on another loss; whatever the preset before has brought goes."""
        self._preset = None
        self._pinning.bring(())
        if (preset := self._beginning.begin_named(text)) is not None:
            self._look_at(preset)
            self.draw_soon()

    def _choose(self, offered: "Choices", in_force: str, use: Callable[[str], None]) -> None:
        self._pause()
        if self._predicting.is_asking:
            offered = replace(offered, meter=None)  # it would tell where the step leads
        opening.choose(self, offered, in_force, use)

    def action_pin(self) -> None:
        """Keep this run for comparison, and begin another."""
        if self._pinning.keep():
            self._beginning.begin(self.experiment.config)

    def action_unpin(self) -> None:
        """Take the last run kept for comparison out."""
        self._pinning.drop_last()
        self.draw_soon()

    def action_put_back(self) -> None:
        """Keep the run that was taken out last again."""
        self._pinning.put_back()
        self.draw_soon()

    def action_compare(self) -> None:
        """Compare the runs in a table, and race them."""
        self._pause()
        opening.open_compare(self)

    def action_event(self, direction: int) -> None:
        """Go to the next (+1) or the last (−1) event, of which start and end are two."""
        if not self._go_to_nearest({0, *self.run.landmarks, self.run.furthest}, direction):
            which = "furthest" if direction > 0 else "first"
            self.notify(f"This is the {which} step of the run.")

    def action_predict(self) -> None:
        """Predict the next step before it is shown, or stop."""
        self._player.pause()
        self._predicting.switch()
        self.draw_soon()

    def action_predict_again(self) -> None:
        """Predict another step, with other numbers."""
        self._predicting.ask_again()
        self.draw_soon()

    def action_no_card(self) -> None:
        """Take the card of the last wrong prediction out of its deck."""
        self.notify(self._predicting.take_back_card())
        self.draw_soon()

    def action_copy_command(self) -> None:
        """Copy the command line that reproduces this run."""
        sharing.copy_command(self)

    def action_export(self) -> None:
        """Write the run, its chart or this screen to a new file."""
        self._choose(opening.files_to_write(), "", lambda name: sharing.write_file(self, name))

    def action_resume(self) -> None:
        """Go on where the playground was last left."""
        if (run := sharing.last_session(self)) is not None:
            self._preset = None
            self.show_run(run)

    def action_cards(self) -> None:
        """The flashcards, over the playground."""
        self._pause()
        self.app.post_message(OpenCards())

    def action_labs(self) -> None:
        """Choose a lab, over the playground."""
        self._pause()
        self.app.post_message(OpenLab())

    def action_unit(self) -> None:
        """Draw the loss against steps, epochs or examples."""
        if self.run.batches is None:
            self.notify("Without data there are only steps.")
        else:
            self.unit = next_unit(self.unit)
            self.draw_soon()

    def action_view(self) -> None:
        """The next view of the landscape."""
        if self.query_one(Landscape).next_view():
            self.draw_soon()
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
        """Back to the landscape, every pane in view; from there a visitor goes back."""
        self._beginning.cancel()
        at_home = self._panes.current.id == STAGE and not self._panes.alone
        if self._predicting.asked and at_home:
            self.action_predict()
        elif self.state != "own" and at_home:
            self.action_back_to_card()
        else:
            self._panes.alone = False
            self._panes.go_to(STAGE)

    def action_help(self) -> None:
        """Help for this screen and the pane in focus."""
        keys = [action for action in actions.PLAYGROUND if action.works_in(self.state)]
        self.app.post_message(OpenHelp(self._panes.current.HELP or "", keys, MOVING))

    def action_about(self) -> None:
        """What is known of the loss and of the steps on it."""
        self._pause()
        why = self._predicting.why() if self._predicting.is_answered else ()
        opening.open_about(self, self._frame(), why, self._preset.look if self._preset else "")

    def action_glossary(self) -> None:
        """What every symbol on the screen means."""
        self._pause()
        opening.open_glossary(self, self._frame())

    def action_noise(self) -> None:
        """Many mini-batch gradients at this point."""
        self._pause()
        opening.open_lens(self, self._beginning.begin_with_batches)

    def action_sharpness(self) -> None:
        """λ against 2/η; the run goes on there."""
        self._pause()
        self.app.post_message(OpenSharpness(self.experiment, done=lambda _: self.draw_soon()))

    def action_sweep(self, places: bool) -> None:
        """The live run with many learning rates; whether the edge is to be placed first."""
        self._pause()
        self._sweeps = opening.open_sweep(self, self._sweeps, places=places)

    def action_columns(self) -> None:
        """Choose the columns of the file that is learned from."""
        self._pause()
        use = self._beginning.begin_chosen
        self.app.post_message(OpenColumns(self.experiment.config, done=use))

    def action_quit(self) -> None:
        """Leave."""
        self._beginning.cancel()
        self._player.pause()
        self.app.leave(self.keep_session())

    def action_back_to_card(self) -> None:
        """Leave a visit, with the run for whoever has sent the visitor."""
        self._player.pause()
        self.dismiss(self.run)

    def action_back_to_lab(self) -> None:
        """The same to a lab."""
        self.action_back_to_card()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """On a visit the keys that leave lead back to the card."""
        return actions.works(self.ACTIONS, action, self.state) and self._predicting.allows(action)

    # What the panes ask for

    @on(PredictionRows.Changed)
    def _predicted(self) -> None:
        if not self._predicting.is_asking:
            self._panes.go_to(STAGE)
        self.draw_soon()

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
                self.show_run(run)

    @on(SettingsPane.Submitted)
    def _put_in_force(self, message: SettingsPane.Submitted) -> None:
        try:
            match message.field, message.text:
                case "rate", text:
                    self.edit(learning_rate=rate_of(text))
                case "loss", text:
                    self._open(text)
                case field, text:
                    self._beginning.begin(changed(self.experiment.config, field, text, self.run))
        except ValueError as error:
            self.query_one(SettingsPane).complain(message.field, str(error))
            return
        if not self._beginning.is_reading:  # else when the file is read
            self.query_one(SettingsPane).field(message.field).take(message.text)
            if message.by_enter:
                self._panes.go_to(STAGE)

    @on(Field.Left)
    def _leave_field(self) -> None:
        self.action_stage()
