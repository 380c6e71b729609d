"""The spec of a choice with settings: `adam:beta1=0.8,beta2=0.95`.

What can be chosen is a function with keyword-only parameters: its name is the choice, its
parameters are the settings, their defaults say what type each one has. Options, presets, labs and
pickers all read and write this one form.
"""

import difflib
import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from gdtui.engine.numbers import number, typed

T = TypeVar("T")


class SpecError(ValueError):
    """A spec that cannot be read; the message is one line and names what would be right."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`, did you mean 'x'?` for the closest of `known`, or nothing if none is close."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {close[0]!r}?" if close else ""


def quoted(value: object, most: int = 40) -> str:
    """A text in quotes, or another value as it is, as messages show it: so many characters of it
    at most, and none that commands a terminal."""
    if isinstance(value, str):
        return repr(shortened(value, most))
    return shortened(repr(value), most)


def shortened(text: str, most: int) -> str:
    """So many characters of a text at most, with a sign where some are left out."""
    return text if len(text) <= most else text[: most - 1] + "…"


def name_of(text: str) -> str:
    """The name that a spec begins with, whether anything is called so or not."""
    return text.partition(":")[0].strip().lower()


def build(kind: str, text: str, choices: Mapping[str, Callable[..., T]], **context: Any) -> T:
    """What `text` names among `choices`, called with the settings it writes.

    `context` fills parameters that the text leaves out where the chosen function has them (a
    schedule's `total_steps` is the run's). Raises `SpecError`.
    """
    name, given = parts(kind, text, choices)
    known = settings_of(choices[name])
    context = {key: value for key, value in context.items() if key in known and value is not None}
    try:
        return choices[name](**{**context, **given})
    except SpecError as error:
        raise SpecError(f"{kind} {quoted(name)}: {error}") from None


def parts(
    kind: str, text: str, choices: Mapping[str, Callable[..., Any]]
) -> tuple[str, dict[str, Any]]:
    """The name in the spec `text`, and the settings that it gives. Raises `SpecError`."""
    name, (_, _, listed) = name_of(text), text.strip().partition(":")
    if name not in choices:
        raise SpecError(
            f"unknown {kind} {quoted(name)}{nearest(name, choices)}; known: {', '.join(choices)}"
        )
    settings = settings_of(choices[name])
    given: dict[str, Any] = {}
    for part in filter(None, map(str.strip, listed.split(","))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if part.isdecimal() and given:
            _refuse_comma(f"{kind} {quoted(name)}", *[*given.items()][-1], part)
        if key not in settings:
            known = f"known: {', '.join(settings)}" if settings else "it takes no settings"
            close = nearest(key, settings)
            raise SpecError(f"{kind} {quoted(name)} has no setting {quoted(key)}{close}; {known}")
        if not equals or not value:
            raise SpecError(f"{kind} {quoted(name)}: {key} needs a value, as in {key}=0.5")
        given[key] = _read(kind, name, key, value, settings[key])
    return name, given


def _refuse_comma(what: str, key: str, value: object, digits: str) -> None:
    """Raise `SpecError` if `digits` come after the decimal comma of a number: `beta1=0,8`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
        return
    if isinstance(value, int):
        raise SpecError(f"{what}: {key} must be a whole number, not {quoted(f'{value},{digits}')}")
    before = f"{key}={typed(value)}"
    raise SpecError(f"{what}: {quoted(f'{before},{digits}')} has a comma; write {before}.{digits}")


def with_setting(
    kind: str, text: str, choices: Mapping[str, Callable[..., Any]], key: str, value: float
) -> str:
    """The spec `text` with its setting `key` at `value`. Raises `SpecError` where it has none."""
    name, given = parts(kind, text, choices)
    if key not in settings_of(choices[name]):
        parts(kind, f"{name}:{key}={typed(value)}", choices)  # which says what there is
    listed = ",".join(f"{k}={_written(v)}" for k, v in {**given, key: value}.items())
    return f"{name}:{listed}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "/".join(map(typed, value))
    return value if isinstance(value, str) else typed(value)


def settings_of(choice: Callable[..., Any]) -> dict[str, Any]:
    """The settings of a choice and their defaults, in the order they are declared."""
    return {
        name: parameter.default
        for name, parameter in inspect.signature(choice).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }


def not_negative(**settings: float) -> None:
    """Raise `SpecError` for the first of these settings that is below 0."""
    for name, value in settings.items():
        if value < 0:
            raise SpecError(f"{name} must not be negative (got {number(value)})")


def _read(kind: str, name: str, key: str, value: str, default: Any) -> Any:
    """`value` as the type of `default`; lists are written `5/12/31`."""
    try:
        if isinstance(default, bool):
            return {"true": True, "yes": True, "false": False, "no": False}[value.lower()]
        if isinstance(default, tuple):
            return tuple(_number(item, default[0] if default else 1.0) for item in value.split("/"))
        if isinstance(default, str):
            return value
        return _number(value, default)
    except (KeyError, ValueError):
        wanted = {bool: "yes or no", tuple: "numbers such as 5/12/31", int: "a whole number"}
        kind_of_value = wanted.get(type(default), "a number")
        raise SpecError(
            f"{kind} {quoted(name)}: {key} must be {kind_of_value}, not {quoted(value)}"
        ) from None


def _number(value: str, default: float | None) -> float:
    if isinstance(default, int):
        return int(value)
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number
