"""How runs stand beside each other: the loss now and at best, when it was low, the verdict."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gdtui.engine.analysis.verdict import Verdict, verdict_of
from gdtui.engine.history import History
from gdtui.engine.numbers import rounded
from gdtui.engine.run import Run

SHARE = 1e-3
"""Of what a loss begins with above the best that is known, what counts as low."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A run where it stands."""

    step: int
    loss: float
    best: float
    """The lowest loss up to that step."""
    reached: int | None
    """The first step, as far as is known, with a loss of no more than the threshold."""
    known: int
    """How many steps are known."""
    verdict: Verdict


def standing(run: Run, history: History, threshold: float) -> Standing:
    """How `run` stands; `history` is its own."""
    return Standing(
        step=run.step,
        loss=run.loss,
        best=min(span.low for span in history.loss.spans(0, run.step)),
        reached=history.first_at_most(threshold),
        known=run.furthest,
        verdict=verdict_of(run, history.rows),
    )


def low_loss(runs: Iterable[tuple[Run, History]]) -> float:
    """A power of ten above the best loss that is known, to which runs on one loss are timed."""
    first = [(run, history.loss.spans(0, 0)[0].high) for run, history in runs]
    known = [minimum.value for run, _ in first for minimum in run.objective.minima]
    base = min(known, default=0.0)
    above = min((loss - base for _, loss in first if loss > base), default=1.0)
    return rounded(base + moved(above * SHARE, 0), 12)


def moved(height: float, decades: int) -> float:
    """The power of ten at or below `height`, so many decades up."""
    return float(f"1e{math.floor(math.log10(height) + 1e-9) + decades}")
