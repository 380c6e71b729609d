"""Power series against mpmath's, and the Hessians of the named losses against its differences."""

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
