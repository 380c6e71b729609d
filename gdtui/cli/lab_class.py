"""Who of a class is where, once or as long as somebody watches."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from gdtui.cli.console import clear, ctrl_c, emit, note
from gdtui.study.labs import classroom, verification
from gdtui.study.labs.labs import LabError, lab_named
from gdtui.study.labs.verification import HandedIn, ReportError

EVERY = 1.0  # seconds between two looks at the folder
SUFFIXES = (".json", ".jsonl", ".md")


def lines(folder: Path, name: str | None, *, hide_names: bool) -> Iterator[str]:
    """The table of each lab that somebody in the folder is at. Raises `click.ClickException` if
    there is nothing to be read."""
    by_lab: dict[str, list[HandedIn]] = {}
    for path in _files(folder):
        try:
            one = verification.read(path)
        except ReportError as error:
            note(str(error))
            continue
        by_lab.setdefault(one.lab, []).append(one)
    if not by_lab:
        raise click.ClickException(
            f"{folder}: no journal (.jsonl) and no report (.json, .md) in it"
        )
    for called, handed_in in by_lab.items():
        try:
            found = lab_named(name or called)
        except LabError as error:
            note(f"{error}; --lab FILE says where it is")
            continue
        yield from classroom.table(found, handed_in, hide_names=hide_names)


def watch(folder: Path, shown: Callable[[], Iterator[str]]) -> None:
    """Print what is `shown` again whenever a file of the folder has changed, until Ctrl+C."""
    seen: list[tuple[str, int, int]] | None = None
    with ctrl_c() as pressed:
        while not pressed():
            now = [(p.name, s.st_size, s.st_mtime_ns) for p in _files(folder) for s in [p.stat()]]
            if now != seen:
                seen = now
                try:
                    table = [*shown()]
                except click.ClickException as nothing:  # nobody has begun yet
                    table = [nothing.message]
                if sys.stdout.isatty():
                    clear()
                emit(table)
            time.sleep(EVERY)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
