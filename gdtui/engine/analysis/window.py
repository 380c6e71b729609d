"""What was measured of the last updates of a run: the facts from which a verdict is made."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise

from gdtui.engine import optimizers
from gdtui.engine.analysis.ahead import ahead, coasting_distance
from gdtui.engine.analysis.descends import falls_without_limit
from gdtui.engine.analysis.held_rate import Held, held_rate
from gdtui.engine.analysis.lengths import inner, norm
from gdtui.engine.analysis.place import Place, kind_of_point, little_leads_down
from gdtui.engine.analysis.theory import (
    FLAT,
    Edge,
    curvature_across,
    curvature_by_power_iteration,
    examples_of,
    hessian_at,
    stability_edge,
)
from gdtui.engine.events import Reason, StepTaken
from gdtui.engine.objectives import Curvature, Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run
from gdtui.engine.spec import name_of, parts

RECENT = 24
"""How many of the last updates a verdict looks at."""

RECENT_BATCHES = 400
"""The same for mini-batches, whose noise only averages out over many."""

ROUNDING = 1e-9
"""Losses whose relative difference is below this are equal."""

VANISHED = 1e-6
"""A distance this small beside the point's own size and beside the way behind is none."""

_EARLY = 32  # updates after a change of settings, where the highest losses are
_SEEN_AHEAD, _SEEN = 60, 1e-4  # updates, and how far they may lead beside the point's size
_NEAR = 0.1  # of the way behind: what is no farther ahead
_CANCELED = 0.01  # of what weight decay takes: less is left of the update where the two cancel
_ACROSS = 9  # updates that tell the curvature across them
_LARGEST = 20_000  # parameters × examples, of a Hessian that is worked out with every frame


