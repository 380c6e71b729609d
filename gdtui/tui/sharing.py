"""What is kept of a playground's run and handed on: its command, its files, the session."""

from gdtui.engine.run import Run
from gdtui.files import command_line, paths, session
from gdtui.tui.copying import copy
from gdtui.tui.driven import DrivenScreen


def copy_command(screen: DrivenScreen) -> None:
    """Copy the command line that reproduces the run."""
    copy(screen.app, command_line.reopening(screen.run))


def write_file(screen: DrivenScreen, name: str) -> None:
    """Write what is called `name`, of the run or the screen, to a new file, and say which."""
    from gdtui.tui.export import export  # noqa: PLC0415 (few starts need it)

    try:
        path = export(name, screen.run, screen, screen.app.glyphs)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}"
        screen.notify(f"Nothing was written: {said}", severity="error")
    else:
        screen.notify(str(path), title="written")


def last_session(screen: DrivenScreen) -> Run | None:
    """The run that the playground was last left with; None if there is none, which is said."""
    try:
        run = session.resume()
    except (OSError, ValueError) as error:
        screen.notify(f"{paths.last_session().name}: {error}", severity="error")
        return None
    if run is None:
        screen.notify("There is no earlier session to go on with.")
    return run
