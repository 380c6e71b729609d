"""The path of a run over a map: all of it, the newest part thicker, from a marked start."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gdtui.drawing.bands import Values
from gdtui.drawing.canvas import Layer, Line, draw, over
from gdtui.drawing.chart import Limits
from gdtui.drawing.dots import line_through, lines_of, thick
from gdtui.drawing.glyphs import Glyphs

NEWEST = 12
"""Steps before the point that are drawn thicker."""

ARROW = 0.2
"""How long the gradient's arrow is, as a share of the smaller side of the map."""

START, MINIMUM, SADDLE, POINT, NEXT = "S", "▽", "×", "●", "○"

_HEADS = "→↗↑↖←↙↓↘"  # by eighths of a turn from the right, counterclockwise
_PLAIN_HEADS = ">/^\\</v\\"


def over_map(
    ground: Sequence[Line],
    path: Values,
    marks: Sequence[Layer],
    limits: Limits,
    glyphs: Glyphs,
) -> list[Line]:
    """`ground` with a path (T, 2) over it, and `marks` over both."""
    size = (sum(len(text) for text, _ in ground[0]) if ground else 0, len(ground))
    drawn = draw(size, *limits, marks, glyphs)
    if len(path) > 1:
        low = np.array([limits.x[0], limits.y[0]])
        span = np.array([limits.x[1], limits.y[1]]) - low
        shown = (path - low) / span
        newest = thick(line_through(shown[-NEWEST - 1 :], size, glyphs))
        dots = line_through(shown, size, glyphs) | newest
        ground = [*map(over, ground, lines_of(dots, glyphs, "path"))]
    return [*map(over, ground, drawn)]


def step_marks(here: Sequence[float], there: Sequence[float]) -> list[Layer]:
    """The point, where the step leads, and the line between them."""
    return [
        Layer([here[0], there[0]], [here[1], there[1]], "step", lines=True),
        Layer([there[0]], [there[1]], "step", marker=NEXT),
        Layer([here[0]], [here[1]], "point", marker=POINT),
    ]


def gradient_marks(
    here: Sequence[float],
    gradient: Sequence[float],
    limits: Limits,
    size: tuple[int, int],
    glyphs: Glyphs,
) -> list[Layer]:
    """An arrow from the point to where the loss rises fastest, of a length that never changes."""
    spans = limits.x[1] - limits.x[0], limits.y[1] - limits.y[0]
    dots = size[0] - 1, 2 * (size[1] - 1)  # a cell is twice as high as it is wide
    way = [part / span * side for part, span, side in zip(gradient, spans, dots, strict=True)]
    length = math.hypot(*way)
    if not (math.isfinite(length) and length > 0 and min(dots) > 0):
        return []
    reach = ARROW * min(dots) / length
    tip = [
        at + reach * part / side * span
        for at, part, side, span in zip(here, way, dots, spans, strict=True)
    ]
    eighth = round(math.atan2(way[1], way[0]) / (math.pi / 4)) % 8
    plain = glyphs is Glyphs.ASCII
    return [
        Layer(
            [here[0], tip[0]],
            [here[1], tip[1]],
            "gradient",
            lines=True,
            marker="." if plain else None,
        ),
        Layer(
            [tip[0]],
            [tip[1]],
            "gradient",
            marker=(_PLAIN_HEADS if plain else _HEADS)[eighth],
        ),
    ]


def cursor_mark(at: Sequence[float] | None) -> list[Layer]:
    """The cursor, if there is one."""
    return [] if at is None else [Layer([at[0]], [at[1]], "selected", marker="+")]


def marks_at(points: Sequence[Sequence[float]], marker: str) -> list[Layer]:
    """The same mark at each of the points, in the color that stands out against every band."""
    return [Layer([p[0] for p in points], [p[1] for p in points], "path", marker=marker)]


def coordinates(points: Sequence[Any]) -> Values:
    """Points as an array (T, 2), also where there is none."""
    return np.array(points, dtype=float).reshape(-1, 2)
