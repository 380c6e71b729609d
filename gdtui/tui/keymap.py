"""A person's own keys, from their settings: which are in force, and what is wrong with the others.

In the settings file a line such as `"playground.step" = "n,right"` gives an action its keys. What
is wrong with a line is said with its place, and the action keeps the keys that it is declared with.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gdtui.engine.spec import nearest, quoted
from gdtui.files.settings import KeySetting
from gdtui.tui import actions
from gdtui.tui.actions import Action, key_shown
from gdtui.tui.panes import MOVING
from gdtui.tui.textual_internals import KEY_NAMES, key_name

SCREENS = (
    (*actions.PLAYGROUND, *MOVING, *actions.LOG),
    actions.RULE,
    actions.LOOK,
    actions.FIELD,
    actions.ANSWER,
    actions.PREDICTION,
    actions.LENS,
    actions.COMPARE,
    actions.SHARPNESS,
    actions.SWEEP,
    actions.FINDER,
    actions.PICKER,
    actions.COLUMNS,
    actions.PAGE,
    actions.DECKS,
    actions.MORE,
    actions.LAB,
    (*actions.BROWSER, *actions.CARD_TABLE),
    (*actions.REVIEW, *actions.GRADES, *actions.OPTIONS),
)
"""What can be done at once: within one of these, no two actions have the same key.

A field, and the update rule, take their keys before the screen that they are on.
"""

BY_ID = {action.id: action for screen in SCREENS for action in screen}

SAME_AS = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+j": "enter",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "escape",
    "return": "enter",
}
"""Keys for which a terminal sends what it sends for another."""

TAKEN = {
    "tab": "moves to the next pane or field",
    "shift+tab": "moves to the pane or field before",
    "ctrl+c": "copies what is selected",
}
"""Keys that are the same on every screen."""


class Keymap(NamedTuple):
    """The keys of every action that a person has changed, and a line for each that is wrong."""

    keys: Mapping[str, str]
    """By the action's id; Textual's names of keys, separated by commas."""
    problems: list[str]

    def shown(self, action: Action) -> str:
        """The keys of an action as people read them."""
        return " ".join(map(key_shown, self.keys.get(action.id, action.keys).split(",")))

    def complete(self) -> dict[str, str]:
        """The keys of every action, for Textual; nothing if all are as they are declared.

        Of two actions on one key, each in a state of the screen that the other does not work in,
        Textual would take the key from both when it is told about one.
        """
        declared = {action.id: action.all_keys for action in BY_ID.values()}
        return {**declared, **self.keys} if self.keys else {}


def keymap_of(settings: Iterable[KeySetting]) -> Keymap:
    """What the settings come to."""
    wanted: dict[str, KeySetting] = {}
    problems: list[str] = []
    for setting in settings:
        try:
            wanted[setting.action] = setting._replace(keys=_keys(setting))
        except ValueError as error:
            problems.append(f"{setting.where}: {error}")
    while clash := _clash(wanted):
        refused, problem = clash
        problems.append(f"{refused.where}: {problem}")
        del wanted[refused.action]
    keys = {action: setting.keys for action, setting in wanted.items()}
    return Keymap(keys, problems)


def _keys(setting: KeySetting) -> str:
    """The names of the keys as Textual has them. Raises `ValueError`."""
    if setting.action not in BY_ID:
        close = nearest(setting.action, BY_ID) or "; the guide lists them"
        raise ValueError(f"unknown action {quoted(setting.action)}{close}")
    return ",".join(dict.fromkeys(_key(key.strip()) for key in setting.keys.split(",")))


def _key(text: str) -> str:
    if not text:
        raise ValueError('needs a key, such as "n" or "n,right"; the comma key is "comma"')
    key = key_name(text)
    *modifiers, name = key.split("+")
    if key in TAKEN:
        raise ValueError(f"{quoted(text)} cannot be used: it {TAKEN[key]}")
    if key in SAME_AS:
        raise ValueError(
            f"{quoted(text)} is lost: terminals send the same for it as for {SAME_AS[key]}"
        )
    if "alt" in modifiers:
        raise ValueError(f"{quoted(text)} is lost over SSH: Alt arrives as Esc and a key")
    if modifiers == ["shift"] and len(name) == 1 and name.isalpha():
        raise ValueError(f"{quoted(text)} is written {name.upper()!r}")
    character = len(name) == 1 and name.isprintable()
    if name not in KEY_NAMES and not character:
        raise ValueError(f"unknown key {quoted(text)}{nearest(key, KEY_NAMES)}")
    sent = key in KEY_NAMES and modifiers != ["ctrl", "shift"] and not name.isdigit()
    if modifiers and not sent:
        raise ValueError(f"{quoted(text)} is lost: few terminals send anything of their own for it")
    return key


def _clash(wanted: Mapping[str, KeySetting]) -> tuple[KeySetting, str] | None:
    """The last setting that gives an action a key that another of the screen has, and why."""
    keys = {action.id: action.all_keys.split(",") for action in BY_ID.values()}
    keys |= {setting.action: setting.keys.split(",") for setting in wanted.values()}
    for setting in reversed([*wanted.values()]):
        action = BY_ID[setting.action]
        (screen,) = (screen for screen in SCREENS if action in screen)
        for other in screen:
            if other is action or action.excludes(other):
                continue
            for key in keys[action.id]:
                if key in keys[other.id]:
                    return setting, f"{key_shown(key)!r} is the key of {other.id!r} already"
    return None
