"""An update worked out: the rule's lines with this step's numbers in place of the symbols.

The lines are the very text that people read, and their values come from reading it: the last line
gives where the coordinate arrives, as the rule itself does, to rounding.
"""

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gdtui.engine.objectives.typed.tree import OPERATIONS, fold
from gdtui.engine.ops import sign
from gdtui.engine.optimizers import Rule, State, parse
from gdtui.engine.run import NextUpdate, Run

Symbols = Mapping[str, float]


class Working(NamedTuple):
    """One line of an update: `symbol = formula = value`."""

    symbol: str
    formula: str
    """With symbols, or in words."""
    values: Symbols
    """What the symbols of the formula stand for; empty where it is in words."""
    value: float


_SYMBOL = re.compile(r"[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9]*")
_AS_PYTHON = str.maketrans({"·": "*", "−": "-", "^": "**", "²": "**2", "√": "sqrt"})


def next_update(run: Run, coordinate: int = 0) -> list[Working]:
    """The update that `run` would make next, of one coordinate."""
    return of_update(run.next_update(coordinate), run.settings.optimizer, coordinate)


def of_update(update: NextUpdate, optimizer: str, coordinate: int = 0) -> list[Working]:
    """An update by the rule that `optimizer` writes, of the coordinate it was worked out for."""
    row, before, after, t, _ = update
    g, w = float(row.gradient[coordinate]), float(row.params[coordinate])
    return worked_out(parse(optimizer), g, w, before, after, row.learning_rate, t)


def worked_out(
    rule: Rule, gradient: float, w: float, before: State, after: State, eta: float, t: int
) -> list[Working]:
    """The lines of step t of a coordinate at `w`, whose state goes from `before` to `after`."""
    symbols = {
        **rule.constants,
        **dict(zip(rule.remembers, before, strict=True)),
        "g": gradient,
        "θ": w,
        "η": eta,
        "t": float(t),
    }
    remembered = dict(zip(rule.remembers, after, strict=True))
    lines = []
    for line in rule.lines(t):
        symbol, equals, formula = line.partition(" = ")
        if equals:
            used = {name: symbols[name] for name in _SYMBOL.findall(formula) if name in symbols}
            value = _value(_parsed(formula), symbols)
        else:
            symbol, _, formula = line.partition(": ")
            used, value = {}, remembered[symbol]
        lines.append(Working(symbol, formula, used, value))
        symbols[symbol] = value
    return lines


def revalued(line: Working, symbols: Symbols) -> float:
    """What a line comes to with other values for some of its symbols; nan if it is in words."""
    return _value(_parsed(line.formula), {**line.values, **symbols}) if line.values else math.nan


@lru_cache(maxsize=256)
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula.translate(_AS_PYTHON), mode="eval").body


_FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "abs": abs,
    "max": max,
    "sign": sign,
}


@dataclass(frozen=True, slots=True)
class _Floats:
    """The algebra of floats: of rules, whose symbols have values."""

    symbols: Symbols

    def number(self, number: float) -> float:
        return float(number)

    def name(self, name: str) -> float:
        return self.symbols[name]

    def negative(self, x: float) -> float:
        return -x

    def call(self, function: str, arguments: list[float]) -> float:
        return _FUNCTIONS[function](*arguments)

    def operation(self, sign: str, a: float, b: float) -> float:
        if sign == "/" and b == 0:
            return 0.0  # as the rules divide where ε is 0
        value: float = OPERATIONS[sign](a, b)
        return value


def _value(tree: ast.expr, symbols: Symbols) -> float:
    """The value of a formula of ours; nan where it exceeds the floating-point range."""
    try:
        return fold(tree, _Floats(symbols))
    except (ArithmeticError, ValueError):
        return math.nan
