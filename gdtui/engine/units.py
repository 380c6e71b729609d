"""What a run has cost: its steps, its passes over the data, or the examples it has looked at."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from gdtui.engine.data.batches import Batches


@dataclass(frozen=True, slots=True)
class Unit:
    """What runs are measured by, so that those with batches of other sizes can be compared."""

    name: str
    cost: Callable[[float, Batches | None], float]
    """`cost(step, batches)`: what the first `step` steps cost; without data, 1 each."""

    def steps(self, cost: float, batches: Batches | None) -> int:
        """The most steps that cost no more than `cost`."""
        most = int(cost * (batches.n if batches else 1)) + 1  # a step looks at an example or more
        within = bisect_right(range(most + 1), cost, key=lambda step: self.cost(step, batches))
        return max(0, within - 1)


def _epochs(step: float, batches: Batches | None) -> float:
    return batches.seen(int(step)) / batches.n if batches else step


def _examples(step: float, batches: Batches | None) -> float:
    return float(batches.seen(int(step))) if batches else step


STEPS = Unit("steps", lambda step, _batches: step)
EPOCHS = Unit("epochs", _epochs)
EXAMPLES = Unit("examples seen", _examples)

UNITS = (STEPS, EPOCHS, EXAMPLES)


def next_unit(unit: Unit) -> Unit:
    """The one after it in `UNITS`; after the last one the first."""
    return UNITS[(UNITS.index(unit) + 1) % len(UNITS)]
