"""A page of text over the screen, to be read and closed."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from gdtui.drawing.glyphs import Glyphs, ascii_only

WIDTH = 70


class Page(ModalScreen[None]):
    """A page that scrolls; any of the keys that open or close things closes it."""

    BINDINGS: ClassVar = [
        Binding("escape,q,question_mark,f1,i,s,enter", "dismiss", "Close"),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, title: str, lines: Iterable[str], glyphs: Glyphs) -> None:
        super().__init__()
        self._written = ascii_only if glyphs is Glyphs.ASCII else str
        self._title = title
        self._text = self._written("\n".join(lines))

    def compose(self) -> ComposeResult:
        """The page in a frame."""
        with VerticalScroll(id="page") as page:
            page.border_title = self._title
            page.border_subtitle = self._written("↑ ↓ scroll · Esc closes")
            yield Static(self._text, markup=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#page").scroll_relative(y=by, animate=False)


def wrapped(text: str, first: str) -> Iterator[str]:
    """`text` in lines of the page's width, after `first` and under it."""
    return iter(
        textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
    )
