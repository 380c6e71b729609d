"""How a file writes what is to be run: a card's `show`, and the run that it asks about."""

from collections.abc import Sequence
from typing import Any

from gdtui.engine.spec import nearest, quoted
from gdtui.files.command_line import BY_KEY, NUMBER, POINT, WHOLE, Setting
from gdtui.files.presets import preset_named, presets
from gdtui.study.cards.card import Setup
from gdtui.study.cards.reader import Table

KEYS = ("loss", *BY_KEY)
"""What a run is written with."""
_OF_A_PRESET = ("preset", "steps")


def read_show(table: Table, names: Sequence[str] = ()) -> Setup | None:
    """What `show` opens, if there is one: a preset, or a loss and its settings."""
    value = table.given.get("show")
    if value is None:
        return None
    if isinstance(value, str):
        return Setup(preset=_preset(table, "show", value))
    if isinstance(value, dict) and "preset" in value:
        within = table.table("show", _OF_A_PRESET)
        name = within.text("preset", required=True)
        return Setup(preset=_preset(within, "preset", name), steps=_steps(within, names))
    within = table.table("show", KEYS)
    if "loss" not in within:
        table.wrong(
            'show needs a loss, as in { loss = "(w - 3)^2", start = [7], lr = 0.1 }, '
            "or is the name of a preset",
            "show",
        )
    return read_settings(within, names)


def _preset(table: Table, key: str, name: str) -> str:
    preset = preset_named(name)
    if preset is None:
        table.wrong(
            f"unknown preset {quoted(name)}{nearest(name, presets())}; `gdtui presets` lists them",
            key,
        )
    return name if preset is None else preset.name


def _steps(table: Table, names: Sequence[str]) -> str | None:
    return table.template("steps", names) if "steps" in table else None


def read_run(table: Table, names: Sequence[str]) -> Setup | None:
    """The `run` that a number is asked of, if there is one."""
    if "run" not in table:
        return None
    within = table.table("run", (*KEYS, "ask"))
    for key in ("loss", "start", "lr", "ask"):
        if key not in within:
            table.wrong(f"{key} is missing", "run")
    return read_settings(within, names)


def read_settings(table: Table, names: Sequence[str]) -> Setup:
    """The settings in a table whose keys were checked; of `KEYS`, and `ask`, those that it has."""
    settings: dict[str, Any] = {}
    for key in table:
        if key == "loss":
            settings["objective"] = table.text(key, required=True, names=names)
        elif key in BY_KEY and key != "steps":
            settings[BY_KEY[key].name] = _template(table, key, BY_KEY[key], names)
    ask = table.text("ask", required=True, names=names) if "ask" in table else ""
    return Setup(settings=tuple(settings.items()), steps=_steps(table, names), ask=ask)


def _template(table: Table, key: str, setting: Setting, names: Sequence[str]) -> Any:
    """What a card writes for a setting, checked as far as that can be done without numbers."""
    if setting.flag is not None:
        return setting.flag if table.flag(key) else not setting.flag
    if setting.form is POINT:
        if not (isinstance(table.given[key], list) and table.given[key]):
            table.wrong(f"{key} is a list, with a number for each parameter, such as [7]", key)
            return ()
        items = table.items(key)
        return tuple(items.template(number, names) for number in items)
    if setting.form is NUMBER or setting.form is WHOLE:
        return table.template(key, names)
    return table.text(key, required=True, names=names)
