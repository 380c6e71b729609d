"""A card's text: wrapped to the pane, scrolled by lines, and only lines that differ are sent."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip

from gdtui.tui.widgets.cell_pane import CellPane

WIDEST = 92  # cells of a line that is still read with ease
RULE = "\0"  # a paragraph that is a line across
_FORMULA = re.compile(r"\([^()]{1,20}\)|(?<!\S)\S{1,4} [=≈<>≤≥] \S+")
"""What no line breaks in: `(w − 2)`, `η = 0.5`. Longer ones may have to be."""
_GLUE = "\ue000"  # in the place of their blanks, as wide as one


class Paragraph(NamedTuple):
    """Some text, with a role that decides its color and a mark that stands before it."""

    text: str
    role: str = ""
    mark: str = ""


class Card(CellPane, can_focus=False):
    """Paragraphs, in whatever characters they are written: this is text, and no chart."""

    _paragraphs: Sequence[Paragraph] = ()
    _top = 0

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show other paragraphs, from the top."""
        self._paragraphs, self._top = paragraphs, 0
        self._paint()

    def go_to(self, paragraph: int) -> None:
        """Scroll until a paragraph is at the top, as far as there is text below it."""
        width = self.content_size.width
        above = [*self._wrapped(self._paragraphs[:paragraph], width)]
        self.move(len(above) - self._top)

    def move(self, by: int) -> None:
        """Scroll by lines."""
        length = sum(1 for _ in self._wrapped(self._paragraphs, self.content_size.width))
        self._top = max(0, min(self._top + by, length - self.content_size.height))
        self._paint()

    def lines_in(self, width: int) -> int:
        """The lines that the text has in a pane so wide."""
        return sum(1 for _ in self._wrapped(self._paragraphs, width))

    @property
    def has_above(self) -> bool:
        """Whether there is text above what is in view."""
        return self._top > 0

    @property
    def has_more(self) -> bool:
        """Whether there is text below what is in view."""
        size = self.content_size
        lines = sum(1 for _ in self._wrapped(self._paragraphs, size.width))
        return self._top + size.height < lines

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._strips = []
        self.move(0)

    def notify_style_update(self) -> None:
        """Another theme: the same lines in other colors."""
        super().notify_style_update()
        self._strips = []
        self._paint()

    def _paint(self) -> None:
        width, height = self.content_size
        lines = [*self._wrapped(self._paragraphs, width)][self._top : self._top + height]
        strips = [
            Strip([Segment(text, self._style(role)) for text, role in line]).adjust_cell_length(
                width, self._style("")
            )
            for line in lines
        ]
        strips += [Strip.blank(width, self._style(""))] * (height - len(strips))
        before, self._strips = self._strips, strips
        if len(before) != len(strips):
            self.refresh()
        else:
            pairs = enumerate(zip(before, strips, strict=True))
            changed = [Region(0, y, width, 1) for y, (old, new) in pairs if old != new]
            if changed:
                self.refresh(*changed)

    def _wrapped(
        self, paragraphs: Sequence[Paragraph], width: int
    ) -> Iterator[list[tuple[str, str]]]:
        """The lines, each of pieces with their roles."""
        width = min(width, WIDEST)
        for text, role, mark in paragraphs:
            if text == RULE:
                yield [(self.legible("─") * width, role)]
                continue
            first = self.legible(mark)
            room = width - cell_len(first)
            if room < 1:
                continue
            whole = _FORMULA.sub(lambda found: found[0].replace(" ", _GLUE), self.legible(text))
            wrapped = Text(whole).wrap(self.app.console, room, overflow="fold")
            for line in wrapped or [Text("")]:
                yield [(first, role), (line.plain.replace(_GLUE, " ").rstrip(), role)]
                first = " " * cell_len(first)
