"""Typed-in losses: text as people write it becomes a syntax tree that is safe to compute with.

What is typed is never evaluated as Python. It is cut into tokens, each with its place; the tokens
that make sense one after another are written out as an expression in which every name is one of
ours; Python's `ast` puts that into a tree; and of the tree only the few kinds of node that a
formula needs are accepted. Sizes are bounded before anything is computed.
"""

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import NamedTuple

from gdtui.engine.objectives.typed.error import ExpressionError
from gdtui.engine.objectives.typed.functions import CONSTANTS, FUNCTIONS
from gdtui.engine.objectives.typed.juxtaposed import check_quotients_and_powers
from gdtui.engine.objectives.typed.larger import without_max
from gdtui.engine.objectives.typed.latex import tokens
from gdtui.engine.objectives.typed.letters import (
    Readings,
    before_brackets,
    readings_before_brackets,
    two_readings,
)
from gdtui.engine.objectives.typed.tokens import Token, normalized
from gdtui.engine.objectives.typed.tree import OPERATIONS, UnfitError, fold
from gdtui.engine.objectives.typed.writer import Writer

MOST_CHARACTERS = 400
MOST_NODES = 160
MOST_PARAMETERS = 8
MOST_POWERS_OF_PARAMETERS = 8  # powers whose exponent is no number, as in e^(-x)
LARGEST_EXPONENT = 64
LARGEST_NESTED_EXPONENT = 4096  # of powers of powers, whose exponents multiply
LARGEST_CONSTANT = 1e100  # of a part without parameters; its inverse is the smallest

_LEFT_SIDE = re.compile(r"\s*(?P<name>[A-Za-zα-ωΑ-Ω][A-Za-z0-9_]*)\s*(\([^()=]*\))?\s*=(?!=)")


@dataclass(frozen=True)
class Expression:
    """A checked formula."""

    text: str
    tree: ast.expr = field(repr=False)
    """Names in it are functions, constants and parameters, as they were typed."""
    parameters: tuple[str, ...]
    """In natural order: w1, w2, w10."""
    notes: tuple[str, ...] = ()
    """How it was read where it could be read otherwise, a sentence each."""


def parse(text: str) -> Expression:
    """Read and check a loss, without computing it. Raises `ExpressionError`.

    `L(w) =` before it is left out.
    """
    typed, text = text, _without_left_side(text)
    expression = replace(parse_formula(text), text=typed.strip())
    if not expression.parameters:
        raise ExpressionError(
            "a constant: there is nothing to minimize; use a name such as w", text, 1
        )
    cut = list(tokens(text))
    check_quotients_and_powers(text, cut)
    names = [token for token in cut if token.kind == "name"]
    for token in names:
        name = token.text
        readings = name in expression.parameters and two_readings(
            name, expression.parameters, FUNCTIONS, CONSTANTS
        )
        if readings:
            raise _ambiguous(text, token, readings)
    return replace(expression, notes=tuple(_notes(text, names)))


def _without_left_side(text: str) -> str:
    """Blanks in place of `L(w) =`, if the loss is on its right and has no such name."""
    found = _LEFT_SIDE.match(text)
    if found is None:
        return text
    right = {token.text for token in tokens(text[found.end() :]) if token.kind == "name"}
    if not right or found["name"] in right:
        return text
    return " " * found.end() + text[found.end() :]


def _ambiguous(text: str, name: Token, readings: Readings) -> ExpressionError:
    """The refusal of a name, with both ways to write it."""
    product, parameter = readings
    return ExpressionError(
        f"{name.text} can be read as {product} or as one parameter; write {product} or {parameter}",
        text,
        name.column,
    )


def _notes(text: str, names: Sequence[Token]) -> Iterator[str]:
    """What is read as a product where it looks like a call. Raises `ExpressionError` where it may
    be none."""
    called = list(before_brackets(normalized(text), names, FUNCTIONS))
    for token in names:
        word = token.text.rstrip("0123456789")
        if token not in called and word in FUNCTIONS and token.text not in FUNCTIONS:
            digits = token.text[len(word) :]
            raise _ambiguous(text, token, Readings(f"{word}({digits})", f"{word}_{digits}"))
    alone = {token.text for token in names if token not in called}
    for token in called:
        one, other = readings_before_brackets(token.text, FUNCTIONS)
        if token.text not in alone:
            message = f"{token.text}(…) can be read as {one} or as {other}; write the one you mean"
            raise ExpressionError(message, text, token.column)
        yield f"{token.text}(…) is read as {one}"


