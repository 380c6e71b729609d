"""What was learned, on what was learned from and on what was held out."""

import numpy as np
import pytest

from gdtui.engine.analysis.evaluation import evaluate, prediction_grid, predictions, probabilities
from gdtui.engine.data.dataset import Dataset, Split, split
from gdtui.engine.data.synthetic import gauss, line
from gdtui.engine.objectives.models.on_data import on_data

FOUR = Dataset(
    "four",
    np.array([[-2.0], [-1.0], [1.0], [2.0]]),
    np.array([0.0, 1.0, 1.0, 1.0]),
    ("x",),
    classes=("no", "yes"),
)


def test_accuracy_is_the_share_that_is_right() -> None:
    loss = on_data("logistic:l2=5", Split(FOUR.take(slice(0, 3)), FOUR.take(slice(3, 4))), 0)
    train, test = evaluate(loss, (1.0, 0.0))
    assert train.accuracy == pytest.approx(2 / 3)
    assert test is not None
    assert (test.accuracy, test.size) == (1.0, 1)
    assert test.loss == pytest.approx(np.log1p(np.exp(-2.0)))  # without what l2 adds


def test_a_number_has_a_loss_and_no_accuracy() -> None:
    loss = on_data("linear", split(line(), 0.5, 0), 0)
    train, test = evaluate(loss, loss.minima[0].point)
    assert train.accuracy is None
    assert train.loss == pytest.approx(loss.minima[0].value)
    assert test is not None
    assert test.loss > train.loss * 0.5


def test_predictions_and_probabilities_go_together() -> None:
    three = Dataset("three", np.eye(3), np.arange(3.0), ("a", "b", "c"), classes=("p", "q", "r"))
    loss = on_data("softmax", Split(three), 0)
    point = np.append(np.eye(3).ravel(), [0.0, 0.0, 0.0])
    assert predictions(loss, point, np.eye(3)).tolist() == [0, 1, 2]
    e = np.e
    assert probabilities(loss, point, np.eye(3))[0] == pytest.approx(np.array([e, 1, 1]) / (e + 2))


def test_a_plane_of_predictions_has_a_row_for_every_y() -> None:
    loss = on_data("logistic", Split(gauss()), 0)
    xs, ys = np.linspace(-6, 6, 5), np.linspace(-3, 3, 4)
    shown = prediction_grid(loss, (1.0, 2.0, 0.5), xs, ys)
    assert shown.shape == (4, 5)
    z = xs[1] + 2 * ys[3] + 0.5
    assert shown[3, 1] == pytest.approx(1 / (1 + np.exp(-z)))


def test_other_features_stay_at_their_mean() -> None:
    random = np.random.default_rng(0)
    data = Dataset("sampled", random.normal(2, 1, (50, 3)), random.normal(size=50), ("a", "b", "c"))
    loss = on_data("linear", Split(data), 0)
    shown = prediction_grid(
        loss, (1.0, 10.0, 100.0, 0.0), np.array([1.0]), np.array([3.0]), axes=(2, 0)
    )
    assert shown[0, 0] == pytest.approx(3 * 1.0 + 10 * data.features[:, 1].mean() + 100 * 1.0)