@dataclass(frozen=True)
class Window:
    """The last updates since the settings changed, and what is known of where they lead.

    Losses and gradients are those of n + 1 points: where each update starts, and where the last
    one arrives.
    """

    objective: Objective
    optimizer: str
    """The rule's spec."""
    learning_rate: float
    """η of the next update."""
    steady: bool
    """Whether η is the same at every step."""
    rows: Sequence[StepTaken]
    """The updates, the oldest first; at least one."""
    gradients: Sequence[Sequence[float]]
    early: Sequence[StepTaken]
    """The first updates since the settings changed, and those that `last` has left out."""
    losses_before: Callable[[], Sequence[float]]
    """`before`, worked out."""
    first: Sequence[float]
    """Where the run started."""
    coast: float
    """How far what the rule remembers would carry the point if there were no slope any more."""
    ahead: Callable[[int], float]
    """How far the point would get away from here in so many updates."""
    ended: Reason | None = None
    held: Held | None = None
    """The rate that would have held, of a run that diverged."""

    def last(self, steps: int) -> "Window":
        """The facts of the last `steps` updates alone."""
        left_out = self.rows[: len(self.rows) - steps]
        return replace(
            self,
            rows=self.rows[-steps:],
            gradients=self.gradients[-steps - 1 :],
            early=(*self.early, *left_out),
            losses_before=lambda: (*self.before, *(row.loss for row in left_out)),
        )

    @property
    def longest(self) -> StepTaken:
        """The longest update of all that are looked at."""
        return max((*self.early, *self.rows), key=lambda row: norm(row.update))

    # The losses

    @property
    def since(self) -> int:
        """The step at which the window begins."""
        return self.rows[0].step - 1

    @cached_property
    def before(self) -> Sequence[float]:
        """Some of the losses between the last change of settings and the window, the oldest
        first."""
        return self.losses_before()

    @cached_property
    def losses(self) -> Sequence[float]:
        return (*(row.loss for row in self.rows), self.rows[-1].new_loss)

    @property
    def loss(self) -> float:
        """Where the last update arrives."""
        return self.losses[-1]

    @property
    def params(self) -> Sequence[float]:
        """Where the last update arrives."""
        return self.rows[-1].new_params

    @cached_property
    def rose(self) -> Sequence[bool]:
        """Of each update, whether the loss rose by more than rounding."""
        return [b - a > ROUNDING * max(abs(a), abs(b)) for a, b in pairwise(self.losses)]

    @property
    def rising(self) -> int:
        """How many of the last updates rose, in a row."""
        return _streak(self.rose, of=True)

    @property
    def falling(self) -> int:
        """How many of the last updates did not rise, in a row."""
        return _streak(self.rose, of=False)

    @property
    def at_its_highest(self) -> bool:
        """Whether no loss since the settings changed was higher than this one."""
        others = [*self.before, *self.losses[:-1]]
        return self.loss > max(others) + ROUNDING * abs(self.loss)

    @property
    def lower_than_before(self) -> bool:
        """Whether all losses are below the mean of those long before the window."""
        half = len(self.before) // 2
        return half > 0 and max(self.losses) < _mean(self.before[:half])

    @property
    def falls_in_the_long_run(self) -> bool:
        """Whether they are, and below the mean of those not so long ago by more than is seen."""
        lately = self.before[len(self.before) // 2 :]
        return self.lower_than_before and _mean(self.losses) < _mean(lately) * (1 - _SEEN)

    @cached_property
    def peaks(self) -> Sequence[float]:
        """The losses that are higher than both neighbors."""
        trios = zip(self.losses, self.losses[1:], self.losses[2:], strict=False)
        return [b for a, b, c in trios if a < b >= c]

    # The slope

    @cached_property
    def crossed(self) -> Sequence[bool]:
        """Of each update, whether the slope points the other way after it."""
        return [inner(a, b) < 0 for a, b in pairwise(self.gradients)]

    @cached_property
    def factors(self) -> Sequence[float]:
        """Of each update, what it left of the gradient's length."""
        lengths = [norm(gradient) for gradient in self.gradients]
        return [b / a if a else math.inf for a, b in pairwise(lengths)]

    @property
    def contraction(self) -> float:
        """What an update left of the gradient's length, over all of them."""
        begin, end = norm(self.gradients[0]), norm(self.gradients[-1])
        if begin == 0 or not math.isfinite(end):
            return math.inf
        return float((end / begin) ** (1 / len(self.rows)))

    @property
    def slope(self) -> float:
        """‖∂L/∂θ‖ where the last update arrives."""
        return norm(self.gradients[-1])

    @property
    def progress(self) -> float:
        """What an update achieves: the relative change of loss or of gradient, the larger."""
        begin, end = self.losses[0], self.losses[-1]
        of_loss = abs(end - begin) / max(abs(begin), 1e-300) / len(self.rows)
        change = self.contraction
        return max(of_loss, abs(1 - change)) if math.isfinite(change) else of_loss

    # The place

    @cached_property
    def place(self) -> Place:
        """What the point is where the last update arrives, if the slope has vanished there."""
        return kind_of_point(self.objective, self.params)

    @cached_property
    def curvature(self) -> Curvature | None:
        """The smallest and largest curvature where the last update arrives, if they are known."""
        size = examples_of(self.objective) * len(self.params) ** 2
        if self.objective.curvature is None and size > _LARGEST:
            return None
        return hessian_at(self.objective, self.params)

    @cached_property
    def largest_curvature(self) -> float:
        """λ where it is largest; of many parameters by power iteration."""
        if self.curvature is not None:
            return self.curvature.L
        return curvature_by_power_iteration(self.objective, self.params)

    @cached_property
    def edge(self) -> Edge | None:
        """The rate beyond which steps lead away from here, if it is known for the rule."""
        if not self.largest_curvature > 0:
            return None
        return stability_edge(self.largest_curvature, self.optimizer)

    @property
    def edge_before_the_rise(self) -> Edge | None:
        """The same where the rise of the loss began, if the last update raised it."""
        there = hessian_at(self.objective, self.rows[-self.rising].params)
        return stability_edge(there.L, self.optimizer) if there else None

    @property
    def same_everywhere(self) -> bool:
        """Whether the curvature is the same everywhere: a quadratic."""
        return self.objective.curvature is not None

    @property
    def network(self) -> bool:
        """Whether it is a loss on data that is no quadratic."""
        return isinstance(self.objective, DataObjective) and not self.same_everywhere

    @property
    def steepest_rate(self) -> float:
        """The largest η of the updates."""
        return max(row.learning_rate for row in self.rows)

    @cached_property
    def decay(self) -> float:
        """The weight decay that the rule was given."""
        _, settings = parts("optimizer", self.optimizer, OPTIMIZERS)
        return float(settings.get("weight_decay", 0.0))

    @property
    def decays_apart(self) -> bool:
        """Whether the rule takes weight decay from θ itself, apart from the slope."""
        return name_of(self.optimizer) in ("adamw", "lion")

    @property
    def plain(self) -> bool:
        """Whether the rule is descent, and nothing else."""
        return optimizers.is_descent(self.optimizer) and not self.decay

    @property
    def pull(self) -> float:
        """The length of what moves the point: the slope, with weight decay if that is added."""
        gradient = self.gradients[-1]
        if self.decay == 0 or self.decays_apart:
            return norm(gradient)
        return norm([g + self.decay * x for g, x in zip(gradient, self.params, strict=True)])

    @property
    def held_by_decay(self) -> bool:
        """Whether weight decay that is apart from the slope takes back what the rule adds."""
        if not self.decays_apart:
            return False
        last = self.rows[-1]
        pulled = last.learning_rate * self.decay * norm(last.params)
        return norm(last.update) < _CANCELED * pulled

    @property
    def reach(self) -> float:
        """A distance that counts as none here: beside the point's size and the way behind."""
        return VANISHED * min(max(1.0, norm(self.params)), self.way + self.distance)

    @property
    def way(self) -> float:
        """How far the point is from where the run started, along the axis where that is most."""
        return max(abs(a - b) for a, b in zip(self.params, self.first, strict=True))

    @cached_property
    def distance(self) -> float:
        """How far the place without slope is by Newton's estimate, pull/λ; inf if λ tells nothing.

        λ is the smallest curvature, of those that are any beside the largest.
        """
        if self.pull == 0:
            return 0.0
        if self.curvature is None:
            return math.inf
        sizes = [abs(self.curvature.mu), abs(self.curvature.L)]
        counted = [size for size in sizes if size > FLAT * max(sizes)]
        return self.pull / min(counted) if counted else math.inf

    @property
    def vanished(self) -> bool:
        """Whether the slope has all but vanished."""
        if self.curvature is None:
            return self.pull <= VANISHED * min(1 + abs(self.loss), norm(self.gradients[0]))
        return self.distance <= self.reach and not self._at_a_cusp

    @property
    def _at_a_cusp(self) -> bool:
        """Whether the slope is as large as ever where λ says that it ends: |w|^1.5, √|w|.

        Of one parameter; a step by Newton's rule leaves less than half of any other slope.
        """
        if self.objective.dimension > 1 or self.decay:
            return False
        assert self.curvature is not None
        slope, bend = self.gradients[-1][0], self.curvature.L
        if not (slope and bend and math.isfinite(slope / bend)):
            return False
        end = self.params[0] - slope / bend
        left = abs(self.objective.slope((end,))[0])
        return end != self.params[0] and left > abs(slope) / 2 > 0.5 * VANISHED

    @property
    def moving(self) -> bool:
        """Whether what the rule remembers would still carry the point away."""
        if self.curvature is None:
            return self.coast > VANISHED * max(1.0, norm(self.params))
        return self.coast > max(self.reach, VANISHED * VANISHED * norm(self.params))

    @cached_property
    def stays(self) -> bool:
        """Whether the coming updates leave the point where it is, as far as anyone would see.

        A schedule may raise η beyond the edge, and a rule that divides by the size of past slopes
        takes ever larger steps where they vanish.
        """
        if self.pull == 0 or (self.plain and self.steady and self.contraction <= 1):
            return True
        if self.edge is not None and self.learning_rate > self.edge.rate and self.contraction > 1:
            return False
        return self.ahead(_SEEN_AHEAD) <= _SEEN * max(1.0, norm(self.params))

    @property
    def still(self) -> bool:
        """Whether the last updates moved no parameter at all; one alone may have been a wait."""
        looked_at = 2 if optimizers.parse(self.optimizer).remembers else 1
        return len(self.rows) >= looked_at and all(
            a == b
            for row in self.rows[-looked_at:]
            for a, b in zip(row.params, row.new_params, strict=True)
        )

    @cached_property
    def endless(self) -> bool:
        """Whether the loss falls without limit from here."""
        return falls_without_limit(self.objective, self.params)

    @cached_property
    def nears_a_saddle(self) -> bool:
        """Whether the slope falls, next to none of it where it curves down, and it is not far."""
        if self.curvature is None or not self.curvature.mu < 0 < self.curvature.L:
            return False
        if self.contraction >= 1:
            return False
        if not self.same_everywhere and self.distance > _NEAR * self.way:
            return False
        return little_leads_down(self.objective, self.params, self.gradients[-1])

    @property
    def sharpness(self) -> float | None:
        """The curvature across the last updates."""
        updates = [row.update for row in self.rows[-_ACROSS:]]
        return curvature_across(updates, self.gradients[-len(updates) - 1 :])


def window_of(
    run: Run,
    rows: Callable[[int, int], Sequence[StepTaken]],
    recent: int = RECENT,
    held: Callable[[Run], Held | None] = held_rate,
) -> Window | None:
    """The facts of where `run` stands; None before the first step since the settings changed."""
    changed = run.changed
    begins = max(changed, run.step - recent)
    seen = [row for row in rows(begins + 1, run.step) if row.step > begins]
    if not seen:
        return None
    settings = run.settings
    ended = run.ended.reason if run.ended else None
    finite = math.isfinite(run.loss) and ended != "diverged"
    final = run.objective.slope(run.params) if finite else (math.nan,) * len(run.params)
    early = rows(changed + 1, min(changed + _EARLY, begins)) if begins > changed else seen[:1]
    return Window(
        objective=run.objective,
        optimizer=settings.optimizer,
        learning_rate=run.next_rate,
        steady=run.at_hand[0].steady,
        rows=seen,
        gradients=[*(row.gradient for row in seen), final],
        early=early,
        losses_before=lambda: [
            *(row.loss for row in early),
            *run.keyframes.losses(changed + _EARLY, begins),
        ],
        first=rows(1, 1)[0].params,
        coast=coasting_distance(run) if finite else math.inf,
        ahead=partial(ahead, run),
        ended=ended,
        held=held(run) if ended == "diverged" else None,
    )


def _mean(losses: Sequence[float]) -> float:
    """Of losses; inf beyond the floating-point range, where that of `statistics` raises."""
    return sum(losses) / len(losses)


def _streak(rose: Sequence[bool], *, of: bool) -> int:
    """How many at the end are `of`."""
    count = 0
    for one in reversed(rose):
        if one != of:
            break
        count += 1
    return count
