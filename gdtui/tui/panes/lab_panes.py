"""What is seen below the text of a task: the live playground, or what was answered so far."""

from collections.abc import Sequence

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import has_room
from gdtui.drawing.points import SMALLEST
from gdtui.drawing.sketch import Sketch, pointed_at, sketch_lines
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Part
from gdtui.tui import lab_pictures
from gdtui.tui.frame import Frame
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.panes.loss_chart import LossChart
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.map_pane import MapPane


class Picture(MapPane, can_focus=False):
    """What was answered so far, or a curve that is being drawn."""

    class Pointed(Message):
        """The mouse was pressed at a cell, or dragged there."""

        def __init__(self, cell: tuple[int, int], *, dragged: bool) -> None:
            super().__init__()
            self.cell = cell
            self.dragged = dragged

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin where it is pressed."""
        self.capture_mouse()
        self._point(event, dragged=False)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go on while it is pressed."""
        if event.button:
            self._point(event, dragged=True)

    def on_mouse_up(self) -> None:
        """Let the others have the mouse."""
        self.release_mouse()

    def _point(self, event: events.MouseEvent, *, dragged: bool) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Pointed((offset.x, offset.y), dragged=dragged))


class Table(CellPane, can_focus=False):
    """A line a row."""


class LabPanes(Horizontal):
    """Two panes of the live playground, or a picture and a table; one pane for a drawing."""

    app = getters.app(TerminalApp)
    _picture = getters.query_one("#lab-curve", Picture)
    _table = getters.query_one("#lab-table", Table)

    def compose(self) -> ComposeResult:
        """All of them; which are seen is `choose`'s to say."""
        yield Landscape(id="landscape")
        yield LossChart(id="loss")
        yield Picture(id="lab-curve", classes="pane")
        yield Table(id="lab-table", classes="pane")

    def on_mount(self) -> None:
        """Keep the focus for the answer."""
        for pane, title in ((Landscape, "landscape"), (LossChart, "loss")):
            shown = self.query_one(pane)
            shown.can_focus, shown.border_title = False, title
            shown.add_class("pane")

    def choose(self, *, live: bool, table: bool) -> None:
        """See the playground, or the picture, perhaps with the table."""
        self.query_one(Landscape).display = self.query_one(LossChart).display = live
        self._picture.display = not live
        self._table.display = table and not live

    def show_live(self, frame: Frame) -> None:
        """The playground at a frame."""
        self.query_one(Landscape).show(frame)
        self.query_one(LossChart).show(frame)

    def show_sketch(self, sketch: Sketch) -> None:
        """A curve that is drawn, or the true one over it."""
        title = "△ yours, ● the run" if sketch.true else "the loss, step by step"
        self._show(title, sketch_lines(self._room, sketch, self.app.glyphs) if self._fits else [])

    def show_answers(self, sitting: Sitting, asked: Part | None, *, log: bool) -> None:
        """What was entered, labeled or tried so far."""
        task = sitting.task
        titles = ("your tries", "tries") if isinstance(task, Find) else ("the runs", "labels")
        lines: Sequence[Line] = []
        self._table.styles.min_width = None
        if isinstance(task, Compute):
            titles = ("what you say", "the table")
            self._table.styles.min_width = lab_pictures.width_of(task) + 2
            lines = lab_pictures.points(sitting, self._room, self.app.pen) if self._fits else []
        elif self._fits:
            lines = lab_pictures.curves(sitting, asked, self._room, self.app.glyphs, log=log)
        self._show(titles[0], lines)
        self._table.entitle(titles[1])
        room = self._table.content_size
        lists = lab_pictures.lists_options(sitting, self.screen.size.height)
        self._table.show_lines(lab_pictures.table(sitting, asked, room, lists=lists))

    def pointed_at(self, sketch: Sketch, cell: tuple[int, int]) -> tuple[int, float]:
        """The step and the height that was clicked."""
        return pointed_at(self._room, sketch, cell)

    @property
    def _room(self) -> tuple[int, int]:
        return self._picture.content_size

    @property
    def _fits(self) -> bool:
        return has_room(self._room, SMALLEST)

    def _show(self, title: str, lines: Sequence[Line]) -> None:
        self._picture.entitle(title)
        self._picture.show_lines([*lines])
