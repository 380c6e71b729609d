"""Labs: what there is, done line by line, checked, handed in and verified."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from gdtui.cli import lab_class, options, screen
from gdtui.cli.console import ask, columns, emit, fail, has_a_screen, note
from gdtui.cli.plain_lab import PlainLab
from gdtui.files.settings import load as load_settings
from gdtui.study.labs import preview, report, verification
from gdtui.study.labs.copies import Copies
from gdtui.study.labs.journal import Journal, JournalError, file_name
from gdtui.study.labs.labs import (
    Lab,
    LabError,
    known,
    lab_named,
    lab_of_report,
    load,
    path_of,
    problems,
)
from gdtui.study.labs.opening import as_text, journal_of, learner_here
from gdtui.study.labs.progress import progress
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.verification import ReportError, differences

PATH = click.Path(readable=False, path_type=Path)  # one that cannot be read hides no other
NAME = click.option(
    "--name",
    "learner",
    metavar="NAME",
    callback=lambda _context, _option, name: as_text(name) if name else learner_here(),
    help="Your name, if not your login.",
)
LAB = click.option(
    "--lab", "name", metavar="FILE", help="The lab file, if the lab has no name here."
)
JOURNAL = click.option(
    "--journal",
    "folder",
    type=click.Path(readable=False, path_type=Path),  # a class's cannot be listed by all
    metavar="DIR",
    help="Keep the journal in this folder, such as one that a class shares.",
)


class LabCommands(click.Group):
    """Subcommands, and `lab NAME` for everything else."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Anything but a subcommand's name is a lab's."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["do", *args]
        return super().parse_args(ctx, args or ["list"])


@click.group(cls=LabCommands)
def lab() -> None:
    """Exercises that are done, checked and handed in.

    \b
    gdtui lab                              what there is, and how far you are
    gdtui lab learning-rate                the exercise of the text (--help: its options)
    gdtui lab learning-rate --plain        line by line, for a screen reader or a pipe
    gdtui lab my-lab.toml --name Anna      a lab from a file, and who does it
    gdtui lab report learning-rate         what to hand in
    gdtui lab check my-lab.toml            everything that is wrong with it
    """


@options.with_screen
@lab.command("do", hidden=True)
@click.argument("name")
@click.option("--plain", is_flag=True, help="Line by line, without a screen.")
@NAME
@JOURNAL
def do(name: str, plain: bool, learner: str, folder: Path | None, **shown: Any) -> None:
    """Do a lab.

    \b
    gdtui lab learning-rate
    gdtui lab learning-rate --plain        line by line, for a screen reader or a pipe
    gdtui lab my-lab.toml --plain --name Anna --journal /srv/class
    """
    found = _lab(name)
    settings = load_settings()
    sitting = Sitting(
        found, _journal(found, learner, folder), learner, keeps_misses=settings.keep_misses
    )
    if not plain and has_a_screen():
        _open(sitting, **shown)
    PlainLab(sitting, ask, _say).run()
    if problem := sitting.journal.leave():
        note(problem)


def _open(sitting: Sitting, **shown: Any) -> NoReturn:
    screen.prepare()
    from gdtui.tui.messages import OpenLab  # noqa: PLC0415 (Textual, once it is prepared)

    screen.show(None, first=OpenLab(sitting), **shown)


def _say(text: str) -> None:
    """A text in lines of the terminal's width; what is indented stays so."""
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        emit(textwrap.wrap(line, columns(), subsequent_indent=indent) or [""])


@lab.command("list")
@NAME
@JOURNAL
def list_labs(learner: str, folder: Path | None) -> None:
    """The labs, and how far you are.

    \b
    gdtui lab list
    """
    emit(_listed(learner, folder))


def _listed(learner: str, folder: Path | None) -> Iterator[str]:
    for name, path in known().items():
        found = load(path)
        if found.problems:
            note(f"{found.file_name}: {found.problems[0]}; `gdtui lab check` lists everything")
            continue
        try:
            entries = journal_of(found, learner, folder).entries
        except JournalError as error:
            note(f"{file_name(found.name, learner)}: {error}")
            entries = []
        so_far = progress(found, entries)
        done = sum(task.done for task in so_far.values())
        minutes = f", {found.minutes} min" if found.minutes else ""
        yield f"{name}: {found.title} ({done} of {len(found.tasks)} done{minutes})"


