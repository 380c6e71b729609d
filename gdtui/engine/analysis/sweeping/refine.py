"""A closer look at a part of a sweep: its values and more between them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gdtui.engine.analysis.sweeping.config import DIGITS, Axis
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.numbers import rounded

MOST_AT_ONCE = 4
"""Into how many parts a gap between two values is cut, at most."""


def refined(sweep: Sweep, ranges: Sequence[tuple[float, float]]) -> Sweep:
    """A sweep of the part within `ranges`, low and high for each axis, about as fine as the whole
    was. The lanes that are known are taken over; the values at the borders of the part are kept.

    An axis whose range has less than two of its values is looked at from the nearest one below to
    the nearest one above.
    """
    pairs = zip(sweep.config.axes, ranges, strict=True)
    axes = tuple(_closer(axis, low, high) for axis, (low, high) in pairs)
    return Sweep(replace(sweep.config, axes=axes), sweep.data, known=sweep.known)


def _closer(axis: Axis, low: float, high: float) -> Axis:
    """The values within low … high with others between them, evenly on the axis' own scale."""
    values = sorted({*axis.values})
    first = max((k for k, value in enumerate(values) if value <= low), default=0)
    last = min((k for k, value in enumerate(values) if value >= high), default=len(values) - 1)
    kept = values[first : last + 1]
    if len(kept) < 2:
        return Axis(axis.what, tuple(kept))
    parts = min(MOST_AT_ONCE, max(2, round((len(values) - 1) / (len(kept) - 1))))
    found = [kept[0]]
    for a, b in pairwise(kept):
        found += [_between(a, b, k / parts, axis) for k in range(1, parts)] + [b]
    return Axis(axis.what, tuple(dict.fromkeys(found)))


def _between(a: float, b: float, share: float, axis: Axis) -> float:
    if axis.whole:
        return float(round(a + (b - a) * share))
    between = a * math.pow(b / a, share) if axis.log and a > 0 else a + (b - a) * share
    return rounded(between, DIGITS)
