"""The playground as it was last left: a recording, kept for the next start."""

from gdtui.engine.run import Run
from gdtui.files import paths, recording


def keep(run: Run) -> str | None:
    """Keep where `run` stands. Returns None, or why it could not be kept."""
    return paths.keep(paths.last_session(), "\n".join(recording.of(run)) + "\n")


def resume() -> Run | None:
    """The run that was kept, where it stood; None if there is none.

    Raises `OSError`, `RecordingError`, and what `open_run` raises.
    """
    path = paths.last_session()
    return recording.replay(recording.load(path)).run if path.exists() else None
