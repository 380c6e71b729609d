"""Examples to learn from: held out, brought to one scale, told apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.data.dataset import (
    DataError,
    Dataset,
    Split,
    constant_features,
    split,
    standardized,
)
from gdtui.engine.data.synthetic import SYNTHETIC, circle, gauss, line, plane, spiral, xor
from gdtui.engine.spec import SpecError, build, settings_of


def numbered(n: int, d: int = 1) -> Dataset:
    features = np.arange(n * d, dtype=float).reshape(n, d)
    return Dataset("numbered", features, np.arange(n, dtype=float), tuple("abc"[:d]))


@given(st.integers(2, 200), st.floats(0.01, 0.99), st.integers(0, 2**63 - 1))
def test_held_out_examples_are_not_learned_from(n: int, share: float, seed: int) -> None:
    held_out = round(share * n)
    if not 0 < held_out < n:
        with pytest.raises(DataError, match="both parts need one"):
            split(numbered(n), share, seed)
        return
    train, test = split(numbered(n), share, seed)
    assert test is not None
    assert test.size == held_out
    assert sorted([*train.target, *test.target]) == list(range(n))
    assert train.target.tolist() == sorted(train.target)
    again = split(numbered(n), share, seed)
    assert again.train.target.tolist() == train.target.tolist()


def test_nothing_is_held_out_unless_asked_for() -> None:
    data = numbered(5)
    assert split(data, 0.0, 0) == Split(data, None)
    with pytest.raises(DataError, match="at least 0 and below 1"):
        split(data, 1.0, 0)


def test_standardized_features_have_mean_0_and_variance_1_over_what_is_learned_from() -> None:
    random = np.random.default_rng(0)
    features = random.normal(5, 3, (100, 3))
    features[:, 1] = 7.1
    data = Dataset("sampled", features, random.normal(size=100), ("a", "b", "c"))
    train, test = standardized(split(data, 0.3, 1))
    assert test is not None
    assert train.features.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-14)
    assert train.features.std(axis=0) == pytest.approx([1, 0, 1])
    assert not test.features[:, 1].any()
    assert test.features[:, 0].mean() != pytest.approx(0, abs=1e-3)  # scaled by the others' mean
    assert constant_features(data) == ["b"]


def test_numbers_become_classes_where_classes_are_needed() -> None:
    data = Dataset("few", np.zeros((4, 1)), np.array([2.0, 0.5, 2.0, 1.0]), ("x",))
    classes = data.classified()
    assert classes.classes == ("0.5", "1", "2")
    assert classes.target.tolist() == [2, 0, 2, 1]
    with pytest.raises(DataError, match="101 different values, too many for classes"):
        numbered(101).classified()


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e101])
def test_numbers_that_cannot_be_computed_with_are_refused(wrong: float) -> None:
    with pytest.raises(DataError, match="not a number, or beyond"):
        Dataset("bad", np.array([[1.0], [wrong]]), np.zeros(2), ("x",))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DataError, match=r"shape \(2, 1\) do not go with a target of shape \(3,\)"):
        Dataset("bad", np.zeros((2, 1)), np.zeros(3), ("x",))
    with pytest.raises(DataError, match="2 names for 1 features"):
        Dataset("bad", np.zeros((2, 1)), np.zeros(2), ("x", "y"))


def test_the_digest_is_of_everything_that_is_learned_from() -> None:
    digests = {
        numbered(4).digest,
        numbered(5).digest,
        Dataset("other", numbered(4).features, np.zeros(4), ("a",)).digest,
        Dataset("other", numbered(4).features + 1e-15, numbered(4).target, ("a",)).digest,
    }
    assert len(digests) == 4
    renamed = Dataset("other name", numbered(4).features, numbered(4).target, ("z",))
    assert renamed.digest == numbered(4).digest


# Computed sets


@pytest.mark.parametrize("kind", sorted(SYNTHETIC.keys() - {"noise", "chebyshev"}))  # no noise
def test_a_computed_set_comes_again_from_its_written_form(kind: str) -> None:
    knob = next(iter(settings_of(SYNTHETIC[kind])))
    data = build("data set", f"{kind}:{knob}=0.25,n=50,seed=3", SYNTHETIC)
    assert (data.size, data.name) == (50, f"{kind}:{knob}=0.25,n=50,seed=3")
    again = build("data set", data.name, SYNTHETIC)
    assert again.digest == data.digest
    assert build("data set", f"{kind}:{knob}=0.25,n=50", SYNTHETIC).digest != data.digest


@settings(deadline=None)
@given(st.integers(20, 300), st.integers(0, 1000))
def test_without_noise_the_shapes_are_exact(n: int, seed: int) -> None:
    disc = circle(n=n, seed=seed)
    radius = np.hypot(*disc.features.T)
    assert ((radius < 2.5) == (disc.target == 1)).all()
    assert radius.max() <= 5
    quadrants = xor(n=n, seed=seed)
    assert ((quadrants.features.prod(axis=1) > 0) == (quadrants.target == 1)).all()
    flat = plane(n=n, seed=seed)
    assert flat.target == pytest.approx(flat.features.sum(axis=1) / 10)
    straight = line(noise=0.0, n=n, seed=seed, slope=-3.0, intercept=0.5)
    assert straight.target == pytest.approx(-3 * straight.features[:, 0] + 0.5)
    arms = spiral(n=n, seed=seed)
    assert np.hypot(*arms.features.T).max() <= 5
    assert abs(arms.target.mean() - 0.5) <= 0.51 / n


def test_noise_mixes_the_classes() -> None:
    noisy = circle(noise=0.5, n=1000)
    inside = np.hypot(*noisy.features.T) < 2.5
    wrong = (inside != (noisy.target == 1)).mean()
    assert 0.1 < wrong < 0.5
    assert gauss(noise=0.5, n=1000).features.var() > 2 * gauss(n=1000).features.var() - 4


def test_a_noisy_line_has_the_noise_it_says() -> None:
    data = line(noise=0.5, n=20_000)
    rest = data.target - (2 * data.features[:, 0] + 1)
    assert rest.std() == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("circle:noise=-1", "noise must not be negative \\(got −1\\)"),
        ("xor:n=1", "n must lie between 2 and"),
        ("line:n=3000000000", "n must lie between 2 and"),
        ("plane:seed=-1", "seed must be 0 or more"),
    ],
)
def test_settings_that_no_set_can_have(written: str, why: str) -> None:
    with pytest.raises(SpecError, match=why):
        build("data set", written, SYNTHETIC)
