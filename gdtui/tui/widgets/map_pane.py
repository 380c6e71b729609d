"""A pane with a map in it: cells in the colors of bands."""

from rich.style import Style
from textual.color import Color

from gdtui.tui.themes import MAP_COLORS
from gdtui.tui.widgets.cell_pane import CellPane


class MapPane(CellPane):
    """Cells that may also have the color of a band, of a region, or of a path over them.

    These are no component classes: Textual works the styles of all classes out again whenever it
    styles a pane, which is several times in every start, and a map has two dozen.
    """

    CELL_FOR_CELL = True

    def partial_style(self, name: str) -> Style:
        """That of a map's color, or of a role."""
        if name not in MAP_COLORS:
            return super().partial_style(name)
        color = Color.parse(self.app.get_css_variables()[name]).rich_color
        return Style(color=color, bold=True if name == "path" else None)
