"""What is below a path: values in bands, as fine as the bytes of a slow line allow."""

import math
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeAlias

import numpy as np

from gdtui.drawing.bands import FEWEST, MOST, Values, levels_of
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import Limits
from gdtui.drawing.heat_map import Ink, Pen, legend, level_lines, places

BYTES_A_CELL, ALWAYS = 2.9, 4200
"""What a picture may cost: with its axes, its frame and a path, 6 kB where it fills 80×24."""

_COLOR, _MOVE, _JUMP = 18, 4.4, 7
"""Bytes of another color, and of the cursor's way: within a line, and to another one."""

Detail: TypeAlias = tuple[int, int]
"""Values of a cell, across and down."""


class Ground(NamedTuple):
    """The picture, and what its bands mean."""

    lines: list[Line]
    legend: Line


def ground(
    values: Callable[[Values, Values, Detail], Values],
    limits: Limits,
    size: tuple[int, int],
    pen: Pen,
) -> Ground:
    """The finest picture of `values(x, y, detail)`, (len(y), len(x)), that costs few enough bytes.

    With lines between the bands where there is room, else in half cells, then in whole ones; at
    last in ever fewer bands. Without colors nothing costs much.
    """
    affordable = max(ALWAYS, BYTES_A_CELL * size[0] * size[1]) if pen.ink.on_color else math.inf
    for lines, detail, most in _ways(pen, size):
        found = values(*places(limits, size, detail), detail)
        levels = levels_of(found, most)
        if pen.ink is Ink.COLORS and detail == (1, 1):
            found = np.repeat(found, 2, axis=0)
        picture = level_lines(found, levels, pen, lines=lines)
        if bytes_of(picture) <= affordable:
            break
    while bytes_of(picture) > affordable and len(levels) > 1:
        levels = levels[::2]
        picture = level_lines(found, levels, pen, lines=lines)
    return Ground(picture, legend(found, levels, pen.ink, lines=lines))


def bytes_of(picture: list[Line]) -> float:
    """About what a terminal in 24-bit color is sent, which draws one ground after the other."""
    runs = sorted(
        (paper, y, [*pieces])
        for y, line in enumerate(picture)
        for paper, pieces in groupby(line, key=lambda piece: piece[1].partition(" on ")[2])
    )
    sent, ink, paper, at = 0.0, "", "", -1
    for ground_of, y, pieces in runs:
        sent += (_MOVE if y == at else _JUMP) + (_COLOR if ground_of != paper else 0)
        paper, at = ground_of, y
        for text, role in pieces:
            over = role.partition(" on ")[0]
            sent += len(text.encode())
            if text.strip() and over != ink:
                sent += _COLOR
                ink = over
    return sent


def _ways(pen: Pen, size: tuple[int, int]) -> Iterator[tuple[bool, Detail, int]]:
    """Whether there are lines, the detail, and the most bands: the finest way first."""
    lined = [(True, pen.detail(lines=True))] if pen.has_lines(size) else []
    whole_cells = [(False, (1, 1))] if pen.ink is Ink.COLORS else []
    for lines, detail in (*lined, (False, pen.detail(lines=False)), *whole_cells):
        for most in (MOST, FEWEST):
            yield lines, detail, most
