r"""LaTeX as it is copied out of lecture notes: \frac{1}{2}, w^{2}, \sqrt{w}, \cdot, \theta.

Braces become brackets and commands what they show, each in its place. What is no LaTeX of formulas
stays as it is, for the reader to refuse.
"""

from collections.abc import Iterator, Sequence

from gdtui.engine.objectives.typed.functions import FUNCTIONS, OTHER_NAMES
from gdtui.engine.objectives.typed.tokens import Token, cut

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_SIGNS = {"cdot": "·", "times": "×", "ast": "*", "div": "÷"}
_BARS = ("vert", "lvert", "rvert", "mid")
_NOTHING = ("left", "right", "big", "Big", "bigl", "bigr", ",", ";", ":", "!", " ", "quad", "$")
_FRACTIONS = ("frac", "dfrac", "tfrac")


def tokens(text: str) -> Iterator[Token]:
    """All of `text` but the spaces; what has no meaning in a formula is of the kind `foreign`."""
    pieces = [*cut(text)]
    if not any(piece.kind in ("command", "brace") for piece in pieces):
        yield from pieces
        return
    pieces = [piece for piece in pieces if _command(piece) not in _NOTHING]
    for i in range(len(pieces) - 1, 0, -1):
        texts = [piece.text for piece in pieces[i - 1 : i + 3]]
        if [*texts[:2], *texts[3:]] == ["^", "{", "}"] and pieces[i + 1].kind == "number":
            pieces[i : i + 3] = [pieces[i + 1]]  # ^{2} is ^2
    yield from _translated(pieces)


def _translated(pieces: Sequence[Token]) -> Iterator[Token]:
    open_braces: list[str] = []  # what each is: "over" or "under" a fraction's bar, or a "group"
    awaited = ""
    for i, piece in enumerate(pieces):
        name, column = _command(piece), piece.column
        digits = piece.kind == "number" and len(piece.text) == 2 and piece.text.isdecimal()
        if awaited == "over" and digits:  # \frac12
            yield Token("number", piece.text[0], column)
            yield Token("product", "/", column)
            yield Token("number", piece.text[1], column + 1)
            yield Token("close", ")", column)
            awaited = ""
        elif awaited and piece.text != "{":
            yield Token("foreign", "\\frac", column)
        elif name in _FRACTIONS:
            yield Token("open", "(", column)
            awaited = "over"
        elif piece.text == "{" and (awaited or _takes_braces(pieces, i)):
            open_braces.append(awaited or "group")
            awaited = ""
            yield Token("open", "(", column)
        elif piece.text == "}" and open_braces:
            yield Token("close", ")", column)
            match open_braces.pop():
                case "over":
                    yield Token("product", "/", column)
                    awaited = "under"
                case "under":
                    yield Token("close", ")", column)
        else:
            yield _shown(piece, name)
    if awaited:
        yield Token("foreign", "\\frac", pieces[-1].column)


def _takes_braces(pieces: Sequence[Token], i: int) -> bool:
    """Whether what is before place i takes an argument in braces: ^, √ or a function."""
    before = pieces[i - 1] if i else None
    return before is not None and (before.kind == "power" or bool(_command(before)))


def _shown(piece: Token, name: str) -> Token:
    """What a command shows; any other token is itself."""
    letter, line, index = name.partition("_")
    if letter in _GREEK:
        return Token("name", _GREEK[letter] + line + index, piece.column)
    if name in FUNCTIONS or name in OTHER_NAMES:
        return Token("name", OTHER_NAMES.get(name, name), piece.column)
    if name in _SIGNS:
        return Token("product", _SIGNS[name], piece.column)
    if name in _BARS:
        return Token("bar", "|", piece.column)
    if name == "sqrt":
        return Token("root", "√", piece.column)
    return piece if piece.kind not in ("command", "brace") else piece._replace(kind="foreign")


def _command(piece: Token) -> str:
    return piece.text.removeprefix("\\") if piece.kind == "command" else ""
