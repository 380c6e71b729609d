"""A sweep as a command line."""

from dataclasses import replace

from gdtui.engine.analysis.finder import Finder
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.numbers import typed
from gdtui.files.command_line import command

MANY = 100.0
"""Times: a range this wide is spaced by factors on the command line; so are learning rates."""


def sweep_command(config: SweepConfig) -> str:
    """The command line that makes the sweep, but for what theory adds to it by itself."""
    run = replace(config.run, max_steps=config.steps)
    if any(one.what == RATE for one in config.axes):
        run = replace(run, learning_rate=None)
    if any(one.what == "batch_size" for one in config.axes):
        run = replace(run, batch_size=None)
    words = [f"--{one.name.replace('_', '-')} {_values(one)}" for one in config.axes]
    line = command(run).replace("gdtui", "gdtui sweep", 1)
    return f"{line} {' '.join(words)}".replace("--learning-rate", "--lr")


def _values(axis: Axis) -> str:
    """`low:high:count` where that gives the same values; all of them otherwise."""
    values = axis.values
    low, high, count = values[0], values[-1], len(values)
    log = low > 0 and (axis.what == RATE or high >= MANY * low)
    if count > 1 and not axis.whole and spaced(low, high, count, log=log) == values:
        return f"{typed(low)}:{typed(high)}:{count}"
    return ",".join(map(typed, values))


def find_command(finder: Finder) -> str:
    """The command line of `gdtui sweep --find` that finds the same."""
    plan = finder.plan
    run = replace(finder.config, max_steps=plan.steps, learning_rate=None)
    line = command(run).replace("gdtui", "gdtui sweep --find", 1)
    rates = f"{typed(plan.low)}:{typed(plan.high)}:{plan.test_steps}"
    return f"{line} --lr {rates} --starts {plan.starts}"
