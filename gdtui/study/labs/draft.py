"""What is begun in a task and not handed in: kept in the journal, and taken up again."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from gdtui.engine.run import Run
from gdtui.files.typed_command import command_of
from gdtui.study.labs.kinds.run import refusal
from gdtui.study.labs.live_run import free_in
from gdtui.study.labs.task import Asked
from gdtui.study.labs.task_run import MOST_STEPS

LONGEST = 10_000  # characters, or heights of a curve


class Draft(NamedTuple):
    """What is begun; empty where nothing is."""

    typed: str = ""
    """What stands in the field."""
    run: str = ""
    """The command line that opens the run where it stands."""
    curve: tuple[float | None, ...] = ()
    """The height of each step that is drawn."""


def read_draft(entry: Mapping[str, Any]) -> Draft:
    """The draft in a line of a journal, as far as it is one."""
    typed, run, curve = entry.get("typed"), entry.get("run"), entry.get("curve")
    heights = curve if isinstance(curve, list) and len(curve) <= LONGEST else []
    return Draft(
        typed=typed[:LONGEST] if isinstance(typed, str) else "",
        run=run if isinstance(run, str) else "",
        curve=tuple(_height(height) for height in heights),
    )


def run_left(asked: Asked, draft: Draft) -> Run | None:
    """The run of a task where it was left; None for what is no run that the task allows."""
    if asked.shown is None or not draft.run:
        return None
    try:
        config = asked.shown.opened().config
        wanted = command_of(draft.run, config)
        if refusal(config, wanted, free_in(asked.task)):  # not opened: it may name any file
            return None
        return wanted.opened(MOST_STEPS)
    except ValueError:
        return None


def _height(given: object) -> float | None:
    if type(given) is not int and type(given) is not float:
        return None
    try:
        height = float(given)
    except OverflowError:
        return None
    return height if math.isfinite(height) else None
