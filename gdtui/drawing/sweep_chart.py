"""A sweep as a picture: the loss against one hyperparameter, or a map over two."""

import math
from collections.abc import Sequence

import numpy as np

from gdtui.drawing.axes import round_limits, ticks
from gdtui.drawing.bands import NOWHERE, Grid, ends
from gdtui.drawing.canvas import Layer, Line, draw, on_ground, overlaid
from gdtui.drawing.chart import (
    COLUMNS_PER_LABEL,
    LABEL,
    MARGIN,
    Limits,
    column,
    decade_label,
    row,
    y_axis,
)
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen, Swatch, empty, map_lines, swatches
from gdtui.drawing.numbers import label
from gdtui.drawing.sheet import Sheet
from gdtui.drawing.verdict_marks import mark_of, role_of
from gdtui.engine.analysis.sweeping.config import Axis, SweepConfig
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.numbers import one_two_five, rounded

DEEPEST, HIGHEST = 1e-16, 1e6
"""Of the loss at the start, between which losses are told apart: below it is rounding, and above it
is on the way to infinity."""

_NEAR = 100  # times: losses no farther apart are told on a linear scale
_MOST_BANDS = 8
_FAR = 1000  # times: losses so far apart are told by powers of ten
_LEFT = Swatch("bad", "↗", "/")


def scaled(axis: Axis, value: float) -> float:
    """Where a value of an axis lies on its own scale: its power of ten if that is logarithmic."""
    return math.log10(value) if axis.log else value


def limits_of(axis: Axis) -> tuple[float, float]:
    """The ends of an axis on its own scale; a single value has a little room about it."""
    ends = [scaled(axis, value) for value in (min(axis.values), max(axis.values))]
    return (ends[0], ends[1]) if ends[0] < ends[1] else (ends[0] - 0.5, ends[0] + 0.5)


def curve_lines(
    size: tuple[int, int],
    axis: Axis,
    lanes: Sequence[Lane | None],
    first: float,
    glyphs: Glyphs,
    marks: Sequence[tuple[float, str, str]] = (),
    cursor: Lane | None = None,
) -> list[Line]:
    """The final loss of each lane against its value, below it the verdicts, and the axis.

    `first` is the loss at the start. `marks` are (value, text, role) on the axis below, such as the
    edge that theory knows; `cursor` is a lane that is marked. Lanes that are not known yet leave a
    gap; a loss beyond the chart is at its edge.
    """
    width, height = size[0] - MARGIN, size[1] - 2
    x = limits_of(axis)
    known = sorted((lane for lane in lanes if lane is not None), key=lambda lane: lane.values[0])
    log, y = _loss_limits(known, first)
    xs = [scaled(axis, lane.values[0]) for lane in known]
    ys = [_height(lane.final_loss, y, log=log) for lane in known]
    picture = draw((width, height), x, y, [Layer(xs, ys, "curve", lines=True)], glyphs)
    if cursor is not None:
        at = column(scaled(axis, cursor.values[0]), x, width)
        line = row(_height(cursor.final_loss, y, log=log), y, height)
        picture[line] = overlaid(picture[line], at, "●", "point")
    margins = y_axis(height, y, log=log)
    return [
        *([margin, *line] for margin, line in zip(margins, picture, strict=True)),
        [(" " * LABEL + "│", "axis"), *verdict_line(width, axis, lanes)],
        value_axis(size[0], axis, marks),
    ]


def verdict_line(width: int, axis: Axis, lanes: Sequence[Lane | None]) -> Line:
    """One cell for each column of a chart: the mark of the lane that is nearest there."""
    limits = limits_of(axis)
    at: dict[int, Lane | None] = {
        column(scaled(axis, value), limits, width): None for value in axis.values
    }
    at |= {column(scaled(axis, lane.values[0]), limits, width): lane for lane in lanes if lane}
    places = np.array(sorted(at))
    line: Line = []
    for cell in range(width):
        nearest = at[int(places[np.abs(places - cell).argmin()])]
        line.append((mark_of(nearest.verdict), role_of(nearest.verdict)) if nearest else (" ", ""))
    return line


