"""The rate finder for losses on data: range tests suggest, short runs decide.

A *range test* is a run whose learning rate grows by the same factor at every step (Smith, 2017,
"Cyclical learning rates for training neural networks"). Where its smoothed loss falls fastest is
the usual suggestion; it moves with the start and the batches, so several tests give an interval.
What a constant rate does is another question, and is answered by runs with constant rates.

Pulled, as a sweep is: whoever wants work done asks for it, and stopping is not asking.
"""

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from gdtui.engine.analysis.range_test import Interval, RangeTest, smooth
from gdtui.engine.analysis.sweeping.beside import usual_rates
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig
from gdtui.engine.analysis.sweeping.estimate import Estimate, estimated
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import PORTION, Sweep
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.events import StepsTaken
from gdtui.engine.run import Run

_BEYOND = 3  # times the largest usual rate: where a test ends
_FARTHER = 2  # rates that are checked beyond the grid, where the best is at its end


class Plan(NamedTuple):
    """What is tried, and so what it costs."""

    low: float
    """The rate of the first step of a range test."""
    high: float
    """That of the last one."""
    test_steps: int = 100
    starts: int = 5
    """How many range tests, each with a seed of its own: its start, its batches."""
    steps: int = 300
    """Of a run that checks a rate."""
    seeds: int = 3
    """How many runs check a rate."""

    @property
    def growth(self) -> float:
        """By which factor the rate of a range test grows at every step."""
        return float((self.high / self.low) ** (1 / (self.test_steps - 1)))


def usual_plan(config: RunConfig, data: Dataset | None) -> Plan:
    """Range tests over the rates that are usual for a run, and somewhat beyond."""
    rates = usual_rates(config, data, 2)
    return Plan(rates[0], _BEYOND * rates[-1])


class Checked(NamedTuple):
    """What became of the runs with one rate."""

    rate: float
    lanes: tuple[Lane, ...]
    """One a seed."""

    @property
    def losses(self) -> tuple[float, ...]:
        """After the last step, in the order of the seeds."""
        return tuple(lane.final_loss for lane in self.lanes)

    @property
    def mean(self) -> float:
        """Of the losses; ∞ if one of the runs left the finite numbers."""
        if not all(map(math.isfinite, self.losses)):
            return math.inf
        return sum(self.losses) / len(self.losses)

    @property
    def diverged(self) -> int:
        """How many of the runs did."""
        return sum(lane.diverged for lane in self.lanes)


