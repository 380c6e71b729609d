"""The person's settings: one TOML file, read with defaults, and never a reason not to start."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gdtui.files import paths
from gdtui.files.text_file import TextFileError, read_text

LOWEST_RETENTION, HIGHEST_RETENTION = 0.7, 0.99
MOST_A_DAY = 9999
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. In the file they stand under a heading, as in `[study]`."""

    desired_retention: float = 0.9
    """study: the probability with which a card is to be remembered when it comes back."""
    new_cards_a_day: int = 20
    """study"""
    reviews_a_day: int = 200
    """study"""
    problems: tuple[str, ...] = ()
    """One line for each thing in the file that was left out, with its name and line."""


def path() -> Path:
    """The file; it need not exist."""
    return paths.config() / "settings.toml"


def load() -> Settings:
    """The settings; whatever cannot be read has its default and is in `problems`."""
    file = path()
    try:
        text = read_text(file, MOST_BYTES)
        tables = tomllib.loads(text)
    except TextFileError as error:
        return Settings(problems=() if error.is_missing else (f"{file}: {error}",))
    except (ValueError, RecursionError) as error:
        return Settings(problems=(f"{file} is not TOML: {error}; the defaults are in force",))
    return _read(tables, text, file)


def _read(tables: dict[str, Any], text: str, file: Path) -> Settings:
    settings = Settings()
    problems: list[str] = []
    study = tables.get("study", {})
    if not isinstance(study, dict):
        return Settings(problems=(f"{file}: study must be a table, [study]",))
    for key, value in study.items():
        known = _KNOWN.get(key)
        if known is None:
            problems.append(f"unknown setting {key!r}; known: {', '.join(_KNOWN)}")
        elif not known[0](value):
            problems.append(f"{key} must be {known[1]}, not {value!r}")
        else:
            settings = replace(settings, **{key: value})
            continue
        problems[-1] = f"{file}, line {_line_of(key, text)}: {problems[-1]}"
    return replace(settings, problems=tuple(problems))


def _is_retention(value: Any) -> bool:
    return isinstance(value, float) and LOWEST_RETENTION <= value <= HIGHEST_RETENTION


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_A_DAY


_RETENTION = (_is_retention, f"a number from {LOWEST_RETENTION} to {HIGHEST_RETENTION}")
_COUNT = (_is_count, f"a whole number from 0 to {MOST_A_DAY}")
_KNOWN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "desired_retention": _RETENTION,
    "new_cards_a_day": _COUNT,
    "reviews_a_day": _COUNT,
}


def _line_of(key: str, text: str) -> int:
    match = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1