def parse_formula(
    text: str, functions: Mapping[str, Callable[[float], float]] = FUNCTIONS
) -> Expression:
    """As `parse`, for any formula of these functions: it may be a constant."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"longer than {MOST_CHARACTERS} characters", text, MOST_CHARACTERS + 1
        )
    writer = Writer(text, functions)
    cut = without_max([*tokens(text)], text)
    for token, after in zip_longest(cut, cut[1:]):
        writer.take(token, after)
    writer.finish()
    tree = ast.parse("".join(writer.written), mode="eval").body
    try:
        names = _checked(tree, writer.names, functions)
    except UnfitError as unfit:
        place = unfit.node.col_offset if unfit.node else 0  # bytes, and what we write is ASCII
        raise ExpressionError(str(unfit), text, writer.columns[place]) from None
    return Expression(text.strip(), tree, names)


def constant(text: str) -> float | None:
    """The value of a formula without parameters, such as `1/3`; None for any other text."""
    try:
        expression = parse_formula(text)
        return fold(expression.tree, _Bounds(FUNCTIONS)).value
    except (ExpressionError, UnfitError):
        return None


# The tree


def _checked(
    tree: ast.expr, names: Mapping[str, str], functions: Mapping[str, Callable[[float], float]]
) -> tuple[str, ...]:
    """The parameters of a tree, in which every name is put back. Raises `UnfitError`."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    if len(nodes) > MOST_NODES:
        raise UnfitError(f"more than {MOST_NODES} numbers, names and operations", nodes[-1])
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = names[node.id]
    parameters = set(names.values()) - set(functions) - set(CONSTANTS)
    if len(parameters) > MOST_PARAMETERS:
        raise UnfitError(
            f"{len(parameters)} parameters; a typed-in loss may have {MOST_PARAMETERS}", tree
        )
    fold(tree, _Bounds(functions))
    return tuple(sorted(parameters, key=_natural))


class _Part(NamedTuple):
    """What bounds a part of a formula."""

    value: float | None
    """Of a part without parameters, None of any other."""
    exponent: float = 1.0
    """The largest of its exponents that are numbers; those of powers of powers multiply."""


class _Bounds:
    """An algebra that refuses what would be too large or too long to compute with."""

    def __init__(self, functions: Mapping[str, Callable[[float], float]]) -> None:
        self._functions = functions
        self._powers = 0

    def number(self, number: float) -> _Part:
        return _Part(_bounded(float(number)))

    def name(self, name: str) -> _Part:
        return _Part(CONSTANTS.get(name))

    def negative(self, x: _Part) -> _Part:
        return x._replace(value=None if x.value is None else -x.value)

    def call(self, function: str, arguments: list[_Part]) -> _Part:
        (x,) = arguments
        if x.value is None:
            return x
        if function in _STEEP:  # on either side: what is too small is as bad
            _computed(math.exp, abs(x.value))
        return x._replace(value=_computed(self._functions[function], x.value))

    def operation(self, sign: str, a: _Part, b: _Part) -> _Part:
        nested = self._nested(a, b) if sign == "^" else 1.0
        exponent = max(a.exponent, b.exponent, nested)
        if sign == "/" and b.value == 0:
            raise UnfitError("a division by zero")
        if a.value is None or b.value is None:
            return _Part(None, exponent)
        apply = _power if sign == "^" else OPERATIONS[sign]
        return _Part(_computed(apply, a.value, b.value), exponent)

    def _nested(self, base: _Part, exponent: _Part) -> float:
        """The exponent of a power, multiplied by those within its base."""
        if exponent.value is None:
            self._powers += 1
            if self._powers > MOST_POWERS_OF_PARAMETERS:
                raise UnfitError("too many powers whose exponent is not a number")
            return base.exponent
        if abs(exponent.value) > LARGEST_EXPONENT:
            raise UnfitError(f"an exponent beyond {LARGEST_EXPONENT}")
        nested = base.exponent * max(1.0, abs(exponent.value))
        if nested > LARGEST_NESTED_EXPONENT:
            raise UnfitError(f"powers of powers beyond {LARGEST_NESTED_EXPONENT}")
        return nested


_OUT_OF_BOUNDS = "a number too large or too small to compute with"
_STEEP = ("exp", "sinh", "cosh")


def _power(a: float, b: float) -> float:
    power = math.pow(a, b)
    if a and not power:  # too small for a float, but a fraction of many digits
        raise OverflowError
    return power


def _computed(function: Callable[..., float], *numbers: float) -> float:
    try:
        return _bounded(function(*numbers))
    except OverflowError:
        raise UnfitError(_OUT_OF_BOUNDS) from None
    except (ZeroDivisionError, ValueError):
        raise UnfitError("this has no value") from None


def _bounded(value: float) -> float:
    if value and not 1 / LARGEST_CONSTANT <= abs(value) <= LARGEST_CONSTANT:
        raise UnfitError(_OUT_OF_BOUNDS)
    return value


def _natural(name: str) -> list[tuple[int, int | str]]:
    """w2 comes before w10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", name)]
