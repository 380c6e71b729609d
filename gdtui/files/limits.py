"""How many cards a day, written into the settings without disturbing what else is there."""

import json
import re
from collections.abc import Mapping

from gdtui.files import paths, settings
from gdtui.files.settings import DeckLimits
from gdtui.files.text_file import TextFileError, read_text

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def keep(deck: str | None, limits: DeckLimits) -> str | None:
    """Write the limits of a deck, or the general ones, into the settings.

    None in `limits` takes a deck's own limit away. Returns None, or why it could not be kept.
    """
    file = settings.path()
    try:
        text = read_text(file, settings.MOST_BYTES)
    except TextFileError as error:
        if not error.is_missing:
            return f"{file}: {error}"
        text = ""
    changed = with_counts(text, _heading(deck), limits._asdict())
    if _found(changed, deck) != limits:
        return f"{file} is written in a way that cannot be changed here: edit [{_heading(deck)}]"
    return paths.keep(file.resolve(), changed)


def with_counts(text: str, heading: str, counts: Mapping[str, int | None]) -> str:
    """The text of a TOML file with these numbers under a heading; None: without the key."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if _is_heading(line, heading)), None)
    if start is None:
        if all(count is None for count in counts.values()):
            return text
        lines += [*([""] if lines else []), f"[{heading}]"]
        start = len(lines) - 1
    for key, count in counts.items():
        after = range(start + 1, len(lines))
        end = next((n for n in after if lines[n].lstrip().startswith("[")), len(lines))
        place = next((n for n in range(start + 1, end) if _key_of(lines[n]) == key), None)
        if place is not None:
            _, hash_, comment = lines[place].partition("#")
            rest = f"  #{comment}" if hash_ else ""
            lines[place : place + 1] = [] if count is None else [f"{key} = {count}{rest}"]
        elif count is not None:
            lines.insert(start + 1, f"{key} = {count}")
    return "\n".join(lines) + "\n"


def _heading(deck: str | None) -> str:
    if deck is None:
        return "study"
    return f"decks.{deck if _BARE.fullmatch(deck) else json.dumps(deck, ensure_ascii=False)}"


def _is_heading(line: str, heading: str) -> bool:
    return line.partition("#")[0].strip() == f"[{heading}]"


def _key_of(line: str) -> str:
    return line.partition("=")[0].strip()


def _found(text: str, deck: str | None) -> DeckLimits | None:
    """The limits that the settings have in this text."""
    try:
        found = settings.parsed(text)
    except ValueError:
        return None
    if deck is None:
        return DeckLimits(found.new_cards_a_day, found.reviews_a_day)
    return found.decks.get(deck, DeckLimits())
