"""How a file writes what is to be run: a card's `show`, and the run that it asks about."""

from collections.abc import Sequence
from typing import Any

from gdtui.engine.spec import nearest, quoted
from gdtui.files.presets import preset_named, presets
from gdtui.study.cards.card import Setup
from gdtui.study.cards.reader import Table

_SETTINGS = ("loss", "start", "lr", "optimizer", "schedule", "steps")


def read_show(table: Table, names: Sequence[str] = ()) -> Setup | None:
    """What `show` opens, if there is one: the name of a preset, or a loss and its settings."""
    value = table.given.get("show")
    if value is None:
        return None
    if isinstance(value, str):
        preset = preset_named(value)
        if preset is None:
            table.wrong(
                f"unknown preset {quoted(value)}{nearest(value, presets())}; "
                "`gdtui presets` lists them",
                "show",
            )
        return Setup(preset=value if preset is None else preset.name)
    return _read(table.table("show", _SETTINGS), names)


def read_run(table: Table, names: Sequence[str]) -> Setup | None:
    """The `run` that a number is asked of, if there is one."""
    if "run" not in table:
        return None
    setup = _read(table.table("run", (*_SETTINGS, "ask")), names)
    for key in ("loss", "start", "lr", "ask"):
        if getattr(setup, key) is None:
            table.wrong(f"{key} is missing", "run")
    return setup


def _read(table: Table, names: Sequence[str]) -> Setup:
    given: dict[str, Any] = {}
    for key in table:
        match key:
            case "start":
                start = table.items(key)
                given[key] = tuple(start.template(number, names) for number in start)
                if not given[key]:
                    table.wrong("the start needs a number for each parameter", key)
            case "lr" | "steps":
                given[key] = table.template(key, names)
            case "loss" | "optimizer" | "schedule" | "ask":
                given[key] = table.text(key, required=True, names=names)
    return Setup(**given)
