"""A grid of bands as cells: losses, planes through many parameters, regions of a decision, sweeps.

In color a cell is two half blocks; otherwise it is a texture, or a digit. Lines between bands are
as fine as the glyphs allow, and need room.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np

from gdtui.drawing.bands import MOST, NOWHERE, Grid, Values, bands_of, ends, kind_of_nowhere
from gdtui.drawing.canvas import Line, joined, over
from gdtui.drawing.chart import Limits
from gdtui.drawing.dots import DETAIL, Dots, lines_of
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.legends import HIGH, LOW

LINES_NEED = (46, 14)
"""Cells of a map (width, height) in which lines are no clutter."""


TEXTURES = "█▓▒░#=+-: "
"""Of `MOST` bands without colors, from dense to empty: no two are alike, since a blocky terminal
has no lines fine enough to part them, nor has a small map the room."""


class Ink(Enum):
    """What bands are drawn with."""

    COLORS = "colors"
    SHADES = "shades"
    DIGITS = "digits"
    COLORED_DIGITS = "colored digits"

    @property
    def on_color(self) -> bool:
        """Whether a band is a ground in a color."""
        return self in (Ink.COLORS, Ink.COLORED_DIGITS)

    @classmethod
    def suited(cls, glyphs: Glyphs, *, colored: bool) -> "Ink":
        """What a terminal can show; `colored`: whether it has more than sixteen colors."""
        if glyphs is Glyphs.ASCII:
            return cls.COLORED_DIGITS if colored else cls.DIGITS
        return cls.COLORS if colored else cls.SHADES


class Pen(NamedTuple):
    """What a picture is drawn with: the glyphs, and the ink of what is below them."""

    glyphs: Glyphs
    ink: Ink

    @classmethod
    def suited(cls, glyphs: Glyphs, *, colored: bool) -> "Pen":
        """What a terminal can show; `colored`: whether it has more than sixteen colors."""
        return cls(glyphs, Ink.suited(glyphs, colored=colored))

    def has_lines(self, size: tuple[int, int]) -> bool:
        """Whether bands have lines between them in a map of so many cells."""
        roomy = size[0] >= LINES_NEED[0] and size[1] >= LINES_NEED[1]
        return roomy and self.glyphs is Glyphs.BRAILLE

    def detail(self, *, lines: bool) -> tuple[int, int]:
        """How many values a cell needs, across and down: one a dot with lines between bands."""
        if lines:
            return DETAIL[self.glyphs]
        return 1, 2 if self.ink is Ink.COLORS else 1


class Swatch(NamedTuple):
    """How a band looks: the role whose color it has, and the characters where there is none."""

    role: str
    shade: str
    digit: str

    def sample(self, ink: Ink) -> tuple[str, str]:
        """A cell of it, for a legend."""
        if ink is Ink.COLORS:
            return " ", f" on {self.role}"
        if ink is Ink.COLORED_DIGITS:
            return self.digit, f" on {self.role}"
        return (self.shade if ink is Ink.SHADES else self.digit), "later"


def swatches(count: int, *, lines: bool = False) -> list[Swatch]:
    """Those of so many bands in order, from dark to light; where there are shades alone, from dense
    to empty, and with lines between the bands, empty from the fourth on. No more than `MOST`."""
    steps = [i / max(1, count - 1) for i in range(count)]
    fading = [*TEXTURES[: count - 1], TEXTURES[-1]]
    lined = ["▓", "▒", "░", *" " * count]
    return [
        Swatch(f"band{round(step * (MOST - 1))}", shade, str(i))
        for i, (step, shade) in enumerate(zip(steps, lined if lines else fading, strict=False))
    ]


def empty(ink: Ink) -> tuple[str, str]:
    """A cell of the map where there is no number."""
    return "~" if ink in (Ink.DIGITS, Ink.COLORED_DIGITS) else "·", "later"


def places(limits: Limits, size: tuple[int, int], detail: tuple[int, int]) -> tuple[Values, Values]:
    """The x of each column and the y of each row, from the top, at which a map of `size` cells
    needs its values."""
    x, y = (
        ((np.arange(each * cells) + 0.5) / each - 0.5) / max(1, cells - 1)
        for each, cells in zip(detail, size, strict=True)
    )
    return (
        limits.x[0] + x * (limits.x[1] - limits.x[0]),
        limits.y[1] - y * (limits.y[1] - limits.y[0]),
    )


def sampled(
    values: Callable[[Values, Values], Values], x: Values, y: Values, every: tuple[int, int]
) -> Values:
    """`values(x, y)`, (len(y), len(x)), worked out at every so many columns and rows, and between
    them in straight lines."""
    columns, rows = (
        np.unique([*range(0, len(axis), step), len(axis) - 1])
        for axis, step in zip((x, y), every, strict=True)
    )
    found = values(x[columns], y[rows])
    if every == (1, 1):
        return found
    across = np.arange(len(x))
    wide = np.array([np.interp(across, columns, row) for row in found])
    down = np.arange(len(y))
    return np.array([np.interp(down, rows, column) for column in wide.T]).T


def map_lines(
    bands: Grid, looks: Sequence[Swatch], pen: Pen, *, edges: Grid | None = None
) -> list[Line]:
    """A grid of bands at `places` as lines of cells.

    With `edges`, a grid like it, there is a line wherever its numbers change, unless the shades of
    the bands show that themselves.
    """
    across, down = pen.detail(lines=edges is not None)
    cells = bands[down // 2 :: down, across // 2 :: across]
    if pen.ink is Ink.COLORS:
        above = bands[::down, across // 2 :: across] if edges is None else cells
        picture = [_halves(*rows, looks) for rows in zip(above, cells, strict=True)]
    else:
        picture = [_characters(row, looks, pen.ink) for row in cells]
    if edges is None:
        return picture
    role = "contour" if pen.ink.on_color else "later"
    dots = lines_of(_edges(edges, bands, looks, pen.ink), pen.glyphs, role)
    return [over(line, above) for line, above in zip(picture, dots, strict=True)]


def level_lines(values: Values, levels: Sequence[float], pen: Pen, *, lines: bool) -> list[Line]:
    """Values at `places` in bands, from dark to light, with lines between them or without."""
    bands, looks = bands_of(values, levels), swatches(len(levels) + 1, lines=lines)
    return map_lines(bands, looks, pen, edges=bands if lines else None)


def legend(values: Values, levels: Sequence[float], ink: Ink, *, lines: bool) -> Line:
    """Which end of the bands is low, with the numbers of both; and what has no number."""
    line: Line = []
    if levels:
        low, high = ends(levels)
        looks = swatches(len(levels) + 1, lines=lines)
        samples = [look.sample(ink) for look in looks]
        line = [(LOW, ""), (f"{low} ", ""), *samples, (f" {high}", ""), (HIGH, "")]
    if nowhere := kind_of_nowhere(values):
        line += [("  ", ""), empty(ink), (f" {nowhere}", "")]
    return line


def _characters(row: Grid, looks: Sequence[Swatch], ink: Ink) -> Line:
    cells = [empty(ink) if band == NOWHERE else looks[band].sample(ink) for band in row.tolist()]
    return joined(cells)


def _halves(upper: Grid, lower: Grid, looks: Sequence[Swatch]) -> Line:
    """A line of cells of two halves each, of which the higher band is drawn on the lower one: so
    two bands that meet are always one pair of colors, since to change a color costs bytes."""
    pairs = zip(upper.tolist(), lower.tolist(), strict=True)
    return joined(_half(above, below, looks) for above, below in pairs)


def _half(above: int, below: int, looks: Sequence[Swatch]) -> tuple[str, str]:
    ground = min(above, below)
    on = "" if ground == NOWHERE else f" on {looks[ground].role}"
    if above == below:
        return (" ", on) if on else empty(Ink.COLORS)
    return ("▀", looks[above].role + on) if above > below else ("▄", looks[below].role + on)


def _edges(edges: Grid, bands: Grid, looks: Sequence[Swatch], ink: Ink) -> Dots:
    """The dots at which the numbers of `edges` change; without color those alone on whose two sides
    is one shade."""
    dots = np.zeros(edges.shape, dtype=bool)
    dots[:, 1:] = edges[:, 1:] != edges[:, :-1]
    dots[1:] |= edges[1:] != edges[:-1]
    if ink is Ink.SHADES:
        order = {look.shade: i for i, look in enumerate(looks)}
        shade = np.array([*(order[look.shade] for look in looks), NOWHERE])[bands]
        dots[:, 1:] &= shade[:, 1:] == shade[:, :-1]
        dots[1:] &= shade[1:] == shade[:-1]
    return dots
