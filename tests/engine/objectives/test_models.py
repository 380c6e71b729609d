"""Layers of weights: gradients against differences, and everything over leading axes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.data.dataset import Dataset, Split
from gdtui.engine.objectives.models.heads import LOGISTIC, SOFTMAX, Head
from gdtui.engine.objectives.models.network import Network
from gdtui.engine.objectives.models.on_data import DataObjective, on_data, prepared

LOSSES = (
    "linear", "linear:l2=0.3", "logistic:l2=0.1", "softmax", "softmax:l2=0.2",
    "mlp:hidden=3,activation=tanh", "mlp:hidden=4/3,activation=sigmoid,l2=0.1",
    "mlp:hidden=3,activation=relu,init=he",
)  # fmt: skip
losses = st.sampled_from(LOSSES)
seeds = st.integers(0, 2**32)


def objective(text: str, seed: int, n: int = 9, d: int = 2) -> DataObjective:
    """A loss on examples sampled from `seed`; logistic and softmax get classes, an mlp either."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(n, d))
    kind = text.partition(":")[0]
    target: Any
    classes: tuple[str, ...] = ()
    if kind == "linear" or (kind == "mlp" and seed % 3 == 0):
        target = random.normal(size=n)
    else:
        count = 2 if kind == "logistic" or (kind == "mlp" and seed % 3 == 1) else 3
        target, classes = np.arange(n) % float(count), tuple("abc"[:count])
    names = tuple(f"x{i}" for i in range(1, d + 1))
    data = Dataset("sampled", features, target, names, classes=classes)
    return on_data(text, Split(prepared(text, data)), seed)


def somewhere(loss: DataObjective, seed: int) -> Any:
    return np.random.default_rng([seed, 1]).normal(size=loss.dimension)


@settings(deadline=None)
@given(losses, seeds)
def test_the_gradient_is_that_of_differences(text: str, seed: int) -> None:
    loss = objective(text, seed)
    point = somewhere(loss, seed)
    h = 1e-6
    differences = [
        (loss.value(point + h * unit) - loss.value(point - h * unit)) / (2 * h)
        for unit in np.eye(loss.dimension)
    ]
    if "relu" in text:  # a kink within h of the point has no derivative
        z = _before_relu(loss, point)
        if np.abs(z).min() < 1e-4:
            return
    np.testing.assert_allclose(loss.gradient(point), differences, rtol=1e-5, atol=1e-7)


def _before_relu(loss: DataObjective, point: Any) -> Any:
    weights, biases = loss.network.unpacked(point)[0]
    return loss.data.train.features @ weights + biases


@settings(deadline=None)
@given(losses, seeds, st.lists(st.integers(0, 8), min_size=1, max_size=12))
def test_a_batch_has_the_mean_of_its_examples(text: str, seed: int, rows: list[int]) -> None:
    loss = objective(text, seed)
    point = somewhere(loss, seed)
    batch = np.array(rows)
    one_by_one = [loss.gradient(point, np.array([i])) for i in rows]
    np.testing.assert_allclose(
        loss.gradient(point, batch), np.mean(one_by_one, axis=0), rtol=1e-12, atol=1e-13
    )
    values = [loss.value(point, np.array([i])) for i in rows]
    assert loss.value(point, batch) == pytest.approx(np.mean(values), rel=1e-12)


@settings(deadline=None)
@given(losses, seeds)
def test_many_points_at_once_are_the_points_one_by_one(text: str, seed: int) -> None:
    loss = objective(text, seed)
    lanes = np.random.default_rng(seed).normal(size=(loss.dimension, 4, 3))
    values, gradients = loss.value(lanes), loss.gradient(lanes)
    assert values.shape == (4, 3)
    for place in np.ndindex(4, 3):
        point = lanes[(slice(None), *place)]
        assert values[place] == pytest.approx(loss.value(point), rel=1e-12)
        np.testing.assert_allclose(
            gradients[(slice(None), *place)], loss.gradient(point), rtol=1e-10, atol=1e-13
        )