class Finder:
    """The range tests and the checks of a run, as far as they are known."""

    def __init__(self, config: RunConfig, data: Dataset | None, plan: Plan) -> None:
        """`data` is what `config.data` names. Raises what `Run` raises, and `ConfigError` for a
        plan that is none."""
        if not 0 < plan.low < plan.high < math.inf or plan.test_steps < 2:
            raise ConfigError("a range test needs two rates above 0, the first below the other")
        if min(plan.starts, plan.steps, plan.seeds) < 1:
            raise ConfigError("the finder needs a start, a seed and a step, one at least")
        self.config, self.data, self.plan = config, data, plan
        self.checks: Sweep | None = None
        """The runs over rate and seed, once there is something to check."""
        self._tests: list[RangeTest] = []
        self._test: tuple[Run, list[float]] | None = None
        self._farther = 0
        self._losses_at_start: dict[int, float] = {}
        self._run_of(0)

    # What is known

    @cached_property
    def seeds(self) -> tuple[int, ...]:
        """Of the runs that check a rate."""
        return tuple(self.config.seed + k for k in range(self.plan.seeds))

    @property
    def tests(self) -> list[RangeTest]:
        """Those that are done, as many as there are starts."""
        return self._tests[: self.plan.starts]

    @property
    def under_way(self) -> RangeTest | None:
        """The one that is not done, as far as it has come."""
        return self._as_far_as(*self._test) if self._test is not None else None

    @property
    def tested(self) -> bool:
        """Whether all range tests are done."""
        return len(self._tests) >= self.plan.starts

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        there = self.tested and self.checks is not None and self.checks.done
        return there and self._beyond is None

    @property
    def suggested(self) -> Interval | None:
        """Where the tests fall fastest."""
        return Interval.of(test.steepest for test in self.tests)

    @property
    def lowest(self) -> Interval | None:
        """Where the tests are lowest; a tenth of it is the other rule of thumb."""
        return Interval.of(test.lowest for test in self.tests)

    @property
    def begun(self) -> list[Checked]:
        """The rates that are checked or will be, from the lowest, with the runs that are done."""
        if self.checks is None:
            return []
        lane, seeds = self.checks.lane, range(self.plan.seeds)
        return [
            Checked(rate, tuple(one for j in seeds if (one := lane(i, j)) is not None))
            for i, rate in enumerate(self.checks.config.axes[0].values)
        ]

    @property
    def checked(self) -> list[Checked]:
        """The rates whose runs are all done, from the lowest."""
        return [one for one in self.begun if len(one.lanes) == self.plan.seeds]

    @property
    def best(self) -> Checked | None:
        """The one with the lowest mean loss, of those of which no run diverged."""
        holding = [one for one in self.checked if not one.diverged and math.isfinite(one.mean)]
        return min(holding, key=lambda one: one.mean, default=None)

    @property
    def first(self) -> float:
        """The mean loss where the runs of the checks start."""
        losses = [self._loss_at_start(seed) for seed in self.seeds]
        return sum(losses) / len(losses)

    @property
    def share(self) -> float:
        """Of the work that is known of, 0 … 1, how much is done: by steps."""
        plan = self.plan
        test = 0 if self._test is None else self._test[0].step
        of_tests = min(plan.starts * plan.test_steps, len(self._tests) * plan.test_steps + test)
        every = plan.starts * plan.test_steps
        if self.checks is None:
            return of_tests / (every + _expected(plan) * plan.steps)
        runs = len(self.checks.config) * plan.steps
        return (of_tests + self.checks.progress.share * runs) / (every + runs)

    @cached_property
    def cost(self) -> Estimate:
        """What a run costs: measured once, which takes as long as a step, and a moment more."""
        return estimated(self._checks_of((self.plan.low,)), self.data)

    @property
    def seconds_left(self) -> float:
        """What is left will take about so long, in one process."""
        plan, cost = self.plan, self.cost
        if self.checks is None:
            runs = float(_expected(plan))
        else:
            runs = (1 - self.checks.progress.share) * len(self.checks.config)
        tests = max(0, plan.starts - len(self._tests))
        return cost.seconds_of(tests, plan.test_steps) + cost.seconds_of(runs, plan.steps)

    # What is done

    def advance(self, *, budget: float | None = None) -> bool:
        """Work for `budget` seconds, or to the end; whether there was anything to do."""
        if self.done:
            return False
        deadline = math.inf if budget is None else time.perf_counter() + budget
        while not self.done:
            left = deadline - time.perf_counter()
            if left <= 0:
                break
            if not self.tested:
                self._advance_test(min(left, PORTION))
            elif self.checks is None:
                self._check_all(self._grid())
            elif self.checks.done and self._beyond is not None:
                self._check_all([self._beyond])
                self._farther += 1
            else:
                self.checks.advance(budget=left)
        return True

    def with_starts(self, starts: int) -> None:
        """Judge by so many range tests; those that are there already are kept."""
        self.plan = self.plan._replace(starts=max(1, starts))
        if self.tested and self.checks is not None:
            self._check_all(self._grid())

    def check(self, rate: float) -> None:
        """Have a rate checked too."""
        self._check_all([rate])

    def config_at(self, rate: float, seed: int | None = None) -> RunConfig:
        """The run with a rate: what is checked, what is opened and what is pinned."""
        return replace(
            self.config, learning_rate=rate, seed=self.config.seed if seed is None else seed
        )

    def test_config(self, number: int) -> RunConfig:
        """The run that a range test is: its rate grows by a schedule."""
        plan = self.plan
        return replace(
            self.config_at(plan.low, self.config.seed + number),
            schedule=f"exponential:gamma={plan.growth!r}",
            max_steps=plan.test_steps,
        )

    def _run_of(self, number: int) -> Run:
        return Run(self.test_config(number), self.data)

    def _advance_test(self, budget: float) -> None:
        if self._test is None:
            begun = self._run_of(len(self._tests))
            self._losses_at_start[begun.config.seed] = begun.loss  # the checks start there too
            self._test = begun, []
        run, losses = self._test
        for event in run.advance(self.plan.test_steps - run.step, budget=budget):
            if isinstance(event, StepsTaken):
                losses += event.column("batch_loss")
        test = self._as_far_as(run, losses)
        ended = run.ended or run.step >= self.plan.test_steps
        if ended or len(test.smoothed) < len(losses):
            self._tests.append(test)
            self._test = None

    def _as_far_as(self, run: Run, losses: Sequence[float]) -> RangeTest:
        smoothed = smooth(losses)
        growth = self.plan.growth
        rates = tuple(self.plan.low * growth**t for t in range(len(smoothed)))
        return RangeTest(run.config.seed, rates, tuple(smoothed))

    def _loss_at_start(self, seed: int) -> float:
        if seed not in self._losses_at_start:
            run = Run(self.config_at(self.plan.low, seed), self.data)
            self._losses_at_start[seed] = run.loss
        return self._losses_at_start[seed]

    def _grid(self) -> list[float]:
        """1, 3, 10 … from below the interval to above the lowest loss of all tests."""
        suggested, lowest = self.suggested, self.lowest
        if suggested is None or lowest is None:
            return one_three(self.plan.low, self.plan.high)
        return one_three(min(suggested.low, lowest.low), max(suggested.high, lowest.high))

    def _checks_of(self, rates: Iterable[float]) -> SweepConfig:
        axes = Axis(RATE, tuple(sorted({*rates}))), Axis("seed", tuple(map(float, self.seeds)))
        return SweepConfig(self.config, axes, self.plan.steps)

    def _check_all(self, rates: Iterable[float]) -> None:
        before = self.checks
        there = before.config.axes[0].values if before is not None else ()
        known = before.known if before is not None else ()
        self.checks = Sweep(self._checks_of((*there, *rates)), self.data, known=known)

    @property
    def _beyond(self) -> float | None:
        """The next rate, if the best of those checked is at their end."""
        best, rates = self.best, [one.rate for one in self.checked]
        if best is None or self._farther == _FARTHER:
            return None
        if best.rate == rates[-1]:
            return _after(best.rate)
        return _before(best.rate) if best.rate == rates[0] else None


def _expected(plan: Plan) -> int:
    """Of the checks, how many runs there will be, about: the grid is known after the tests."""
    return 5 * plan.seeds


_GRID = [float(f"{m}e{e}") for e in range(-30, 31) for m in (1, 3)]


def one_three(low: float, high: float) -> list[float]:
    """The numbers 1, 3, 10, 30 … from the last that is not above `low` to the first that is not
    below `high`."""
    first = max((x for x in _GRID if x <= low), default=_GRID[0])
    last = min((x for x in _GRID if x >= high), default=_GRID[-1])
    return [x for x in _GRID if first <= x <= last]


def _after(rate: float) -> float:
    return next((x for x in _GRID if x > rate), rate)


def _before(rate: float) -> float:
    return next((x for x in reversed(_GRID) if x < rate), rate)
