"""Typed-in losses: text as people write it becomes a syntax tree that is safe to compute with.

What is typed is never evaluated as Python. It is cut into tokens here, each with its place; the
tokens that make sense one after another are written out as an expression in which every name is one
of ours; Python's `ast` puts that into a tree; and of the tree only the few kinds of node that a
formula needs are accepted. Sizes are bounded before anything is computed.
"""

import ast
import difflib
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_CHARACTERS = 400
MOST_NODES = 160
MOST_NESTING = 24
MOST_DIGITS = 20
MOST_PARAMETERS = 8
MOST_POWERS_OF_PARAMETERS = 8  # powers whose exponent is no number, as in e^(-x)
LARGEST_EXPONENT = 64
LARGEST_CONSTANT = 1e100  # of a part without parameters; its inverse is the smallest

FUNCTIONS = (
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "ln",
    "log10", "sqrt", "abs", "sigmoid", "relu",
)  # fmt: skip
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
    """A checked tree, and what its names stand for."""

    text: str
    tree: ast.expr
    names: dict[str, str] = field(repr=False)
    """Name in the tree → function, constant or parameter, as it was typed."""
    parameters: tuple[str, ...] = ()
    """In natural order: w1, w2, w10."""


def parse(text: str) -> Expression:
    """Read and check `text`, without computing anything. Raises `ExpressionError`."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"longer than {MOST_CHARACTERS} characters", text, MOST_CHARACTERS + 1
        )
    writer = _Writer(text)
    for token in _tokens(text):
        writer.take(token)
    writer.finish()
    tree = ast.parse("".join(writer.written), mode="eval").body
    return _Checker(text, writer).checked(tree)


# Tokens


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


_TOKEN = re.compile(
    r"(?P<space>[ \t]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<name>[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*)"
    r"|(?P<power>\^|\*\*)"
    r"|(?P<square>[²³⁴])"
    r"|(?P<sign>[-+−])"
    r"|(?P<product>[*/·×÷])"
    r"|(?P<root>√)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|)"
)
_AS_PYTHON = {"−": "-", "·": "*", "×": "*", "÷": "/", "²": "**2", "³": "**3", "⁴": "**4"}


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(_foreign(text[place]), text, place + 1)
        kind = match.lastgroup or ""
        if kind == "number" and sum(map(str.isdigit, match[0])) > MOST_DIGITS:
            raise ExpressionError(f"more than {MOST_DIGITS} digits", text, place + 1)
        if kind != "space":
            yield _Token(kind, match[0], place + 1)
        place = match.end()


def _foreign(char: str) -> str:
    hints = {
        "=": "a loss is an expression, without =",
        ",": "a comma has no meaning here; a decimal is written 0.1",
        "[": "brackets are ( and )",
        "{": "brackets are ( and )",
        ".": "a point belongs into a number such as 0.5",
    }
    return hints.get(char) or f"{char!a} has no meaning here; known: numbers, names, + - * / ^"


# From tokens to an expression in which every name is ours


class _Writer:
    """Takes the tokens in order; knows whether an operand or an operator must come next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.written: list[str] = []
        self.columns: list[int] = []  # the column of every written character
        self.names: dict[str, str] = {}
        self._operand_next = True
        self._open: list[_Token] = []
        self._function: _Token | None = None

    def take(self, token: _Token) -> None:
        """Write what the token means where it stands. Raises `ExpressionError`."""
        if self._function and token.kind != "open":
            name = self._function.text
            raise self._error(f"{name} needs brackets: {name}(…)", token)
        operand = token.kind in ("number", "name", "root", "open")
        operand = operand or (token.kind == "bar" and (self._operand_next or not self._in_bars()))
        if operand:
            self._operand(token)
        elif token.kind == "sign" and self._operand_next:
            self._write(_AS_PYTHON.get(token.text, token.text), token)
        elif self._operand_next:
            raise self._error(f"a number or a name is missing before {token.text!r}", token)
        elif token.kind in ("close", "bar"):
            self._close(token)
        else:
            self._write("**" if token.kind == "power" else
                        _AS_PYTHON.get(token.text, token.text), token)  # fmt: skip
            self._operand_next = token.kind != "square"

    def finish(self) -> None:
        """The text is at its end. Raises `ExpressionError` if that is too soon."""
        end = _Token("end", "", len(self.text) + 1)
        if not self.written:
            raise self._error("nothing to minimise; a loss is written such as (w - 3)^2", end)
        if self._function or self._operand_next:
            raise self._error("it ends where a number or a name must follow", end)
        if self._open:
            raise self._error(f"{self._open[-1].text!r} is never closed", self._open[-1])

    def _operand(self, token: _Token) -> None:
        if not self._operand_next and not self._function:
            if token.kind == "number":
                raise self._error(f"an operator is missing before {token.text}", token)
            self._write("*", token)
        self._operand_next = False
        match token.kind:
            case "number":
                number = token.text.lstrip("0") or "0"
                self._write(number if number[0] not in ".eE" else "0" + number, token)
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

    def _name(self, token: _Token) -> None:
        name = token.text
        if name in FUNCTIONS:
            self._function = token
        elif self._called(token) and len(name) > 1 and name.isalpha() and name not in CONSTANTS:
            close = difflib.get_close_matches(name, FUNCTIONS, n=1)
            hint = f", did you mean {close[0]!r}?" if close else ";"
            raise self._error(
                f"unknown function {name[:20]!r}{hint} known: {', '.join(FUNCTIONS)}", token
            )
        self._write(self._alias(name), token)

    def _called(self, token: _Token) -> bool:
        return self.text[token.column - 1 + len(token.text) :].lstrip().startswith("(")

    def _close(self, token: _Token) -> None:
        opened = self._open.pop() if self._open else None
        if opened is None or (opened.kind == "bar") != (token.kind == "bar"):
            raise self._error(f"{token.text!r} closes nothing", token)
        self._write(")", token)

    def _in_bars(self) -> bool:
        return bool(self._open) and self._open[-1].kind == "bar"

    def _alias(self, name: str) -> str:
        alias = f"n{[*self.names.values()].index(name)}" if name in self.names.values() else ""
        alias = alias or f"n{len(self.names)}"
        self.names[alias] = name
        return alias

    def _write(self, python: str, token: _Token) -> None:
        self.written.append(python)
        self.columns += [token.column] * len(python)

    def _error(self, message: str, token: _Token) -> ExpressionError:
        return ExpressionError(message, self.text, token.column)


