"""Data sets that are computed: those of TensorFlow Playground, a noisy line, and a polynomial.

The shapes are the Playground's (Smilkov et al., 2017): two features between −6 and 6, and
`noise` from 0 to 1 moves the points. Same settings, same points.
"""

import math
from collections.abc import Callable

import numpy as np

from gdtui.engine.data.dataset import Array, Dataset
from gdtui.engine.numbers import number
from gdtui.engine.rng import generator
from gdtui.engine.spec import SpecError, not_negative

NOISE = "noise"
"""The data that make any loss stochastic."""
FORMER_NAMES = {"tilts": NOISE}
"""What earlier versions called data, in recordings and command lines: the name now."""

_MOST = 1_000_000
_TWO = ("−", "+")
_LICENSE = "computed by gdtui (MIT)"
_RADIUS = 5.0
_STEEPEST = 50  # degree of a polynomial
_TILTED = 8  # parameters that a tilted loss may have


def circle(*, noise: float = 0.0, n: int = 200, seed: int = 0) -> Dataset:
    """A disc within a ring: class + inside."""
    random = _random(noise, n, seed)
    inside = np.arange(n) % 2 == 0
    radius = np.where(
        inside, random.uniform(0, 0.5, n) * _RADIUS, random.uniform(0.7, 1.0, n) * _RADIUS
    )
    angle = random.uniform(0, 2 * math.pi, n)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    moved = points + random.uniform(-_RADIUS, _RADIUS, (n, 2)) * noise
    # As in the Playground, the noise moves the border and not the dots.
    belongs = np.hypot(moved[:, 0], moved[:, 1]) < 0.5 * _RADIUS if noise else inside
    return _classes("circle", points, belongs, noise, n, seed)


def xor(*, noise: float = 0.0, n: int = 200, seed: int = 0) -> Dataset:
    """Exclusive or: class + where both features have the same sign."""
    random = _random(noise, n, seed)
    points = random.uniform(-5, 5, (n, 2))
    points += np.where(points > 0, 0.3, -0.3)  # a gap along the axes
    moved = points + random.uniform(-5, 5, (n, 2)) * noise
    return _classes("xor", points, moved[:, 0] * moved[:, 1] >= 0, noise, n, seed)


def gauss(*, noise: float = 0.0, n: int = 200, seed: int = 0) -> Dataset:
    """Two Gaussians, about (2, 2) and (−2, −2); the noise widens them."""
    random = _random(noise, n, seed)
    upper = np.arange(n) % 2 == 0
    spread = math.sqrt(0.5 + 7 * noise)  # the variance goes from 0.5 to 4 at noise 0.5
    points = np.where(upper, 2.0, -2.0)[:, np.newaxis] + spread * random.standard_normal((n, 2))
    return _classes("gauss", points, upper, noise, n, seed)


