"""A pane with a chart in it, and no keys of its own."""

from gdtui.tui.widgets.cell_pane import CellPane


class ChartPane(CellPane, can_focus=False):
    """Cells of which each keeps its place."""

    CELL_FOR_CELL = True
