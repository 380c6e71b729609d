"""The learning rate that a schedule gives, step by step, before any step is taken."""

import math

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Layer, Line
from gdtui.drawing.chart import MARGIN, Limits, chart, has_room
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.schedules import Schedule

SMALLEST = (MARGIN + 10, 4)


def rate_lines(
    size: tuple[int, int], schedule: Schedule, eta: float, steps: int, glyphs: Glyphs
) -> list[Line]:
    """A chart of η over updates 1 … `steps`; nothing where there is no room for one."""
    if not has_room(size, SMALLEST):
        return []
    rates = [schedule.rate(step, eta, schedule.memory) for step in range(1, steps + 1)]
    axis = Axis()
    axis.cover([rate for rate in rates if math.isfinite(rate)], anchor=0.0)
    x, y = (0.0, float(steps)), axis.limits
    curve = Layer([float(step) for step in range(1, steps + 1)], rates, "rate", lines=True)
    return chart(size, Limits(x, y), [curve], glyphs)
