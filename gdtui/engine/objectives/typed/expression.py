"""Typed-in losses: text as people write it becomes a syntax tree that is safe to compute with.

What is typed is never evaluated as Python. It is cut into tokens, each with its place; the tokens
that make sense one after another are written out as an expression in which every name is one of
ours; Python's `ast` puts that into a tree; and of the tree only the few kinds of node that a
formula needs are accepted. Sizes are bounded before anything is computed.
"""

import ast
import difflib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gdtui.engine.objectives.typed.letters import (
    before_brackets,
    called_product,
    readings_before_brackets,
    two_readings,
)
from gdtui.engine.objectives.typed.tokens import Token, normalized, style_of, tokens
from gdtui.engine.objectives.typed.tree import OPERATIONS, UnfitError, fold
from gdtui.engine.spec import quoted

MOST_CHARACTERS = 400
MOST_NODES = 160
MOST_NESTING = 24
MOST_DIGITS = 20
MOST_PARAMETERS = 8
MOST_POWERS_OF_PARAMETERS = 8  # powers whose exponent is no number, as in e^(-x)
LARGEST_EXPONENT = 64
LARGEST_NESTED_EXPONENT = 4096  # of powers of powers, whose exponents multiply
LARGEST_CONSTANT = 1e100  # of a part without parameters; its inverse is the smallest

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "asin": math.asin, "acos": math.acos, "atan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh,
    "exp": math.exp, "log": math.log, "ln": math.log, "log10": math.log10, "log2": math.log2,
    "sqrt": math.sqrt, "abs": abs,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x)),
    "relu": lambda x: max(x, 0.0),
    "sign": lambda x: float((x > 0) - (x < 0)),
    "step": lambda x: float(x > 0),
}  # fmt: skip
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e, "tau": 2 * math.pi}


class ExpressionError(ValueError):
    """A loss that cannot be read: what is wrong, where, and what would be right, in one line."""

    def __init__(self, message: str, text: str, column: int) -> None:
        """`column` counts from 1, in `text` as it was typed."""
        self.text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:200])
        shift = sum(len(ascii(c)) - 3 for c in text[: column - 1] if not c.isprintable())
        self.column = column
        self.message = message
        self.pointer = f"  {self.text}\n  {' ' * (column - 1 + shift)}^"
        super().__init__(f"column {column}: {message}")


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
    """Read and check a loss, without computing it. Raises `ExpressionError`."""
    expression = parse_formula(text)
    if not expression.parameters:
        raise ExpressionError(
            "a constant: there is nothing to minimize; use a name such as w", text, 1
        )
    names = [token for token in tokens(text) if token.kind == "name"]
    for token in names:
        name = token.text
        other = name in expression.parameters and two_readings(
            name, expression.parameters, FUNCTIONS, CONSTANTS
        )
        if other:
            raise ExpressionError(
                f"{name} can be read as {other.product} or as one parameter; "
                f"write {other.product} or {other.parameter}",
                text,
                token.column,
            )
    return replace(expression, notes=tuple(_notes(text, names)))


def _notes(text: str, names: Sequence[Token]) -> Iterator[str]:
    """What is read as a product where it looks like a call. Raises `ExpressionError` where it may
    be none."""
    called = list(before_brackets(normalized(text), names, FUNCTIONS))
    alone = {token.text for token in names if token not in called}
    for token in called:
        one, other = readings_before_brackets(token.text, FUNCTIONS)
        if token.text not in alone:
            message = f"{token.text}(…) can be read as {one} or as {other}; write the one you mean"
            raise ExpressionError(message, text, token.column)
        yield f"{token.text}(…) is read as {one}"


