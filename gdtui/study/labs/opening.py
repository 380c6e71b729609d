"""Whose lab it is, and where its journal is kept."""

import getpass
import os
from pathlib import Path

from gdtui.files import paths
from gdtui.files.shell import shell_line
from gdtui.study.labs.journal import Journal, file_name
from gdtui.study.labs.labs import Lab, known
from gdtui.study.labs.sitting import Sitting


def learner_here() -> str:
    """The name that somebody has logged in by."""
    try:
        return as_text(getpass.getuser())
    except (KeyError, OSError):  # no entry for this user
        return f"user-{os.getuid()}"


def as_text(name: str) -> str:
    """A name as a journal can keep it: what is no text in it is a question mark."""
    return name.encode("utf-8", "replace").decode()


def journal_of(lab: Lab, learner: str, folder: Path | None = None) -> Journal:
    """The journal of a learner and a lab, in the person's own folder or in that of a class.

    Raises `JournalError`.
    """
    path = (folder or paths.journals()) / file_name(lab.name, learner)
    return Journal(path, shared=folder is not None)


def report_command(sitting: Sitting) -> str:
    """The command line that prints what to hand in."""
    lab, folder = sitting.lab, sitting.journal.path.parent
    has_name = known().get(lab.name) == lab.path or lab.path is None
    words = ["gdtui", "lab", "report", lab.name if has_name else str(lab.path)]
    if sitting.learner != learner_here():
        words += ["--name", sitting.learner]
    if folder != paths.journals():
        words += ["--journal", str(folder)]
    return shell_line(words)
