"""A lab: the text of a task, below it what the task is about, and a row for the answer."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from gdtui.engine.run import Run
from gdtui.files.typed_command import command_of
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task_run import MOST_STEPS
from gdtui.tui import actions, layouts
from gdtui.tui.lab_desk import Desk
from gdtui.tui.lab_run import LabRun
from gdtui.tui.lab_text import HELP
from gdtui.tui.messages import (
    OpenHelp,
    OpenPage,
    OpenPicker,
    OpenPlayground,
    OpenSettings,
    OpenTasks,
)
from gdtui.tui.panes.lab_panes import Picture
from gdtui.tui.panes.lab_view import LabView
from gdtui.tui.sketching import Sketching
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.answer_row import OF_NUMBERS
from gdtui.tui.widgets.footer import Footer

KEPT_WITHIN = 1.0  # seconds, of what is begun and not handed in
WHILE_TYPING = ("move", "page")
"""What keys do that are no text, in the field."""
_OURS = {action.name for action in actions.LAB}


class LabScreen(Screen[str | None]):
    """One task at a time; hands back why not everything could be kept, or None."""

    BINDINGS: ClassVar = [*actions.bindings(actions.LAB)]
    ACTIONS: ClassVar = actions.LAB
    AUTO_FOCUS = ""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but for its repainting the whole screen when the focus moves."""

    app = getters.app(TerminalApp)
    _view = getters.query_one(LabView)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._desk = Desk(sitting, self.app.pacer, self._draw_change)
        self._gives_up = False
        """Whether the answer is shown when its key is pressed once more."""
        self._keeps_soon = False

    def compose(self) -> ComposeResult:
        """The task, and the keys."""
        yield LabView(self._desk)
        yield Footer()

    def on_mount(self) -> None:
        """The task that one was at last."""
        self._begin_task()

    def on_resize(self) -> None:
        """Give the text and the pictures their share of the window."""
        layouts.fold(self)
        self.set_class(self.size.width < 80, "-narrow")
        self._view.lay_out()
        if self.state == "typing" and self._view.letters_are_text:
            self._view.typing.take_focus()

    def on_screen_resume(self) -> None:
        """Back from a page."""
        self.call_after_refresh(self._draw)

    @property
    def state(self) -> str:
        """What `Action.when` names."""
        return self._desk.state

    def _draw(self) -> None:
        self._view.draw()

    def _draw_change(self) -> None:
        """Show what is begun, and keep it soon."""
        self._draw()
        self._keep_soon()

    def _keep_soon(self) -> None:
        """Keep what is begun, a line for all of a burst of keys."""
        if not self._keeps_soon:
            self._keeps_soon = True
            self.set_timer(KEPT_WITHIN, self._keep)

    def _keep(self) -> None:
        self._keeps_soon = False
        self._desk.keep()

    def keep_session(self) -> str | None:
        """Keep what is begun; returns why it cannot be."""
        self._desk.keep()
        return self.sitting.journal.leave()

    def _show(self) -> None:
        """Everything anew: another task, or another answer."""
        self._gives_up = False
        self._view.show()
        for notice in self.sitting.journal.notices:
            self.notify(notice, severity="warning")
        self.sitting.journal.notices.clear()
        self.refresh_bindings()

    # The task

    def _begin_task(self) -> None:
        self._view.typing.field.value = self._desk.work.typed
        self._view.typing.letters_are_keys = False
        self._show()

    def action_task(self, by: int) -> None:
        """To the next task, or the one before."""
        self._go_to(self.sitting.place + by)

    def _go_to(self, place: int | None) -> None:
        if place is not None:
            self._desk.work.typed = self._view.typing.field.value
            self._desk.go(place)
            self._begin_task()

    def action_tasks(self) -> None:
        """Choose a task."""
        self._desk.pause()
        self.app.post_message(OpenTasks(self.sitting, done=self._go_to))

    def action_go_on(self) -> None:
        """It is read, or done: the next task, if there is one."""
        to_read = self._desk.part is not None
        if to_read:
            self._desk.answer("")
        more_to_read = to_read and bool(self.sitting.asked.after)
        if more_to_read or self.sitting.place + 1 == len(self.sitting.lab.tasks):
            self._show()
        else:
            self.action_task(1)

    # Answers

    @on(Input.Changed)
    def _note_typed(self, event: Input.Changed) -> None:
        event.stop()
        typed = self._view.typing.field.value  # not the event's: another task may have begun since
        if typed != self._desk.work.typed:
            self._desk.work.typed = typed
            self._keep_soon()

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        typed, field = event.value.strip(), self._view.typing.field
        if self._desk.part is None or not typed:
            return
        try:
            done_with = self._desk.take(typed)
        except ValueError as error:
            self.notify(str(error), severity="warning")
            done_with = False
        if done_with:
            field.value = self._desk.work.typed = ""
            self._desk.keep()  # or a kill would bring back what was answered
        else:
            field.action_select_all()
        self._show()
        if not done_with and self._desk.part is not None:
            self.action_type()  # it is mended where it was typed

    def action_hand_in(self) -> None:
        """Hand in the run as it stands, or the curve as it is drawn."""
        missing = self._desk.hand_in()
        if missing is not None:
            self.notify(missing)
        self._show()

    def action_choose(self, choice: int) -> None:
        """Choose by number."""
        self._desk.answer(str(choice))
        self._show()

    def action_hint(self) -> None:
        """The next hint."""
        if self._desk.hint():
            self._show()
        else:
            self.notify("This task has no hint.")

    def action_give_up(self) -> None:
        """Show the answer of what is asked now, if the key is pressed twice: it may have been meant
        as the letter of an answer."""
        if self._desk.part is None or self.state == "reading":
            return
        if not self._desk.part.solution:
            self.notify("No answer to show: only trying will tell.")
        elif self._gives_up:
            self._desk.give_up()
            self._view.typing.field.value = self._desk.work.typed = ""
            self._show()
        else:
            self._gives_up = True
            self.notify("Press a again to see the answer; that is recorded.")

    def action_type(self) -> None:
        """Go to the field."""
        self._view.typing.display = True
        self._view.typing.take_focus()
        self._view.lay_out()

    def on_key(self, event: events.Key) -> None:
        """What no field has had and no key is for may be text for the field."""
        typing = self._view.typing
        if typing.is_open and not typing.display and event.character in OF_NUMBERS:
            typing.display = True
            self.call_after_refresh(self._view.lay_out)
        typing.take(event)

    # The live run

    def action_go_by(self, count: int) -> None:
        """So many steps on, or back."""
        self._change(lambda live: live.go_by(count))

    def action_play(self) -> None:
        """Play, or pause."""
        self._change(lambda live: live.play())

    def action_nudge_rate(self, direction: int) -> None:
        """η to the next (+1) or the previous (−1) of 1-2-5."""
        self._change(lambda live: live.nudge_rate(direction))

    def action_settings(self) -> None:
        """Fields for what is free."""
        live = self._desk.work.live
        if live is not None:
            live.pause()
            self.app.post_message(OpenSettings(live.run, live.free, done=self._set))

    def action_optimizer(self) -> None:
        """Choose the update rule."""
        self._choose("optimizer")

    def action_schedule(self) -> None:
        """Choose how η changes."""
        self._choose("schedule")

    def _choose(self, name: str) -> None:
        def choose(live: LabRun) -> None:
            live.pause()
            in_force = getattr(live.run.settings, name)
            wanted = OpenPicker(live.offered(name, self.app.glyphs), in_force)
            wanted.done = lambda text: self._set({name: text} if text else None)
            self.app.post_message(wanted)

        self._change(choose)

    def _set(self, changes: dict[str, Any] | None) -> None:
        if changes:
            self._change(lambda live: live.set(**changes))

    def action_about(self) -> None:
        """What is known of the run."""
        self._desk.pause()
        run = self._desk.closer_look()
        if run is not None:
            self.app.post_message(OpenPage("about this run", run.about()))
        elif self.state in ("reading", "done"):
            self.notify("There is no run in this task.")
        else:
            self.notify("Theory waits for your answer.")

    def action_playground(self) -> None:
        """The run in the playground, and back with what it is then."""
        self._desk.pause()
        run = self._desk.closer_look()
        if run is None:
            self.notify("There is no run in this task.")
            return
        visitor = command_of(run.command).opened(MOST_STEPS)
        self.app.post_message(OpenPlayground(visitor, state="lab", done=self._bring_back))

    def _bring_back(self, run: Run | None) -> None:
        refused = self._desk.bring_back(run) if run is not None else None
        if refused is not None:
            self.notify(refused, severity="warning")
        self._show()
        self._keep_soon()

    def action_again(self) -> None:
        """Begin the run, or the drawing, again."""
        self._desk.again()
        self._show()

    def _change(self, change: Callable[[LabRun], None]) -> None:
        """Do something with the live run, and show it; or say why it cannot be done."""
        if self._desk.work.live is None:
            return
        try:
            change(self._desk.work.live)
        except ValueError as error:
            self.notify(str(error), severity="warning")
        else:
            self._draw_change()

    # The drawing

    def action_draw_at(self, by: int) -> None:
        """Draw another step."""
        self._sketch(lambda sketching: sketching.move(by))

    def action_lift(self, by: int) -> None:
        """Draw the loss higher or lower."""
        self._sketch(lambda sketching: sketching.lift(by))

    def action_level(self) -> None:
        """As high as the step before."""
        self._sketch(lambda sketching: sketching.level())

    @on(Picture.Pointed)
    def _draw_where_clicked(self, message: Picture.Pointed) -> None:
        if self.state == "drawing":
            at = self._view.panes.pointed_at
            draw = Sketching.drag if message.dragged else Sketching.point
            self._sketch(lambda drawn: draw(drawn, *at(drawn.drawn, message.cell)))

    def _sketch(self, draw: Callable[[Sketching], None]) -> None:
        if self._desk.work.sketching is not None:
            draw(self._desk.work.sketching)
            self._draw_change()

    # What else the keys do

    def action_move(self, by: int) -> None:
        """Another row of the table, or a line of the text."""
        if self._desk.choose_part(by):
            self._show()
        else:
            self._view.card.move(by)

    def action_page(self, by: int) -> None:
        """Scroll the text by a page."""
        self._view.card.move(by * max(1, self._view.card.content_size.height - 1))
        self._view.draw_rows()

    def action_log_scale(self) -> None:
        """Losses on a logarithmic or a linear scale."""
        self._desk.log_scale = not self._desk.log_scale
        self._draw()

    def action_help(self) -> None:
        """The keys."""
        self.app.post_message(OpenHelp(HELP, actions.LAB))

    def action_close(self) -> None:
        """Leave; everything is kept."""
        self._desk.pause()
        self.dismiss(self.keep_session())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is bound, and stands in the footer."""
        if action not in _OURS:
            return True
        if self._view.letters_are_text:
            return action in WHILE_TYPING
        if action == "choose":
            part = self._desk.part
            return part is not None and parameters[0] in range(1, len(part.options) + 1)
        if action == "go_on" and self.state == "done":
            return self.sitting.place + 1 < len(self.sitting.lab.tasks)
        live = self._desk.work.live
        if action in ("go_by", "play", "nudge_rate"):
            return live is not None
        if action == "settings" and live is not None and not live.free:
            return False
        names = [a for a in actions.LAB if a.call == _called(action, parameters)]
        return any(a.works_in(self.state) for a in names) if names else True


def _called(action: str, parameters: tuple[object, ...]) -> str:
    """An action as it is declared."""
    return f"{action}({', '.join(map(str, parameters))})" if parameters else action
