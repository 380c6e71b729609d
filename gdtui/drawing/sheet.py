"""Drawn lines as cells that can be looked at and written over, so that nothing lands on a curve."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from gdtui.drawing.canvas import Line

REACH = 4
"""Lines up and down from a place within which a text may still be thought to belong to it."""


class Sheet:
    """Cells by column and line, both from 0."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._cells = [[(char, role) for text, role in line for char in text] for line in lines]

    @property
    def lines(self) -> list[Line]:
        """The lines, a piece for each run of one role."""
        return [
            [
                ("".join(char for char, _ in group), role)
                for role, group in groupby(line, key=itemgetter(1))
            ]
            for line in self._cells
        ]

    def role(self, column: int, line: int) -> str:
        """The role of a cell."""
        return self._cells[line][column][1]

    def write(self, column: int, line: int, text: str, role: str) -> None:
        """Write `text` over what is there, as far as the line reaches."""
        cells = self._cells[line]
        for place, char in enumerate(text, column):
            if 0 <= place < len(cells):
                cells[place] = (char, role)

    def write_beside(
        self, column: int, line: int, texts: Sequence[str], role: str, *, begin: int, lines: int
    ) -> bool:
        """Write the first of `texts` that free cells near a place have room for; whether one did.

        Looked at are the cells from column `begin` on of the first `lines` lines; a blank stays
        between the text and whatever is next to it.
        """
        near = range(max(0, line - REACH), min(lines, line + REACH + 1))
        for text in texts:
            found = [
                (
                    2 * abs(y - line) + abs(x - column if x > column else x + len(text) - column),
                    y,
                    x,
                )
                for y in near
                for x in self._free(y, len(text), begin)
            ]
            if found:
                _, y, x = min(found)
                self.write(x, y, text, role)
                return True
        return False

    def _free(self, line: int, width: int, begin: int) -> Iterable[int]:
        """Where in a line so many cells are free, with a blank on either side."""
        text = " " + "".join(char for char, _ in self._cells[line][begin:]) + " "
        blanks = " " * (width + 2)
        at = text.find(blanks)
        while at >= 0:
            yield begin + at
            at = text.find(blanks, at + 1)
