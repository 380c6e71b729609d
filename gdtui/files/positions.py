"""Where in a TOML file each key and value stands, which `tomllib` does not tell.

The scanner walks over the text before `tomllib` reads it, and refuses what no file needs but a
reader would choke on: keys of a thousand parts, brackets a thousand deep.
"""

import re
import tomllib
from bisect import bisect_left
from typing import Any, NamedTuple, TypeAlias

MOST_NESTING = 8
MOST_PARTS = 4  # of a dotted key
MOST_CHARACTERS = 1_000_000  # of a key or a value, which is read character by character
MOST_LINES = 1_000_000
MOST_KEYS = 200_000  # of a file: each takes some hundred bytes while it is read

Path: TypeAlias = tuple[str | int, ...]
"""`("card", 2, "mistakes", 0, "says")`."""


class Place(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int


class UnclearError(ValueError):
    """The text is no TOML, or none that a person writes; `index` says where."""

    def __init__(self, message: str, index: int, *, too_much: bool = False) -> None:
        """`too_much`: it may be TOML, but must not be handed to anybody."""
        self.message = message
        self.index = index
        self.too_much = too_much
        super().__init__(message)


def tables_of(text: str) -> dict[str, Any]:
    """What a text says that is meant as TOML. Raises `ValueError` with one sentence why not."""
    try:
        Positions(text)
    except UnclearError as error:
        if error.too_much:
            place = place_of(text, error.index)
            raise ValueError(f"line {place.line}, column {place.column}: {error}") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from None
    except (ValueError, RecursionError):
        raise ValueError("not TOML: a number is too long") from None


class Positions:
    """The places of all keys, tables and values of one text."""

    def __init__(self, text: str) -> None:
        """Raises `UnclearError`."""
        if text.count("\n") > MOST_LINES:
            raise UnclearError(f"more than {MOST_LINES:,} lines in one piece", 0, too_much=True)
        self._text = text
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._keys: dict[Path, int] = {}
        self._values: dict[Path, int] = {}
        _Scanner(text, self._keys, self._values).scan()

    def of(self, path: Path) -> Place:
        """Where the key, or failing that the nearest table around it, is written."""
        while path and path not in self._keys:
            path = path[:-1]
        return self._place(self._keys.get(path, 0))

    def inside(self, path: Path, offset: int) -> Place:
        """Where the character `offset` of a one-line text is written (from 0)."""
        index = self._values.get(path)
        if index is None:
            return self.of(path)
        quoted = self._text[index : index + 1] in "\"'" and self._text[index : index + 3] not in (
            '"""',
            "'''",
        )
        return self._place(index + (1 + offset if quoted else 0))

    def source(self, path: Path) -> str:
        """The line in which a value begins, from there on; for quotes of three, all of it."""
        index = self._values.get(path)
        if index is None:
            return ""
        match = _LONG_BASIC.match(self._text, index) or _LINE.match(self._text, index)
        return match[0] if match else ""

    def _place(self, index: int) -> Place:
        """As `place_of`, in a text in which very many places are asked for."""
        before = bisect_left(self._line_ends, index)
        return Place(before + 1, index - (self._line_ends[before - 1] if before else -1))


class PartPositions:
    """The places in a part of a longer text, looked for only when they are asked for.

    The part is TOML by itself, and begins with the table that most questions are about.
    """

    __slots__ = ("_found", "_lines_before", "_text")

    def __init__(self, text: str, lines_before: int) -> None:
        self._text = text
        self._lines_before = lines_before
        self._found: Positions | None = None

    def of(self, path: Path) -> Place:
        """As `Positions.of`."""
        if len(path) <= 2:
            return Place(self._lines_before + 1, 1)
        return self._in_the_whole(self._positions().of(path))

    def inside(self, path: Path, offset: int) -> Place:
        """As `Positions.inside`."""
        return self._in_the_whole(self._positions().inside(path, offset))

    def source(self, path: Path) -> str:
        """As `Positions.source`."""
        return self._positions().source(path)

    def _positions(self) -> Positions:
        if self._found is None:
            self._found = Positions(self._text)
        return self._found

    def _in_the_whole(self, place: Place) -> Place:
        return Place(self._lines_before + place.line, place.column)


def place_of(text: str, index: int) -> Place:
    """The line and column of a character of `text`."""
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


_SPACE = re.compile(r"[ \t]*")
# Repeated groups are possessive: for each of the others' rounds a hundred bytes are kept.
_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"((?:[^"\\\n]++|\\.)*+)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'{3,5}", re.DOTALL)
_LINE = re.compile(r"[^\n]*")
_SCALAR = re.compile(r"[^,\]}#\n\"'\[{=]+")


