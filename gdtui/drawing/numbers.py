"""Numbers as they are written on the screen: short, and of one width, so that nothing jumps."""

import math
from collections.abc import Iterable

MINUS = "−"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def number(value: float, digits: int = 6) -> str:
    """`value` to so many significant digits, with a real minus sign: `−0.64`, `1.2e28`, `∞`."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if e else mantissa
    return text.replace("-", MINUS) if value else "0"


def fitted(value: float, width: int) -> str:
    """`value` right-aligned in `width` cells, with as many digits as fit there."""
    for digits in range(min(6, width), 0, -1):
        text = number(value, digits)
        if len(text) <= width:
            return text.rjust(width)
    return ("nan" if math.isnan(value) else "…").rjust(width)


def label(value: float) -> str:
    """`value` as the label of an axis: written out if that is short, else with an exponent."""
    written_out = f"{value:.12g}".replace("-", MINUS)
    return written_out if len(written_out) <= 6 and "e" not in written_out else number(value, 3)


def bracketed(value: float, digits: int = 6) -> str:
    """`value`, in brackets if it is negative, as one writes it after a sign."""
    text = number(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def subscript(index: int) -> str:
    """`12` as `₁₂`."""
    return str(index).translate(_SUBSCRIPTS)


def one_two_five(decades: Iterable[int]) -> list[float]:
    """1, 2 and 5 times each of these powers of ten: by text, so 0.2 and not an ulp beside it."""
    return [float(f"{m}e{decade}") for decade in decades for m in (1, 2, 5)]


def next_rate(rate: float, direction: int) -> float:
    """The next learning rate above (+1) or below (−1) in the series … 0.1, 0.2, 0.5, 1 …"""
    decade = math.floor(math.log10(rate))
    series = one_two_five([decade - 1, decade, decade + 1])
    if direction > 0:
        return min(value for value in series if value > rate * (1 + 1e-9))
    return max(value for value in series if value < rate * (1 - 1e-9))
