"""Decks: TOML that a person writes becomes cards, or a list of everything that is wrong with it.

Reading is cheap and happens at every quiz: what can be seen without asking a card. `problems` also
asks every card, and the engine for what it answers.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from gdtui.engine.spec import nearest, quoted
from gdtui.files import paths
from gdtui.files.positions import place_of
from gdtui.files.text_file import MOST_EMPTY, TextFileError, read_text
from gdtui.study.cards import blocks
from gdtui.study.cards.card import Card, CardKey
from gdtui.study.cards.kinds import KINDS
from gdtui.study.cards.reader import NotTomlError, Problem, Table, wrong_name

MOST_BYTES = 100_000_000
MOST_CARDS = 200_000

_EMPTY = "\n" * (MOST_EMPTY + 1)
_EVERY = ("id", "kind", "tags", "source", "show", "answer", "guid")


class DeckError(ValueError):
    """A deck that cannot be used; the message is one line with the file and the place."""


@dataclass(frozen=True, slots=True)
class Deck:
    """A file of cards."""

    name: str
    """The stem of its file."""
    title: str
    cards: tuple[Card, ...]
    about: str = ""
    after: tuple[str, ...] = ()
    """The names of the decks that it builds on: their new cards come first."""
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file; the cards are those that are sound."""

    @property
    def file_name(self) -> str:
        """What messages call it."""
        return self.path.name if self.path else self.name


# Which decks there are


class Found(NamedTuple):
    """The decks that were asked for, and one line for each thing that was wrong on the way."""

    decks: tuple[Deck, ...]
    problems: tuple[str, ...]


def find(asked: Sequence[str] = ()) -> Found:
    """The decks with these names or paths (a file or a folder); all of them if none is asked for.

    A deck of the person's own takes the place of a shipped one of the same name. Raises
    `DeckError` for what was asked for and is not there, or is wrong.
    """
    if not asked:
        decks, problems = _without_twins(map(load, files_of()))
        return Found(decks, (*_unreadable(), *problems))
    found: list[Deck] = []
    for deck in map(load, files_of(asked)):
        if deck.problems:
            raise DeckError(_in_short(deck))
        found.append(deck)
    once = _without_twins(found)
    if once.problems:
        raise DeckError(once.problems[0])
    return once


def reread(decks: Iterable[Deck]) -> Found:
    """The same decks as their files have them now; one of their own that has come takes the place
    of a shipped one."""
    known = _known()
    return _without_twins(
        load(known[deck.name] if deck.path.parent == shipped() else deck.path)
        for deck in decks
        if deck.path is not None
    )


def files_of(asked: Sequence[str] = ()) -> list[Path]:
    """The files of these decks, or of all. Raises `DeckError`."""
    if not asked:
        return list(_known().values())
    return [path for name in asked for path in _paths(name)]


def shipped() -> Path:
    """The folder of the decks that come with the program."""
    return Path(str(resources.files("gdtui") / "content" / "decks"))


@contextlib.contextmanager
def for_editing(path: Path) -> Iterator[Path]:
    """The file in which a person edits a deck: of a shipped one a copy of their own.

    A copy in which nothing was changed is gone afterward, so that later versions of the shipped
    deck are seen. Raises `OSError` where it cannot be written.
    """
    own = paths.decks() / path.name
    if path.parent != shipped() or own.exists():
        yield path if path.parent != shipped() else own
        return
    if (problem := paths.keep(own, path.read_text(encoding="utf-8"))) is not None:
        raise OSError(None, problem, str(own))
    try:
        yield own
    finally:
        with contextlib.suppress(FileNotFoundError):  # it was deleted meanwhile
            if own.read_bytes() == path.read_bytes():
                own.unlink()


def _known() -> dict[str, Path]:
    """The decks that have names: the shipped ones, and the person's own."""
    known: dict[str, Path] = {}
    for folder in (shipped(), paths.decks()):
        with contextlib.suppress(OSError):  # `_unreadable` says so
            known.update({path.stem: path for path in paths.toml_in(folder)})
    return known


def _unreadable() -> Iterator[str]:
    """What is wrong with the folder of the person's own decks, if it cannot be read."""
    try:
        paths.toml_in(paths.decks())
    except OSError as error:
        yield f"{paths.decks()} cannot be read ({error.strerror}): its decks are left out"


def _paths(asked: str) -> list[Path]:
    known = _known()
    if asked in known:
        return [known[asked]]
    path = paths.typed(asked)
    if os.path.isdir(path):
        try:
            inside = paths.toml_in(path)
        except OSError as error:
            raise DeckError(f"{asked}: the folder cannot be read: {error.strerror}") from None
        if not inside:
            raise DeckError(f"{asked}: no deck (a file named *.toml) in this folder")
        return inside
    if not paths.is_missing(path):
        return [path]
    raise DeckError(
        f"unknown deck {quoted(asked, 60)}{nearest(asked, known)}; known: {', '.join(known)}"
    )


