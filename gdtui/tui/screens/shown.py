"""What a card's "show me" opens: the playground, with a way back to the card."""

from typing import ClassVar

from textual.binding import Binding

from gdtui.tui.panes import STAGE
from gdtui.tui.screens.playground import Playground


class Shown(Playground):
    """The playground on a card's situation; the person's own session is left alone."""

    BINDINGS: ClassVar = [Binding("q,ctrl+q,f", "quit", "Back to the card", key_display="q")]

    def action_quit(self) -> None:
        """Back to the card."""
        self._player.pause()
        self.dismiss()

    def action_stage(self) -> None:
        """Back to the landscape, and from there back to the card."""
        if self._panes.current.id == STAGE and not self._panes.alone:
            self.action_quit()
        else:
            super().action_stage()

    def keep_session(self) -> None:
        """Nothing of it is kept."""
