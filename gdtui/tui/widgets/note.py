"""A sentence that is to be read: it stays until it has been acted on, whole."""

from textual import getters
from textual.widgets import Static

from gdtui.tui.textual_internals import TerminalApp


class Note(Static):
    """As many rows as its sentence needs, and none without one."""

    app = getters.app(TerminalApp)

    def __init__(self, text: str = "", *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(self.app.legible(text), id=id)
        self._text = text
        self.display = bool(text)

    def say(self, text: str) -> None:
        """Say another sentence, or nothing."""
        if text != self._text:  # to update it lays the screen out again
            self._text = text
            self.update(self.app.legible(text))
            self.display = bool(text)