@lab.command()
@click.argument("labs", nargs=-1, metavar="[FILE]...")
@click.option("--preview", "shows", is_flag=True, help="Show the tasks as they will be asked.")
def check(labs: tuple[str, ...], shows: bool) -> None:
    """Everything that is wrong with labs, each with its line and column.

    \b
    gdtui lab check my-lab.toml
    gdtui lab check --preview my-lab.toml
    """
    count = 0
    for path in map(_path, labs) if labs else known().values():
        found = load(path)
        if shows:
            emit(preview.lines(found))
            continue
        wrong = problems(found)
        count += len(wrong)
        emit([f"{found.file_name}: {problem}" for problem in wrong])
        if not wrong:
            emit([f"{found.file_name}: {_tasks(found)}, no problems"])
    if count:
        fail(f"{count:,} problem{'s' * (count > 1)} found")


@lab.command("report")
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    help="Either can be verified.",
)
@NAME
@JOURNAL
def report_lab(name: str, form: str, learner: str, folder: Path | None) -> None:
    """What to hand in: answers, hints, mistakes, and the runs as commands.

    \b
    gdtui lab report learning-rate
    gdtui lab report learning-rate > anna.md
    """
    found = _lab(name)
    entries = _journal(found, learner, folder).entries
    if not entries:
        raise click.ClickException(f"{learner} has not begun {found.name} yet")
    content = report.report(found, learner, entries)
    if form == "json":
        emit([report.as_json(content)], data=True)
    else:
        emit(report.markdown(found, content, entries))


@lab.command()
@click.argument("reports", nargs=-1, required=True, type=PATH, metavar="REPORT...")
@LAB
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv"]),
    default="table",
    help="csv: for a grade book.",
)
def verify(reports: tuple[Path, ...], name: str | None, form: str) -> None:
    """Make every run of the reports again, grade every answer again, and say what differs.

    \b
    gdtui lab verify handed-in/*.md
    gdtui lab verify handed-in/* --format csv > grades.csv
    """
    wrong = 0
    copies = Copies()
    rows = ["learner,lab,done,tasks,hints,misses,differences"]
    for path in reports:
        try:
            one = verification.read(path)
            found = lab_of_report(one.lab, name)
        except ReportError as error:
            wrong += 1
            note(str(error))
            continue
        except LabError as error:
            wrong += 1
            note(f"{path.name}: {error}")
            continue
        differs = [*differences(found, one), *copies.of(one)]
        wrong += bool(differs)
        tasks = progress(found, one.entries).values()
        done, hints = sum(t.done for t in tasks), sum(t.hints for t in tasks)
        misses = sum(len(t.misses) for t in tasks)
        if form == "csv":
            learner = '"' + _no_formula(one.learner).replace('"', '""') + '"'
            rows.append(
                f"{learner},{found.name},{done},{len(found.tasks)},{hints},{misses},{len(differs)}"
            )
            continue
        sound = (
            f"{len(differs)} difference{'s' * (len(differs) > 1)}" if differs else "nothing differs"
        )
        emit(
            [
                f"{path.name}: {one.learner}, {found.name}, {done} of {len(found.tasks)}: {sound}",
                *(f"  {line}" for line in differs),
            ]
        )
    if form == "csv":
        emit(rows, data=True)
    if wrong:
        fail(f"{wrong} of {len(reports)} need a look", code=1)


@lab.command("class")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@LAB
@click.option(
    "--hide-names", is_flag=True, help="Show numbers instead of names, as for a projector."
)
@click.option(
    "--watch", "watches", is_flag=True, help="Keep running and show every change; Ctrl+C ends it."
)
def class_(folder: Path, name: str | None, hide_names: bool, watches: bool) -> None:
    """How far everyone in a class is, from the journals and reports in a folder.

    \b
    gdtui lab class /srv/class
    gdtui lab class /srv/class --watch --hide-names
    """

    def shown() -> Iterator[str]:
        return lab_class.lines(folder, name, hide_names=hide_names)

    if watches:
        lab_class.watch(folder, shown)
    else:
        emit(shown())


# What they share


def _tasks(found: Lab) -> str:
    return f"{len(found.tasks)} task{'s' * (len(found.tasks) > 1)}"


def _no_formula(text: str) -> str:
    """What a spreadsheet takes for a text, whatever it begins with."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _path(asked: str) -> Path:
    try:
        return path_of(asked)
    except LabError as error:
        raise click.ClickException(str(error)) from None


def _lab(asked: str) -> Lab:
    try:
        return lab_named(asked)
    except LabError as error:
        raise click.ClickException(str(error)) from None


def _journal(found: Lab, learner: str, folder: Path | None) -> Journal:
    try:
        return journal_of(found, learner, folder)
    except JournalError as error:
        whose = "; another learner's? --name says who you are" if folder is not None else ""
        raise click.ClickException(f"{file_name(found.name, learner)}: {error}{whose}") from None
