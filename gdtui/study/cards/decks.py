"""Decks: TOML that a person writes becomes cards, or a list of everything that is wrong with it.

Reading is cheap and happens at every quiz: what can be seen without drawing a number. `problems`
also draws from every numeric card, and asks the engine.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from gdtui.engine.config import ConfigError
from gdtui.engine.objectives.typed.expression import CONSTANTS, FUNCTIONS, ExpressionError
from gdtui.engine.run import Run
from gdtui.engine.spec import WrittenError, nearest
from gdtui.files import paths
from gdtui.files.presets import presets
from gdtui.files.text_file import TextFileError, read_text
from gdtui.study.cards import formulas, sampling
from gdtui.study.cards.card import (
    Basic,
    Card,
    Choice,
    Cloze,
    Mistake,
    Numeric,
    Option,
    Setup,
    Theory,
)
from gdtui.study.cards.positions import Path as KeyPath
from gdtui.study.cards.positions import Place, Positions, UnclearError, place_of
from gdtui.study.cards.questions import ask

MOST_BYTES = 1_000_000
MOST_CARDS = 2_000
LONGEST_TEXT = 2_000
LONGEST_WORD = 60  # of an id, a tag
MOST_ITEMS = 100  # of a list
LARGEST = Fraction(10) ** 12

KINDS = ("basic", "cloze", "choice", "numeric")
_EVERY = ("id", "kind", "tags", "source", "show", "answer", "guid")
_KEYS = {
    "basic": (*_EVERY, "question"),
    "cloze": (*_EVERY, "text"),
    "choice": (*_EVERY, "question", "options"),
    "numeric": (*_EVERY, "question", "draw", "formula", "run", "engine", "tolerance", "scale",
                "absolute", "digits", "mistakes"),
}  # fmt: skip
_SHOW = ("loss", "start", "lr", "optimizer", "schedule", "steps")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class Problem(NamedTuple):
    """One thing that is wrong with a deck, and where."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


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
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file; the cards are those that are sound."""


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
        return _without_twins(map(load, files_of()))
    found: list[Deck] = []
    for deck in map(load, files_of(asked)):
        if deck.problems:
            raise DeckError(_in_short(deck))
        found.append(deck)
    twins = _without_twins(found)
    if twins.problems:
        raise DeckError(twins.problems[0])
    return twins


def files_of(asked: Sequence[str] = ()) -> list[Path]:
    """The files of these decks, or of all. Raises `DeckError`."""
    if not asked:
        return list(_known().values())
    return [path for name in asked for path in _paths(name)]


def shipped() -> Path:
    """The folder of the decks that come with the program."""
    return Path(str(resources.files("gdtui") / "content" / "decks"))


def _known() -> dict[str, Path]:
    """The decks that have names: the shipped ones, and the person's own."""
    known: dict[str, Path] = {}
    for folder in (shipped(), paths.decks()):
        known.update({path.stem: path for path in _toml_in(folder)})
    return known


def _toml_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError:
        return []


def _paths(asked: str) -> list[Path]:
    known = _known()
    if asked in known:
        return [known[asked]]
    path = Path(asked).expanduser()
    if path.is_dir():
        inside = _toml_in(path)
        if not inside:
            raise DeckError(f"{asked}: no deck (a file named *.toml) in this folder")
        return inside
    if path.is_file():
        return [path]
    raise DeckError(
        f"there is no deck {asked[:60]!r}{nearest(asked, known)}; known: {', '.join(known)}"
    )


def _without_twins(decks: Iterable[Deck]) -> Found:
    """The decks, each card once: an id is a card's whole identity."""
    seen: dict[str, Deck] = {}
    kept: list[Deck] = []
    problems: list[str] = []
    for deck in decks:
        name = deck.path.name if deck.path else deck.name
        if deck.problems:
            problems.append(_in_short(deck))
        cards: list[Card] = []
        for card in deck.cards:
            other = seen.setdefault(card.id, deck)
            if other is deck:
                cards.append(card)
            else:
                problems.append(
                    f"{name}: line {card.line}: the id {card.id!r} is taken by a card of the deck "
                    f"{other.name!r}; the card was left out"
                )
        kept.append(replace(deck, cards=tuple(cards)))
    return Found(tuple(kept), tuple(problems))


