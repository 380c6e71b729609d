"""Whether what was typed into a gap is the word, the number or the formula that belongs there.

Words are compared without what does not count: case, spaces, hyphens, articles, plurals, and which
English they are spelled in. Numbers are compared by their values, and formulas by theirs, at
points where the names stand for numbers: so the order of factors and outer brackets do not matter.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import isclose
from random import Random

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.functions import CONSTANTS
from gdtui.study.cards import formulas
from gdtui.study.cards.formulas import KNOWN, Formula, Number, UndefinedError
from gdtui.study.cards.spoken import written
from gdtui.study.cards.typed_number import bare, is_number, plain, read


def is_same(typed: str, form: str) -> bool:
    """Whether what was typed is this word, number or formula, however it is written."""
    return (
        "".join(words(typed)) == "".join(words(form))
        or _is_same_number(typed, form)
        or _is_same_relation(typed, form)
    )


def without_neighbors(typed: str, before: str, after: str) -> str:
    """`typed` without the words of the sentence around the gap, if it repeats some of them.

    `bias correction` in "has no bias ____" is `correction`.
    """
    pieces = words(typed)
    ahead, behind = words(before), words(after)
    for count in range(min(len(pieces) - 1, len(ahead)), 0, -1):
        if pieces[:count] == ahead[-count:]:
            pieces = pieces[count:]
            break
    for count in range(min(len(pieces) - 1, len(behind)), 0, -1):
        if pieces[-count:] == behind[:count]:
            pieces = pieces[:-count]
            break
    return " ".join(pieces)


# Words

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "lamda": "λ", "mu": "μ", "nu": "ν", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_LETTER_NAMES = re.compile(rf"(?<![a-z])(?:\\?(?:{'|'.join(_GREEK)}))+(?![a-z])")
_LETTER_NAME = re.compile("|".join(sorted(_GREEK, key=len, reverse=True)))
_SAME = {
    "ϕ": "φ", "ϵ": "ε", "∂": "d", "∇": "grad ", "‖": "|", "||": "|", "<=": "≤", ">=": "≥", "⩽": "≤",
    "⩾": "≥", "!=": "≠", "<-": "←", "->": "→", ":=": "←", "infinity": "∞", "infty": "∞",
}  # fmt: skip
_AMERICAN = (
    (r"([a-z]{3,})is(e[ds]?|er|ers|ing|ation|ations)\b", r"\1iz\2"),
    (r"([a-z]{2,})ys(e[ds]?|er|ing)\b", r"\1yz\2"),
    (r"([a-z]{3,})our(s|ed|ing|hood|hoods)?\b", r"\1or\2"),
    (r"([a-z]{2,}t)re(s)?\b", r"\1er\2"),
    (r"([a-z]{3,})ll(ed|ing)\b", r"\1l\2"),
    (r"([a-z]{3,})ogue(s)?\b", r"\1og\2"),
    (r"\bgrey", "gray"),
)
_PLURAL = (
    (r"([a-z]{3,})ies\b", r"\1y"),
    (r"([a-z]{2,}(?:s|x|z|ch|sh))es\b", r"\1"),
    (r"([a-z]{2,}[^s\W])s\b", r"\1"),
)
_PIECE = re.compile(r"[^\W\d_]+|[0-9]+(?:\.[0-9]+)?|\S")


def words(text: str) -> list[str]:
    """The words, numbers and signs of `text`, without what does not count."""
    text = _signed(text)
    text = re.sub(r"(?<=[a-z]{2})[-'](?=[a-z])", "", text)
    text = re.sub(r"\b(?:the|an?) (?=[a-z]{2})", "", text)
    for pattern, replacement in (*_AMERICAN, *_PLURAL):
        text = re.sub(pattern, replacement, text)
    pieces = _PIECE.findall(text)
    while pieces and pieces[-1] in ".,;:!?\"'":
        pieces.pop()
    return pieces


def _signed(text: str) -> str:
    """`text` in lower case, with one sign for each thing: λ for lambda, ∞ for +infinity."""
    text = plain(text)
    for one, other in _SAME.items():
        text = text.replace(one, other)
    text = _LETTER_NAMES.sub(
        lambda names: _LETTER_NAME.sub(lambda name: _GREEK[name[0]], names[0].replace("\\", "")),
        text,
    ).replace("_", "")
    return re.sub(r"^\+ ?(?=∞|inf\b)", "", re.sub(r"\binf\b", "∞", text)).strip(" .,;!?\"'$")


# Numbers and formulas

_POINTS = 6
_RELATIONS = {"<": ">", "≤": "≥", ">": "<", "≥": "≤", "=": "=", "≠": "≠", "←": "←", "→": "→"}
"""Each with the one that says the same from right to left, but for arrows."""


def _is_same_number(typed: str, form: str) -> bool:
    typed, form = (written(bare(plain(text))) for text in (typed, form))
    return is_number(form) and is_number(typed) and read(typed).value == read(form).value


def _is_same_relation(typed: str, form: str) -> bool:
    """Whether both are one formula, or say the same of the same formulas: η < 2/λ, 2/λ > η."""
    typed_sides, typed_signs = _sides(typed)
    sides, signs = _sides(form)
    if not all(sides) or not all(typed_sides):
        return False
    turned = [_RELATIONS[sign] for sign in reversed(signs)]
    return (typed_signs == signs and all(map(_is_same_formula, typed_sides, sides))) or (
        bool(signs)
        and typed_signs == turned
        and not {"←", "→"} & {*signs}
        and all(map(_is_same_formula, typed_sides, reversed(sides)))
    )


def _sides(text: str) -> tuple[list[str], list[str]]:
    """The formulas between the signs of comparison, and those signs."""
    pieces = re.split(f"([{''.join(_RELATIONS)}])", _signed(text))
    return pieces[::2], pieces[1::2]


def _is_same_formula(typed: str, form: str) -> bool:
    if any(name not in _NAMED for name in _LONG_NAME.findall(written(form))):
        return False  # a word
    formula, other = _formula(form), _formula(typed)
    return formula is not None and other is not None and _agree(formula, other)


_NAMED = {*KNOWN, *CONSTANTS}
_LONG_NAME = re.compile(r"(?<![\\a-z])[a-z]{2,}")
_RUN = re.compile(r"(?<![\\a-z])[^\W\d_]{2,}[0-9]*")
_LETTER = re.compile(r"[^\W\d_][0-9]*")


@lru_cache(maxsize=256)
def _formula(text: str) -> Formula | None:
    """`text` as a formula whose names are letters, side by side in products; None: it is none."""
    text = _RUN.sub(
        lambda run: run[0] if run[0] in _NAMED else " ".join(_LETTER.findall(run[0])),
        written(text.replace("the ", "")),
    )
    try:
        return formulas.read(text)
    except ExpressionError:
        return None


def _agree(one: Formula, other: Formula) -> bool:
    """Whether two formulas have the same values, wherever they have any."""
    names = {*one.names, *other.names}
    pairs = [
        (_value(one, numbers), _value(other, numbers))
        for numbers in ({name: _number(name, place) for name in names} for place in range(_POINTS))
    ]
    return any(a is not None for a, _ in pairs) and all(map(_equal, *zip(*pairs, strict=True)))


def _value(formula: Formula, numbers: Mapping[str, Fraction]) -> Number | None:
    try:
        return formula.at(numbers)
    except UndefinedError:
        return None


def _number(name: str, place: int) -> Fraction:
    """What a name stands for at a place: another number each, negative at every other place."""
    random = Random(f"{name}/{place}")
    number = Fraction(random.randint(2, 99), random.randint(2, 99))
    return -number if place % 2 else number


def _equal(a: Number | None, b: Number | None) -> bool:
    return a == b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-9))
