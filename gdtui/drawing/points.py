"""The points of several runs in the landscape of their loss."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdtui.drawing.axes import Axis, equal_scale
from gdtui.drawing.bands import levels_of
from gdtui.drawing.canvas import Layer, Line, draw, on_ground, over
from gdtui.drawing.chart import MARGIN, Limits, column, framed, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen, level_lines, places
from gdtui.drawing.landscape import broken_curve, heights, losses_at, worth_showing
from gdtui.drawing.loss_map import losses_on
from gdtui.drawing.sheet import Sheet
from gdtui.drawing.trail import MINIMUM, marks_at
from gdtui.engine.objectives import Objective

SMALLEST = (MARGIN + 10, 5)
FAR = 3.0
"""A point so many views away does not widen the view; it is marked at the edge."""


class Point(NamedTuple):
    """Where a run stands."""

    mark: str
    role: str
    params: Sequence[float]


def point_lines(
    size: tuple[int, int],
    objective: Objective,
    points: Sequence[Point],
    axes: tuple[Axis, Axis],
    pen: Pen,
) -> list[Line]:
    """The curve of a loss of one parameter, or the map of one of two, and a letter for each point;
    those that stand on each other are beside each other.

    `axes` are of the first parameter, and of the loss or the second parameter.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    standing = _places(objective, points)
    for axis, view, i in zip(axes, objective.view, (0, 1), strict=False):
        span = FAR * (view[1] - view[0])
        axis.cover([*view, *(p[i] for p in standing if abs(p[i] - view[0]) <= span)])
    x = axes[0].limits
    if objective.dimension == 1:
        needed = [loss for at, loss in standing if x[0] <= at <= x[1]]
        picture, limits = _curve(objective, (width, height), x, axes[1], needed, pen.glyphs)
    else:
        limits = Limits(*equal_scale((x, axes[1].limits), (width, height)))
        picture = _map(objective, (width, height), limits, pen)
    sheet, taken = Sheet(framed(picture, size[0], limits)), set[tuple[int, int]]()
    for point, place in zip(points, standing, strict=True):
        at, line = column(place[0], limits.x, width), row(place[1], limits.y, height)
        while (at, line) in taken and at + 1 < width:
            at += 1
        taken.add((at, line))
        below = sheet.role(MARGIN + at, line)
        sheet.write(MARGIN + at, line, point.mark, on_ground(point.role, below))
    return sheet.lines


def _places(objective: Objective, points: Sequence[Point]) -> list[tuple[float, float]]:
    """On the axes: for one parameter it and its loss, for two these."""
    if objective.dimension == 2:
        return [(point.params[0], point.params[1]) for point in points]
    losses = losses_at(objective, np.array([[point.params[0] for point in points]], dtype=float))
    return [(p.params[0], float(loss)) for p, loss in zip(points, losses, strict=True)]


def _curve(
    objective: Objective,
    size: tuple[int, int],
    x: tuple[float, float],
    axis: Axis,
    needed: Sequence[float],
    glyphs: Glyphs,
) -> tuple[list[Line], Limits]:
    """The curve over `x`; the axis of the loss covers what is `needed` too."""
    ws = np.linspace(*x, 3 * size[0])
    losses = losses_at(objective, ws[np.newaxis, :])
    y = heights(axis, worth_showing(losses, needed), follow=True)
    limits = Limits(x, y)
    layers = [
        Layer(*broken_curve(objective, ws, losses, y), "later", lines=True),
        *(Layer(m.point, [m.value], "minimum", marker=MINIMUM) for m in objective.minima),
    ]
    return draw(size, *limits, layers, glyphs), limits


def _map(objective: Objective, size: tuple[int, int], limits: Limits, pen: Pen) -> list[Line]:
    losses = losses_on(objective, *places(limits, size, pen.detail(lines=False)))
    below = level_lines(losses, levels_of(losses), pen, lines=False)
    minima = marks_at([minimum.point for minimum in objective.minima], MINIMUM)
    drawn = draw(size, *limits, minima, pen.glyphs)
    return [over(band, line) for band, line in zip(below, drawn, strict=True)]
