"""A loss of one parameter as a curve, with the path of a run on it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

import numpy as np

from gdtui.drawing.axes import Axis, within
from gdtui.drawing.bands import Values
from gdtui.drawing.canvas import Layer, Line, overlaid
from gdtui.drawing.chart import MARGIN, Limits, chart, column
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.drawing.trail import MINIMUM, NEWEST, NEXT, POINT, START, cursor_mark
from gdtui.drawing.window import Window
from gdtui.engine.events import Params, StepTaken
from gdtui.engine.objectives import Objective
from gdtui.engine.waypoints import Waypoint

SAMPLES = 3  # points of the curve for each cell of the canvas
TANGENT = 0.25  # how far the tangent reaches to either side, as a share of the view
FAR = 20.0  # a step that leads so many views away does not move the axis; its arrow leaves the view
LEAP = 0.5  # of the view: what rises so much between two samples may have a hole in between
_HALVINGS = 40  # of the distance between two samples, after which a leap is a hole
_RESOLVED = 0.25  # of the view: a curve that still leaps as much has a hole
_PLACE = attrgetter("params", "loss")  # of a waypoint


def curve_lines(
    size: tuple[int, int],
    objective: Objective,
    update: StepTaken,
    path: Sequence[Waypoint],
    axes: tuple[Axis, Axis],
    glyphs: Glyphs,
    window: Window | None = None,
) -> list[Line]:
    """One parameter: curve, tangent, the whole path, the point, the next point, and the step as an
    arrow.

    `path` leads to the point from which `update` leads away. `axes` are that of the parameter and
    that of the loss; they are moved where they must be, unless `window` says what part of the
    first is shown.
    """
    w, new = update.params[0], update.new_params[0]
    # A run that oscillates was thousands of times at the same points.
    trail = _passed(dict.fromkeys(map(_PLACE, path)), "trail")
    keep_in_view(axes[0], objective.view[0], np.array([*trail.xs, w]), new)
    x = window.limits.x if window else axes[0].limits
    ws = np.linspace(*x, SAMPLES * (size[0] - MARGIN))
    losses = losses_at(objective, ws[np.newaxis, :])
    ends = [value for at, value in ((w, update.loss), (new, update.new_loss)) if x[0] <= at <= x[1]]
    y = heights(axes[1], worth_showing(losses, ends), follow=window is None)
    curve = broken_curve(objective, ws, losses, y)
    layers = [
        Layer(*curve, "curve", lines=True),
        *(
            Layer(minimum.point, [minimum.value], "minimum", marker=MINIMUM)
            for minimum in objective.minima
        ),
        _tangent(update, x, y, size[1] - 2, glyphs),
        trail,
        _passed(map(_PLACE, path[-NEWEST:]), "trail", "•"),
        _passed(map(_PLACE, path[:1]), "path", START),
        Layer([new], [update.new_loss], "step", marker=NEXT),
        Layer(
            [w],
            [math.inf if math.isnan(update.loss) else within(update.loss, *y)],
            "point",
            marker=POINT,
        ),
    ]
    if window and window.cursor:
        at = window.cursor[:1]
        layers += cursor_mark((*at, within(objective.value(at), *y)))
    *picture, labels = chart((size[0], size[1] - 1), Limits(x, y), layers, glyphs)
    return [
        *with_note(picture, objective, update, size[0]),
        _arrow(objective, update, x, size[0]),
        labels,
    ]


def _passed(places: Iterable[tuple[Params, float]], role: str, marker: str | None = None) -> Layer:
    """The points of a curve at which a run has been."""
    points = [*places]
    return Layer([at[0] for at, _ in points], [loss for _, loss in points], role, marker=marker)


def heights(axis: Axis, worth: Sequence[float], *, follow: bool) -> tuple[float, float]:
    """The limits of the loss: of the axis that follows the run, or about one part of the curve."""
    axis = axis if follow else Axis()
    axis.cover(worth)
    return axis.limits


def broken_curve(
    objective: Objective, ws: Values, losses: Values, y: tuple[float, float]
) -> tuple[list[float], list[float]]:
    """The points of a curve with a break (nan) wherever it has a hole: at a pole of 1/w or tan w.

    Where it leaps from one point to the next it is looked at ever nearer the leap. A slope gets
    less steep there, and a pole does not.
    """
    most = LEAP * (y[1] - y[0])
    with np.errstate(all="ignore"):
        leaps = np.nonzero(np.abs(np.diff(losses)) > most)[0]
    points = [*zip(ws.tolist(), losses.tolist(), strict=True)]
    pieces, begin = [], 0
    for i in leaps.tolist():
        hole = _hole(objective, points[i], points[i + 1], most * _RESOLVED)
        if hole:
            (a, high), (b, low) = hole
            pieces.append((ws[begin : i + 1], losses[begin : i + 1]))
            pieces.append((np.array([a, a, b]), np.array([high, math.nan, low])))
            begin = i + 1
    pieces.append((ws[begin:], losses[begin:]))
    xs, ys = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return xs.tolist(), ys.tolist()


def _hole(
    objective: Objective, a: tuple[float, float], b: tuple[float, float], least: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The two sides of the hole between two points of the curve, or None if there is none."""
    for _ in range(_HALVINGS):
        middle = (a[0] + b[0]) / 2
        value = objective.value((middle,))
        if not math.isfinite(value):
            return a, b
        if abs(value - a[1]) > abs(value - b[1]):
            b = middle, value
        else:
            a = middle, value
        if abs(b[1] - a[1]) <= least:
            return None
    return a, b


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


def keep_in_view(axis: Axis, view: tuple[float, float], points: Values, new: float) -> None:
    """Move an axis, if it must, so that the path `points` is seen, and the next point unless it is
    far away: of a path that has gone far off, its end."""
    if abs(points[-1] - view[0]) <= FAR * (view[1] - view[0]):
        seen = points[np.abs(points - view[0]) <= FAR * (view[1] - view[0])]
        shown = [*view, float(seen.min()), float(seen.max())]
    else:
        shown = points[-3:].tolist()
    if math.isfinite(new) and abs(new - points[-1]) <= FAR * (axis.high - axis.low):
        shown.append(new)
    axis.cover(shown)


def losses_at(objective: Objective, points: Values) -> Values:
    """The losses at `points`, `(d, K)` → `(K,)`; not finite where they cannot be."""
    with np.errstate(all="ignore"):
        return np.broadcast_to(objective.value(points), points.shape[1:]).astype(float)


def worth_showing(losses: Values, needed: Sequence[float]) -> list[float]:
    """What the axis of the loss should cover: `needed`, and of the curve no lonely peak or pit."""
    finite = np.sort(losses[np.isfinite(losses)])
    if not finite.size:
        return list(needed)
    low, high = float(finite[0]), float(finite[-1])
    few, most = float(finite[finite.size // 4]), float(finite[3 * finite.size // 4])
    low = max(low, few - 4 * (most - few))
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
