"""What must be true of a run for each verdict, by its rows alone: DESIGN's table as predicates.

Nothing here is taken from the judge: losses, gradients and points of the rows, the rule's own
update without a slope, and the loss's own Hessian by differences of a step of its own.
"""

import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from gdtui.engine import optimizers
from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.run import Run

ROUNDING = 1e-9


class Facts:
    """The rows from which a verdict holds, and all rows since the settings changed."""

    def __init__(self, run: Run, verdict: Verdict) -> None:
        self.run = run
        self.said = str(verdict)
        self.changed = max((e.step for e in run.edits if e.step <= run.step), default=0)
        self.rows = run.rows(verdict.since + 1, run.step)
        self.losses = [*(row.loss for row in self.rows), *(row.new_loss for row in self.rows[-1:])]
        self.gradients = [row.gradient for row in self.rows]
        if math.isfinite(run.loss):
            self.gradients.append(run.objective.slope(run.params))

    @property
    def rises(self) -> list[bool]:
        return [b > a + ROUNDING * max(abs(a), abs(b)) for a, b in pairwise(self.losses)]

    @property
    def crosses(self) -> list[bool]:
        return [float(_unit(a) @ _unit(b)) < 0 for a, b in pairwise(self.gradients)]

    @property
    def lengths(self) -> list[float]:
        return [float(np.linalg.norm(_unit(g))) and math.hypot(*g) for g in self.gradients]

    @property
    def remembers(self) -> bool:
        return bool(optimizers.parse(self.run.settings.optimizer).remembers)

    def highest_before(self) -> float:
        rows = self.run.rows(self.changed + 1, self.run.step)
        return max(row.loss for row in rows)


def drift(run: Run) -> float:
    """How far the point goes in the next steps."""
    ahead = run.fork()
    ahead.advance(60)
    rows = ahead.rows(run.step + 1, ahead.step)
    return max((math.dist(row.new_params, run.params) for row in rows), default=0.0)


def _unit(vector: Sequence[float]) -> np.ndarray:
    length = math.hypot(*vector)
    return np.asarray(vector) / length if 0 < length < math.inf else np.zeros(len(vector))


def _not_started(f: Facts) -> bool:
    return f.run.step == 0


def _just_changed(f: Facts) -> bool:
    return f.run.step == f.changed > 0


def _converged(f: Facts) -> bool:
    """The point goes nowhere, or the first words say that this is not to stay, and it is not."""
    far = drift(f.run) / max(1.0, math.hypot(*f.run.params))
    leaves = "lead away" in f.said or "on its way off" in f.said
    if leaves:
        return not f.said.startswith("converged") and (far > 1e-4 or f.lengths[-1] > f.lengths[0])
    return far <= 1e-4 or "a saddle" in f.said


def _steady(f: Facts) -> bool:
    level = math.isclose(f.losses[-1], f.losses[0], rel_tol=ROUNDING)
    fell = f.losses[-1] < f.losses[0] or (level and f.lengths[-1] < f.lengths[0])
    return fell and not any(f.rises) and not any(f.crosses[-8:])


def _overshoot(f: Facts) -> bool:
    return f.losses[-1] < f.losses[0] and not any(f.rises) and any(f.crosses[-8:])


def _oscillating(f: Facts) -> bool:
    """Sides change, and neither the highest nor the lowest losses move, by what they are apart; or
    the stiffest mode of a quadratic keeps its length, while others may still shrink."""
    last = f.losses[-9:]
    half = len(last) // 2
    early, late = last[:half], last[-half:]
    apart = max(last) - min(last)
    seen = 2e-2 * apart + 1e-8 * max(map(abs, last))
    level = abs(max(early) - max(late)) <= seen and abs(min(early) - min(late)) <= seen
    if f.run.objective.curvature is not None and not level:
        growth = _growth(f.run)
        level = growth is not None and math.isclose(growth, 1, rel_tol=1e-6)
    return any(f.crosses[-8:]) and level


def _stalled(f: Facts) -> bool:
    """A step changes next to nothing of the loss."""
    per_step = abs(f.losses[-1] - f.losses[0]) / max(1, len(f.rows))
    return not any(f.rises) and per_step <= 1e-3 * abs(f.losses[0])


def _diverging(f: Facts) -> bool:
    """It has left the numbers, or the loss grows beyond what one crossing explains.

    On a quadratic that is any growth, if a mode of the rule's own recurrence grows: then no later
    step will bring it down. On another loss a crossing may land where it is steeper, once: so it
    takes three rises in a row to where the loss has never been, or one a thousand times as high.
    """
    if not math.isfinite(f.run.loss) or not all(map(math.isfinite, f.run.params)):
        return True
    streak = 0
    for a, b in pairwise(f.losses):
        streak = streak + 1 if b > a else 0
    if not streak:
        return False
    highest = f.losses[-1] > f.highest_before()
    if f.run.objective.curvature is not None and (growth := _growth(f.run)) is not None:
        return growth > 1 and (highest or streak >= 3)
    leapt = f.losses[-1] > 1000 * abs(f.losses[-streak - 1])
    return highest and (streak >= 3 or (leapt and not f.remembers))


