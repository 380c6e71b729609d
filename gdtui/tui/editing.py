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


def edit(app: TerminalApp, card: Card) -> bool:
    """Have a person edit a card. Returns whether its deck is right now; a page says what is not.

    Of a deck that comes with the program a copy of one's own is edited, which takes its place;
    unless nothing is changed in it.
    """
    wrong = _wrong_after(app, card.path, card.line) if card.path else ["it is written in no file"]
    if wrong:
        more = [f"… and {len(wrong) - LISTED} more"] if len(wrong) > LISTED else []
        said = "Until this is right the cards stay as they were; e opens the file again."
        lines = map(Paragraph, (said, "", *wrong[:LISTED], *more))
        app.post_message(OpenPage("edited", lines))
    return not wrong


def _wrong_after(app: TerminalApp, path: Path, line: int) -> list[str]:
    """What is wrong with a deck after it was edited, a line each."""
    try:
        with decks.for_editing(path) as own:
            asked = command(own, line)
            code = app.lend_terminal(asked)
    except ValueError as error:
        return [f"VISUAL or EDITOR cannot be read: {error}"]
    except FileNotFoundError:
        return [
            f"{asked[0]} was not found: set EDITOR to an editor that is there",
            f"the card is written in {own}, line {line}",
        ]
    except OSError as error:
        return [f"{error.filename or path}: {error.strerror or error}"]
    if code:
        return [f"{asked[0]} ended with exit code {code}"]
    edited = decks.load(own if own.exists() else path)
    return [f"{own.name}:{problem.line}: {problem.message}" for problem in edited.problems]
