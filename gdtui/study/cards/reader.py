"""Reading a TOML file that a person wrote: values of the right kind, and every problem's place.

A `Table` is handed to whatever reads a part of the file. What is wrong is noted, never raised; the
reader gets a harmless value in its place and goes on, so that everything is told at once.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import filterfalse
from typing import Any, NamedTuple

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.spec import nearest, quoted
from gdtui.files.positions import (
    PartPositions,
    Path,
    Place,
    Positions,
    UnclearError,
    place_of,
)
from gdtui.study.cards import formulas, latex
from gdtui.study.cards.formulas import Formula
from gdtui.study.cards.templates import as_formula, names_in

LONGEST_TEXT = 20_000
LONGEST_TAG = 60
LONGEST_ID = 60
MOST_ITEMS = 100  # of a list
LARGEST = Fraction(10) ** 12
MOST_DIGITS = 15


_LINES_AND_TABS = str.maketrans("", "", "\n\t")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


class Problem(NamedTuple):
    """One thing that is wrong with a file, and where."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class NotTomlError(ValueError):
    """The text cannot be read at all; `problem` says why and where."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.problem = Problem(*place, message)


class Table:
    """A table of the file; a list is one too, whose keys are the numbers of its items."""

    def __init__(
        self,
        given: Mapping[Any, Any],
        path: Path,
        positions: Positions | PartPositions,
        problems: list[Problem],
    ) -> None:
        """`path` is where the table stands in the file; all tables of a file share `problems`."""
        self.given = given
        self.problems = problems
        self._path = path
        self._positions = positions

    def line_of(self, *keys: str | int) -> int:
        """The line in which what stands under `keys` begins, or the table itself."""
        return self._positions.of((*self._path, *keys)).line

    def __contains__(self, key: str | int) -> bool:
        return key in self.given

    def __iter__(self) -> Iterator[Any]:
        return iter(self.given)

    def below(self, given: Mapping[Any, Any], *keys: str | int) -> "Table":
        """A table inside of this one."""
        return Table(given, (*self._path, *keys), self._positions, self.problems)

    def wrong(self, message: str, *keys: str | int, place: Place | None = None) -> None:
        """Note a problem with what stands under `keys`, or with the table itself."""
        where = place or self._positions.of((*self._path, *keys))
        self.problems.append(Problem(*where, message))

    def only(self, known: Sequence[str]) -> None:
        """Note every key that is not `known`."""
        for key in self:
            if key not in known:
                self.wrong(
                    f"unknown key {quoted(key)}{nearest(key, known)}; known: {', '.join(known)}",
                    key,
                )

    # Values

    def text(
        self, key: str | int, *, required: bool = False, names: Sequence[str] | None = None
    ) -> str:
        """A text; with `names`, one that may name these numbers in braces, and no others."""
        value = self.given.get(key)
        if value is None:
            if required:
                self.wrong(f"{key} is missing")
            return ""
        if not isinstance(value, str):
            self.wrong(f"{key} must be text in quotes", key)
            return ""
        text = self._harmless(value, key)
        if text is None:
            return ""
        if required and not text:
            self.wrong(f"{key} is empty", key)
        if names is not None:
            self._name(text, key, names)
        return text

    def one_of(self, key: str, known: Collection[str]) -> str:
        """One of the words that are `known`; empty for anything else, which is noted."""
        value = self.text(key, required=True)
        if not value or value in known:
            return value
        self.wrong(
            f"unknown {key} {quoted(value)}{nearest(value, known)}; known: {', '.join(known)}", key
        )
        return ""

    def id(self, seen: dict[str, int], what: str) -> str:
        """The id of a card or task (`what`); empty if it cannot be one, which is noted.

        `seen` has the ids before it with their lines, and this one afterwards.
        """
        value = self.text("id", required=True)
        if not value:
            return ""
        if not is_id(value):
            allowed = f"at most {LONGEST_ID} letters, digits and hyphens"
            self.wrong(f"an id is {allowed}, not {quoted(value)}", "id")
            return ""
        line = self.line_of()
        first = seen.setdefault(value, line)
        if first != line:
            self.wrong(f"the id {value!r} is taken by the {what} on line {first}", "id")
        return value

    def tags(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        items = self.items(key)
        tags: list[str] = []
        for number, tag in items.given.items():
            if isinstance(tag, str) and tag.strip() and not re.search(r"\s", tag):
                tags.append((items._harmless(tag, number) or "")[:LONGEST_TAG])
            else:
                items.wrong("a tag is text without spaces", number)
        return tuple(filter(None, tags))

    def items(self, key: str | int) -> "Table":
        """A list, empty if there is none."""
        value = self.given.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{key} must be a list in [ ]", key)
            value = []
        if len(value) > MOST_ITEMS:
            self.wrong(f"{key} lists more than {MOST_ITEMS}", key)
            value = []
        return self.below(dict(enumerate(value)), key)

    def table(self, key: str | int, known: Sequence[str]) -> "Table":
        """A table with no other keys than these."""
        value = self.given.get(key)
        if not isinstance(value, dict):
            self.wrong(f"this must be a table with {', '.join(known)}", key)
            value = {}
        found = self.below(value, key)
        found.only(known)
        return found

    def number(self, key: str | int) -> Fraction | None:
        """A number that a person writes, exactly; None for anything else, which is not noted."""
        value = self.given.get(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        if isinstance(value, Decimal):
            digits = len(value.as_tuple().digits)
            if not value.is_finite() or max(abs(value.adjusted()), digits) > MOST_DIGITS:
                return None
        elif abs(value) > LARGEST:
            return None
        number = Fraction(value)
        return number if abs(number) <= LARGEST else None

    def flag(self, key: str) -> bool:
        """Whether `key` is true; false if it is left out."""
        value = self.given.get(key, False)
        if not isinstance(value, bool):
            self.wrong(f"{key} must be true or false", key)
        return value is True

    def positive(self, key: str) -> Fraction | None:
        """A number from 0 up, if there is one."""
        if key not in self:
            return None
        value = self.number(key)
        if value is None or value < 0:
            self.wrong(f"{key} must be a number such as 0.01", key)
            return None
        return value

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number, if there is one."""
        value = self.given.get(key)
        if value is None or (type(value) is int and least <= value <= most):
            return value
        self.wrong(f"{key} must be a whole number from {least} to {most}", key)
        return None

    def formula(self, key: str, names: Sequence[str]) -> Formula | None:
        """A formula of the numbers with these names, if there is one."""
        value = self.given.get(key)
        if value is None:
            return None
        text = value if self.number(key) is None else str(value)
        if not isinstance(text, str):
            self.wrong(f"{key} must be a formula in quotes", key)
            return None
        try:
            formula = formulas.read(text)
        except ExpressionError as error:
            place = self._inside(key, error.column - 1)
            self.wrong(f"the formula {quoted(text)}: {error.message}", key, place=place)
            return None
        for name in formula.names:
            if name not in names:
                self.wrong(
                    f"the formula has {quoted(name)}, which is not sampled{nearest(name, names)}; "
                    f"known: {', '.join(names) or 'none'}",
                    key,
                    place=self._inside(key, max(text.find(name), 0)),
                )
        return formula

    def template(self, key: str | int, names: Sequence[str]) -> str:
        """A number, or a formula of numbers in braces, as in "{w}" and "2/{L}"."""
        value = self.given.get(key)
        if self.number(key) is not None:
            return str(value)
        if not isinstance(value, str):
            self.wrong('this must be a number, or a sampled one as in "{w}"', key)
            return ""
        self._name(value, key, names)
        try:
            formulas.read(as_formula(value))
        except ExpressionError as error:
            self.wrong(f"{quoted(value)}: {error.message}", key)
        return value

    # What is checked in several of them

    def _harmless(self, value: str, key: str | int) -> str | None:
        """A text that does no harm where it is shown; None for another, which is noted."""
        if len(value) > LONGEST_TEXT:
            self.wrong(f"longer than {LONGEST_TEXT} characters", key)
            return None
        if value.translate(_LINES_AND_TABS).isprintable() and latex.is_clear(value):
            return value.strip()
        source = self._positions.source((*self._path, key))
        if (command := latex.taken_for_an_escape(value, source)) is not None:
            self.wrong(f"in double quotes, {command} begins with an escape; {latex.CURE}", key)
            return None
        bad = next(filterfalse(is_harmless, value), None)
        if bad is not None:
            self.wrong(f"the control character U+{ord(bad):04X} has no place in a text", key)
            return None
        return value.strip()

    def _name(self, template: str, key: str | int, names: Sequence[str]) -> None:
        for name in names_in(template):
            if name not in names:
                self.wrong(
                    f"unknown number {{{name[:40]}}}{nearest(name, names)}; "
                    f"known: {', '.join(names) or 'none'}",
                    key,
                )

    def _inside(self, key: str | int, offset: int) -> Place:
        return self._positions.inside((*self._path, key), offset)


