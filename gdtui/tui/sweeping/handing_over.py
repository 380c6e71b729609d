"""Runs that are handed over to the playground: made the live one, or pinned beside it."""

from collections.abc import Callable

from gdtui.engine.experiment import Experiment, Pin, Track
from gdtui.engine.run import Run
from gdtui.tui.textual_internals import TerminalApp


def begin(app: TerminalApp, experiment: Experiment, run: Callable[[], Run | Track]) -> bool:
    """Make a run the live one, and pin the one before, if a step of it was taken; whether there was
    room for that."""
    if experiment.run.furthest:
        letter = _pinned(app, experiment.pin)
        if not letter:
            return False
        app.notify(f"The run before is pinned as {letter}.")
    experiment.begin(run())
    return True


def pin_beside(app: TerminalApp, experiment: Experiment, run: Run | Track) -> str:
    """Pin a run beside the live one. Returns its letter; where there is no room "", and says so."""
    return _pinned(app, lambda: experiment.pin_beside(run))


def _pinned(app: TerminalApp, pin: Callable[[], Pin]) -> str:
    try:
        return pin().letter
    except ValueError as error:
        key = app.key_of("playground.unpin")
        app.notify(f"{error}; {key} in the playground takes the last one out.")
        return ""
