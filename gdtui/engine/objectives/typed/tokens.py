"""The tokens of a typed-in formula, each with its place, and how Python spells them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

NAME = re.compile(r"π|[A-Za-zα-ορ-ωΑ-Ω][A-Za-zα-ορ-ωΑ-Ω0-9_]*[′″‴]*")
"""π is never part of a longer name: 2πw is 2·π·w."""

# What papers and word processors write for a character of ours, one for one: columns stay.
_OURS = str.maketrans(
    dict.fromkeys("–—‐‑‒﹣", "−")
    | dict.fromkeys("⋅∙•\u2062", "·")  # the last is "invisible times"
    | dict.fromkeys("⁄∕", "/")
    | {"∗": "*", "∣": "|", "ˆ": "^", "∆": "Δ"}
)
_INDEX = re.compile(r"(?<=[A-Za-zα-ωΑ-Ω0-9_₀-₉])[₀-₉]")
_PRIME = re.compile(r"(?<=[A-Za-zα-ωΑ-Ω0-9′'’‘ʹ`´])['’‘ʹ`´]")
_FRACTIONS = {
    "½": "(1/2)", "⅓": "(1/3)", "⅔": "(2/3)", "¼": "(1/4)", "¾": "(3/4)", "⅕": "(1/5)",
    "⅖": "(2/5)", "⅗": "(3/5)", "⅘": "(4/5)", "⅙": "(1/6)", "⅚": "(5/6)", "⅐": "(1/7)",
    "⅛": "(1/8)", "⅜": "(3/8)", "⅝": "(5/8)", "⅞": "(7/8)", "⅑": "(1/9)", "⅒": "(1/10)",
}  # fmt: skip

_TOKEN = re.compile(
    r"(?P<space>[ \t]+)"
    rf"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?|[{''.join(_FRACTIONS)}])"
    rf"|(?P<name>(?:{NAME.pattern})(?:(?<=_)\{{[A-Za-z0-9]+\}})?)"
    r"|(?P<power>\^|\*\*)"
    r"|(?P<superscript>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?![⁻⁺]))"
    r"|(?P<sign>[-+−])"
    r"|(?P<product>[*/·×÷])"
    r"|(?P<root>√)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<command>\\(?:[A-Za-z]+(?:_(?:[0-9]|\{[0-9]+\}))?|[,;:! ])|\$)|(?P<brace>[{}])"
    r"|(?P<foreign>.)",
    re.DOTALL,
)
_AS_PYTHON = str.maketrans({"−": "-", "·": "*", "×": "*", "÷": "/", "^": "**"})
_NO_BRACES = str.maketrans("", "", "{}")  # of w_{1}
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


def cut(text: str) -> Iterator[Token]:
    """All of `text` but the spaces, with the commands and braces of LaTeX as they are; what has no
    meaning in a formula is of the kind `foreign`."""
    for match in _TOKEN.finditer(normalized(text)):
        if match.lastgroup and match.lastgroup != "space":
            indexed = match.lastgroup in ("name", "command")
            shown = match[0].translate(_NO_BRACES) if indexed else match[0]
            yield Token(match.lastgroup, shown, match.start() + 1)


def normalized(text: str) -> str:
    """`text` with our dashes, dots, primes, letters and indices, each in its place: w₁ is w1."""
    text = "".join(map(_plain, text)).translate(_OURS)
    text = _INDEX.sub(lambda match: str(ord(match[0]) - ord("₀")), text)
    return _PRIME.sub("′", text)


def style_of(char: str) -> str:
    """What Unicode says that a character is: `super`, `sub`, `font`, `wide`, …, or nothing."""
    tag = unicodedata.decomposition(char).partition(">")[0]
    return tag.removeprefix("<") if tag.startswith("<") else ""


def _plain(char: str) -> str:
    """The letter or space that a character stands for, if it says no more: 𝑤 is w, µ is μ."""
    if style_of(char) not in ("font", "compat", "noBreak"):
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _without_zeros(number: str) -> str:
    """A number without the leading zeros that Python refuses."""
    return re.sub(r"^(-?)0+(?=[0-9])", r"\1", number)
