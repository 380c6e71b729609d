"""Numbers as people read and type them: one style for tables, sentences, errors and charts."""

import math
from collections.abc import Iterable
from itertools import pairwise

MINUS = "−"

USUAL_DIGITS, MOST_DIGITS = 6, 17
_NEAR = 1e-3  # of a number: another that is no farther from it is a neighbor
_OF_THE_WAY = 0.005  # between neighbors: rounding that shows no less than three digits of it


def number(value: float, digits: int = USUAL_DIGITS) -> str:
    """`value` to so many significant digits, with a real minus sign: `−0.64`, `1.2e28`, `∞`.

    With `MOST_DIGITS` it has those that tell it from every other number, and no more.
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if not value:
        return "0"
    return typed(value, digits).replace("-", MINUS)


def with_exponent(value: float, digits: int) -> str:
    """The finite `value` in few cells, however small it is: `2e−4` for 0.0002."""
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def typed(value: float, digits: int = MOST_DIGITS) -> str:
    """`value` as one types it, with all its digits or with so many: `-7`, `0.1`, `1e10`."""
    text = f"{value:.{digits}g}" if digits < MOST_DIGITS else repr(float(value)).removesuffix(".0")
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def rounded(value: float, digits: int) -> float:
    """The number that is written with so many significant digits of `value`."""
    return float(f"{value:.{digits}g}")


def digits_apart(values: Iterable[float], fewest: int = USUAL_DIGITS) -> int:
    """How many digits tell each of `values` from the next one, if it is another.

    Neighbors also show by how much they differ: 1000000003.2, which is 0.8 below 1000000004, is
    not written 1000000003, and 6.999999992, which is 8e−9 below 7, not 6.99999999.
    """
    finite = filter(math.isfinite, values)
    pairs = [(a, b) for a, b in pairwise(finite) if a != b]
    for digits in range(fewest, MOST_DIGITS):
        if all(_told_apart(a, b, digits) for a, b in pairs):
            return digits
    return MOST_DIGITS


def _told_apart(a: float, b: float, digits: int) -> bool:
    if rounded(a, digits) == rounded(b, digits):
        return False
    way = abs(b - a)
    return way >= _NEAR * abs(a) or all(
        abs(rounded(x, digits) - x) <= _OF_THE_WAY * way for x in (a, b)
    )


def one_two_five(decades: Iterable[int]) -> list[float]:
    """1, 2 and 5 times each of these powers of ten: by text, so 0.2 and not an ulp beside it."""
    return [float(f"{m}e{decade}") for decade in decades for m in (1, 2, 5)]
