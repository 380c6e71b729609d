"""The rate finder as a command line."""

from dataclasses import replace

from gdtui.engine.analysis.finder import Finder
from gdtui.engine.numbers import typed
from gdtui.files.command_line import command


def find_command(finder: Finder) -> str:
    """The command line of `gdtui sweep --find` that finds the same."""
    plan = finder.plan
    run = replace(finder.config, max_steps=plan.steps, learning_rate=None)
    rates = f"{typed(plan.low)}:{typed(plan.high)}:{plan.test_steps}"
    found = f"gdtui sweep --find --lr {rates} --starts {plan.starts}"
    return command(run).replace("gdtui", found, 1)