def _in_short(deck: Deck) -> str:
    """What is wrong with a deck, in one line."""
    name = deck.path.name if deck.path else deck.name
    more = f" (and {len(deck.problems) - 1} more)" if len(deck.problems) > 1 else ""
    return f"{name}: {deck.problems[0]}{more}; `gdtui deck check` lists everything"


# One deck


def load(path: Path) -> Deck:
    """The deck in a file. Whatever is wrong with it is in its `problems`, nothing is raised."""
    try:
        text = read_text(path, MOST_BYTES)
    except TextFileError as error:
        return _unread(path, str(error), Place(error.line or 1, 1))
    return parse(text, path)


def _unread(path: Path, message: str, place: Place = Place(1, 1)) -> Deck:  # noqa: B008 (a tuple)
    return Deck(path.stem, path.stem, (), path=path, problems=(Problem(*place, message),))


def parse(text: str, path: Path) -> Deck:
    """The deck that `text` is, as if it stood in the file `path`; nothing is raised."""
    text = text.replace("\r\n", "\n")
    try:
        positions = Positions(text)
    except UnclearError as error:
        place = place_of(text, error.index)
        if error.too_much:
            return _unread(path, error.message, place)
        # What the scanner has not understood, tomllib is only shown a little of.
        end = text.find("\n", error.index) + 1 or len(text)
        seen = text[: min(end, error.index + 200)]
        return _unread(path, *_syntax(seen, error, place))
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return _unread(path, *_syntax(text, error, Place(1, 1)))
    return _Reader(tables, positions, path).deck()


def problems(deck: Deck) -> tuple[Problem, ...]:
    """Everything that is wrong, with what only drawing shows, in the order of the file."""
    drawn = []
    for card in deck.cards:
        wrong = sampling.wrong_with(card) if isinstance(card, Numeric) else None
        wrong = wrong or _wrong_with_situation(card)
        if wrong:
            drawn.append(Problem(card.line, 1, f"card {card.id!r}: {wrong}"))
    return tuple(sorted((*deck.problems, *drawn)))


def _wrong_with_situation(card: Card) -> str | None:
    """Why "show me" could not open what the card shows, if so."""
    try:
        shown = ask(card, 0).situation()
        if shown is not None:
            Run(shown.config())
    except (ConfigError, WrittenError, ExpressionError, sampling.DrawError) as error:
        return f"its situation does not open: {error}"
    return None


