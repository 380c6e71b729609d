"""A number where a setting is asked for: 0.1, 1e-4, and what can be worked out, such as 1/3."""

import math

EXAMPLE = "enter a number, such as 7"


def number_of(text: str) -> float:
    """The number that `text` is or comes to: `0.1`, `1/3`, `2π`, `−½`.

    Raises `ValueError` with what would be right.
    """
    text = text.strip().replace("−", "-")
    try:
        value = float(text)
    except ValueError:
        value = _computed(text)
    if not math.isfinite(value):
        raise ValueError("needs a finite number, such as 7")
    return value


def _computed(text: str) -> float:
    """The value of a formula without names. Raises `ValueError`."""
    from gdtui.engine.objectives.typed.expression import constant  # noqa: PLC0415 (--help waits)
    from gdtui.engine.spec import quoted  # noqa: PLC0415

    if not text:
        raise ValueError(EXAMPLE)
    decimal = text.replace(",", ".")
    if text.count(",") == 1 and _is_plain(decimal):
        raise ValueError(f"{quoted(text, 12)} has a comma; write {decimal}")
    value = constant(text)
    if value is None:
        raise ValueError(f"{quoted(text, 12)} is not a number; {EXAMPLE}")
    return value


def _is_plain(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
