"""The part of a picture that somebody looks at, and the cursor in it."""

import math
from dataclasses import dataclass, replace

from gdtui.drawing.axes import within
from gdtui.drawing.chart import MARGIN, Limits
from gdtui.engine.numbers import rounded

CLOSER = 0.7
"""What is left of each side of the part, one key closer."""

NARROWEST, WIDEST = 1e-9, 1e9
"""Shares of what fits that can be looked at."""


CELLS = 200
"""Along a side: as wide as a picture is likely to be."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the plane, the cursor in it, and all that there is to see."""

    limits: Limits
    whole: Limits
    cursor: tuple[float, float] | None = None

    @classmethod
    def on(cls, limits: Limits) -> "Window":
        """All of `limits`, the cursor in the middle."""
        middle = (sum(limits.x) / 2, sum(limits.y) / 2)
        return cls(limits, limits, middle)

    @property
    def point(self) -> tuple[float, float]:
        """The cursor, in as few digits as tell its cell from the next one."""
        assert self.cursor is not None  # who asks has set it
        x, y = (
            _rounded(at, high - low)
            for at, (low, high) in zip(self.cursor, self.limits, strict=True)
        )
        return x, y

    def shows(self, at: tuple[float, float]) -> bool:
        """Whether a point is in the part."""
        return all(low <= part <= high for part, (low, high) in zip(at, self.limits, strict=True))

    def closer(self, steps: int, at: tuple[float, float]) -> "Window":
        """So many keys closer, or farther away where negative; `at` stays where it is."""
        factor = CLOSER**steps
        limits = Limits(
            *(
                (middle + factor * (low - middle), middle + factor * (high - middle))
                for (low, high), middle in zip(self.limits, at, strict=True)
            )
        )
        share = (limits.x[1] - limits.x[0]) / (self.whole.x[1] - self.whole.x[0])
        return replace(self, limits=limits) if NARROWEST <= share <= WIDEST else self

    def moved(self, columns: int, rows: int, size: tuple[int, int]) -> "Window":
        """The cursor so many cells farther on a canvas of `size`; the part goes with it where it
        would leave."""
        assert self.cursor is not None  # who moves it has set it
        places, parts = [], []
        for (low, high), at, by, cells in zip(
            self.limits, self.cursor, (columns, -rows), size, strict=True
        ):
            place = at + by * (high - low) / max(1, cells - 1)
            shift = place - within(place, low, high)
            places.append(place)
            parts.append((low + shift, high + shift))
        return replace(self, cursor=(places[0], places[1]), limits=Limits(*parts))

    def at_cell(self, column: int, row: int, size: tuple[int, int]) -> tuple[float, float] | None:
        """The point in a cell of the picture, its margin included; None off the canvas."""
        width, height = size
        column -= MARGIN
        if not (0 <= column < width and 0 <= row < height):
            return None
        (left, right), (bottom, top) = self.limits
        return (
            left + (right - left) * column / max(1, width - 1),
            top - (top - bottom) * row / max(1, height - 1),
        )


def _rounded(value: float, span: float) -> float:
    step = 10.0 ** math.floor(math.log10(span / CELLS))
    return rounded(round(value / step) * step, 15)
