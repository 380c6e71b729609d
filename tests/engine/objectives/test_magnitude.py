"""Within the magnitude that is told, a loss is finite: by theory for powers, by trial for all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives import OBJECTIVES, resolve
from gdtui.engine.objectives.magnitude import finite_within


@pytest.mark.parametrize(
    ("loss", "power"),
    [
        ("(w - 3)^2", 154),  # 10³⁰⁸ is finite, 10³¹⁰ is not
        ("w^2/2 + 3w", 154),
        ("x^4 - 2x^2 + y^2", 77),
        ("double_well", 77),
        ("w^3", 102),
        ("2w", 154),  # as far as is looked
    ],
)
def test_a_polynomial_is_finite_as_far_as_its_highest_power(loss: str, power: int) -> None:
    assert finite_within(resolve(loss)) == 10.0**power


@pytest.mark.parametrize("loss", ["sin(w)", "1/w", "sqrt(w)", "abs(w)", "e^w", "w^10", "ackley"])
def test_of_other_losses_it_is_not_known(loss: str) -> None:
    assert finite_within(resolve(loss)) == 0.0


@settings(deadline=None)
@given(
    loss=st.sampled_from(
        [*OBJECTIVES, "1e90(w - 1)^2", "(x - 1e90)(y + 2)z", "(x^2 + 1)^2 - x^4", "x*y*z - x^5/7"]
    ),
    data=st.data(),
)
def test_no_point_that_near_has_a_loss_beyond_all_numbers(loss: str, data: st.DataObject) -> None:
    objective = resolve(loss)
    radius = finite_within(objective)
    if not radius:
        return
    coordinate = st.one_of(
        st.sampled_from([-radius, radius, 0.0]), st.floats(-radius, radius, allow_nan=False)
    )
    point = [data.draw(coordinate) for _ in objective.parameters]
    with np.errstate(over="raise", invalid="raise"):
        assert np.isfinite(objective.value(np.array([point, point]).T)).all()