def value_axis(
    width: int, axis: Axis, marks: Sequence[tuple[float, str, str]] = (), margin: int = MARGIN
) -> Line:
    """One line of labels for an axis of values, each centered under its value where there is room,
    and before them the marks, which begin there."""
    canvas, limits = width - margin, limits_of(axis)
    line: Line = [(" " * width, "axis")]
    taken = [False] * width
    texts = [(scaled(axis, value), text, role, 0, 0) for value, text, role in marks]
    texts += [(at, text, "axis", len(text) // 2, 1) for at, text in _labels(axis, canvas)]
    for at, text, role, before, apart in texts:
        if not limits[0] <= at <= limits[1]:
            continue
        begin = margin + column(at, limits, canvas) - before
        begin = min(max(margin, begin), width - len(text))
        around = range(max(0, begin - apart), min(width, begin + len(text) + apart))
        if not any(taken[cell] for cell in around):
            line = overlaid(line, begin, text, role)
            for cell in range(begin, begin + len(text)):
                taken[cell] = True
    return line


def _labels(axis: Axis, width: int) -> list[tuple[float, str]]:
    """Round values with their texts, at places on the axis' own scale."""
    low, high = limits_of(axis)
    if not axis.log:
        return [(value, label(value)) for value in ticks(low, high, width / COLUMNS_PER_LABEL)]
    decades = range(math.floor(low), math.ceil(high) + 1)
    found = [(float(decade), decade_label(decade)) for decade in decades]
    if high - low < 3:
        round_values = one_two_five(decades)
        between = [*round_values[1::3], *round_values[2::3]]
        found += [(math.log10(value), label(value)) for value in between]
    return found


def _loss_limits(lanes: Sequence[Lane], first: float) -> tuple[bool, tuple[float, float]]:
    """Whether losses are on a logarithmic scale, and its ends."""
    losses = [lane.final_loss for lane in lanes if math.isfinite(lane.final_loss)]
    least = min(losses, default=0.0)
    if first > 0 and least >= 0:
        low, high = DEEPEST * first, HIGHEST * first
        shown = [min(max(loss, low), high) for loss in [*losses, first]]
        if max(shown) < _NEAR * min(shown):
            return False, round_limits(min(shown), max(shown))
        ends = math.floor(math.log10(min(shown))), math.ceil(math.log10(max(shown)))
        return True, (float(ends[0]), float(max(ends[1], ends[0] + 1)))
    top = first + (first - least)  # what rises farther than the best falls is beyond
    return False, (least, top) if top > least else (least - 1, least + 1)


def _height(loss: float, limits: tuple[float, float], *, log: bool) -> float:
    """Where a loss is drawn: at the edge if it is beyond; what is no number, at the top."""
    if not math.isfinite(loss):
        return limits[0] if loss == -math.inf else limits[1]
    at = (math.log10(loss) if loss > 0 else limits[0]) if log else loss
    return min(max(at, limits[0]), limits[1])


def sweep_map(
    size: tuple[int, int],
    config: SweepConfig,
    lanes: Sequence[Lane | None],
    first: float,
    pen: Pen,
    marks: Sequence[tuple[float, float, str, str]] = (),
) -> tuple[list[Line], Line]:
    """A map of the final loss over two axes, the first across, and its legend.

    `marks` are (value of the first axis, of the second, one character, role).
    """
    across, up = config.axes
    width, height = size[0] - MARGIN, size[1] - 1
    limits = Limits(limits_of(across), limits_of(up))
    levels = _levels(lanes[: math.prod(config.shape)], first)
    looks = [*swatches(len(levels) + 1), _LEFT]
    fine = pen.detail(lines=False)
    columns = _nearest(across, limits.x, width * fine[0])
    rows = _nearest(up, limits.y, height * fine[1])[::-1]
    known = [_band(lane, levels) for lane in lanes]
    bands: Grid = np.array([[known[config.place(i, j)] for i in columns] for j in rows])
    picture = map_lines(bands, looks, pen)
    sheet = Sheet(picture)
    for x, y, text, role in marks:
        place = column(scaled(across, x), limits.x, width), row(scaled(up, y), limits.y, height)
        sheet.write(*place, text, on_ground(role, sheet.role(*place)))
    low, high = ends(levels)
    samples = [look.sample(pen.ink) for look in looks[:-1]]
    told: Line = [(f"{low} ", ""), *samples, (f" {high}", "")]
    if len(levels) + 1 in known:
        told += [("  ", ""), _LEFT.sample(pen.ink), (" diverging", "")]
    if any(lane is None for lane in lanes):
        told += [("  ", ""), empty(pen.ink), (" not yet known", "")]
    margins = _margins(up, height)
    return [
        *([margin, *line] for margin, line in zip(margins, sheet.lines, strict=True)),
        value_axis(size[0], across),
    ], told


def _levels(lanes: Sequence[Lane | None], first: float) -> list[float]:
    """Round losses that cut those of the lanes into bands: powers of ten, if they reach far."""
    losses = [lane.final_loss for lane in lanes if lane is not None and not lane.diverged]
    finite = [loss for loss in losses if math.isfinite(loss)]
    # Below 0 a loss has no smallest size, and is shown as it is.
    deepest = DEEPEST * first if min(finite, default=0.0) >= 0 else -math.inf
    shown = [min(max(loss, deepest), first) for loss in finite]
    if not shown or min(shown) <= 0 or max(shown) < _FAR * min(shown):
        low, high = min(shown, default=first), max(shown, default=first)
        shares = (low + (high - low) * k / _MOST_BANDS for k in range(1, _MOST_BANDS))
        return [*dict.fromkeys(rounded(level, 6) for level in shares)]
    low, high = math.floor(math.log10(min(shown))), math.ceil(math.log10(max(shown)))
    step = max(1, -(-(high - low) // _MOST_BANDS))
    return [10.0**level for level in range(low + step, max(high, low + step + 1), step)]


def _band(lane: Lane | None, levels: Sequence[float]) -> int:
    """Which band a lane is in; after the last one, that of lanes that diverge."""
    if lane is None:
        return NOWHERE
    if lane.diverged or not math.isfinite(lane.final_loss):
        return len(levels) + 1
    return sum(lane.final_loss >= level for level in levels)


def _nearest(axis: Axis, limits: tuple[float, float], cells: int) -> list[int]:
    """Which value of an axis each of so many cells shows."""
    values = np.array([scaled(axis, value) for value in axis.values])
    places = np.linspace(*limits, max(cells, 1))
    return [int(np.abs(values - place).argmin()) for place in places]


def _margins(axis: Axis, height: int) -> list[tuple[str, str]]:
    if not axis.log:
        return y_axis(height, limits_of(axis))
    low, high = limits_of(axis)
    labels = [(at, text) for at, text in _labels(axis, 0) if low <= at <= high]
    texts = {row(at, (low, high), height): text for at, text in labels}
    return [
        (f"{texts[y]:>{LABEL}}┤" if y in texts else " " * LABEL + "│", "axis")
        for y in range(height)
    ]
