"""Anki's notes, in and out: text files and packages become decks, decks become text files."""

from gdtui.study.cards.anki.error import AnkiError
from gdtui.study.cards.anki.export import lines
from gdtui.study.cards.anki.importing import Imported, imported

__all__ = ["AnkiError", "Imported", "imported", "lines"]
