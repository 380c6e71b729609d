"""Which examples a step looks at: a function of the seed and the step, and of nothing else."""

from typing import Any

import numpy as np

from gdtui.engine.data.dataset import Rows
from gdtui.engine.rng import generator


class Batches:
    """Mini-batches of `size` of n examples; an epoch is ⌈n/size⌉ of them.

    Shuffled: one permutation an epoch, cut into portions, of which the last may be smaller; every
    example comes once an epoch. Not shuffled: the same, in the order of the data. With
    replacement: every example of every batch is sampled from all n.
    """

    def __init__(
        self, n: int, size: int, seed: int, *, shuffle: bool = True, replacement: bool = False
    ) -> None:
        self.n, self.size, self.seed = n, size, seed
        self.shuffle, self.replacement = shuffle, replacement
        self.per_epoch = -(-n // size)
        """Steps an epoch."""
        self._kept = (-1, np.empty(0, dtype=np.int64))

    @property
    def whole(self) -> bool:
        """Whether every batch is all the data."""
        return self.size == self.n and not self.replacement

    def rows(self, step: int) -> Rows:
        """The examples of step 1, 2, …"""
        if self.whole:
            return slice(0, self.n)
        epoch, place = divmod(step - 1, self.per_epoch)
        part = slice(place * self.size, (place + 1) * self.size)
        if self.replacement:
            return self._order(epoch)[part]
        if not self.shuffle:
            return slice(part.start, min(part.stop, self.n))
        return self._order(epoch)[part]

    def epoch(self, step: int) -> int:
        """Which pass over the data step 1, 2, … belongs to, from 1."""
        return (step - 1) // self.per_epoch + 1

    def seen(self, step: int) -> int:
        """How many examples have been looked at after `step` steps, with repetition."""
        if self.replacement:
            return step * self.size
        epochs, batches = divmod(step, self.per_epoch)
        return epochs * self.n + batches * self.size

    def _order(self, epoch: int) -> "np.ndarray[Any, np.dtype[np.int64]]":
        """The order of one epoch; the last one asked for is kept, since its neighbors follow."""
        if self._kept[0] != epoch:
            random = generator(self.seed, "batches", epoch)
            if self.replacement:
                rows = random.integers(self.n, size=self.per_epoch * self.size)
            else:
                rows = random.permutation(self.n)
            self._kept = (epoch, rows)
        return self._kept[1]
