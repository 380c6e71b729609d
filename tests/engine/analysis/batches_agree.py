"""What must be true of a run in mini-batches for each verdict, by its rows alone.

Nothing here is taken from the judge: the losses of the batches are compared by ranks, and the loss
on all the data is computed anew at points of the rows.
"""

import math
import re
from collections.abc import Callable

import numpy as np

from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.run import Run
from tests.engine.analysis.rows_agree import drift

FEW = 16
CERTAIN = 2.0  # standard deviations of the rank sum
_LOOKS = 9


class Facts:
    """The rows from which a verdict holds, and the loss on all the data along them."""

    def __init__(self, run: Run, verdict: Verdict) -> None:
        self.run, self.said = run, str(verdict)
        self.rows = run.rows(verdict.since + 1, run.step)
        self.losses = [row.batch_loss for row in self.rows if row.batch_loss is not None]
        changed = max((e.step for e in run.edits if e.step <= run.step), default=0)
        at_the_change = run.rows(changed + 1, changed + 1)[0].params
        looks = np.linspace(0, len(self.rows) - 1, min(_LOOKS, len(self.rows))).astype(int)
        points = [at_the_change, *(self.rows[i].params for i in looks), run.params]
        self.at_the_change, *self.whole = (float(run.objective.value(point)) for point in points)

    @property
    def out(self) -> bool:
        return not (math.isfinite(self.whole[-1]) and np.isfinite(self.run.params).all())

    @property
    def trend(self) -> float:
        """How far the later half of the batch losses ranks above the earlier one, in standard
        deviations (Mann and Whitney, 1947)."""
        half = len(self.losses) // 2
        n, m = half, len(self.losses) - half
        above = sum((b > a) + (b == a) / 2 for a in self.losses[:half] for b in self.losses[half:])
        return (above - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def _too_few(f: Facts) -> bool:
    return len(f.rows) < FEW and not f.out


def _converged(f: Facts) -> bool:
    leaves = "lead away" in f.said or "on its way off" in f.said
    return leaves or drift(f.run) <= 1e-3 * max(1.0, math.hypot(*f.run.params))


def _unbounded(f: Facts) -> bool:
    return f.out or f.whole[-1] < f.whole[0]


def _diverging(f: Facts) -> bool:
    return f.out or (f.whole[-1] > f.at_the_change and f.losses[-1] > 10 * min(f.losses[:5]))


def _converging(f: Facts) -> bool:
    if "on all the data falls" in f.said:
        return min(f.whole[-3:]) < max(f.whole[:3])
    third = len(f.losses) // 3
    return f.trend < CERTAIN and (
        f.trend < 0 or np.mean(f.losses[-third:]) < np.mean(f.losses[:third])
    )


def _bouncing(f: Facts) -> bool:
    third = len(f.losses) // 3
    return f.trend > 0 or bool(np.mean(f.losses[-third:]) > np.mean(f.losses[:third]))


def _floor(f: Facts) -> bool:
    """It neither falls all along, whatever the noise of the batches hides, nor has it left."""
    falls = all(b < a - 0.01 * abs(a) for a, b in zip(f.whole, f.whole[1:], strict=False))
    return not f.out and not falls and abs(f.trend) < 3 * CERTAIN


def _stalled(f: Facts) -> bool:
    return max(f.whole) - min(f.whole) <= 0.02 * max(map(abs, f.whole))


TRUE_ONLY_IF: dict[str, Callable[[Facts], bool]] = {
    "too few batches to tell": _too_few,
    "converged": _converged,
    "unbounded": _unbounded,
    "diverging": _diverging,
    "converging steadily": _converging,
    "bouncing": _bouncing,
    "noisy around a floor": _floor,
    "stalled": _stalled,
}


def contradiction(run: Run, verdict: Verdict) -> str | None:
    """What the rows have against the verdict; None if nothing."""
    if run.step == verdict.since:
        return None
    facts = Facts(run, verdict)
    if not TRUE_ONLY_IF[verdict.kind](facts):
        return f"step {run.step}: {verdict} since {verdict.since}: {facts.whole}, {facts.trend}"
    said = verdict.sentence
    if re.search(r"\b(nan|inf)\b|-\d", said):
        return f"step {run.step}: {verdict}: a number that is none, or a hyphen for a minus sign"
    return None
