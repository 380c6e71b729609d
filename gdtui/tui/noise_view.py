"""Where the noise lens is held, and how many mini-batches it can look at there."""

from typing import NamedTuple

import numpy as np

from gdtui.engine.data.dataset import Array
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.run import Run

MOST_BATCHES = 200
MOST_ALONE, MOST_TOGETHER = 100_000_000, 40_000_000
"""Examples × parameters that are gone through in about a second: one by one, and in batches."""
MOST_NUMBERS = 4_000_000
"""Numbers that the gradients, or the examples they come from, may hold."""


class NoiseView(NamedTuple):
    """Where the lens is held: what is minimized, at which point of which run."""

    objective: FiniteSum
    params: Array
    """θ, (p,)."""
    step: int
    batch_size: int
    seed: int
    replacement: bool


def batches_for(size: int, dimension: int, batch_size: int) -> int:
    """How many batches of `batch_size` can be looked at without keeping anyone waiting, up to 200.

    `size` is n and `dimension` p; 0 where the n gradients of the single examples are too much.
    """
    if size * dimension > MOST_ALONE:
        return 0
    by_work = MOST_TOGETHER // (batch_size * dimension)
    return max(2, min(MOST_BATCHES, by_work, MOST_NUMBERS // max(batch_size, dimension)))


class LensClosedError(ValueError):
    """There is nothing to see through the lens; the message says why, and what would help."""


def view_of(run: Run) -> NoiseView:
    """The lens at the point where `run` stands. Raises `LensClosedError`."""
    objective, config = run.objective, run.config
    if not isinstance(objective, FiniteSum):
        raise LensClosedError(
            "The noise lens needs data: gdtui linear --data line --batch-size 8 opens some."
        )
    n, own = objective.size, config.batch_size or objective.size
    params = np.asarray(run.params)
    if not np.isfinite(params).all():
        raise LensClosedError("There is no gradient here: go back to finite numbers.")
    if not batches_for(n, objective.dimension, own):
        raise LensClosedError(
            f"The noise lens stays closed: the gradients of {n:,} examples with "
            f"{objective.dimension:,} numbers each would take too long."
        )
    return NoiseView(objective, params, run.step, own, config.seed, config.replacement)