def parse_formula(text: str) -> Expression:
    """As `parse`, for any formula: it may be a constant."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"longer than {MOST_CHARACTERS} characters", text, MOST_CHARACTERS + 1
        )
    writer = _Writer(text)
    for token in tokens(text):
        writer.take(token)
    writer.finish()
    tree = ast.parse("".join(writer.written), mode="eval").body
    try:
        names = _checked(tree, writer.names)
    except UnfitError as unfit:
        place = unfit.node.col_offset if unfit.node else 0  # bytes, and what we write is ASCII
        raise ExpressionError(str(unfit), text, writer.columns[place]) from None
    return Expression(text.strip(), tree, names)


# From tokens to an expression in which every name is ours


class _Writer:
    """Takes the tokens in order; knows whether an operand or an operator must come next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.written: list[str] = []
        self.columns: list[int] = []  # the column of every written character
        self.names: dict[str, str] = {}
        self._operand_next = True
        self._open: list[Token] = []
        self._function: Token | None = None
        self._raised = False  # by a superscript, just now

    def take(self, token: Token) -> None:
        """Write what the token means where it stands. Raises `ExpressionError`."""
        if token.kind == "foreign":
            raise self._error(_foreign(token.text), token)
        if token.kind in ("number", "superscript") and token.digits > MOST_DIGITS:
            raise self._error(f"more than {MOST_DIGITS} digits", token)
        if self._function and token.kind != "open":
            name = self._function.text
            raise self._error(f"{name} needs brackets: {name}(…)", token)
        operand = token.kind in ("number", "name", "root", "open")
        operand = operand or (token.kind == "bar" and (self._operand_next or not self._in_bars()))
        if operand:
            self._operand(token)
        elif token.kind == "sign" and self._operand_next:
            self._write(token.python, token)
        elif self._operand_next:
            raise self._error(f"a number or a name is missing before {token.text!r}", token)
        elif token.kind in ("close", "bar"):
            self._close(token)
        elif self._raised and token.kind in ("power", "superscript"):
            raise self._error("two exponents of one base; write them with brackets", token)
        else:
            self._write(token.python, token)
            self._raised = token.kind == "superscript"
            self._operand_next = not self._raised

    def finish(self) -> None:
        """The text is at its end. Raises `ExpressionError` if that is too soon."""
        end = Token("end", "", len(self.text) + 1)
        if not self.written:
            raise self._error("nothing to minimize; a loss is written such as (w - 3)^2", end)
        if self._function or self._operand_next:
            raise self._error("it ends where a number or a name must follow", end)
        if self._open:
            raise self._error(f"{self._open[-1].text!r} is never closed", self._open[-1])

    def _operand(self, token: Token) -> None:
        if not self._operand_next and not self._function:
            if token.kind == "number":
                raise self._error(f"an operator is missing before {token.text}", token)
            self._write("*", token)
        self._operand_next = self._raised = False
        match token.kind:
            case "number":
                self._write(token.python, token)
            case "name":
                self._name(token)
            case "root":
                self._write(self._alias("sqrt"), token)
                self._function = token
            case "open" | "bar":
                self._open.append(token)
                if len(self._open) > MOST_NESTING:
                    raise self._error(f"brackets more than {MOST_NESTING} deep", token)
                self._write(self._alias("abs") + "(" if token.kind == "bar" else "(", token)
                self._function = None
                self._operand_next = True

    def _name(self, token: Token) -> None:
        name = token.text
        if name in FUNCTIONS:
            self._function = token
        elif name[-1] in "′″‴" and self._called(token):
            raise self._error(
                f"{name}(…) looks like a derivative: type the loss itself, and it is "
                f"differentiated; write {name}·(…) for a product",
                token,
            )
        elif self._called(token) and (product := called_product(name, FUNCTIONS)):
            raise self._error(f"no function is called {name}; write {product}", token)
        elif self._called(token) and len(name) > 1 and name.isalpha() and name not in CONSTANTS:
            close = difflib.get_close_matches(name, FUNCTIONS, n=1)
            hint = f", did you mean {close[0]!r}?" if close else ";"
            raise self._error(
                f"unknown function {quoted(name, 20)}{hint} known: {', '.join(FUNCTIONS)}", token
            )
        self._write(self._alias(name), token)

    def _called(self, token: Token) -> bool:
        return self.text[token.column - 1 + len(token.text) :].lstrip().startswith("(")

    def _close(self, token: Token) -> None:
        opened = self._open.pop() if self._open else None
        if opened is None or (opened.kind == "bar") != (token.kind == "bar"):
            raise self._error(f"{token.text!r} closes nothing", token)
        self._raised = False
        self._write(")", token)

    def _in_bars(self) -> bool:
        return bool(self._open) and self._open[-1].kind == "bar"

    def _alias(self, name: str) -> str:
        alias = f"n{[*self.names.values()].index(name)}" if name in self.names.values() else ""
        alias = alias or f"n{len(self.names)}"
        self.names[alias] = name
        return alias

    def _write(self, python: str, token: Token) -> None:
        self.written.append(python)
        self.columns += [token.column] * len(python)

    def _error(self, message: str, token: Token) -> ExpressionError:
        return ExpressionError(message, self.text, token.column)


def _foreign(char: str) -> str:
    hints = {
        "=": "a loss is an expression, without =",
        ",": "a comma has no meaning here; a decimal is written 0.1",
        "[": "brackets are ( and )",
        "{": "brackets are ( and )",
        ".": "a point belongs into a number such as 0.5",
        "′": "a prime belongs to a name such as w′",
        "∛": "a cube root is written (…)^(1/3)",
        "super": "a superscript is a whole number, as in w²; write other exponents with ^: e^(-w)",
        "sub": "an index follows a name and is a number, as in w₁; write others with _: w_i",
    }
    known = "known: numbers, names, + - * / ^"
    return hints.get(char) or hints.get(style_of(char)) or f"{char!a} has no meaning here; {known}"


# The tree


def _checked(tree: ast.expr, names: Mapping[str, str]) -> tuple[str, ...]:
    """The parameters of a tree, in which every name is put back. Raises `UnfitError`."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    if len(nodes) > MOST_NODES:
        raise UnfitError(f"more than {MOST_NODES} numbers, names and operations", nodes[-1])
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = names[node.id]
    parameters = set(names.values()) - set(FUNCTIONS) - set(CONSTANTS)
    if len(parameters) > MOST_PARAMETERS:
        raise UnfitError(
            f"{len(parameters)} parameters; a typed-in loss may have {MOST_PARAMETERS}", tree
        )
    fold(tree, _Bounds())
    return tuple(sorted(parameters, key=_natural))


class _Part(NamedTuple):
    """What bounds a part of a formula."""

    value: float | None
    """Of a part without parameters, None of any other."""
    exponent: float = 1.0
    """The largest of its exponents that are numbers; those of powers of powers multiply."""


class _Bounds:
    """An algebra that refuses what would be too large or too long to compute with."""

    def __init__(self) -> None:
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
        return x._replace(value=_computed(FUNCTIONS[function], x.value))

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
