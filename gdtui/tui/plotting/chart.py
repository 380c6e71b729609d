"""A canvas with its axes: labels at round values, of a width that never changes."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from gdtui.tui.numbers import label, number
from gdtui.tui.plotting.axes import ticks
from gdtui.tui.plotting.canvas import Layer, Line, draw, overlaid
from gdtui.tui.plotting.glyphs import Glyphs, ascii_cells

LABEL = 6
"""Cells for a label of the y axis."""

MARGIN = LABEL + 1
"""Cells left of the canvas: the labels and the axis itself."""

Label = Callable[[float], str]


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
    y_label: Label = label,
) -> list[Line]:
    """A chart of `size` cells, axes included: labels on the left, and below in one line."""
    width, height = size[0] - MARGIN, size[1] - 1
    lines = draw((width, height), limits.x, limits.y, layers, glyphs)
    rows = {
        round((limits.y[1] - value) / (limits.y[1] - limits.y[0]) * (height - 1)): value
        for value in ticks(*limits.y, at_most=max(2, 3 * height // 4))
    }
    framed = [
        [
            (
                f"{y_label(rows[row])[:LABEL]:>{LABEL}}┤" if row in rows else " " * LABEL + "│",
                "axis",
            ),
            *line,
        ]
        for row, line in enumerate(lines)
    ]
    return [*framed, x_axis(size[0], limits.x)]


def x_axis(width: int, limits: tuple[float, float]) -> Line:
    """One line of labels, each centred under its value where there is room."""
    canvas = width - MARGIN
    line: Line = [(" " * width, "axis")]
    end = 0
    for value in ticks(*limits, at_most=max(2, canvas // 9)):
        text = label(value)
        middle = MARGIN + column(value, limits, canvas)
        begin = min(max(MARGIN, middle - len(text) // 2), width - len(text))
        if begin >= end:
            line = overlaid(line, begin, text, "axis")
            end = begin + len(text) + 1
    return line


def column(value: float, limits: tuple[float, float], width: int) -> int:
    """The column of a canvas in which `value` lies; outside, the nearest one."""
    if math.isnan(value):
        return 0
    share = (min(max(value, limits[0]), limits[1]) - limits[0]) / (limits[1] - limits[0])
    return int(share * (width - 1) + 0.5)  # as plotext rounds


def decade_label(exponent: float) -> str:
    """10^exponent as the label of a logarithmic axis: 0.01, 1, 100, 1e6."""
    if not float(exponent).is_integer():
        return ""
    return number(10.0**exponent, 3) if -4 < exponent < 5 else f"1e{int(exponent)}"


def plain(lines: Sequence[Line], glyphs: Glyphs) -> str:
    """The lines as text alone."""
    text = "\n".join("".join(piece for piece, _ in line).rstrip() for line in lines)
    return ascii_cells(text) if glyphs is Glyphs.ASCII else text
