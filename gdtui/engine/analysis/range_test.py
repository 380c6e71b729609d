"""A range test: a run while its learning rate grows, and what is read off it."""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from gdtui.engine.numbers import rounded

SMOOTHING = 0.9
"""β of the mean that is taken of the batch losses."""
TOO_HIGH = 4.0
"""Times its lowest value: where the smoothed loss is beyond, a test ends."""
_WARMING_UP = 10  # a test's first tenth says more of the start than of the rate
_DIGITS = 6  # of the ends of an interval: the rates of a test are products


class RangeTest(NamedTuple):
    """One run while its rate grows."""

    seed: int
    rates: tuple[float, ...]
    """Of each step."""
    smoothed: tuple[float, ...]
    """The loss of each step's batch, before the step, smoothed; it ends where it is too high."""

    @property
    def steepest(self) -> float | None:
        """The rate at which the smoothed loss falls fastest, by central differences over log η,
        after the first tenth and no later than where it is lowest: beyond, it falls only because it
        has climbed. None if it never falls."""
        begin, end = len(self.smoothed) // _WARMING_UP, self._lowest + 1
        if end - begin < 1 or len(self.smoothed) < 2:
            return None
        slopes = np.gradient(self.smoothed)[begin:end]
        at = int(slopes.argmin())
        return self.rates[begin + at] if slopes[at] < 0 else None

    @property
    def lowest(self) -> float | None:
        """The rate at which the smoothed loss is lowest."""
        return self.rates[self._lowest] if self.smoothed else None

    @property
    def _lowest(self) -> int:
        """Where the smoothed loss is lowest; −1 if there is none."""
        return int(np.argmin(self.smoothed)) if self.smoothed else -1


def smooth(losses: Sequence[float], beta: float = SMOOTHING) -> list[float]:
    """The exponential mean m ← βm + (1 − β)L, divided by 1 − βᵗ as Adam's is (Kingma and Ba, 2015);
    it ends before the first value that is no number or more than 4 times the lowest."""
    means = accumulate(losses, lambda m, loss: beta * m + (1 - beta) * loss, initial=0.0)
    next(means)
    found: list[float] = []
    lowest = math.inf
    for t, mean in enumerate(means, start=1):
        value = mean / (1 - beta**t)
        lowest = min(lowest, value)
        if not math.isfinite(value) or (lowest > 0 and value > TOO_HIGH * lowest):
            break
        found.append(value)
    return found


class Interval(NamedTuple):
    """What several range tests suggest: never one number."""

    low: float
    high: float

    @classmethod
    def of(cls, rates: Iterable[float | None]) -> "Interval | None":
        """From the lowest to the highest; None if there are none."""
        known = [rounded(rate, _DIGITS) for rate in rates if rate is not None]
        return cls(min(known), max(known)) if known else None

    @property
    def factor(self) -> float:
        """How many times its lower end the upper one is."""
        return self.high / self.low

    def holds(self, rate: float) -> bool:
        """Whether a rate lies within."""
        return self.low <= rate <= self.high
