"""Lengths of vectors and the angle between them, of few floats or of many in an array."""

import math
from collections.abc import Sequence

import numpy as np


def norm(vector: Sequence[float]) -> float:
    """The length of a vector."""
    if isinstance(vector, np.ndarray):
        with np.errstate(all="ignore"):
            return float(np.linalg.norm(vector))
    return math.hypot(*vector)


def inner(a: Sequence[float], b: Sequence[float]) -> float:
    """The inner product of two directions, each brought to length 1 so that nothing overflows."""
    if isinstance(a, np.ndarray):
        with np.errstate(all="ignore"):
            return float(np.dot(a, b))
    of_a, of_b = math.hypot(*a), math.hypot(*b)
    if not (0 < of_a < math.inf and 0 < of_b < math.inf):
        return 0.0
    return sum((x / of_a) * (y / of_b) for x, y in zip(a, b, strict=True))
