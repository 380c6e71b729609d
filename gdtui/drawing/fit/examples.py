"""Which of the examples a picture shows, and the marks they are drawn with."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from gdtui.drawing.canvas import on_ground
from gdtui.drawing.chart import Limits, column, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.engine.data.dataset import Dataset, Split
from gdtui.engine.objectives.models.network import Network
from gdtui.engine.objectives.models.on_data import DataObjective

Mark: TypeAlias = tuple[str, str]
"""A character and its role."""

Cells: TypeAlias = list[list[Mark]]
"""A picture cell by cell, lines from the top."""

ACTIVATED = 50  # multiplications that one unit's activation is worth

_GOLDEN = (5**0.5 - 1) / 2
_FILLED, _HOLLOW = "●▲■◆", "○△□◇"
_CLASS_ROLES = 6


def work(network: Network) -> int:
    """What one example costs at one point, in multiplications."""
    return network.count + ACTIVATED * sum(network.sizes[1:])


def spread(n: int, most: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """At most `most` of the numbers 0 … n − 1, spread over them, in order and always the same.

    By the golden ratio: every k-th would take one class alone where the classes take turns.
    """
    if n <= most:
        return np.arange(n)
    return np.unique((np.arange(1, most + 1) * _GOLDEN % 1.0 * n).astype(np.int64))


def fewer(data: Dataset, most: int) -> Dataset:
    """At most `most` of the examples."""
    return data if data.size <= most else data.take(spread(data.size, most))


def on_fewer(objective: DataObjective, most: int) -> DataObjective:
    """The same loss on at most `most` examples of each part."""
    train, test = objective.data
    if max(train.size, test.size if test else 0) <= most:
        return objective
    return replace(objective, data=Split(fewer(train, most), test and fewer(test, most)))


def class_role(number: int) -> str:
    """The role of a class; there are fewer roles than there can be classes."""
    return f"class{number % _CLASS_ROLES}"


def class_mark(number: int, classes: int, glyphs: Glyphs, *, held_out: bool) -> Mark:
    """A shape for each of a few classes, hollow for test examples; else a letter, a small one
    for test examples."""
    if classes <= len(_FILLED) and glyphs is not Glyphs.ASCII:
        return (_HOLLOW if held_out else _FILLED)[number], class_role(number)
    return chr(ord("a" if held_out else "A") + number % 26), class_role(number)


def class_legend(data: Dataset, glyphs: Glyphs, *, held_out: bool) -> str:
    """Which mark stands for which class."""
    count = len(data.classes)

    def marks(number: int) -> str:
        both = (False, True) if held_out else (False,)
        return "".join(class_mark(number, count, glyphs, held_out=h)[0] for h in both)

    return "  ".join(f"{marks(i)} {name}" for i, name in enumerate(data.classes))


def empty(size: tuple[int, int]) -> Cells:
    """`size` = (width, height) cells with nothing in them."""
    return [[(" ", "")] * size[0] for _ in range(size[1])]


def put(cells: Cells, points: Iterable[tuple[float, float]], limits: Limits, mark: Mark) -> None:
    """Write `mark` where each of the points lies, if it lies within the limits."""
    width, height = len(cells[0]) if cells else 0, len(cells)
    for x, y in points:
        if limits.x[0] <= x <= limits.x[1] and limits.y[0] <= y <= limits.y[1]:
            line, at = cells[row(y, limits.y, height)], column(x, limits.x, width)
            line[at] = mark[0], on_ground(mark[1], line[at][1])
