"""Help: what the keys do, made from the same declarations as the keys themselves."""

from collections.abc import Iterable, Iterator, Sequence

from gdtui.tui.actions import Action
from gdtui.tui.pages.page import wrapped


def help_lines(keys: Iterable[Action], moving: Sequence[Action], pane_help: str) -> Iterator[str]:
    """The page: the pane in focus, then every key; `moving` is empty where there is one pane."""
    yield from _plain(pane_help)
    yield "KEYS"
    yield from _table(keys)
    if moving:
        yield ""
        yield "MOVING ABOUT"
        yield "    Tab      To the next pane or field; Shift+Tab to the one before."
        yield from _table(moving)


def _table(actions: Iterable[Action]) -> Iterator[str]:
    listed = [*actions]
    width = max(7, *(len(action.keys_shown) for action in listed))
    for action in listed:
        yield from wrapped(action.help, f"  {action.keys_shown:>{width}}    ")


def _plain(markdown: str) -> Iterator[str]:
    """Help texts are written with a little Markdown, for Textual's own help panel too."""
    for paragraph in markdown.strip().split("\n\n"):
        text = " ".join(paragraph.split("\n")).replace("**", "").replace("`", "")
        if text.startswith("## "):
            yield text.removeprefix("## ").upper()
        else:
            yield from wrapped(text, "  ")
            yield ""
