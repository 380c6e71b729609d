"""The curve of the loss, step by step, as a chart."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gdtui.engine.history import Span
from gdtui.tui.numbers import number
from gdtui.tui.plotting.axes import Axis, within
from gdtui.tui.plotting.canvas import Layer, Line, overlaid
from gdtui.tui.plotting.chart import MARGIN, Limits, chart, column, row
from gdtui.tui.plotting.glyphs import Glyphs

Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A run kept for comparison: its losses, and the short name that stands at their end."""

    name: str
    spans: Sequence[Span]


def loss_lines(
    size: tuple[int, int],
    spans: Sequence[Span],
    step: int,
    loss: float,
    steps: int,
    axis: Axis,
    glyphs: Glyphs,
    *,
    log: bool = False,
    pinned: Sequence[Pinned] = (),
    end_mark: str = "",
) -> list[Line]:
    """A chart of the losses in `spans` on 0 … `steps`, the point at `step` marked.

    What lies off the chart is marked at its edge: ▲ for losses that are no finite number any more,
    with `end_mark` beside the last of them; ▼ for those that a logarithm does not reach.
    """
    scale = _log10 if log else float
    beside = [[span for span in run.spans if span.first <= steps] for run in pinned]
    everything = [*spans, *(span for visible in beside for span in visible)]
    values = [scale(v) for span in everything for v in (span.low, span.high) if math.isfinite(v)]
    axis.cover(values, anchor=None if log else 0.0, whole=log)
    if not axis.high > axis.low:  # nothing yet that could decide the axis
        axis.low, axis.high = 0.0, 1.0
    x, y = (0.0, float(steps)), (axis.low, axis.high)
    layers = [
        *(_curve(visible, scale, y, "trail") for visible in beside),
        _curve([span for span in spans if span.last >= step], scale, y, "later"),
        _curve([span for span in spans if span.first <= step], scale, y, "curve"),
    ]
    lines = chart(size, Limits(x, y), layers, glyphs, log=log)
    canvas = size[0] - MARGIN, size[1] - 1
    for run, visible in zip(pinned, beside, strict=True):
        if visible:
            last = visible[-1]
            _note(lines, canvas, column(last.last, x, canvas[0]),
                  row(scale(last.low), y, canvas[1]), "", [run.name], "trail")  # fmt: skip
    if spans:
        end = spans[-1]
        value = end.low if math.isfinite(end.high) else end.high
        if not math.isfinite(value) and end.last != step:
            _mark_edge(lines, canvas, column(end.last, x, canvas[0]), value, end_mark, "bad")
    at = column(step, x, canvas[0])
    if _edge(loss, log=log):
        at_the_end = bool(spans) and spans[-1].last == step
        _mark_edge(lines, canvas, at, loss, end_mark if at_the_end else "", "point")
    else:
        line = row(scale(loss), y, canvas[1])
        point = "O" if glyphs is Glyphs.ASCII else "●"
        lines[line] = overlaid(lines[line], MARGIN + at, point, "point")
    return lines


def _curve(spans: Sequence[Span], scale: Scale, y: tuple[float, float], role: str) -> Layer:
    """A line through the spans, from low to high within each; to the edge where it leaves."""
    xs: list[float] = []
    ys: list[float] = []
    for span in spans:
        middle = (span.first + span.last) / 2
        for value in dict.fromkeys((span.low, span.high)):
            xs.append(middle)
            ys.append(within(scale(value), *y))
    return Layer(xs, ys, role, lines=True)


def _log10(value: float) -> float:
    """log₁₀, and −∞ for what has none: it lies at the bottom of the chart."""
    return math.log10(value) if value > 0 else -math.inf


def _edge(loss: float, *, log: bool) -> int:
    """Beyond which edge of the chart `loss` lies: +1 the upper, −1 the lower, 0 neither.

    nan lies above: it is what became of a number too large.
    """
    if math.isnan(loss) or loss == math.inf:
        return 1
    return -1 if loss == -math.inf or (log and loss <= 0) else 0


def _mark_edge(
    lines: list[Line], canvas: tuple[int, int], at: int, loss: float, text: str, role: str
) -> None:
    """Mark a loss beyond an edge: a triangle there, and beside it `text`, or else the loss."""
    above = _edge(loss, log=True) > 0
    texts = [f"L = {number(loss)}"]
    if text and not math.isfinite(loss):
        texts.insert(0, text)
    _note(lines, canvas, at, 0 if above else canvas[1] - 1, "▲" if above else "▼", texts, role)


def _note(
    lines: list[Line],
    canvas: tuple[int, int],
    at: int,
    line: int,
    mark: str,
    texts: Sequence[str],
    role: str,
) -> None:
    """Write `mark` at a place of the canvas, and beside it the first of `texts` that has room."""
    begin, written = at, mark
    for text in texts:
        if len(text) < at:
            begin, written = at - len(text) - len(mark), f"{text} {mark}" if mark else text
            break
        if at + len(text) + 1 < canvas[0]:
            begin, written = at + 1 - len(mark), f"{mark} {text}" if mark else text
            break
    lines[line] = overlaid(lines[line], MARGIN + begin, written, role)
