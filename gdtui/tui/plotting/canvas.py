"""Points and lines on a grid of cells, drawn by plotext.

plotext draws each layer in a colour of the palette that stands for the layer; what comes back is,
for every cell, its character and the role of the layer that drew it. Real colours are the theme's
business, and one figure is enough for every chart, since drawing is synchronous.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from gdtui.tui.plotting.glyphs import Glyphs

Line: TypeAlias = list[tuple[str, str]]
"""Pieces of text, each with the name of its role, or with "" for plain text."""

_DOTS = {Glyphs.BRAILLE: "braille", Glyphs.BLOCKS: "hd", Glyphs.ASCII: "*"}
_COLOUR = re.compile(r"\x1b\[(?:38;5;(\d+)|[0-9;]*)m")
_FAR = 1e4  # canvases away; a line to a point farther off would be drawn in vain
_FIRST_COLOUR = 17  # the colours below are the terminal's own, which plotext may write otherwise


@dataclass(frozen=True, slots=True)
class Layer:
    """Points to draw, later layers over earlier ones."""

    xs: Sequence[float]
    ys: Sequence[float]
    role: str
    lines: bool = False
    """Whether consecutive points are joined."""
    marker: str | None = None
    """One character for each point; None: as fine dots as the glyphs allow."""


def draw(
    size: tuple[int, int],
    x: tuple[float, float],
    y: tuple[float, float],
    layers: Sequence[Layer],
    glyphs: Glyphs,
) -> list[Line]:
    """`height` lines of `width` cells that show `layers` within the limits `x` and `y`.

    Points that are not finite are left out, and a line is broken there.
    """
    from plotext import figure, marker, pixel  # noqa: PLC0415 (its kernel loads when needed)

    width, height = size
    if width < 1 or height < 1:
        return []
    figure.clear()
    figure.plot_size(width, height)
    figure.axes(False)
    figure.canvas("default")
    for axis in (0, 1):
        figure.ruler(axis, 0).ticks([])
        figure.ruler(axis, 0).lim(0, 1)
    for index, layer in enumerate(layers):
        pen = marker(layer.marker or _DOTS[glyphs], pixel(_FIRST_COLOUR + index))
        for xs, ys in _finite_stretches(_unit(layer.xs, x), _unit(layer.ys, y)):
            signal = figure.signal(xs, ys, marker=pen)
            figure.draw(signal.lines(True) if layer.lines and len(xs) > 1 else signal)
    text: str = figure.build().string()
    roles = {_FIRST_COLOUR + index: layer.role for index, layer in enumerate(layers)}
    return [_line(row, roles, width) for row in text.split("\n")[:height]]


def _unit(values: Sequence[float], limits: tuple[float, float]) -> list[float]:
    """`values` on a scale on which `limits` are 0 and 1: plotext meets no extreme numbers."""
    low, span = limits[0], limits[1] - limits[0]
    return [(value - low) / span if math.isfinite(value) else math.nan for value in values]


def _finite_stretches(
    xs: Sequence[float], ys: Sequence[float]
) -> list[tuple[list[float], list[float]]]:
    """The runs of points that are finite and near enough to the canvas to be drawn as lines."""
    near = [abs(x) < _FAR and abs(y) < _FAR for x, y in zip(xs, ys, strict=True)]  # nan is not
    points = zip(near, xs, ys, strict=True)
    stretches = []
    for drawable, group in groupby(points, key=lambda point: point[0]):
        if drawable:
            _, run_x, run_y = zip(*group, strict=True)
            stretches.append((list(run_x), list(run_y)))
    return stretches


def _line(row: str, roles: dict[int, str], width: int) -> Line:
    pieces: Line = []
    role, begin, cells = "", 0, 0
    for match in [*_COLOUR.finditer(row), None]:
        text = row[begin : match.start() if match else len(row)]
        if text:
            pieces.append((text, role if text.strip() else ""))
            cells += len(text)
        if match:
            role = roles.get(int(match[1]), "") if match[1] else ""
            begin = match.end()
    if cells < width:
        pieces.append((" " * (width - cells), ""))
    return pieces


def overlaid(line: Line, column: int, text: str, role: str) -> Line:
    """`line` with `text` written over it from `column` on, as far as the line reaches."""
    cells: list[tuple[str, str]] = [(char, r) for piece, r in line for char in piece]
    for offset, char in enumerate(text):
        if 0 <= column + offset < len(cells):
            cells[column + offset] = (char, role)
    return [
        ("".join(char for char, _ in run), r)
        for r, run in ((r, list(g)) for r, g in groupby(cells, key=lambda cell: cell[1]))
    ]
