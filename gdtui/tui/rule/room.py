"""How wide a line is on this terminal, and where it is broken if that is too wide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import characters, width


@dataclass(frozen=True, slots=True)
class Room:
    """So many cells, in which a text takes those of what the terminal can show of it."""

    width: int
    legible: Callable[[str], str] = str

    def narrower(self, by: int) -> "Room":
        """What is left beside so many cells."""
        return Room(self.width - by, self.legible)

    def cells(self, text: str) -> int:
        """How many a text takes."""
        return width(self.legible(text))

    def fits(self, line: Line) -> bool:
        """Whether there is room for a line."""
        return sum(self.cells(text) for text, _ in line) <= self.width

    def first_that_fits(self, lines: Sequence[Line]) -> Line:
        """The first line that there is room for, or the last of them."""
        return next(filter(self.fits, lines), lines[-1])

    def broken(self, lines: Sequence[Line], indent: str) -> list[Line]:
        """The first line that there is room for; else the last one in as many as it needs."""
        line = self.first_that_fits(lines)
        if self.fits(line) or self.width <= 2 * len(indent) + 1:
            return [line]
        cells = [(c, role) for text, role in line for c in characters(self.legible(text))]
        broken: list[Line] = []
        while len(cells) > self.width:
            end = _last_break(cells, len(indent) + 1, self.width)
            rest = cells[end + 1 :] if cells[end][0] == " " else cells[end:]
            broken.append(cells[:end])
            cells = [*((char, "") for char in indent), *rest]
        return [*broken, cells]


def _last_break(cells: Line, first: int, last: int) -> int:
    """Where a line ends: after the comma of a sentence (`s·1.2, or s·0.5 if …`), else outside of
    brackets before inside, before a sum before a product before a word, in the second half of the
    line before in the first; and of those left, the last."""
    depth, places = 0, []
    for i, (here, _) in enumerate(cells[: last + 1]):
        depth += (here == "(") - (here == ")")
        after = cells[i + 1][0] if i + 1 < len(cells) else ""
        if i >= first and here in " ·*/":
            kind = 2 if here != " " or after in "·*/" else 0 if after in "−+=←→-<" else 3
            after_comma = depth == 0 and cells[i - 1][0] == ","
            places.append((2 * i < last and not after_comma, depth, 0 if after_comma else kind, -i))
    return -min(places)[-1] if places else last
