"""The values of a hyperparameter of a sweep as one word: `0.5,1,0.1`, or `0.001:10:60`."""

import math
from typing import NamedTuple

from gdtui.files.command_line import Form, number

MOST_VALUES = 1_000_000
"""Of one hyperparameter."""


class Spread(NamedTuple):
    """A range of values."""

    low: float
    high: float
    points: int


def values_of(text: str) -> float | tuple[float, ...] | Spread:
    """One value, several with commas between them, or a range `low:high:count`.

    Raises `ValueError`, whose message goes on after the quoted text.
    """
    values: float | tuple[float, ...] | Spread = _VALUES.parse(text)
    if isinstance(values, Spread) and (wrong := _wrong_with(values, *text.split(":"))):
        raise ValueError(wrong)
    return values


def _values(text: str) -> float | tuple[float, ...] | Spread:
    if ":" in text:
        low, high, *counts = text.split(":")
        (points,) = map(number, counts or ["0"])
        return Spread(number(low), number(high), int(points) if points.is_integer() else 0)
    values = tuple(number(part) for part in text.split(","))
    return values if len(values) > 1 else values[0]


def _wrong_with(spread: Spread, low: str, high: str, count: str = "") -> str:
    """What is wrong with a range, and what would be right; "" if nothing is."""
    if not math.isfinite(spread.low) or not math.isfinite(spread.high):
        return "needs two finite ends, as in 0.001:10:60"
    if not count:
        return f"has no count; write {low}:{high}:60 for 60 values"
    if spread.low > spread.high:
        return f"has its high end first; write {high}:{low}:{count}"
    if spread.low == spread.high:
        return f"is one value; write it as {low}"
    if not 2 <= spread.points <= MOST_VALUES:
        return f"needs a count from 2 to {MOST_VALUES:,} at its end"
    return ""


_VALUES = Form("a number, several such as 0.5,1,0.1, or a range such as 0.001:10:60", _values)
