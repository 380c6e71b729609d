"""When a point has arrived, for floats and for vectors alike."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtui.engine import optimizers, schedules
from gdtui.engine.stepping import Rules, arrival


def rules(*, steady: bool) -> Rules:
    return Rules(0.1, optimizers.parse("gd"), schedules.parse("constant", None), 0, steady)


@pytest.mark.parametrize("held", [tuple, np.array])
@pytest.mark.parametrize(
    ("loss", "gradient", "steady", "end"),
    [
        (0.0, [0.0, 0.0], True, "converged"),
        (0.0, [0.0, 0.0], False, "converged"),
        (0.0, [1e-6, -1e-6], True, "converged"),
        (0.0, [1.1e-6, 0.0], True, "stopped"),
        (9.0, [0.0, -9e-6], True, "converged"),
        (-9.0, [0.0, -9e-6], True, "converged"),
        (0.0, [1e-9, 0.0], False, None),
        (0.0, [math.nan, 0.0], True, "stopped"),
        (math.inf, [0.0, 0.0], True, None),
        (math.nan, [0.0, 0.0], True, None),
    ],
)
def test_an_update_that_changes_nothing_is_an_arrival_where_it_is_flat(
    held: Callable[[list[float]], Any],
    loss: float,
    gradient: list[float],
    steady: bool,
    end: str | None,
) -> None:
    assert arrival(loss, held(gradient), rules(steady=steady)) == end
