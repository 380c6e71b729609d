"""What a trajectory is doing, in a word and a sentence, with the theory where there is one."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean as mean
from statistics import variance
from typing import Literal, TypeAlias

from gdtui.engine.analysis.place import kind_of_point
from gdtui.engine.analysis.theory import hessian_at, stability_edge
from gdtui.engine.events import Reason, StepTaken
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.run import Run

Kind: TypeAlias = Literal[
    "not started",
    "converged",
    "converging steadily",
    "converging with overshoot",
    "oscillating",
    "stalled",
    "diverging",
    "noisy around a floor",
]

WHY_ENDED: dict[Reason, str] = {
    "diverged": "Diverged: the numbers exceed the floating-point range.",
    "max_steps": "The run was asked for no more steps than these.",
}
"""What the end of a run means, in a sentence."""

ARRIVED = "Arrived: further steps change nothing."
"""What an arrival means."""

RECENT = 24
"""How many of the last updates a verdict looks at."""

RECENT_BATCHES = 400
"""The same for mini-batches, whose noise only averages out over many."""

_LARGE = 10_000_000  # parameters × examples whose whole gradient is too much for a verdict

_NEGLIGIBLE = 1e-3  # a step that brings the gradient down by less than this share is stalled
_SAME = 1e-9  # losses whose relative difference is below this are equal
_FEW = 16  # mini-batches that say nothing yet
_ARRIVED = 1e-6  # a gradient this small beside the first one has arrived
_FLAT = 1e-6  # a gradient this small beside 1 + |L| is none, where steps change nothing


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word for the header and a sentence that explains it."""

    kind: Kind
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.sentence}"


def verdict_of(run: Run, rows: Callable[[int, int], Sequence[StepTaken]]) -> Verdict:
    """What `run` is doing where it stands; `rows(i, j)` gives its updates i … j."""
    recent = RECENT_BATCHES if run.stochastic else RECENT
    arrived = run.arrived is not None
    last_ones = rows(run.step - recent + 1, run.step)
    return judge(
        run.objective,
        last_ones or ([run.next_step()] if arrived else []),
        first=next(iter(rows(1, min(1, run.step))), None),
        ended=run.ended.reason if run.ended else None,
        arrived=arrived,
        optimizer=run.settings.optimizer,
    )


def judge(
    objective: Objective,
    rows: Sequence[StepTaken],
    *,
    first: StepTaken | None = None,
    ended: Reason | None = None,
    arrived: bool = False,
    optimizer: str = "gd",
) -> Verdict:
    """What the updates `rows` (the last ones, oldest first) are doing.

    `first` is the very first update of the run, against which an arrival is measured; without it
    the first of `rows` serves. `ended` is the reason for which the run ended, if it did, and
    `arrived` whether no further update moves the point, as those of `rows` may not. `optimizer` is
    the rule's spec, on which the edge of stability depends.
    """
    if not rows:
        return Verdict("not started", _outlook(objective, optimizer))
    most = RECENT_BATCHES if isinstance(objective, FiniteSum) else RECENT
    rows = _since_the_last_change(rows[-most:])
    last, first = rows[-1], first or rows[0]
    if ended == "diverged" or not math.isfinite(last.new_loss):
        return Verdict("diverging", _why_diverged(last) + _edge(objective, last, optimizer))
    if isinstance(objective, FiniteSum) and last.batch_size is not None:
        if any(row.batch_size != objective.size for row in rows):
            return _judge_batches(objective, rows, first, optimizer)
        rows = rows[-RECENT:]
    new_gradient = objective.slope(last.new_params)
    if arrived and tuple(last.new_params) == tuple(first.params):
        if any(new_gradient):
            return Verdict("stalled", "the step is too small to change a parameter at all")
        return Verdict("converged", "the gradient is 0 at the start, so no step moves")
    flat = max(map(abs, new_gradient)) <= _FLAT * (1 + abs(last.new_loss))
    if (arrived and flat) or _norm(new_gradient) <= _ARRIVED * _norm(first.gradient):
        return Verdict("converged", _where(objective, last.new_params, new_gradient))
    gradients = [*(row.gradient for row in rows), new_gradient]
    losses = [*(row.loss for row in rows), last.new_loss]
    turns = sum(_dot(a, b) < 0 for a, b in pairwise(gradients))
    turning = turns * 2 >= len(rows)
    change = _contraction(gradients)
    edge = _edge(objective, last, optimizer)
    if (turning and abs(change - 1) < _SAME**0.5) or _wandering(losses, gradients):
        return Verdict("oscillating", "it jumps from side to side and gets no closer" + edge)
    if losses[-1] > losses[0] * (1 + math.copysign(_SAME, losses[0])) and _rising(losses):
        return Verdict("diverging", _why_diverging(change) + edge)
    if turning:
        lands = f", and lands {change:.4g} × as far on the other side" if change < 1 else ""
        return Verdict("converging with overshoot", "each step crosses the minimum" + lands)
    if _progress(losses, gradients) < _NEGLIGIBLE:
        return Verdict("stalled", _why_stalled(objective, last))
    curvature = objective.curvature
    if curvature is not None and (curvature.mu < 0 < change - 1 or curvature.L <= 0):
        return Verdict("diverging", "the loss falls for ever: this one has no minimum")
    if change > 1:
        return Verdict("converging steadily", "the loss falls; the slope still grows")
    return Verdict("converging steadily", f"each step leaves {change:.4g} of the gradient")


