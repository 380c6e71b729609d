"""What was typed: numbers and words as people write them, and what is to be said of them."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

Outcome: TypeAlias = Literal["right", "unreadable", "precision", "mistake", "wrong", "shown"]

LONGEST = 200  # characters that are looked at
LARGEST_EXPONENT = 60
ROUNDED = Fraction(51, 100)  # of the last digit: how far off a number is that was rounded right


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said about an answer."""

    kind: Outcome
    says: str = ""
    """One sentence, empty if there is nothing to add."""

    @property
    def asks_again(self) -> bool:
        """Whether nothing was judged yet: the answer has to be typed once more."""
        return self.kind in ("unreadable", "precision")


class Typed(NamedTuple):
    """A number as it was typed."""

    value: Fraction
    unit: Fraction | None
    """What one more in the last digit would be; None for a fraction, which is exact."""
    hint: str = ""

    def rounds(self, exact: Fraction) -> bool:
        """Whether it is `exact` with fewer digits.

        What is rounded to one digit is off by a third of itself at most (1.5 as 2); so 0 rounds
        nothing, and 1 does not round 0.5.
        """
        return abs(self.value - exact) <= min((self.unit or 0) * ROUNDED, abs(exact) / 3)


class NotANumberError(ValueError):
    """What was typed is no number; the message says why, in one sentence."""


_SIGNS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-", "＋": "+", "⁄": "/", "∕": "/"})
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?"
    r"(?:(?:[eE]|[*·×x]10(?:\^|\*\*)?)(?P<exponent>[-+]?[0-9]{1,6}))?"
)
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")


def read(text: str) -> Typed:
    """Read `5.3`, `5,3`, `.25`, `9/5`, `1e-3`, `−2`. Raises `NotANumberError`."""
    compact = "".join(text[: LONGEST + 1].translate(_SIGNS).translate(_SUPERSCRIPTS).split())
    if not compact:
        raise NotANumberError("type a number, such as 5.3 or 9/5")
    if len(compact) > 60:
        raise NotANumberError("that is longer than any answer here")
    hint = ""
    if "," in compact:
        if compact.count(",") > 1 or "." in compact:
            raise NotANumberError("write the number with one point and no commas, such as 1234.5")
        compact = compact.replace(",", ".")
        hint = "Read with a decimal point; write 5.3 rather than 5,3."
    above, slash, below = compact.partition("/")
    value, unit = _decimal(above)
    if slash:
        divisor, _ = _decimal(below)
        if not divisor:
            raise NotANumberError("that divides by zero")
        return Typed(value / divisor, None, hint)
    return Typed(value, unit, hint)


def _decimal(text: str) -> tuple[Fraction, Fraction]:
    """A decimal, and the unit of its last digit."""
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["part"]):
        if text.endswith("%"):
            raise NotANumberError("write it as a plain number: 50% is 0.5")
        if text.lower().lstrip("+-") in ("inf", "infinity", "nan", "∞"):
            raise NotANumberError("the answer is a finite number")
        raise NotANumberError("that is not a number; such are 5.3, 9/5, 1e-3, -2")
    exponent = int(match["exponent"] or 0)
    if abs(exponent) > LARGEST_EXPONENT:
        raise NotANumberError("that is beyond any answer here")
    part = match["part"] or ""
    digits = Fraction(int(f"{match['whole']}{part}"))
    unit = Fraction(10) ** (exponent - len(part))
    return (-digits if match["sign"] == "-" else digits) * unit, unit


_SYMBOLS = {
    "−": "-", "–": "-", "—": "-", "·": "*", "×": "*", "⋅": "*", "≤": "<=", "⩽": "<=", "≥": ">=",
    "≠": "!=", "∞": "inf", "√": "sqrt", "∇": "grad", "∂": "d", "←": "<-", "→": "->", "**": "^",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "ω": "omega",
}  # fmt: skip
_RAISED = re.compile("[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def folded(text: str) -> str:
    """`text` without what does not count: case, spaces, and which of two signs was used."""
    text = _RAISED.sub(lambda match: "^" + match[0].translate(_SUPERSCRIPTS), text)
    text = unicodedata.normalize("NFKC", text).casefold()
    for symbol, plain in _SYMBOLS.items():
        text = text.replace(symbol, plain)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = re.sub(r"\s+", " ", text).strip(" .!?;,\"'")
    text = re.sub(r"^(the|an|a) (?=\w)", "", text)
    return re.sub(r" ?([^\w\s]) ?", r"\1", text)


def is_same(typed: str, form: str) -> bool:
    """Whether what was typed is this word or number, however it is written."""
    if folded(typed) == folded(form):
        return True
    try:
        return read(typed).value == read(form).value
    except NotANumberError:
        return False
