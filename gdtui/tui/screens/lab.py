"""A lab: the text of a task, below it what the task is about, and a row for the answer."""

from collections.abc import Callable
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Label

from gdtui.files.command_line import reopening
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.draw import Draw
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.kinds.read import Read
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Part, Task
from gdtui.tui import actions, lab_text
from gdtui.tui.lab_run import LabRun
from gdtui.tui.messages import OpenHelp
from gdtui.tui.panes.lab_panes import LabPanes, Picture
from gdtui.tui.sketching import Sketching
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.answer_row import OF_NUMBERS, AnswerRow
from gdtui.tui.widgets.card import Card, Paragraph
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Answer
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.quiz_rows import Row

FEWEST_TEXT = 5  # lines of the text of a task, with its frame
LOWEST_PICTURE = 7  # lines that the pictures need, with their frame
WHILE_TYPING = ("move", "page")
"""What keys do that are no text, in the field."""
_OURS = {action.name for action in actions.LAB}

HELP = """\
## Labs

Each task is answered in its own way, and the line at the bottom says how. A known mistake is named;
whatever you answer is kept at once, and nothing goes on by itself: **>** and **<** lead from task
to task, done or not. **h** gives a hint, which costs nothing and is noted. **Esc** leaves the
field, so that letters are keys; a digit goes back to it.

A run is a live one: **n** and **b** step, **+** and **−** change η where it is free, and **i**
types what else is, such as `lr 0.2`, `optimizer adam`, or a whole command line. **Enter** hands it
in as it stands.
"""


