"""Axes that hold still: their limits move rarely, and by round steps.

On a slow line an axis that moves costs more than the curve on it, since all its cells change; and
an eye that compares two frames wants the same place to mean the same value.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from gdtui.engine.numbers import one_two_five, rounded

FAR_FROM_ANCHOR = 4.0
"""An axis leaves its anchor out when it is so many times farther off than the values are wide."""

SHRINK_BELOW = 1 / 3
"""An axis shrinks when what it shows uses less than this share of it."""

LEAST_USED = 0.5
"""Both axes have one scale, unless the part asked for would fill less of the canvas."""

LARGEST = 8e307
"""Values beyond are taken for this one, so that the width of an axis is always a float."""

HAIR, ROUNDING = 1e-9, 1e-12
"""Shares of a canvas: what decides between two cells, and what is no difference."""

Span: TypeAlias = tuple[float, float]
"""The low and the high end of an axis."""

_FINEST = 1e-9  # an axis no wider than this share of its values could not be labeled
_NARROWEST = 1e-300
_NEARLY = 1e-9
_SPARSE = 0.12  # how much wider an axis may be for ticks that are a line nearer to each other
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

    @property
    def limits(self) -> Span:
        """Its two ends; 0 and 1 until some value has decided them."""
        return (self.low, self.high) if self.high > self.low else (0.0, 1.0)

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


def equal_scale(limits: tuple[Span, Span], size: tuple[int, int]) -> tuple[Span, Span]:
    """The limits of x and y with as much on either side of one of them as gives both the same
    scale on a canvas of `size` cells, twice as high as they are wide.

    As they are, where more than half of the canvas would show what nobody asked for.
    """
    sides = size[0], 2 * size[1]
    scales = [(high - low) / side for (low, high), side in zip(limits, sides, strict=True)]
    scale = max(scales)
    if min(scales) <= scale * LEAST_USED:
        return limits
    x, y = (
        ((low + high - scale * side) / 2, (low + high + scale * side) / 2)
        for (low, high), side in zip(limits, sides, strict=True)
    )
    return x, y


def even_limits(low: float, high: float, gaps: int, *, whole: bool = False) -> tuple[float, float]:
    """The narrowest limits around low … high, of an axis of `gaps` + 1 lines, on which round
    values lie the same number of lines apart; as they are where there are none.

    `whole` values are integers.
    """
    if gaps < 1 or not high > low:
        return low, high
    found = {apart: _even(low, high, gaps / apart, whole=whole) for apart in _lines_apart(gaps)}
    limits = [(_cost(apart, even), even) for apart, even in found.items() if even]
    return min(limits, default=(0.0, (low, high)))[1]


def even_ticks(
    low: float, high: float, gaps: int, *, whole: bool = False
) -> list[tuple[int, float]]:
    """The round values of limits that `even_limits` gave, each with its line from the lower end;
    none for other limits."""
    for apart in _lines_apart(gaps):
        between = (high - low) / gaps * apart
        step = rounded(between, 2) if between > _NARROWEST else 0.0
        if not (step and math.isclose(step, between, rel_tol=1e-9)):
            continue
        if whole and step.is_integer() and low.is_integer():
            return [(i * apart, low + i * step) for i in range(gaps // apart + 1)]
        first = round(low / step)
        if not whole and step == round_up(step) and abs(low / step - first) < _NEARLY:
            return [(i * apart, _times(first + i, step)) for i in range(gaps // apart + 1)]
    return []


def _lines_apart(gaps: int) -> range:
    """How many lines apart ticks may lie: near enough that there are two, and not too near."""
    return range(min(2, max(1, gaps // 2)), max(2, min(5, (gaps + 1) // 2) + 1))


def _cost(apart: int, limits: tuple[float, float]) -> float:
    """Of two pairs of limits, the one of less is taken: narrow, and with ticks near each other."""
    return (limits[1] - limits[0]) * (1 + _SPARSE * apart)


def _even(low: float, high: float, steps: float, *, whole: bool) -> tuple[float, float] | None:
    """Limits around low … high, so many round steps wide, that begin at a tick."""
    least = (high - low) / steps
    if not least > _NARROWEST:
        return None
    if whole:
        return low, low + math.ceil(least) * steps
    step = round_up(least)
    for _ in range(4):
        begin = _times(math.floor(low / step + _NEARLY), step)
        end = rounded(begin + steps * step, 15)
        if begin <= low and end >= high and max(-begin, end) <= LARGEST:
            return begin, end
        step = round_up(min(1.5 * step, LARGEST))
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


def toward_middle(share: float) -> float:
    """A place on a canvas, a hair nearer to its middle: where two cells are equally near, all that
    is drawn there takes the same one, whatever rounding did to each."""
    return share + HAIR if share <= 0.5 + ROUNDING else share - HAIR


def _times(count: int, step: float) -> float:
    """count × step, without the rounding error that binary fractions leave: 3 × 0.1 is 0.3."""
    return rounded(count * step, 15)