@settings(deadline=None)
@given(losses, seeds)
def test_many_batches_at_once_are_the_batches_one_by_one(text: str, seed: int) -> None:
    loss = objective(text, seed)
    point = somewhere(loss, seed)
    batches = np.random.default_rng(seed).integers(loss.size, size=(5, 3))
    values, gradients = loss.value(point, batches), loss.gradient(point, batches)
    for i, batch in enumerate(batches):
        assert values[i] == pytest.approx(loss.value(point, batch), rel=1e-12)
        np.testing.assert_allclose(
            gradients[:, i], loss.gradient(point, batch), rtol=1e-10, atol=1e-13
        )


@settings(deadline=None)
@given(losses, seeds)
def test_loss_and_gradient_of_a_step_are_the_same_ones(text: str, seed: int) -> None:
    loss = objective(text, seed)
    point, rows = somewhere(loss, seed), np.array([0, 3, 4])
    value, gradient = loss.loss_and_gradient(point, rows)
    assert value == loss.value(point, rows)
    assert gradient.tolist() == loss.gradient(point, rows).tolist()


@pytest.mark.parametrize(("head", "outputs"), [(LOGISTIC, 1), (SOFTMAX, 3)])
def test_far_out_nothing_overflows(head: Head, outputs: int) -> None:
    network = Network((1, outputs), head)
    params = np.full(network.count, 1e4)
    params[0] = -1e4
    x, y = np.array([[1e3], [-1e3]]), np.array([0.0, 1.0])
    loss, gradient = network.loss_and_gradient(params, x, y)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
    assert head.probabilities is not None
    probabilities = head.probabilities(network.outputs(params, x))
    assert probabilities.sum(axis=-1) == pytest.approx([1, 1])


def test_cross_entropy_at_0_is_the_logarithm_of_the_number_of_classes() -> None:
    assert objective("logistic", 4).value((0.0,) * 3) == pytest.approx(np.log(2), rel=1e-15)
    assert objective("softmax", 4).value((0.0,) * 9) == pytest.approx(np.log(3), rel=1e-15)


def test_parameters_are_one_weight_a_feature_then_the_bias() -> None:
    assert objective("linear", 1, d=1).parameters == ("w", "b")
    assert objective("linear", 1, d=3).parameters == ("w1", "w2", "w3", "b")
    softmax = " ".join(objective("softmax", 1).parameters)
    assert softmax == "w1_1 w1_2 w1_3 w2_1 w2_2 w2_3 b1 b2 b3"
    mlp = objective("mlp:hidden=2", 1, d=1)
    assert mlp.parameters == ("w1_1_1", "w1_1_2", "b1_1", "b1_2", "w2_1_1", "w2_2_1", "b2_1")


def test_linear_is_what_it_says() -> None:
    data = Dataset("two", np.array([[1.0], [3.0]]), np.array([2.0, 5.0]), ("x",))
    loss = on_data("linear", Split(data), 0)
    assert loss.value((1.0, 0.5)) == pytest.approx(((1.5 - 2) ** 2 + (3.5 - 5) ** 2) / 2)
    assert loss.gradient((1.0, 0.5)).tolist() == pytest.approx([-5.0, -2.0])
    assert loss.formula == "mean (w·x + b − y)²"
    assert loss.curvature is not None
    eigenvalues = np.linalg.eigvalsh([[10.0, 4.0], [4.0, 2.0]])  # 2·mean of (x, 1)(x, 1)ᵀ
    assert loss.curvature == pytest.approx(tuple(eigenvalues))
    assert loss.minima[0].point == pytest.approx((1.5, 0.5))


@pytest.mark.parametrize(("init", "variance"), [("xavier", 2 / 500), ("he", 2 / 400), ("zero", 0)])
def test_the_first_weights_have_the_variance_of_their_kind(init: str, variance: float) -> None:
    network = Network((400, 100), SOFTMAX)
    weights, biases = network.unpacked(network.start(init, np.random.default_rng(0)))[0]
    assert weights.var() == pytest.approx(variance, rel=0.02)
    assert not biases.any()
