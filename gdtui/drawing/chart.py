"""A canvas with its axes: labels at round values, of a width that never changes."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gdtui.drawing.axes import even_ticks, ticks, toward_middle, within
from gdtui.drawing.canvas import Layer, Line, draw
from gdtui.drawing.glyphs import Glyphs, ascii_cells
from gdtui.drawing.numbers import label, number

LABEL = 6
"""Cells for a label of the y axis."""

MARGIN = LABEL + 1
"""Cells left of the canvas: the labels and the axis itself."""

COLUMNS_PER_LABEL, LINES_PER_LABEL = 7.0, 1.75  # at least; nearer they cannot be read apart
UNSEEN = 3
"""Ticks so many lines apart may be a line more or less apart."""


def has_room(size: tuple[int, int], least: tuple[int, int]) -> bool:
    """Whether `size` cells are no fewer than a picture takes at `least`, across and down."""
    return size[0] >= least[0] and size[1] >= least[1]


class Limits(NamedTuple):
    """What part of the plane a chart shows."""

    x: tuple[float, float]
    y: tuple[float, float]


def chart(
    size: tuple[int, int],
    limits: Limits,
    layers: Sequence[Layer],
    glyphs: Glyphs,
    *,
    log: bool = False,
) -> list[Line]:
    """A chart of `size` cells, axes included: labels on the left, and below in one line.

    With `log`, y is a power of ten.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    return framed(
        draw((width, height), limits.x, limits.y, layers, glyphs), size[0], limits, log=log
    )


def framed(picture: Sequence[Line], width: int, limits: Limits, *, log: bool = False) -> list[Line]:
    """The lines of a canvas with the axes beside and below, `width` cells in all."""
    margins = y_axis(len(picture), limits.y, log=log)
    return [
        *([margin, *line] for margin, line in zip(margins, picture, strict=True)),
        x_axis(width, limits.x),
    ]


def y_axis(height: int, limits: tuple[float, float], *, log: bool = False) -> list[tuple[str, str]]:
    """`MARGIN` cells for each of `height` lines: the labels, and the axis."""
    even = even_ticks(*limits, height - 1, whole=log)
    values = [v for _, v in even] or _nearly_even(height, limits, whole=log)
    lines = [height - 1 - line for line, _ in even] or [row(v, limits, height) for v in values]
    labels = [*map(decade_label, values)] if log else tick_labels(values)
    texts = dict(zip(lines, labels, strict=True))
    return [
        (f"{texts[y]:>{LABEL}}┤" if y in texts else " " * LABEL + "│", "axis")
        for y in range(height)
    ]


def x_axis(width: int, limits: tuple[float, float]) -> Line:
    """One line of labels, each centered under its value where there is room."""
    canvas = width - MARGIN
    cells = [" "] * width
    end = 0
    for value in ticks(*limits, canvas / COLUMNS_PER_LABEL):
        text = label(value)
        middle = MARGIN + column(value, limits, canvas)
        begin = min(max(MARGIN, middle - len(text) // 2), width - len(text))
        if text and begin >= end:
            cells[begin : begin + len(text)] = text
            end = begin + len(text) + 1
    return [("".join(cells[:width]), "axis")]


def _nearly_even(height: int, limits: tuple[float, float], *, whole: bool) -> list[float]:
    """Round values about as many lines apart, each from the next: the most of them that are, if
    there are three; else as many as have room."""
    most = max(1, int((height - 1) / LINES_PER_LABEL))
    tried = [ticks(*limits, intervals, whole=whole) for intervals in range(most, 0, -1)]
    for values in tried:
        lines = [row(value, limits, height) for value in values]
        gaps = [before - after for before, after in pairwise(lines)]
        if len(gaps) > 1 and max(gaps) - min(gaps) <= min(gaps) // UNSEEN:
            return values
    return tried[0]


def column(value: float, limits: tuple[float, float], width: int) -> int:
    """The column of a canvas in which `value` lies; outside, the nearest one."""
    if math.isnan(value):
        return 0
    share = (within(value, *limits) - limits[0]) / (limits[1] - limits[0])
    return int(toward_middle(share) * (width - 1) + 0.5)


def row(value: float, limits: tuple[float, float], height: int) -> int:
    """The line of a canvas, counted from the top, in which `value` lies; outside, the nearest."""
    return column(-value, (-limits[1], -limits[0]), height)


def tick_labels(values: Sequence[float]) -> list[str]:
    """The labels of a y axis, of `LABEL` cells at most; "" where a short one would name another.

    Where next to none would be left, as far from 0 beside the distance of the ticks, the first one
    is told as well as can be and the others by how far they lie above it: ≈1e6, +1, +2.
    """
    texts = [text if len(text := label(value)) <= LABEL else "" for value in values]
    if sum(map(bool, texts)) >= min(2, len(texts)):
        return texts
    above = [f"+{number(value - values[0], 3)}" for value in values[1:]]
    return [texts[0] or _about(values[0]), *(text if len(text) <= LABEL else "" for text in above)]


def decade_label(exponent: float) -> str:
    """10^exponent as the label of a logarithmic axis: 0.01, 1, 100, 1e6."""
    return number(10.0**exponent) if -3 < exponent < 4 else f"1e{int(exponent)}"


def _about(value: float) -> str:
    """`value` with as many digits as a label holds, marked as rounded."""
    texts = [f"≈{number(value, digits)}" for digits in range(LABEL, 0, -1)]
    return next((text for text in texts if len(text) <= LABEL), "")


def plain(lines: Sequence[Line], glyphs: Glyphs) -> str:
    """The lines as text alone."""
    text = "\n".join("".join(piece for piece, _ in line).rstrip() for line in lines)
    return ascii_cells(text) if glyphs is Glyphs.ASCII else text
