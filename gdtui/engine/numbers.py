"""Numbers as people read and type them: one style for tables, sentences, errors and charts."""

import math
from collections.abc import Iterable

MINUS = "−"


def number(value: float, digits: int = 6) -> str:
    """`value` to so many significant digits, with a real minus sign: `−0.64`, `1.2e28`, `∞`."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return _short(f"{value:.{digits}g}").replace("-", MINUS) if value else "0"


def typed(value: float) -> str:
    """`value` as one types it, with all its digits: `-7`, `0.1`, `1e10`."""
    return _short(repr(float(value)).removesuffix(".0"))


def one_two_five(decades: Iterable[int]) -> list[float]:
    """1, 2 and 5 times each of these powers of ten: by text, so 0.2 and not an ulp beside it."""
    return [float(f"{m}e{decade}") for decade in decades for m in (1, 2, 5)]


def _short(text: str) -> str:
    """The exponent without its plus and zeros: `1e10` for `1e+10`."""
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text
