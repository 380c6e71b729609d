"""A run written to files that people take along: new ones, where they can find them."""

import os
from collections.abc import Iterable, Iterator
from itertools import count
from operator import attrgetter
from pathlib import Path

from gdtui.engine.events import Event, Predicted, RunEdited, StepsTaken
from gdtui.engine.run import Run
from gdtui.files import paths

PORTION = 1024  # rows that are held at a time


def everything(run: Run) -> Iterator[Event]:
    """All that led to where `run` has been, its steps and what was predicted of them too; a
    recording of it replays to the same.

    `run` is left where it stands.
    """
    again = run.fork()
    again.seek(again.furthest)
    yield again.started
    done = 0
    said_and_done: list[RunEdited | Predicted] = [*again.edits, *again.predictions]
    for event in sorted(said_and_done, key=attrgetter("step")):
        yield from _steps(again, done, event.step)
        yield event
        done = event.step
    yield from _steps(again, done, again.step)
    if again.ended:
        yield again.ended


def _steps(run: Run, done: int, last: int) -> Iterator[StepsTaken]:
    for first in range(done + 1, last + 1, PORTION):
        yield StepsTaken(run.rows(first, min(first + PORTION - 1, last)))


def write_new(stem: str, suffix: str, lines: Iterable[str]) -> Path:
    """Write a text file of a name that there is not yet: `stem.suffix`, `stem-2.suffix`, …

    It is put into the current directory, or, where that cannot be written to, into the folder of
    gdtui's data. Raises `OSError`.
    """
    folder = Path.cwd()
    if not os.access(folder, os.W_OK):
        folder = paths.state()
        folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        path = folder / (f"{stem}.{suffix}" if number == 1 else f"{stem}-{number}.{suffix}")
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # there is always another number
