"""The loss around the point: a curve over one parameter, a map over two."""

import math
from collections.abc import Sequence

import numpy as np

from gdtui.engine.events import StepTaken
from gdtui.engine.objectives import Objective
from gdtui.tui.frame import Frame
from gdtui.tui.plotting.axes import Axis
from gdtui.tui.plotting.canvas import Layer, Line, draw, overlaid
from gdtui.tui.plotting.chart import MARGIN, Limits, chart, column, x_axis
from gdtui.tui.plotting.glyphs import Glyphs

SAMPLES = 3  # points of the curve for each cell of the canvas
TANGENT = 0.16  # how far the tangent reaches to either side, as a share of the view
FAR = 20.0  # a step that leads so many views away does not move the axis; its arrow leaves the view

_SHADES = " ░▒▓█"
_ASCII_SHADES = " .:+#"


def curve_lines(
    size: tuple[int, int], frame: Frame, trail: Sequence[StepTaken], axis: Axis, glyphs: Glyphs
) -> list[Line]:
    """One parameter: curve, tangent, the point, the next point, and the step as an arrow."""
    row, objective = frame.update, frame.objective
    w, new = row.params[0], row.new_params[0]
    width = size[0] - MARGIN
    _keep_in_view(axis, objective.view[0], [*(past.params[0] for past in trail), w], new)
    x = (axis.low, axis.high)
    ws = np.linspace(*x, SAMPLES * width)
    with np.errstate(all="ignore"):
        losses = np.broadcast_to(objective.value(ws[np.newaxis, :]), ws.shape)
    y = _loss_limits(losses, [row.loss, *([row.new_loss] if x[0] <= new <= x[1] else [])])
    reach = TANGENT * (x[1] - x[0])
    around = [w - reach, w, w + reach]
    plain = glyphs is Glyphs.ASCII
    layers = [
        Layer(ws.tolist(), losses.tolist(), "curve", lines=True),
        *(Layer(minimum.point, [minimum.value], "minimum", marker="v" if plain else "▽")
          for minimum in objective.minima),
        Layer(around, [row.loss + row.gradient[0] * (v - w) for v in around], "gradient",
              lines=True, marker="/" if plain and row.gradient[0] > 0 else "\\" if plain else None),
        Layer([past.params[0] for past in trail], [past.loss for past in trail], "trail",
              marker="." if plain else "•"),
        Layer([new], [row.new_loss], "step", marker="o" if plain else "○"),
        Layer([w], [row.loss], "point", marker="O" if plain else "●"),
    ]  # fmt: skip
    lines = chart((size[0], size[1] - 1), Limits(x, y), layers, glyphs)
    return [*lines[:-1], _arrow(frame, x, size[0]), lines[-1]]


def _arrow(frame: Frame, x: tuple[float, float], width: int) -> Line:
    """The step along the axis, from w to where it leads."""
    w, new = frame.update.params[0], frame.update.new_params[0]
    canvas = width - MARGIN
    begin, end = column(w, x, canvas), column(new, x, canvas)
    name = "Δ" + frame.objective.parameters[0][: MARGIN - 2]
    line: Line = [(f"{name:>{MARGIN - 1}}└", "axis"), ("─" * canvas, "axis")]
    if math.isnan(new) or begin == end:
        return overlaid(line, MARGIN + begin, "●", "point")
    head = "▶" if end > begin else "◀"
    text = "━" * (abs(end - begin) - 1)
    text = text + head if end > begin else head + text
    line = overlaid(line, MARGIN + (begin + 1 if end > begin else end), text, "step")
    return overlaid(line, MARGIN + begin, "●", "point")


