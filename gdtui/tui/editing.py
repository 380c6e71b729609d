"""Cards in the editor that a person is used to: opened at their line, and checked afterward."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from gdtui.study.cards import decks
from gdtui.study.cards.card import Card
from gdtui.tui.messages import OpenPage
from gdtui.tui.pages.page import Paragraph
from gdtui.tui.textual_internals import TerminalApp

USUAL = "vi"  # on every system that has an opinion (POSIX)
AT_A_COLON = ("hx", "helix", "subl")
"""Editors that are given a line as `file:line`, rather than as `+line` before the file."""
IN_A_WINDOW = ("code", "codium", "code-insiders")
"""Editors that return at once unless they are told to wait."""
LISTED = 20  # problems of a deck that are shown


def command(path: Path, line: int, environment: Mapping[str, str] = os.environ) -> list[str]:
    """What opens a file at a line, in the editor that VISUAL or EDITOR names.

    Raises `ValueError` for a name that a shell could not read.
    """
    named = environment.get("VISUAL") or environment.get("EDITOR") or USUAL
    editor = shlex.split(named) or [USUAL]
    name = Path(editor[0]).name
    if name in IN_A_WINDOW:
        return [*editor, "--wait", "--goto", f"{path}:{line}"]
    if name in AT_A_COLON:
        return [*editor, f"{path}:{line}"]
    return [*editor, f"+{line}", str(path)]


class EditingError(Exception):
    """Nothing was edited; the message says why, in one sentence."""


def edit(app: TerminalApp, card: Card) -> bool:
    """Have a person edit a card. Returns whether its deck is right now; what is not, is said.

    Of a deck that comes with the program a copy of one's own is edited, which takes its place;
    unless nothing is changed in it.
    """
    try:
        wrong = _wrong_after(app, card)
    except EditingError as error:
        app.notify(str(error), severity="error")
        return False
    if wrong:
        more = [f"… and {len(wrong) - LISTED} more"] if len(wrong) > LISTED else []
        said = "Until this is right the cards stay as they were; e opens the file again."
        lines = map(Paragraph, (said, "", *wrong[:LISTED], *more))
        app.post_message(OpenPage("edited", lines))
    return not wrong


def _wrong_after(app: TerminalApp, card: Card) -> list[str]:
    """What is wrong with a card's deck after it was edited, a line each. Raises `EditingError`."""
    if card.path is None:
        raise EditingError("the card is written in no file")
    try:
        with decks.for_editing(card.path) as own:
            _open_editor(app, own, card.line)
    except OSError as error:
        raise EditingError(f"{error.filename or card.path}: {error.strerror or error}") from None
    edited = decks.load(own if own.exists() else card.path)
    return [f"{own.name}:{problem.line}: {problem.message}" for problem in edited.problems]


def _open_editor(app: TerminalApp, path: Path, line: int) -> None:
    """Lend the terminal to the editor until it ends. Raises `EditingError`."""
    try:
        asked = command(path, line)
    except ValueError as error:
        raise EditingError(f"VISUAL or EDITOR cannot be read: {error}") from None
    try:
        code = app.lend_terminal(asked)
    except OSError as error:
        raise EditingError(
            f"{asked[0]}: {error.strerror}; set EDITOR to an editor that is there. "
            f"The card is written in {path}, line {line}"
        ) from None
    if code:
        raise EditingError(f"{asked[0]} ended with exit code {code}")
