"""A pane made of cells: it keeps its last frame and has only the lines drawn that differ."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import getters
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs, ascii_cells
from gdtui.drawing.notation import characters
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.wire import UNDRAWN

Cells: TypeAlias = tuple[tuple[str, str], ...]
"""The cells of one line: character and role."""

Look: TypeAlias = tuple[str, str]
"""The theme's name of a color, or none, and what else a style says: `bold`."""


class CellPane(Widget, can_focus=True):
    """Shows lines of text, each piece with a role that decides its color."""

    LOOKS: ClassVar[Mapping[str, Look]] = {
        "point": ("accent", "bold"),
        "gradient": ("success", ""),
        "rate": ("warning", ""),
        "step": ("warning", "bold"),
        "curve": ("primary", ""),
        "later": ("muted", ""),
        "axis": ("muted", ""),
        "heading": ("muted", ""),
        "trail": ("secondary", ""),
        "minimum": ("success", "bold"),
        "selected": ("", "reverse"),
        "name": ("", "bold reverse"),
        "good": ("success", "bold"),
        "poor": ("warning", "bold"),
        "bad": ("error", "bold"),
        "run0": ("success", ""),
        "run1": ("warning", ""),
        "run2": ("error", ""),
        "run3": ("foreground", ""),
        "run4": ("accent", ""),
        "run5": ("secondary", ""),
    }
    """What each role is drawn in.

    These are no component classes: Textual works the styles of all classes out again whenever it
    styles a pane, which is several times in every start, and there are two dozen.
    """

    CELL_FOR_CELL: ClassVar[bool] = False
    """Whether ASCII must keep every cell in its place (charts), or may write symbols out (text)."""

    class Resized(Message):
        """The pane has another size: what is in it must be drawn again."""

        def can_replace(self, message: Message) -> bool:
            """One drawing is enough for all the panes that a layout has moved."""
            return isinstance(message, CellPane.Resized)

    app = getters.app(TerminalApp)

    def __init__(self, *, id: str, classes: str = "pane") -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._drawn: list[tuple[tuple[str, str], ...]] = []
        self._frame_cells: list[Cells] = []
        self._strips: list[Strip] = []
        self._styles: dict[str, Style] = {}

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show `lines` from the top, cut to the pane's size; have drawn what differs."""
        width, height = self.content_size
        same_size = self._frame_size == (width, height)
        known = dict(zip(self._drawn, self._frame_cells, strict=False)) if same_size else {}
        self._drawn = [tuple(line) for line in lines[:height]]
        shown = [known.get(line) or self._cells(line, width) for line in self._drawn]
        shown += [((" ", ""),) * width] * (height - len(shown))
        if same_size:
            changed = [y for y in range(height) if shown[y] != self._frame_cells[y]]
        else:
            changed, self._strips = [*range(height)], [Strip.blank(width)] * height
        self._frame_cells = shown
        for y in changed:
            self._strips[y] = self._strip(shown[y])
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def entitle(self, above: str | None = None, below: str | None = None) -> None:
        """Have the frame say so, in what the terminal can show: to set what is there already
        repaints the whole pane."""
        if above is not None and (title := self.app.legible(above)) != self.border_title:
            self.border_title = title
        if below is not None and (subtitle := self.app.legible(below)) != self.border_subtitle:
            self.border_subtitle = subtitle

    def on_resize(self) -> None:
        """Ask for what fits the new size: a layout may come after the frame that it is for."""
        self.call_after_refresh(self._ask_to_be_drawn)

    def _ask_to_be_drawn(self) -> None:
        """Unless it has been drawn in this size by now, with the panes beside it."""
        if self._frame_size != self.content_size:
            self.post_message(self.Resized())

    @property
    def _frame_size(self) -> tuple[int, int]:
        cells = self._frame_cells
        return (len(cells[0]) if cells else 0, len(cells))

    def render_line(self, y: int) -> Strip:
        """Line `y` of the last frame; in another size nothing, since the next frame is on its way
        and what is seen in between would cross the line in vain."""
        if self._frame_cells and self._frame_size != self.content_size:
            return Strip.blank(self.content_size.width, self.rich_style + UNDRAWN)
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.content_size.width, self.rich_style)

    def notify_style_update(self) -> None:
        """Another theme: the same cells in other colors."""
        super().notify_style_update()
        self._styles.clear()
        if self._frame_cells:
            self._strips = [self._strip(cells) for cells in self._frame_cells]
            self.refresh()

    def legible(self, text: str) -> str:
        """`text` in what the terminal can show."""
        if self.CELL_FOR_CELL and self.app.glyphs is Glyphs.ASCII:
            return ascii_cells(text)
        return self.app.legible(text)

    def _cells(self, line: Iterable[tuple[str, str]], width: int) -> Cells:
        """Exactly `width` cells; a character wider than a cell becomes `?`."""
        pieces = [(self.legible(text), role) for text, role in line]
        cells = [
            (char if char.isascii() or cell_len(char) == 1 else "?", role)
            for text, role in pieces
            for char in characters(text)
        ][:width]
        return (*cells, *((" ", ""),) * (width - len(cells)))

    def _strip(self, cells: Cells) -> Strip:
        """The cells as segments of one style each."""
        segments = [
            Segment("".join(char for char, _ in group), self._style(role))
            for role, group in groupby(cells, key=itemgetter(1))
        ]
        return Strip(segments, len(cells))

    def _style(self, role: str) -> Style:
        """The style of a role; of `a on b`, that of a on a ground in the color of b."""
        if role not in self._styles:  # to work one out costs as much as to draw a line
            name, _, ground = role.partition(" on ")
            style = self.rich_style
            if name:
                style += self.partial_style(name)
            if ground:
                style += Style(bgcolor=self.partial_style(ground).color)
            self._styles[role] = style
        return self._styles[role]

    def partial_style(self, name: str) -> Style:
        """What a role is drawn in, on any ground."""
        color, more = self.LOOKS[name]
        return Style(color=self.app.color(color) if color else None) + Style.parse(more)
