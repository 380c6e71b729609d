"""A table of cards of any length, of which only the rows in view are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from gdtui.drawing.canvas import Line
from gdtui.engine.spec import shortened
from gdtui.study.memory.search import Entry
from gdtui.tui import actions
from gdtui.tui.widgets.cell_pane import CellPane

STATE = 10  # cells of a column: `suspended` and a blank
DECK = 16
LEAST = 24  # cells that the question keeps; the deck's name gives way


class CardTable(CellPane):
    """A row a card: its state, its deck, what it asks."""

    BINDINGS: ClassVar = [*actions.bindings(actions.CARD_TABLE)]

    @dataclass
    class Marked(Message):
        """Another card is marked; None: there is none."""

        entry: Entry | None

    def __init__(self, state: Callable[[Entry], str], *, id: str) -> None:  # noqa: A002
        """`state` tells a card's state in a word or two."""
        super().__init__(id=id)
        self._state = state
        self._entries: Sequence[Entry] = ()
        self._marked = self._top = 0

    @property
    def marked(self) -> Entry | None:
        """The card that is marked, if there is any."""
        return self._entries[self._marked] if self._entries else None

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these cards; the one that is marked stays so, if it is among them."""
        before = self.marked
        self._entries = entries
        places = (i for i, entry in enumerate(entries) if before and entry.card == before.card)
        self.action_go(next(places, self._marked))

    def action_select(self, by: int) -> None:
        """Mark the card so many rows away."""
        self.action_go(max(0, self._marked + by))

    def action_page(self, by: int) -> None:
        """Mark a card a page away."""
        self.action_select(by * max(1, self.content_size.height - 1))

    def action_go(self, row: int | None) -> None:
        """Mark the card in a row; the last one with None, or if there are not so many."""
        last = max(0, len(self._entries) - 1)
        self._marked = last if row is None else min(row, last)
        self.draw()
        self.post_message(self.Marked(self.marked))

    def on_click(self, event: events.Click) -> None:
        """Mark the card that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and self._top + offset.y < len(self._entries):
            self.action_go(self._top + offset.y)

    def on_mouse_scroll_up(self) -> None:
        """Mark the card before."""
        self.action_select(-1)

    def on_mouse_scroll_down(self) -> None:
        """Mark the next card."""
        self.action_select(1)

    def draw(self) -> None:
        """Show the rows around the marked one."""
        width, height = self.content_size
        last_top = max(0, len(self._entries) - height)
        self._top = min(max(self._top, self._marked - height + 1), self._marked, last_top)
        rows = enumerate(self._entries[self._top : self._top + height], self._top)
        self.show_lines([self._row(entry, n == self._marked, width) for n, entry in rows])

    def _row(self, entry: Entry, is_marked: bool, width: int) -> Line:
        state = self.legible(self._state(entry))
        deck = self.legible(shortened(entry.card.deck, DECK - 1))
        question = " ".join(entry.card.asks.split())
        room = width - STATE - DECK
        head = f"{state:<{STATE}}" + (f"{deck:<{DECK}}" if room >= LEAST else "")
        text = shortened(question, max(1, width - len(head)))
        if is_marked:
            return [(f"{head}{text}".ljust(width), "selected")]
        return [(head, "heading"), (text, "")]
