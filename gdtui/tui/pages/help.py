"""Help: what the keys do, made from the same declarations as the keys themselves."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from gdtui.tui.actions import Action, key_shown
from gdtui.tui.pages.page import Line, Paragraph

MOST = 4  # keys of one row that are listed; of more, the first and the last


def help_lines(
    text: str,
    actions: Sequence[Action],
    moving: Sequence[Action],
    keys_shown: Callable[[Action], str],
) -> Iterator[Line]:
    """The page: a text, such as the help of the pane in focus, then every key.

    `moving` leads from pane to pane, and is empty where there is one pane.
    """
    yield from _plain(_with_own_keys(text, actions, keys_shown))
    yield "KEYS"
    yield from _table(actions, keys_shown)
    if moving:
        yield ""
        yield "MOVING ABOUT"
        yield Paragraph("To the next pane or field; Shift+Tab to the one before.", "    Tab      ")
        yield from _table(moving, keys_shown)


def _with_own_keys(
    text: str, actions: Iterable[Action], keys_shown: Callable[[Action], str]
) -> str:
    """A text that names keys as they are declared, with those that a person has given instead."""
    own: dict[str, str] = {}
    for action in actions:
        declared = [key_shown(key) for key in action.keys.split(",")]
        if (keys := keys_shown(action).split()) != declared:
            own |= dict.fromkeys(declared, keys[0])
    return re.sub(r"\*\*(\S+?)\*\*", lambda named: own.get(named[1], named[1]), text)


def _table(actions: Iterable[Action], keys_shown: Callable[[Action], str]) -> Iterator[Line]:
    rows = []
    for text, alike in groupby(actions, key=lambda action: action.help):
        keys = [keys_shown(action) for action in alike]
        rows.append((" ".join(keys) if len(keys) <= MOST else f"{keys[0]} … {keys[-1]}", text))
    width = max(7, *(len(shown) for shown, _ in rows))
    for shown, text in rows:
        yield Paragraph(text, f"  {shown:>{width}}    ")


def _plain(markdown: str) -> Iterator[Line]:
    """Help texts are written with a little Markdown, for Textual's own help panel too."""
    for paragraph in markdown.strip().split("\n\n"):
        text = " ".join(paragraph.split("\n")).replace("**", "").replace("`", "")
        if text.startswith("## "):
            yield text.removeprefix("## ").upper()
        else:
            yield Paragraph(text, "  ")
            yield ""
