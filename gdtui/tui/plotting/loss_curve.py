"""The curve of the loss, step by step, as a chart."""

import math
from collections.abc import Callable, Sequence

from gdtui.engine.history import Span
from gdtui.tui.numbers import label
from gdtui.tui.plotting.axes import Axis
from gdtui.tui.plotting.canvas import Layer, Line
from gdtui.tui.plotting.chart import Limits, chart, decade_label
from gdtui.tui.plotting.glyphs import Glyphs


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
) -> list[Line]:
    """A chart of the losses in `spans` on 0 … `steps`, the point at `step` marked."""
    scale = _log10 if log else float
    finite = [scale(v) for span in spans for v in (span.low, span.high) if math.isfinite(v)]
    axis.cover([v for v in finite if math.isfinite(v)] or [0.0, 1.0], anchor=None if log else 0.0)
    floor = axis.low
    done = [span for span in spans if span.first <= step]
    later = [span for span in spans if span.last >= step]
    layers = [
        _curve(later, scale, floor, "later"),
        _curve(done, scale, floor, "curve"),
        Layer([step], [max(scale(loss), floor) if not math.isnan(loss) else math.nan], "point",
              marker="O" if glyphs is Glyphs.ASCII else "●"),
    ]  # fmt: skip
    return chart(
        size,
        Limits((0.0, float(steps)), (axis.low, axis.high)),
        layers,
        glyphs,
        y_label=decade_label if log else label,
    )


def _curve(
    spans: Sequence[Span], scale: Callable[[float], float], floor: float, role: str
) -> Layer:
    """A line through the spans, from low to high within each."""
    xs: list[float] = []
    ys: list[float] = []
    for span in spans:
        middle = (span.first + span.last) / 2
        for value in dict.fromkeys((span.low, span.high)):
            xs.append(middle)
            ys.append(max(scale(value), floor))
    return Layer(xs, ys, role, lines=True)


def _log10(value: float) -> float:
    """log₁₀, and −∞ for what has none: it lies at the bottom of the chart."""
    return math.log10(value) if value > 0 else -math.inf