class LabScreen(Screen[None]):
    """One task at a time."""

    BINDINGS: ClassVar = [*actions.bindings(actions.LAB)]
    ACTIONS: ClassVar = actions.LAB
    AUTO_FOCUS = ""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but for its repainting the whole screen when the focus moves."""

    app = getters.app(TerminalApp)
    _card = getters.query_one("#task", Card)
    _typing = getters.query_one(AnswerRow)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._chosen: str | None = None
        """The part that somebody went to, if not the first open one."""
        self._part = self._find_part()
        """What is asked now; every key asks for it, so that it is looked for once an answer."""
        self._said: list[Paragraph] = []
        self._live: LabRun | None = None
        self._sketching: Sketching | None = None
        self._begun: dict[str, tuple[LabRun | None, Sketching | None, str]] = {}
        """What was begun in each task and not handed in, with what was typed."""
        self._log_scale = False

    def compose(self) -> ComposeResult:
        """How far one is, the text, the pictures, the answer, the keys."""
        yield Row(id="lab-head")
        yield Card(id="task", classes="pane")
        yield LabPanes()
        yield Row(id="lab-run")
        yield AnswerRow(id="typing")
        yield Row(id="lab-how")
        yield Footer()

    def on_mount(self) -> None:
        """The task that one was at last."""
        self._begin_task()

    def on_resize(self) -> None:
        """Give the text and the pictures their share of the window."""
        self.set_class(self.size.height < 16, "-low")
        self.set_class(self.size.width < 80, "-narrow")
        self._lay_out()
        if self.state == "typing" and not self._typing.letters_are_keys:
            self._typing.take_focus()

    def on_screen_resume(self) -> None:
        """Back from a page."""
        self.call_after_refresh(self._draw)

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._draw()

    # The task

    def _find_part(self) -> Part | None:
        """What is asked now; None when everything is settled, or nothing can be asked."""
        try:
            asked, open_parts = self.sitting.asked, self.sitting.open_parts
        except SampleError:
            return None
        if self._chosen is not None:
            return asked.part(self._chosen)
        return open_parts[0] if open_parts else None

    @property
    def state(self) -> str:
        """What `Action.when` names."""
        part = self._part
        if part is None:
            return "done"
        match self.sitting.task:
            case Read():
                return "reading"
            case Do():
                return "running"
            case Draw():
                return "drawing"
        return "choosing" if part.options else "typing"

    def _begin_task(self) -> None:
        """Show the task that the sitting is at."""
        self._pause()
        self._chosen, self._said = None, []
        task = self.sitting.task
        self._log_scale = isinstance(task, Find)
        self._live, self._sketching, typed = self._begun.pop(task.id, (None, None, ""))
        self._typing.field.value = typed
        if self._live is None and self._sketching is None:
            self._open_task(task)
        self._typing.letters_are_keys = False
        self._show()

    def _open_task(self, task: Task) -> None:
        """Open the run that it shows, or begin its drawing."""
        try:
            asked = self.sitting.asked
            if asked.shown is not None and not isinstance(task, Compute):
                self._live = LabRun(asked.shown.opened(), task, self.app.pacer, self._draw)
            if isinstance(task, Draw):
                self._sketching = Sketching(task.curve(asked.numbers), task.axis)
        except (SampleError, ValueError) as error:
            self._said = [Paragraph(f"This task cannot be asked: {error}", "bad")]

    # Answers

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        part, typed = self._part, event.value.strip()
        if part is None or not typed:
            return
        if isinstance(self.sitting.task, Do) and not typed.startswith(("-", "gdtui")):
            if self._changed(lambda live: live.change(typed)):
                self._clear()
        elif isinstance(self.sitting.task, Find) and self._tried(typed):
            self._clear()
        else:
            self._answer(part, typed)
        self._show()

    def _answer(self, part: Part, typed: str) -> None:
        judgement = self.sitting.answer(part, typed)
        self._said = [*lab_text.judged(part, typed, judgement, self.sitting.kept)]
        if part.settled_by(judgement):
            self._chosen = None
            self._clear()
        else:
            self._typing.field.action_select_all()

    def _tried(self, typed: str) -> bool:
        """Try one value; False for a bracket, and for a value that is a known mistake."""
        try:
            tried = self.sitting.try_out(typed)
        except ValueError:
            return False
        part = self._part
        ends = {True: "holds", False: "does not hold", None: "neither holds nor fails"}
        self._said = [Paragraph(""), Paragraph(f"{tried.value}: {ends[tried.holds]}; {tried.says}")]
        return part is not None and part.judged(typed).kind != "mistake"

    def _clear(self) -> None:
        self._typing.field.value = ""

    def action_hand_in(self) -> None:
        """Hand in the run as it stands, or the curve as it is drawn."""
        part = self._part
        if part is None:
            return
        if self._sketching is not None:
            if (missing := self._sketching.missing) is not None:
                self._sketching.at = missing
                self.notify(f"Step {missing} is not drawn yet.")
            else:
                self._answer(part, self._sketching.answer)
        elif self._live is not None:
            self._pause()
            self._answer(part, reopening(self._live.run))
        self._show()

    def action_go_on(self) -> None:
        """It is read, or done: the next task, if there is one."""
        part = self._part
        if part is not None:
            self.sitting.answer(part, "")
        more_to_read = part is not None and bool(self.sitting.asked.after)
        if more_to_read or self.sitting.place + 1 == len(self.sitting.lab.tasks):
            self._show()
        else:
            self.action_task(1)

    def action_choose(self, choice: int) -> None:
        """Choose by number."""
        part = self._part
        if part is not None:
            self._answer(part, str(choice))
            self._show()

    def action_task(self, by: int) -> None:
        """To another task."""
        begun = (self._live, self._sketching, self._typing.field.value)
        self._begun[self.sitting.task.id] = begun
        self.sitting.go(self.sitting.place + by)
        self._begin_task()

    def action_hint(self) -> None:
        """The next hint."""
        hint = self.sitting.hint()
        if hint is None:
            self.notify("This task has no hint.")
        else:
            self._said = [Paragraph(""), Paragraph(hint, "rate", "hint: ")]
            self._show()

    def action_give_up(self) -> None:
        """Show the answer of what is asked now."""
        part = self._part
        if part is None or part.name == "read":
            return
        solution = self.sitting.show(part)
        if not solution:
            self.notify("Nothing to show: only trying tells.")
            return
        self._chosen = None
        self._said = [Paragraph(""), Paragraph(solution, "heading", "shown: ")]
        self._show()

    def action_type(self) -> None:
        """Go to the field."""
        self._typing.display = True
        self._typing.take_focus()
        self._lay_out()

    def on_key(self, event: events.Key) -> None:
        """What no field has had and no key is for may be text for the field."""
        typing = self._typing
        if typing.is_open and not typing.display and event.character in OF_NUMBERS:
            typing.display = True
            self.call_after_refresh(self._lay_out)
        typing.take(event)

    @on(Answer.Left)
    def _leave_field(self) -> None:
        self._lay_out()

    # The live run

    def action_go_by(self, count: int) -> None:
        """So many steps on, or back."""
        self._changed(lambda live: live.go_by(count))

    def action_play(self) -> None:
        """Play, or pause."""
        self._changed(lambda live: live.play())

    def action_nudge_rate(self, direction: int) -> None:
        """η to the next (+1) or the previous (−1) of 1-2-5."""
        self._changed(lambda live: live.nudge_rate(direction))

    def action_again(self) -> None:
        """Begin the run, or the drawing, again."""
        if self._sketching is not None:
            self._sketching.clear()
            self._chosen, self._said = "curve", []
            self._show()
        elif self._live is not None:
            self._pause()
            self._open_task(self.sitting.task)
            self._show()

    def _changed(self, change: Callable[[LabRun], None]) -> bool:
        """Do something with the live run, and show it; False, and why, if it cannot be done."""
        if self._live is None:
            return False
        try:
            change(self._live)
        except ValueError as error:
            self.notify(str(error), severity="warning")
            return False
        self._draw()
        return True

    def _pause(self) -> None:
        if self._live is not None:
            self._live.pause()

    # The drawing

    def action_draw_at(self, by: int) -> None:
        """Draw another step."""
        if self._sketching is not None:
            self._sketching.move(by)
            self._draw()

    def action_lift(self, by: int) -> None:
        """Draw the loss higher or lower."""
        if self._sketching is not None:
            self._sketching.lift(by)
            self._draw()

    def action_level(self) -> None:
        """As high as the step before."""
        if self._sketching is not None:
            self._sketching.level()
            self._draw()

    @on(Picture.Pointed)
    def _draw_where_clicked(self, message: Picture.Pointed) -> None:
        if self.state == "drawing" and self._sketching is not None:
            panes = self.query_one(LabPanes)
            self._sketching.point(*panes.pointed_at(self._sketching.drawn, message.cell))
            self._draw()

    # What else the keys do

    def action_move(self, by: int) -> None:
        """Another row of the table, or a line of the text."""
        try:
            parts = self.sitting.asked.parts
        except SampleError:
            return
        part = self._part
        if part is None or len(parts) == 1:
            self._card.move(by)
        else:
            self._chosen = parts[(parts.index(part) + by) % len(parts)].name
            self._said = []
            self._show()

    def action_page(self, by: int) -> None:
        """Scroll the text by a page."""
        self._card.move(by * max(1, self._card.content_size.height - 1))
        self._draw_rows()

    def action_log_scale(self) -> None:
        """Losses on a logarithmic or a linear scale."""
        self._log_scale = not self._log_scale
        self._draw()

    def action_help(self) -> None:
        """The keys."""
        self.app.post_message(OpenHelp(HELP, actions.LAB))

    def action_close(self) -> None:
        """Leave; everything is kept."""
        self._pause()
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is bound, and stands in the footer."""
        if action not in _OURS:
            return True
        if self._typing.is_open and not self._typing.letters_are_keys:
            return action in WHILE_TYPING
        if action == "choose":
            part = self._part
            return part is not None and parameters[0] in range(1, len(part.options) + 1)
        if action in ("go_by", "play", "nudge_rate"):
            return self._live is not None
        state = self.state
        names = [a for a in actions.LAB if a.call == _called(action, parameters)]
        return any(a.works_in(state) for a in names) if names else True

    # Showing

    def _show(self) -> None:
        """Everything anew: another task, or another answer."""
        self._part = self._find_part()
        state, typing = self.state, self._typing
        typing.open(state in ("typing", "running", "drawing"))
        part = self._part
        prompt = part.prompt if part is not None and state == "typing" else "> "
        typing.query_one("#prompt", Label).update(self.app.legible(prompt))
        if state == "typing" and not typing.letters_are_keys:
            typing.take_focus()
        else:
            typing.letters_are_keys = True
            self.set_focus(None)
        self._lay_out()
        for notice in self.sitting.journal.notices:
            self.notify(notice, severity="warning")
        self.sitting.journal.notices.clear()
        self.refresh_bindings()
        self.call_after_refresh(self._draw)

    @property
    def _has_pictures(self) -> bool:
        own = self._live is not None or self._sketching is not None
        return own or isinstance(self.sitting.task, lab_text.IN_A_PICTURE)

    @property
    def _pictures_fit(self) -> bool:
        return self.size.width >= 50 and self.size.height >= 14

    def _lay_out(self) -> None:
        """The text as high as it needs to be, and the pictures what is left of the window."""
        has_panes = self._has_pictures and self._pictures_fit
        panes = self.query_one(LabPanes)
        panes.display = has_panes
        panes.choose(live=self._live is not None, table=self._sketching is None)
        self.query_one("#lab-run").display = self._live is not None
        typing = self._typing
        on_demand = self.state in ("running", "drawing")
        typing.display = typing.is_open and (
            not on_demand or not typing.letters_are_keys or bool(typing.field.value)
        )
        self.query_one("#task").border_title = self._title()
        above, below = lab_text.texts(
            self.sitting, self._part, self._said, has_pictures=self._pictures_fit
        )
        self._card.show([*above, *below])
        if has_panes:
            around = ("#lab-head", "#lab-run", "#typing", "#lab-how", "Footer")
            rows = self.size.height - sum(self.query_one(row).display for row in around)
            needed = self._card.lines_in(max(1, self.size.width - 4)) + 2
            room = max(FEWEST_TEXT, min(rows - LOWEST_PICTURE, rows // 2 + 1))
            self._card.styles.height = min(needed, room)
        else:
            self._card.styles.height = "1fr"
        self.call_after_refresh(self._show_end, len(above))

    def _show_end(self, asked: int) -> None:
        """What has just been said must be in view."""
        if self.is_attached and self._said:
            self._card.go_to(asked + 1)
        self._draw_rows()

    def _title(self) -> str:
        task, place = self.sitting.task, self.sitting.place + 1
        return self.app.legible(f"{place} {task.title}".rstrip()).replace("[", r"\[")

    def _draw(self) -> None:
        if not self.is_attached or not self.is_mounted:
            return
        if self._pictures_fit and self._has_pictures:
            panes = self.query_one(LabPanes)
            if self._live is not None:
                panes.show_live(self._live.frame(log_scale=self._log_scale))
            elif self._sketching is None:
                panes.show_answers(self.sitting, self._part, log=self._log_scale)
            elif self.state == "drawing":
                panes.show_sketch(self._sketching.drawn)
            else:
                answers = self.sitting.here.answers.get("curve", [])
                panes.show_sketch(self._sketching.compared(*answers[-1:]))
        self._draw_rows()
        self.call_after_refresh(self.app.pacer.frame_drawn)

    def _draw_rows(self) -> None:
        if not self.is_attached:
            return
        head = self.query_one("#lab-head", Row)
        width = head.content_size.width - len(self.app.legible("…")) + 1
        head.show_lines([lab_text.head(self.sitting, width)])
        if self._live is not None:
            row = self.query_one("#lab-run", Row)
            row.show_lines([self._live.line(row.content_size.width)])
        how = self.query_one("#lab-how", Row)
        said = lab_text.how(
            self.sitting,
            is_done=self.state == "done",
            has_more=self._card.has_more,
            typing=self._typing.is_open and not self._typing.letters_are_keys,
        )
        line = lab_text.fitting(map(self.app.legible, said), how.content_size.width - 1)
        how.show_lines([[(f" {line}", "heading")]])


def _called(action: str, parameters: tuple[object, ...]) -> str:
    """An action as it is declared."""
    return f"{action}({', '.join(map(str, parameters))})" if parameters else action
