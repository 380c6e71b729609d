"""The pictures of a sweep with their marks: where the cursor is, and what theory says."""

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.loss_curve import loss_lines
from gdtui.drawing.sweep_chart import curve_lines, limits_of, sweep_map
from gdtui.engine.analysis.sweeping.config import RATE, Values
from gdtui.tui.sweeping.grid import nearest
from gdtui.tui.sweeping.look import Look

THEORY, EDGE = "✕", "│"


def curve_of(look: Look, size: tuple[int, int], glyphs: Glyphs) -> list[Line]:
    """The losses against η, with the edge and the best rate that theory knows."""
    marks: list[tuple[float, str, str]] = []
    if look.known is not None:
        if look.known.edge is not None:
            marks.append((look.known.edge.rate, "▲edge", "rate"))
        if look.known.best is not None:
            marks.append((look.known.best, "△", "good"))
    (axis,) = look.config.axes
    return curve_lines(size, axis, look.lanes, look.first, glyphs, marks, look.lane)


def axis_of(look: Look, size: tuple[int, int], glyphs: Glyphs) -> list[Line]:
    """The axes alone, with the mark that is to be placed on the edge."""
    (axis,) = look.config.axes
    marks = [(look.cursor[0], "▲", "point")]
    return curve_lines(size, axis, (), look.first, glyphs, marks)


def map_of(look: Look, size: tuple[int, int], pen: Pen) -> tuple[list[Line], Line]:
    """The map of the losses, and its legend."""
    at = (look.cursor[0], look.cursor[1], "●", "point")
    marks = [*map_marks(look), at]
    return sweep_map(size, look.config, look.sweep.lanes, look.first, pen, marks)


def values_at(look: Look, size: tuple[int, int], x: int, y: int) -> Values:
    """The values of the lane that a cell of the picture shows."""
    across, up = size[0] - MARGIN - 1, size[1] - 2
    shares = (x - MARGIN) / across, 1 - y / up
    values = []
    for axis, share in zip(look.config.axes, shares, strict=False):
        low, high = limits_of(axis)
        at = low + (high - low) * min(max(0.0, share), 1.0)
        values.append(10.0**at if axis.log else at)
    return nearest(look.config, tuple(values))


def map_marks(look: Look) -> list[tuple[float, float, str, str]]:
    """The edge that theory knows, row by row, and its best pair."""
    across, up = look.config.axes
    marks: list[tuple[float, float, str, str]] = []
    if across.what == RATE:
        low, high = min(across.values), max(across.values)
        for value, known in zip(up.values, look.by_row, strict=True):
            if known is not None and known.edge is not None and low <= known.edge.rate <= high:
                marks.append((known.edge.rate, value, EDGE, "path"))
    return [*marks, *((x, y, THEORY, "path") for x, y in look.config.extra)]


def marks_legend(look: Look) -> list[tuple[str, str, str]]:
    """What the marks on a map mean."""
    there = {mark for _, _, mark, _ in map_marks(look)}
    everywhere = look.known is not None and look.known.everywhere
    return [
        ("●", "here", "point"),
        *[(THEORY, "theory", "")] * (THEORY in there),
        *[(EDGE, "edge" if everywhere else "edge (start)", "")] * (EDGE in there),
    ]


def run_of(look: Look, size: tuple[int, int], axis: Axis, glyphs: Glyphs) -> list[Line]:
    """The losses of the run under the cursor."""
    run, steps = look.track.run, look.config.steps
    spans = look.track.history.loss.spans(at_most=2 * size[0])
    log = look.first > 0 and all(not span.low < 0 for span in spans)
    return loss_lines(size, spans, run.step, run.loss, steps, axis, glyphs, log=log)
