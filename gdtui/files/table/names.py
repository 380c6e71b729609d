"""Names of columns as one word of a command line: `age,height`, quoted as in a CSV file."""

import csv
from collections.abc import Sequence

from gdtui.files.shell import shell_line
from gdtui.files.written import csv_line


def names_of(text: str) -> tuple[str, ...]:
    """The names in `text`; one with a comma is in double quotes. Raises `ValueError`."""
    rows = list(csv.reader([text], skipinitialspace=True))
    names = tuple(name.strip() for name in rows[0]) if rows else ()
    if not names or not all(names):
        raise ValueError(text)
    return names


def as_text(names: Sequence[str]) -> str:
    """The word that `names_of` reads back."""
    return csv_line(names)


def option_words(option: str, value: str) -> list[str]:
    """An option with its value, which may begin like an option itself, as words of a shell."""
    return [f"{option}={value}"] if value.startswith("-") else [option, value]


def as_option(option: str, names: Sequence[str]) -> str:
    """The option with these names, to be typed into a shell as it stands."""
    return shell_line(option_words(option, as_text(names)))
