"""A file of notes read into a deck: reported first, and written only when that is wanted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from gdtui.engine.spec import quoted, shortened
from gdtui.study.cards import decks
from gdtui.study.cards.anki import other_files, package, separated
from gdtui.study.cards.anki.deck_file import DeckFile, heading
from gdtui.study.cards.anki.error import AnkiError
from gdtui.study.cards.anki.found import FoundCard, LeftOut
from gdtui.study.cards.anki.gaps import BEGIN, END, PICTURE
from gdtui.study.cards.anki.html_text import Media
from gdtui.study.cards.anki.layout import Layout, layout_of
from gdtui.study.cards.anki.rows import Tell

IN_MEMORY = 4_000_000  # characters of a deck; longer ones wait on disk
HEADING = 10_000  # bytes, at most
MOST_NAMED = 3  # places of a reason, pictures, decks
LONGEST_SAMPLE = 60

_NAMES = {
    "basic": ("question with an answer", "questions with answers"),
    "cloze": ("cloze", "clozes"),
}
_AS_BRACKETS = str.maketrans({BEGIN: "[", END: "]", PICTURE: "["})


@dataclass
class Imported:
    """What a file makes: a deck that waits to be written."""

    title: str
    read_as: list[str]
    """How the file was read, line by line."""
    place: str
    """What is counted in it: "line" or "note"."""
    _tables: IO[str]
    kinds: Counter[str] = field(default_factory=Counter)
    """How many cards there are of each kind."""
    left_out: dict[str, list[int]] = field(default_factory=dict)
    """The places of what makes no card, by reason."""
    media: Media = field(default_factory=Media)
    sample: str = ""
    """The first card, in a line."""

    @property
    def cards(self) -> int:
        """How many cards it has."""
        return self.kinds.total()

    def pieces(self) -> Iterator[str]:
        """The deck as TOML, piece by piece."""
        yield heading(self.title)
        self._tables.seek(0)
        yield from self._tables

    @property
    def text(self) -> str:
        """The deck as TOML, whole."""
        return "".join(self.pieces())

    def take(self, found: Iterable[FoundCard | LeftOut]) -> None:
        """Take in the cards that are found. Raises `AnkiError` for more than a deck has."""
        deck = DeckFile()
        size = 0
        for card in found:
            if isinstance(card, LeftOut):
                self.left_out.setdefault(card.reason, []).append(card.place)
                continue
            try:
                kind, table = deck.table(card)
            except ValueError as reason:
                self.left_out.setdefault(str(reason), []).append(card.place)
                continue
            self.kinds[kind] += 1
            size += len(table.encode()) + 1
            if self.cards > decks.MOST_CARDS or size > decks.MOST_BYTES - HEADING:
                raise AnkiError(
                    f"a deck has at most {decks.MOST_CARDS:,} cards and {decks.MOST_BYTES:,} "
                    "bytes; export it from Anki deck by deck"
                )
            if not self.sample:
                self.sample = f"{_in_short(card.front)} → {_in_short(card.back)}"
            self._tables.write(table + "\n")

    def report(self) -> list[str]:
        """What was read, what becomes of it, and what does not."""
        kinds = " and ".join(
            f"{count:,} {_NAMES[kind][count != 1]}" for kind, count in self.kinds.most_common()
        )
        lines = [*self.read_as, f"{self.cards:,} card{'s' * (self.cards != 1)}: {kinds}"]
        if self.sample:
            lines.append(f"the first one: {self.sample}")
        for reason, places in self.left_out.items():
            named = _first_of([f"{place:,}" for place in places])
            several = "s" if len(places) > 1 else ""
            lines.append(f"left out: {reason}: {len(places):,} ({self.place}{several} {named})")
        for what, names in (("pictures", self.media.pictures), ("sounds", self.media.sounds)):
            if names:
                lines.append(f"left out: {what}: {len(names):,} ({_first_of(names)})")
        return lines


@contextmanager
def imported(path: Path, title: str, tell: Tell = lambda _: None) -> Iterator[Imported]:
    """The deck that a file of notes makes, while the file of its cards is there.

    `title` is the deck's, if the file does not say one. Raises `AnkiError`.
    """
    with SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="") as tables:
        if other_files.is_package(path):
            with package.opened(path) as opened:
                names = opened.decks()
                made = Imported(
                    _title(names, title),
                    [f"a package of Anki's ({opened.format_name})", *_decks(names)],
                    "note",
                    tables,
                )
                made.take(opened.cards(made.media, tell, name_decks=len(names) > 1))
                made.read_as.append("when each was due, and how well it was known, stay in Anki")
        else:
            other_files.refuse(path)
            layout = layout_of(path)
            names = separated.named(path, layout, "deck")
            read_as = [*layout.lines(), *_decks(names), *_own_types(path, layout)]
            made = Imported(_title(names, title), read_as, "line", tables)
            several = len(names) > 1
            made.take(separated.cards_of(path, layout, made.media, tell, name_decks=several))
        if not made.cards:
            reasons = "; ".join(made.left_out)
            raise AnkiError("no note in it makes a card" + (f": {reasons}" if reasons else ""))
        yield made


def _title(names: list[str], otherwise: str) -> str:
    """The title of a deck of notes from decks with these names."""
    return names[0].removeprefix("gdtui::").replace("::", " – ") if len(names) == 1 else otherwise


def _decks(names: list[str]) -> list[str]:
    if len(names) < 2:
        return []
    listed = _first_of([*map(quoted, names)])
    return [f"{len(names)} decks ({listed}): one deck here, each card tagged with its own"]


def _own_types(path: Path, layout: Layout) -> list[str]:
    """A line about note types whose templates only a package has."""
    own = [
        name
        for name in separated.named(path, layout, "notetype")
        if not name.lower().startswith(("basic", "cloze"))
    ]
    if not own:
        return []
    listed = _first_of([*map(quoted, own)])
    several = "s" if len(own) > 1 else ""
    asks = "each card asks for the first field; what Anki itself shows is only in a package (.apkg)"
    return [f"note type{several} {listed}: {asks}"]


def _first_of(names: Sequence[str]) -> str:
    """The first names of a list, each once, and a sign if there are more."""
    return ", ".join([*dict.fromkeys(names[:MOST_NAMED]), *["…"] * (len(names) > MOST_NAMED)])


def _in_short(text: str) -> str:
    return shortened(" ".join(text.translate(_AS_BRACKETS).split()), LONGEST_SAMPLE)