def _without_twins(decks: Iterable[Deck]) -> Found:
    """The decks, each card once: a deck's name and an id are a card's whole identity."""
    seen: dict[CardKey, Deck] = {}
    kept: list[Deck] = []
    problems: list[str] = []
    for deck in decks:
        if deck.problems:
            problems.append(_in_short(deck))
        cards = tuple(card for card in deck.cards if seen.setdefault(card.key, deck) is deck)
        if lost := len(deck.cards) - len(cards):
            problems.append(
                f"{deck.path}: {lost:,} of its cards are known from another deck named "
                f"{deck.name!r}, and were left out; give the file another name"
            )
        kept.append(replace(deck, cards=cards))
    return Found(tuple(kept), tuple(problems))


def _in_short(deck: Deck) -> str:
    """What is wrong with a deck, in one line."""
    more = f" (and {len(deck.problems) - 1} more)" if len(deck.problems) > 1 else ""
    return f"{deck.file_name}: {deck.problems[0]}{more}; `gdtui deck check` lists everything"


# One deck


def load(path: Path) -> Deck:
    """The deck in a file. Whatever is wrong with it is in its `problems`, nothing is raised."""
    if (problem := wrong_name(path.name)) is not None:
        return _unread(path, problem)
    try:
        text = read_text(path, MOST_BYTES)
    except TextFileError as error:
        return _unread(path, Problem(error.line or 1, 1, str(error)))
    return parse(text, path)


def parse(text: str, path: Path) -> Deck:
    """The deck that `text` is, as if it stood in the file `path`; nothing is raised."""
    if (empty := text.find(_EMPTY)) >= 0:
        return _unread(path, Problem(*place_of(text, empty), f"more than {MOST_EMPTY} empty lines"))
    try:
        table, cards = blocks.read(text)
    except NotTomlError as error:
        return _unread(path, error.problem)
    return _read(table, cards, path)


def problems(deck: Deck) -> tuple[Problem, ...]:
    """Everything that is wrong, with what only asking shows, in the order of the file."""
    found = []
    for card in deck.cards:
        wrong = card.problem() or _problem_with_shown_run(card)
        if wrong:
            found.append(Problem(card.line, 1, f"card {card.id!r}: {wrong}"))
    return tuple(sorted((*deck.problems, *found)))


def _problem_with_shown_run(card: Card) -> str | None:
    """Why "show me" could not open what the card shows, if so."""
    try:
        shown = card.ask(0).shown_run()
        if shown is not None:
            shown.opened()
    except ValueError as error:
        return f"its `show` does not open: {error}"
    return None


def _unread(path: Path, problem: Problem) -> Deck:
    return Deck(path.stem, path.stem, (), path=path, problems=(problem,))


def _read(table: Table, tables: Sequence[Table], path: Path) -> Deck:
    table.only(("title", "about", "after", "tags", "card"))
    title = table.text("title", required=True)
    about = table.text("about")
    after = table.tags("after")
    tags = table.tags("tags")
    if not tables:
        table.wrong("a deck needs at least one [[card]]")
    if len(tables) > MOST_CARDS:
        tables[MOST_CARDS].wrong(f"more than {MOST_CARDS:,} cards; make several decks")
    cards: list[Card] = []
    seen: dict[str, int] = {}
    for item in tables[:MOST_CARDS]:
        before = len(table.problems)
        card = _read_card(item, path, tags, seen)
        if card is not None and len(table.problems) == before:
            cards.append(card)
    return Deck(path.stem, title, tuple(cards), about, after, path, tuple(sorted(table.problems)))


def _read_card(
    table: Table, path: Path, tags: tuple[str, ...], seen: dict[str, int]
) -> Card | None:
    common: dict[str, Any] = {
        "id": table.id(seen, "card"),
        "deck": path.stem,
        "tags": tuple(dict.fromkeys((*tags, *table.tags("tags")))),
        "source": table.text("source"),
        "guid": table.text("guid"),
        "path": path,
        "line": table.line_of(),
    }
    kind = KINDS.get(table.one_of("kind", KINDS))
    if kind is None:
        return None
    table.only((*_EVERY, *kind.KEYS))
    return kind.read(table, common)


def with_tags(cards: Iterable[Card], tags: Sequence[str]) -> Iterator[Card]:
    """The cards that have any of `tags`; all of them if none is asked for."""
    return (card for card in cards if not tags or set(tags) & set(card.tags))
