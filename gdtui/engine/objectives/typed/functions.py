"""The functions and constants of typed-in losses, their other names, and what is none of them."""

import math
from collections.abc import Callable
from typing import Any

from gdtui.engine.ops import sign


def sigmoid(x: Any, m: Any) -> Any:
    """1/(1 + e^(−x)) of a float or a series, by the power that is small; `m` has its `exp`."""
    return 1.0 / (1.0 + m.exp(-x)) if x >= 0 else m.exp(x) / (1.0 + m.exp(x))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "asin": math.asin, "acos": math.acos, "atan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh,
    "exp": math.exp, "log": math.log, "ln": math.log, "log10": math.log10, "log2": math.log2,
    "sqrt": math.sqrt, "abs": abs,
    "sigmoid": lambda x: sigmoid(x, math),
    "relu": lambda x: max(x, 0.0),
    "sign": sign,
    "step": lambda x: float(x > 0),
}  # fmt: skip
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e, "tau": 2 * math.pi}

OTHER_NAMES = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctg": "atan",
    "tg": "tan", "sh": "sinh", "ch": "cosh", "th": "tanh",
    "lg": "log10", "lb": "log2", "ld": "log2", "log_10": "log10", "log_2": "log2",
    "sgn": "sign", "heaviside": "step", "logistic": "sigmoid", "expit": "sigmoid",
}  # fmt: skip
"""What functions are called elsewhere; before a bracket, where it can be no parameter."""

WRITTEN_AS = {
    "pow": "(…)^2", "power": "(…)^2", "square": "(…)^2", "sqr": "(…)^2", "cbrt": "(…)^(1/3)",
    "cot": "1/tan(…)", "ctg": "1/tan(…)", "sec": "1/cos(…)", "csc": "1/sin(…)",
    "log1p": "ln(1 + …)", "expm1": "e^(…) − 1", "softplus": "ln(1 + e^(…))",
    "norm": "√(x^2 + y^2)", "hypot": "√(x^2 + y^2)",
    "mean": "(a + b)/2", "sum": "a + b",
}  # fmt: skip
"""How the same can be typed as what other programs have a function for."""

NAMED_LIKE_FUNCTIONS = frozenset("fghFGHJLσφψΓΦΨ")
"""Letters that stand for functions when they stand before a bracket."""


def function_called(name: str) -> str | None:
    """The function that a name before a bracket means, in whatever case; None if it is none."""
    if len(name) == 1:
        return None
    name = name if name in FUNCTIONS else name.lower()
    return name if name in FUNCTIONS else OTHER_NAMES.get(name)
