"""What is seen of a task: its text, below it what it is about, and the row for the answer."""

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from gdtui.study.labs.task import Part
from gdtui.tui import lab_text
from gdtui.tui.lab_desk import Desk
from gdtui.tui.panes.lab_panes import LabPanes
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.answer_row import AnswerRow
from gdtui.tui.widgets.card import Card
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Answer
from gdtui.tui.widgets.quiz_rows import Row

FEWEST_TEXT = 5  # lines of the text of a task, with its frame
PROMPT = 0.5  # of the width at most: the rest is for the answer
LOWEST_PICTURE = 7  # lines that the pictures need, with their frame


class LabView(Vertical):
    """A desk, drawn in rows that share the window."""

    app = getters.app(TerminalApp)
    card = getters.query_one("#task", Card)
    panes = getters.query_one(LabPanes)
    typing = getters.query_one(AnswerRow)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """How far one is, the text, the pictures, the run, the answer, and how it is given."""
        yield Row(id="lab-head")
        yield Card(id="task", classes="pane")
        yield LabPanes()
        yield Row(id="lab-run")
        yield AnswerRow(id="typing")
        yield Row(id="lab-how")

    @property
    def letters_are_text(self) -> bool:
        """Whether an answer is being typed."""
        return self.typing.is_open and not self.typing.letters_are_keys

    def show(self) -> None:
        """Everything anew: another task, or another answer."""
        state, typing, part = self._desk.state, self.typing, self._desk.part
        typing.open(state in ("typing", "running", "drawing"))
        prompt = self._prompt(part) if part is not None and state == "typing" else "> "
        typing.query_one("#prompt", Label).update(self.app.legible(prompt))
        if state == "typing" and not typing.letters_are_keys:
            typing.take_focus()
        else:
            typing.letters_are_keys = True
            self.screen.set_focus(None)
        self.lay_out()
        self.call_after_refresh(self.draw)

    def _prompt(self, part: Part) -> str:
        room = self.screen.size.width * PROMPT
        return part.prompt if not part.brief or len(part.prompt) <= room else part.brief

    @property
    def _pictures_fit(self) -> bool:
        return self.size.width >= 50 and self.screen.size.height >= 14

    def lay_out(self) -> None:
        """The text as high as it needs to be, and the pictures what is left of the window."""
        desk, typing, panes = self._desk, self.typing, self.panes
        has_panes = desk.has_pictures and self._pictures_fit
        panes.display = has_panes
        panes.choose(live=desk.work.live is not None, table=desk.work.sketching is None)
        self.query_one("#lab-run").display = desk.work.live is not None
        on_demand = desk.state in ("running", "drawing")
        typing.display = typing.is_open and (
            not on_demand or not typing.letters_are_keys or bool(typing.field.value)
        )
        self.card.border_title = self._title()
        above, below = lab_text.texts(
            desk.sitting,
            desk.part,
            desk.said,
            has_pictures=self._pictures_fit,
            height=self.screen.size.height,
        )
        self.card.show([*above, *below])
        if has_panes:
            around = ("#lab-head", "#lab-run", "#typing", "#lab-how")
            rows = self.screen.size.height - sum(self.query_one(row).display for row in around) - 1
            needed = self.card.lines_in(max(1, self.screen.size.width - 4)) + 2
            room = max(FEWEST_TEXT, min(rows - LOWEST_PICTURE, rows // 2 + 1))
            self.card.styles.height = min(needed, room)
        else:
            self.card.styles.height = "1fr"
        self.call_after_refresh(self._show_end, len(above))

    def _show_end(self, asked: int) -> None:
        """What has just been said must be in view."""
        if self.is_attached and self._desk.said:
            self.card.go_to(asked + 1)
        self.draw_rows()

    def _title(self) -> str:
        sitting = self._desk.sitting
        title = f"{sitting.place + 1} {sitting.task.title}".rstrip()
        return self.app.legible(title).replace("[", r"\[")

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self.draw()

    @on(Answer.Left)
    def _leave_field(self) -> None:
        self.lay_out()

    def draw(self) -> None:
        """The pictures and the rows as they are now."""
        if not self.is_attached or not self.is_mounted:
            return
        desk, work = self._desk, self._desk.work
        if self._pictures_fit and desk.has_pictures:
            if work.live is not None:
                self.panes.show_live(work.live.frame(log_scale=desk.log_scale))
            elif work.sketching is None:
                self.panes.show_answers(desk.sitting, desk.part, log=desk.log_scale)
            elif desk.state == "drawing":
                self.panes.show_sketch(work.sketching.drawn)
            else:
                answers = desk.sitting.here.answers.get("curve", [])
                self.panes.show_sketch(work.sketching.compared(*answers[-1:]))
        self.draw_rows()
        self.call_after_refresh(self.app.pacer.frame_drawn)

    def draw_rows(self) -> None:
        """How far one is, where the run stands, how the task is answered."""
        if not self.is_attached:
            return
        desk = self._desk
        head = self.query_one("#lab-head", Row)
        width = head.content_size.width - len(self.app.legible("…")) + 1
        head.show_lines([lab_text.head(desk.sitting, width)])
        if desk.work.live is not None:
            row = self.query_one("#lab-run", Row)
            row.show_lines([desk.work.live.line(row.content_size.width)])
        how = self.query_one("#lab-how", Row)
        said = lab_text.how(
            desk.sitting,
            is_done=desk.state == "done",
            has_above=self.card.has_above,
            has_more=self.card.has_more,
            typing=self.letters_are_text,
        )
        line = lab_text.fitting(map(self.app.legible, said), how.content_size.width - 1)
        how.show_lines([[(f" {line}", "heading")]])
