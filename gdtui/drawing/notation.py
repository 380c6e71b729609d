"""How the symbols of a formula are written on the screen."""

import re

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SYMBOL = re.compile(r"([A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9]*)")

_SPELLED = {"mhat": "m′", "vhat": "v′", "gbar": "ḡ", "vmax": "v max"}


def subscript(index: int) -> str:
    """`12` as `₁₂`."""
    return str(index).translate(_SUBSCRIPTS)


def typeset(symbol: str) -> str:
    """`β1` as β₁, `mhat` as m′: a letter with a hat takes no single cell."""
    return _SPELLED.get(symbol) or re.sub(r"\d", lambda digit: subscript(int(digit[0])), symbol)


def readable(formula: str) -> str:
    """A line of a rule as people read it: `θ = θ − η·m′/(√(v′) + ε)`."""
    return SYMBOL.sub(lambda match: typeset(match[1]), formula)
