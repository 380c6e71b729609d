"""Letters side by side: names that could also be read as products or calls.

`xy` is one name, as `loss` is, but it is hardly meant as one. What can be read in two ways is
refused with both of them and a way to write each; where only one can be meant, the reading is told.

A name is taken for a product where its letters are customarily variables, u … z and the Greek ones
(`xy`, `uv`, `ηw`); one coefficient before such (`ax`, `mv`); letters that are used side by side
(`ab`, `wb`); and letters or names that the loss has as parameters besides (`tp` beside t and p). A
function or constant counts where letters of that kind stand before it, behind it or both (`xsinx`,
`log2w`, `we`). Everything else is a name: `theta`, `loss`, `mu`, `using`, `w1`, `x_y`.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from gdtui.engine.objectives.typed.tokens import Token

_LETTER = re.compile(r"[A-Za-zα-ωΑ-Ω][0-9]*")
_LETTERS = re.compile(rf"(?:{_LETTER.pattern})+")
_FACTOR = re.compile(rf"(?:[0-9]+)?{_LETTER.pattern}")
_VARIABLES = re.compile(r"(?:[u-zU-Zα-ω][0-9]*)+")
_SIDE_BY_SIDE = re.compile(
    # Behind a coefficient u is none: `mu`, `aux` and `buy` are names.
    r"(?:[abckmABCKM][0-9]*)(?:[v-zV-Z][0-9]*)+|"
    + "|".join("[0-9]*".join(run) + "[0-9]*" for run in ("ab", "ac", "bc", "abc", "mn", "pq", "wb"))
)


class Readings(NamedTuple):
    """Two ways to read a name, each as it can be typed."""

    product: str
    """Such as `x·y` or `sin(w)`; what is not there is `…`."""
    parameter: str
    """One name that is read in no other way, such as `x_y`."""


def two_readings(
    name: str,
    parameters: Collection[str],
    functions: Collection[str],
    constants: Collection[str],
) -> Readings | None:
    """How a name could be read other than as one parameter; None if it could not.

    `parameters` are all names that are neither functions nor constants, this one among them.
    """
    others = set(parameters) - {name}
    for prefix in _longest_first(functions, constants):
        rest = name.removeprefix(prefix)
        if rest and rest != name and (_FACTOR.fullmatch(rest) or rest in others):
            factors = [rest]
        else:
            factors = _letters(rest) if rest != name else []
        if factors:
            argument = "·".join(factors)
            called = f"{prefix}({argument})" if prefix in functions else f"{prefix}·{argument}"
            return Readings(called, "_".join([prefix, *factors]))
    pieces = _LETTER.findall(name) if _LETTERS.fullmatch(name) else []
    if not (len(pieces) > 1 and sum(piece in others for piece in pieces) >= len(pieces) - 1):
        pieces = _letters(name) or _product_of(name, others)
    if pieces:
        return Readings("·".join(pieces), "_".join(pieces))
    return _behind_letters(name, others, functions, constants)


def _letters(name: str) -> list[str]:
    """The letters of a name that is hardly meant as one; none of any other."""
    pieces = _LETTER.findall(name)
    if len(pieces) < 2 or not (_VARIABLES.fullmatch(name) or _SIDE_BY_SIDE.fullmatch(name)):
        return []
    return pieces


def _product_of(name: str, others: Collection[str]) -> list[str]:
    """The names that `name` is made of, if it is made of such."""
    for other in sorted(others, key=len, reverse=True):
        rest = name.removeprefix(other)
        if rest in others and rest != name:
            return [other, rest]
        if rest != name and rest and (parts := _product_of(rest, others)):
            return [other, *parts]
    return []


def _behind_letters(
    name: str, others: Collection[str], functions: Collection[str], constants: Collection[str]
) -> Readings | None:
    """`xsinx`, `wexp` and `xe`: a function or a constant that stands behind letters."""
    for word, before, after in _split(name, _longest_first(functions, constants)):
        variables = before in others or _VARIABLES.fullmatch(before)
        factors = _letters(before) or [before]
        if word in constants:
            if variables and not after:
                return Readings("·".join([*factors, word]), "_".join([*factors, word]))
            continue
        if not after:
            if variables:
                return Readings("·".join([*factors, f"{word}(…)"]), "_".join([*factors, word]))
            continue
        argument = _letters(after)
        if after in others or after in factors or _VARIABLES.fullmatch(after.lstrip("0123456789")):
            argument = argument or [after]
        if argument and (variables or _letters(before) or _LETTER.fullmatch(before)):
            called = f"{word}({'·'.join(argument)})"
            return Readings("·".join([*factors, called]), "_".join([*factors, word, *argument]))
    return None


def _split(name: str, words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """A word in the middle of a name or at its end, what is before it and what is behind it."""
    for word in words:
        for match in re.finditer(re.escape(word), name):
            if match.start():
                yield word, name[: match.start()], name[match.end() :]


def _longest_first(*words: Collection[str]) -> list[str]:
    return sorted(chain(*words), key=len, reverse=True)


def called_product(name: str, functions: Collection[str]) -> str | None:
    """How a name before a bracket can be written that is no function: `w·sin(…)`, `x·y·(…)`."""
    for word, before, after in _split(name, _longest_first(functions)):
        if not after and (_letters(before) or _LETTER.fullmatch(before)):
            return "·".join([*(_letters(before) or [before]), f"{word}(…)"])
    factors = _letters(name)
    return "·".join([*factors, "(…)"]) if factors else None


def before_brackets(
    text: str, names: Sequence[Token], functions: Collection[str]
) -> Iterator[Token]:
    """The names that end in digits and stand right before a bracket, as functions do.

    Not x_1, whose digits can be nothing but an index.
    """
    for token in names:
        end = token.column - 1 + len(token.text)
        called = text[end : end + 1] == "(" and token.text not in functions
        if called and re.search(r"[^_0-9][0-9]+$", token.text):
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
