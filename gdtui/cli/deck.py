"""Decks of flashcards: what there is, whether it is right, in and out."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from gdtui.cli import options
from gdtui.cli.console import ask, emit, fail, note, progress
from gdtui.engine.spec import nearest, quoted
from gdtui.files import paths
from gdtui.study.cards import anki, preview
from gdtui.study.cards.decks import Deck, DeckError, find, shipped
from gdtui.study.memory import backups, fitting, overview, review_log
from gdtui.study.memory.collection import adopt
from gdtui.study.memory.database import StoreError
from gdtui.study.memory.store import Store


@click.group(invoke_without_command=True)
@click.pass_context
def deck(ctx: click.Context) -> None:
    """List, check, import and export decks of flashcards.

    \b
    gdtui deck                          what there is, and what is due
    gdtui deck check my-deck.toml       everything that is wrong with it
    gdtui deck export > cards.txt       for Anki's text import
    gdtui deck restore latest           the last copy of what you have learned
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_decks)


@deck.command("list")
def list_decks() -> None:
    """The decks, and how much of them is new and due.

    \b
    gdtui deck list
    """
    found = decks_named(())
    with opened_reviews(create=False) as store:
        emit(overview.rows(found, store))


@deck.command()
@click.argument("decks", nargs=-1, metavar="[FILE]...")
@click.option("--preview", "shows", is_flag=True, help="Show the cards as they will be asked.")
def check(decks: tuple[str, ...], shows: bool) -> None:
    """Everything that is wrong with decks, each with its line and column.

    FILE is a file, a folder or a deck's name; without one, all decks are checked. Every numeric
    card is sampled many times, and the engine is asked for the answers.

    \b
    gdtui deck check my-deck.toml
    gdtui deck check --preview my-deck.toml
    """
    if shows:
        for one in decks_named(decks):
            emit(preview.lines(one))
        return
    count = 0
    for line, problems in overview.checked(decks):
        count += problems
        emit([line])
    if count:
        fail(f"{count:,} problem{'s' * (count > 1)} found")


@deck.command("import")
@click.argument("file", type=options.FILE)
@click.option("--name", help="Name of the deck; by default, the name of the file.")
@click.option("--replace", is_flag=True, help="Replace the deck imported before.")
@click.option("--yes", is_flag=True, help="Write it without asking.")
def import_deck(file: Path, name: str | None, replace: bool, yes: bool) -> None:
    """Cards from Anki, Quizlet or a spreadsheet, or a review history (.jsonl).

    FILE is Anki's "Notes in Plain Text", a package of Anki's (.apkg, .colpkg), or lines with a tab,
    a comma or a semicolon between front and back. Before anything is written you are told how it
    was read and what was left out, and on a terminal you are asked.

    \b
    gdtui deck import anki-notes.txt
    gdtui deck import lecture.apkg --name lecture-3
    gdtui deck import review_log.jsonl
    """
    try:
        if file.suffix == ".jsonl":
            _import_history(file)
        else:
            _import_notes(file, name or file.stem, replace=replace, asks=not yes)
    except (anki.AnkiError, review_log.HistoryError) as error:
        raise click.ClickException(f"{file.name}: {error}") from None


def _import_history(file: Path) -> None:
    reviews = review_log.History(file)
    count = sum(1 for _ in reviews)  # a wrong line is told before the database is touched
    with opened_reviews() as store:
        added = store.add(reviews)
        if not store.saves:
            raise click.ClickException(store.notices[0])
    emit([f"{added} reviews added; {count - added} were known"])


def _import_notes(file: Path, name: str, *, replace: bool, asks: bool) -> None:
    path = _path_of_import(name, replace=replace)
    with contextlib.ExitStack() as stack:
        with progress(file.name) as tell:
            made = stack.enter_context(anki.imported(file, name, tell))
        emit([f"{file.name}:", *(f"  {line}" for line in made.report())])
        if asks and sys.stdin.isatty() and sys.stdout.isatty():
            answer = ask(f"Write {made.cards:,} cards to {path}? [Y/n] ")
            if answer is None or answer.strip().lower() not in ("", "y", "yes"):
                emit(["nothing was written"])
                return
        problem = paths.keep(path, made.pieces())
        if problem:
            raise click.ClickException(problem)
    emit([f"{made.cards:,} card{'s' * (made.cards != 1)} in {path}"])


def _path_of_import(name: str, *, replace: bool) -> Path:
    """Where an imported deck is put. Raises `click.ClickException` if it must not be."""
    if Path(name).name != name or name.startswith("."):
        raise click.ClickException(f"{quoted(name)} cannot be the name of a deck; say --name NAME")
    if name in [path.stem for path in paths.toml_in(shipped())]:
        raise click.ClickException(
            f"{name} is the name of a deck that comes with gdtui, and would hide it; "
            f"choose another one, such as --name my-{name}"
        )
    path = paths.decks() / f"{name}.toml"
    if os.path.exists(path) and not replace:
        raise click.ClickException(
            f"{path} is there already; --replace takes its place, --name NAME another one"
        )
    return path


