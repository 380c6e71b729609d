"""The field in which an answer is typed."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class Answer(Input):
    """One line of input; Esc leaves it, so that single letters are keys again."""

    BINDINGS: ClassVar = [
        Binding("enter", "submit", "Check", key_display="Enter"),
        Binding("escape", "leave", "Other keys", key_display="Esc"),
    ]

    @dataclass
    class Left(Message):
        """The person wants the keys rather than the field."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False  # or an idle program would send something twice a second

    def action_leave(self) -> None:
        """Leave the field as it is."""
        self.post_message(self.Left())
