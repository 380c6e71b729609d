"""How the symbols of a formula are written on the screen."""

import re
from collections.abc import Sequence

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SYMBOL = re.compile(r"([A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9]*)")

HAT = "\u0302"
"""Drawn over the letter before it: the two together take one cell."""

_SPELLED = {"mhat": f"m{HAT}", "vhat": f"v{HAT}", "gbar": "ḡ", "vmax": "v max"}
_ROOT_OF_ONE = re.compile(r"√\((\w+)\)")
_CHARACTER = re.compile("(?s).[\u0300-\u036f]*")


def subscript(index: int) -> str:
    """`12` as `₁₂`."""
    return str(index).translate(_SUBSCRIPTS)


def typeset(symbol: str) -> str:
    """`β1` as β₁, `mhat` as m̂."""
    return _SPELLED.get(symbol) or re.sub(r"\d", lambda digit: subscript(int(digit[0])), symbol)


def readable(formula: str) -> str:
    """A line of a rule as people read it: `θ = θ − η·m̂/(√v̂ + ε)`."""
    return SYMBOL.sub(lambda match: typeset(match[1]), without_brackets(formula))


def without_brackets(formula: str) -> str:
    """A formula whose roots of one symbol need none: `√v` for `√(v)`."""
    return _ROOT_OF_ONE.sub(r"√\1", formula)


def in_words(text: str, room: int, more: str = "…") -> str:
    """The words of `text` that have room, and a sign that there are `more`; where they are not half
    of what has room, a part of the next word too."""
    if len(text) <= room:
        return text
    part = text[: max(0, room - 1)]
    words = part[:-1].rpartition(" ")[0]
    return f"{words} {more}" if 2 * len(words) > room else part + more


def in_clauses(formula: str, room: int, more: str = "…") -> str:
    """A formula without those of its explanations (`mean −ln p, p = σ(z), z = …`) that have no
    room; its words, where it has none itself."""
    depth, ends = 0, []
    for i, here in enumerate(formula):
        depth += (here in "([{") - (here in ")]}")
        if here == "," and depth == 0 and i <= room:
            ends.append(i)
    if len(formula) <= room or not ends:
        return in_words(formula, room, more)
    return formula[: ends[-1]]


def characters(text: str) -> Sequence[str]:
    """What a terminal draws as one: a letter, with the marks over it."""
    return text if text.isascii() else _CHARACTER.findall(text)


def width(text: str) -> int:
    """The cells of a formula: its letters, without what is drawn over them."""
    return len(characters(text))
