"""What a line that is typed changes in a run that goes on."""

from typing import Any

from gdtui.files.command_line import SETTINGS

NAMES = {"lr": "learning_rate", "optimizer": "optimizer", "schedule": "schedule"}
"""What can be changed on the way, as it is typed and as `RunConfig` calls it."""


def change_in(line: str) -> dict[str, Any] | None:
    """What `lr 0.2` or `optimizer adam` changes; None for anything else.

    Raises `ValueError` for a value that is none.
    """
    word, _, rest = line.strip().partition(" ")
    if word not in NAMES:
        return None
    form = next(setting.form for setting in SETTINGS if setting.name == NAMES[word])
    return {NAMES[word]: form.parse(rest.strip())}
