"""The decks: what is new and due in each, and where a quiz begins."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gdtui.engine.spec import nearest, quoted
from gdtui.files import limits, settings
from gdtui.files.settings import MOST_A_DAY, DeckLimits
from gdtui.study.cards.card import CardKey
from gdtui.study.cards.decks import Deck
from gdtui.study.memory.agenda import Agenda, More, agenda
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.notices import taken
from gdtui.study.memory.outcome import DONE_TO
from gdtui.study.memory.overview import Counts, due
from gdtui.study.memory.records import Kept
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.tui import actions, layouts
from gdtui.tui.messages import OpenBrowser, OpenHelp, OpenMore, OpenReview, OpenStatistics
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.asking import Asking
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Answer
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.listing import Listing
from gdtui.tui.widgets.quiz_rows import Row, headed

LONGEST_NAME = 24
LOOKS_AT_THE_CLOCK = 30  # seconds
ALL = "all decks"

_OURS = {action.name for action in actions.DECKS}

HELP = """\
## Flashcards

**Enter** begins with the deck that is marked. **new** are cards never asked, **due** those that
come back today, **today** how many of them are asked within today's limits. **m** studies more
than that: further new cards and reviews; what comes back in the next days, as real reviews; or a
cram of everything, or of what you missed lately, which changes no schedule. **/** keeps only cards
with a tag, as before an exam. **l** sets the limits; a deck with limits of its own is left out of
the general ones. Decks of your own are files in the folder that `gdtui doctor` names.
"""


class DeckList(Screen[None]):
    """A row a deck; Enter begins a quiz."""

    BINDINGS: ClassVar = [*actions.bindings(actions.DECKS)]
    ACTIONS: ClassVar = actions.DECKS
    AUTO_FOCUS = "#decks"

    app = getters.app(TerminalApp)

    def __init__(self, collection: Collection) -> None:
        super().__init__()
        self._collection = collection
        self._shown: list[Deck] = []
        self._kept: dict[CardKey, Kept] = {}
        self._done: dict[str, tuple[int, int]] = {}
        self._day = study_day(local_now())

    def compose(self) -> ComposeResult:
        """The limits of the day, the decks, what the marked one is about, a field for a tag."""
        yield Row(id="limits")
        with Vertical(id="shelf", classes="pane"):
            yield Static("", id="columns")
            yield Listing(id="decks")
            yield Static("", id="about")
        yield Asking()
        yield Footer()

    def on_mount(self) -> None:
        """Show the decks, and what is wrong with some."""
        self.set_interval(LOOKS_AT_THE_CLOCK, self._take_day)
        for notice in taken(self._collection.notices, self._collection.store.notices):
            self.notify(notice, severity="warning")

    def on_resize(self) -> None:
        """Fold in a small window."""
        layouts.fold(self)

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._draw()

    def _take_day(self) -> None:
        """Four o'clock has passed: other counts."""
        if study_day(local_now()) != self._day:
            self._draw()

    def on_screen_resume(self) -> None:
        """Back from a quiz: other counts."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        collection, now = self._collection, local_now()
        self._day = study_day(now)
        self._kept, self._done = collection.store.kept(), collection.store.done_on(self._day)
        self._shown = collection.tagged()
        counted = [due(deck, self._kept, now) for deck in self._shown]
        all_of_them = Counts(sum(of.new for of in counted), sum(of.due for of in counted), 0)
        today = [self._agenda(row).today() for row in range(len(self._shown) + 1)]
        tags = ", ".join(collection.tags)
        everything = f"only cards with the tag {tags}" if tags else "cards from every deck"
        rows = [(ALL, all_of_them, everything)]
        rows += [
            (self.app.legible(deck.name), of, deck.title)
            for deck, of in zip(self._shown, counted, strict=True)
        ]
        width = min(LONGEST_NAME, max(len(name) for name, _, _ in rows))
        self.query_one("#columns", Static).update(f"{'deck':<{width}}   new   due today")
        listed = self.query_one("#decks", OptionList)
        marked = listed.highlighted or 0
        listed.set_options(
            Option(
                self.app.legible(
                    f"{name[:width]:<{width}} {new:>5} {waiting:>5} {asked:>5}  {title}"
                    + (f" ({suspended} suspended)" if suspended else "")
                )
            )
            for (name, (new, waiting, suspended), title), asked in zip(rows, today, strict=True)
        )
        listed.highlighted = min(marked, len(rows) - 1)
        general = collection.settings
        row = self.query_one("#limits", Row)
        a_day = f"{general.new_cards_a_day} new cards and {general.reviews_a_day} reviews a day "
        wide = row.content_size.width
        row.show_lines([headed("cards", [(a_day, "")] if wide >= 60 else [], wide)])

    @on(OptionList.OptionHighlighted)
    def _describe(self, event: OptionList.OptionHighlighted) -> None:
        row = event.option_index
        reached = self._agenda(row).limits_reached()
        said = [f"{reached} m: study more now." if reached else ""]
        if row:
            said += [_own_limits(self._limits_of(self._shown[row - 1])), self._shown[row - 1].about]
        about = "\n".join(filter(None, said))
        self.query_one("#about", Static).update(self.app.legible(about))

    def _agenda(self, row: int) -> Agenda:
        settings = self._collection.settings
        return agenda(self._chosen(row), self._kept, self._done, settings, local_now())

    def _limits_of(self, deck: Deck) -> DeckLimits:
        return self._collection.settings.decks.get(deck.name, DeckLimits())

    @property
    def _marked(self) -> int:
        return self.query_one("#decks", OptionList).highlighted or 0

    def _chosen(self, row: int) -> Sequence[Deck]:
        return self._shown[row - 1 : row] if row else self._shown

    @on(OptionList.OptionSelected)
    def _begin(self, event: OptionList.OptionSelected) -> None:
        session = self._collection.session(self._chosen(event.option_index))
        self.app.post_message(OpenReview(session))

    def action_begin(self) -> None:
        """Begin with the deck that is marked."""
        self.query_one("#decks", OptionList).action_select()

    def action_move(self, by: int) -> None:
        """Mark the next deck."""
        self.query_one("#decks", Listing).move(by)

    def action_more(self) -> None:
        """Study more of the deck that is marked than the day asks for."""
        session = self._collection.session(self._chosen(self._marked))

        def begin(more: More | None) -> None:
            if more is not None:
                session.study(more)
                self.app.post_message(OpenReview(session))

        if offers := session.offers():
            self.app.post_message(OpenMore(offers, done=begin))
        else:
            self.notify("There is nothing to study now.")

    def action_undo(self) -> None:
        """Take back whatever was done last."""
        line = self._collection.store.undo_last()
        if line is None:
            self.notify("There is nothing to undo.")
        else:
            self.notify(f"undone: {DONE_TO[line.kind]} ({line.card})")
            self._draw()

    def action_tag(self) -> None:
        """Type a tag."""
        collection = self._collection
        tags, known = ", ".join(collection.tags), collection.known_tags()
        self.query_one(Asking).ask("tag: ", tags, self._filter, known=known)

    def action_limits(self) -> None:
        """Type how many cards a day, for the deck that is marked."""
        general = self._collection.settings
        if row := self._marked:
            name = self.app.legible(self._shown[row - 1].name[:LONGEST_NAME])
            in_force = self._limits_of(self._shown[row - 1])
        else:
            name = ALL
            in_force = DeckLimits(general.new_cards_a_day, general.reviews_a_day)
        given = ["-" if limit is None else str(limit) for limit in in_force]
        asked = f"{name}: new cards, reviews a day: "
        self.query_one(Asking).ask(asked, ", ".join(given), self._limit)

    def _limit(self, typed: str) -> None:
        """Put limits in force, and keep them. Raises `ValueError` for what is none."""
        parts = [part.strip() for part in typed.split(",")]
        deck = self._shown[self._marked - 1].name if self._marked else None
        none = ("", "-") if deck is not None else ()
        if len(parts) != 2 or not all(part in none or _is_count(part) for part in parts):
            also = ", or - for the general one" if deck is not None else ""
            raise ValueError(f"two whole numbers up to {MOST_A_DAY}, such as 20, 200{also}")
        new, reviews = (None if part in none else int(part) for part in parts)
        problem = limits.keep(deck, DeckLimits(new, reviews))
        if problem:
            self.notify(problem, severity="error")
        else:
            self._collection.settings = settings.load()
        self._draw()

    def _filter(self, typed: str) -> None:
        """Leave only cards with these tags. Raises `ValueError` for one that no card has."""
        tags = tuple(filter(None, (tag.strip() for tag in typed.split(","))))
        known = self._collection.known_tags()
        for tag in tags:
            if tag not in known:
                close = nearest(tag, known) or f"; known: {', '.join(known)}"
                raise ValueError(f"no card has the tag {quoted(tag)}{close}")
        self._collection.tags = tags
        self._draw()

    @on(Asking.Left)
    def _to_the_decks(self) -> None:
        self.set_focus(self.query_one("#decks"))
        self.refresh_bindings()

    def action_browse(self) -> None:
        """Look at the cards, one by one."""
        self.app.post_message(OpenBrowser(self._collection))

    def action_statistics(self) -> None:
        """What was learned so far."""
        self.app.post_message(OpenStatistics(self._collection.store))

    def action_help(self) -> None:
        """The keys."""
        self.app.post_message(OpenHelp(HELP, actions.DECKS))

    def action_back(self) -> None:
        """Leave the flashcards."""
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """In the field, letters are text."""
        return not (action in _OURS and isinstance(self.focused, Answer))


def _is_count(typed: str) -> bool:
    return typed.isdecimal() and typed.isascii() and int(typed[:9]) <= MOST_A_DAY


def _own_limits(limits: DeckLimits) -> str:
    """The limits that a deck has of its own, in a sentence; empty: none."""
    counts = [(limits.new_cards_a_day, "new cards"), (limits.reviews_a_day, "reviews")]
    own = " and ".join(f"{count} {name}" for count, name in counts if count is not None)
    return f"Limits of its own: {own} a day." if own else ""
