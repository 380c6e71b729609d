"""What the updates are doing if each sees a few of the examples: falling, rising or neither.

The later half of the batch losses is compared with the earlier one by ranks (Mann and Whitney,
1947); less than twice the standard error is noise.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gdtui.engine.analysis import sentences
from gdtui.engine.analysis.kinds import Kind, Verdict, figure, two_figures
from gdtui.engine.analysis.lengths import norm
from gdtui.engine.analysis.window import Window

_FEW = 16  # mini-batches that say nothing yet
_GROWN = 100.0  # times: a loss that grew so much needs no statistics
_MOVED = 0.1  # of the way in the stiffest direction; less in a whole window is no progress
_LOOKS, _FALLS = 9, 6  # at the losses on all the data, and how many of them must be lower
_SEEN, _KEPT = 0.01, 0.75  # of a loss: a fall by less is none; of a fall: what must not be lost
_STILL = 0.05  # of a fall: what comes after its first quarter, if it goes on
_ARRIVED = 3.0  # times 1/(ημ) steps: a twentieth is left
_OUT_OF_BOUNDS = 10.0  # times the loss at the last change


class Halves(NamedTuple):
    """The median of the earlier and the later batch losses, and how much higher the later ones rank
    than if there were no difference."""

    before: float
    after: float
    change: float
    """In standard errors of the rank sum."""
    steps: int

    def told(self, verb: str) -> tuple[str, str]:
        """From what to what the median goes, and what it is of."""
        change = " → ".join(two_figures(self.before, self.after))
        over = f"the first half of {self.steps} steps against the second"
        return f"the median batch loss {verb}, {change}", over


@np.errstate(all="ignore")  # of losses at the end of the floating-point range
def judged_by_batches(w: Window) -> Verdict:
    """What mini-batches are doing."""

    def verdict(kind: Kind, *reasons: str, words: str = "") -> Verdict:
        return Verdict(kind, tuple(filter(None, reasons)), words, w.since)

    if w.ended == "diverged" or not math.isfinite(w.loss):
        downhill = w.loss == -math.inf
        if downhill:
            return verdict("unbounded", sentences.UNBOUNDED, sentences.how_it_ended(w.rows[-1]))
        return verdict("diverging", *sentences.diverged(w))
    if w.vanished and not w.moving:
        return verdict("converged", *sentences.arrived(w), words=sentences.place_first(w))
    losses = [row.batch_loss for row in w.rows if row.batch_loss is not None]
    if w.endless and w.loss < w.losses[0]:
        return verdict("unbounded", sentences.UNBOUNDED)
    if _explodes(losses) and w.loss > _OUT_OF_BOUNDS * abs(w.losses[0]):
        grown = f"the loss of the batches rises, {figure(losses[0])} → {figure(losses[-1])}"
        return verdict("diverging", grown, _edge_behind(w))
    if len(w.rows) < _FEW:
        return verdict("too few batches to tell", f"{len(w.rows)} since the settings were chosen")
    lately = w if w.steady else w.last(len(w.rows) // 2)
    if not w.steady and _hardly_moved(lately):
        return Verdict("stalled", _creeps(lately), since=lately.since)
    halves = _halves(losses)
    if halves.change < -2 and w.loss < w.losses[0]:  # a few batches may be worse by far
        return verdict("converging steadily", *halves.told("falls"))
    if halves.change > 2:
        if _beyond_the_edge(w) and w.loss > _OUT_OF_BOUNDS * abs(w.before[0]):
            return verdict("diverging", *halves.told("rises"), _edge_behind(w))
        return verdict("bouncing", *halves.told("rises"), _edge_behind(w))
    if w.steady and _hardly_moved(w):
        return verdict("stalled", *_creeps(w))
    if _slow_direction_under_way(w):
        slow = sentences.slow_direction(w)
        return verdict("converging steadily", "the loss on all the data falls slowly", slow)
    if _falls_all_along(w.losses):
        change = " → ".join(two_figures(w.losses[0], w.loss))
        hidden = "the noise of the batches hides it"
        return verdict("converging steadily", f"the loss on all the data falls, {change}", hidden)
    spread = f"{figure(float(np.mean(losses)))} ± {figure(float(np.std(losses, ddof=1)))}"
    return verdict(
        "noisy around a floor",
        f"the loss of a batch is {spread}",
        "a smaller η or larger batches lower the floor",
    )


def _edge_behind(w: Window) -> str:
    """The edge of stability, if η is not below it."""
    behind = w.edge is not None and w.learning_rate >= w.edge.rate
    return sentences.beside_the_edge(w) if behind else ""


def _falls_all_along(losses: Sequence[float]) -> bool:
    """Whether the loss on all the data is lower almost each time that one looks, and still is."""
    last = len(losses) - 1
    looks = [losses[k * last // (_LOOKS - 1)] for k in range(_LOOKS)]
    fell, farthest = looks[0] - looks[-1], max(looks) - min(looks)
    quarter, middle, end = looks[_LOOKS // 4], looks[_LOOKS // 2], looks[-1]
    if quarter - end < _STILL * fell and middle - end < _SEEN * abs(middle):
        return False  # it fell at first, and stands now
    lower = sum(b < a for a, b in pairwise(looks))
    return lower >= _FALLS and fell > _SEEN * abs(looks[0]) and fell > _KEPT * farthest


def _creeps(w: Window) -> tuple[str, ...]:
    """That the steps of `w` have not gone far."""
    eta, steps = figure(w.rows[-1].learning_rate), len(w.rows)
    if w.steady:
        return (f"{steps} steps at η = {eta} have hardly moved the point",)
    return f"the last {steps} steps have hardly moved the point", f"η is now {eta}"


def _explodes(losses: Sequence[float]) -> bool:
    """Whether each of the last losses is far beyond all of the first ones, and beyond the one
    before."""
    third = len(losses) // 3
    if third < 1:
        return False
    first, last = losses[:third], losses[-third:]
    return min(last) > _GROWN * max(map(abs, first)) > 0 and losses[-1] >= max(losses[:-1])


def _halves(losses: Sequence[float]) -> Halves:
    """Compared by ranks, so that a few huge losses do not drown all others."""
    middle = len(losses) // 2
    before, after = losses[:middle], losses[middle:]
    pairs = len(before) * len(after)
    higher = np.sign(np.subtract.outer(after, before)).sum() / 2
    error = math.sqrt(pairs * (len(losses) + 1) / 12)
    return Halves(
        float(np.median(before)), float(np.median(after)), float(higher) / error, len(losses)
    )


def _beyond_the_edge(w: Window) -> bool:
    return w.edge is None or w.learning_rate > 0.9 * w.edge.rate


def _slow_direction_under_way(w: Window) -> bool:
    """Whether a direction of little curvature has not arrived, by 1 − ημ a step, and the losses on
    all the data that were computed since the settings changed fall."""
    if not w.plain or w.curvature is None or w.curvature.mu <= 0 or len(w.before) < _FEW:
        return False
    half = len(w.before) // 2
    falls = np.mean(w.before[half:]) < np.mean(w.before[:half])
    return falls and w.learning_rate * w.curvature.mu * w.rows[-1].step < _ARRIVED


def _hardly_moved(w: Window) -> bool:
    """Whether all the steps together cannot have gone far, even where it is steepest."""
    if max(w.losses) - min(w.losses) > _SEEN * max(map(abs, w.losses)):
        return False
    if not w.plain:
        went = [b - a for a, b in zip(w.rows[0].params, w.params, strict=True)]
        return math.isfinite(w.distance) and norm(went) < _MOVED * _MOVED * w.distance
    total = sum(row.learning_rate for row in w.rows)
    if w.curvature is not None and w.curvature.L > 0:
        return total * w.curvature.L < _MOVED
    return total * w.slope * w.slope < 1e-3 * abs(w.loss)
