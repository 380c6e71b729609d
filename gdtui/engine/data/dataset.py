"""Examples to learn from: features, a target, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdtui.engine.numbers import number, typed
from gdtui.engine.rng import generator

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Rows: TypeAlias = slice | np.ndarray[Any, np.dtype[np.int64]]
"""Which examples: their numbers from 0, or a slice where they lie side by side."""

MOST_CLASSES = 100
LARGEST = 1e100
"""Beyond this, squares and their sums leave the floats."""


class DataError(ValueError):
    """Data that cannot be learned from; the message is one line and says what would be right."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """n examples of d features and a target: numbers, or classes."""

    name: str
    """Its spec: `circle:noise=0.1`, or the path of a file."""
    features: Array
    """Shape (n, d)."""
    target: Array
    """Shape (n,): numbers, or the number of each example's class, from 0."""
    feature_names: tuple[str, ...]
    target_name: str = "y"
    classes: tuple[str, ...] = ()
    """The names of the classes; empty where the target is a number."""
    license: str = ""
    """Where it is from, and what may be done with it."""

    def __post_init__(self) -> None:
        """Raises `DataError` for shapes that do not fit and numbers too large to compute with."""
        if self.features.ndim != 2 or self.target.shape != self.features.shape[:1]:
            raise DataError(
                f"{self.name}: features of shape {self.features.shape} do not go with a target of "
                f"shape {self.target.shape}; (n, d) and (n,) do"
            )
        if self.features.shape[1] != len(self.feature_names):
            raise DataError(
                f"{self.name}: {len(self.feature_names)} names for "
                f"{self.features.shape[1]} features"
            )
        if not (_bounded(self.features) and _bounded(self.target)):
            raise DataError(
                f"{self.name}: a feature or target is not a number, or beyond ±{number(LARGEST)}"
            )

    @property
    def size(self) -> int:
        """n, how many examples there are."""
        return len(self.target)

    @property
    def dimension(self) -> int:
        """d, how many features there are."""
        return int(self.features.shape[1])

    @cached_property
    def digest(self) -> str:
        """A hash of all that is learned from: the same one, the same run."""
        import hashlib  # noqa: PLC0415 (it brings OpenSSL along, and most runs have no data)

        digest = hashlib.blake2b(repr((self.features.shape, self.classes)).encode(), digest_size=16)
        for array in (self.features, self.target):
            for part in np.array_split(array, max(1, array.size // 2**20)):
                digest.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
        return digest.hexdigest()

    def take(self, rows: Rows) -> "Dataset":
        """These examples alone."""
        return replace(self, features=self.features[rows], target=self.target[rows])

    def classified(self) -> "Dataset":
        """With a numeric target taken as classes, one a value. Raises `DataError` for too many."""
        if self.classes:
            return self
        values, numbers = np.unique(self.target, return_inverse=True)
        if len(values) > MOST_CLASSES:
            raise DataError(
                f"{self.name}: the target {self.target_name} has {len(values)} different values, "
                "too many for classes; linear or mlp learn a number"
            )
        names = tuple(typed(value, 12) for value in values)
        return replace(self, target=numbers.reshape(-1).astype(float), classes=names)


class Split(NamedTuple):
    """The training examples, and those kept for the test."""

    train: Dataset
    test: Dataset | None = None


def split(data: Dataset, test_share: float, seed: int) -> Split:
    """Hold out the share `test_share` of the examples, sampled by `seed`; the rest keep order.

    Raises `DataError` if one of the two would be empty.
    """
    if not 0 <= test_share < 1:
        raise DataError(
            f"the test share must be at least 0 and below 1, such as 0.2, not {number(test_share)}"
        )
    if test_share == 0:
        return Split(data)
    held_out = round(test_share * data.size)
    if not 0 < held_out < data.size:
        raise DataError(
            f"{data.name}: a share of {number(test_share)} of {data.size} examples is {held_out}; "
            "both parts need one at least"
        )
    train, test = _sampled(data.size, held_out, seed)
    return Split(data.take(train), data.take(test))


def training_rows(n: int, test_share: float, seed: int) -> Rows:
    """Which of n examples `split` leaves for training."""
    held_out = round(test_share * n)
    return _sampled(n, held_out, seed)[0] if 0 < held_out < n else slice(0, n)


def _sampled(n: int, held_out: int, seed: int) -> tuple[Rows, Rows]:
    order = generator(seed, "split").permutation(n)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


def standardized(parts: Split) -> Split:
    """Every feature with mean 0 and variance 1 over the training examples.

    The test examples are moved and scaled likewise, so that nothing of them leaks into the
    training. A feature that is the same everywhere becomes 0.
    """
    mean = parts.train.features.mean(axis=0)
    deviation = parts.train.features.std(axis=0)
    constant = np.ptp(parts.train.features, axis=0) == 0
    deviation[constant] = 1.0

    def scaled(data: Dataset) -> Dataset:
        features = data.features - mean
        features /= deviation
        features[:, constant] = 0.0
        return replace(data, features=features)

    return Split(scaled(parts.train), parts.test and scaled(parts.test))


def constant_features(data: Dataset) -> Sequence[str]:
    """The names of the features that are the same in every example, and so can teach nothing."""
    return [data.feature_names[i] for i in np.flatnonzero(np.ptp(data.features, axis=0) == 0)]


def _bounded(array: Array) -> bool:
    """Whether every number is finite and can be squared; in portions, to need no second array."""
    return all(
        bool((np.abs(part) <= LARGEST).all())
        for part in np.array_split(array, max(1, array.size // 2**20))
    )
