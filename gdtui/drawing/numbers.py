"""Numbers as they are written on the screen: short, and of one width, so that nothing jumps."""

import math
from collections.abc import Iterable
from itertools import pairwise

from gdtui.drawing.notation import subscript
from gdtui.engine.numbers import MINUS, number, one_two_five

__all__ = ["MINUS", "bracketed", "fitted", "label", "next_rate", "number", "subscript"]

USUAL_DIGITS, MOST_DIGITS = 6, 17
FAR_OFF = 1e5
"""From here on a column of numbers has to be wider, if neighbors are to be told apart."""
_NEAR = 1e-3  # of a number: another that is no farther from it is a neighbor
_OF_THE_WAY = 0.05  # between neighbors: rounding that shows no less than two digits of it


def digits_apart(values: Iterable[float], fewest: int = USUAL_DIGITS) -> int:
    """How many digits tell each of `values` from the next one, if it is another.

    Far from 0 they also show by how much it is another: 1000000003.2, which is 0.8 below
    1000000004, is not written 1000000003.
    """
    finite = filter(math.isfinite, values)
    pairs = [(a, b) for a, b in pairwise(finite) if a != b]
    for digits in range(fewest, MOST_DIGITS):
        if all(_told_apart(a, b, digits) for a, b in pairs):
            return digits
    return MOST_DIGITS


def _told_apart(a: float, b: float, digits: int) -> bool:
    if number(a, digits) == number(b, digits):
        return False
    near = abs(b - a) < _NEAR * abs(a)
    return not (abs(a) >= FAR_OFF and near) or all(
        abs(float(f"{x:.{digits}g}") - x) <= _OF_THE_WAY * abs(b - a) for x in (a, b)
    )


def fitted(value: float, width: int, digits: int = USUAL_DIGITS) -> str:
    """`value` right-aligned in `width` cells, with as many of the digits as fit there."""
    for fewer in range(digits, 0, -1):
        text = number(value, fewer)
        if len(text) <= width:
            return text.rjust(width)
    return ("nan" if math.isnan(value) else "…").rjust(width)


def label(value: float) -> str:
    """The round `value` as the label of an axis: written out if that is short, else with an
    exponent, and with all its digits."""
    written_out = f"{value:.12g}".replace("-", MINUS)
    if len(written_out) <= 6 and "e" not in written_out:
        return written_out
    exact = (d for d in range(1, 15) if math.isclose(float(f"{value:.{d}g}"), value, rel_tol=1e-13))
    return number(value, next(exact, 15))


def bracketed(value: float, digits: int = 6) -> str:
    """`value`, in brackets if it is negative, as one writes it after a sign."""
    text = number(value, digits)
    return f"({text})" if text.startswith(MINUS) else text


def next_rate(rate: float, direction: int) -> float:
    """The next learning rate above (+1) or below (−1) in the series … 0.1, 0.2, 0.5, 1 …"""
    decade = math.floor(math.log10(rate))
    series = one_two_five([decade - 1, decade, decade + 1])
    if direction > 0:
        return min(value for value in series if value > rate * (1 + 1e-9))
    return max(value for value in series if value < rate * (1 - 1e-9))
