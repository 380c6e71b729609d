"""The curve of the loss, step by step, as a chart."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gdtui.drawing.axes import Axis, within
from gdtui.drawing.canvas import Layer, Line, overlaid
from gdtui.drawing.chart import MARGIN, Limits, chart, column, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.engine.data.batches import Batches
from gdtui.engine.history import Span
from gdtui.engine.units import STEPS, Unit

Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A run kept for comparison: its losses, and the short name that stands at their end."""

    name: str
    spans: Sequence[Span]
    batches: Batches | None = None
    """With data: what its steps cost."""


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
    unit: Unit = STEPS,
    batches: Batches | None = None,
    batch_losses: Sequence[Span] = (),
) -> list[Line]:
    """A chart of the losses in `spans` on 0 … `steps`, the point at `step` marked.

    x is in `unit`s, and so is `steps`; `batches` are the run's, `batch_losses` theirs: faint dots.

    What lies off the chart is marked at its edge: ▲ for losses that are no finite number any more,
    with `end_mark` beside the last of them; ▼ for those that a logarithm does not reach.
    """
    scale = _log10 if log else float

    def x_of(at: float) -> float:
        return unit.cost(at, batches)

    beside = [
        [span for span in run.spans if unit.cost(span.first, run.batches) <= steps]
        for run in pinned
    ]
    everything = [*spans, *batch_losses, *(span for visible in beside for span in visible)]
    values = [scale(v) for span in everything for v in (span.low, span.high) if math.isfinite(v)]
    axis.cover(values, anchor=None if log else 0.0, whole=log)
    if not axis.high > axis.low:  # nothing yet that could decide the axis
        axis.low, axis.high = 0.0, 1.0
    x, y = (0.0, float(steps)), (axis.low, axis.high)
    layers = [
        _curve(batch_losses, scale, x_of, y, "later", lines=False),
        *(
            _curve(visible, scale, partial(_placed, unit, run.batches), y, "trail")
            for run, visible in zip(pinned, beside, strict=True)
        ),
        _curve([span for span in spans if span.last >= step], scale, x_of, y, "later"),
        _curve([span for span in spans if span.first <= step], scale, x_of, y, "curve"),
    ]
    lines = chart(size, Limits(x, y), layers, glyphs, log=log)
    canvas = size[0] - MARGIN, size[1] - 1
    for i, (run, visible) in enumerate(zip(pinned, beside, strict=True), start=1):
        if visible:  # the names apart from each other
            named = visible[(len(visible) - 1) * i // len(pinned)]
            _note(
                lines,
                canvas,
                column(unit.cost(named.last, run.batches), x, canvas[0]),
                row(scale(named.low), y, canvas[1]),
                "",
                [run.name],
                "trail",
            )
    if spans:
        end = spans[-1]
        value = end.low if math.isfinite(end.high) else end.high
        if not math.isfinite(value) and end.last != step:
            _mark_edge(lines, canvas, column(x_of(end.last), x, canvas[0]), value, end_mark, "bad")
    at = column(x_of(step), x, canvas[0])
    if _edge(loss, log=log):
        at_the_end = bool(spans) and spans[-1].last == step
        _mark_edge(lines, canvas, at, loss, end_mark if at_the_end else "", "point")
    else:
        line = row(scale(loss), y, canvas[1])
        point = "O" if glyphs is Glyphs.ASCII else "●"
        lines[line] = overlaid(lines[line], MARGIN + at, point, "point")
    return lines


def _placed(unit: Unit, batches: Batches | None, step: float) -> float:
    return unit.cost(step, batches)


def _curve(
    spans: Sequence[Span],
    scale: Scale,
    x_of: Scale,
    y: tuple[float, float],
    role: str,
    *,
    lines: bool = True,
) -> Layer:
    """The spans, from low to high within each, joined or not; to the edge where they leave."""
    xs: list[float] = []
    ys: list[float] = []
    for span in spans:
        middle = x_of((span.first + span.last) / 2)
        for value in dict.fromkeys((span.low, span.high)):
            xs.append(middle)
            ys.append(within(scale(value), *y))
    return Layer(xs, ys, role, lines=lines)


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
    begin, note = at, mark
    for text in texts:
        if len(text) < at:
            begin, note = at - len(text) - len(mark), f"{text} {mark}" if mark else text
            break
        if at + len(text) + 1 < canvas[0]:
            begin, note = at + 1 - len(mark), f"{mark} {text}" if mark else text
            break
    lines[line] = overlaid(lines[line], MARGIN + begin, note, role)
