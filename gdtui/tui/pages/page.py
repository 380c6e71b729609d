"""A page of text over the screen, to be read and closed."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple, TypeAlias

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from gdtui.tui import actions
from gdtui.tui.textual_internals import TerminalApp

WIDEST = 76  # cells of a page
AROUND = 6  # of them for frame, margin and scroll bar


class Paragraph(NamedTuple):
    """Text that is broken into the lines of the page, after `first` and under it."""

    text: str
    first: str = ""


Line: TypeAlias = str | Paragraph
"""What a page is made of: lines that stay as they are, and text that is broken into lines."""


class Page(ModalScreen[None]):
    """A page that scrolls; any of the keys that open or close things closes it."""

    BINDINGS: ClassVar = [*actions.bindings(actions.PAGE)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (40, "-wide")]  # noqa: RUF012 (Textual's own)

    app = getters.app(TerminalApp)

    def __init__(self, title: str, lines: Iterable[Line]) -> None:
        super().__init__()
        self._title = title
        self._lines = [*lines]
        self._shown = Static()

    def compose(self) -> ComposeResult:
        """The page in a frame."""
        with VerticalScroll(id="page") as page:
            page.border_title = self._title
            page.border_subtitle = self.app.legible("↑ ↓ scroll · Esc closes")
            yield self._shown

    def on_mount(self) -> None:
        """Show the text."""
        self._draw(self.app.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        self._draw(event.size.width)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show another text; a page that is being closed takes it too."""
        self._lines = [*lines]
        self._draw(self.app.size.width)

    def _draw(self, window: int) -> None:
        self._shown.update(self._text(window))

    def _text(self, window: int) -> str:
        """The text for a window so wide."""
        width = max(1, min(window, WIDEST) - AROUND)
        return "\n".join(row for line in self._lines for row in self._rows(line, width))

    def _rows(self, line: Line, width: int) -> Iterator[str]:
        if isinstance(line, str):
            yield self.app.legible(line)
            return
        text, first = map(self.app.legible, line)
        under = " " * len(first)
        yield from textwrap.wrap(text, width, initial_indent=first, subsequent_indent=under)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#page").scroll_relative(y=by, animate=False)
