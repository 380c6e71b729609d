"""Axes that hold still: their limits move rarely, and by round steps.

On a slow line an axis that moves costs more than the curve on it, since all its cells change; and
an eye that compares two frames wants the same place to mean the same value.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

SHRINK_BELOW = 1 / 3
"""An axis shrinks when what it shows uses less than this share of it."""

_LARGEST = 1e300  # limits stay inside the floats, so that a range is never infinite


def round_up(value: float) -> float:
    """The smallest of … 1, 2, 5, 10, 20 … that is not below `value` > 0."""
    decade = 10.0 ** math.floor(math.log10(value))
    for factor in (1.0, 2.0, 5.0):
        if value <= factor * decade * (1 + 1e-12):
            return factor * decade
    return 10.0 * decade


@dataclass
class Axis:
    """The limits of one axis of one chart."""

    low: float = 0.0
    high: float = 0.0
    _settled: bool = field(default=False, repr=False)

    def cover(self, values: Iterable[float], *, anchor: float | None = None) -> None:
        """Make room for the finite ones of `values`, moving the limits only if they must.

        `anchor` is a value that is shown as well for as long as it costs less than half the axis.
        """
        shown = [min(max(v, -_LARGEST), _LARGEST) for v in values if math.isfinite(v)]
        if not shown:
            return
        low, high = min(shown), max(shown)
        if anchor is not None and low - anchor <= high - low and anchor - high <= high - low:
            low, high = min(low, anchor), max(high, anchor)
        inside = self._settled and self.low <= low and high <= self.high
        if inside and high - low >= SHRINK_BELOW * (self.high - self.low):
            return
        if inside and high == low:
            return
        self.low, self.high = round_limits(low, high)
        self._settled = True

    def forget(self) -> None:
        """Take the limits of whatever comes next."""
        self._settled = False


def round_limits(low: float, high: float) -> tuple[float, float]:
    """Round limits around low … high, at most a fifth wider on either side."""
    if high == low:
        width = abs(high) or 1.0
        low, high = low - width / 2, high + width / 2
    step = round_up((high - low) / 10)
    return _times(math.floor(low / step + 1e-9), step), _times(math.ceil(high / step - 1e-9), step)


def ticks(low: float, high: float, at_most: int) -> list[float]:
    """Round values from `low` to `high`, at most so many (but two of them at least)."""
    if not high > low:
        return [low]
    step = round_up((high - low) / max(1, at_most - 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [_times(i, step) for i in range(first, last + 1)]


def step_limit(steps: int) -> int:
    """Where a chart of so many steps ends: 10, 20, 50, 100 …"""
    return int(round_up(max(10, steps)))


def _times(count: int, step: float) -> float:
    """count × step, without the dust that binary fractions leave: 3 × 0.1 is 0.3."""
    return float(f"{count * step:.12g}")