def _growth(run: Run) -> float | None:
    """By what the stiffest mode of a quadratic grows a step at the rate of the next one: the larger
    root of the rule's recurrence, by `numpy.roots`; None for a rule that has none."""
    name, *rest = run.settings.optimizer.split(":")
    given = dict(pair.split("=") for pair in ",".join(rest).split(",") if pair)
    product = run.next_rate * sharpest(run, np.zeros(run.objective.dimension), h=1.0)
    beta = float(given.get("momentum", 0.9))
    if given.keys() - {"momentum"}:
        return None
    match name:
        case "gd" | "sgd":
            return abs(1 - product)
        case "momentum":
            return float(max(abs(np.roots([1, product - 1 - beta, beta]))))
        case "nesterov":
            damped = (1 + beta) * (1 - product)
            return float(max(abs(np.roots([1, -damped, beta * (1 - product)]))))
    return None


def _passing(f: Facts) -> bool:
    """It has velocity, and either a rise is behind it or the slope is next to nothing."""
    small = f.lengths[-1] <= 1e-4 * max(1.0, *f.lengths)
    uphill = f.losses[-1] > f.losses[0] * (1 + ROUNDING)  # in steps each below rounding
    return f.remembers and (small or any(f.rises) or uphill)


def _bouncing(f: Facts) -> bool:
    return any(f.rises)


def _edge(f: Facts) -> bool:
    rate = f.run.settings.learning_rate
    start = f.run.rows(f.changed + 1, f.changed + 1)[0].loss
    between = np.mean([row.new_params for row in f.rows[-8:]], axis=0)
    return abs(rate * sharpest(f.run, between) / 2 - 1) <= 0.15 and max(f.losses) < start


def _unbounded(f: Facts) -> bool:
    """The loss fell, and is at its lowest."""
    finite = f.losses if math.isfinite(f.losses[-1]) else f.losses[:-1]
    return finite[-1] <= min(finite)


TRUE_ONLY_IF: dict[str, Callable[[Facts], bool]] = {
    "not started": _not_started,
    "just changed": _just_changed,
    "converged": _converged,
    "converging steadily": _steady,
    "converging with overshoot": _overshoot,
    "oscillating": _oscillating,
    "stalled": _stalled,
    "diverging": _diverging,
    "passing through": _passing,
    "bouncing": _bouncing,
    "at the edge of stability": _edge,
    "unbounded": _unbounded,
}


AT_THE_START = ("not started", "just changed", "converged", "stalled")


def sharpest(run: Run, theta: np.ndarray, h: float = 1e-5) -> float:
    """The largest curvature of the run's loss at `theta`, by 100 power iterations on differences
    of the slope `h` to either side."""
    v = np.random.default_rng(0).normal(size=theta.size)
    found = 0.0
    for _ in range(100):
        v /= np.linalg.norm(v)
        ahead, behind = (np.asarray(run.objective.gradient(theta + s * h * v)) for s in (1, -1))
        product = (ahead - behind) / (2 * h)
        found = float(v @ product)
        v = product
    return found


def contradiction(run: Run, verdict: Verdict) -> str | None:
    """What the rows have against the verdict; None if nothing."""
    facts = Facts(run, verdict)
    if not facts.rows:
        return None if verdict.kind in AT_THE_START else f"{verdict} before a step"
    if TRUE_ONLY_IF[verdict.kind](facts):
        return _in_the_sentence(facts, verdict)
    return f"step {run.step}: {verdict} since {verdict.since}: {facts.losses}"


def _in_the_sentence(f: Facts, verdict: Verdict) -> str | None:
    """Claims that are in the sentence's words."""
    said = verdict.sentence
    wrong = []
    here = "without limit" not in said and "over the long run" not in said
    if "the loss falls" in said and here and any(f.rises):
        wrong.append("the loss rose")
    if "each step shrinks" in said or "each step lands" in said:
        factors = [b / a for a, b in pairwise(f.lengths) if a]
        digits = 5e-5 if min(factors) < 0.999 else 1e-9  # as they are shown
        if max(factors) - min(factors) > 0.03 * (1 - min(factors)) + 2 * digits:
            wrong.append(f"factors from {min(factors)} to {max(factors)}")
    if "the slope still grows" in said and f.lengths[-1] <= f.lengths[0]:
        wrong.append("the slope shrank")
    always = "each step crosses" in said or "each step lands" in said
    if always and not all(f.crosses):
        wrong.append("some steps kept the side")
    if re.search(r"\b(nan|inf)\b|-\d", said):
        wrong.append("a number that is none, or a hyphen for a minus sign")
    return f"step {f.run.step}: {verdict}: {wrong}" if wrong else None