def read(text: str) -> Table:
    """The outermost table of a file's text. Raises `NotTomlError`."""
    try:
        positions = Positions(text)
    except UnclearError as error:
        place = place_of(text, error.index)
        if error.too_much:
            raise NotTomlError(error.message, place) from None
        # What the scanner has not understood, tomllib is only shown a little of.
        end = text.find("\n", error.index) + 1 or len(text)
        raise _syntax(text[: min(end, error.index + 200)], error.message, place) from None
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise _syntax(text, "a number is too long", Place(1, 1)) from None
    return Table(tables, (), positions, [])


def wrong_name(name: str) -> Problem | None:
    """What is wrong with the name of a file, by which whatever is in it is known."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return Problem(1, 1, "the name of the file is not UTF-8 text; give it another one")
    return None


def is_id(text: str) -> bool:
    """Whether a card or a task can be called so."""
    return _ID.fullmatch(text) is not None and len(text) <= LONGEST_ID


def is_harmless(char: str) -> bool:
    """Whether a character is text, and no command to a terminal."""
    return char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs"


def _syntax(text: str, message: str, place: Place) -> NotTomlError:
    """tomllib's own words and place for text that is no TOML, if it has any."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as said:
        match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(said), re.DOTALL)
        if match:
            is_escape = "Unescaped" in match[1] or "hex value" in match[1]
            cure = f"; for LaTeX, {latex.CURE}" if is_escape else ""
            return NotTomlError(f"not TOML: {match[1]}{cure}", Place(int(match[2]), int(match[3])))
        if isinstance(said, tomllib.TOMLDecodeError):
            reason = str(said).removesuffix(" (at end of document)")
            return NotTomlError(f"not TOML: {reason}", place_of(text, len(text.rstrip("\n"))))
    return NotTomlError(message, place)
