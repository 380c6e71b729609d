"""Labs: TOML that a teacher writes becomes tasks, or a list of everything that is wrong with it."""

import contextlib
from dataclasses import dataclass
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any

from gdtui.engine.spec import nearest, quoted
from gdtui.files import paths
from gdtui.files.text_file import TextFileError, read_text
from gdtui.study.cards.card import Setup
from gdtui.study.cards.reader import NotTomlError, Problem, Table, read, wrong_name
from gdtui.study.cards.sampling import read_choices
from gdtui.study.labs.kinds import KINDS
from gdtui.study.labs.task import Task
from gdtui.study.labs.task_run import read_setup

MOST_BYTES = 1_000_000
FIRST = "learning-rate"
"""The exercise of the text: the lab that one begins with."""
_EVERY = ("id", "kind", "title", "text", "hints", "after", "draw")


class LabError(ValueError):
    """A lab that cannot be used; the message is one line with the file and the place."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A file of tasks."""

    name: str
    """The stem of its file."""
    title: str
    tasks: tuple[Task, ...]
    about: str = ""
    minutes: int | None = None
    tags: tuple[str, ...] = ()
    path: Path | None = None
    digest: str = ""
    """What tells this text from another version of it."""
    problems: tuple[Problem, ...] = ()

    @property
    def file_name(self) -> str:
        """What messages call it."""
        return self.path.name if self.path else self.name

    def task(self, id_: str) -> Task | None:
        """The task with this id."""
        return next((task for task in self.tasks if task.id == id_), None)


def shipped() -> Path:
    """The folder of the labs that come with the program."""
    return Path(str(resources.files("gdtui") / "content" / "labs"))


def known() -> dict[str, Path]:
    """The labs that have names: the shipped ones, and the person's own in their place."""
    found = {FIRST: shipped() / f"{FIRST}.toml"}
    for folder in (shipped(), paths.labs()):
        with contextlib.suppress(OSError):
            found.update({path.stem: path for path in paths.toml_in(folder)})
    return found


def path_of(asked: str) -> Path:
    """The file of a lab, by its name or its path. Raises `LabError`."""
    by_name = known()
    if asked in by_name:
        return by_name[asked]
    path = paths.typed(asked)
    if not paths.is_missing(path):
        return path
    if asked.endswith(".toml") or "/" in asked:
        raise LabError(f"there is no file {quoted(asked, 60)}")
    raise LabError(
        f"unknown lab {quoted(asked, 60)}{nearest(asked, by_name)}; known: {', '.join(by_name)}"
    )


def lab_of_report(name: str, asked: str | None) -> Lab:
    """The lab that a report or a journal is of: the one that is `asked` for, or one that has this
    name here; what was handed in opens no file. Raises `LabError`."""
    if asked is None and name not in known():
        raise LabError(f"unknown lab {quoted(name, 60)}; --lab FILE says where it is")
    return lab_named(asked or name)


def lab_named(asked: str) -> Lab:
    """A lab without fault. Raises `LabError`."""
    lab = load(path_of(asked))
    if lab.problems:
        more = f" (and {len(lab.problems) - 1} more)" if len(lab.problems) > 1 else ""
        raise LabError(
            f"{lab.file_name}: {lab.problems[0]}{more}; `gdtui lab check` lists everything"
        )
    return lab


def load(path: Path) -> Lab:
    """The lab in a file. Whatever is wrong with it is in its `problems`, nothing is raised."""
    if (problem := wrong_name(path.name)) is not None:
        return _unread(path, problem)
    try:
        text = read_text(path, MOST_BYTES)
    except TextFileError as error:
        return _unread(path, Problem(error.line or 1, 1, str(error)))
    return parse(text, path)


def parse(text: str, path: Path) -> Lab:
    """The lab that `text` is, as if it stood in the file `path`; nothing is raised."""
    try:
        table = read(text)
    except NotTomlError as error:
        return _unread(path, error.problem)
    table.only(("title", "about", "minutes", "tags", "run", "task"))
    title = table.text("title", required=True)
    about, minutes, tags = table.text("about"), table.whole("minutes", 1, 600), table.tags("tags")
    setup = read_setup(table, ())
    items = table.items("task")
    if not items.given:
        table.wrong("a lab needs at least one [[task]]", *(["task"] if "task" in table else []))
    tasks: list[Task] = []
    seen: dict[str, int] = {}
    for place in items:
        if not isinstance(items.given[place], dict):
            items.wrong("a task is written [[task]], with its keys below", place)
            continue
        before = len(table.problems)
        task = _task(items.below(items.given[place], place), path, setup, seen)
        if task is not None and len(table.problems) == before:
            tasks.append(task)
    return Lab(
        name=path.stem,
        title=title,
        tasks=tuple(tasks),
        about=about,
        minutes=minutes,
        tags=tags,
        path=path,
        digest=blake2b(text.encode(), digest_size=8).hexdigest(),
        problems=tuple(sorted(table.problems)),
    )


def problems(lab: Lab) -> tuple[Problem, ...]:
    """Everything that is wrong, with what only asking shows, in the order of the file."""
    found = []
    for task in lab.tasks:
        wrong = task.problem()
        if wrong:
            found.append(Problem(task.line, 1, f"task {task.id!r}: {wrong}"))
    return tuple(sorted((*lab.problems, *found)))


def _unread(path: Path, problem: Problem) -> Lab:
    return Lab(path.stem, path.stem, (), path=path, problems=(problem,))


def _task(table: Table, path: Path, beneath: Setup | None, seen: dict[str, int]) -> Task | None:
    choices = read_choices(table)
    names = [name for name, _ in choices]
    hints = table.items("hints")
    common: dict[str, Any] = {
        "id": table.id(seen, "task"),
        "lab": path.stem,
        "title": table.text("title"),
        "text": _flowed(table.text("text", required=True, names=names)),
        "hints": tuple(hints.text(place, required=True, names=names) for place in hints),
        "after": _flowed(table.text("after", names=names)),
        "choices": choices,
        "line": table.line_of(),
    }
    name = table.one_of("kind", KINDS)
    kind = KINDS.get(name)
    if kind is None:  # a key that no kind has may be the one that was meant
        table.only(sorted({*_EVERY, *(key for known in KINDS.values() for key in known.KEYS)}))
        return None
    table.only((*_EVERY, *(["run"] if "run" not in kind.KEYS else []), *kind.KEYS))
    searched = table.given.get("find")
    more = [searched] if name == "find" and isinstance(searched, str) else []
    of_run = ("ask", "until", "minus") if name == "number" else ()
    setup = read_setup(table, [*names, *more], beneath, of_run)
    return kind.read(table, {**common, "kind": name, "setup": setup})


def _flowed(text: str) -> str:
    """A text whose lines end where its window has them end; an empty line is a new paragraph."""
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