def contraction_measured(objective: Objective, rows: Sequence[StepTaken]) -> float | None:
    """What a step has left of the gradient, over the last updates `rows` made by one rule; None
    where it cannot be said."""
    rows = _since_the_last_change(rows[-RECENT:])
    if not rows:
        return None
    gradients = [*(row.gradient for row in rows), objective.slope(rows[-1].new_params)]
    change = _contraction(gradients)
    return change if math.isfinite(change) else None


def _judge_batches(
    objective: FiniteSum, rows: Sequence[StepTaken], first: StepTaken, optimizer: str
) -> Verdict:
    """What the updates are doing if each sees a few of the examples: falling, rising or neither.

    The later half of the batch losses is compared with the earlier one, by their logarithms where
    they have some, since what grows or shrinks does so by factors; less than twice the standard
    error is noise.
    """
    last = rows[-1]
    if objective.size * objective.dimension <= _LARGE:
        gradient = objective.slope(last.new_params)
        if _norm(gradient) <= _ARRIVED * _norm(first.gradient):
            return Verdict(
                "converged", f"∂L/∂θ of all the data has fallen to {_norm(gradient):.1e}"
            )
    if len(rows) < _FEW:
        fell = last.new_loss < rows[0].loss
        kind: Kind = "converging steadily" if fell else "noisy around a floor"
        return Verdict(kind, f"only {len(rows)} mini-batches were seen so far; too few to tell")
    losses = [row.batch_loss for row in rows if row.batch_loss is not None]
    by_factors = min(losses) > 0
    compared = [math.log(loss) for loss in losses] if by_factors else losses
    before, after = compared[: len(compared) // 2], compared[len(compared) // 2 :]
    error = math.sqrt(variance(before) / len(before) + variance(after) / len(after))
    change = mean(after) - mean(before)
    was, is_now = (math.exp(mean(half)) if by_factors else mean(half) for half in (before, after))
    means = f"{was:.4g} → {is_now:.4g} on average, over {len(losses)} steps"
    if change < -2 * error:
        return Verdict("converging steadily", f"the loss of the batches falls, {means}")
    if change > 2 * error:
        edge = _edge(objective, last, optimizer)
        return Verdict("diverging", f"the loss of the batches rises, {means}{edge}")
    return Verdict(
        "noisy around a floor",
        f"the loss of a batch is {mean(losses):.4g} ± {math.sqrt(variance(losses)):.2g}; "
        "a smaller η or larger batches lower the floor",
    )


def _since_the_last_change(rows: Sequence[StepTaken]) -> Sequence[StepTaken]:
    """The last of `rows`, from where η made a jump, as an edit does."""
    for i in range(len(rows) - 1, 0, -1):
        if not math.isclose(rows[i].learning_rate, rows[i - 1].learning_rate, rel_tol=0.2):
            return rows[i:]
    return rows


def _outlook(objective: Objective, optimizer: str) -> str:
    edge = stability_edge(objective.curvature.L, optimizer) if objective.curvature else None
    if edge is None or objective.curvature is None or objective.curvature.mu <= 0:
        return "press n for the first step"
    return f"stable for 0 < η < {edge.formula} = {edge.rate:.4g}"


def _where(objective: Objective, params: Sequence[float], gradient: Sequence[float]) -> str:
    """How flat it is there, and what kind of place that is: a small slope alone cannot tell."""
    sentence = f"∂L/∂θ has fallen to {_norm(gradient):.1e}"
    place = kind_of_point(objective, params)
    if place.kind.startswith("a minimum"):
        return f"{sentence}: {place.kind}"
    return f"{sentence}, but this is {place.kind}: {place.evidence}"


def _why_diverging(change: float) -> str:
    if 1 < change < math.inf:
        return f"the loss rises, and the gradient grows {change:.4g} × a step"
    return "the loss rises"


def _why_diverged(last: StepTaken) -> str:
    if math.isnan(last.new_loss) and all(map(math.isfinite, last.new_params)):
        return f"step {last.step} landed where the loss is not defined"
    return f"step {last.step} exceeds the floating-point range"


def _why_stalled(objective: Objective, last: StepTaken) -> str:
    sentence = "negligible progress"
    if objective.curvature is not None and objective.curvature.L > 0:
        wide = 1 / objective.curvature.L
        if last.learning_rate < wide:
            return f"{sentence}: η = {last.learning_rate:g} is far below 1/λ = {wide:.4g}"
    return f"{sentence} at η = {last.learning_rate:g}"


def _edge(objective: Objective, last: StepTaken, optimizer: str) -> str:
    """Where η stands to the edge of stability, if one is known; here, if it moves about."""
    here = hessian_at(objective, last.params)
    edge = stability_edge(here.L, optimizer) if here else None
    eta = last.learning_rate
    if edge is None:
        return f"; half the rate would be {eta / 2:.4g}"
    sign = "=" if math.isclose(eta, edge.rate) else ">" if eta > edge.rate else "<"
    formula = edge.formula if objective.curvature else edge.formula + " here"
    return f"; η = {eta:g} {sign} {formula} = {edge.rate:.4g}"


def _contraction(gradients: Sequence[Sequence[float]]) -> float:
    """The factor by which the gradient's length changed a step, over all the steps seen."""
    begin, end = _norm(gradients[0]), _norm(gradients[-1])
    if begin == 0 or not math.isfinite(end):
        return math.inf
    return float((end / begin) ** (1 / (len(gradients) - 1)))


def _progress(losses: Sequence[float], gradients: Sequence[Sequence[float]]) -> float:
    """How much a step achieves: the relative change of loss or of gradient, the larger."""
    steps = len(losses) - 1
    of_loss = abs(losses[-1] - losses[0]) / max(abs(losses[0]), 1e-300) / steps
    return max(of_loss, abs(1 - _contraction(gradients)))


def _wandering(losses: Sequence[float], gradients: Sequence[Sequence[float]]) -> bool:
    """Whether the loss goes up and down again and again, and the slope gets no smaller."""
    moves = [b - a for a, b in pairwise(losses) if abs(b - a) > _SAME * abs(a)]
    reversals = sum(a < 0 < b or b < 0 < a for a, b in pairwise(moves))
    sizes = [_norm(gradient) for gradient in gradients]
    half = len(sizes) // 2
    return reversals * 4 >= max(8, len(losses)) and max(sizes[half:]) >= 0.9 * max(sizes[:half])


def _rising(losses: Sequence[float]) -> bool:
    recent = losses[-4:]
    return all(a < b for a, b in pairwise(recent))


def _norm(vector: Sequence[float]) -> float:
    return math.hypot(*vector)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(map(math.prod, zip(a, b, strict=True)))
