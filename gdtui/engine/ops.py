"""The few operations besides + − × ÷ that a rule needs, on floats as on arrays, with equal bits."""

import math
from typing import Any

import numpy as np


def root(x: Any) -> Any:
    """√x, correctly rounded in both substrates."""
    return math.sqrt(x) if isinstance(x, float) else np.sqrt(x)


def ratio(a: Any, b: Any) -> Any:
    """a/b; 0 where b is 0, on floats as on arrays."""
    if isinstance(b, float):
        return a / b if b else 0.0
    return np.where(b == 0, 0.0, a / np.where(b == 0, 1.0, b))


def magnitude(x: Any) -> Any:
    """|x|."""
    return abs(x)


def sign(x: Any) -> Any:
    """−1, 0 or 1."""
    return float((x > 0) - (x < 0)) if isinstance(x, float) else np.sign(x)


def larger(a: Any, b: Any) -> Any:
    """The larger of two, each a float or an array."""
    if isinstance(a, float) and isinstance(b, float):
        return a if a >= b or a != a else b  # noqa: PLR0124 (nan stays, as in numpy)
    return np.maximum(a, b)


def choose(condition: Any, then: Any, otherwise: Any) -> Any:
    """`then` where the condition holds, else `otherwise`."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return np.where(condition, then, otherwise)
