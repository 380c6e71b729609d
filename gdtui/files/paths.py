"""Where a person's settings, themes and recordings live (XDG)."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import platformdirs

NOWHERE = Path(os.devnull) / "gdtui"
"""A folder in which nothing ever is and nothing can be put, for where no home is known."""


def config() -> Path:
    """The folder of settings and of the person's own themes; it need not exist."""
    return _folder(platformdirs.user_config_dir)


def state() -> Path:
    """The folder of what the program keeps between two starts; it need not exist."""
    return _folder(platformdirs.user_state_dir)


def decks() -> Path:
    """The folder of the person's own decks; it need not exist."""
    return _folder(platformdirs.user_data_dir) / "decks"


def labs() -> Path:
    """The folder of the person's own labs; it need not exist."""
    return _folder(platformdirs.user_data_dir) / "labs"


def journals() -> Path:
    """The folder of what was done in labs; it need not exist."""
    return _folder(platformdirs.user_data_dir) / "journals"


def _folder(find: Callable[[str], str]) -> Path:
    try:
        folder = Path(find("gdtui"))
    except RuntimeError:
        return NOWHERE
    return folder if folder.is_absolute() else NOWHERE  # as of an earlier platformdirs


def reviews() -> Path:
    """The database of what was learned; it need not exist."""
    return state() / "reviews.db"


def last_session() -> Path:
    """The recording of the playground as it was last left; it need not exist."""
    return state() / "last-session.jsonl"


def copied() -> Path:
    """What was last copied: a terminal, or tmux between, may drop what it was sent."""
    return state() / "copied.txt"


def typed(text: str) -> Path:
    """The path that a person wrote; a `~` that stands for nobody's home is left as it is."""
    return Path(os.path.expanduser(text))


def toml_in(folder: Path) -> list[Path]:
    """The TOML files in a folder, by name; none in one that is not there. Raises `OSError`."""
    if not os.path.isdir(folder):
        return []
    return sorted(path for path in folder.iterdir() if path.suffix == ".toml")


def is_missing(path: Path) -> bool:
    """Whether there is no such file, rather than one that may not be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last: no file is called so
        return True
    except OSError:
        return False
    return False


def unwritable(path: Path, reason: object) -> str:
    """Why `path` cannot be written, in a part of a sentence."""
    if path.is_relative_to(NOWHERE):
        return "there is no home directory to keep anything in (set HOME)"
    return f"{path} cannot be written ({reason})"


def obstacle(folder: Path) -> str | None:
    """What keeps anything from being kept in `folder`, as far as looking tells; None: nothing."""
    existing = next((path for path in (folder, *folder.parents) if not is_missing(path)), folder)
    try:
        is_folder, disk = os.path.isdir(existing), os.statvfs(existing)
    except OSError as error:
        return unwritable(folder, error.strerror)
    if not is_folder:
        reason = errno.ENOTDIR
    elif not os.access(existing, os.W_OK | os.X_OK):
        reason = errno.EROFS if disk.f_flag & os.ST_RDONLY else errno.EACCES
    elif disk.f_blocks and not disk.f_bavail:
        reason = errno.ENOSPC
    else:
        return None
    return unwritable(folder, os.strerror(reason))


def keep(path: Path, text: str | Iterable[str]) -> str | None:
    """Write a file that is the owner's alone, whole or not at all; a long one in pieces.

    Returns None, or why it could not be kept: a home directory that is full or read-only is no
    reason to stop.
    """
    scratch = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines([text] if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        return unwritable(path, error.strerror or error)
    return None
