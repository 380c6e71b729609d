"""The person's settings: one TOML file, read with defaults, and never a reason not to start."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from gdtui.engine.spec import nearest, quoted
from gdtui.files import paths
from gdtui.files.positions import Positions, UnclearError, tables_of
from gdtui.files.text_file import TextFileError, read_text

LOWEST_RETENTION, HIGHEST_RETENTION = 0.7, 0.99
MOST_A_DAY = 9999
MOST_BYTES = 100_000
MOST_KEYS = 300
MOST_TOLD = 5  # things that are wrong with the file


Where: TypeAlias = Callable[..., str]
"""`where("study", "keep_misses")`: the file and the line of an entry."""


class Value(NamedTuple):
    """What a setting may be: a test, and its words."""

    holds: Callable[[Any], bool]
    what: str


class KeySetting(NamedTuple):
    """A line of the person's own key map, as it stands there: the screen knows what is right."""

    action: str
    keys: str
    where: str
    """The file and the line."""


class DeckLimits(NamedTuple):
    """What a deck has in place of the general limits; None: the general one."""

    new_cards_a_day: int | None = None
    reviews_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class UserSettings:
    """Every setting. In the file they stand under a heading, as in `[study]`."""

    desired_retention: float = 0.9
    """study: the probability with which a card is to be remembered when it comes back."""
    new_cards_a_day: int = 20
    """study"""
    reviews_a_day: int = 200
    """study"""
    keep_misses: bool = True
    """study: whether a number that was predicted wrong becomes a card."""
    decks: Mapping[str, DeckLimits] = field(default_factory=dict)
    """decks: limits of a deck's own, as in `[decks.source-text]`."""
    keys: tuple[KeySetting, ...] = ()
    """keys: which keys an action has, by the action's id."""
    problems: tuple[str, ...] = ()
    """One line for each thing in the file that was left out, with its name and line."""

    def limits(self, name: str) -> dict[str | None, int]:
        """A limit by its name: of each deck that has its own, and of all the others, None."""
        own = {deck: getattr(limits, name) for deck, limits in self.decks.items()}
        return {
            None: getattr(self, name),
            **{deck: limit for deck, limit in own.items() if limit is not None},
        }

    def with_limit(self, name: str, limit: int) -> "UserSettings":
        """The settings with this limit for all decks together."""
        decks = {deck: own._replace(**{name: None}) for deck, own in self.decks.items()}
        return replace(self, decks=decks, **{name: limit})  # type: ignore[arg-type]


def path() -> Path:
    """The file; it need not exist."""
    return paths.config() / "settings.toml"


def load() -> UserSettings:
    """The settings; whatever cannot be read has its default and is in `problems`."""
    file = path()
    try:
        return parsed(read_text(file, MOST_BYTES))
    except ValueError as error:
        if isinstance(error, TextFileError) and error.is_missing:
            return UserSettings()
        return UserSettings(problems=(f"{file}: {error}; the defaults are in force",))


def _in_short(problems: Sequence[str], file: Path) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(problems) - MOST_TOLD
    if more <= 0:
        return [*problems]
    return [*problems[:MOST_TOLD], f"{file}: {more} more such line{'s' * (more != 1)}"]


def parsed(text: str) -> UserSettings:
    """The settings in a text, as if it were the file. Raises `ValueError` for what is no TOML."""
    tables, where = tables_of(text), _places_of(text)
    problems: list[str] = []
    for heading, table in tables.items():
        if heading not in _HEADINGS:
            close = nearest(heading, _HEADINGS) or f"; known: {', '.join(_HEADINGS)}"
            problems.append(f"{where(heading)}: unknown heading {quoted(heading)}{close}")
        elif not isinstance(table, dict):
            problems.append(f"{path()}: {heading} must be a table, [{heading}]")
    study = _sound(_table(tables, "study"), _STUDY, ("study",), where, problems)
    decks = _decks(_table(tables, "decks"), where, problems)
    keys = _keys(_table(tables, "keys"), where, problems)
    told = tuple(_in_short(problems, path()))
    return UserSettings(**study, decks=decks, keys=tuple(keys), problems=told)


def _places_of(text: str) -> Where:
    """What tells the file and line of an entry of `text`; the file alone where no line is known."""
    file = path()
    try:
        places = Positions(text)
    except UnclearError:  # `tomllib` is the one who decides, and has read it
        return lambda *_entry: str(file)
    return lambda *entry: f"{file}, line {places.of(entry).line}"


def _sound(
    table: Mapping[str, Any],
    known: Mapping[str, Value],
    place: tuple[str, ...],
    where: Where,
    problems: list[str],
) -> dict[str, Any]:
    """The entries of the table at `place` that are as they must be; the others are `problems`."""
    sound: dict[str, Any] = {}
    for key, value in table.items():
        at = where(*place, key)
        if key not in known:
            problems.append(f"{at}: unknown setting {quoted(key)}; known: {', '.join(known)}")
        elif not known[key].holds(value):
            problems.append(f"{at}: {key} must be {known[key].what}, not {quoted(value)}")
        else:
            sound[key] = value
    return sound


def _decks(tables: Mapping[str, Any], where: Where, problems: list[str]) -> dict[str, DeckLimits]:
    """The limits of decks that have some of their own."""
    decks: dict[str, DeckLimits] = {}
    for name, table in tables.items():
        if isinstance(table, dict):
            limits = _sound(table, _LIMITS, ("decks", name), where, problems)
            decks[name] = DeckLimits(**limits)
        else:
            problems.append(f"{where('decks', name)}: its limits stand under [decks.{name}]")
    return decks


def _keys(table: Mapping[str, Any], where: Where, problems: list[str]) -> list[KeySetting]:
    """The lines of the person's own key map."""
    keys: list[KeySetting] = []
    for place, value in _dotted(table):
        key, at = ".".join(place), where("keys", *place)
        if not isinstance(value, str):
            problems.append(f'{at}: {quoted(key)} must be keys in quotes, such as "n,right"')
        elif len(keys) < MOST_KEYS:
            keys.append(KeySetting(key, value, at))
        else:
            problems.append(f"{at}: more than {MOST_KEYS} keys; the rest is left out")
    return keys


def _table(tables: dict[str, Any], heading: str) -> dict[str, Any]:
    table = tables.get(heading)
    return table if isinstance(table, dict) else {}


def _dotted(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The entries, also of tables in the table: TOML makes one of `a.b = "c"` without quotes."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from (((key, inner), found) for inner, found in value.items())
        else:
            yield (key,), value


def _is_retention(value: Any) -> bool:
    return isinstance(value, float) and LOWEST_RETENTION <= value <= HIGHEST_RETENTION


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_A_DAY


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_HEADINGS = ("study", "decks", "keys")
_COUNT = Value(_is_count, f"a whole number from 0 to {MOST_A_DAY}")
_STUDY = {
    "desired_retention": Value(
        _is_retention, f"a number from {LOWEST_RETENTION} to {HIGHEST_RETENTION}"
    ),
    "new_cards_a_day": _COUNT,
    "reviews_a_day": _COUNT,
    "keep_misses": Value(_is_flag, "true or false"),
}
_LIMITS = dict.fromkeys(DeckLimits._fields, _COUNT)
