"""Any loss made stochastic: a mean over examples, each of which tilts the landscape its own way.

Lᵢ(θ) = L(θ) + ξᵢ·θ, and the tilts ξᵢ cancel. All the examples together are L itself; a mini-batch
sees a slope that is off by its mean tilt, with the same variance σ²/B·(n − B)/(n − 1) in every
direction and everywhere: the noise of the textbooks, on a landscape that one can see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from gdtui.engine.data.dataset import Array, DataError, Dataset, Rows, Split
from gdtui.engine.data.synthetic import NOISE
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.objectives.objective import Lanes, Objective
from gdtui.engine.spec import name_of


def is_noise(data: Dataset) -> bool:
    """Whether `data` are noise for any loss, and not examples to learn from."""
    return name_of(data.name) == NOISE


@dataclass(frozen=True, eq=False)
class Tilted(FiniteSum):
    """A loss of which each example shows a tilted version."""

    loss: Objective = field(kw_only=True)

    def value(self, params: Sequence[float] | Lanes, rows: Rows | None = None) -> Any:
        """L at one point or at lanes (d, …), tilted by the examples `rows` (B,), or by none.

        `rows` (M, B): M mini-batches at one point → (M,).
        """
        value = self.loss.value(_point_or_lanes(params))
        if rows is None:
            return value
        return value + self._tilt(rows) @ np.asarray(params, dtype=float)

    def gradient(self, params: Sequence[float] | Lanes, rows: Rows | None = None) -> Any:
        """∂L/∂θ at one point (→ (d,)) or at lanes, tilted as `value` is; `rows` (M, B) → (d, M)."""
        gradient = np.asarray(self.loss.gradient(_point_or_lanes(params)))
        if rows is None:
            return gradient
        tilt = self._tilt(rows)
        return gradient + tilt if tilt.ndim == 1 else gradient[:, np.newaxis] + tilt.T

    def loss_and_gradient(self, params: Array, rows: Rows) -> tuple[float, Array]:
        """Both at one vector (d,), on the examples `rows`."""
        point = tuple(params.tolist())
        return float(self.value(point, rows)), self.gradient(point, rows)

    @property
    def widest(self) -> int:
        """How many numbers an example takes up on the way: its tilt."""
        return self.dimension

    def _tilt(self, rows: Rows) -> Array:
        """The mean tilt of examples (B,) → (d,), or of batches of them (M, B) → (M, d).

        All of them cancel exactly: what rounding left would lead off a ridge in time.
        """
        if isinstance(rows, slice) and rows == slice(0, self.size):
            return np.zeros(self.dimension)
        tilts = self.data.train.features[rows][..., : self.dimension]
        return np.asarray(tilts.mean(axis=-2))


def _point_or_lanes(params: Sequence[float] | Lanes) -> Any:
    """One point as floats, which have the bits of a run on L alone; lanes as they are."""
    return params.tolist() if isinstance(params, np.ndarray) and params.ndim == 1 else params


def tilted(loss: Objective, data: Split) -> Tilted:
    """`loss` as the mean of tilted versions. Raises `DataError` for too many parameters."""
    if loss.dimension > data.train.dimension:
        raise DataError(
            f"noise goes with at most {data.train.dimension} parameters, "
            f"and {loss.name} has {loss.dimension}"
        )
    known = {item.name: getattr(loss, item.name) for item in fields(loss)}
    return Tilted(**known, data=data, loss=loss)
