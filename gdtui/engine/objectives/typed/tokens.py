"""The tokens of a typed-in formula, each with its place, and how Python spells them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

NAME = re.compile(r"π|[A-Za-zα-ορ-ωΑ-Ω][A-Za-zα-ορ-ωΑ-Ω0-9_]*′*")
"""π is never part of a longer name: 2πw is 2·π·w."""

# What papers and word processors write for a character of ours, one for one: columns stay.
_OURS = str.maketrans(
    dict.fromkeys("–—‐‑‒", "−") | dict.fromkeys("⋅∙•", "·") | dict.fromkeys("⁄∕", "/") | {"∗": "*"}
)
_INDEX = re.compile(r"(?<=[A-Za-zα-ωΑ-Ω0-9₀-₉])[₀-₉]")
_PRIME = re.compile(r"(?<=[A-Za-zα-ωΑ-Ω0-9′'’])['’]")
_FRACTIONS = {
    "½": "(1/2)", "⅓": "(1/3)", "⅔": "(2/3)", "¼": "(1/4)", "¾": "(3/4)",
    "⅕": "(1/5)", "⅙": "(1/6)", "⅛": "(1/8)",
}  # fmt: skip

_TOKEN = re.compile(
    r"(?P<space>[ \t]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?|[½⅓⅔¼¾⅕⅙⅛])"
    rf"|(?P<name>{NAME.pattern})"
    r"|(?P<power>\^|\*\*)"
    r"|(?P<superscript>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>[-+−])"
    r"|(?P<product>[*/·×÷])"
    r"|(?P<root>√)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<foreign>.)",
    re.DOTALL,
)
_AS_PYTHON = str.maketrans({"−": "-", "·": "*", "×": "*", "÷": "/", "^": "**"})
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


class Token(NamedTuple):
    """A piece of a formula."""

    kind: str
    """The group of `_TOKEN` that it matches."""
    text: str
    column: int
    """From 1."""

    @property
    def digits(self) -> int:
        """How many digits it has, without leading zeros."""
        return sum(map(str.isdigit, self.text.lstrip("0.")))

    @property
    def python(self) -> str:
        """The same in Python; not for names, whose meaning is the reader's business."""
        if self.kind == "superscript":
            return "**" + _without_zeros(self.text.translate(_SUPERSCRIPTS))
        text = _FRACTIONS.get(self.text) or self.text.translate(_AS_PYTHON)
        return _without_zeros(text) if self.kind == "number" else text


def tokens(text: str) -> Iterator[Token]:
    """All of `text` but the spaces; what has no meaning in a formula is of the kind `foreign`."""
    for match in _TOKEN.finditer(normalized(text)):
        if match.lastgroup and match.lastgroup != "space":
            yield Token(match.lastgroup, match[0], match.start() + 1)


def normalized(text: str) -> str:
    """`text` with our own dashes, dots, primes and indices, each in its place: w₁ is w1."""
    text = _INDEX.sub(lambda match: str(ord(match[0]) - ord("₀")), text.translate(_OURS))
    return _PRIME.sub("′", text)


def _without_zeros(number: str) -> str:
    """A number without the leading zeros that Python refuses."""
    return re.sub(r"^(-?)0+(?=[0-9])", r"\1", number)
