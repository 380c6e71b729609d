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
    if decimal := with_point(text):
        raise ValueError(f"{quoted(text, 12)} {comma(decimal)}")
    value = constant(text)
    if value is None:
        raise ValueError(f"{quoted(text, 12)} is not a number; {EXAMPLE}")
    return value


def with_point(text: str) -> str:
    """A number with a decimal comma, `0,5`, as it is read: `0.5`. Of any other text "".

    Where several numbers may be meant, whoever asks for one alone knows better.
    """
    decimal = text.strip().replace("−", "-").replace(",", ".")
    try:
        is_one = text.count(",") == 1 and math.isfinite(float(decimal))
    except ValueError:
        return ""
    return decimal if is_one else ""


def comma(decimal: str) -> str:
    """What is said of a number with a decimal comma, after its text."""
    return f"has a comma; write {decimal}"
