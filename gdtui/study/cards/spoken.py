"""Numbers and arithmetic in words, as digits and signs: "minus one half" is -(1/2)."""

import re

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_POWERS = {"hundred": "00", "thousand": "000", "million": "000000"}
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_SIGNS = {
    "minus": "-", "negative": "-", "plus": "+", "times": "*", "divided by": "/", "over": "/",
    "squared": "^2", "cubed": "^3", "to the power of": "^", "to the power": "^", "to the": "^",
    "square root of": "√", "root of": "√", "percent": "%", "per cent": "%",
}  # fmt: skip

_NUMERAL = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ]?(?P<ones>{'|'.join(_SMALL[1:10])}))?"
    rf"|(?P<small>{'|'.join(sorted(_SMALL, key=len, reverse=True))}))\b"
)
_POWER = re.compile(rf"\b(?:(?:an?|([0-9]+)) ?)?({'|'.join(_POWERS)})\b")
_MIXED = re.compile(rf"\b([0-9]+) and an? ({'|'.join(_PARTS)})\b")
_PART = re.compile(rf"(?:\b(?:an?|(?<![0-9.])([0-9]+))[- ])?\b({'|'.join(_PARTS)})s?\b")
_SQUARE = re.compile(r"\bsquare of (\S+)")
_SIGN = re.compile(rf"\b(?:{'|'.join(_SIGNS)})\b")


def written(text: str) -> str:
    """`text`, in lower case, with the words of numbers and operations as digits and signs."""
    text = _NUMERAL.sub(_numeral, text)
    text = re.sub(r"(?<=[0-9]) point (?=[0-9])", ".", text)
    text = _POWER.sub(lambda match: (match[1] or "1") + _POWERS[match[2]], text)
    text = _MIXED.sub(lambda match: f"({match[1]}+1/{_PARTS[match[2]]})", text)
    text = _PART.sub(lambda match: f"({match[1] or 1}/{_PARTS[match[2]]})", text)
    text = _SQUARE.sub(r"(\1)^2", text)
    return _SIGN.sub(lambda match: _SIGNS[match[0]], text)


def _numeral(match: re.Match[str]) -> str:
    if match["small"]:
        return str(_SMALL.index(match["small"]))
    tens = 10 * (2 + _TENS.index(match["tens"]))
    return str(tens + (_SMALL.index(match["ones"]) if match["ones"] else 0))
