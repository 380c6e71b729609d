"""Long lines in dots, all of their segments at once: what a path of thousands of steps needs."""

from typing import Any, TypeAlias

import numpy as np

from gdtui.drawing.axes import HAIR, ROUNDING
from gdtui.drawing.bands import Values
from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs

Dots: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
"""Which dots are set: (height, width), the first row at the top."""

DETAIL = {Glyphs.BRAILLE: (2, 4), Glyphs.BLOCKS: (2, 2), Glyphs.ASCII: (1, 1)}
"""Dots of a cell, across and down."""

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])  # of a braille cell
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


def line_through(points: Values, size: tuple[int, int], glyphs: Glyphs) -> Dots:
    """The dots nearest to the line through `points` (T, 2), on a canvas of `size` cells.

    The canvas is the unit square, y upward, from the middle of one corner's cell to that of the
    other's, as in `canvas.draw`; what lies off it is left out, and the line is broken where a point
    is not finite.
    """
    across, down = DETAIL[glyphs]
    dots = np.zeros((down * size[1], across * size[0]), dtype=bool)
    if len(points) < 2:
        points = np.repeat(points, 2, axis=0)
    begins, ends = _on_canvas(points[:-1], points[1:])
    begins, ends = (_in_dots(points, size, glyphs) for points in (begins, ends))
    ways = ends - begins
    counts = np.ceil(np.abs(ways).max(axis=1, initial=0)).astype(int) + 1
    segment = np.repeat(np.arange(len(counts)), counts)
    along = np.arange(len(segment)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = along / np.maximum(1, counts - 1)[segment]
    at = np.rint(begins[segment] + share[:, np.newaxis] * ways[segment]).astype(int)
    dots[at[:, 1], at[:, 0]] = True
    return dots


def thick(dots: Dots) -> Dots:
    """The same line, two dots wide, but where that would close the gap to the next stroke."""
    wide = dots.copy()
    wide[:, 1:-1] |= dots[:, :-2] & ~dots[:, 2:]
    wide[:, -1:] |= dots[:, -2:-1]
    return wide


def lines_of(dots: Dots, glyphs: Glyphs, role: str) -> list[Line]:
    """Dots as lines of cells, blank where there is none."""
    across, down = DETAIL[glyphs]
    height, width = dots.shape
    cells = dots.reshape(height // down, down, width // across, across).transpose(0, 2, 1, 3)
    if glyphs is Glyphs.ASCII:
        rows = [["*" if cell else " " for cell in row] for row in cells[:, :, 0, 0].tolist()]
    elif glyphs is Glyphs.BLOCKS:
        codes = (cells * [[1, 2], [4, 8]]).sum(axis=(2, 3)).tolist()
        rows = [[_QUADRANTS[code] for code in row] for row in codes]
    else:
        codes = (cells * _BITS).sum(axis=(2, 3)).tolist()
        rows = [[chr(0x2800 + code) if code else " " for code in row] for row in codes]
    return [[("".join(row), role)] for row in rows]


def _in_dots(points: Values, size: tuple[int, int], glyphs: Glyphs) -> Values:
    """Points of the unit square in dots from the upper left one."""
    shares = np.stack([points[:, 0], 1 - points[:, 1]], axis=1)
    shares = np.where(shares <= 0.5 + ROUNDING, shares + HAIR, shares - HAIR)
    per_cell = np.array(DETAIL[glyphs])
    dots: Values = shares * (np.array(size) - 1) * per_cell + (per_cell - 1) / 2
    return dots


def _on_canvas(begins: Values, ends: Values) -> tuple[Values, Values]:
    """The parts of segments (T, 2) that lie in the unit square (Liang and Barsky, 1984)."""
    finite = np.isfinite(begins).all(axis=1) & np.isfinite(ends).all(axis=1)
    begins, ends = begins[finite], ends[finite]
    with np.errstate(all="ignore"):
        ways = ends - begins
        crossings = np.stack([-begins / ways, (1 - begins) / ways])
        level = ways == 0
        inside = (begins >= 0) & (begins <= 1)
        enter = np.where(level, np.where(inside, 0.0, np.inf), crossings.min(axis=0)).max(axis=1)
        leave = np.where(level, 1.0, crossings.max(axis=0)).min(axis=1)
    enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
    crosses = enter <= leave
    begins, ways = begins[crosses], ways[crosses]
    first, last = (share[crosses, np.newaxis] for share in (enter, leave))
    return (begins + first * ways).clip(0, 1), (begins + last * ways).clip(0, 1)
