"""Maps of a space of many parameters."""

import numpy as np
import pytest

from gdtui.engine.analysis.slices import losses, principal_slice, random_slice
from gdtui.engine.data.dataset import Split
from gdtui.engine.data.synthetic import circle, plane
from gdtui.engine.objectives.models.on_data import DataObjective, on_data


@pytest.fixture
def loss() -> DataObjective:
    return on_data("mlp:hidden=5/3", Split(circle(n=50)), 1)


def test_a_random_direction_is_as_long_as_the_weights_of_each_unit(loss: DataObjective) -> None:
    through = random_slice(loss.network, loss.start, seed=2)
    for direction in through.directions:
        for (way, bias), (weights, _) in zip(
            loss.network.unpacked(direction),
            loss.network.unpacked(np.array(loss.start)),
            strict=True,
        ):
            np.testing.assert_allclose(
                np.linalg.norm(way, axis=0), np.linalg.norm(weights, axis=0), rtol=1e-12
            )
            assert not bias.any()
    assert (through.directions[0] != through.directions[1]).any()
    again = random_slice(loss.network, loss.start, seed=2)
    assert again.directions.tolist() == through.directions.tolist()


def test_units_without_weights_have_a_direction_all_the_same() -> None:
    linear = on_data("linear", Split(plane()), 0)
    through = random_slice(linear.network, linear.start)
    assert np.linalg.norm(through.directions, axis=1) == pytest.approx([1, 1])


def test_a_principal_slice_holds_a_trajectory_that_lies_in_a_plane() -> None:
    random = np.random.default_rng(0)
    basis, places = random.normal(size=(2, 7)), random.normal(size=(20, 2))
    trajectory = places @ basis + random.normal(size=7)
    through = principal_slice(trajectory)
    there = through.coordinates(trajectory)
    np.testing.assert_allclose(through.points(*there.T), trajectory, atol=1e-12)
    assert there[-1] == pytest.approx([0, 0], abs=1e-12)
    assert through.directions @ through.directions.T == pytest.approx(np.eye(2), abs=1e-12)


def test_a_straight_trajectory_still_has_a_plane() -> None:
    through = principal_slice([(0.0, 0.0, 0.0), (1.0, 2.0, 2.0)])
    assert abs(through.directions[0]) == pytest.approx(np.array([1, 2, 2]) / 3)
    assert through.directions @ through.directions.T == pytest.approx(np.eye(2))


@pytest.mark.parametrize("trajectory", [[(1.0, 2.0)], [(1.0, 2.0)] * 3, [(1.0,), (2.0,)]])
def test_no_plane_without_two_directions(trajectory: list[tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match=r"two different points|no plane"):
        principal_slice(trajectory)


def test_the_map_is_the_loss_at_its_points(loss: DataObjective) -> None:
    through = random_slice(loss.network, loss.start)
    a, b = np.linspace(-1, 1, 13), np.linspace(-0.5, 0.5, 11)
    found = losses(loss, through, a, b)
    assert found.shape == (11, 13)
    point = through.origin + a[3] * through.directions[0] + b[7] * through.directions[1]
    assert found[7, 3] == pytest.approx(loss.value(point), rel=1e-12)
    assert found[5, 6] == pytest.approx(loss.value(loss.start), rel=1e-12)
