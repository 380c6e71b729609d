"""One feature: the examples, and the line or the curve that the model draws through them."""

from typing import Any

import numpy as np

from gdtui.drawing.axes import round_limits
from gdtui.drawing.canvas import Layer, Line, draw, over
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.fit.examples import (
    Mark,
    class_mark,
    class_role,
    empty,
    fewer,
    put,
)
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.analysis.evaluation import predictions, probabilities
from gdtui.engine.data.dataset import Array, Dataset
from gdtui.engine.objectives.models.on_data import DataObjective

SAMPLES = 3  # points of the curve for each cell of the canvas
CROWD = 3  # cells for each example: a point in every cell would hide the curve
TRAIN: Mark = ("•", "example")
HELD_OUT: Mark = ("×", "trail")


def both(data: DataObjective) -> list[Dataset]:
    """The training examples, and the test examples if there are any."""
    train, test = data.data
    return [train] if test is None else [train, test]


def limits_of(*columns: Array) -> tuple[float, float]:
    """Round limits about all the values."""
    return round_limits(min(float(c.min()) for c in columns), max(float(c.max()) for c in columns))


def curve_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, glyphs: Glyphs
) -> list[Line]:
    """A number to predict: training •, test ×, and what is predicted as a line over them.

    The axes are those of the data, which stay.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    parts = both(objective)
    limits = Limits(
        limits_of(*(part.features[:, 0] for part in parts)),
        limits_of(*(part.target for part in parts)),
    )
    cells = empty((width, height))
    for part, mark in zip(parts, (TRAIN, HELD_OUT), strict=False):
        shown = fewer(part, max(10, width * height // CROWD))
        points = zip(shown.features[:, 0].tolist(), shown.target.tolist(), strict=True)
        put(cells, points, limits, mark)
    xs = np.linspace(*limits.x, SAMPLES * width)
    ys = predictions(objective, params, xs[:, np.newaxis])
    curve = [Layer(xs.tolist(), ys.tolist(), "curve", lines=True)]
    drawn = draw((width, height), *limits, curve, glyphs)
    picture = [over(below, line) for below, line in zip(cells, drawn, strict=True)]
    return framed(picture, size[0], limits)


def ramp_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, glyphs: Glyphs
) -> list[Line]:
    """A class to predict. Of two, the examples lie at 0 and at 1, and the curve is the probability
    of the second; of more, there is a curve for each class, and an example lies on that of its own.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    parts = both(objective)
    classes = len(objective.data.train.classes)
    limits = Limits(limits_of(*(part.features[:, 0] for part in parts)), (0.0, 1.0))
    cells = empty((width, height))
    for part, held_out in zip(parts, (False, True), strict=False):
        shown = fewer(part, max(10, width * height // CROWD))
        target = shown.target.astype(int)
        heights = shown.target
        if classes > 2:
            found = probabilities(objective, params, shown.features)
            heights = found[np.arange(shown.size), target]
        points = list(zip(shown.features[:, 0].tolist(), heights.tolist(), strict=True))
        for number in range(classes):
            mark = class_mark(number, classes, glyphs, held_out=held_out)
            mine = [point for point, kind in zip(points, target, strict=True) if kind == number]
            put(cells, mine, limits, mark)
    xs = np.linspace(*limits.x, SAMPLES * width)
    chances = probabilities(objective, params, xs[:, np.newaxis])
    curves = [
        Layer(
            xs.tolist(),
            chances[:, number].tolist(),
            class_role(number) if classes > 2 else "curve",
            lines=True,
        )
        for number in (range(classes) if classes > 2 else [1])
    ]
    drawn = draw((width, height), *limits, curves, glyphs)
    picture = [over(below, line) for below, line in zip(drawn, cells, strict=True)]
    return framed(picture, size[0], limits)
