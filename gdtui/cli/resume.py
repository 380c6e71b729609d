"""The runs of a file that a sweep goes on from, if they are of this sweep."""

import math
import time
from collections.abc import Sequence
from pathlib import Path

import click

from gdtui.cli.console import MOMENT, note
from gdtui.engine.analysis.kinds import two_figures
from gdtui.engine.analysis.sweeping.config import SweepConfig, Values
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.data.dataset import Dataset
from gdtui.files.sweep_file import lanes_in

_AGAIN = 9  # runs that are made again, spread over the known ones
_SECONDS = 0.5  # after which those that are done are enough, if one is


def resumed(file: Path, config: SweepConfig, data: Dataset | None) -> list[Lane]:
    """The lanes that `file` holds of a sweep, and a note of how many.

    Raises `click.ClickException` for a file that is none, and for one of another sweep: where runs
    took as many steps as these cannot, stand there twice, or come to something else when some of
    them are made again.
    """
    there = {*config.points}
    known: dict[Values, Lane] = {}
    try:
        for lane in lanes_in(file, config):
            if lane.values in there:
                _compare(file, config, lane, known.setdefault(lane.values, lane))
                _count(file, config, lane)
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    for lane in _made_again([*known.values()], config, data):
        _compare(file, config, known[lane.values], lane)
    note(f"{file.name}: {len(known):,} of {len(config):,} runs are known")
    return [*known.values()]


def _count(file: Path, config: SweepConfig, lane: Lane) -> None:
    """Raise `click.ClickException` for a number of steps that no run of this sweep has."""
    ended_well = math.isfinite(lane.final_loss)
    if lane.steps > config.steps or (lane.steps < config.steps and ended_well):
        raise click.ClickException(
            f"{file.name} is of another sweep: with {config.named(lane.values)} it has "
            f"{lane.steps:,} steps, and this one {config.steps:,}"
        )


def _made_again(known: Sequence[Lane], config: SweepConfig, data: Dataset | None) -> list[Lane]:
    """Some of the known ones, from the first to the last, worked out here."""
    places = {values: place for place, values in enumerate(config.points)}
    count = min(_AGAIN, len(known))
    spread = [known[k * (len(known) - 1) // max(1, count - 1)].values for k in range(count)]
    again = Sweep(config, data, only=[places[values] for values in spread])
    until = time.monotonic() + _SECONDS
    while again.advance(budget=MOMENT) and (not again.known or time.monotonic() < until):
        pass
    return again.known


def _compare(file: Path, config: SweepConfig, known: Lane, lane: Lane) -> None:
    """Raise `click.ClickException` where two runs with the same values are not the same."""
    if repr(known[2:5]) == repr(lane[2:5]) and known.verdict.headline == lane.verdict.headline:
        return
    one, other = two_figures(known.final_loss, lane.final_loss)
    raise click.ClickException(
        f"{file.name} is of another sweep: with {config.named(lane.values)} it has a loss of "
        f"{one} after {known.steps} steps ({known.verdict.headline}), and this one {other} after "
        f"{lane.steps} ({lane.verdict.headline})"
    )
