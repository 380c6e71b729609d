"""The glyphs a terminal can show: braille, blocks, or ASCII alone."""

import codecs
import re
from collections.abc import Mapping
from enum import Enum

from gdtui.drawing.notation import HAT
from gdtui.visible import visible_text


class Glyphs(Enum):
    """What charts are drawn with, from the finest to what every terminal has."""

    BRAILLE = "braille"
    BLOCKS = "blocks"
    ASCII = "ascii"

    @classmethod
    def suited(cls, environ: Mapping[str, str], encoding: str) -> "Glyphs":
        """What the terminal that the environment describes can show, sent in this encoding."""
        if not (_is_utf8(encoding) and _is_utf8(charset(environ))):
            return cls.ASCII
        term = environ.get("TERM", "")
        return cls.BLOCKS if term == "linux" or term.startswith("vt") else cls.BRAILLE

    @property
    def pictures(self) -> bool:
        """Whether the terminal's font is likely to have Unicode's control pictures, such as ␛."""
        return self is Glyphs.BRAILLE

    def legible(self, text: str) -> str:
        """`text` in what the terminal can show, with nothing hidden in it."""
        if self is Glyphs.ASCII:
            return ascii_only(text)
        if self is Glyphs.BLOCKS:  # such terminals have no marks over letters
            text = text.replace(f"m{HAT}", "m′").replace(f"v{HAT}", "v′")
        return visible_text(text, pictures=self.pictures)


def charset(environ: Mapping[str, str]) -> str:
    """The locale that says how characters are encoded.

    Python itself sets LC_CTYPE to C.UTF-8 where it finds the C locale (PEP 538), which says nothing
    of the terminal; LANG does then.
    """
    lang = environ.get("LANG") or "C"
    ctype = environ.get("LC_CTYPE", "")
    coerced = ctype in ("C.UTF-8", "C.utf8", "UTF-8") and lang in ("C", "POSIX")
    return environ.get("LC_ALL") or (not coerced and ctype) or lang


SHADES = " ░▒▓█"
"""From nothing to full."""


def shades(glyphs: Glyphs) -> str:
    """`SHADES` in what the terminal can show."""
    return ascii_cells(SHADES) if glyphs is Glyphs.ASCII else SHADES


def _is_utf8(name: str) -> bool:
    """Whether an encoding, or a locale such as `de_DE.utf8@euro`, is UTF-8."""
    encoding = name.partition("@")[0].rpartition(".")[2]
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except (LookupError, ValueError):
        return False


_ASCII = {
    "η": "lr", "θ": "p", "∂": "d", "Δ": "d", "−": "-", "·": "*", "×": "x", "½": "0.5*", "√": "sqrt",
    "π": "pi", "²": "^2", "³": "^3", "∞": "inf", "→": "->", "←": "<-", "…": "...", "≤": "<=",
    "│": "|", "┤": "+", "└": "+", "─": "-", "┬": "+", "●": "O", "○": "o", "▽": "v", "━": "=",
    "▶": ">", "◀": "<", "✗": "x", "✓": "+", "↘": "\\", "↗": "/", "↔": "=", "↯": "z", "∇": "grad ",
    "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7", "⁸": "^8", "⁹": "^9", "‖": "||", "↑": "up",
    "↓": "down", "Σ": "sum", "λ": "lambda", "β": "beta", "σ": "sigma", "κ": "kappa", "—": "-",
    "′": "'", "γ": "gamma", "α": "alpha", "ρ": "rho", "μ": "mu", "ν": "nu", "ε": "eps", "ψ": "psi",
    "δ": "delta", "ḡ": "gmean", "⌊": "floor(", "⌋": ")",
    "✕": "x", "▲": "^", "▼": "v", "≈": "~", "•": ".", "░": ".", "▒": ":", "▓": "+", "█": "#",
    "±": "+-", HAT: "'",
    "“": '"', "”": '"', "″": "''", "–": "-", "ᵏ": "^k", "ᵗ": "^t", "ᵀ": "^T",
    "↝": "~", "↕": "!", "≥": ">=", "╟": "[", "╢": "]", "▸": ">",
    "■": "H", "◆": "M", "△": "^", "□": "h", "◇": "m", "▀": '"', "▄": "_", "ŷ": "y",
} | {chr(0x2080 + digit): str(digit) for digit in range(10)}  # fmt: skip
_PRODUCT = re.compile("(?<=[ηλπκμ])(?=[ηλθσ]|[tw](?![a-z]))")
"""Between two letters that are multiplied: as words they would be one."""
_TO_ASCII = {ord(glyph): plain for glyph, plain in _ASCII.items()}


def ascii_only(text: str) -> str:
    """`text` with every symbol written out in ASCII; what has no writing becomes `?`."""
    apart = _PRODUCT.sub("·", visible_text(text))
    return apart.translate(_TO_ASCII).encode("ascii", "replace").decode("ascii")


def ascii_cells(text: str) -> str:
    """`text` in ASCII, cell for cell: of what would need more room, the first letter stays."""
    if text.isascii() and text.isprintable():  # nearly every piece of a frame
        return text
    return "".join(map(_ascii_cell, text))


def _ascii_cell(char: str) -> str:
    plain = ascii_only(char)
    return plain if len(plain) == 1 else plain[0] if char.isprintable() else "?"
