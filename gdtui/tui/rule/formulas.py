"""A line of a rule: with its symbols, or with numbers in their places."""

from collections.abc import Callable, Iterator, Mapping

from gdtui.drawing.canvas import Line
from gdtui.drawing.notation import SYMBOL, typeset, without_brackets
from gdtui.drawing.numbers import bracketed
from gdtui.engine.analysis.worked_step import Working

ROLES = {"θ": "point", "g": "gradient", "η": "rate"}
"""The colors of the symbols, which they have in the landscape too."""

_FUNCTIONS = ("max", "abs", "sign")


def symbolic(
    working: Working, names: Mapping[str, str] | None = None, *, spaced: bool = False
) -> Line:
    """The formula with its symbols; `names` writes some of them otherwise."""
    if not working.values:
        return [(working.formula, "")]

    def written(symbol: str) -> str:
        return (names or {}).get(symbol, typeset(symbol))

    return list(_pieces(without_brackets(working.formula), written, spaced))


def filled(working: Working, digits: int, of_point: int = 0, *, spaced: bool = False) -> Line:
    """The formula with numbers in place of the symbols; the point's with digits of its own."""

    def written(symbol: str) -> str:
        more = symbol == "θ" and of_point
        return bracketed(working.values[symbol], more or digits)

    return list(_pieces(working.formula, written, spaced))


def _pieces(formula: str, write: Callable[[str], str], spaced: bool) -> Iterator[tuple[str, str]]:
    for i, piece in enumerate(SYMBOL.split(formula)):
        if i % 2 == 0:
            yield piece.replace("·", " · ") if spaced else piece, ""
        elif piece in _FUNCTIONS:
            yield piece, ""
        else:
            text = write(piece)
            first = i == 1 and not formula.startswith(("(", "√"))
            yield (text.strip("()") if first else text), ROLES.get(piece, "")
