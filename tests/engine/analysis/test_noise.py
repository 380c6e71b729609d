"""Mini-batches against the whole."""

import math

import numpy as np
import pytest

from gdtui.engine.analysis.noise import example_variance, gradient_noise
from gdtui.engine.data.dataset import Dataset, Split
from gdtui.engine.data.synthetic import circle, line
from gdtui.engine.objectives.models.on_data import DataObjective, on_data


def loss_on(data: Dataset, text: str = "linear") -> DataObjective:
    return on_data(text, Split(data), 0)


def test_the_variance_of_one_feature_is_worked_out_by_hand() -> None:
    data = Dataset("three", np.zeros((3, 0)), np.array([0.0, 3.0, 6.0]), ())
    loss = loss_on(data)  # gᵢ = 2(b − yᵢ): at b = 0 it is 0, −6, −12, about −6
    assert example_variance(loss, (0.0,)) == pytest.approx((36 + 0 + 36) / 3)


@pytest.mark.parametrize("replacement", [True, False])
@pytest.mark.parametrize("batch_size", [1, 4, 20, 39])
def test_the_measured_variance_is_that_of_the_formula(batch_size: int, replacement: bool) -> None:
    loss = loss_on(line(n=40))
    noise = gradient_noise(loss, (0.5, -1.0), batch_size, 8000, replacement=replacement)
    variance = example_variance(loss, (0.5, -1.0))
    expected = variance / batch_size * (1 if replacement else (40 - batch_size) / 39)
    assert noise.formula == pytest.approx(expected, rel=1e-12)
    assert noise.measured == pytest.approx(expected, rel=0.06)
    assert noise.gradients.mean(axis=0) == pytest.approx(noise.full, abs=0.2)


def test_a_batch_of_everything_has_no_noise() -> None:
    noise = gradient_noise(loss_on(line(n=30)), (0.0, 0.0), 30, 5)
    assert noise.formula == 0
    assert noise.measured == pytest.approx(0, abs=1e-25)
    assert noise.angles == pytest.approx(0, abs=1e-7)
    assert noise.lengths == pytest.approx(1)


def test_angles_and_lengths_are_those_between_the_gradients() -> None:
    loss = loss_on(circle(noise=0.2), "mlp:hidden=3")
    point = loss.start
    noise = gradient_noise(loss, point, 5, 50, seed=3)
    assert noise.gradients.shape == (50, loss.dimension)
    g, full = noise.gradients[7], np.array(noise.full)
    cosine = g @ full / math.hypot(*g) / math.hypot(*full)
    assert noise.angles[7] == pytest.approx(math.acos(cosine))
    assert noise.lengths[7] == pytest.approx(math.hypot(*g) / math.hypot(*full))
    again = gradient_noise(loss, point, 5, 50, seed=3)
    assert again.gradients.tolist() == noise.gradients.tolist()


@pytest.mark.parametrize("batch_size", [0, 201])
def test_a_batch_that_cannot_be_is_refused(batch_size: int) -> None:
    with pytest.raises(ValueError, match="1 to 200 of the 200 examples"):
        gradient_noise(loss_on(circle(), "logistic"), (0.0, 0.0, 0.0), batch_size)
