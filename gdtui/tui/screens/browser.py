"""The card browser: every card, found by words and states; seen, and its schedule changed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.screen import Screen

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import in_words
from gdtui.engine.spec import quoted
from gdtui.study.cards.templates import SampleError
from gdtui.study.memory.asking import fresh
from gdtui.study.memory.collection import Collection
from gdtui.study.memory.notices import taken
from gdtui.study.memory.records import Review
from gdtui.study.memory.schedule import local_now, study_day
from gdtui.study.memory.search import STATES, Entry, search, state
from gdtui.study.memory.store import Store
from gdtui.tui import actions, layouts
from gdtui.tui.editing import edit
from gdtui.tui.messages import OpenHelp, OpenPage
from gdtui.tui.pages.about_card import about_card_lines
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.asking import Asking
from gdtui.tui.widgets.card import Card, Paragraph
from gdtui.tui.widgets.card_table import CardTable
from gdtui.tui.widgets.card_text import options, solution
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Answer
from gdtui.tui.widgets.footer import Footer
from gdtui.tui.widgets.head import room_before
from gdtui.tui.widgets.quiz_rows import Row, headed

LONGEST_WAIT = 3650  # days that a card may be put off

KEYS = (*actions.BROWSER, *actions.CARD_TABLE)
_OURS = {action.name for action in KEYS}

HELP = f"""\
## Cards

