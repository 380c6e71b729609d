"""The learning rate that would have held where a run has diverged.

The steps since the settings last changed are tried once more with smaller rates, many side by side
as lanes, and again between the largest that holds and the next. A run on data is too dear for lanes
and is tried rate by rate, within a time bound.
"""

import math
import time
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdtui.engine.analysis.descends import falls_without_limit
from gdtui.engine.data.dataset import Array
from gdtui.engine.numbers import rounded
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.objective import Lanes
from gdtui.engine.run import Run
from gdtui.engine.stepping import Rules, State

_STEPS = 500, 1_000, 2_000  # few, so that what was found holds while a run goes on
_LANES, _RATIO = 60, 1.5  # so that they reach 10⁻¹⁰ of the rate that failed
_POWERS = range(10, 325, 5)  # of ten, by which rates are smaller where none of the lanes held
_SMALLEST = 1e-300  # of the rates that are tried
_ROUNDS = 2  # of refinement: to within 1.5^(1/60²), a part in 9,000
_GROWN = 1.05  # times: a loss whose later half rises beyond its earlier half by more is growing
_LONGER = 4  # times as many steps, at a rate as much smaller: what only looked like holding
_BELOW, _BEYOND = 0.99, 1.01
_FINE, _FINE_AND_WATCHED = 60, 20  # lanes of a refinement; a schedule that watches is slow
_SECONDS = 1.0  # for a run on data
_HALVINGS, _BISECTIONS = 24, 8
_SHARES = (0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3, 0.2, 0.1)  # of a rate whose edge is frayed
_MOST_KNOWN = 64

Truths: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


class Held(NamedTuple):
    """The largest rate that holds, to three digits, if any does."""

    rate: float | None
    steps: int
    """For how many steps it was tried."""
    tried: float
    """The smallest rate that was tried."""
    clear: bool = True
    """Whether one a hundredth above it does not hold: no island of rates that happen to."""


_known: dict[object, Held | None] = {}


def held_rate(run: Run) -> Held | None:
    """The largest η below the one with which `run` has diverged that holds, from where its settings
    last changed; None where finding it would take too long.

    A rate holds if all losses are finite and those of the later half of the steps rise no higher
    than those of the earlier half. It is tried for 500, 1,000 or 2,000 steps: for as many as were
    taken, if they were no more than that.
    """
    key = _key(run)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = _found(run)
    return _known[key]


def is_known(run: Run) -> bool:
    """Whether `held_rate` has its answer at hand."""
    return _key(run) in _known


def _key(run: Run) -> object:
    """All that the answer depends on."""
    return run.config, repr(run.edits), run.changed, _steps(run)


def _steps(run: Run) -> int:
    """For how many steps rates are tried."""
    taken = run.step - run.changed
    return next((steps for steps in _STEPS if steps >= taken), _STEPS[-1])


def rate_to_try(run: Run) -> float | None:
    """A rate just below the largest that holds, of three digits, that has been seen to hold itself;
    half of the one that failed where the largest would take too long to find. None where none
    holds."""
    held, failed = held_rate(run), run.settings.learning_rate
    if held is None:
        return failed / 2
    if held.rate is None:
        return None
    rates = [rounded(share * held.rate, 3) for share in _SHARES]
    if run.data is not None:
        return rates[0]
    rules, state = _where_it_changed(run).at_hand
    holding = _lanes_that_hold(run.objective, rules, state, np.array(rates), held.steps)
    return _largest(rates, holding)


def _where_it_changed(run: Run) -> Run:
    """The run as it stood when its settings last changed."""
    start = run.fork()
    start.seek(run.changed)
    return start


def _found(run: Run) -> Held | None:
    """`held_rate`, worked out."""
    steps = _steps(run)
    start = _where_it_changed(run)
    failed = start.settings.learning_rate
    if run.data is not None:
        last = run.config.max_steps
        possible = steps if last is None else min(steps, last - run.changed)
        return _by_whole_runs(start, failed, possible)
    rules, state = start.at_hand
    least = failed / _RATIO**_LANES
    if falls_without_limit(run.objective, start.params):
        return Held(None, steps, least)

    def holds(rates: Sequence[float]) -> Truths:
        return _lanes_that_hold(run.objective, rules, state, np.asarray(rates), steps)

    fine = _FINE_AND_WATCHED if rules.schedule.observe else _FINE
    edge = _boundary(holds, failed, fine)
    if edge is None:  # far below, then, or nowhere
        far_below = [x for x in (failed * 10.0**-power for power in _POWERS) if x >= _SMALLEST]
        least = far_below[-1] if far_below else least
        nearest = _largest(far_below, holds(far_below))
        edge = _boundary(holds, nearest * 10**_POWERS.step, fine) if nearest else None
    # Where a loss leads out of its domain each rate holds until it gets there: a smaller one, for
    # so many more steps that it goes a little farther in all, must hold as well.
    longer = int(1.5 * _LONGER * steps)
    if edge is not None:
        less = np.array([edge.rate / _LONGER])
        if _lanes_that_hold(run.objective, rules, state, less, longer).all():
            return Held(edge.rate, steps, least, edge.clear)
    return Held(None, steps, least)


class _Boundary(NamedTuple):
    """A rate that holds, and whether rates a little above it do not."""

    rate: float
    clear: bool


