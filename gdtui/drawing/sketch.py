"""A loss curve that somebody draws, step by step, and the true one over it."""

from collections.abc import Sequence
from typing import NamedTuple

from gdtui.drawing.canvas import Layer, Line, draw
from gdtui.drawing.chart import MARGIN, Limits, column, framed, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.drawing.sheet import Sheet

YOURS, TRUE = "△", "●"


class Sketch(NamedTuple):
    """Heights by step; None where nothing is drawn yet."""

    heights: Sequence[float | None]
    axis: tuple[float, float]
    """The lowest and the highest loss of the picture."""
    at: int | None = None
    """The step that is drawn now."""
    true: Sequence[float] = ()
    """The loss of the run at each step, once it may be seen."""


def sketch_lines(size: tuple[int, int], sketch: Sketch, glyphs: Glyphs) -> list[Line]:
    """The curve as far as it is drawn, △ a step, and the true one, ● a step."""
    canvas, limits = _canvas(size), _limits(sketch)
    drawn = [(float(k), height) for k, height in enumerate(sketch.heights) if height is not None]
    true = [(float(k), height) for k, height in enumerate(sketch.true)]
    layers = [_layer(drawn, "trail"), _layer(true, "curve")]
    sheet = Sheet(framed(draw(canvas, *limits, layers, glyphs), size[0], limits))

    def place(step: float, height: float) -> tuple[int, int]:
        return MARGIN + column(step, limits.x, canvas[0]), row(height, limits.y, canvas[1])

    if sketch.at is not None:
        for line in range(canvas[1]):
            sheet.write(place(sketch.at, 0.0)[0], line, "┊", "heading")
    for points, mark, role in ((drawn, YOURS, "step"), (true, TRUE, "point")):
        for point in points:
            sheet.write(*place(*point), mark, role)
    if sketch.at is not None:
        height = sketch.heights[sketch.at]
        said = "not drawn yet" if height is None else f"L = {number(height)}"
        at, line = place(sketch.at, limits.y[1] if height is None else height)
        sheet.write_beside(
            at, line, [f"step {sketch.at}: {said}"], "step", begin=MARGIN, lines=canvas[1]
        )
    return sheet.lines


def pointed_at(size: tuple[int, int], sketch: Sketch, cell: tuple[int, int]) -> tuple[int, float]:
    """The step and the height at a cell of the picture."""
    width, height = _canvas(size)
    last = len(sketch.heights) - 1
    step = round((cell[0] - MARGIN) / max(1, width - 1) * last)
    low, high = sketch.axis
    loss = high - cell[1] / max(1, height - 1) * (high - low)
    return min(max(step, 0), last), min(max(loss, low), high)


def _canvas(size: tuple[int, int]) -> tuple[int, int]:
    return size[0] - MARGIN, size[1] - 1


def _limits(sketch: Sketch) -> Limits:
    return Limits((0.0, float(max(1, len(sketch.heights) - 1))), sketch.axis)


def _layer(points: Sequence[tuple[float, float]], role: str) -> Layer:
    return Layer([x for x, _ in points], [y for _, y in points], role, lines=True)
