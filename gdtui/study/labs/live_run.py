"""What is changed in a run that goes on: what is fixed stays, what is chosen at the start begins
it anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gdtui.engine.run import Run
from gdtui.files.command_line import BY_KEY, CHANGES, SETTINGS
from gdtui.files.datasets import open_run
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.task import Task

ON_THE_WAY = tuple(setting.name for setting in CHANGES)
"""What can be changed at any step."""


def change_in(line: str) -> dict[str, Any] | None:
    """What `lr 0.2`, `optimizer adam` or `start 1,2` changes; None for anything else.

    Raises `ValueError` for a value that is none.
    """
    word, _, rest = line.strip().partition(" ")
    setting = BY_KEY.get(word)
    if setting is None or setting.flag is not None or word == "steps":
        return None
    try:
        return {setting.name: setting.form.parse(rest.strip())}
    except ValueError as error:
        raise ValueError(f"{word} {error}") from None


def free_in(task: Task) -> tuple[str, ...]:
    """What may be changed in the run of a task: where nothing is handed in, what can be on the
    way."""
    return task.free if isinstance(task, Do) else ON_THE_WAY


def refuse_fixed(task: Task, changes: Mapping[str, Any]) -> None:
    """Raises `ValueError` for a change of what is fixed in the task."""
    for setting in SETTINGS:
        if setting.name in changes and setting.name not in free_in(task):
            raise ValueError(f"{setting.key} is fixed in this task.")


def begun_with(run: Run, changes: Mapping[str, Any]) -> Run:
    """A new run with the settings of this one as they are now, but for `changes`.

    Raises `ValueError` if there is none such.
    """
    settings = {**run.settings._asdict(), **changes}
    return open_run(replace(run.config, **settings))