def map_lines(
    size: tuple[int, int],
    frame: Frame,
    trail: Sequence[StepTaken],
    axes: tuple[Axis, Axis],
    glyphs: Glyphs,
) -> list[Line]:
    """Two parameters: a map of the loss by shades, the trajectory over it."""
    row, objective = frame.update, frame.objective
    for i, axis in enumerate(axes):
        points = [*(past.params[i] for past in trail), row.params[i]]
        _keep_in_view(axis, objective.view[i], points, row.new_params[i])
    limits = Limits((axes[0].low, axes[0].high), (axes[1].low, axes[1].high))
    width, height = size[0] - MARGIN, size[1] - 1
    plain = glyphs is Glyphs.ASCII
    path = [*(past.params for past in trail), row.params]
    layers = [
        Layer([p[0] for p in path], [p[1] for p in path], "trail", lines=True),
        *(Layer([m.point[0]], [m.point[1]], "minimum", marker="v" if plain else "▽")
          for m in objective.minima),
        Layer([row.params[0], row.new_params[0]], [row.params[1], row.new_params[1]], "step",
              lines=True),
        Layer([row.new_params[0]], [row.new_params[1]], "step", marker="o" if plain else "○"),
        Layer([row.params[0]], [row.params[1]], "point", marker="O" if plain else "●"),
    ]  # fmt: skip
    drawn = draw((width, height), *limits, layers, glyphs)
    shades = _shades(objective, limits, (width, height), _ASCII_SHADES if plain else _SHADES)
    lines = [_over(shade, line) for shade, line in zip(shades, drawn, strict=True)]
    framed = chart(size, limits, [], glyphs)
    margins = [line[0] for line in framed[:-1]]
    return [
        *([margin, *line] for margin, line in zip(margins, lines, strict=True)),
        x_axis(size[0], limits.x),
    ]


def _shades(objective: Objective, limits: Limits, size: tuple[int, int], shades: str) -> list[str]:
    """The loss as characters, the lowest the darkest, by equal shares of its ranks."""
    width, height = size
    xs, ys = np.linspace(*limits.x, width), np.linspace(limits.y[1], limits.y[0], height)
    grid = np.stack([a.ravel() for a in np.meshgrid(xs, ys)])
    with np.errstate(all="ignore"):
        losses = np.broadcast_to(objective.value(grid), grid.shape[1:]).astype(float)
    losses = np.where(np.isfinite(losses), losses, np.inf)
    edges = np.quantile(losses, [0.06, 0.2, 0.4, 0.7])
    levels = len(edges) - np.searchsorted(edges, losses)
    return ["".join(shades[level] for level in line) for line in levels.reshape(height, width)]


def _over(shade: str, line: Line) -> Line:
    """`line` with the shades showing through where it is empty."""
    under: Line = [(shade, "later")]
    begin = 0
    for text, role in line:
        if role:
            for offset, char in enumerate(text):
                if char != " ":
                    under = overlaid(under, begin + offset, char, role)
        begin += len(text)
    return under


def _keep_in_view(
    axis: Axis, view: tuple[float, float], points: Sequence[float], new: float
) -> None:
    """Move the axis if the points have left it, and for the next point unless it is far away."""
    shown = [*points[-3:], *view] if _near(points[-1], view) else list(points[-3:])
    if math.isfinite(new) and abs(new - points[-1]) <= FAR * max(1e-300, axis.high - axis.low):
        shown.append(new)
    axis.cover(shown)


def _near(w: float, view: tuple[float, float]) -> bool:
    return abs(w - view[0]) <= FAR * (view[1] - view[0])


def _loss_limits(losses: "np.ndarray[tuple[int], np.dtype[np.float64]]", needed: list[float]
) -> tuple[float, float]:  # fmt: skip
    """What part of the loss to show: the points always, and of the curve no lonely peaks."""
    finite = losses[np.isfinite(losses)]
    shown = [value for value in needed if math.isfinite(value)]
    if finite.size:
        low, middle = float(finite.min()), float(np.quantile(finite, 0.75))
        shown += [low, min(float(finite.max()), low + 4 * (middle - low))]
    axis = Axis()
    axis.cover(shown or [0.0, 1.0])
    return axis.low, axis.high
