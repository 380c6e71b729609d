"""The range tests of the rate finder as a picture: the loss while the learning rate grows."""

import math

from gdtui.drawing.axes import even_limits
from gdtui.drawing.canvas import Layer, Line, draw, overlaid
from gdtui.drawing.chart import LABEL, MARGIN, column, row, y_axis
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.sweep_chart import limits_of, scaled, value_axis
from gdtui.engine.analysis.finder import Finder, Plan
from gdtui.engine.analysis.found import LOWEST, span
from gdtui.engine.analysis.range_test import Interval, RangeTest
from gdtui.engine.analysis.sweeping.config import RATE, Axis

_FAR = 4.0
"""Times the first loss: where the picture ends."""


def finder_lines(
    size: tuple[int, int], finder: Finder, cursor: float | None, glyphs: Glyphs
) -> list[Line]:
    """The smoothed losses of all starts, × where each is lowest; below them the interval where
    they fall fastest, and the axis with the rate that is looked at."""
    width, height = size[0] - MARGIN, size[1] - 2
    axis = _axis(finder.plan)
    x = limits_of(axis)
    tests = [*finder.tests, *([finder.under_way] if finder.under_way else [])]
    highest = max((max(test.smoothed) for test in tests if test.smoothed), default=1.0)
    first = max((abs(test.smoothed[0]) for test in tests if test.smoothed), default=1.0)
    highest = min(highest, _FAR * first) or highest  # a loss that explodes would flatten the rest
    deepest = min((min(test.smoothed) for test in tests if test.smoothed), default=0.0)
    y = even_limits(min(0.0, deepest), highest or 1.0, height - 1)
    layers = [_layer(test, highest) for test in tests]
    picture = draw((width, height), x, y, layers, glyphs)
    for test in finder.tests:
        if test.lowest is not None:
            place = column(scaled(axis, test.lowest), x, width)
            line = row(min(test.smoothed), y, height)
            picture[line] = overlaid(picture[line], place, LOWEST, "point")
    marks = [] if cursor is None else [(cursor, "▲", "point")]
    margins = y_axis(height, y)
    return [
        *([margin, *line] for margin, line in zip(margins, picture, strict=True)),
        [(" " * LABEL + "│", "axis"), *_suggestion(width, axis, finder)],
        value_axis(size[0], axis, marks),
    ]


def _axis(plan: Plan) -> Axis:
    return Axis(RATE, (plan.low, math.sqrt(plan.low * plan.high), plan.high))


def _layer(test: RangeTest, highest: float) -> Layer:
    losses = [min(loss, highest) for loss in test.smoothed]
    return Layer([*map(math.log10, test.rates)], losses, "curve", lines=True)


def _suggestion(width: int, axis: Axis, finder: Finder) -> Line:
    """The brackets of both rules of thumb on the axis, each with its words where there is room:
    those of the first on its left, those of the second on its right."""
    line: Line = [(" " * width, "")]
    suggested, lowest = finder.suggested, finder.lowest
    if suggested is None or lowest is None:
        return line
    begin, end = _columns(width, axis, suggested)
    left, right = _columns(width, axis, lowest)
    line = overlaid(line, begin, "╟" + "─" * (end - begin - 1) + "╢" * (end > begin), "rate")
    shown = range(max(left, end + 1), right)  # the rest lies under the first bracket
    line = overlaid(line, shown.start, "─" * len(shown), "point")
    for place in (left, right):
        if place > end:
            line = overlaid(line, place, LOWEST, "point")
    for text in (f"steepest {span(suggested)} ", "steepest "):
        if len(text) <= begin:
            line = overlaid(line, begin - len(text), text, "")
            break
    last = max(right, end)
    for text in (f" lowest {span(lowest)}", " lowest"):
        if len(text) < width - last:
            return overlaid(line, last + 1, text, "")
    return line


def _columns(width: int, axis: Axis, interval: Interval) -> tuple[int, int]:
    limits = limits_of(axis)
    low, high = (column(scaled(axis, rate), limits, width) for rate in interval)
    return low, high
