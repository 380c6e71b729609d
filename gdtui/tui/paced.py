"""A screen that draws what a key did as soon as the line has room for it."""

from typing import ClassVar

from textual import getters, on
from textual.screen import Screen, ScreenResultType

from gdtui.tui.pacing import LOST
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane


class PacedScreen(Screen[ScreenResultType]):
    """Panes of cells, drawn together; whoever inherits says how."""

    BINDINGS: ClassVar = []
    app = getters.app(TerminalApp)

    def __init__(self) -> None:
        super().__init__()
        self._late = False

    def _show(self) -> None:
        """Have every pane show what it is now."""
        raise NotImplementedError

    def _draw(self) -> None:
        """Draw everything, and ask the terminal when it has arrived."""
        if self.is_attached and self.is_mounted:
            self._show()
            self.call_after_refresh(self.app.pacer.frame_drawn)

    @on(CellPane.Resized)
    def _draw_in_new_size(self) -> None:
        self._draw()

    def draw_soon(self) -> None:
        """Draw what a key did: at once, unless the line is still busy with two frames."""
        if not self.app.pacer.crowded():
            self._late = False
            self._draw()
        elif not self._late:
            self._late = True
            self.set_timer(LOST, self.arrived)  # should the answer be lost

    def arrived(self) -> None:
        """The terminal has drawn a frame: draw what was kept back for it."""
        if self._late:
            self.draw_soon()
