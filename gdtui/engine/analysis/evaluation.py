"""Loss and accuracy on the training and the test examples."""

from typing import Any, NamedTuple

import numpy as np

from gdtui.engine.data.dataset import Array, Dataset
from gdtui.engine.objectives.models.heads import LOGISTIC
from gdtui.engine.objectives.models.on_data import DataObjective

_PORTION = 2**16  # examples at a time


class Score(NamedTuple):
    """How well the examples of one part are predicted."""

    loss: float
    """Mean loss, without what l2 adds."""
    accuracy: float | None
    """The share of them whose class is the likeliest one; None where a number is predicted."""
    size: int
    """How many examples there are."""


class Evaluation(NamedTuple):
    """The scores at one point."""

    train: Score
    test: Score | None
    """None where there are no test examples."""


def evaluate(objective: DataObjective, params: Any) -> Evaluation:
    """The scores at the point `params` (p,)."""
    train, test = objective.data
    return Evaluation(
        _score(objective, params, train),
        None if test is None else _score(objective, params, test),
    )


def predictions(objective: DataObjective, params: Any, features: Array) -> Any:
    """What is predicted for `features` (…, d): the number, or the number of the class, (…)."""
    outputs = _outputs(objective, params, features)
    return objective.network.head.predicted(outputs)


def probabilities(objective: DataObjective, params: Any, features: Array) -> Any:
    """The probability of every class, (…, classes), for `features` (…, d), where there are some."""
    of_outputs = objective.network.head.probabilities
    assert of_outputs is not None  # nobody asks for the classes of a number
    return of_outputs(_outputs(objective, params, features))


def prediction_grid(
    objective: DataObjective, params: Any, xs: Array, ys: Array, axes: tuple[int, int] = (0, 1)
) -> Any:
    """Predictions on a grid over two features, shape (len(ys), len(xs)): regions of decision.

    The other features are kept at their mean over the training examples. Where two classes are
    told apart, it is the probability of the second.
    """
    features = np.tile(objective.data.train.features.mean(axis=0), (len(ys), len(xs), 1))
    features[..., axes[0]], features[..., axes[1]] = np.meshgrid(xs, ys)
    if objective.network.head is LOGISTIC:
        return probabilities(objective, params, features)[..., 1]
    return predictions(objective, params, features)


def _score(objective: DataObjective, params: Any, data: Dataset) -> Score:
    network, point = objective.network, np.asarray(params, dtype=float)
    total, right = 0.0, 0
    with np.errstate(all="ignore"):
        for begin in range(0, data.size, _PORTION):
            features = data.features[begin : begin + _PORTION]
            target = data.target[begin : begin + _PORTION]
            outputs = network.outputs(point, features)
            total += float(network.head.losses(outputs, target).sum())
            right += int((network.head.predicted(outputs) == target).sum())
    return Score(total / data.size, right / data.size if data.classes else None, data.size)


def _outputs(objective: DataObjective, params: Any, features: Array) -> Any:
    with np.errstate(all="ignore"):
        return objective.network.outputs(np.asarray(params, dtype=float), features)
