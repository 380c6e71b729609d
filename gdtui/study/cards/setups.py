"""How a file writes what is to be run: a card's `show`, and the run that it asks about."""

from collections.abc import Sequence
from typing import Any

from gdtui.engine.spec import nearest, quoted
from gdtui.files.command_line import BY_KEY, NUMBER, POINT, WHOLE, Setting
from gdtui.files.presets import preset_named, presets
from gdtui.study.cards.card import Setup
from gdtui.study.cards.reader import Table

_KEYS = ("loss", *BY_KEY)


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
    within = table.table("show", _KEYS)
    if "loss" not in within:
        table.wrong(
            'show needs a loss, as in { loss = "(w - 3)^2", start = [7], lr = 0.1 }, '
            "or is the name of a preset",
            "show",
        )
    return _read(within, names)


def read_run(table: Table, names: Sequence[str]) -> Setup | None:
    """The `run` that a number is asked of, if there is one."""
    if "run" not in table:
        return None
    within = table.table("run", (*_KEYS, "ask"))
    for key in ("loss", "start", "lr", "ask"):
        if key not in within:
            table.wrong(f"{key} is missing", "run")
    return _read(within, names)


def _read(table: Table, names: Sequence[str]) -> Setup:
    settings: dict[str, Any] = {}
    for key in table:
        if key == "loss":
            settings["objective"] = table.text(key, required=True, names=names)
        elif key in BY_KEY:
            settings[BY_KEY[key].name] = _template(table, key, BY_KEY[key], names)
    ask = table.text("ask", required=True, names=names) if "ask" in table else ""
    return Setup(settings=tuple(settings.items()), ask=ask)


def _template(table: Table, key: str, setting: Setting, names: Sequence[str]) -> Any:
    """What a card writes for a setting, checked as far as that can be done without numbers."""
    if setting.flag is not None:
        if not isinstance(table.given[key], bool):
            table.wrong(f"{key} must be true or false", key)
        return setting.flag if table.given[key] is True else not setting.flag
    if setting.form is POINT:
        items = table.items(key)
        point = tuple(items.template(number, names) for number in items)
        if not point:
            table.wrong(f"the {key} needs a number for each parameter", key)
        return point
    if setting.form is NUMBER or setting.form is WHOLE:
        return table.template(key, names)
    return table.text(key, required=True, names=names)
