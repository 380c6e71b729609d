"""What is found in a file: cards as Anki has them, and what makes none."""

from dataclasses import dataclass
from typing import NamedTuple

MOST_CHARACTERS = 200_000  # of a note
TOO_LONG = f"longer than {MOST_CHARACTERS:,} characters"


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card, its HTML read as text."""

    place: int
    """The line of its note, or its number."""
    guid: str
    """What Anki calls its note; empty where the file does not say."""
    first_field: str
    """What its note is known by otherwise."""
    front: str
    """The words of its gaps stand between `gaps.BEGIN` and `gaps.END`."""
    back: str
    tags: tuple[str, ...] = ()
    part: str = ""
    """Which card of its note it is: empty for the first, then `-c2` or `-2`."""
    has_siblings: bool = False
    """Whether its note makes other cards too."""


class LeftOut(NamedTuple):
    """A note or a card that is not imported, and why."""

    place: int
    reason: str