# The tree


class _Checker:
    """Accepts the nodes of a formula, and bounds what computing with them can cost."""

    def __init__(self, text: str, writer: _Writer) -> None:
        self._text = text
        self._columns = writer.columns
        self._names = writer.names
        self._powers = 0

    def checked(self, tree: ast.expr) -> Expression:
        """The tree as an expression. Raises `ExpressionError`."""
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
        if len(nodes) > MOST_NODES:
            raise self._error(f"more than {MOST_NODES} numbers, names and operations", nodes[-1])
        parameters = [
            name for name in self._names.values() if name not in FUNCTIONS and name not in CONSTANTS
        ]
        if not parameters:
            raise self._error(
                "a constant: there is nothing to minimise; use a name such as w", tree
            )
        if len(parameters) > MOST_PARAMETERS:
            raise self._error(
                f"{len(parameters)} parameters; a typed-in loss may have {MOST_PARAMETERS}", tree
            )
        self._constant(tree)
        return Expression(
            self._text.strip(), tree, dict(self._names), tuple(sorted(parameters, key=_natural))
        )

    def _constant(self, node: ast.expr) -> float | None:
        """The value of a part without parameters, None of any other; every part is checked."""
        match node:
            case ast.Constant(int() | float() as number):
                value: float | None = float(number)
            case ast.Name(alias):
                value = CONSTANTS.get(self._names[alias])
            case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
                inner = self._constant(operand)
                value = None if inner is None else abs(inner)
            case ast.Call(ast.Name(_), [argument]):
                inner = self._constant(argument)
                value = None if inner is None else 1.0  # every function of ours stays in bounds …
                if inner is not None and self._names[node.func.id] in _STEEP:  # type: ignore[attr-defined]
                    value = self._bounded(math.exp, inner, node)  # … but for these
            case ast.BinOp(left, operator, right):
                value = self._operation(node, operator, self._constant(left), self._constant(right))
            case _:
                raise self._error("this has no place in a formula", node)
        if (
            value is not None
            and value != 0
            and not (1 / LARGEST_CONSTANT <= abs(value) <= LARGEST_CONSTANT)
        ):
            raise self._error("a number too large or too small to compute with", node)
        return value

    def _operation(
        self, node: ast.expr, operator: ast.operator, a: float | None, b: float | None
    ) -> float | None:
        if isinstance(operator, ast.Pow) and b is not None and abs(b) > LARGEST_EXPONENT:
            raise self._error(f"an exponent beyond {LARGEST_EXPONENT}", node)
        if isinstance(operator, ast.Pow) and b is None:
            self._powers += 1
            if self._powers > MOST_POWERS_OF_PARAMETERS:
                raise self._error("too many powers whose exponent is not a number", node)
        if isinstance(operator, ast.Div) and b == 0:
            raise self._error("a division by zero", node)
        if a is None or b is None:
            return None
        apply = _OPERATIONS[type(operator)]
        return self._bounded(lambda _: apply(a, b), 0.0, node)

    def _bounded(self, function: Callable[[float], float], value: float, node: ast.expr) -> float:
        try:
            return function(value)
        except (OverflowError, ZeroDivisionError, ValueError):
            raise self._error("a number too large or too small to compute with", node) from None

    def _error(self, message: str, node: ast.expr) -> ExpressionError:
        before = node.col_offset  # bytes, and what we write is ASCII
        return ExpressionError(
            message, self._text, self._columns[min(before, len(self._columns) - 1)]
        )


_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: math.pow(abs(a), b),
}
_STEEP = ("exp", "sinh", "cosh")


def _natural(name: str) -> list[tuple[int, int | str]]:
    """w2 comes before w10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", name)]
