"""The person's settings: one TOML file, read with defaults, and never a reason not to start."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from gdtui.engine.spec import nearest, quoted
from gdtui.files import paths
from gdtui.files.positions import Positions, UnclearError, tables_of
from gdtui.files.text_file import TextFileError, read_text

LOWEST_RETENTION, HIGHEST_RETENTION = 0.7, 0.99
MOST_A_DAY = 9999
MOST_BYTES = 100_000
MOST_KEYS = 300
MOST_TOLD = 5  # things that are wrong with the file


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
        settings = parsed(read_text(file, MOST_BYTES))
    except ValueError as error:
        if isinstance(error, TextFileError) and error.is_missing:
            return UserSettings()
        return UserSettings(problems=(f"{file}: {error}; the defaults are in force",))
    return settings


def _in_short(problems: Sequence[str], file: Path) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(problems) - MOST_TOLD
    if more <= 0:
        return [*problems]
    return [*problems[:MOST_TOLD], f"{file}: {more} more such line{'s' * (more != 1)}"]


def parsed(text: str) -> UserSettings:
    """The settings in a text, as if it were the file. Raises `ValueError` for what is no TOML."""
    tables, file = tables_of(text), path()
    settings = UserSettings()
    problems: list[str] = []
    keys: list[KeySetting] = []
    try:
        places = Positions(text)
    except UnclearError:  # `tomllib` is the one who decides, and has read it
        places = None

    def where(*path: str) -> str:
        return f"{file}, line {places.of(path).line}" if places else str(file)

    for heading, table in tables.items():
        if heading not in _HEADINGS:
            close = nearest(heading, _HEADINGS) or f"; known: {', '.join(_HEADINGS)}"
            problems.append(f"{where(heading)}: unknown heading {quoted(heading)}{close}")
        elif not isinstance(table, dict):
            problems.append(f"{file}: {heading} must be a table, [{heading}]")
    for key, value in _table(tables, "study").items():
        known = _KNOWN.get(key)
        at = where("study", key)
        if known is None:
            problems.append(f"{at}: unknown setting {quoted(key)}; known: {', '.join(_KNOWN)}")
        elif not known[0](value):
            problems.append(f"{at}: {key} must be {known[1]}, not {quoted(value)}")
        else:
            settings = replace(settings, **{key: value})
    decks: dict[str, DeckLimits] = {}
    for name, table in _table(tables, "decks").items():
        limits = DeckLimits()
        if not isinstance(table, dict):
            problems.append(f"{where('decks', name)}: its limits stand under [decks.{name}]")
            continue
        for key, value in table.items():
            at = where("decks", name, key)
            if key not in DeckLimits._fields:
                names = ", ".join(DeckLimits._fields)
                problems.append(f"{at}: unknown setting {quoted(key)}; known: {names}")
            elif not _is_count(value):
                problems.append(f"{at}: {key} must be {_COUNT[1]}, not {quoted(value)}")
            else:
                limits = limits._replace(**{key: value})
        decks[name] = limits
    for place, value in _dotted(_table(tables, "keys")):
        key, at = ".".join(place), where("keys", *place)
        if not isinstance(value, str):
            problems.append(f'{at}: {quoted(key)} must be keys in quotes, such as "n,right"')
        elif len(keys) < MOST_KEYS:
            keys.append(KeySetting(key, value, at))
        else:
            problems.append(f"{at}: more than {MOST_KEYS} keys; the rest is left out")
    told = tuple(_in_short(problems, file))
    return replace(settings, decks=decks, keys=tuple(keys), problems=told)


def _table(tables: dict[str, Any], heading: str) -> dict[str, Any]:
    table = tables.get(heading)
    return table if isinstance(table, dict) else {}


def _dotted(table: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
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


_RETENTION = (_is_retention, f"a number from {LOWEST_RETENTION} to {HIGHEST_RETENTION}")
_HEADINGS = ("study", "decks", "keys")
_COUNT = (_is_count, f"a whole number from 0 to {MOST_A_DAY}")
_KNOWN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "desired_retention": _RETENTION,
    "new_cards_a_day": _COUNT,
    "reviews_a_day": _COUNT,
    "keep_misses": (_is_flag, "true or false"),
}
