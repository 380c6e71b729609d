"""Arithmetic on arrays, recorded once, to be done again and again without new arrays.

A formula of + − × ÷ that runs on `Recorded` in place of arrays leaves the calls of numpy that it
stands for, each with the array that its result is to be written to. What does not depend on them,
such as −η, is computed at once.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from gdtui.engine.objectives.objective import Lanes

Calls: TypeAlias = list[tuple[np.ufunc, tuple[Any, ...]]]
"""Functions with their arguments, of which the last is where the result goes."""

_ARITHMETIC = {np.add, np.subtract, np.multiply, np.divide, np.negative}


class Recorded(NDArrayOperatorsMixin):  # type: ignore[misc,unused-ignore]
    """An array (K,) whose numbers will be there when `calls` have been made."""

    def __init__(self, array: Lanes, calls: Calls) -> None:
        """Whatever is computed from it is appended to `calls`."""
        self.array = array
        self._calls = calls

    def __array_ufunc__(self, function: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if function not in _ARITHMETIC or method != "__call__" or options:
            return NotImplemented
        result = Recorded(np.empty_like(self.array), self._calls)
        self._calls.append((function, (*map(array_of, inputs), result.array)))
        return result


def array_of(x: Any) -> Any:
    """The array of what is recorded; anything else as it is."""
    return x.array if isinstance(x, Recorded) else x
