"""A number as people type it: understood, or asked for again with the reason."""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.functions import CONSTANTS
from gdtui.engine.spec import quoted
from gdtui.study.cards import formulas
from gdtui.study.cards.formulas import UndefinedError

LONGEST = 200  # characters that are looked at
MOST_CHARACTERS = 60  # of a number
LARGEST_EXPONENT = 60
ROUNDED = Fraction(51, 100)  # of the last digit: how far off a number is that was rounded right


class Typed(NamedTuple):
    """A number as it was typed."""

    value: Fraction
    unit: Fraction | None
    """What one more in the last digit would be; None for what is computed, which is exact."""
    hint: str = ""

    def rounds(self, exact: Fraction) -> bool:
        """Whether it is `exact` with fewer digits; 0 is whatever is small, and rounds nothing."""
        return self.value != 0 and abs(self.value - exact) <= (self.unit or 0) * ROUNDED


class NotANumberError(ValueError):
    """What was typed is no number; the message says why, in one sentence."""


def read(text: str) -> Typed:
    """Read `5.3`, `w = 5,3`, `9/5`, `1 1/2`, `3·10⁻²`, `200 updates`, `7 - 0.1*8`.

    What can be read in two ways is refused, as what is no number. Raises `NotANumberError`.
    """
    number = plain(text[: LONGEST + 1])
    for change in (bare, _without_grouping, _one_number):
        number = change(number)
    number = re.sub(r"\s", "", number)
    if not number:
        raise NotANumberError("type a number, such as 5.3 or 9/5")
    if len(number) > MOST_CHARACTERS:
        raise NotANumberError("that is longer than any answer here")
    pointed = _with_point(number)
    hint = "Read with a decimal point; write 5.3 rather than 5,3." if pointed != number else ""
    value, unit = _decimal(pointed) or (_computed(pointed), None)
    return Typed(value, unit, hint)


def is_number(text: str) -> bool:
    """Whether `read` understands it."""
    try:
        read(text)
    except NotANumberError:
        return False
    return True


# How it is written

_FRACTION = re.compile("[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]")
_RAISED = re.compile("[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN = str.maketrans(
    dict.fromkeys("−–—‒‐‑﹣－⁃", "-")
    | dict.fromkeys("·⋅∙•×∗✕", "*")
    | dict.fromkeys("÷⁄∕", "/")
    | dict.fromkeys("‘’ʼ`´", "'")
    | dict.fromkeys("“”„«»", '"')
)


def plain(text: str) -> str:
    """`text` in lower case, with the signs of a keyboard: minus, product, quotient, power."""
    text = _RAISED.sub(lambda match: f"^({unicodedata.normalize('NFKC', match[0])})", text)
    text = _FRACTION.sub(lambda match: f" {unicodedata.normalize('NFKC', match[0])}", text)
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN).lower()
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = re.sub(r"(?<=[0-9]) ?x ?(?=10 ?\^)", "*", text.replace("**", "^"))
    return re.sub(r"\^[({]([-+]?[0-9]+)[)}]", r"^\1", " ".join(text.split()))


def _last_side(text: str) -> str:
    """The number of `w = 5.3`, `w ← 5.3`, `answer: 5.3`, `≈ 5.3` and `5 + 0.3 = 5.3`."""
    sides = [side for side in re.split(r":?=|≈|≃|≅|~|←|→|<-|->|^[^0-9:]*:", text) if side.strip()]
    with_digits = [side for side in sides if re.search(r"\d", side)]
    return next(reversed(with_digits or sides), "")


_LED_BY = re.compile(
    r"^(?:(?:about|approximately|approx\.?|roughly|ca\.?|circa|exactly|the|answer|it|is|it's|so)"
    r"\s+)+"
)
_COUNTED = re.compile(
    r"(?<=[0-9a-z.)]) (?:more |full )?"
    r"(?:steps?|updates?|iterations?|epochs?|(?:mini-?)?batch(?:es)?|examples?|times|units?)$"
)


def bare(text: str) -> str:
    """`text` without what stands around a number: `w =`, `about`, a full stop, `200 updates`."""
    before = None
    while before != text:
        before = text
        text = text.strip(" \"'$;!?").rstrip(".,")
        if re.fullmatch(r"[(\[{][^()\[\]{}]*[)\]}]", text):
            text = text[1:-1]
        else:
            text = _COUNTED.sub("", _LED_BY.sub("", _last_side(text)))
    return text


