"""Sharpness: the largest curvature λ along a run, beside the curvature that its η can bear.

Gradient descent on networks raises λ until it reaches 2/η, and stays about there while the loss
still falls (Cohen et al., "Gradient descent on neural networks typically occurs at the edge of
stability", 2021).
"""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from gdtui.engine.analysis.theory import hessian_at, stability_edge
from gdtui.engine.data.dataset import Array
from gdtui.engine.history import Span
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run

PRODUCTS = 4
"""Products of the Hessian with a direction in a measurement, two at a time."""
MOST = 256
"""Measurements of a run, after which every other one is dropped."""
_COLD = 48  # products of the first measurement, whose directions are any
_AT_ONCE = 2  # directions that are followed
_PROBE = 1_000  # examples that are looked at, the same ones every time
_JUMP = 3.0  # times the lowest loss so far: no ripple
_ABOUT = 0.15  # of the edge


class Measured(NamedTuple):
    """λ where the run stands after `step` updates, and what the update from there can bear."""

    step: int
    value: float
    edge: float | None
    """The λ at which η is at the edge of stability; None where none is known."""
    formula: str = "2/η"
    """How the rule of that update has its edge: 2/η is that of descent."""


class Jump(NamedTuple):
    """A rise of the loss that is no ripple."""

    step: int
    """Where it is highest: the last of `among` steps, one of which it is."""
    loss: float
    healed: bool
    """Whether the loss came down again."""
    among: int = 1


class Sharpness:
    """What has been measured of one run, on a grid of steps that grows wider with the run."""

    def __init__(self, objective: Objective) -> None:
        self.measured: list[Measured] = []
        """In the order of the steps."""
        self.interval = 1
        """Steps from one measurement to the next."""
        self._objective = objective
        self._directions: Array | None = None
        self._shift = 0.0

    @property
    def probe(self) -> tuple[int, int] | None:
        """How many examples λ is of, and how many there are to learn from; None if it is of all."""
        if not isinstance(self._objective, DataObjective):
            return None
        size = self._objective.data.train.size
        return (_PROBE, size) if size > _PROBE else None

    def forget_from(self, step: int) -> None:
        """Drop what an edit at `step` has made untrue."""
        self.measured = [one for one in self.measured if one.step < step]

    def catch_up(self, run: Run, seconds: float) -> bool:
        """Measure where it has not been measured yet, in order, for about so long at most.

        Returns whether nothing is left to be measured.
        """
        deadline = time.perf_counter() + seconds
        while run.furthest // self.interval >= MOST:
            self.interval *= 2
        self.measured = [
            one
            for one in self.measured
            if one.step % self.interval == 0 and one.step <= run.furthest
        ]
        following = self.measured[-1].step + self.interval if self.measured else 0
        for step in range(following, run.furthest + 1, self.interval):
            params, rate = _at(run, step)
            optimizer = run.settings_at(step).optimizer
            edge = stability_edge(1.0, optimizer)
            value = self._value(params)
            if edge is None or rate <= 0:
                self.measured.append(Measured(step, value, None))
            else:
                formula = edge.formula.replace("λ", "η")
                self.measured.append(Measured(step, value, edge.rate / rate, formula))
            if time.perf_counter() > deadline:
                return step + self.interval > run.furthest
        return True

    def _value(self, params: Array) -> float:
        """λ at a point (p,); nan beyond the floating-point range.

        By power iteration on two directions at right angles, from those of the measurement before
        (Rayleigh-Ritz: λ is the largest curvature within their plane). One alone stays for long
        with the second largest where the two were equal, as where a softmax starts. It finds what
        is largest in size; where that curves down, the Hessian is shifted until it does not.
        """
        if not isinstance(self._objective, DataObjective):
            curvature = hessian_at(self._objective, params.tolist())
            return curvature.L if curvature else np.nan
        network, train = self._objective.network, self._objective.data.train
        rows = np.unique(np.linspace(0, train.size - 1, _PROBE).astype(int))
        features, target = train.features[rows], train.target[rows]
        ways, value = self._directions, np.nan
        rounds = PRODUCTS // _AT_ONCE if ways is not None else _COLD // _AT_ONCE
        if ways is None:
            many = min(_AT_ONCE, params.size)
            ways = _orthonormal(np.cos(np.outer(np.arange(1, many + 1), np.arange(params.size))))
        with np.errstate(all="ignore"):
            for _ in range(rounds):
                changes = network.hessian_product(params, ways, features, target)
                if not np.isfinite(changes).all():
                    return value
                values = np.linalg.eigvalsh(ways @ changes.T)
                value = float(values[-1])
                self._shift = max(self._shift, -float(values[0]))
                ways = _orthonormal(changes + self._shift * ways)
        self._directions = ways
        return value


def _orthonormal(rows: Array) -> Array:
    """Directions (k, p) that span what `rows` (k, p) do, at right angles and of length 1."""
    return np.asarray(np.linalg.qr(rows.T)[0].T)


def _at(run: Run, step: int) -> tuple[Array, float]:
    """The point after so many updates (p,), and η of the update from there."""
    if step < run.furthest:
        (row,) = run.rows(step + 1, step + 1)
        return np.asarray(row.params, dtype=float), row.learning_rate
    if step == run.step:
        return np.asarray(run.params, dtype=float), run.next_rate
    (row,) = run.rows(step, step)
    return np.asarray(row.new_params, dtype=float), run.settings_at(step).learning_rate


def reached(measured: Sequence[Measured]) -> Measured | None:
    """The first measurement in which λ is at the edge, after one in which it was not."""
    below = False
    for one in measured:
        if one.edge is None:
            continue
        if below and one.value >= one.edge:
            return one
        below = below or one.value < one.edge
    return None


def stays_about(measured: Sequence[Measured]) -> bool:
    """Whether λ is about the edge now: the mean of its last eighth, four measurements at least."""
    last = measured[-max(4, len(measured) // 8) :]
    shares = [one.value / one.edge for one in last if one.edge]
    return len(shares) == len(last) >= 4 and abs(float(np.mean(shares)) - 1) <= _ABOUT


def jumps(losses: Sequence[Span]) -> Iterator[Jump]:
    """Where the loss rose to several times its lowest, each once, at its highest."""
    lowest, peak = np.inf, None
    for span in losses:
        if span.high > _JUMP * lowest and lowest > 0:
            if peak is None or span.high > peak.high:
                peak = span
        elif peak is not None:
            yield _jump(peak, healed=True)
            peak = None
        lowest = min(lowest, span.low)
    if peak is not None:
        yield _jump(peak, healed=False)


def _jump(peak: Span, *, healed: bool) -> Jump:
    return Jump(peak.last, peak.high, healed, peak.last - peak.first + 1)
