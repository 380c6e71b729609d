"""Where a person's settings, themes and recordings live (XDG)."""

import os
import tempfile
from pathlib import Path

import platformdirs


def config() -> Path:
    """The folder of settings and of the person's own themes; it need not exist."""
    return Path(platformdirs.user_config_dir("gdtui"))


def state() -> Path:
    """The folder of what the program keeps between two starts; it need not exist."""
    return Path(platformdirs.user_state_dir("gdtui"))


def decks() -> Path:
    """The folder of the person's own decks; it need not exist."""
    return Path(platformdirs.user_data_dir("gdtui")) / "decks"


def reviews() -> Path:
    """The database of what was learned; it need not exist."""
    return state() / "reviews.db"


def last_session() -> Path:
    """The recording of the playground as it was last left; it need not exist."""
    return state() / "last-session.jsonl"


def copied() -> Path:
    """What was last copied: a terminal, or tmux between, may drop what it was sent."""
    return state() / "copied.txt"


def keep(path: Path, text: str) -> str | None:
    """Write a file that is the owner's alone, whole or not at all.

    Returns None, or why it could not be kept: a home directory that is full or read-only is no
    reason to stop.
    """
    scratch = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        return f"{path} could not be written: {error.strerror or error}"
    return None
