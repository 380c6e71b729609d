"""What stands on a chart of losses besides its curves: points, letters, words beside them."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from gdtui.drawing.chart import MARGIN, Limits, column, row
from gdtui.drawing.sheet import Sheet

LETTER_EVERY = 14  # columns between two letters on a curve, …
LETTER_SHIFT = 5  # … and from those of one curve to those of the next


class Plot:
    """The canvas of a chart. What is put on it first keeps its place."""

    def __init__(
        self,
        sheet: Sheet,
        canvas: tuple[int, int],
        limits: Limits,
        scale: Callable[[float], float],
    ) -> None:
        """`scale` takes a loss to the y axis."""
        self._sheet, self._canvas, self._limits, self._scale = sheet, canvas, limits, scale
        self._taken: set[tuple[int, int]] = set()

    def put(self, x: float, loss: float, mark: str, role: str) -> None:
        """Mark a point, or the edge beyond which it lies: ▲ the upper, ▼ the lower one."""
        edge = self.edge(loss)
        place = self._place(x, loss)
        self._write(place, "▲" if edge > 0 else "▼" if edge < 0 else mark, role)

    def put_at_edge(self, x: float, loss: float, mark: str, role: str) -> None:
        """Mark a point, at the edge if it lies beyond, unless something stands there."""
        place = self._place(x, loss)
        if place not in self._taken:
            self._write(place, mark, role)

    def say(self, x: float, loss: float, texts: Sequence[str], role: str) -> None:
        """Write the first of `texts` that there is room for near a point."""
        self._sheet.write_beside(
            *self._cell(self._place(x, loss)), texts, role, begin=MARGIN, lines=self._canvas[1]
        )

    def letter(
        self, letter: str, role: str, points: Sequence[tuple[float, float]], index: int
    ) -> None:
        """Mark a curve where it stands, the last of its `points`, or near there, and on the way
        where no other curve lies over it; `index` keeps the marks of several apart."""
        places = [*dict.fromkeys(self._along([self._place(x, loss) for x, loss in points]))]
        for place in reversed(places):
            if place not in self._taken:
                self._write(place, letter, role)
                break
        for place in places:
            due = (place[0] - LETTER_SHIFT * index) % LETTER_EVERY == LETTER_EVERY // 2
            if due and place not in self._taken and self._sheet.role(*self._cell(place)) == role:
                self._write(place, letter, role)

    def _along(self, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The places and, column by column, those on the straight lines between them."""
        yield from places[:1]
        for (x, y), (to_x, to_y) in pairwise(places):
            for at in range(x + 1, to_x):
                yield at, round(y + (to_y - y) * (at - x) / (to_x - x))
            yield to_x, to_y

    def edge(self, loss: float) -> int:
        """Beyond which edge of the chart `loss` lies: +1 the upper, −1 the lower, 0 neither.

        nan lies above: it is what became of a number too large.
        """
        y = self._scale(loss)
        if math.isnan(y) or y > self._limits.y[1]:
            return 1
        return -1 if y < self._limits.y[0] else 0

    def _place(self, x: float, loss: float) -> tuple[int, int]:
        """The cell of the canvas in which a point lies, or the nearest to it."""
        y = self._limits.y[1] if self.edge(loss) > 0 else self._scale(loss)
        width, height = self._canvas
        return column(x, self._limits.x, width), row(y, self._limits.y, height)

    def _cell(self, place: tuple[int, int]) -> tuple[int, int]:
        return MARGIN + place[0], place[1]

    def _write(self, place: tuple[int, int], mark: str, role: str) -> None:
        self._taken.add(place)
        self._sheet.write(*self._cell(place), mark, role)
