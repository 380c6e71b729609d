"""Decks that the program writes for a person, a card at a time: of what was answered wrong."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from gdtui.files import paths
from gdtui.files.locking import locked
from gdtui.files.text_file import read_text
from gdtui.study.cards import decks

MOST = 100
"""Cards in one; a deck that nobody can get through is no help."""


class CardTable(NamedTuple):
    """A card as a deck writes it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What has become of a miss."""

    says: str = ""
    """A few words, empty if there is no card for it."""
    path: Path | None = None
    """The deck that has a new card now; None: none has."""
    text: str = ""
    """The card, as it was written."""
    heading: str | None = None
    """What the deck begins with, if it was made for this card."""

    def take_back(self) -> str:
        """Have the card out of the deck again, if nobody has changed it. Says what was done."""
        path = self.path
        if path is None:
            return "no card was kept"
        with locked(path):
            try:
                found = path.read_text(encoding="utf-8")
                if self.text not in found:
                    return f"{path.name} has changed; the card stays"
                rest = found.replace(self.text, "", 1)
                if self.heading is not None and rest.strip() == self.heading.strip():
                    path.unlink()
                    return "card not kept"
            except (OSError, ValueError) as error:
                return f"{path.name}: {error}"
            return paths.keep(path, rest) or "card not kept"


def keep(deck: str, heading: str, card: CardTable) -> Kept:
    """Put a card into the person's deck of this name, which begins with `heading`, unless it is
    there already. What another program puts there at the same time is kept too."""
    path = paths.decks() / f"{deck}.toml"
    with locked(path):
        return _add(path, heading, card)


def _add(path: Path, heading: str, card: CardTable) -> Kept:
    before: str | None = None
    if not paths.is_missing(path):
        try:
            before = read_text(path, decks.MOST_BYTES)
        except ValueError as error:
            return Kept(f"no card kept: {path.name}: {error}")
        found = decks.parse(before, path)
        if found.problems:
            return Kept(f"no card kept: {path.name} has errors (gdtui deck check)")
        if any(known.id == card.id for known in found.cards):
            return Kept("card known")
        if len(found.cards) >= MOST:
            return Kept(f"no card kept: {MOST} are enough")
    above = heading if before is None else before.rstrip() + "\n"
    problem = paths.keep(path, above + card.text)
    if problem:
        return Kept(f"no card kept: {problem}")
    return Kept("card kept", path, card.text, heading if before is None else None)


def miss_id(asked: str) -> str:
    """The id of a card about a miss: the same for the same thing that was `asked`."""
    return f"miss-{blake2b(asked.encode(), digest_size=6).hexdigest()}"


def as_toml(text: str) -> str:
    """`text` as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
