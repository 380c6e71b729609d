"""Two-dimensional slices of a space of many parameters: a map of where a model descends."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from gdtui.engine.data.dataset import Array
from gdtui.engine.objectives.models.network import Network
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.rng import generator

_PORTION = 64  # points whose loss is worked out at a time


class Slice(NamedTuple):
    """The plane origin + a·directions[0] + b·directions[1]."""

    origin: Array
    """(p,)."""
    directions: Array
    """(2, p)."""

    def points(self, a: Array, b: Array) -> Any:
        """The points at the coordinates `a` and `b`, each (…): (…, p)."""
        along = a[..., np.newaxis] * self.directions[0] + b[..., np.newaxis] * self.directions[1]
        return self.origin + along

    def coordinates(self, points: Any) -> Any:
        """Where points (T, p) lie, seen along the plane's normal: (T, 2)."""
        offsets = np.asarray(points, dtype=float) - self.origin
        found, *_ = np.linalg.lstsq(self.directions.T, offsets.T, rcond=None)
        return found.T


def random_slice(network: Network, params: Any, seed: int = 0) -> Slice:
    """A slice through `params` along two random directions, filter-normalized.

    The weights that lead to one unit move by a direction as long as they are, so that slices of
    differently scaled networks can be compared; biases stay (Li et al., 2018). Where all weights of
    a unit are 0 the direction has length 1.
    """
    origin = np.array(params, dtype=float)
    random = generator(seed, "directions")
    directions = np.zeros((2, origin.size))
    for direction in directions:
        for (way, _), (weights, _) in zip(
            network.unpacked(direction), network.unpacked(origin), strict=True
        ):
            sampled = random.standard_normal(way.shape)
            size = np.linalg.norm(weights, axis=0)
            way[...] = sampled * (np.where(size > 0, size, 1.0) / np.linalg.norm(sampled, axis=0))
    return Slice(origin, directions)


def principal_slice(trajectory: Sequence[Any] | Array) -> Slice:
    """The slice that shows most of a trajectory (T, p): through its last point, along its first two
    principal components, each of length 1 (Lorch, 2016; Li et al., 2018).

    Raises ValueError for fewer than two different points.
    """
    points = np.asarray(trajectory, dtype=float)
    offsets = points - points[-1]
    if len(points) < 2 or not offsets.any():
        raise ValueError("a trajectory needs two different points to have directions")
    _, sizes, directions = np.linalg.svd(offsets, full_matrices=False)
    first = directions[0]
    if len(directions) < 2 or sizes[1] <= 1e-12 * sizes[0]:  # a straight line: any normal to it
        second = np.zeros_like(first)
        second[np.abs(first).argmin()] = 1.0
        second -= (second @ first) * first
        size = np.linalg.norm(second)
        if size == 0:
            raise ValueError("one parameter has no plane to be shown in")
        return Slice(points[-1], np.stack([first, second / size]))
    return Slice(points[-1], directions[:2])


def losses(objective: DataObjective, through: Slice, a: Array, b: Array) -> Array:
    """The loss on a grid, shape (len(b), len(a))."""
    points = through.points(*np.meshgrid(a, b)).reshape(-1, through.origin.size)
    found = [
        np.asarray(objective.value(points[begin : begin + _PORTION].T))
        for begin in range(0, len(points), _PORTION)
    ]
    return np.concatenate(found).reshape(len(b), len(a))
