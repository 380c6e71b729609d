"""Study more now: what there is beyond the limits of the day, and what it does to the schedule."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gdtui.study.memory.agenda import More, Offer
from gdtui.tui import actions
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.listing import Listing


class StudyMore(ModalScreen[More | None]):
    """A row an offer; below, what the one that is marked does to the schedule."""

    BINDINGS: ClassVar = [*actions.bindings(actions.MORE)]
    ACTIONS: ClassVar = actions.MORE

    app = getters.app(TerminalApp)

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = offers

    def compose(self) -> ComposeResult:
        """The offers, and what the marked one means."""
        with Vertical(id="more-dialog") as frame:
            frame.border_title = "study more now"
            frame.border_subtitle = self.app.legible("↑ ↓ choose · Enter begins · Esc leave")
            yield Listing(
                *(Option(f"{offer.cards:>6,}  {offer.name}") for offer in self._offers), id="offers"
            )
            yield Static("", id="effect")

    def on_mount(self) -> None:
        """Begin at the first one."""
        offers = self.query_one("#offers", OptionList)
        offers.highlighted = 0
        offers.focus()

    @on(OptionList.OptionHighlighted)
    def _explain(self, event: OptionList.OptionHighlighted) -> None:
        effect = self._offers[event.option_index].effect
        self.query_one("#effect", Static).update(self.app.legible(effect))

    @on(OptionList.OptionSelected)
    def _begin(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._offers[event.option_index].more)

    def action_move(self, by: int) -> None:
        """Mark another one."""
        self.query_one("#offers", Listing).move(by)
