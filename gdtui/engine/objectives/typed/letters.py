"""Letters side by side: names that could also be read as products or calls.

`xy` is one name, as `loss` is; but beside x and y it is hardly meant as one. What can be read in
two ways is refused with both of them; where only one can be meant, the reading is told.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from gdtui.engine.objectives.typed.tokens import Token

_LETTER = re.compile(r"[A-Za-zα-ωΑ-Ω][0-9]*")
_LETTERS = re.compile(rf"(?:{_LETTER.pattern})+")
_FACTOR = re.compile(rf"(?:[0-9]+)?{_LETTER.pattern}")


def two_readings(
    name: str,
    parameters: Collection[str],
    functions: Collection[str],
    constants: Collection[str],
) -> str | None:
    """How a name could be read other than as one parameter: `x·y`, `sin(w)`; None if it could not.

    `parameters` are all names that are neither functions nor constants, this one among them.
    """
    others = set(parameters) - {name}
    for prefix in sorted([*functions, *constants], key=len, reverse=True):
        rest = name.removeprefix(prefix)
        if rest and rest != name and (_FACTOR.fullmatch(rest) or rest in others):
            return f"{prefix}({rest})" if prefix in functions else f"{prefix}·{rest}"
    pieces = _LETTER.findall(name) if _LETTERS.fullmatch(name) else []
    if len(pieces) > 1 and sum(piece in others for piece in pieces) >= len(pieces) - 1:
        return "·".join(pieces)
    parts = _product_of(name, others)
    return "·".join(parts) if parts else None


def _product_of(name: str, others: Collection[str]) -> list[str]:
    """The names that `name` is made of, if it is made of such."""
    for other in sorted(others, key=len, reverse=True):
        rest = name.removeprefix(other)
        if rest in others and rest != name:
            return [other, rest]
        if rest != name and rest and (parts := _product_of(rest, others)):
            return [other, *parts]
    return []


def before_brackets(
    text: str, names: Sequence[Token], functions: Collection[str]
) -> Iterator[Token]:
    """The names that end in digits and stand right before a bracket, as functions do."""
    for token in names:
        end = token.column - 1 + len(token.text)
        if token.text not in functions and token.text[-1].isdigit() and text[end : end + 1] == "(":
            yield token


def readings_before_brackets(name: str, functions: Mapping[str, object]) -> tuple[str, str]:
    """Both readings of a name such as `sin2` or `x2` before a bracket."""
    word = name.rstrip("0123456789")
    digits = name[len(word) :]
    if word in ("log", "ln"):
        return f"{word}({digits}(…))", f"ln(…)/ln({digits})"
    if word in functions:
        return f"{word}({digits}(…))", f"{word}(…)^{digits}"
    return f"{name}·(…)", f"{word}^{digits}·(…)"
