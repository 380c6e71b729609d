"""Help: what the keys do, made from the same declarations as the keys themselves."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from gdtui.tui.actions import Action

WIDTH = 70


class Help(ModalScreen[None]):
    """A page that scrolls; any of the keys that open or close things closes it."""

    BINDINGS: ClassVar = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close"),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, keys: Iterable[Action], moving: Iterable[Action], pane_help: str) -> None:
        super().__init__()
        self._text = "\n".join(_page(keys, moving, pane_help))

    def compose(self) -> ComposeResult:
        """The page in a frame."""
        with VerticalScroll(id="help") as page:
            page.border_title = "help"
            page.border_subtitle = "↑ ↓ scroll · Esc closes"
            yield Static(self._text, markup=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#help").scroll_relative(y=by, animate=False)


def _page(keys: Iterable[Action], moving: Iterable[Action], pane_help: str) -> Iterator[str]:
    yield from _plain(pane_help)
    yield "KEYS"
    yield from _table(keys)
    yield ""
    yield "MOVING ABOUT"
    yield "    Tab      To the next pane or field; Shift+Tab to the one before."
    yield from _table(moving)


def _table(actions: Iterable[Action]) -> Iterator[str]:
    for action in actions:
        yield from _wrapped(action.help, f"  {action.keys_shown:>7}    ")


def _plain(markdown: str) -> Iterator[str]:
    """Help texts are written with a little Markdown, for Textual's own help panel too."""
    for paragraph in markdown.strip().split("\n\n"):
        text = " ".join(paragraph.split("\n")).replace("**", "").replace("`", "")
        if text.startswith("## "):
            yield text.removeprefix("## ").upper()
        else:
            yield from _wrapped(text, "  ")
            yield ""


def _wrapped(text: str, first: str) -> Iterator[str]:
    return iter(
        textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
    )
