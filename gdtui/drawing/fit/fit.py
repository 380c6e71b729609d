"""What a model has learned so far: its predictions beside the examples, and how good they are."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, has_room
from gdtui.drawing.fit import confusion, pictures, regions
from gdtui.drawing.fit.curve import curve_lines, ramp_lines
from gdtui.drawing.fit.examples import on_fewer, work
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.numbers import fitted
from gdtui.engine.analysis.evaluation import Evaluation, Score, evaluate
from gdtui.engine.objectives.models.on_data import DataObjective

Drawing: TypeAlias = Callable[[tuple[int, int], DataObjective, Any, Glyphs], list[Line]]

SMALLEST = (MARGIN + 10, 5)
"""Cells below which there are the scores alone."""

_MOST_WORK = 2e7  # multiplications for a frame: some 20 ms
_FEWEST = 100
_BRIEFLY = {"training": "train", "test": "test"}
_MOST = 20_000


class Fit:
    """The fit of one model, drawn as suits its data: made once a run, shown at every step."""

    def __init__(self, objective: DataObjective, pen: Pen) -> None:
        most = int(_MOST_WORK / work(objective.network))
        self._objective = on_fewer(objective, min(max(_FEWEST, most), _MOST))
        self._glyphs = pen.glyphs
        self._draw, self.legend = _drawing(self._objective, pen)
        shown, known = self._objective.data.train.size, objective.data.train.size
        if shown < known:
            self.legend = f"{shown:,} of {known:,} examples  {self.legend}".rstrip()

    def lines(self, size: tuple[int, int], params: Any) -> list[Line]:
        """The scores at the point `params` in a line, and below it the picture."""
        width, height = size
        scores = evaluate(self._objective, params)
        if not has_room(size, SMALLEST):
            return [piece for piece in _short(scores) if piece]
        picture = self._draw((width, height - 1), self._objective, params, self._glyphs)
        return [caption(scores, width), *picture]


def _drawing(objective: DataObjective, pen: Pen) -> tuple[Drawing, str]:
    """How these data are drawn, and what the marks of the picture mean."""
    glyphs = pen.glyphs
    data, test = objective.data.train, objective.data.test
    held_out = test is not None
    if data.dimension == 1 and data.classes:
        return ramp_lines, regions.legend(objective, glyphs)
    if data.dimension == 1:
        return curve_lines, "• training  × test" if held_out else ""
    if data.dimension == 2:
        return partial(regions.region_lines, ink=pen.ink), regions.legend(objective, glyphs)
    part = "test examples" if held_out else "training examples"
    if not data.classes:
        return confusion.scatter_lines, "• training  × test" if held_out else ""
    if pictures.side(data):
        return pictures.picture_lines, f"{part}: true{pictures.arrow(glyphs)}predicted"
    return confusion.table_lines, f"confusion matrix, {part}"


def caption(scores: Evaluation, width: int) -> Line:
    """Loss and accuracy on both parts, in as many words as there is room for.

    What is shown keeps its place from step to step.
    """
    parts = [("training", "curve", scores.train), ("test", "trail", scores.test)]
    for style in ("long", "short", "bare"):
        line: Line = []
        for name, role, score in parts:
            if score is not None:
                line += [("  " if style == "long" else " · ", "axis")] if line else []
                line += _scored(name, role, score, style)
        if sum(len(text) for text, _ in line) <= width:
            break
    return line


def _scored(name: str, role: str, score: Score, style: str) -> Line:
    heading = {"long": f"{name} L ", "bare": ""}.get(style, f"{_BRIEFLY[name]} ")
    digits, share = (5, "3.0f") if style == "bare" else (6, "5.1f")
    line = [(heading, "axis"), (fitted(score.loss, digits), role)]
    if score.accuracy is not None:
        line += [(" accuracy", "axis")] if style == "long" else []
        line.append((f" {100 * score.accuracy:{share}} %", role))
    return line


def _short(scores: Evaluation) -> list[Line]:
    """The scores, a line each."""
    test = scores.test
    return [
        _scored("training", "curve", scores.train, "short"),
        _scored("test", "trail", test, "short") if test is not None else [],
    ]
