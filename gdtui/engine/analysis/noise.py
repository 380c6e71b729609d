"""Mini-batches against the whole: how much their gradients differ from the gradient of all data."""

from typing import Any, NamedTuple

import numpy as np

from gdtui.engine.data.dataset import Array
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.rng import generator

_PORTION = 2**20  # numbers that the gradients worked out at a time may hold


class Noise(NamedTuple):
    """Many mini-batch gradients at one point, beside the gradient of all the data."""

    batch_size: int
    full: Array
    """The gradient of all the training data, (p,)."""
    gradients: Array
    """Those of the mini-batches, (M, p)."""
    angles: Array
    """Between each of them and the full one, in radians from 0 to π, (M,); nan where one is 0."""
    lengths: Array
    """The length of each of them, beside the full one's, (M,)."""
    measured: float
    """Mean ‖g − full‖² over the mini-batches."""
    formula: float
    """What it should be: σ²/B with replacement, σ²/B·(n − B)/(n − 1) without; σ² is the mean of
    ‖gᵢ − full‖² over the examples."""


def gradient_noise(
    objective: FiniteSum,
    params: Any,
    batch_size: int,
    count: int = 200,
    *,
    seed: int = 0,
    replacement: bool = False,
) -> Noise:
    """Sample `count` mini-batches of `batch_size` and compare their gradients at `params` (p,).

    Works out one gradient for every training example as well. Raises ValueError for a batch size
    that is not 1 … n.
    """
    n = objective.size
    if not 1 <= batch_size <= n:
        raise ValueError(f"a batch must have 1 to {n} of the {n} examples, not {batch_size}")
    random = generator(seed, "noise", batch_size)
    full = np.asarray(objective.gradient(params))
    if replacement:
        batches = random.integers(n, size=(count, batch_size))
    else:
        batches = np.array([random.choice(n, batch_size, replace=False) for _ in range(count)])
    gradients = np.concatenate(list(_gradients(objective, params, batches)))
    variance = example_variance(objective, params)
    shrink = 1.0 if replacement or n == 1 else (n - batch_size) / (n - 1)
    sizes, size = np.linalg.norm(gradients, axis=1), np.linalg.norm(full)
    with np.errstate(all="ignore"):
        cosines = gradients @ full / (sizes * size)
        return Noise(
            batch_size=batch_size,
            full=full,
            gradients=gradients,
            angles=np.arccos(np.clip(cosines, -1.0, 1.0)),
            lengths=sizes / size,
            measured=float(((gradients - full) ** 2).sum(axis=1).mean()),
            formula=variance / batch_size * shrink,
        )


def example_variance(objective: FiniteSum, params: Any) -> float:
    """σ²: the mean of ‖gᵢ − full‖² over the training examples, one gradient gᵢ an example."""
    full, total = np.asarray(objective.gradient(params)), 0.0
    for part in _gradients(objective, params, np.arange(objective.size)[:, np.newaxis]):
        total += float(((part - full) ** 2).sum())
    return total / objective.size


def _gradients(objective: FiniteSum, params: Any, batches: "np.ndarray[Any, Any]") -> Any:
    """The gradients (…, p) of the mini-batches that the rows of `batches` list, in portions."""
    widest = batches.shape[1] * objective.widest
    size = max(1, _PORTION // max(objective.dimension, widest))
    for begin in range(0, len(batches), size):
        yield objective.gradient(params, batches[begin : begin + size]).T
