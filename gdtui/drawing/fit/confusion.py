"""More features than a plane has: what is predicted against what is true."""

from collections import Counter
from typing import Any

import numpy as np

from gdtui.drawing.axes import within
from gdtui.drawing.canvas import Layer, Line, draw, over
from gdtui.drawing.chart import MARGIN, Limits, framed
from gdtui.drawing.fit.curve import CROWD, HELD_OUT, TRAIN, both, limits_of
from gdtui.drawing.fit.examples import empty, fewer, put
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.analysis.evaluation import predictions
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.objectives.models.on_data import DataObjective

LONGEST = 12  # cells for the name of a class
NARROWEST = 3
LABEL = "rows: true class, columns: predicted"


def scatter_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, glyphs: Glyphs
) -> list[Line]:
    """A number to predict: true across, predicted up; the diagonal is where they are equal.

    What is predicted beyond the numbers that there are lies on the edge.
    """
    width, height = size[0] - MARGIN, size[1] - 1
    parts = both(objective)
    true = limits_of(*(part.target for part in parts))
    limits = Limits(true, true)
    cells = empty((width, height))
    for part, mark in zip(parts, (TRAIN, HELD_OUT), strict=False):
        shown = fewer(part, max(10, width * height // CROWD))
        found = predictions(objective, params, shown.features).tolist()
        points = zip(shown.target.tolist(), (within(y, *true) for y in found), strict=True)
        put(cells, points, limits, mark)
    diagonal = draw((width, height), *limits, [Layer(true, true, "axis", lines=True)], glyphs)
    picture = [over(below, line) for below, line in zip(diagonal, cells, strict=True)]
    return framed(picture, size[0], limits)


def table_lines(
    size: tuple[int, int], objective: DataObjective, params: Any, _glyphs: Glyphs
) -> list[Line]:
    """The confusion matrix: a row for each true class, a column for each predicted one.

    Of the test examples, or of the training examples where there are none. Where there is no room,
     the mistakes that are made most often.
    """
    data = objective.data.test or objective.data.train
    found = predictions(objective, params, data.features)
    names = [name[:LONGEST] for name in data.classes]
    first = max(map(len, names), default=0)
    columns = (size[0] - first - 1) // len(names) - 1
    if columns < NARROWEST or size[1] < len(names) + 1:
        return mistake_lines(data, found, size[1])
    columns = min(columns, max(first, 5))
    counts = Counter(zip(data.target.astype(int).tolist(), found.astype(int).tolist(), strict=True))
    lines: list[Line] = []
    if size[1] >= len(names) + 2:
        lines.append([(LABEL[: size[0]], "axis")])
    head = "".join(f" {name[:columns]:>{columns}}" for name in names)
    lines.append([(" " * first + head, "axis")])
    for true, name in enumerate(names):
        line: Line = [(f"{name:<{first}}", "axis")]
        for guess in range(len(names)):
            count = counts[true, guess]
            role = "axis" if not count else "good" if true == guess else "bad"
            line.append((f" {count or '·':>{columns}}", role))
        lines.append(line)
    return lines


def mistake_lines(data: Dataset, found: Any, height: int) -> list[Line]:
    """The `height` mistakes that are made most often, a line each."""
    wrong = np.flatnonzero(found != data.target)
    pairs = Counter((int(data.target[i]), int(found[i])) for i in wrong)
    if not pairs:
        return [[(f"all {data.size:,} predicted correctly", "good")]]
    often = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [
        [
            (f"{count:>4,}× ", "bad"),
            (f"{data.classes[true][:LONGEST]} predicted as {data.classes[guess][:LONGEST]}", ""),
        ]
        for (true, guess), count in often[:height]
    ]