@deck.command()
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option("--history", is_flag=True, help="The review history, as JSON lines, instead.")
def export(decks: tuple[str, ...], history: bool) -> None:
    """Decks as Anki's "Notes in Plain Text", or the review history.

    \b
    gdtui deck export source-text > cards.txt
    gdtui deck export --history > review_log.jsonl
    """
    found = decks_named(decks)
    if not history:
        emit(anki.lines(found), data=True)
        return
    cards = {card.key for one in found for card in one.cards} if decks else None
    with opened_reviews(create=False) as store:
        chosen = (line for line in store.whole_log() if cards is None or line.key in cards)
        emit(review_log.lines(chosen), data=True)


@deck.command()
@click.argument("cards", nargs=-1, metavar="[CARD]...")
def unsuspend(cards: tuple[str, ...]) -> None:
    """Ask suspended cards again: those named, or all.

    \b
    gdtui deck unsuspend why-mini-batches
    """
    with opened_reviews() as store:
        suspended = [key for key, kept in store.kept().items() if kept.suspended]
        chosen = [key for key in suspended if not cards or key.id in cards]
        for key in chosen:
            store.unsuspend(*key)
        emit([key.id for key in chosen] or ["no such card is suspended"])


@deck.command()
@click.option("--undo", is_flag=True, help="Back to the previous parameters.")
def optimize(undo: bool) -> None:
    """Fit FSRS to your own answers, when there are enough of them.

    Needs the extra gdtui[optimizer] (torch). The days on which cards come back now stay as they
    are; the next intervals follow from what was found.

    \b
    gdtui deck optimize
    gdtui deck optimize --undo
    """
    with opened_reviews(create=False) as store:
        if undo:
            said = "the previous parameters are back" if store.undo_parameters() else "none to undo"
            emit([said])
            return
        try:
            found = fitting.fit(store.log(), store.parameters())
        except fitting.FittingError as error:
            raise click.ClickException(str(error)) from None
        told = (
            f"log loss of {found.reviews:,} answers: {found.before:.4f} before, {found.after:.4f}"
        )
        if found.after < found.before:
            store.use(found.parameters)
            emit([f"{told} now; `gdtui deck optimize --undo` goes back"])
        else:
            emit([f"{told} after fitting: no better, so nothing has changed"])


@deck.command()
@click.argument("old")
@click.argument("new")
def renamed(old: str, new: str) -> None:
    """Keep what you have learned of a deck when its file gets another name.

    OLD and NEW are names of decks, which are those of their files without `.toml`.

    \b
    gdtui deck renamed lecture3 lecture-3
    """
    if any(deck.name == old for deck in find().decks):
        raise click.ClickException(
            f"there is still a deck named {quoted(old)}: give its file the new name first"
        )
    with opened_reviews() as store:
        count = store.rename(old, new)
    emit([f"{count:,} card{'s' * (count != 1)} went from {old} to {new}"])


@deck.command()
@click.argument("which", required=False)
def restore(which: str | None) -> None:
    """Restore a copy of what you have learned; without WHICH, list the copies.

    A copy is made on every day on which the flashcards are opened, and a few are kept. WHICH is its
    day, `latest`, or a file. What is there now is kept beside it.

    \b
    gdtui deck restore
    gdtui deck restore latest
    """
    database = paths.reviews()
    known = backups.copies(database)
    if which is None:
        emit(_listed(known) if known else [f"no copy yet in {backups.folder(database)}"])
        return
    by_name = {copy.day.isoformat(): copy.path for copy in reversed(known)}
    if known:
        by_name["latest"] = known[0].path
    path = by_name.get(which) or paths.typed(which).absolute()
    if which not in by_name and paths.is_missing(path):
        raise click.ClickException(
            f"unknown copy {quoted(which)}; known: {', '.join(by_name) or 'none'}"
        )
    try:
        kept = backups.restore(database, path)
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from None
    with opened_reviews(create=False) as store:
        emit([f"restored {path.name}: {_answers(store.answers())}"])
    if kept is not None:
        emit([f"what was there is kept as {kept}"])


def _listed(known: Sequence[backups.Copy]) -> Iterator[str]:
    """A line for each copy."""
    for copy in known:
        try:
            holds = _answers(backups.answers(copy.path))
        except backups.BackupError as error:
            holds = str(error)
        yield f"{copy.day}  {holds}, {copy.size / 1000:,.0f} kB"


def _answers(count: int) -> str:
    return f"{count:,} answer{'s' * (count != 1)}"


# What the commands around decks share


def decks_named(
    asked: Sequence[str], tags: Sequence[str] = (), tell: Callable[[str], None] = note
) -> tuple[Deck, ...]:
    """The decks asked for; what is wrong with others is told. Raises `click.ClickException`."""
    try:
        found = find(asked)
    except DeckError as error:
        raise click.ClickException(str(error)) from None
    for problem in found.problems:
        tell(problem)
    known = {tag for one in found.decks for card in one.cards for tag in card.tags}
    for tag in tags:
        if tag not in known:
            raise click.ClickException(
                f"unknown tag {quoted(tag)}{nearest(tag, known)}; "
                f"known: {', '.join(sorted(known)) or 'none'}"
            )
    return found.decks


@contextlib.contextmanager
def opened_reviews(*, create: bool = True) -> Iterator[Store]:
    """The database of what was learned, open; what it has to say is noted at the end."""
    try:
        store = Store(paths.reviews(), create=create)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    adopt(store)
    try:
        yield store
    finally:
        for notice in store.notices:
            note(notice)
        store.close()
