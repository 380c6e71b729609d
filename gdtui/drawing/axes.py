"""Axes that hold still: their limits move rarely, and by round steps.

On a slow line an axis that moves costs more than the curve on it, since all its cells change; and
an eye that compares two frames wants the same place to mean the same value.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gdtui.engine.numbers import one_two_five, rounded

FAR_FROM_ANCHOR = 4.0
"""An axis leaves its anchor out when it is so many times farther off than the values are wide."""

SHRINK_BELOW = 1 / 3
"""An axis shrinks when what it shows uses less than this share of it."""

LARGEST = 8e307
"""Values beyond are taken for this one, so that the width of an axis is always a float."""

_FINEST = 1e-9  # an axis no wider than this share of its values could not be labeled
_NARROWEST = 1e-300
_STEPS_AT_FIRST, _STEPS_WHEN_GROWING = 10, 4  # an axis that grew will grow again: more slack


def round_up(value: float) -> float:
    """The smallest of … 1, 2, 5, 10, 20 … that is not below `value` > 0."""
    exponent = math.floor(math.log10(value))
    return next(x for x in one_two_five([exponent, exponent + 1]) if value <= x * (1 + 1e-12))


@dataclass
class Axis:
    """The limits of one axis of one chart."""

    low: float = 0.0
    high: float = 0.0
    _settled: bool = field(default=False, repr=False)

    def cover(
        self, values: Iterable[float], *, anchor: float | None = None, whole: bool = False
    ) -> None:
        """Make room for the finite ones of `values`, moving the limits only if they must.

        `anchor` is a value that is shown as well, unless the values are crowded far away from it.
        `whole` limits are integers: on a logarithmic axis, whole decades.
        """
        shown = [within(v, -LARGEST, LARGEST) for v in values if math.isfinite(v)]
        if not shown:
            return
        low, high = min(shown), max(shown)
        span = FAR_FROM_ANCHOR * (high - low) or math.inf
        if anchor is not None and low - anchor <= span and anchor - high <= span:
            low, high = min(low, anchor), max(high, anchor)
        inside = self._settled and self.low <= low and high <= self.high
        if inside and (high == low or high - low >= SHRINK_BELOW * (self.high - self.low)):
            return
        growing = self._settled and not inside and low <= self.high and high >= self.low
        limits = round_limits(
            low, high, _STEPS_WHEN_GROWING if growing else _STEPS_AT_FIRST, whole=whole
        )
        if inside and limits[1] - limits[0] >= self.high - self.low:  # already as narrow as can be
            return
        self.low, self.high = limits
        self._settled = True

    def forget(self) -> None:
        """Take the limits of whatever comes next."""
        self._settled = False


def round_limits(
    low: float, high: float, steps: int = 10, *, whole: bool = False
) -> tuple[float, float]:
    """Limits around low … high, multiples of the round step of which `steps` cover that range.

    They always contain both, up to ±`LARGEST`, and are never equal.
    """
    if whole:
        low, high = float(math.floor(low)), float(math.ceil(high))
        high = max(high, low + 1)
    size = max(abs(low), abs(high))
    if high == low:
        low, high = low - (size or 1.0) / 2, high + (size or 1.0) / 2
    step = round_up(max(high - low, _FINEST * size, _NARROWEST) / steps)
    step = max(step, 1.0) if whole else step
    below, above = math.floor(low / step), math.ceil(high / step)
    # A multiple may lie an ulp inside where the quotient, rounded, did not: 3 × 0.1 against 0.3.
    below = next(k for k in (below + 1, below, below - 1) if _times(k, step) <= low)
    above = next(k for k in (above - 1, above, above + 1) if _times(k, step) >= high)
    above = max(above, below + 1)
    return max(_times(below, step), -LARGEST), min(_times(above, step), LARGEST)


def even_limits(
    low: float, high: float, gaps: int, *, whole: bool = False
) -> tuple[float, float]:
    """The narrowest limits around low … high, of an axis of `gaps` + 1 lines, on which round
    values lie the same number of lines apart; as they are where there is no such step.

    `whole` values are integers.
    """
    if gaps < 1 or not high > low:
        return low, high
    apart = range(min(2, gaps), max(min(2, gaps), (gaps + 1) // 2) + 1)
    found = [_even(low, high, gaps / lines, whole=whole) for lines in apart]
    return min(filter(None, found), key=lambda limits: limits[1] - limits[0], default=(low, high))


def _even(low: float, high: float, steps: float, *, whole: bool) -> tuple[float, float] | None:
    """Limits from a multiple of a round step on, so many steps apart."""
    least = (high - low) / steps
    if not least > _NARROWEST:
        return None
    for step in _round_steps(least, whole=whole):
        begin = _times(math.floor(low / step + 1e-9), step)
        end = rounded(begin + steps * step, 15)
        if begin <= low and end >= high and max(-begin, end) <= LARGEST:
            return begin, end
    return None


def _round_steps(least: float, *, whole: bool) -> Iterator[float]:
    """Round steps from about `least` on."""
    decade = math.floor(math.log10(least))
    for step in one_two_five(range(decade, decade + 2)):
        if step >= least * (1 - 1e-12) and (not whole or step >= 1):
            yield step
    if whole and least < 1:
        yield 1.0


def even_ticks(
    low: float, high: float, gaps: int, *, whole: bool = False
) -> list[tuple[int, float]] | None:
    """The ticks of limits that `even_limits` gave: for each the line, from the lower end, and the
    value; None for others."""
    for lines in range(min(2, gaps), max(min(2, gaps), (gaps + 1) // 2) + 1):
        step = (high - low) / gaps * lines
        nearest = rounded(step, 2)
        is_round = nearest in one_two_five([math.floor(math.log10(nearest))]) if nearest else False
        if not (is_round and math.isclose(step, nearest, rel_tol=1e-9)):
            continue
        first = low / nearest
        if abs(first - round(first)) < 1e-6 and (not whole or nearest >= 1):
            count = round(first)
            return [(k * lines, _times(count + k, nearest)) for k in range(gaps // lines + 1)]
    return None


def ticks(low: float, high: float, intervals: float, *, whole: bool = False) -> list[float]:
    """Round values from `low` to `high`, in order, at least the `intervals`-th part apart.

    Nearer to each other where fewer than two would be left. `whole` values are integers.
    """
    if not high > low:
        return [low]
    step = round_up((high - low) / max(1.0, intervals))
    step = max(step, 1.0) if whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last <= first and not (whole and step == 1):
        return ticks(low, high, intervals + 1, whole=whole)
    return [_times(i, step) for i in range(first, last + 1)]


def step_limit(steps: int) -> int:
    """Where a chart of so many steps ends: 10, 20, 50, 100 …"""
    return int(round_up(max(10, steps)))


def within(value: float, low: float, high: float) -> float:
    """`value`, or the limit it is beyond; nan stays nan."""
    return low if value < low else high if value > high else value


def _times(count: int, step: float) -> float:
    """count × step, without the rounding error that binary fractions leave: 3 × 0.1 is 0.3."""
    return rounded(count * step, 15)