def _syntax(text: str, error: Exception, place: Place) -> tuple[str, Place]:
    """tomllib's own words and place for text that is no TOML, if it has any."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as said:
        match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(said), re.DOTALL)
        if match:
            return f"not TOML: {match[1]}", Place(int(match[2]), int(match[3]))
        if isinstance(said, tomllib.TOMLDecodeError):
            last = text.rstrip("\n")
            return (
                "not TOML: " + str(said).removesuffix(" (at end of document)"),
                place_of(text, len(last)),
            )
    message = error.message if isinstance(error, UnclearError) else "a number is too long"
    return message, place


class _Reader:
    """Reads the tables of one deck, and notes every problem with its place."""

    def __init__(self, tables: dict[str, Any], positions: Positions, path: Path) -> None:
        self._tables = tables
        self._positions = positions
        self._path = path
        self._problems: list[Problem] = []
        self._flawed = False  # whether the card at hand has a problem

    def deck(self) -> Deck:
        """The deck, with its problems."""
        top = self._tables
        self._known(top, (), ("title", "about", "tags", "card"))
        title = self._text(top, ("title",), required=True)
        about = self._text(top, ("about",))
        tags = self._tags(top, ("tags",))
        tables = top.get("card", [])
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            self._wrong(("card",), "cards are written as [[card]] tables")
            tables = []
        if not tables:
            self._wrong((), "a deck needs at least one [[card]]")
        if len(tables) > MOST_CARDS:
            self._wrong(("card", MOST_CARDS), f"more than {MOST_CARDS} cards; make several decks")
        cards: list[Card] = []
        seen: dict[str, int] = {}
        for number, table in enumerate(tables[:MOST_CARDS]):
            self._flawed = False
            card = self._card(table, ("card", number), tags, seen)
            if card is not None and not self._flawed:
                cards.append(card)
        return Deck(
            self._path.stem, title, tuple(cards), about, self._path, tuple(sorted(self._problems))
        )

    def _card(
        self, table: dict[str, Any], path: KeyPath, tags: tuple[str, ...], seen: dict[str, int]
    ) -> Card | None:
        kind = self._text(table, (*path, "kind"), required=True)
        if kind and kind not in KINDS:
            self._wrong(
                (*path, "kind"),
                f"unknown kind {kind[:40]!r}{nearest(kind, KINDS)}; known: {', '.join(KINDS)}",
            )
        line = self._positions.of(path).line
        common: dict[str, Any] = {
            "id": self._id(table, (*path, "id"), seen),
            "deck": self._path.stem,
            "tags": tuple(dict.fromkeys((*tags, *self._tags(table, (*path, "tags"))))),
            "source": self._text(table, (*path, "source")),
            "guid": self._text(table, (*path, "guid")),
            "answer": self._text(table, (*path, "answer"), required=kind == "basic"),
            "path": self._path,
            "line": line,
        }
        if kind not in KINDS:
            return None
        self._known(table, path, _KEYS[kind])
        names = self._draw(table, (*path, "draw")) if kind == "numeric" else ()
        known = [name for name, _ in names]
        common["show"] = self._show(table, (*path, "show"), known)
        match kind:
            case "basic":
                return Basic(
                    question=self._text(table, (*path, "question"), required=True), **common
                )
            case "cloze":
                text, gaps = self._gaps(table, (*path, "text"))
                return Cloze(text=text, gaps=gaps, **common)
            case "choice":
                return Choice(
                    question=self._text(table, (*path, "question"), required=True),
                    options=self._options(table, (*path, "options")),
                    **common,
                )
        return self._numeric(table, path, names, known, common)

    def _numeric(
        self,
        table: dict[str, Any],
        path: KeyPath,
        names: tuple[tuple[str, tuple[Fraction, ...]], ...],
        known: list[str],
        common: dict[str, Any],
    ) -> Card:
        question = self._text(table, (*path, "question"), required=True)
        self._names(question, (*path, "question"), known)
        self._names(common["answer"], (*path, "answer"), [*known, "answer"])
        if not any(key in table for key in ("formula", "run", "engine")):
            self._wrong(path, "a numeric card needs a formula, a run or an engine for its answer")
        if "run" in table and "engine" in table:
            self._wrong((*path, "engine"), "take either run or engine")
        limits = [key for key in ("tolerance", "absolute", "digits") if key in table]
        if len(limits) > 1:
            self._wrong((*path, limits[1]), f"take one of {' and '.join(limits)}")
        digits = table.get("digits")
        if digits is not None and not (type(digits) is int and 1 <= digits <= 10):
            self._wrong((*path, "digits"), "digits must be a whole number from 1 to 10")
            digits = None
        tolerance = self._positive(table, (*path, "tolerance"))
        return Numeric(
            question=question,
            draw=names,
            formula=self._formula(table, (*path, "formula"), known),
            run=self._run(table, (*path, "run"), known),
            theory=self._theory(table, (*path, "engine"), known),
            tolerance=Fraction(1, 100) if tolerance is None else tolerance,
            scale=self._formula(table, (*path, "scale"), known),
            absolute=self._positive(table, (*path, "absolute")),
            digits=digits,
            mistakes=self._mistakes(table, (*path, "mistakes"), known),
            **common,
        )

    # Values

    def _wrong(self, path: KeyPath, message: str, place: Place | None = None) -> None:
        self._flawed = True
        self._problems.append(Problem(*(place or self._positions.of(path)), message))

    def _known(self, table: dict[str, Any], path: KeyPath, known: Sequence[str]) -> None:
        for key in table:
            if key not in known:
                self._wrong(
                    (*path, key),
                    f"unknown key {_short(key)}{nearest(key, known)}; known: {', '.join(known)}",
                )

    def _text(self, table: dict[str, Any], path: KeyPath, *, required: bool = False) -> str:
        key = str(path[-1])
        value = table.get(key)
        if value is None:
            if required:
                self._wrong(path[:-1], f"{key} is missing")
            return ""
        if not isinstance(value, str):
            self._wrong(path, f"{key} must be text in quotes")
            return ""
        return self._checked(value, path, required=required)

    def _checked(self, value: str, path: KeyPath, *, required: bool = True) -> str:
        """A text that does no harm where it is shown."""
        if len(value) > LONGEST_TEXT:
            self._wrong(path, f"longer than {LONGEST_TEXT} characters")
            return ""
        bad = next((char for char in value if not _is_harmless(char)), None)
        if bad is not None:
            self._wrong(path, f"the control character U+{ord(bad):04X} has no place in a text")
            return ""
        if required and not value.strip():
            self._wrong(path, f"{path[-1]} is empty")
        return value.strip()

    def _tags(self, table: dict[str, Any], path: KeyPath) -> tuple[str, ...]:
        tags: list[str] = []
        for number, tag in enumerate(self._list(table, path)):
            if isinstance(tag, str) and tag.strip() and not re.search(r"\s", tag):
                tags.append(self._checked(tag, (*path, number))[:LONGEST_WORD])
            else:
                self._wrong((*path, number), "a tag is text without spaces")
        return tuple(filter(None, tags))

    def _list(self, table: dict[str, Any], path: KeyPath) -> list[Any]:
        value = table.get(str(path[-1]), [])
        if not isinstance(value, list):
            self._wrong(path, f"{path[-1]} must be a list in [ ]")
            return []
        if len(value) > MOST_ITEMS:
            self._wrong(path, f"{path[-1]} lists more than {MOST_ITEMS}")
            return []
        return value

    def _table(self, value: Any, path: KeyPath, known: Sequence[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._wrong(path, f"this must be a table with {', '.join(known)}")
            return {}
        self._known(value, path, known)
        return value

    def _id(self, table: dict[str, Any], path: KeyPath, seen: dict[str, int]) -> str:
        value = self._text(table, path, required=True)
        if not value:
            return ""
        if not is_id(value):
            self._wrong(
                path,
                f"an id is at most {LONGEST_WORD} letters, digits and hyphens, not {_short(value)}",
            )
            return ""
        line = self._positions.of(path).line
        first = seen.setdefault(value, line)
        if first != line:
            self._wrong(path, f"the id {value!r} is taken by the card in line {first}")
        return value

    def _positive(self, table: dict[str, Any], path: KeyPath) -> Fraction | None:
        if path[-1] not in table:
            return None
        value = _number(table[str(path[-1])])
        if value is None or value < 0:
            self._wrong(path, f"{path[-1]} must be a number such as 0.01")
            return None
        return value

    # Parts of a card

    def _gaps(
        self, table: dict[str, Any], path: KeyPath
    ) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        text = self._text(table, path, required=True)
        pieces = _GAP.split(text)
        gaps = [tuple(form.strip() for form in gap.split("|")) for gap in pieces[1::2]]
        if text and not gaps:
            self._wrong(path, "no gap; one is written [[word]]")
        if any(not form for gap in gaps for form in gap):
            self._wrong(path, "an empty gap, or an empty alternative in one")
        if len(gaps) > 1 and any(";" in form for gap in gaps for form in gap):
            self._wrong(path, "a gap cannot hold ; where there are several")
        return tuple(pieces[::2]), tuple(gaps)

    def _options(self, table: dict[str, Any], path: KeyPath) -> tuple[Option, ...]:
        if path[-1] not in table:
            self._wrong(path[:-1], "options is missing")
            return ()
        options: list[Option] = []
        for number, value in enumerate(self._list(table, path)):
            item = self._table(value, (*path, number), ("text", "right", "says"))
            right = item.get("right", False)
            if not isinstance(right, bool):
                self._wrong((*path, number, "right"), "right must be true or false")
            options.append(
                Option(
                    self._text(item, (*path, number, "text"), required=True),
                    right is True,
                    self._text(item, (*path, number, "says")),
                )
            )
        if not 2 <= len(options) <= 9:
            self._wrong(path, f"a choice has 2 to 9 options, not {len(options)}")
        elif sum(option.right for option in options) != 1:
            self._wrong(path, "exactly one option has right = true")
        if len({option.text for option in options}) < len(options):
            self._wrong(path, "two options with the same text")
        return tuple(options)

    def _draw(
        self, table: dict[str, Any], path: KeyPath
    ) -> tuple[tuple[str, tuple[Fraction, ...]], ...]:
        value = table.get("draw", {})
        if not isinstance(value, dict):
            self._wrong(path, "draw must be a table of lists, such as { w = [1, 2] }")
            return ()
        drawn: list[tuple[str, tuple[Fraction, ...]]] = []
        for name in value:
            place = (*path, name)
            if not formulas.is_name(name) or name in FUNCTIONS or name in CONSTANTS:
                self._wrong(place, f"{_short(name)} cannot be the name of a number")
                continue
            numbers = [_number(item) for item in self._list(value, place)]
            bad = next((i for i, number in enumerate(numbers) if number is None), None)
            if bad is not None:
                self._wrong((*place, bad), "a drawn number is a short decimal, such as -0.25")
            elif not numbers:
                self._wrong(place, f"{name} has no numbers to draw from")
            drawn.append((name, tuple(number for number in numbers if number is not None)))
        return tuple(drawn)

    def _names(self, template: str, path: KeyPath, known: Sequence[str]) -> None:
        for name in sampling.names_in(template):
            if name not in known:
                self._wrong(
                    path,
                    f"there is no drawn number {{{name[:40]}}}{nearest(name, known)}; "
                    f"known: {', '.join(known) or 'none'}",
                )

    def _formula(
        self, table: dict[str, Any], path: KeyPath, known: Sequence[str]
    ) -> formulas.Formula | None:
        value = table.get(str(path[-1]))
        if value is None:
            return None
        if _number(value) is not None:
            value = str(value)
        if not isinstance(value, str):
            self._wrong(path, f"{path[-1]} must be a formula in quotes")
            return None
        return self._read(value, path, known)

    def _read(self, text: str, path: KeyPath, known: Sequence[str]) -> formulas.Formula | None:
        try:
            formula = formulas.read(text)
        except ExpressionError as error:
            place = self._positions.inside(path, error.column - 1)
            self._wrong(path, f"the formula {_short(text)}: {error.message}", place)
            return None
        for name in formula.names:
            if name not in known:
                self._wrong(
                    path,
                    f"the formula has {name[:40]!r}, which is not drawn{nearest(name, known)}; "
                    f"known: {', '.join(known) or 'none'}",
                    self._positions.inside(path, max(text.find(name), 0)),
                )
        return formula

    def _mistakes(
        self, table: dict[str, Any], path: KeyPath, known: Sequence[str]
    ) -> tuple[Mistake, ...]:
        mistakes: list[Mistake] = []
        for number, value in enumerate(self._list(table, path)):
            place = (*path, number)
            item = self._table(value, place, ("formula", "says"))
            says = self._text(item, (*place, "says"), required=bool(item))
            self._names(says, (*place, "says"), known)
            formula = self._formula(item, (*place, "formula"), known)
            if "formula" not in item and item:
                self._wrong(place, "formula is missing")
            if formula is not None:
                mistakes.append(Mistake(formula, says))
        return tuple(mistakes)

    # Situations

    def _show(self, table: dict[str, Any], path: KeyPath, known: Sequence[str]) -> Setup | None:
        value = table.get("show")
        if value is None:
            return None
        if isinstance(value, str):
            if value not in presets():
                self._wrong(
                    path,
                    f"there is no preset {_short(value)}{nearest(value, presets())}; "
                    "`gdtui presets` lists them",
                )
            return Setup(preset=value)
        return self._setup(value, path, known, _SHOW)

    def _run(self, table: dict[str, Any], path: KeyPath, known: Sequence[str]) -> Setup | None:
        if "run" not in table:
            return None
        setup = self._setup(table["run"], path, known, (*_SHOW, "ask"))
        for key in ("loss", "start", "lr", "ask"):
            if setup is not None and getattr(setup, key) is None:
                self._wrong(path, f"{key} is missing")
        return setup

    def _setup(
        self, value: Any, path: KeyPath, known: Sequence[str], keys: Sequence[str]
    ) -> Setup | None:
        table = self._table(value, path, keys)
        given: dict[str, Any] = {}
        for key in table:
            if key not in keys:
                continue
            place = (*path, key)
            if key == "start":
                start = self._list(table, place)
                given[key] = tuple(
                    self._template(item, (*place, number), known)
                    for number, item in enumerate(start)
                )
                if not start:
                    self._wrong(place, "the start needs a number for each parameter")
            elif key in ("lr", "steps"):
                given[key] = self._template(table[key], place, known)
            else:
                given[key] = self._text(table, place, required=True)
                self._names(given[key], place, known)
        return Setup(**given)

    def _template(self, value: Any, path: KeyPath, known: Sequence[str]) -> str:
        """A number, or a formula of drawn numbers, as in "{w}" and "2/{L}"."""
        if _number(value) is not None:
            return str(value)
        if not isinstance(value, str):
            self._wrong(path, 'this must be a number, or a drawn one as in "{w}"')
            return ""
        self._names(value, path, known)
        try:
            formulas.read(sampling.as_formula(value))
        except ExpressionError as error:
            self._wrong(path, f"{_short(value)}: {error.message}")
        return value

    def _theory(self, table: dict[str, Any], path: KeyPath, known: Sequence[str]) -> Theory | None:
        if "engine" not in table:
            return None
        item = self._table(table["engine"], path, ("call", "args"))
        call = self._text(item, (*path, "call"), required=True)
        if call and call not in sampling.THEORY:
            self._wrong(
                (*path, "call"),
                f"unknown call {_short(call)}{nearest(call, sampling.THEORY)}; "
                f"known: {', '.join(sampling.THEORY)}",
            )
            return None
        args: list[str] = []
        for number, value in enumerate(self._list(item, (*path, "args"))):
            place = (*path, "args", number)
            if call == "stability_edge" and number == 1 and isinstance(value, str):
                self._names(value, place, known)
                args.append(value)
            else:
                args.append(self._template(value, place, known))
        fewest, most = sampling.ARGUMENTS.get(call, (0, MOST_ITEMS))
        if not fewest <= len(args) <= most:
            self._wrong((*path, "args"), f"{call} takes {fewest} numbers, not {len(args)}")
            return None
        return Theory(call, tuple(args))


def is_id(text: str) -> bool:
    """Whether a card can be called so."""
    return _ID.fullmatch(text) is not None and len(text) <= LONGEST_WORD


def _number(value: Any) -> Fraction | None:
    """A number of the file as a fraction, None for anything that is no short decimal."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > 15 or len(value.as_tuple().digits) > 15:
            return None
    elif abs(value) > LARGEST:
        return None
    number = Fraction(value)
    return number if abs(number) <= LARGEST else None


def _is_harmless(char: str) -> bool:
    return char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def with_tags(cards: Iterable[Card], tags: Sequence[str]) -> Iterator[Card]:
    """The cards that have any of `tags`; all of them if none is asked for."""
    return (card for card in cards if not tags or set(tags) & set(card.tags))
