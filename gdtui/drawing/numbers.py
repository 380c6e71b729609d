"""Numbers as they are written on the screen: short, and of one width, so that nothing jumps."""

import math

from gdtui.drawing.notation import subscript
from gdtui.engine.numbers import (
    MINUS,
    MOST_DIGITS,
    USUAL_DIGITS,
    digits_apart,
    number,
    one_two_five,
    rounded,
    with_exponent,
)

__all__ = [
    "MINUS",
    "MOST_DIGITS",
    "USUAL_DIGITS",
    "bracketed",
    "digits_apart",
    "duration",
    "fitted",
    "label",
    "next_rate",
    "number",
    "subscript",
]


def fitted(value: float, width: int, digits: int = USUAL_DIGITS) -> str:
    """`value` right-aligned in `width` cells, with as many of the digits as fit there."""
    for fewer in range(digits, 0, -1):
        text = number(value, fewer)
        if len(text) <= width:
            return text.rjust(width)
        if math.isfinite(value) and len(text := with_exponent(value, fewer)) <= width:
            return text.rjust(width)
    return ("nan" if math.isnan(value) else "…").rjust(width)


def label(value: float) -> str:
    """The round `value` as the label of an axis: with all its digits, written out if that is short
    or shorter than with an exponent."""
    close = (d for d in range(1, 15) if math.isclose(rounded(value, d), value, rel_tol=1e-13))
    exact = next(close, 15)
    written_out, short = number(value, max(12, exact)), number(value, exact)
    if "e" not in written_out and len(written_out) <= max(6, len(short)):
        return written_out
    return short


def bracketed(value: float, digits: int = 6) -> str:
    """`value`, in brackets if it is negative, as one writes it after a sign."""
    text = number(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def duration(seconds: float) -> str:
    """About how long that is: `30 s`, `4 min`, `3 h`."""
    if seconds < 100:
        return f"{max(1.0, seconds):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:,.0f} h"


def next_rate(rate: float, direction: int) -> float:
    """The next learning rate above (+1) or below (−1) in the series … 0.1, 0.2, 0.5, 1 …"""
    decade = math.floor(math.log10(rate))
    series = one_two_five([decade - 1, decade, decade + 1])
    if direction > 0:
        return min(value for value in series if value > rate * (1 + 1e-9))
    return max(value for value in series if value < rate * (1 - 1e-9))
