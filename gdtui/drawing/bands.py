"""Numbers in a few bands at round levels, as the contours of a map."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from gdtui.drawing.numbers import digits_apart, number
from gdtui.engine.numbers import one_two_five, rounded

Values: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Grid: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

MOST = 10
"""Bands: as many as there are digits."""
FEWEST = 8

NOWHERE = -1
"""The band of what is no finite number."""

_LARGEST = 1e290  # beyond, levels are no floats
_NARROWEST = 1e-250  # of a range that has levels
_DIGITS = 12  # of a level: what rounding leaves behind it goes
_ROUNDING = 1e-9  # log10(1000) is 3 but for it
_FIRST_GAPS = 24  # tried for levels that are spaced logarithmically, a 1-2-5 apart
_GAPS = ((1, 2, 5), (1, 3), (1,))  # within a decade: the series of such levels


def levels_of(values: Values, most: int = MOST) -> tuple[float, ...]:
    """Round levels that cut `values` into eight to `most` bands, as equally large as they can be.

    Equally spaced, or with gaps that grow as 1, 2, 5, 10 … above the lowest value. None where the
    values are all the same, or where none is finite.
    """
    finite = np.sort(values[np.isfinite(values)].clip(-_LARGEST, _LARGEST))
    if not finite.size or finite[-1] - finite[0] < _NARROWEST:
        return ()
    low, high = float(finite[0]), float(finite[-1])
    candidates = [*_linear(finite, most), *_logarithmic(low, high, most)] or [((low + high) / 2,)]
    return max(candidates, key=lambda levels: _evenness(finite, levels))


def bands_of(values: Values, levels: Sequence[float]) -> Grid:
    """Which band each of `values` is in: 0 below the first level, `NOWHERE` if not finite."""
    found = np.searchsorted(levels, values, side="right")
    return np.where(np.isfinite(values), found, NOWHERE)


def ends(levels: Sequence[float]) -> tuple[str, str]:
    """What the lowest and the highest band hold, in words: `<0.1`, `≥50`."""
    digits = digits_apart((levels[0], levels[-1]), 4)
    return f"<{number(levels[0], digits)}", f"≥{number(levels[-1], digits)}"


def kind_of_nowhere(values: Values) -> str:
    """What those are that are no finite numbers, in a word or two; empty if all are."""
    kinds = []
    if np.isnan(values).any():
        kinds.append("undefined")
    if np.isinf(values).any():
        kinds.append("infinite")
    return " or ".join(kinds)


def _linear(ordered: Values, most: int) -> Iterator[tuple[float, ...]]:
    """Multiples of a round step: from the lowest value on, and about the middle one.

    What lies beyond them is in the first or the last band, whose sizes decide.
    """
    low, middle, high = float(ordered[0]), float(ordered[ordered.size // 2]), float(ordered[-1])
    inner = float(ordered[-1 - ordered.size // 10] - ordered[ordered.size // 10])
    for span in (high - low, inner or high - low):
        largest = math.floor(math.log10(span / FEWEST))
        for step in one_two_five(range(largest - 1, largest + 1)):
            for first in (math.floor(low / step) + 1, round(middle / step) - (most - 2) // 2):
                levels = tuple(rounded((first + i) * step, _DIGITS) for i in range(most - 1))
                yield from _usable(levels, low, high)


def _logarithmic(low: float, high: float, most: int) -> Iterator[tuple[float, ...]]:
    """Round gaps above a floor just below `low`, a multiple of the first one."""
    top = math.floor(math.log10(high - low))
    for series in _GAPS:
        for decade in range(top, top - _FIRST_GAPS, -1):
            for shift in range(len(series)):
                places = (divmod(shift + i, len(series)) for i in range(most - 1))
                gaps = [series[place] * 10.0 ** (decade + tens) for tens, place in places]
                floor = math.floor(low / gaps[0]) * gaps[0]
                levels = tuple(_roundly(floor + gap, gap) for gap in gaps)
                yield from _usable(levels, low, high)


def _roundly(level: float, gap: float) -> float:
    """A level in as many digits as suit its gap to the floor: 998 with a gap of 1000 is 1000."""
    unit = 10.0 ** (math.floor(math.log10(gap) + _ROUNDING) - 1)
    return rounded(round(level / unit) * unit, _DIGITS)


def _usable(levels: tuple[float, ...], low: float, high: float) -> Iterator[tuple[float, ...]]:
    """The levels that divide something, if they are enough and differ."""
    inside = tuple(level for level in levels if low < level <= high)
    if len(inside) >= FEWEST - 1 and len(set(inside)) == len(inside):
        yield inside


def _evenness(ordered: Values, levels: Sequence[float]) -> float:
    """The entropy of the shares of the bands: the largest where all are equal (Shannon, 1948)."""
    edges = np.searchsorted(ordered, levels)
    shares = np.diff([0, *edges, ordered.size]) / ordered.size
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())