**/** searches for cards: words of the question, the answer or the id; **deck:**name, **tag:**name,
**is:**{", is:".join(STATES)}; a **-** before a word leaves out what has it. *is:due -tag:momentum*
finds what is due and not about momentum.

The lower half has the card as it will be asked next, and its answer. **Enter** shows its
history, with the questions that were asked.
"""


class Browser(Screen[None]):
    """A table of cards, and below it the card that is marked."""

    BINDINGS: ClassVar = [*actions.bindings(actions.BROWSER)]
    ACTIONS: ClassVar = KEYS
    AUTO_FOCUS = "#table"

    app = getters.app(TerminalApp)

    def __init__(self, collection: Collection) -> None:
        super().__init__()
        self._collection = collection
        self._entries = collection.entries()
        self._found = self._entries
        self._store = collection.store
        self._search = ""
        self._lines: list[Review] = []
        """What was done here, for undoing it."""
        self._said = ""
        """What became of the last key: in the first row, where it covers nothing of a card."""

    def compose(self) -> ComposeResult:
        """How many there are, the table, the card, a field, the keys."""
        yield Row(id="found")
        yield CardTable(lambda entry: state(entry.kept, local_now()), id="table")
        yield Card(id="preview", classes="pane")
        yield Asking()
        yield Footer()

    def on_mount(self) -> None:
        """Show every card."""
        self._tell()

    def on_resize(self) -> None:
        """Fold in a small window."""
        layouts.fold(self)

    @on(CellPane.Resized)
    def on_screen_resume(self) -> None:
        """Other places, or back from a page."""
        self.call_after_refresh(self._draw)

    # Drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._draw_head()
        self.query_one(CardTable).show(self._found)

    def _draw_head(self) -> None:
        row = self.query_one("#found", Row)
        count = f"{len(self._found)} of {len(self._entries)} cards "
        width = row.content_size.width
        said = in_words(self.app.legible(self._said), max(1, room_before(count, width) - 1))
        right: Line = [(f"{said}  ", "good"), (count, "")]
        title = f"cards: {self._search}" if self._search else "cards"
        row.show_lines([headed(title, right, width)])

    def _say(self, said: str) -> None:
        self._said = said
        self._draw_head()

    @on(CardTable.Marked)
    def _preview(self, event: CardTable.Marked) -> None:
        preview = self.query_one(Card)
        if event.entry is None:
            preview.show([Paragraph("No card matches; / searches again.", "heading")])
        else:
            preview.show([*_paragraphs(event.entry, self._store)])

    def _tell(self) -> None:
        collection = self._collection
        for notice in taken(collection.notices, self._store.notices):
            self.notify(notice, severity="warning")

    # Looking for cards

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one(Asking).ask("look for: ", self._search, self._find, look=self._find)

    def _find(self, text: str) -> None:
        """Show what is like that. Raises `SearchError`."""
        is_found = search(text, local_now())
        if text.strip() != self._search:
            self._said = ""
        self._search = text.strip()
        self._found = [entry for entry in self._entries if is_found(entry)]
        self._draw()

    @on(Asking.Left)
    def _to_the_table(self) -> None:
        self.set_focus(self.query_one(CardTable))
        self.refresh_bindings()

    # What is done with a card

    @property
    def _marked(self) -> Entry | None:
        return self.query_one(CardTable).marked

    def _done(self, line: Review, said: str) -> None:
        """Something was done with the marked card: show it, and remember it for undoing it."""
        self._lines.append(line)
        self._reread(f"{line.card}: {said}")

    def _reread(self, said: str) -> None:
        """Show the cards as they are now."""
        self._entries = self._collection.entries()
        self._tell()
        self._find(self._search)
        self._say(said)

    def action_forget(self) -> None:
        """Make the card new."""
        if (entry := self._marked) is not None:
            self._done(self._store.forget(*entry.card.key), "new again; its history stays")

    def action_due(self) -> None:
        """Type in how many days it is to be asked."""
        if self._marked is not None:
            self.query_one(Asking).ask("due in how many days? ", "", self._put_off)

    def _put_off(self, typed: str) -> None:
        """Raises `ValueError` in a sentence."""
        text = typed.strip()
        if not (text.isascii() and text.isdigit() and int(text[:9]) <= LONGEST_WAIT):
            raise ValueError(
                f"type a number of days, from 0 (today) to {LONGEST_WAIT}, not {quoted(text)}"
            )
        if (entry := self._marked) is not None:
            day = study_day(local_now()) + timedelta(days=int(text))
            self._done(self._store.set_due(*entry.card.key, day), f"due {day:%a} {day}")

    def action_suspend(self) -> None:
        """Leave the card out until further notice, or not any more."""
        entry = self._marked
        if entry is None:
            return
        if entry.kept.suspended:
            self._done(self._store.unsuspend(*entry.card.key), "asked again")
        else:
            self._done(self._store.suspend(*entry.card.key), "suspended")

    def action_bury(self) -> None:
        """Leave the card out until tomorrow, or not any more."""
        entry = self._marked
        if entry is None:
            return
        today = study_day(local_now())
        if entry.kept.is_buried(today):
            self._done(self._store.unbury(*entry.card.key), "asked again")
        else:
            tomorrow = today + timedelta(days=1)
            self._done(self._store.bury(*entry.card.key, tomorrow), "buried until tomorrow")

    def action_undo(self) -> None:
        """Take back what was done here last."""
        if not self._lines:
            self._say("There is nothing to undo here.")
            return
        line = self._lines.pop()
        self._store.undo(line)
        self._reread(f"undone: {line.card} is as it was")

    def action_edit(self) -> None:
        """Open the card in the person's own editor, and read it again."""
        entry = self._marked
        if entry is not None and edit(self.app, entry.card):
            self._collection.reread()
            self._reread(f"{entry.card.deck}: read again")

    # What else can be seen

    def action_scroll(self, by: int) -> None:
        """Scroll the card below by a page."""
        preview = self.query_one(Card)
        preview.move(by * max(1, preview.content_size.height - 1))

    def action_card(self) -> None:
        """What is known of the card, and its history."""
        entry = self._marked
        if entry is not None:
            lines = about_card_lines(entry.card, entry.kept, self._store.log(card=entry.card.key))
            self.app.post_message(OpenPage("this card", lines))

    def action_help(self) -> None:
        """The keys."""
        self.app.post_message(OpenHelp(HELP, KEYS))

    def action_back(self) -> None:
        """Leave."""
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """In the field, letters are text."""
        return not (action in _OURS and isinstance(self.focused, Answer))


def _paragraphs(entry: Entry, store: Store) -> Iterator[Paragraph]:
    """The card as it will be asked next, and its answer."""
    card = entry.card
    try:
        question = fresh(card, store)
    except SampleError as error:
        yield Paragraph(card.asks)
        yield Paragraph(str(error), "bad")
        return
    yield Paragraph(question.text)
    yield from options(question, 0, 0, is_revealed=True)
    yield from solution(question)
