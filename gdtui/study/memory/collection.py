"""What a quiz is made of: decks, what was learned of them, and the limits of a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gdtui.files import paths
from gdtui.files.settings import UserSettings, load
from gdtui.study.cards.decks import Deck, find, reread, with_tags
from gdtui.study.memory import backups
from gdtui.study.memory.agenda import More
from gdtui.study.memory.records import Kept
from gdtui.study.memory.search import Entry
from gdtui.study.memory.session import Session
from gdtui.study.memory.store import Store


@dataclass
class Collection:
    """Everything that lies ready for a quiz."""

    decks: Sequence[Deck]
    store: Store
    settings: UserSettings = field(default_factory=UserSettings)
    tags: tuple[str, ...] = ()
    """Only cards with one of these are asked; without any, all are."""
    notices: list[str] = field(default_factory=list)
    """Sentences to be shown, once each; `notices.taken` takes them out."""

    def __post_init__(self) -> None:
        """Give what an earlier version knew of cards without their decks to the decks there are."""
        adopt(self.store, self.decks)

    def session(self, decks: Sequence[Deck] | None = None, more: More | None = None) -> Session:
        """A quiz on these decks, or on all of them, and on `more` than the day asks for."""
        chosen = self.decks if decks is None else decks
        return Session(chosen, self.store, settings=self.settings, tags=self.tags, more=more)

    def tagged(self) -> list[Deck]:
        """The decks with the cards that are asked, as far as they have any."""
        left = (replace(deck, cards=tuple(with_tags(deck.cards, self.tags))) for deck in self.decks)
        return [deck for deck in left if deck.cards]

    def entries(self) -> list[Entry]:
        """Every card with what is kept of it, deck by deck."""
        kept = self.store.kept()
        cards = (card for deck in self.decks for card in deck.cards)
        return [Entry(card, kept.get(card.key, Kept())) for card in cards]

    def reread(self) -> None:
        """The decks as their files have them now."""
        found = reread(self.decks)
        self.decks = found.decks
        self.notices += found.problems

    def known_tags(self) -> list[str]:
        """Every tag of a card, in the order of the alphabet."""
        return sorted({tag for deck in self.decks for card in deck.cards for tag in card.tags})


def adopt(store: Store, decks: Sequence[Deck] = ()) -> None:
    """Give what an earlier version knew of cards without their decks to the decks there are.

    Those that have names come first, since what was learned was learned of them.
    """
    if store.has_cards_without_a_deck():
        store.adopt(card.key for deck in (*find().decks, *decks) for card in deck.cards)


def open_collection() -> Collection:
    """Every deck, with the person's own settings and database. Raises `StoreError`."""
    settings, found = load(), find()
    backups.begin(paths.reviews())
    store = Store(paths.reviews())
    return Collection(found.decks, store, settings, notices=[*settings.problems, *found.problems])
