"""Copying: to the terminal's clipboard, and to a file, since tmux often drops the former."""

from gdtui.files import paths
from gdtui.tui.textual_internals import TerminalApp


def copy(app: TerminalApp, text: str) -> None:
    """Copy `text`, and say where it is."""
    app.copy_to_clipboard(text)
    problem = paths.keep(paths.copied(), text + "\n")
    app.notify(text, title="copied" if problem else f"copied; also in {paths.copied()}")
