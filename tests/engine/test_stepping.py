"""When a point has arrived, for floats and for vectors alike."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtui.engine import optimizers, schedules
from gdtui.engine.stepping import Rules, has_arrived


def rules(*, steady: bool) -> Rules:
    return Rules(0.1, optimizers.parse("gd"), schedules.parse("constant", None), 0, steady)


@pytest.mark.parametrize("held", [tuple, np.array])
@pytest.mark.parametrize(
    ("loss", "gradient", "update", "rate", "steady", "arrived"),
    [
        (0.0, [0.0, 0.0], [0.0, 0.0], 0.1, True, True),
        (0.0, [0.0, 0.0], [0.0, -0.0], 0.1, False, True),
        (0.0, [5.0, 0.0], [-1e-300, 0.0], 1e-300, True, True),  # too small for θ, for ever
        (0.0, [5.0, 0.0], [-1e-300, 0.0], 1e-300, False, False),  # by a larger rate it moves
        (0.0, [0.0, 0.0], [-1e-300, 0.0], 0.1, False, False),  # weight decay alone
        (0.0, [0.0, 0.0], [0.0, 0.0], 0.0, False, False),  # whatever the rate is later
        (math.inf, [0.0, 0.0], [0.0, 0.0], 0.1, True, False),
        (math.nan, [0.0, 0.0], [0.0, 0.0], 0.1, True, False),
    ],
)
def test_an_update_that_changes_nothing_is_an_arrival_if_no_later_one_can(
    held: Callable[[list[float]], Any],
    loss: float,
    gradient: list[float],
    update: list[float],
    rate: float,
    steady: bool,
    arrived: bool,
) -> None:
    assert has_arrived(loss, held(gradient), held(update), rate, rules(steady=steady)) == arrived
