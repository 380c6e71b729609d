"""Hessians of losses on data against mpmath's, and against what theory says of them."""

from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.objectives.models import on_data
from gdtui.engine.objectives.models.on_data import DataObjective
from tests.engine.objectives.test_models import LOSSES, losses, objective, seeds, somewhere

ACTIVATIONS: dict[str, Any] = {
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
}


def exact_loss(loss: DataObjective, text: str, params: Any) -> Any:
    """The mean loss of mpmath's numbers, example by example and unit by unit."""
    activation = next((a for name, a in ACTIVATIONS.items() if name in text), None)
    left = iter(params)
    layers = [
        ([[next(left) for _ in range(to)] for _ in range(fan_in)], [next(left) for _ in range(to)])
        for fan_in, to in loss.network.layers
    ]
    train, total = loss.data.train, mpmath.mpf(0)
    for x, y in zip(train.features.tolist(), train.target.tolist(), strict=True):
        h: list[Any] = x
        for k, (weights, biases) in enumerate(layers):
            z = [
                b + mpmath.fsum(h[i] * weights[i][j] for i in range(len(h)))
                for j, b in enumerate(biases)
            ]
            h = z if k == len(layers) - 1 or activation is None else [activation(u) for u in z]
        if not train.classes:
            total += (h[0] - y) ** 2
        elif len(h) == 1:
            total += mpmath.log(1 + mpmath.exp(-h[0] if y else h[0]))
        else:
            total += mpmath.log(mpmath.fsum(map(mpmath.exp, h))) - h[int(y)]
    squares = mpmath.fsum(w * w for weights, _ in layers for row in weights for w in row)
    return total / train.size + loss.network.l2 / 2 * squares


@pytest.mark.parametrize("text", LOSSES)
@pytest.mark.parametrize("seed", [0, 1, 2])  # of an mlp: a number, two classes, three
def test_the_hessian_is_that_of_many_digits(text: str, seed: int) -> None:
    loss = objective(text, seed, n=3)
    point = somewhere(loss, seed)
    v = np.random.default_rng(seed).normal(size=loss.dimension)
    found = loss.hessian(point)
    assert found is not None
    products = loss.hessian_products(point, np.stack([v, 2 * v]))
    np.testing.assert_allclose(products, [found @ v, found @ (2 * v)], rtol=1e-12, atol=1e-13)

    def along(*rates: Any) -> Any:
        moved = [
            mpmath.mpf(x) + sum(r * float(way[i]) for r, way in zip(rates, ways, strict=True))
            for i, x in enumerate(point.tolist())
        ]
        return exact_loss(loss, text, moved)

    units = np.eye(loss.dimension)
    with mpmath.workdps(40):
        for unit in units[:: max(1, loss.dimension // 8)]:
            ways = (unit, v)
            wanted = float(mpmath.diff(along, (0, 0), (1, 1)))
            assert unit @ products[0] == pytest.approx(wanted, rel=1e-9, abs=1e-13)


@settings(deadline=None)
@given(losses, seeds, st.integers(1, 40))
def test_portions_change_nothing(text: str, seed: int, portion: int) -> None:
    loss = objective(text, seed)
    point = somewhere(loss, seed)
    with pytest.MonkeyPatch.context() as patch:
        whole = loss.hessian(point)
        patch.setattr(on_data, "_PORTION", portion)
        patch.setattr(on_data, "_AT_ONCE", 1 + portion % 5)
        in_portions = loss.hessian(point)
    assert whole is not None
    assert in_portions is not None
    np.testing.assert_allclose(in_portions, whole, rtol=1e-11, atol=1e-13)


@given(seeds)
def test_where_the_model_is_linear_in_its_parameters_nothing_curves_down(seed: int) -> None:
    """XᵀDX with D ≥ 0; and what is added to all classes at once changes no probability."""
    for text in ("linear", "logistic", "softmax"):
        loss = objective(text, seed)
        found = loss.hessian(somewhere(loss, seed))
        assert found is not None
        eigenvalues = np.linalg.eigvalsh(found)
        assert eigenvalues[0] >= -1e-14 * eigenvalues[-1]
        if text == "softmax":
            assert np.abs(eigenvalues[:3]).max() <= 1e-14 * eigenvalues[-1]


@pytest.mark.parametrize("z", [-700.0, -50.0, 50.0, 700.0])
def test_far_out_a_probability_still_has_its_slope_and_curvature(z: float) -> None:
    """Both are e^(−|z|) there, where 1 − σ would be 0; the slope of what is told wrong is ±1."""
    loss = objective("logistic", 1, n=2, d=1)
    right = np.array([1 if z > 0 else 0])
    tail = pytest.approx(np.exp(-abs(z)), rel=1e-12, abs=0)
    found = loss.hessian((0.0, z))
    assert found is not None
    assert found[1, 1] == tail
    assert abs(loss.gradient((0.0, z), right)[1]) == tail
    assert loss.gradient((0.0, z), 1 - right)[1] == np.sign(z)


def test_beyond_the_range_there_is_no_hessian() -> None:
    assert objective("mlp:hidden=3,activation=relu", 0).hessian((1e200,) * 13) is None
