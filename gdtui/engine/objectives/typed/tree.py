"""One walk over formula trees, for whatever is computed from them.

A formula is one of Python's syntax trees, used as a data structure only. `fold` walks over it; what
numbers, names and operations mean is the algebra's business: bounds, symbols, fractions or floats.
"""

import ast
import operator
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Value = TypeVar("Value")

OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
"""The operations of a formula, of any values that have them."""

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}


class Algebra(Protocol[Value]):
    """What the parts of a formula stand for."""

    def number(self, number: float) -> Value:
        """A number as it stands in the formula."""

    def name(self, name: str) -> Value:
        """A parameter or a constant."""

    def negative(self, x: Value) -> Value:
        """−x."""

    def call(self, function: str, arguments: list[Value]) -> Value:
        """A function of its arguments."""

    def operation(self, sign: str, a: Value, b: Value) -> Value:
        """One of `OPERATIONS`."""


class UnfitError(ValueError):
    """A part of a formula that makes no sense there: what is wrong, and at which node."""

    def __init__(self, message: str, node: ast.expr | None = None) -> None:
        """An algebra does not know the node; `fold` adds it."""
        super().__init__(message)
        self.node = node


def fold(tree: ast.expr, algebra: Algebra[Value]) -> Value:
    """The value of `tree` in `algebra`, operands before operations, left before right.

    Raises `UnfitError` for a node that no formula has, and what the algebra raises.
    """

    def at(node: ast.expr) -> Value:
        try:
            match node:
                case ast.Constant(int() | float() as number):
                    return algebra.number(number)
                case ast.Name(name):
                    return algebra.name(name)
                case ast.UnaryOp(ast.USub(), operand):
                    return algebra.negative(at(operand))
                case ast.UnaryOp(ast.UAdd(), operand):
                    return at(operand)
                case ast.Call(ast.Name(function), arguments, []):
                    return algebra.call(function, [at(argument) for argument in arguments])
                case ast.BinOp(left, sign, right) if type(sign) in _SIGNS:
                    return algebra.operation(_SIGNS[type(sign)], at(left), at(right))
            raise UnfitError("this has no place in a formula")
        except UnfitError as unfit:
            unfit.node = unfit.node or node
            raise

    return at(tree)
