"""What a sweep will cost, told before it begins, and what would cost less."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig
from gdtui.engine.analysis.sweeping.fast_forward import (
    FEWEST_LANES,
    FEWEST_STEPS,
    MOST_LANES,
    Landed,
    can_be_lanes,
    fast_forward,
)
from gdtui.engine.analysis.sweeping.lane import Seen, lane_of
from gdtui.engine.analysis.sweeping.memory import PROCESS, SHARE, free_memory, of_a_run
from gdtui.engine.data.dataset import Dataset
from gdtui.engine.run import Run

_SAMPLED = 0.02  # seconds of steps from which their cost is known
_LANE = 1_200  # bytes that a lane's result takes


class Estimate(NamedTuple):
    """Of a sweep in one process that has a processor to itself."""

    seconds: float
    bytes: int
    """That the results of all lanes take."""
    a_run: int
    """Bytes that a run takes while it is worked out."""
    a_lane: float
    """Seconds that a lane costs, whatever its steps."""
    a_step: float
    """Seconds that a step of a lane costs."""

    def seconds_of(self, lanes: float, steps: int) -> float:
        """What so many lanes of so many steps take, about."""
        return lanes * (self.a_lane + steps * self.a_step)

    def processes_within(self, most: int) -> int:
        """How many processes at once, up to `most`, the free memory has room for; 0 if none."""
        room = SHARE * free_memory() - self.bytes
        return max(0, min(most, int(room / (PROCESS + self.a_run))))

    def lanes_within(self, seconds: float, steps: int) -> int:
        """How many lanes of so many steps fit into a time."""
        return max(1, int(seconds / (self.a_lane + steps * self.a_step)))

    def steps_within(self, seconds: float, lanes: int) -> int:
        """How many steps of so many lanes fit into a time; 0 where the lanes alone do not."""
        return max(0, int((seconds / lanes - self.a_lane) / self.a_step))


def estimated(config: SweepConfig, data: Dataset | None = None) -> Estimate:
    """What `config` will cost, by a run from the middle of its grid, and by its rates as lanes if
    they are that: as far as each comes in a fiftieth of a second."""
    values = tuple(one.values[len(one.values) // 2] for one in config.axes)
    began = time.thread_time()
    run = Run(config.config_at(values), data)
    made = time.thread_time()
    seen = Seen(run, run.loss)
    seen.take(run.advance(max(1, config.steps), budget=_SAMPLED))
    stepped = time.thread_time()
    lane_of(0, values, run, seen)
    judged = time.thread_time()
    a_lane = (made - began) + (judged - stepped)
    a_step = (stepped - made) / max(1, run.step)
    rates = next((one.values for one in config.axes if one.what == RATE), ())
    if len(rates) >= FEWEST_LANES and config.steps >= FEWEST_STEPS and can_be_lanes(run):
        begun = Run(config.config_at(values), data)
        a_lane += begun.keyframes.stride * a_step  # the last ones are done alone
        a_step = _step_of_lanes(begun, rates, config.steps)
    seconds = len(config) * (a_lane + config.steps * a_step)
    needed = len(config) * _LANE, of_a_run(run, config.steps)
    return Estimate(seconds, *needed, a_lane, a_step)


def _step_of_lanes(run: Run, rates: Sequence[float], steps: int) -> float:
    """Seconds that a step costs a lane among others, by as many steps as fit in the sample."""
    spread = rates[:: -(-len(rates) // MOST_LANES)]
    share, began = 0.0, time.thread_time()
    for landed in fast_forward(run, spread, steps):
        if not isinstance(landed, Landed):
            share = landed
            if time.thread_time() - began > _SAMPLED:
                break
    else:
        share = 1.0
    return (time.thread_time() - began) / (share * steps * len(spread))
