"""Who of a class is where, once or as long as somebody watches."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from gdtui.cli.console import clear, ctrl_c, emit, note, reader_leaves
from gdtui.study.labs import classroom, verification
from gdtui.study.labs.labs import LabError, lab_of_report
from gdtui.study.labs.verification import HandedIn, ReportError

EVERY = 1.0  # seconds between two looks at the folder
Size = tuple[str, int, int]
SUFFIXES = (".json", ".jsonl", ".md")


def lines(folder: Path, name: str | None, *, hide_names: bool) -> Iterator[str]:
    """The table of each lab that somebody in the folder is at. Raises `click.ClickException` if
    there is nothing to be read."""
    by_lab: dict[str, dict[str, HandedIn]] = {}
    for path in _files(folder):
        try:
            one = verification.read(path)
        except ReportError as error:
            note(str(error))
            continue
        learners = by_lab.setdefault(one.lab, {})
        before = learners.get(one.learner)
        if before is None or len(before.entries) < len(one.entries):
            learners[one.learner] = one  # a report and the journal it was made of are one learner
    if not by_lab:
        raise click.ClickException(
            f"{folder}: no journal (.jsonl) and no report (.json, .md) in it"
        )
    for called, handed_in in by_lab.items():
        try:
            found = lab_of_report(called, name)
        except LabError as error:
            note(str(error))
            continue
        yield from classroom.table(found, [*handed_in.values()], hide_names=hide_names)


def watch(folder: Path, shown: Callable[[], Iterator[str]]) -> None:
    """Print what is `shown` again whenever a file of the folder has changed, until Ctrl+C, or until
    nobody reads it."""
    seen: list[Size] | None = None
    with ctrl_c() as pressed:
        while not pressed():
            now = [*_sizes(_files(folder))]
            if now != seen:
                seen = now
                try:
                    table = [*shown()]
                except click.ClickException as nothing:  # nobody has begun yet
                    table = [nothing.message]
                clear()
                emit(table)
            if reader_leaves(within=EVERY):
                return


def _sizes(files: Sequence[Path]) -> Iterator[Size]:
    """What shows that a file has changed; nothing of one that has just gone."""
    for path in files:
        with contextlib.suppress(OSError):
            status = path.stat()
            yield path.name, status.st_size, status.st_mtime_ns


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