class _Scanner:
    """One walk over the text; fills in where keys and values begin."""

    def __init__(self, text: str, keys: dict[Path, int], values: dict[Path, int]) -> None:
        self._text = text
        self._at = 0
        self._keys = keys
        self._values = values
        self._tables: dict[Path, int] = {}  # how many tables an array of tables has

    def scan(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            begin = self._at
            if self._took("[["):
                path = self._resolved(self._key())
                self._need("]]")
                number = self._tables.get(path, 0)
                self._tables[path] = number + 1
                table = (*path, number)
                self._keys.setdefault(table, begin)
            elif self._took("["):
                table = self._resolved(self._key())
                self._need("]")
                self._keys.setdefault(table, begin)
            else:
                self._pair(table, 0)
            self._skip(_BLANK)

    def _pair(self, table: Path, depth: int) -> None:
        begin = self._at
        path = (*table, *self._key())
        self._keys.setdefault(path, begin)
        if len(self._keys) > MOST_KEYS:
            raise UnclearError(f"more than {MOST_KEYS:,} keys", begin, too_much=True)
        self._need("=")
        self._skip(_SPACE)
        self._value(path, depth)

    def _value(self, path: Path, depth: int) -> None:
        self._values.setdefault(path, self._at)
        if depth > MOST_NESTING:
            raise UnclearError(f"brackets more than {MOST_NESTING} deep", self._at, too_much=True)
        for pattern in (_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL):
            if self._match(pattern):
                return
        if self._took("["):
            self._array(path, depth)
        elif self._took("{"):
            self._inline_table(path, depth)
        elif not self._match(_SCALAR):
            raise UnclearError("a value is missing", self._at)

    def _array(self, path: Path, depth: int) -> None:
        for index in range(len(self._text)):
            self._skip(_BLANK)
            if self._took("]"):
                return
            self._keys.setdefault((*path, index), self._at)
            if len(self._keys) > MOST_KEYS:
                raise UnclearError(f"more than {MOST_KEYS:,} values", self._at, too_much=True)
            self._value((*path, index), depth + 1)
            self._skip(_BLANK)
            if not self._took(","):
                self._need("]")
                return

    def _inline_table(self, path: Path, depth: int) -> None:
        while True:
            self._skip(_BLANK)
            if self._took("}"):
                return
            self._pair(path, depth + 1)
            self._skip(_BLANK)
            if not self._took(","):
                self._need("}")
                return

    def _key(self) -> tuple[str, ...]:
        begin = self._at
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            match = self._match(_BARE_KEY) or self._match(_BASIC) or self._match(_LITERAL)
            if match is None:
                raise UnclearError("a key is missing", self._at)
            parts.append(match[match.lastindex or 0])
            if len(parts) > MOST_PARTS:
                raise UnclearError(f"a key of more than {MOST_PARTS} parts", begin, too_much=True)
            self._skip(_SPACE)
            if not self._took("."):
                return tuple(parts)

    def _resolved(self, parts: tuple[str, ...]) -> Path:
        """The path of a table's header; inside an array of tables it is about the last one."""
        path: Path = ()
        for number, part in enumerate(parts):
            path = (*path, part)
            if path in self._tables and number < len(parts) - 1:
                path = (*path, self._tables[path] - 1)
        return path

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        assert match is not None
        self._at = match.end()

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            if match.end() - self._at > MOST_CHARACTERS:
                message = f"more than {MOST_CHARACTERS:,} characters in one piece"
                raise UnclearError(message, self._at, too_much=True)
            self._at = match.end()
        return match

    def _took(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _need(self, text: str) -> None:
        self._skip(_SPACE)
        if not self._took(text):
            raise UnclearError(f"{text!r} is missing", self._at)
