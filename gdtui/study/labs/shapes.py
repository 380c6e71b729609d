"""The shape of a curve, in a word: what a drawn loss is compared by, rather than its heights."""

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

Shape: TypeAlias = Literal["falls", "flat", "rises", "oscillates", "falls then rises"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

WORTH = 0.05  # of the scale: a swing that is smaller was not meant


def shape_of(heights: Sequence[float], scale: float | None = None) -> Shape:
    """The shape of a curve of finite heights, of which two make one.

    `scale` is the height of the picture; without it, that of the curve above 0. Turns count where
    the curve goes back by more than a twentieth of it. A curve that turns twice oscillates, and so
    does one that rises and then falls: half of a wave.
    """
    largest = max(map(abs, heights), default=0.0)
    least = WORTH * (scale or largest)
    ways = _ways(heights, least)
    match ways:
        case []:
            return "flat"
        case [-1]:
            return "falls"
        case [1]:
            return "rises"
        case [-1, 1]:
            return "falls then rises"
    return "oscillates"


def _ways(heights: Sequence[float], least: float) -> list[int]:
    """The directions of the swings that are larger than `least`, one after the other."""
    ways: list[int] = []
    low = high = heights[0] if heights else 0.0  # the extremes since the last turn
    for height in heights:
        if not math.isfinite(height):
            raise ValueError("a curve has finite heights")
        if height - low > least and ways[-1:] != [1]:
            ways.append(1)
            high = height
        elif high - height > least and ways[-1:] != [-1]:
            ways.append(-1)
            low = height
        low, high = min(low, height), max(high, height)
    return ways
