"""A page of text over the screen, to be read and closed."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from gdtui.tui import actions
from gdtui.tui.textual_internals import TerminalApp

WIDTH = 70


class Page(ModalScreen[None]):
    """A page that scrolls; any of the keys that open or close things closes it."""

    BINDINGS: ClassVar = [*actions.bindings(actions.PAGE)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (40, "-wide")]  # noqa: RUF012 (Textual's own)

    app = getters.app(TerminalApp)

    def __init__(self, title: str, lines: Iterable[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._text = Static()

    def compose(self) -> ComposeResult:
        """The page in a frame."""
        with VerticalScroll(id="page") as page:
            page.border_title = self._title
            page.border_subtitle = self.app.legible("↑ ↓ scroll · Esc closes")
            yield self._text

    def on_mount(self) -> None:
        """Show the text."""
        self.show_lines(self._lines)

    def show_lines(self, lines: Iterable[str]) -> None:
        """Show another text; a page that is being closed takes it too."""
        self._text.update(self.app.legible("\n".join(lines)))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#page").scroll_relative(y=by, animate=False)


def wrapped(text: str, first: str) -> Iterator[str]:
    """`text` in lines of the page's width, after `first` and under it."""
    return iter(
        textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
    )
