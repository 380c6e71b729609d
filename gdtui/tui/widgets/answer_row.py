"""The row in which an answer is typed."""

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label, Static

from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.field import Answer

OF_NUMBERS = frozenset("0123456789.,+-−–—(√½⅓⅔¼¾")
"""What goes into the field even after Esc: it may begin a number."""


class AnswerRow(Horizontal):
    """A field that only Esc leaves: no window too small to show it, no click beside it.

    After Esc letters are keys, until the field has the focus again.
    """

    app = getters.app(TerminalApp)
    field = getters.query_one("#typed", Answer)

    is_open = False
    """Whether an answer is typed now."""
    letters_are_keys = False

    def compose(self) -> ComposeResult:
        """The field, and what is said beside it."""
        yield Label("> ", id="prompt")
        yield Answer(id="typed")
        yield Static("", id="beside")

    def open(self, is_open: bool) -> None:
        """Show the field, or hide it."""
        self.is_open = is_open
        for widget in self.query("#prompt, #typed"):
            widget.display = is_open
        if not is_open:
            self.screen.set_focus(None)

    def take_focus(self) -> None:
        """Give the field the focus."""
        if self.is_open:
            self.screen.set_focus(self.field)
            self.on_descendant_focus()

    def on_descendant_focus(self) -> None:
        """In the field, letters are text."""
        self.letters_are_keys = False
        self.screen.refresh_bindings()

    @on(Answer.Left)
    def _leave(self) -> None:
        self.letters_are_keys = True
        self.screen.set_focus(None)
        self.screen.refresh_bindings()

    def on_descendant_blur(self) -> None:
        """Come back to the field, unless Esc left it, or another window or screen has the focus."""
        if self.app.app_focus and self.screen.is_current and not self.letters_are_keys:
            self.take_focus()

    def take(self, key: events.Key) -> None:
        """Type a key that no field has had, if it is text here."""
        if not self.is_open or self.field.has_focus or not (key.character and key.is_printable):
            return
        if not self.letters_are_keys or key.character in OF_NUMBERS:
            key.stop()
            self.take_focus()
            self.field.insert_text_at_cursor(key.character)

    def say(self, text: str) -> None:
        """Say something beside the field."""
        self.query_one("#beside", Static).update(self.app.legible(text))
