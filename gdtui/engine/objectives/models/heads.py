"""What stands at the end of a network: what its outputs z mean, and the loss of an example."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine.data.dataset import Array


class Head(NamedTuple):
    """A meaning of z (…, B, outputs), where target (…, B) has numbers, or classes from 0."""

    losses: Callable[[Array, Array], Any]
    """The loss of every example, from z and target: (…, B)."""
    slope: Callable[[Array, Array], Any]
    """∂/∂z of them, (…, B, outputs)."""
    bend: Callable[[Array, Array], Any]
    """∂²/∂z²·v of them, (…, B, outputs), from z and a change v of z."""
    curvature: float
    """The largest second derivative of an example's loss by z."""
    predicted: Callable[[Array], Any]
    """What z says: the number, or the number of the likeliest class, (…, B)."""
    formula: str
    """The mean loss, with {z} in place of the outputs."""
    error: str
    """∂/∂z of it, as it is written in a gradient."""
    probabilities: Callable[[Array], Any] | None = None
    """The probability of every class, (…, B, classes); None where a number is predicted."""
    an_output_a_class: bool = False


def sigmoid(z: Array) -> Array:
    """1/(1 + e^(−z)), with all its digits in both tails."""
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1.0) / (1.0 + small)


def softmax(z: Array) -> Any:
    """e^z/Σe^z over the last axis, without overflow."""
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _squares(z: Array, target: Array) -> Any:
    error = z[..., 0] - target
    return error * error


SQUARES = Head(
    losses=_squares,
    slope=lambda z, target: 2.0 * (z - target[..., np.newaxis]),
    bend=lambda z, v: 2.0 * v,  # noqa: ARG005
    curvature=2.0,
    predicted=lambda z: z[..., 0],
    formula="mean ({z} − y)²",
    error="2(ŷ − y)",
)
"""A number: mean (z − y)²."""


def _two_probabilities(z: Array) -> Any:
    return np.concatenate([sigmoid(-z), sigmoid(z)], axis=-1)


def _slope_of_two(z: Array, target: Array) -> Any:
    """p − y; where y is 1 as −σ(−z), which is no difference of what is nearly equal."""
    side = 1.0 - 2.0 * target[..., np.newaxis]
    return side * sigmoid(side * z)


LOGISTIC = Head(
    losses=lambda z, target: np.logaddexp(0.0, z[..., 0]) - target * z[..., 0],
    slope=_slope_of_two,
    bend=lambda z, v: sigmoid(z) * sigmoid(-z) * v,
    curvature=0.25,
    predicted=lambda z: (z[..., 0] > 0).astype(float),
    formula="mean −ln p, p = σ({z})",
    error="(p − y)",
    probabilities=_two_probabilities,
)
"""Two classes, told apart by one output: mean −ln p of the class, p = σ(±z)."""


def _cross_entropy(z: Array, target: Array) -> Any:
    largest = z.max(axis=-1, keepdims=True)
    total = np.log(np.exp(z - largest).sum(axis=-1)) + largest[..., 0]
    right = np.broadcast_to(target, z.shape[:-1])[..., np.newaxis].astype(np.intp)
    return total - np.take_along_axis(z, right, axis=-1)[..., 0]


def _softmax_bend(z: Array, v: Array) -> Any:
    """(diag p − ppᵀ)·v."""
    p = softmax(z)
    return p * (v - (p * v).sum(axis=-1, keepdims=True))


SOFTMAX = Head(
    losses=_cross_entropy,
    slope=lambda z, target: softmax(z) - (np.arange(z.shape[-1]) == target[..., np.newaxis]),
    bend=_softmax_bend,
    curvature=0.5,
    predicted=lambda z: z.argmax(axis=-1).astype(float),
    formula="mean −ln p, p = softmax({z})",
    error="(p − y)",
    probabilities=softmax,
    an_output_a_class=True,
)
"""Many classes, an output each: mean −ln p of the class, p = e^z/Σe^z."""
