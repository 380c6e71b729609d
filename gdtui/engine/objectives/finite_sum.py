"""A loss that is a mean over examples, of which a step may see a few."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gdtui.engine.data.dataset import Array, Rows, Split
from gdtui.engine.objectives.objective import Lanes, Objective


@dataclass(frozen=True, eq=False)
class FiniteSum(Objective):
    """L(θ) = mean Lᵢ(θ) over n training examples."""

    data: Split = field(kw_only=True)

    @property
    def size(self) -> int:
        """n, how many training examples there are."""
        return self.data.train.size

    @property
    def widest(self) -> int:
        """How many numbers an example takes up on the way, at most."""
        raise NotImplementedError

    def value(self, params: Sequence[float] | Lanes, rows: Rows | None = None) -> Any:
        """The mean loss of the examples `rows` (B,), or of all; `rows` (M, B) → (M,)."""
        raise NotImplementedError

    def gradient(self, params: Sequence[float] | Lanes, rows: Rows | None = None) -> Any:
        """∂L/∂θ of the examples `rows` (B,) → (p,), or of all; `rows` (M, B) → (p, M)."""
        raise NotImplementedError

    def loss_and_gradient(self, params: Array, rows: Rows) -> tuple[float, Array]:
        """Both at one vector (p,), on the examples `rows`: what a step needs."""
        raise NotImplementedError