def _without_grouping(text: str) -> str:
    """`1 200` and `1'200` as 1200; a comma may be a point as well."""
    return re.sub(
        r"(?<![0-9.,])[1-9][0-9]{0,2}(?:[ '][0-9]{3})+(?![0-9]| ?/)",
        lambda match: re.sub("[ ']", "", match[0]),
        text,
    )


_WORD = re.compile(r"[^\W\d_]{2,}")
_KNOWN = {*formulas.KNOWN, *CONSTANTS}


def _one_number(text: str) -> str:
    """`text`, with `1 1/2` as 1 + 1/2. Raises `NotANumberError` where it is not one number."""
    if mixed := re.fullmatch(r"([-+]?) ?([0-9]+) ([0-9]+) ?/ ?([0-9]+)", text):
        sign, whole, above, below = mixed.groups()
        if int(above) < int(below):
            return f"{sign}({whole}+{above}/{below})"
    if re.fullmatch(r"[0-9]+-[0-9]+/[0-9]+", text):
        whole, _, part = text.partition("-")
        raise NotANumberError(
            f"{text} can be read as {whole} {part} or as {whole} − {part}; write the one you mean"
        )
    if re.search(r"%|‰|\bper ?cent\b", text):
        raise NotANumberError(
            "leave the percent sign out: type 50 if the question asks for percent, otherwise 0.5"
        )
    if re.search(r"\b(?:inf|infinity|nan)\b|∞", text):
        raise NotANumberError("the answer is a finite number")
    if sign := re.search("[<>≤≥±≠]", text):
        raise NotANumberError(f"type the number alone, without {sign[0]}")
    for word in _WORD.findall(text):
        if word not in _KNOWN:
            what = quoted(word, 20)
            raise NotANumberError(f"{what} is not a number; type only the number, such as 5.3")
    if re.search(r"[0-9.)] +[-+]?[0-9.(]|, |;", text):
        raise NotANumberError("those are two numbers; type one, such as 5.3, 9/5 or 1 1/2")
    return text


def _with_point(text: str) -> str:
    """`text` with a decimal point for a comma. Raises `NotANumberError` where that may be wrong."""
    if "," not in text:
        return text
    if re.search(r"[.,][0-9]*,|,[0-9]*\.", text):
        raise NotANumberError("write the number with one point and no commas, such as 1234.5")
    if grouped := re.search(r"(?<![0-9])[1-9][0-9]{0,2},[0-9]{3}(?![0-9])", text):
        whole, point = grouped[0].replace(",", ""), grouped[0].replace(",", ".")
        raise NotANumberError(
            f"{grouped[0]} can be read as {whole} or as {point}; write the one you mean"
        )
    return text.replace(",", ".")


# What it is

_DECIMAL = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?"
    r"(?:(?:e|\*10\^)(?P<exponent>[-+]?[0-9]{1,6}))?"
)


def _decimal(text: str) -> tuple[Fraction, Fraction] | None:
    """A decimal, and the unit of its last digit; None for anything else."""
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match["whole"] or match["part"]):
        return None
    exponent = int(match["exponent"] or 0)
    if abs(exponent) > LARGEST_EXPONENT:
        raise NotANumberError("that is beyond any answer here")
    part = match["part"] or ""
    digits = Fraction(int(f"{match['whole']}{part}"))
    unit = Fraction(10) ** (exponent - len(part))
    return (-digits if match["sign"] == "-" else digits) * unit, unit


def _computed(text: str) -> Fraction:
    """The value of `9/5`, `10^-3`, `√2` or `7-0.1*8`. Raises `NotANumberError`."""
    if re.search(r"^[-+]{2}|[0-9.]e(?![a-z0-9])", text):
        raise NotANumberError("that is not a number; such are 5.3, 9/5, 1e-3, -2")
    try:
        return formulas.exact(formulas.read(text).at({}))
    except (ExpressionError, UndefinedError, KeyError) as error:
        if "division by zero" in str(error):
            raise NotANumberError("that divides by zero") from None
        raise NotANumberError("that is not a number; such are 5.3, 9/5, 1e-3, -2") from None
