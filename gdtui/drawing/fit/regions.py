"""Two features: what is predicted everywhere on their plane, with the examples on it."""

from typing import Any

from gdtui.drawing.bands import bands_of, levels_of
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.fit.curve import both, limits_of
from gdtui.drawing.fit.examples import (
    Cells,
    class_legend,
    class_mark,
    fewer,
    put,
)
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Ink, Pen, Swatch, map_lines, places, sampled, swatches
from gdtui.engine.analysis.evaluation import prediction_grid, predictions
from gdtui.engine.data.dataset import Array
from gdtui.engine.objectives.models.heads import LOGISTIC
from gdtui.engine.objectives.models.on_data import DataObjective

CROWD = 4  # cells for each example, or the regions would be hidden

_SURENESS = [  # p of the second class: below ¼, ½, ¾, above
    Swatch("certain0", "▒", ":"),
    Swatch("likely0", "░", "."),
    Swatch("likely1", "░", "."),
    Swatch("certain1", "▒", ":"),
]
_CLASSES = [Swatch(f"likely{number}", " ░▒"[number % 3], " .:"[number % 3]) for number in range(6)]
_ABOVE = {False: "▲▼", True: "△▽"}
_PLAIN_ABOVE = {False: "^v", True: "+-"}


def region_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, glyphs: Glyphs, *, ink: Ink
) -> list[Line]:
    """The plane in colors or shades, the examples of each class with a mark of their own.

    Of two classes each is the stronger the more probable, and alike for both. Of a number that is
    predicted there are bands as of a loss, and an example is ▲ above or ▼ below what is predicted
    for it.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    parts = both(objective)
    limits = Limits(*(limits_of(*(part.features[:, i] for part in parts)) for i in (0, 1)))
    cells = _ground(objective, params, limits, (width, height), Pen(glyphs, ink))
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


def _ground(
    objective: DataObjective, params: Any, limits: Limits, size: tuple[int, int], pen: Pen
) -> Cells:
    """What is predicted, with a line between the classes where no color shows it."""
    data = objective.data.train
    by_lines = bool(data.classes) and (pen.ink is not Ink.COLORS or pen.has_lines(size))
    detail = pen.detail(lines=by_lines)
    x, y = places(limits, size, detail)

    def predicted(a: Array, b: Array) -> Any:
        return prediction_grid(objective, params, a, b)

    if objective.network.head is LOGISTIC:
        values = sampled(predicted, x, y, detail)
        bands, looks = bands_of(values, (0.25, 0.5, 0.75)), _SURENESS
        classes = bands_of(values, (0.5,))
    elif data.classes:
        across, down = detail
        coarse = predicted(x[across // 2 :: across], y[down // 2 :: down])
        classes = coarse.repeat(down, axis=0).repeat(across, axis=1).astype(int)
        bands, looks = classes % len(_CLASSES), _CLASSES
    else:
        levels = levels_of(data.target)
        bands, looks = bands_of(sampled(predicted, x, y, detail), levels), swatches(len(levels) + 1)
    lines = map_lines(bands, looks, pen, edges=classes if by_lines else None)
    return [[(char, role) for text, role in line for char in text] for line in lines]
