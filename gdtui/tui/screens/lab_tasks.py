"""The tasks of a lab, and how far each is."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gdtui.study.labs.sitting import Sitting
from gdtui.tui import actions
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.listing import Listing

MARKS = {"done": "✓", "shown": "·", "begun": "…", "open": " "}


class LabTasks(ModalScreen[int | None]):
    """A row a task; Enter goes there."""

    BINDINGS: ClassVar = [*actions.bindings(actions.MORE)]
    ACTIONS: ClassVar = actions.MORE

    app = getters.app(TerminalApp)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self._sitting = sitting

    def compose(self) -> ComposeResult:
        """The tasks."""
        with Vertical(id="more-dialog") as frame:
            frame.border_title = "tasks"
            frame.border_subtitle = self.app.legible("↑ ↓ choose · Enter goes there · Esc leave")
            yield Listing(*map(Option, map(self.app.legible, self._rows())), id="offers")

    def _rows(self) -> list[str]:
        progress = self._sitting.progress
        return [
            f"{MARKS[progress[task.id].status]} {place:>2} {task.title or task.id}"
            for place, task in enumerate(self._sitting.lab.tasks, 1)
        ]

    def on_mount(self) -> None:
        """Begin at the present one."""
        tasks = self.query_one("#offers", OptionList)
        tasks.highlighted = self._sitting.place
        tasks.focus()

    @on(OptionList.OptionSelected)
    def _go(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)

    def action_move(self, by: int) -> None:
        """Mark another one."""
        self.query_one("#offers", Listing).move(by)
