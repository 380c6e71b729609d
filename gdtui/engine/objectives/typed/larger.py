"""max(a, b) and min(a, b), which the functions of one argument write as a + relu(b − a) and
a − relu(a − b)."""

from collections.abc import Sequence

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.tokens import Token

NAMES = ("max", "min")
_COMMA = ","


def without_max(tokens: Sequence[Token], text: str) -> list[Token]:
    """`tokens` of the formula `text` with relu in place of max and min.

    The part that is written twice is the shorter one, so that a nest of them stays short. Raises
    `ExpressionError` for one without two parts, or without an end.
    """
    written: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        called = i + 1 < len(tokens) and tokens[i + 1].kind == "open"
        if token.kind == "name" and token.text.lower() in NAMES and called:
            parts, end = _parts(tokens, i + 2)
            if end == len(tokens):
                raise ExpressionError("'(' is never closed", text, tokens[i + 1].column)
            written += _chosen(token, [without_max(part, text) for part in parts], text)
            i = end + 1
            continue
        written.append(token)
        i += 1
    return written


def _parts(tokens: Sequence[Token], begin: int) -> tuple[list[list[Token]], int]:
    """What is between the commas of a bracket whose inside begins there, and where it closes."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for i in range(begin, len(tokens)):
        token = tokens[i]
        if token.kind == "close" and not depth:
            return parts, i
        depth += (token.kind == "open") - (token.kind == "close")
        if token.text == _COMMA and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, len(tokens)


def _chosen(name: Token, parts: Sequence[list[Token]], text: str) -> list[Token]:
    """The largest or the smallest of `parts`."""
    called = name.text.lower()
    if len(parts) < 2 or not all(parts):
        message = f"{called} needs two parts with a comma between them: {called}(w, 0)"
        raise ExpressionError(message, text, name.column)
    first, *others = parts
    for other in others:
        first = _of_two(name, first, other)
    return first


def _of_two(name: Token, one: list[Token], other: list[Token]) -> list[Token]:
    """max(a, b) = a + relu(b − a), min(a, b) = a − relu(a − b); max(a, 0) = relu(a)."""
    a, b = sorted((one, other), key=lambda part: (not _is_zero(part), len(part)))
    a, b = _bracketed(name, a), _bracketed(name, b)
    largest = name.text.lower() == "max"
    minus = Token("sign", "-", name.column)
    over = [*b, minus, *a] if largest else [*a, minus, *b]
    is_zero = _is_zero(a)
    if is_zero:
        over = b if largest else [minus, *b]
    relu = [name._replace(text="relu"), *_bracketed(name, over)]
    sign = Token("sign", "+" if largest else "-", name.column)
    return _bracketed(name, relu if is_zero and largest else [*([] if is_zero else a), sign, *relu])


def _is_zero(part: Sequence[Token]) -> bool:
    inside = [token for token in part if token.kind not in ("open", "close")]
    return len(inside) == 1 and inside[0].kind == "number" and not inside[0].text.strip("0.")


def _bracketed(name: Token, part: Sequence[Token]) -> list[Token]:
    return [Token("open", "(", name.column), *part, Token("close", ")", name.column)]
