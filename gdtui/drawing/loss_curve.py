"""The losses of runs, step by step, as a chart that is also their timeline."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gdtui.drawing.axes import Axis, even_limits, within
from gdtui.drawing.canvas import Layer, Line, draw
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.legend import legend_lines
from gdtui.drawing.numbers import number
from gdtui.drawing.plot import Plot
from gdtui.drawing.rate_strip import changes, rate_strip
from gdtui.drawing.sheet import Sheet
from gdtui.engine.data.batches import Batches
from gdtui.engine.history import Span
from gdtui.engine.units import STEPS, Unit

Scale = Callable[[float], float]

GHOST = "·"
"""The mark of the abandoned run, whose curve is dots."""

LIVE = "●"
"""The mark of the live run, and of where it stands."""

LOG_KEY = "l: log scale"

STAYS, LEAVES = 4.0, 20.0
"""A loss of so many times its first one has not run away; one of so many times all those that
have not would flatten them."""

FEWEST_LINES = 4  # of the canvas, before there are lines below it
LONG_LEGEND = 14  # lines of the chart from which the legend may have two


@dataclass(frozen=True, slots=True)
class Curve:
    """The losses of a run, with its mark, name and color."""

    mark: str
    name: str
    role: str
    spans: Sequence[Span]
    batches: Batches | None = None
    """With data: what its steps cost."""
    step: int | None = None
    """Where it stands, what lies beyond being faint; None: at its end."""

    @property
    def top(self) -> float:
        """The highest of its losses."""
        return max((span.high for span in self.spans), default=-math.inf)

    @property
    def ran_away(self) -> bool:
        """Whether it has risen far above where it began."""
        return bool(self.spans) and self.top > STAYS * max(abs(self.spans[0].low), 1e-300)


def loss_lines(
    size: tuple[int, int],
    spans: Sequence[Span],
    step: int,
    loss: float | None,
    steps: int,
    axis: Axis,
    glyphs: Glyphs,
    *,
    log: bool = False,
    beside: Sequence[Curve] = (),
    name: str = "",
    elsewhere: str = "",
    edits: Sequence[int] = (),
    rates: Sequence[Span] = (),
    end_mark: str = "",
    unit: Unit = STEPS,
    batches: Batches | None = None,
    batch_losses: Sequence[Span] = (),
) -> list[Line]:
    """A chart of the losses in `spans` on 0 … `steps`; the point at `step` marked, its loss said.

    x is in `unit`s, and so is `steps`; `batches` are the run's, `batch_losses` theirs: faint dots.
    Without a `loss` there is no such run. `beside` are other runs, told apart in a legend from this
    one, `name`; `elsewhere` says there which ones are not drawn. ◆ marks the steps of `edits`;
    `rates`, η of each update, are drawn in a line below the curve where they change.

    What lies off the chart is marked at its edge: ▲ for losses that are too large or no number any
    more, with `end_mark` beside the last of them; ▼ for those that a logarithm does not reach. Runs
    that would flatten all others leave a linear chart at the top, which says so.
    """
    scale = _log10 if log else float
    x_of = partial(_cost, unit, batches)
    live = Curve(LIVE, name, "curve", spans, batches)
    beside = [_within(curve, unit, steps) for curve in beside]
    curves = [live, *beside]
    entries = _entries(curves, elsewhere, edited=any(edits), glyphs=glyphs)
    room = size[1] - 1 - FEWEST_LINES
    legend = legend_lines(entries, size[0], min(room, 1 + (size[1] >= LONG_LEGEND)), ": C")
    strip = changes(rates) and room > len(legend)
    canvas = size[0] - MARGIN, size[1] - 1 - strip - len(legend)

    leaving = [] if log else _leaving(curves)
    shown = [span for curve in curves if curve not in leaving for span in curve.spans]
    values = [
        scale(v) for s in (*shown, *batch_losses) for v in (s.low, s.high) if math.isfinite(v)
    ]
    axis.cover(values, anchor=None if log else 0.0, whole=log)
    y = even_limits(*axis.limits, canvas[1] - 1, whole=log)
    limits = Limits((0.0, float(steps)), y)
    layers = [
        _layer(batch_losses, scale, x_of, y, "later", lines=False),
        *(layer for curve in beside for layer in _layers(curve, scale, unit, y, glyphs)),
        _layer([span for span in spans if span.last >= step], scale, x_of, y, "later"),
        _layer([span for span in spans if span.first <= step], scale, x_of, y, "curve"),
    ]
    *lines, below = framed(draw(canvas, *limits, layers, glyphs), size[0], limits, log=log)
    strips = [rate_strip(canvas[0], rates, limits.x, x_of, glyphs)] if strip else []
    sheet = Sheet([*lines, *strips, below, *legend])

    plot = Plot(sheet, canvas, limits, scale)
    here, end = x_of(step), spans[-1] if spans else None
    lost = next((v for v in (end.high, end.low) if not math.isfinite(v)), None) if end else None
    if end and lost and end.last != step:
        plot.put(x_of(end.last), lost, "", "bad")  # first: where one stands covers it
    if loss is not None:
        plot.put(here, loss, "O" if glyphs is Glyphs.ASCII else LIVE, "point")
    for edit in edits:
        span = next((span for span in spans if span.first <= edit <= span.last), None)
        if edit and span:
            plot.put_at_edge(x_of(edit), span.low, "◆", "rate")
    for index, curve in enumerate(beside):
        if curve.mark != GHOST:
            plot.letter(curve.mark, curve.role, _points(curve, unit), index)
    said = [] if loss is None else [f"L = {number(loss)}"]
    if end and lost:
        if end.last == step:
            said = [text for text in (end_mark, *said) if text]
        else:
            plot.say(x_of(end.last), lost, [end_mark] if end_mark else [], "bad")
    plot.say(here, loss or 0.0, said, "point")
    if hints := _hints(leaving, live, log=log):
        plot.say(limits.x[1] / 2, math.inf, hints, "heading")
    return sheet.lines


def _entries(
    curves: Sequence[Curve], elsewhere: str, *, edited: bool, glyphs: Glyphs
) -> list[tuple[str, str]]:
    """What the legend tells apart; nothing where there is one run alone."""
    entries = [(f"{_mark(c, glyphs)} {c.name}", c.role) for c in curves if c.name]
    entries += [(elsewhere, "heading")] * bool(elsewhere)
    entries += [("◆ edit", "rate")] * bool(entries and edited)
    return [(glyphs.legible(text), role) for text, role in entries]


def _within(curve: Curve, unit: Unit, steps: float) -> Curve:
    """The part of a curve that the chart reaches to."""
    return replace(
        curve, spans=[s for s in curve.spans if unit.cost(s.first, curve.batches) <= steps]
    )


def _leaving(curves: Sequence[Curve]) -> list[Curve]:
    """The runs that have run away so far that they would flatten those that have not."""
    staying = [curve.top for curve in curves if curve.spans and not curve.ran_away]
    if not staying:
        return []
    most = LEAVES * max(staying)
    return [curve for curve in curves if curve.ran_away and curve.top > most]


def _hints(leaving: Sequence[Curve], live: Curve, *, log: bool) -> list[str]:
    """How to see what a linear scale does not show."""
    if log:
        return []
    if leaving:
        # The ghost's mark, a dot in the middle, would read as a comma after the value.
        who = ", ".join("abandoned" if c.mark == GHOST else c.mark for c in leaving)
        return [f"{who} off the top; {LOG_KEY}", LOG_KEY]
    return [LOG_KEY] * (live.ran_away and live.top > LEAVES * abs(live.spans[0].low))


def _layers(
    curve: Curve,
    scale: Callable[[float], float],
    unit: Unit,
    y: tuple[float, float],
    glyphs: Glyphs,
) -> list[Layer]:
    """A run beside the live one: what lies beyond where it stands is faint; the ghost is dots."""
    x_of = partial(_cost, unit, curve.batches)
    if curve.mark == GHOST:
        dots = _mark(curve, glyphs) if glyphs is Glyphs.ASCII else None
        return [_layer(curve.spans, scale, x_of, y, curve.role, lines=False, marker=dots)]
    step = math.inf if curve.step is None else curve.step
    beyond = [span for span in curve.spans if span.last >= step]
    before = [span for span in curve.spans if span.first <= step]
    return [
        _layer(beyond, scale, x_of, y, "later"),
        _layer(before, scale, x_of, y, curve.role, marker=_letter(curve, glyphs)),
    ]


def _mark(curve: Curve, glyphs: Glyphs) -> str:
    return "." if curve.mark == GHOST and glyphs is Glyphs.ASCII else curve.mark


def _letter(curve: Curve, glyphs: Glyphs) -> str | None:
    """Where there are no fine dots a curve is drawn with its letter."""
    return curve.mark if glyphs is Glyphs.ASCII else None


def _points(curve: Curve, unit: Unit) -> list[tuple[float, float]]:
    """The points of a curve up to where it stands."""
    return [
        (unit.cost(span.first, curve.batches), span.low if math.isfinite(span.high) else span.high)
        for span in curve.spans
        if curve.step is None or span.first <= curve.step
    ]


def _layer(
    spans: Sequence[Span],
    scale: Scale,
    x_of: Scale,
    y: tuple[float, float],
    role: str,
    *,
    lines: bool = True,
    marker: str | None = None,
) -> Layer:
    """The spans, from low to high within each, joined or not; to the edge where they are no finite
    numbers."""
    xs: list[float] = []
    ys: list[float] = []
    for span in spans:
        middle = x_of((span.first + span.last) / 2)
        for value in dict.fromkeys((span.low, span.high)):
            xs.append(middle)
            at = scale(value)
            ys.append(at if math.isfinite(at) else within(at, *y))
    return Layer(xs, ys, role, lines=lines, marker=marker)


def _cost(unit: Unit, batches: Batches | None, step: float) -> float:
    return unit.cost(step, batches)


def _log10(value: float) -> float:
    """log₁₀, and −∞ for what has none: it lies at the bottom of the chart."""
    return math.log10(value) if value > 0 else -math.inf
