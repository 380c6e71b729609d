"""The playground as it was last left: a recording, kept for the next start."""

import os

from gdtui.engine.run import Run
from gdtui.files import paths, recording
from gdtui.files.replay import replay


def keep(run: Run) -> str | None:
    """Keep where `run` stands. Returns None, or why it could not be kept."""
    return paths.keep(paths.last_session(), "\n".join(recording.of(run)) + "\n")


def is_kept() -> bool:
    """Whether there is one to go on with."""
    return os.path.exists(paths.last_session())


def obstacle() -> str | None:
    """Why the playground will not be kept when it is left, if that can be told already."""
    reason = paths.obstacle(paths.state())
    return reason and f"{reason}: this session will not be kept"


def resume() -> Run | None:
    """The run that was kept, where it stood; None if there is none.

    Raises `OSError`, `RecordingError`, and what `open_run` raises.
    """
    return replay(recording.load(paths.last_session())).run if is_kept() else None
