"""One line of input that remembers what is in force."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class Field(Input):
    """One line of input that remembers the last value in force."""

    BINDINGS: ClassVar = [
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("escape", "leave", "Leave", show=False),
    ]

    @dataclass
    class Left(Message):
        """The person goes back to the stage without wanting what they typed."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, compact=True)
        self.in_force = ""
        self.cursor_blink = False  # or an idle program would send something twice a second

    def put(self, text: str) -> None:
        """Show the value now in force, unless something else is being typed."""
        unsaved = self.has_focus and self.value != self.in_force
        self.in_force = text
        if not unsaved and self.value != text:
            self.value = text
            self.cursor_position = len(text)

    def action_leave(self) -> None:
        """Take back what was typed and go to the stage."""
        self.value = self.in_force
        self.post_message(self.Left())
