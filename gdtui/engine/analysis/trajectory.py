"""Where a run has been, kept small: points of its path, for planes through many parameters."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from gdtui.engine.data.dataset import LARGEST, Array

MOST_POINTS, FEWEST_POINTS = 256, 16
MOST_NUMBERS = 2**19


class Trajectory:
    """Some of the points of a run: those that were shown, thinned by two when they are many."""

    def __init__(self) -> None:
        self._points: dict[int, Array] = {}

    def forget_after(self, step: int) -> None:
        """An edit has dropped what lay beyond `step`."""
        self._points = {k: point for k, point in self._points.items() if k <= step}

    def pass_by(self, points: Iterable[tuple[int, Any]]) -> None:
        """Take in where the run stands after some steps, each (step, θ); finite points only."""
        for step, params in points:
            if step not in self._points:
                point = np.asarray(params, dtype=float)
                if (np.abs(point) <= LARGEST).all():
                    self._points[step] = point
        if not self._points:
            return
        size = next(iter(self._points.values())).size
        while len(self._points) > max(FEWEST_POINTS, min(MOST_POINTS, MOST_NUMBERS // size)):
            steps = sorted(self._points)
            kept = {steps[0], *steps[-1::-2]}
            self._points = {step: self._points[step] for step in sorted(kept)}

    @property
    def last(self) -> int:
        """The furthest step that is known here; −1 if there is none."""
        return max(self._points, default=-1)

    def until(self, step: int | None = None) -> Array:
        """The points (T, p) in order, up to `step` or all of them."""
        steps = sorted(k for k in self._points if step is None or k <= step)
        return np.array([self._points[k] for k in steps])
