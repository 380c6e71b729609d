"""A pane with a map in it: cells in the colors of bands."""

from typing import ClassVar

from gdtui.tui.themes import MAP_COLORS
from gdtui.tui.widgets.cell_pane import CellPane


class MapPane(CellPane):
    """Cells that may also have the color of a band, of a region, or of a path over them."""

    DEFAULT_CSS = "\n".join(
        [
            "MapPane {",
            *(f".cell--{name} {{ color: ${name}; }}" for name in MAP_COLORS),
            ".cell--path { text-style: bold; }",
            "}",
        ]
    )
    ROLES = (*CellPane.ROLES, *MAP_COLORS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"cell--{role}" for role in ROLES}

    CELL_FOR_CELL = True
