"""Many runs that differ in their learning rates, brought near their ends as lanes of arrays.

Lanes leave the arrays shortly before they end, diverge, or go round in circles, and each becomes
the run that it is: with its keyframes, so that it can go back and be judged as if it had come there
alone. Only losses whose arithmetic is the same on arrays, to the bit, are stepped so.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine import taylor
from gdtui.engine.analysis.sweeping.lanes import stepping
from gdtui.engine.analysis.sweeping.rates import Counts, same
from gdtui.engine.analysis.sweeping.recorded import Recorded
from gdtui.engine.keyframes import Keyframes
from gdtui.engine.objectives import Objective, resolve
from gdtui.engine.run import Run
from gdtui.engine.stepping import State

FEWEST_LANES, FEWEST_STEPS = 24, 320
"""Below, a call of numpy costs more than the runs."""

MOST_LANES = 1024
"""At once: so many that a block takes a few milliseconds, and keyframes some megabytes."""

_PORTION = 0.004  # seconds between two looks at whether to go on
_PROBES = 256  # points at which both kinds of arithmetic are compared


class Landed(NamedTuple):
    """A lane that has become a run, shortly before its end."""

    number: int
    """Which of the runs it is."""
    best: float
    """The lowest loss up to there."""
    states: Sequence[State]
    """The keyframes on the way, the first one excluded."""
    stride: int
    """Steps between two of them."""

    def put(self, run: Run) -> None:
        """Bring a new run with this lane's settings to where the lane has come."""
        run.keyframes.stride = self.stride
        for state in self.states:
            run.keyframes.keep(state)
        if self.states:
            run.state = self.states[-1]
            run.furthest = run.state.step


def can_be_lanes(run: Run) -> bool:
    """Whether runs like this one can be lanes."""
    watches = run.at_hand[0].schedule.observe is not None
    return run.data is None and not watches and _same_on_arrays(run.config.objective)


@lru_cache(maxsize=64)
def _same_on_arrays(text: str) -> bool:
    """Whether a loss and its gradient have the same bits on floats and on arrays."""
    objective = resolve(text)
    if not _is_arithmetic(objective):
        return False
    rng = np.random.default_rng(0)
    sizes = 10.0 ** rng.uniform(-3, 3, (objective.dimension, _PROBES))
    points = np.asarray(objective.start)[:, np.newaxis] + sizes * rng.choice((-1, 1), sizes.shape)
    with np.errstate(all="ignore"):
        values, slopes = objective.value(points), objective.gradient(points)
        lanes = [*zip(np.broadcast_to(values, _PROBES).tolist(), *slopes.tolist(), strict=True)]
        alone = [(objective.value(x), *objective.slope(x)) for x in map(tuple, points.T.tolist())]
    return repr(lanes) == repr(alone)


def _is_arithmetic(objective: Objective) -> bool:
    """Whether a loss and its gradient are + − × ÷ alone, which is all that can be recorded."""
    w = tuple(Recorded(np.ones(1), []) for _ in objective.parameters)
    try:
        objective.value_at(w, taylor)
        objective.gradient_at(w, taylor)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return False
    return True


def fast_forward(run: Run, rates: Sequence[float], steps: int) -> Iterator[Landed | float]:
    """Lanes of `run`, which is new, with these learning rates: each as it lands, in no order, and
    every few milliseconds the share of the steps that lie behind."""
    rules, first = run.at_hand
    objective, block = run.objective, run.keyframes.stride
    numbers, eta = np.arange(len(rates)), np.asarray(rates, dtype=float)
    w = tuple(np.full(len(rates), x) for x in first.params)
    memory = tuple(map(rules.rule.init, w))
    circles = rules.steady and not any(memory)
    loss: Any = np.full(len(rates), first.loss)
    best = loss.copy()
    kept = run.keyframes.mapped(lambda _: State(0, w, loss, memory))
    step = stepping(objective, rules, eta)
    taken, looked = 0, time.perf_counter()
    while numbers.size and taken + block < steps:
        before, lowest = w, best.copy()
        going = np.ones(numbers.size, dtype=bool)
        for t in range(taken + 1, taken + block + 1):
            with np.errstate(all="ignore"):
                w, memory = step(w, memory, t)
                loss = np.broadcast_to(objective.value_at(w, np), numbers.shape)
                going &= np.isfinite(loss)
                for x in w:
                    going &= np.isfinite(x)
                np.fmin(best, loss, out=best)
            if time.perf_counter() - looked > _PORTION:
                yield t / steps
                looked = time.perf_counter()
        taken += block
        here = State(taken, w, loss, memory)
        for k in map(int, np.flatnonzero(~going)):  # its last block is done again, alone
            yield Landed(int(numbers[k]), float(lowest[k]), _lane_states(kept, k), kept.stride)
        kept.keep(here)
        again = going & same(before, w) if circles else np.zeros_like(going)
        for k in map(int, np.flatnonzero(again)):
            after = taken + kept.stride - taken % kept.stride
            round_it_goes = [
                _lane(here, k)._replace(step=t) for t in range(after, steps, kept.stride)
            ]
            states = [*_lane_states(kept, k), *round_it_goes]
            yield Landed(int(numbers[k]), float(best[k]), states, kept.stride)
        stays = going & ~again
        if not stays.all():
            there = np.flatnonzero(stays)
            numbers, best, eta = numbers[there], best[there], eta[there]
            kept = kept.mapped(lambda state, there=there: _lanes(state, there))  # type: ignore[misc]
            _, w, loss, memory, _ = _lanes(here, there)
            step = stepping(objective, rules, eta)
    for k in range(numbers.size):
        yield Landed(int(numbers[k]), float(best[k]), _lane_states(kept, k), kept.stride)


def _lanes(state: State, there: Counts) -> State:
    """Some of the lanes of a state of arrays."""
    return _picked(state, lambda x: x[there])


def _lane(state: State, k: int) -> State:
    """One of the lanes of a state of arrays, as the state of a run."""
    return _picked(state, lambda x: x[k].item())


def _picked(state: State, pick: Callable[[Any], Any]) -> State:
    memory = tuple(
        tuple(pick(x) if isinstance(x, np.ndarray) else x for x in one) for one in state.optimizer
    )
    return State(state.step, tuple(map(pick, state.params)), pick(state.loss), memory)


def _lane_states(kept: Keyframes, k: int) -> list[State]:
    return [_lane(state, k) for state in kept.states[1:]]
