"""Two features: what is predicted everywhere on their plane, with the examples on it."""

from typing import Any

import numpy as np

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.fit.curve import both, limits_of
from gdtui.drawing.fit.examples import (
    Cells,
    class_legend,
    class_mark,
    class_role,
    fewer,
    put,
)
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.analysis.evaluation import prediction_grid, predictions
from gdtui.engine.data.dataset import Array
from gdtui.engine.objectives.models.heads import LOGISTIC
from gdtui.engine.objectives.models.on_data import DataObjective

CROWD = 4  # cells for each example, or the regions would be hidden

_SURENESS = " ·░▒"  # p of the second class: below ¼, ½, ¾, above
_REGIONS = " ░▒·"
_HEIGHTS = " ·░▒▓"
_PLAIN = str.maketrans("·░▒▓", ".:+#")
_ABOVE = {False: "▲▼", True: "△▽"}
_PLAIN_ABOVE = {False: "^v", True: "+-"}


def region_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, glyphs: Glyphs
) -> list[Line]:
    """The plane in shades, the examples of each class with a mark of their own.

    Of two classes, the shade is the probability of the second; of more, it is the class that is
    predicted. Where a number is predicted the denser is the higher, and an example is ▲ above or ▼
    below what is predicted for it.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    parts = both(objective)
    limits = Limits(*(limits_of(*(part.features[:, i] for part in parts)) for i in (0, 1)))
    xs, ys = np.linspace(*limits.x, width), np.linspace(limits.y[1], limits.y[0], height)
    cells = _ground(objective, prediction_grid(objective, params, xs, ys), glyphs)
    most = max(10, width * height // CROWD)
    for part, held_out in zip(parts, (False, True), strict=False):
        share = part.size / sum(each.size for each in parts)
        shown = fewer(part, max(5, int(share * most)))
        kinds, classes = shown.target, len(part.classes)
        marks = [class_mark(i, classes, glyphs, held_out=held_out) for i in range(classes)]
        if not part.classes:
            kinds = shown.target < predictions(objective, params, shown.features)
            shapes = (_PLAIN_ABOVE if glyphs is Glyphs.ASCII else _ABOVE)[held_out]
            role = "trail" if held_out else "example"
            marks = [(shape, role) for shape in shapes]
        for number, mark in enumerate(marks):
            put(cells, map(tuple, shown.features[kinds == number].tolist()), limits, mark)
    return framed(cells, size[0], limits)


def legend(objective: DataObjective, glyphs: Glyphs) -> str:
    """What the marks mean."""
    data, held_out = objective.data.train, objective.data.test is not None
    if data.classes:
        return class_legend(data, glyphs, held_out=held_out)
    shapes = (_PLAIN_ABOVE if glyphs is Glyphs.ASCII else _ABOVE)[False]
    return f"{shapes[0]} above, {shapes[1]} below what is predicted"


def _ground(objective: DataObjective, values: Array, glyphs: Glyphs) -> Cells:
    """The predictions (height, width) as shades."""
    data = objective.data.train
    if objective.network.head is LOGISTIC:
        levels, shades = 4 * values, _SURENESS
    elif data.classes:
        levels, shades = values % len(_REGIONS), _REGIONS
    else:
        low, high = float(data.target.min()), float(data.target.max())
        levels, shades = len(_HEIGHTS) * (values - low) / (high - low), _HEIGHTS
    if glyphs is Glyphs.ASCII:
        shades = shades.translate(_PLAIN)
    level = np.where(np.isfinite(levels), levels, 0.0).clip(0, len(shades) - 1).astype(int)

    def role(y: int, x: int) -> str:
        if not data.classes:
            return "later"
        if objective.network.head is LOGISTIC:
            return class_role(int(values[y, x] >= 0.5))
        return class_role(int(values[y, x]) if np.isfinite(values[y, x]) else 0)

    return [[(shades[at], role(y, x)) for x, at in enumerate(line)] for y, line in enumerate(level)]
