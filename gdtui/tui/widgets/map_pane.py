"""A pane with a map in it: cells in the colors of bands."""

from typing import ClassVar

from gdtui.tui.themes import MAP_COLORS
from gdtui.tui.widgets.cell_pane import CellPane


class MapPane(CellPane):
    """Cells that may also have the color of a band, of a region, or of a path over them."""

    CELL_FOR_CELL = True
    LOOKS: ClassVar = {
        **CellPane.LOOKS,
        **{name: (name, "bold" if name == "path" else "") for name in MAP_COLORS},
    }
