"""The loss around the point: a curve over one parameter, a map over two."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from gdtui.drawing.axes import Axis, within
from gdtui.drawing.canvas import Layer, Line, draw, over, overlaid
from gdtui.drawing.chart import MARGIN, Limits, chart, column, framed
from gdtui.drawing.glyphs import Glyphs, shades
from gdtui.drawing.numbers import number
from gdtui.engine.events import StepTaken
from gdtui.engine.objectives import Objective

Losses: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

SAMPLES = 3  # points of the curve for each cell of the canvas
TANGENT = 0.25  # how far the tangent reaches to either side, as a share of the view
FAR = 20.0  # a step that leads so many views away does not move the axis; its arrow leaves the view

_SHARES = (0.06, 0.2, 0.4, 0.7)  # of the map, from the lowest loss up, that each shade ends at


def curve_lines(
    size: tuple[int, int],
    objective: Objective,
    update: StepTaken,
    trail: Sequence[StepTaken],
    axes: tuple[Axis, Axis],
    glyphs: Glyphs,
) -> list[Line]:
    """One parameter: curve, tangent, the point, the next point, and the step as an arrow.

    `update` is the step from the point. `axes` are that of the parameter and that of the loss; they
    are moved where they must be.
    """
    w, new = update.params[0], update.new_params[0]
    _keep_in_view(axes[0], objective.view[0], [*(past.params[0] for past in trail), w], new)
    x = (axes[0].low, axes[0].high)
    ws = np.linspace(*x, SAMPLES * (size[0] - MARGIN))
    losses = _losses(objective, ws[np.newaxis, :])
    ends = [update.loss, update.new_loss] if x[0] <= new <= x[1] else [update.loss]
    axes[1].cover(_worth_showing(losses, ends))
    if not axes[1].high > axes[1].low:  # no finite loss in view
        axes[1].low, axes[1].high = 0.0, 1.0
    y = (axes[1].low, axes[1].high)
    layers = [
        Layer(ws.tolist(), losses.tolist(), "curve", lines=True),
        *(
            Layer(minimum.point, [minimum.value], "minimum", marker="▽")
            for minimum in objective.minima
        ),
        _tangent(update, x, y, size[1] - 2, glyphs),
        Layer(
            [past.params[0] for past in trail],
            [past.loss for past in trail],
            "trail",
            marker="•",
        ),
        Layer([new], [update.new_loss], "step", marker="○"),
        Layer(
            [w],
            [math.inf if math.isnan(update.loss) else within(update.loss, *y)],
            "point",
            marker="●",
        ),
    ]
    *picture, labels = chart((size[0], size[1] - 1), Limits(x, y), layers, glyphs)
    return [
        *with_note(picture, objective, update, size[0]),
        _arrow(objective, update, x, size[0]),
        labels,
    ]


def _tangent(
    update: StepTaken,
    x: tuple[float, float],
    y: tuple[float, float],
    height: int,
    glyphs: Glyphs,
) -> Layer:
    """The straight line through the point whose slope is the gradient."""
    w, slope = update.params[0], update.gradient[0]
    reach = TANGENT * (x[1] - x[0])
    marker = None
    if glyphs is Glyphs.ASCII:
        rise = 2 * reach * slope / (y[1] - y[0]) * height
        marker = "-" if abs(rise) < 2 else "/" if slope > 0 else "\\"
    ends = [w - reach, w + reach]
    return Layer(
        ends, [update.loss + slope * (v - w) for v in ends], "gradient", lines=True, marker=marker
    )


def _arrow(objective: Objective, update: StepTaken, x: tuple[float, float], width: int) -> Line:
    """The step along the axis, from w to where it leads."""
    w, new = update.params[0], update.new_params[0]
    canvas = width - MARGIN
    name = "Δ" + objective.parameters[0][: MARGIN - 2]
    line: Line = [(f"{name:>{MARGIN - 1}}└", "axis"), ("─" * canvas, "axis")]
    if math.isnan(w):
        return line
    begin = column(w, x, canvas)
    end = begin if math.isnan(new) else column(new, x, canvas)
    if begin != end:
        shaft = "━" * (abs(end - begin) - 1)
        text, at = (f"{shaft}▶", begin + 1) if end > begin else (f"◀{shaft}", end)
        line = overlaid(line, MARGIN + at, text, "step")
    return overlaid(line, MARGIN + begin, "●", "point")


def map_lines(
    size: tuple[int, int],
    objective: Objective,
    update: StepTaken,
    trail: Sequence[StepTaken],
    axes: tuple[Axis, Axis],
    glyphs: Glyphs,
) -> list[Line]:
    """Two parameters: a map of the loss by shades, the trajectory over it."""
    for i, axis in enumerate(axes):
        points = [*(past.params[i] for past in trail), update.params[i]]
        _keep_in_view(axis, objective.view[i], points, update.new_params[i])
    limits = Limits((axes[0].low, axes[0].high), (axes[1].low, axes[1].high))
    width, height = size[0] - MARGIN, size[1] - 1
    path = [*(past.params for past in trail), update.params]
    steps = [update.params, update.new_params]
    layers = [
        Layer([p[0] for p in path], [p[1] for p in path], "trail", lines=True),
        *(Layer([m.point[0]], [m.point[1]], "minimum", marker="▽") for m in objective.minima),
        Layer([p[0] for p in steps], [p[1] for p in steps], "step", lines=True),
        Layer([update.new_params[0]], [update.new_params[1]], "step", marker="○"),
        Layer([update.params[0]], [update.params[1]], "point", marker="●"),
    ]
    drawn = draw((width, height), *limits, layers, glyphs)
    xs, ys = np.linspace(*limits.x, width), np.linspace(limits.y[1], limits.y[0], height)
    losses = _losses(objective, np.stack([a.ravel() for a in np.meshgrid(xs, ys)]))
    below = shaded(losses.reshape(height, width), glyphs)
    picture = [over(shade, line) for shade, line in zip(below, drawn, strict=True)]
    return with_note(framed(picture, size[0], limits), objective, update, size[0])


def shaded(losses: Losses, glyphs: Glyphs) -> list[Line]:
    """Losses on a grid (height, width) as characters, the lowest the densest, by equal shares of
    their ranks.

    Where the loss is no finite number the map is as light as where it is highest.
    """
    height, width = losses.shape
    finite = np.sort(losses[np.isfinite(losses)])
    if not finite.size:
        return [[(" " * width, "later")]] * height
    edges = [finite[int(share * (finite.size - 1))] for share in _SHARES]
    levels = len(edges) - np.searchsorted(edges, np.where(np.isfinite(losses), losses, np.inf))
    characters = shades(glyphs)
    return [[("".join(characters[level] for level in line), "later")] for line in levels]


def _keep_in_view(
    axis: Axis, view: tuple[float, float], points: Sequence[float], new: float
) -> None:
    """Move the axis if the points have left it, and for the next point unless it is far away."""
    shown = [*points[-3:], *view] if _near(points[-1], view) else list(points[-3:])
    if math.isfinite(new) and abs(new - points[-1]) <= FAR * (axis.high - axis.low):
        shown.append(new)
    axis.cover(shown)


def _near(w: float, view: tuple[float, float]) -> bool:
    return abs(w - view[0]) <= FAR * (view[1] - view[0])


def _losses(objective: Objective, points: Losses) -> Losses:
    """The losses at `points`, `(d, K)` → `(K,)`; not finite where they cannot be."""
    with np.errstate(all="ignore"):
        return np.broadcast_to(objective.value(points), points.shape[1:]).astype(float)


def _worth_showing(losses: Losses, needed: Sequence[float]) -> list[float]:
    """What the axis of the loss should cover: `needed`, and of the curve no lonely peaks."""
    finite = np.sort(losses[np.isfinite(losses)])
    if not finite.size:
        return list(needed)
    low, high = float(finite[0]), float(finite[-1])
    most = float(finite[3 * finite.size // 4])
    return [*needed, low, min(high, low + 4 * (most - low))]


def with_note(
    picture: list[Line], objective: Objective, update: StepTaken, width: int
) -> list[Line]:
    """The picture, with the place across its first line where the numbers end, if they do."""
    text = next((text for text in _notes(objective, update) if len(text) <= width - MARGIN), "")
    if not text or not picture:
        return picture
    begin = MARGIN + (width - MARGIN - len(text)) // 2
    return [overlaid(picture[0], begin, text, "bad"), *picture[1:]]


def _notes(objective: Objective, update: StepTaken) -> Iterator[str]:
    """Why the point is not where one looks for it: the whole sentence, then shorter ones."""
    names = objective.parameters
    here = [*zip(names, update.params, strict=True), ("L", update.loss)]
    there = [*zip(names, update.new_params, strict=True), ("L", update.new_loss)]
    for who, numbers in (("the point", here), ("the step", there)):
        lost = next((pair for pair in numbers if not math.isfinite(pair[1])), None)
        if lost:
            name, value = lost
            does = "is undefined" if math.isnan(value) else "overflows"
            what = f"{name} = {number(value)}"
            yield f" {who} {does}: {what} "
            yield f" {does}: {what} "
            yield f" {what} "
            return
