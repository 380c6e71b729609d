"""η below a chart of the loss: one line of bars."""

import math
from collections.abc import Callable, Sequence

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import LABEL, column
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.history import Span
from gdtui.engine.numbers import number

BARS = {Glyphs.BRAILLE: "▁▂▃▄▅▆▇", Glyphs.BLOCKS: "░▒▓█", Glyphs.ASCII: ".:-=+#"}
"""From the smallest η to the largest."""

WIDE = 20.0
"""How many times as large as the smallest the largest η is, from which on bars are logarithmic."""


def changes(rates: Sequence[Span]) -> bool:
    """Whether η is not the same at all steps."""
    return len({rate for span in rates for rate in (span.low, span.high)}) > 1


def rate_strip(
    canvas: int,
    rates: Sequence[Span],
    limits: tuple[float, float],
    x_of: Callable[[float], float],
    glyphs: Glyphs,
) -> Line:
    """A bar in each of `canvas` columns, and in free cells after them from where to where η went.

    `rates` are those of updates, the first of which is at place 0; `x_of` tells where a step lies
    within `limits`.
    """
    bars = BARS[glyphs]
    finite = [rate for span in rates for rate in (span.low, span.high) if math.isfinite(rate)]
    scale = _scale(min(finite, default=0.0), max(finite, default=0.0))
    cells = [" "] * canvas
    for span in rates:
        rate = (span.low + span.high) / 2
        level = round(scale(rate) * (len(bars) - 1)) if math.isfinite(rate) else len(bars) - 1
        begin, end = (column(x_of(step), limits, canvas) for step in (span.first, span.last + 1))
        cells[begin : max(begin + 1, end)] = bars[level] * max(1, end - begin)
    text = glyphs.legible(f" {number(rates[0].low)}→{number(rates[-1].high)}")
    free = len(cells) - len("".join(cells).rstrip())
    drawn = "".join(cells).rstrip() + (text if len(text) <= free else "")
    return [(f"{glyphs.legible('η'):>{LABEL}}│", "axis"), (drawn.ljust(canvas)[:canvas], "rate")]


def _scale(low: float, high: float) -> Callable[[float], float]:
    """From 0 for the smallest η (or for 0, unless it is far below the largest) to 1."""
    if not high > 0:
        return lambda _: 0.0
    if 0 < low < high / WIDE:
        least = math.log(low)  # the quotient of the two may be beyond all floats
        whole = math.log(high) - least
        return lambda rate: (math.log(max(rate, low)) - least) / whole
    return lambda rate: max(0.0, rate) / high
