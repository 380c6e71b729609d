"""Layers of weights, from features to a loss, and the way back: everything that learns from data.

`linear`, `logistic` and `softmax` are one layer; the mlp has some more before it. A layer maps
h ↦ a(h·W + b). Parameters are one vector: of each layer its W, shape (in, out), row by row, then
its b. Everything broadcasts over leading axes, of the parameters (many points at once) and of the
examples (many mini-batches at once).
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine.data.dataset import Array
from gdtui.engine.objectives.models.heads import Head, sigmoid


class Activation(NamedTuple):
    """A function h = a(z) between layers, and its derivatives, as functions of h."""

    of: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    """a′ = da/dz."""
    slope_by_h: Callable[[Any], Any]
    """da′/dh; 0 for relu, whose slope is the same all around wherever it has one."""


ACTIVATIONS: dict[str, Activation] = {
    "tanh": Activation(np.tanh, lambda h: 1.0 - h * h, lambda h: -2.0 * h),
    "relu": Activation(
        lambda z: np.maximum(z, 0.0), lambda h: (h > 0).astype(float), np.zeros_like
    ),
    "sigmoid": Activation(sigmoid, lambda h: h * (1.0 - h), lambda h: 1.0 - 2.0 * h),
}


class Network:
    """A stack of layers with a loss at its end; it holds shapes, and no parameters."""

    def __init__(
        self, sizes: Sequence[int], head: Head, activation: str = "tanh", l2: float = 0.0
    ) -> None:
        """`sizes`: features, hidden units layer by layer, outputs. `l2` is λ of ½λΣw² (not b)."""
        self.sizes, self.head, self.l2 = tuple(sizes), head, l2
        self.activation = ACTIVATIONS[activation]
        self.layers: list[tuple[int, int]] = list(pairwise(self.sizes))
        """Shapes (in, out)."""
        self.count = sum((fan_in + 1) * fan_out for fan_in, fan_out in self.layers)
        """How many parameters there are, p."""

    def unpacked(self, params: Array) -> list[tuple[Array, Array]]:
        """W (…, in, out) and b (…, out) of every layer, as views of `params` (…, p)."""
        layers, begin, leading = [], 0, params.shape[:-1]
        for fan_in, fan_out in self.layers:
            end = begin + fan_in * fan_out
            weights = params[..., begin:end].reshape(*leading, fan_in, fan_out)
            layers.append((weights, params[..., end : end + fan_out]))
            begin = end + fan_out
        return layers

    def outputs(self, params: Array, features: Array) -> Array:
        """z (…, B, outputs) for `params` (…, p) and `features` (…, B, d)."""
        return self._forward(self.unpacked(params), features)[-1]

    def loss(self, params: Array, features: Array, target: Array) -> Any:
        """The mean loss (…) on the examples; `target` (…, B), numbers or classes."""
        z = self.outputs(params, features)
        return self.head.losses(z, target).sum(axis=-1) / target.shape[-1] + self.penalty(params)

    def loss_and_gradient(self, params: Array, features: Array, target: Array) -> tuple[Any, Array]:
        """The mean loss (…) and its gradient (…, p), by backpropagation (Rumelhart et al., 1986).

        δ of the outputs is ∂L/∂z; then, layer by layer from the last, ∂L/∂W = hᵀ·δ,
        ∂L/∂b = Σδ, and δ ← (δ·Wᵀ)·a′ for the layer before.
        """
        layers = self.unpacked(params)
        values = self._forward(layers, features)
        delta = self.head.slope(values[-1], target) / target.shape[-1]
        leading = delta.shape[:-2]
        parts: list[Array] = []
        for i in range(len(layers) - 1, -1, -1):
            weights, _ = layers[i]
            by_weights = _transposed(values[i]) @ delta
            if self.l2:
                by_weights = by_weights + self.l2 * weights
            parts += [delta.sum(axis=-2), by_weights.reshape(*leading, -1)]
            if i:
                delta = (delta @ _transposed(weights)) * self.activation.slope(values[i])
        loss = self.head.losses(values[-1], target).sum(axis=-1) / target.shape[-1]
        loss = loss + self.penalty(params)
        return loss, np.concatenate(parts[::-1], axis=-1)

    def hessian_product(
        self, params: Array, direction: Array, features: Array, target: Array
    ) -> Array:
        """∂²L/∂θ²·v (…, p) of the mean loss, for a point (p,) and directions v (…, p).

        What R{·} = d/dr(·)(θ + rv) makes of every line of backpropagation (Pearlmutter, "Fast exact
        multiplication by the Hessian", 1994): exact but for rounding, for about the cost of two
        gradients. V and c are the parts of v that change W and b.
        """
        layers, changes = self.unpacked(params), self.unpacked(direction)
        values = self._forward(layers, features)
        moved = [np.zeros_like(features)]  # R of `values`
        for i, ((weights, _), (v, c)) in enumerate(zip(layers, changes, strict=True)):
            rz = moved[i] @ weights + values[i] @ v + c[..., np.newaxis, :]
            last = i == len(layers) - 1
            moved.append(rz if last else self.activation.slope(values[i + 1]) * rz)
        delta = self.head.slope(values[-1], target) / target.shape[-1]
        r_delta = self.head.bend(values[-1], moved[-1]) / target.shape[-1]
        parts: list[Array] = []
        for i in range(len(layers) - 1, -1, -1):
            (weights, _), (v, _) = layers[i], changes[i]
            by_weights = _transposed(moved[i]) @ delta + _transposed(values[i]) @ r_delta
            by_weights = by_weights + self.l2 * v
            parts += [r_delta.sum(axis=-2), by_weights.reshape(*direction.shape[:-1], -1)]
            if i:
                slope = self.activation.slope(values[i])
                slope_by_h = self.activation.slope_by_h(values[i])
                back = delta @ _transposed(weights)
                r_back = r_delta @ _transposed(weights) + delta @ _transposed(v)
                delta, r_delta = back * slope, r_back * slope + back * slope_by_h * moved[i]
        return np.concatenate(parts[::-1], axis=-1)

    def penalty(self, params: Array) -> Any:
        """½λΣw², over weights and not biases."""
        if not self.l2:
            return 0.0
        squares = sum(
            (weights * weights).sum(axis=(-1, -2)) for weights, _ in self.unpacked(params)
        )
        return 0.5 * self.l2 * squares

    def start(self, init: str, random: "np.random.Generator") -> Array:
        """A first point (p,): biases 0, weights sampled.

        xavier: variance 2/(in + out) (Glorot and Bengio, 2010); he: 2/in (He et al., 2015); zero:
        none, so that all units of a layer stay alike.
        """
        params = np.zeros(self.count)
        for weights, _ in self.unpacked(params):
            fan_in, fan_out = weights.shape
            variance = {"xavier": 2 / (fan_in + fan_out), "he": 2 / max(1, fan_in), "zero": 0.0}[
                init
            ]
            weights[...] = math.sqrt(variance) * random.standard_normal(weights.shape)
        return params

    def names(self) -> tuple[str, ...]:
        """Of every parameter: `w1`, `b` where there is one unit; else the layer, from, to."""
        if self.sizes == (1, 1):
            return ("w", "b")
        if self.sizes[1:] == (1,):
            return (*(f"w{i}" for i in range(1, self.sizes[0] + 1)), "b")
        names: list[str] = []
        for layer, (fan_in, fan_out) in enumerate(self.layers, 1):
            which = f"{layer}_" if len(self.layers) > 1 else ""
            names += [f"w{which}{i}_{j}" for i in range(1, fan_in + 1) for j in _to(fan_out)]
            names += [f"b{which}{j}" for j in _to(fan_out)]
        return tuple(names)

    def _forward(self, layers: list[tuple[Array, Array]], features: Array) -> list[Array]:
        """What enters each layer, and last what leaves the last one."""
        values = [features]
        for i, (weights, biases) in enumerate(layers):
            z = values[-1] @ weights + biases[..., np.newaxis, :]
            values.append(z if i == len(layers) - 1 else self.activation.of(z))
        return values


def _transposed(matrices: Array) -> Array:
    return np.swapaxes(matrices, -1, -2)


def _to(count: int) -> range:
    return range(1, count + 1)
