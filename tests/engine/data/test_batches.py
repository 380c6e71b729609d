"""Which examples a step looks at."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.data.batches import Batches

sizes = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))
seeds = st.integers(0, 2**63 - 1)


def numbers(batches: Batches, step: int) -> list[int]:
    everyone = np.arange(batches.n)
    return [int(i) for i in everyone[batches.rows(step)]]


@given(sizes, seeds, st.booleans(), st.integers(0, 4))
def test_every_example_comes_once_an_epoch(
    size: tuple[int, int], seed: int, shuffle: bool, epochs: int
) -> None:
    n, b = size
    batches = Batches(n, b, seed, shuffle=shuffle)
    steps = range(epochs * batches.per_epoch + 1, (epochs + 1) * batches.per_epoch + 1)
    parts = [numbers(batches, step) for step in steps]
    assert sorted(itertools.chain(*parts)) == list(range(n))
    assert [len(part) for part in parts[:-1]] == [b] * (len(parts) - 1)
    assert len(parts[-1]) == (n % b or b)
    assert {batches.epoch(step) for step in steps} == {epochs + 1}
    assert batches.seen(steps[-1]) == (epochs + 1) * n


@given(sizes, seeds, st.booleans(), st.lists(st.integers(1, 300), min_size=1, max_size=20))
def test_the_batch_of_a_step_depends_on_seed_and_step_alone(
    size: tuple[int, int], seed: int, replacement: bool, steps: list[int]
) -> None:
    batches = Batches(*size, seed, replacement=replacement)
    for step in steps:  # in whatever order
        assert numbers(batches, step) == numbers(
            Batches(*size, seed, replacement=replacement), step
        )


def test_every_epoch_and_every_seed_has_an_order_of_its_own() -> None:
    orders = {
        tuple(numbers(Batches(40, 39, seed), 2 * epoch + 1)) for seed in (0, 1) for epoch in (0, 1)
    }
    assert len(orders) == 4


def test_unshuffled_batches_follow_the_data() -> None:
    batches = Batches(5, 2, 0, shuffle=False)
    parts = [numbers(batches, step) for step in range(1, 5)]
    assert parts == [[0, 1], [2, 3], [4], [0, 1]]


@settings(deadline=None)
@given(seeds)
def test_with_replacement_every_example_is_as_likely_as_any_other(seed: int) -> None:
    batches = Batches(4, 3, seed, replacement=True)
    sampled = [numbers(batches, step) for step in range(1, 1001)]
    assert {len(part) for part in sampled} == {3}
    assert any(len(set(part)) < 3 for part in sampled)
    counts = Counter(itertools.chain(*sampled))
    assert all(counts[i] == pytest.approx(750, abs=6 * (3000 * 3 / 16) ** 0.5) for i in range(4))


def test_what_has_been_seen_counts_the_smaller_last_batch() -> None:
    assert [Batches(5, 2, 0).seen(step) for step in range(5)] == [0, 2, 4, 5, 7]
    assert Batches(5, 2, 0, replacement=True).seen(3) == 6