def spiral(*, noise: float = 0.0, n: int = 200, seed: int = 0) -> Dataset:
    """Two arms of a spiral wound around each other."""
    random = _random(noise, n, seed)
    upper = np.arange(n) % 2 == 0
    way = (np.arange(n) // 2 + 0.5) / (n / 2)  # the Playground's arms share their first point
    angle = 1.75 * way * 2 * math.pi + np.where(upper, 0.0, math.pi)
    points = (way * _RADIUS)[:, np.newaxis] * np.column_stack([np.sin(angle), np.cos(angle)])
    points += random.uniform(-1, 1, (n, 2)) * noise
    return _classes("spiral", points, upper, noise, n, seed)


def plane(*, noise: float = 0.0, n: int = 200, seed: int = 0) -> Dataset:
    """A number: (x1 + x2)/10, between −1.2 and 1.2."""
    random = _random(noise, n, seed)
    points = random.uniform(-6, 6, (n, 2))
    moved = points + random.uniform(-6, 6, (n, 2)) * noise
    return _numbers("plane", points, moved.sum(axis=1) / 10, noise, n, seed)


def line(
    *, noise: float = 0.5, n: int = 100, seed: int = 0, slope: float = 2.0, intercept: float = 1.0
) -> Dataset:
    """A number: slope·x + intercept, with Gaussian noise of that standard deviation."""
    random = _random(noise, n, seed)
    points = random.uniform(-2, 2, (n, 1))
    target = slope * points[:, 0] + intercept + noise * random.standard_normal(n)
    settings = f",slope={slope!r},intercept={intercept!r}"
    settings = "" if (slope, intercept) == (2.0, 1.0) else settings
    return _numbers("line", points, target, noise, n, seed, settings)


def chebyshev(*, degree: int = 4, n: int = 20) -> Dataset:
    """A number: the Chebyshev polynomial of that degree at n equally spaced points from −1 to 1, on
    which networks reach the edge of stability (Cohen et al., 2021, "Gradient descent on neural
    networks typically occurs at the edge of stability").
    """
    _check_size(n)
    if not 1 <= degree <= _STEEPEST:
        raise SpecError(f"degree must lie between 1 and {_STEEPEST}, not {degree}")
    x = np.linspace(-1.0, 1.0, n)
    target = np.cos(degree * np.arccos(x))
    name = f"chebyshev:degree={degree},n={n}"
    return Dataset(name, x[:, np.newaxis], target, ("x",), license=_LICENSE)


def tilts(*, sigma: float = 1.0, n: int = 100, seed: int = 0) -> Dataset:
    """Gradient noise for any loss: each example tilts it its own way, by about σ; all cancel."""
    if not 0 < sigma <= 1e6:
        raise SpecError(f"sigma must be above 0, such as 1, not {number(sigma)}")
    sampled = _random(0.0, n, seed).standard_normal((n, _TILTED))
    sampled -= sampled.mean(axis=0)
    sampled *= sigma / sampled.std(axis=0)
    name = f"{NOISE}:sigma={sigma!r},n={n}" + (f",seed={seed}" if seed else "")
    names = tuple(f"ξ{i}" for i in range(1, _TILTED + 1))
    return Dataset(name, sampled, np.zeros(n), names, target_name="none", license=_LICENSE)


SYNTHETIC: dict[str, Callable[..., Dataset]] = {
    "circle": circle, "xor": xor, "gauss": gauss, "spiral": spiral, "plane": plane, "line": line,
    "chebyshev": chebyshev, NOISE: tilts,
}  # fmt: skip


def present_spec(text: str) -> str:
    """The spec `text` with the present name of its data, where an earlier version had another."""
    name, colon, settings = text.partition(":")
    return f"{FORMER_NAMES.get(name.strip().lower(), name)}{colon}{settings}"


def _random(noise: float, n: int, seed: int) -> "np.random.Generator":
    not_negative(noise=noise)
    _check_size(n)
    if not 0 <= seed < 2**63:
        raise SpecError(f"seed must be 0 or more, not {seed}")
    return generator(seed, "data")


def _check_size(n: int) -> None:
    if not 2 <= n <= _MOST:
        raise SpecError(f"n must lie between 2 and {_MOST:,}, not {n}")


def _classes(
    kind: str,
    points: Array,
    upper: "np.ndarray",
    noise: float,
    n: int,
    seed: int,
) -> Dataset:
    if upper.all() or not upper.any():
        raise SpecError(f"{n} points of seed {seed} are all of one class; take more of them")
    name = _name(kind, noise, n, seed)
    return Dataset(name, points, upper.astype(float), ("x1", "x2"), "class", _TWO, _LICENSE)


def _numbers(
    kind: str, points: Array, target: Array, noise: float, n: int, seed: int, settings: str = ""
) -> Dataset:
    names = ("x",) if points.shape[1] == 1 else ("x1", "x2")
    return Dataset(_name(kind, noise, n, seed) + settings, points, target, names, license=_LICENSE)


def _name(kind: str, noise: float, n: int, seed: int) -> str:
    """Its spec."""
    return f"{kind}:noise={noise!r},n={n}" + (f",seed={seed}" if seed else "")
