"""Features that are the pixels of a picture: a few of them, with their predicted classes."""

import math
import re
from typing import Any

import numpy as np

from gdtui.drawing.canvas import Line
from gdtui.drawing.fit.confusion import mistake_lines, table_lines
from gdtui.drawing.fit.examples import spread
from gdtui.drawing.glyphs import Glyphs, shades
from gdtui.engine.analysis.evaluation import predictions, probabilities
from gdtui.engine.data.dataset import Array, Dataset
from gdtui.engine.objectives.models.on_data import DataObjective

GAP = 2
SMALLEST_SIDE = 4

_PIXEL = re.compile(r"(p|px|pix|pixel)?[_ -]?\d+(x\d+)?", re.IGNORECASE)
_HALVES = " ▀▄█"  # of two pixels, one above the other: none, the upper, the lower, both


def side(data: Dataset) -> int:
    """How many pixels wide and high the examples are; 0 if they are no square pictures."""
    side = math.isqrt(data.dimension)
    is_picture = side >= SMALLEST_SIDE and side * side == data.dimension
    return side if is_picture and all(map(_PIXEL.fullmatch, data.feature_names)) else 0


def picture_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, glyphs: Glyphs
) -> list[Line]:
    """Rows of pictures, each over its true and predicted class; then the most frequent mistakes.

    The same pictures at every step: test examples, or training examples where there are none.
    """
    data = objective.data.test or objective.data.train
    n = side(data)
    large = size[1] >= n + 1 and size[0] >= 3 * (2 * n + GAP)
    width, height = (2 * n, n) if large else (n, -(-n // 2))
    across = (size[0] + GAP) // (width + GAP)
    down = size[1] // (height + 1)
    if not across or not down:
        return table_lines(size, objective, params, glyphs)
    rows = spread(data.size, across * down)
    lowest, span = float(data.features.min()), float(np.ptp(data.features)) or 1.0
    inks = ((data.features[rows] - lowest) / span).reshape(-1, n, n)
    chances = probabilities(objective, params, data.features[rows])
    lines: list[Line] = []
    for begin in range(0, len(rows), across):
        shown = range(begin, min(begin + across, len(rows)))
        drawn = [_shaded(inks[i], glyphs) if large else _halved(inks[i], glyphs) for i in shown]
        gap = " " * GAP
        lines += [[(gap.join(pieces), "example")] for pieces in zip(*drawn, strict=True)]
        below: Line = []
        for i in shown:
            label, role = _label(data, int(data.target[rows[i]]), chances[i], width, glyphs)
            below += [(f"{label:<{width}}", role), (gap, "")]
        lines.append(below)
    left = size[1] - len(lines)
    if left > 1:
        lines += mistake_lines(data, predictions(objective, params, data.features), left)
    return lines


def arrow(glyphs: Glyphs) -> str:
    """What stands between what is true and what is predicted, in one cell."""
    return ">" if glyphs is Glyphs.ASCII else "→"


def _label(data: Dataset, true: int, chances: Array, width: int, glyphs: Glyphs) -> tuple[str, str]:
    """The true and the predicted class, whether they agree, and how sure the model is."""
    guess = int(chances.argmax())
    right = guess == true
    name, predicted = data.classes[true], data.classes[guess]
    label = f"{name}{arrow(glyphs)}{predicted} {'✓' if right else '✗'}"
    sure = f"{label} {100 * chances[guess]:.0f} %"
    shown = sure if len(sure) <= width else label
    return shown[:width], "good" if right else "bad"


def _shaded(ink: Array, glyphs: Glyphs) -> list[str]:
    """Two cells for a pixel, which makes a square, in shades."""
    return ["".join(2 * shade for shade in line) for line in _shades_of(ink, glyphs)]


def _halved(ink: Array, glyphs: Glyphs) -> list[str]:
    """A cell for two pixels, one above the other; in ASCII the shade of their mean."""
    ink = np.pad(ink, ((0, len(ink) % 2), (0, 0)))
    upper, lower = ink[0::2], ink[1::2]
    if glyphs is Glyphs.ASCII:
        return ["".join(line) for line in _shades_of((upper + lower) / 2, glyphs)]
    halves = (upper >= 0.5).astype(int) + 2 * (lower >= 0.5).astype(int)
    return ["".join(_HALVES[half] for half in line) for line in halves]


def _shades_of(ink: Array, glyphs: Glyphs) -> list[list[str]]:
    """The shade of each of the inks, from 0 to 1."""
    scale = shades(glyphs)
    levels = (ink * len(scale)).clip(0, len(scale) - 1).astype(int)
    return [[scale[level] for level in line] for line in levels]
