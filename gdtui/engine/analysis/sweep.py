"""The same run with thousands of learning rates at once: one lane a rate.

The rules are those of a single run, on `(d, K)` arrays instead of floats; for + − × ÷ and √ the
bits are the same, so that lane 37 of a sweep is the run done alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gdtui.engine import optimizers, schedules
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.objectives.objective import Lanes
from gdtui.engine.run import Run


@dataclass(frozen=True, eq=False)
class Sweep:
    """Where every lane has come to."""

    learning_rates: Lanes
    """Shape (K,)."""
    params: Lanes
    """Shape (d, K): after the last step, or the last finite point of a lane that diverged."""
    losses: Lanes
    """Shape (K,): there; inf for a lane that diverged."""
    steps: "np.ndarray[Any, np.dtype[np.int64]]"
    """Shape (K,): how many steps it took, less where a lane diverged."""


def sweep(config: RunConfig, learning_rates: Sequence[float], steps: int) -> Sweep:
    """Run `config` with each of `learning_rates`, for `steps` steps or until a lane diverges.

    Raises what `Run` raises for a configuration that cannot be, and `ConfigError` for rates that
    are none.
    """
    rates = np.asarray(learning_rates, dtype=float)
    if rates.ndim != 1 or not rates.size or not (np.isfinite(rates) & (rates > 0)).all():
        raise ConfigError("the learning rates must be positive numbers, one at least")
    alone = Run(replace(config, learning_rate=float(rates[0]), max_steps=steps))
    objective = alone.objective
    rule = optimizers.parse(alone.config.optimizer)
    schedule = schedules.parse(alone.config.schedule, steps)
    if schedule.observe:
        raise ConfigError("a sweep cannot use a schedule that watches the loss, as plateau does")
    w = np.repeat(np.array(alone.params)[:, np.newaxis], rates.size, axis=1)
    state = rule.init(w)
    alive = np.ones(rates.size, dtype=bool)
    taken = np.zeros(rates.size, dtype=np.int64)
    with np.errstate(all="ignore"):
        losses = np.array(np.broadcast_to(objective.value(w), rates.shape), dtype=float)
        for t in range(1, steps + 1):
            eta = _rates(schedule, t, rates)
            move, state = rule.update(objective.gradient(w), w, state, eta, t)
            new = w + move
            new_losses = np.broadcast_to(objective.value(new), rates.shape)
            finite = np.isfinite(new_losses) & np.isfinite(new).all(axis=0)
            taken += alive
            alive &= finite
            if alive.all():
                w, losses = new, np.array(new_losses)
                continue
            w = np.where(alive, new, w)
            losses = np.where(alive, new_losses, np.inf)
            if not alive.any():
                break
    return Sweep(rates, w, losses, taken)


def _rates(schedule: schedules.Schedule, step: int, rates: Lanes) -> Lanes:
    """The schedule's rate for every lane; a constant one is not asked lane by lane."""
    if schedule.formula == "η":
        return rates
    return np.array([schedule.rate(step, float(rate), ()) for rate in rates])
