"""A pane with a map in it: cells in the colors of bands, and in its frame what they mean."""

from typing import ClassVar

from rich.text import Text

from gdtui.drawing.canvas import Line
from gdtui.drawing.legends import in_room
from gdtui.tui.themes import MAP_COLORS
from gdtui.tui.widgets.cell_pane import CellPane


class MapPane(CellPane):
    """Cells that may also have the color of a band, of a region, or of a path over them."""

    CELL_FOR_CELL = True
    LOOKS: ClassVar = {
        **CellPane.LOOKS,
        **{name: (name, "bold" if name == "path" else "") for name in MAP_COLORS},
    }

    _legend: tuple[tuple[str, str], ...] | None = ()
    """What stands in the frame; None: in colors that have changed."""

    def explain(self, legend: Line) -> None:
        """Write what the picture shows into the frame below it, as much as there is room for."""
        texts = [(self.app.legible(text), role) for text, role in legend]
        fitting = in_room(texts, self.content_size.width - 4)
        shown = tuple((self.app.legible(text), role) for text, role in fitting)
        if self._legend != shown:  # to set it repaints the whole pane
            self._legend = shown
            self.border_subtitle = Text.assemble(
                *((text, self._style(role)) if role else text for text, role in shown)
            )

    def notify_style_update(self) -> None:
        """Another theme: the legend too has other colors."""
        super().notify_style_update()
        self._legend = None