def _boundary(
    holds: Callable[[Sequence[float]], Truths], failed: float, fine: int
) -> _Boundary | None:
    """The largest rate below `failed`, to three digits, of which a hundredth less holds and a
    hundredth more does not.

    Most losses have one edge. Where the edge is frayed, islands of rates that happen to hold lie
    beyond it: then candidates are tried from above until one has a clear side on either hand.
    """
    rates = [failed / _RATIO**k for k in range(1, _LANES + 1)]
    coarse = rate = _largest(rates, holds(rates))
    if rate is None or coarse is None:
        return None
    above = rate * _RATIO
    for _ in range(_ROUNDS):
        rates = [float(r) for r in np.geomspace(above, rate, fine + 2)[1:]]
        rate = _largest(rates, holds(rates)) or rate
        above = rate * (rates[0] / rates[1])
    frayed = [rounded(r, 3) for r in np.geomspace(coarse * _RATIO, coarse / _RATIO**3, 4 * fine)]
    for candidates in (np.array([rounded(rate, 3)]), np.array(frayed)):
        below, at, beyond = np.split(
            holds([*_BELOW * candidates, *candidates, *_BEYOND * candidates]), 3
        )
        clear = candidates[below & ~beyond]
        if clear.size:
            return _Boundary(float(clear[0]), clear=True)
    calm = candidates[below & at]
    return _Boundary(float(calm[0]) if calm.size else rate, clear=False)


def _largest(rates: Sequence[float], holding: Truths) -> float | None:
    return max((r for r, held in zip(rates, holding, strict=True) if held), default=None)


def _lanes_that_hold(
    objective: Objective, rules: Rules, state: State, rates: Array, steps: int
) -> Truths:
    """Which of `rates` (K,) hold from `state`: (K,) of truth values."""
    k = rates.size
    w: Lanes = np.repeat(np.array(state.params, dtype=float)[:, np.newaxis], k, axis=1)
    remembered = zip(*state.optimizer, strict=True)
    memory = tuple(np.repeat(np.array(one)[:, np.newaxis], k, axis=1) for one in remembered)
    rate_at, observe = rules.schedule.rate, rules.schedule.observe
    watched = [state.schedule] * k
    low = np.full(k, state.loss)
    halves = [low.copy(), np.full(k, -math.inf)]
    left = np.arange(k)  # the lanes that are finite: the others need not go on
    with np.errstate(all="ignore"):
        for t in range(state.step + 1, state.step + 1 + steps):
            eta = rates
            if not rules.steady:
                each = zip(rates, watched, strict=True)
                eta = np.array([rate_at(t, float(rate), seen) for rate, seen in each])
            move, memory = rules.rule.update(objective.gradient(w), w, memory, eta, t - rules.began)
            w = w + move
            losses = np.broadcast_to(objective.value(w), left.shape)
            finite = np.isfinite(losses) & np.isfinite(w).all(axis=0)
            if not finite.all():
                left, rates, losses, low = (x[finite] for x in (left, rates, losses, low))
                halves = [half[finite] for half in halves]
                w, memory = w[:, finite], tuple(one[:, finite] for one in memory)
                watched = list(compress(watched, finite))
                if not left.size:
                    break
            half = halves[2 * (t - state.step) > steps]
            np.maximum(half, losses, out=half)
            low = np.minimum(low, losses)
            if observe:
                watched = [observe(s, float(x)) for s, x in zip(watched, losses, strict=True)]
        earlier, later = halves
        holding = np.zeros(k, dtype=np.bool_)
        holding[left] = np.isfinite(earlier) & np.isfinite(later) & _settled(low, earlier, later)
        return holding


def _settled(low: Array, earlier: Array, later: Array) -> Truths:
    """Whether the later losses rise no higher above the lowest than the earlier ones."""
    return np.asarray(later - low <= _GROWN * (earlier - low))


def _by_whole_runs(start: Run, failed: float, steps: int) -> Held | None:
    deadline = time.perf_counter() + _SECONDS
    rate, above = failed / 2, failed
    for _ in range(_HALVINGS):
        held = _run_holds(start, rate, steps, deadline)
        if held is None:
            return None
        if held:
            break
        rate, above = rate / 2, rate
    else:
        return Held(None, steps, rate)
    least = rate
    for _ in range(_BISECTIONS):
        middle = math.sqrt(rate * above)
        held = _run_holds(start, middle, steps, deadline)
        if held is None:
            return None
        rate, above = (middle, above) if held else (rate, middle)
    told = rounded(rate, 3)
    sides = [_run_holds(start, share * told, steps, deadline) for share in (_BELOW, _BEYOND)]
    return None if None in sides else Held(told, steps, least, clear=sides == [True, False])


def _run_holds(start: Run, rate: float, steps: int, deadline: float) -> bool | None:
    """Whether a run holds from `start` with `rate`; None where there is no time to see."""
    run = start.fork()
    run.edit(learning_rate=rate)
    run.advance(steps, budget=deadline - time.perf_counter())
    if run.ended and run.ended.reason == "diverged":
        return False
    if run.step < start.step + steps and not run.ended:
        return None
    losses = np.array([row.new_loss for row in run.rows(start.step + 1, run.step)] or [start.loss])
    half = losses.size // 2
    earlier, later = np.append(losses[:half], start.loss).max(), losses[half:].max()
    return bool(_settled(np.minimum(losses.min(), start.loss), earlier, later))
