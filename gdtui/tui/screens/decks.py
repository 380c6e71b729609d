"""The decks: what is new and due in each, and where a quiz begins."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from gdtui.engine.spec import nearest, quoted
from gdtui.study.cards.decks import Deck
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.notices import taken
from gdtui.study.memory.overview import Counts, due
from gdtui.study.memory.session import local_now
from gdtui.tui import actions
from gdtui.tui.messages import OpenHelp, OpenReview, OpenStatistics
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Answer
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.listing import Listing
from gdtui.tui.widgets.quiz_rows import Row, headed

LONGEST_NAME = 24
ALL = "all decks"

_OURS = {action.name for action in actions.DECKS}

HELP = """\
## Flashcards

**Enter** begins with the deck that is marked. **new** are cards never asked, **due** those that
come back today. Decks of your own are files in the folder that `gdtui doctor` names.
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

    def compose(self) -> ComposeResult:
        """The limits of the day, the decks, what the marked one is about, a field for a tag."""
        yield Row(id="limits")
        with Vertical(id="shelf", classes="pane"):
            yield Static("", id="columns")
            yield Listing(id="decks")
            yield Static("", id="about")
        with Horizontal(id="tag-row"):
            yield Label("tag: ")
            yield Answer(id="tag")
        yield Footer()

    def on_mount(self) -> None:
        """Show the decks, and what is wrong with some."""
        self.query_one("#tag-row").display = False
        field = self.query_one(Answer)
        field.suggester = SuggestFromList(self._collection.known_tags())
        field.value = ", ".join(self._collection.tags)
        for notice in taken(self._collection.notices, self._collection.store.notices):
            self.notify(notice, severity="warning")

    def on_resize(self) -> None:
        """Fold in a small window."""
        self.set_class(self.size.height < 16, "-low")

    @on(CellPane.Resized)
    def _draw_in_new_places(self) -> None:
        self._draw()

    def on_screen_resume(self) -> None:
        """Back from a quiz: other counts."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        collection, now = self._collection, local_now()
        kept = collection.store.kept()
        self._shown = collection.tagged()
        counted = [due(deck, kept, now) for deck in self._shown]
        all_of_them = Counts(sum(of.new for of in counted), sum(of.due for of in counted), 0)
        tags = ", ".join(collection.tags)
        everything = f"only cards with the tag {tags}" if tags else "cards from every deck"
        rows = [(ALL, all_of_them, everything)]
        rows += [
            (self.app.legible(deck.name), of, deck.title)
            for deck, of in zip(self._shown, counted, strict=True)
        ]
        width = min(LONGEST_NAME, max(len(name) for name, _, _ in rows))
        self.query_one("#columns", Static).update(f"{'deck':<{width}}   new   due")
        listed = self.query_one("#decks", OptionList)
        marked = listed.highlighted or 0
        listed.set_options(
            Option(
                self.app.legible(
                    f"{name[:width]:<{width}} {new:>5} {waiting:>5}  {title}"
                    + (f" ({suspended} suspended)" if suspended else "")
                )
            )
            for name, (new, waiting, suspended), title in rows
        )
        listed.highlighted = min(marked, len(rows) - 1)
        settings = collection.settings
        row = self.query_one("#limits", Row)
        limits = f"{settings.new_cards_a_day} new cards and {settings.reviews_a_day} reviews a day "
        wide = row.content_size.width
        row.show_lines([headed("cards", [(limits, "")] if wide >= 60 else [], wide)])

    @on(OptionList.OptionHighlighted)
    def _describe(self, event: OptionList.OptionHighlighted) -> None:
        chosen = self._chosen(event.option_index)
        about = chosen[0].about if event.option_index else ""
        self.query_one("#about", Static).update(self.app.legible(about))

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
        listed = self.query_one("#decks", OptionList)
        if by > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def action_tag(self) -> None:
        """Type a tag."""
        self.query_one("#tag-row").display = True
        self.set_focus(self.query_one(Answer))

    @on(Input.Submitted)
    def _filter(self, event: Input.Submitted) -> None:
        event.stop()
        tags = tuple(filter(None, (tag.strip() for tag in event.value.split(","))))
        known = self._collection.known_tags()
        for tag in tags:
            if tag not in known:
                close = nearest(tag, known) or f"; known: {', '.join(known)}"
                self.notify(f"no card has the tag {quoted(tag)}{close}")
                return
        self._collection.tags = tags
        self._to_the_decks()
        self._draw()

    @on(Answer.Left)
    def _to_the_decks(self) -> None:
        self.query_one("#tag-row").display = False
        self.set_focus(self.query_one("#decks"))
        self.refresh_bindings()

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
