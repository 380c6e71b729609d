"""Power series against mpmath's, and the Hessians of the named losses against its differences."""

import math
from typing import Any

import mpmath
import pytest

from gdtui.engine import taylor
from gdtui.engine.objectives import OBJECTIVES, resolve
from gdtui.engine.taylor import Series

mpmath.mp.dps = 50

AT = {"asin": 0.3, "acos": 0.3}
FUNCTIONS = (
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "exp",
    "log",
    "sqrt",
)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_a_series(name: str) -> None:
    x = AT.get(name, 0.7)
    found = getattr(taylor, name)(Series((x * x, 2 * x, 1.0, 0.0, 0.0, 0.0, 0.0)))
    wanted = mpmath.taylor(lambda t: getattr(mpmath, name)((x + t) ** 2), 0, 6)
    assert found.c == pytest.approx([float(c) for c in wanted], rel=1e-12)


def test_kinks_and_quotients_are_one_sided() -> None:
    assert abs(Series((0.0, -2.0, 1.0))).c == (0.0, 2.0, -1.0)
    assert (Series((0.0, 1.0, 0.0)) / Series((0.0, 2.0, 1.0))).c == (0.5, -0.25)
    assert taylor.sqrt(Series((0.0, 0.0, 4.0, 4.0, 1.0))).c == (0.0, 2.0, 1.0, 0.0)
    with pytest.raises(ZeroDivisionError):
        1.0 / Series((0.0, 1.0))
    with pytest.raises(ValueError, match="no power series"):
        taylor.sqrt(Series((0.0, 1.0)))


def test_roots_of_a_power_of_t_begin_sooner() -> None:
    """√(t²) = t; of what is 0 to t³ the root is known to t, and no further."""
    assert taylor.pow(Series((0.0, 0.0, 0.0, 8.0, 0.0, 0.0, 0.0)), 1 / 3).c == (0, 2, 0, 0, 0)
    assert taylor.sqrt(Series((0.0,) * 4)).c == (0.0, 0.0)
    with pytest.raises(ValueError, match="too few terms"):
        taylor.terms(taylor.sqrt(Series((0.0,) * 4)), 2)


def test_arcs_at_their_ends() -> None:
    """acos(1 − t²/2) = t·(1 + t²/24 + …): the slope is no division by zero."""
    found = taylor.acos(Series((1.0, 0.0, -0.5, 0.0, 0.0, 0.0)))
    assert found.c[:4] == pytest.approx((0.0, 1.0, 0.0, 1 / 24), abs=1e-15)
    assert taylor.asin(Series((1.0, 0.0, 0.0))).c == (math.pi / 2, 0.0, 0.0)
    with pytest.raises(ValueError, match="no power series"):
        taylor.acos(Series((1.0, -1.0, 0.0)))


@pytest.mark.parametrize("name", [name for name in OBJECTIVES if name != "kink"])
def test_the_hessians_of_the_named_losses_are_exact(name: str) -> None:
    objective = resolve(name)
    point = objective.start
    found = objective.hessian(point)
    assert found is not None

    def partial(i: int, j: int) -> Any:
        def along(x: Any) -> Any:
            at = [mpmath.mpf(p) for p in point]
            at[j] = x
            return objective.gradient_at(at, mpmath)[i]

        return mpmath.diff(along, mpmath.mpf(point[j]))

    size = abs(found).max()
    for i in range(objective.dimension):
        for j in range(objective.dimension):
            # Constants of the losses, such as 2π, have the digits of floats.
            assert found[i, j] == pytest.approx(float(partial(i, j)), abs=1e-11 * size)
