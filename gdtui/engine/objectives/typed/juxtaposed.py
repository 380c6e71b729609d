"""Quotients and powers right before a letter or a bracket: w/2π, e^2w, w^1/2.

By the order of operations, w/2π is (w/2)·π; whoever writes it hardly means that. A fraction of two
numbers, 1/2w², is a coefficient for everybody, and so is a power of a parameter, x^2y.
"""

from collections.abc import Sequence

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.functions import CONSTANTS, FUNCTIONS
from gdtui.engine.objectives.typed.tokens import Token

_ROTATIONS = CONSTANTS.keys() - {"e"}  # e to a power is a factor like any function


def check_quotients_and_powers(text: str, tokens: Sequence[Token]) -> None:
    """Raise `ExpressionError` for the first that is hardly meant as it would be read."""
    for i, token in enumerate(tokens):
        if token.text in ("/", "÷"):
            message = _quotient(tokens, i)
        elif token.kind == "power" and i:
            message = _power(tokens, i)
        else:
            continue
        if message:
            raise ExpressionError(f"{message}; write the one you mean", text, token.column)


def _quotient(tokens: Sequence[Token], i: int) -> str:
    """Two readings of what is around the sign of a division, or nothing."""
    divisor, end = _factor(tokens, i + 1)
    if not divisor or end >= len(tokens) or not _close(tokens, end):
        return ""
    factor = tokens[end]
    alone = i < 2 or tokens[i - 2].kind not in ("power", "root")
    fraction = alone and tokens[i - 1].kind == "number" and divisor == tokens[i + 1].text
    if fraction and tokens[i + 1].kind == "number" and factor.text not in _ROTATIONS:
        return ""
    name = _shown(factor)
    return f"…/{divisor}{name} can be read as …/({divisor}·{name}) or as (…/{divisor})·{name}"


def _power(tokens: Sequence[Token], i: int) -> str:
    """Two readings of an exponent that is a number, or nothing."""
    base = tokens[i - 1]
    sign = tokens[i + 1].text if i + 1 < len(tokens) and tokens[i + 1].kind == "sign" else ""
    at = i + 1 + bool(sign)
    transposed = base.kind in ("name", "close") and base.text not in CONSTANTS and at == i + 1
    if transposed and at < len(tokens) and tokens[at].text == "T":
        return "^T can be read as a transpose, but parameters are numbers (w^2), or as ^(T)"
    if at + 1 >= len(tokens) or tokens[at].kind != "number":
        return ""
    number, after = tokens[at], tokens[at + 1]
    exponent = sign + number.text
    b = "(…)" if base.kind in ("close", "bar") else base.text
    if number.text == "1" and after.text == "/" and at + 2 < len(tokens):
        root = tokens[at + 2]
        if root.kind == "number" and not _apart(number, after) and not _apart(after, root):
            power, whole = f"{b}^({exponent}/{root.text})", f"({b}^{exponent})/{root.text}"
            return f"{b}^{exponent}/{root.text} can be read as {power} or as {whole}"
    if (base.kind == "number" or base.text in CONSTANTS) and _close(tokens, at + 1):
        name = _shown(after)
        return (
            f"{b}^{exponent}{name} can be read as {b}^({exponent}·{name}) "
            f"or as ({b}^{exponent})·{name}"
        )
    return ""


def _factor(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """A number or a name at place i, with its exponent, and the place behind it."""
    if i >= len(tokens) or tokens[i].kind not in ("number", "name") or tokens[i].text in FUNCTIONS:
        return "", i
    text, end = tokens[i].text, i + 1
    if tokens[i].kind == "name" and _called(tokens, i) and len(text) > 1:
        return "", i
    if end < len(tokens) and tokens[end].kind == "superscript":
        return text + tokens[end].text, end + 1
    if [token.kind for token in tokens[end : end + 2]] == ["power", "number"]:
        return f"{text}^{tokens[end + 1].text}", end + 2
    return text, end


def _called(tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].kind == "open"


def _close(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name, a root or a bracket stands at place i, and nothing before it."""
    factor = tokens[i].kind in ("name", "root", "open")
    return factor and not _apart(tokens[i - 1], tokens[i])


def _apart(one: Token, other: Token) -> bool:
    return one.column + len(one.text) != other.column


def _shown(factor: Token) -> str:
    if factor.kind == "open":
        return "(…)"
    return f"{factor.text}(…)" if factor.text in FUNCTIONS else factor.text
