"""What is known of descent on quadratics, and, by the Hessian at a point, near it.

For a quadratic with curvatures λmin … λmax and κ = λmax/λmin (Polyak, 1964; Goh, "Why momentum
really works", 2017): descent is stable for 0 < η < 2/λmax, approaches from one side for
η ≤ 1/λmax, and is fastest at η = 2/(λmin + λmax), where a step leaves (κ − 1)/(κ + 1) of the error.
What the literature calls μ and L are λmin and λmax here: on the screen L is the loss.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import median
from typing import NamedTuple

import numpy as np

from gdtui.engine.analysis.kinds import figure, figure_near_one
from gdtui.engine.numbers import number
from gdtui.engine.objectives import Curvature, Objective
from gdtui.engine.objectives.finite_sum import FiniteSum
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.optimizers import OPTIMIZERS, is_plain_descent
from gdtui.engine.spec import SpecError, parts

FLAT = 1e-9  # a curvature this small beside the largest is none
_ROUNDING = 1e-14  # of an eigenvalue beside the largest
_ITERATIONS = 15
MOST_FOR_HESSIAN = 100  # parameters
MOST_EXAMPLES = 100_000  # times parameters


class Edge(NamedTuple):
    """The rate beyond which steps on a quadratic lead away: its formula and its value."""

    formula: str
    rate: float


def stability_edge(largest: float, optimizer: str = "gd") -> Edge | None:
    """Where stability ends for the largest curvature λ, if that is known for the optimizer.

    2/λ for descent, 2(1 + β)/λ for the heavy ball, 2(1 + β)/((1 + 2β)λ) for Nesterov's.
    """
    if largest <= 0:
        return None
    try:
        name, settings = parts("optimizer", optimizer, OPTIMIZERS)
    except SpecError:
        return None
    beta = float(settings.get("momentum", 0.9))
    if settings.get("weight_decay") or settings.get("dampening"):
        return None
    match name:
        case "gd" | "sgd":
            return Edge("2/λ", 2 / largest)
        case "momentum":
            return Edge("2(1 + β)/λ", 2 * (1 + beta) / largest)
        case "nesterov":
            return Edge("2(1 + β)/((1 + 2β)λ)", 2 * (1 + beta) / ((1 + 2 * beta) * largest))
    return None


def monotone_edge(largest: float) -> float:
    """The largest rate at which descent approaches from one side: 1/λ."""
    return 1 / largest


def best_rate(curvature: Curvature) -> tuple[float, float]:
    """The best fixed rate of descent, 2/(λmin + λmax), and what a step leaves: (κ − 1)/(κ + 1)."""
    mu, largest = curvature
    return 2 / (mu + largest), (largest - mu) / (largest + mu)


def best_heavy_ball(curvature: Curvature) -> tuple[float, float, float]:
    """The best rate of the heavy ball, 4/(√λmax + √λmin)², its momentum ((√κ − 1)/(√κ + 1))², and
    what a step leaves then: (√κ − 1)/(√κ + 1)."""
    mu, largest = math.sqrt(curvature.mu), math.sqrt(curvature.L)
    left = (largest - mu) / (largest + mu)
    return 4 / (largest + mu) ** 2, left * left, left


def contraction(curvature: Curvature, rate: float) -> float:
    """What a step of descent leaves of the error in the worst direction: max |1 − ηλ|."""
    return max(abs(1 - rate * curvature.mu), abs(1 - rate * curvature.L))


def stationary_variance(
    noise: float, rate: float, curvature: float, momentum: float = 0.0
) -> float:
    """Where noise σ² in the gradient keeps the parameter of a quadratic: its variance about the
    minimum, η(1 + β)σ²/((1 − β)λ(2(1 + β) − ηλ)); without momentum ησ²/(λ(2 − ηλ)).

    For noise that is sampled anew at each step (sampling with replacement).
    """
    up = rate * (1 + momentum) * noise
    return up / ((1 - momentum) * curvature * (2 * (1 + momentum) - rate * curvature))


def facts(objective: Objective, params: Sequence[float], rate: float, optimizer: str) -> list[str]:
    """What is known of descent with η = `rate`, a line each: everywhere on a quadratic, near
    `params` on any other loss. Empty where the loss has no curvature there that could be known."""
    here = hessian_at(objective, params)
    if here is None or not any(here):
        return []
    where = "everywhere" if objective.curvature else "here"
    mu, largest = here
    one = objective.dimension == 1
    curvatures = f"λ = {figure(largest)}" if one else f"λ = {figure(mu)} … {figure(largest)}"
    lines = [f"curvature {where}: {curvatures}"]
    if mu > 0 and not one:
        lines[0] += f", κ = {figure(largest / mu)}"
    edge = stability_edge(largest, optimizer)
    if largest <= 0:
        lines.append("curved up in no direction: no η holds a point here")
    elif mu < 0:
        lines.append("curved up in one direction and down in another: no η holds here")
    elif mu == 0:
        lines.append("in some directions there is no curvature, which sets no limit to η there")
    if edge is not None:
        of_all = "the largest curvature λ" if not one else "the curvature λ"
        limit = f"0 < η < {edge.formula} = {figure(edge.rate)}"
        if mu < 0:
            lines.append(f"where it curves up, {optimizer} is stable for {limit}")
        else:
            lines.append(f"with {of_all}, {optimizer} is stable for {limit}")
    if mu > 0:
        best, remains = best_rate(here)
        left = f"a step leaves {figure_near_one(remains)} of the distance"
        formula, factor = ("1/λ", "|1 − ηλ|") if one else ("2/(λmin + λmax)", "max |1 − ηλ|")
        now = contraction(here, rate)
        lines.append(f"plain descent approaches from one side for η ≤ 1/λ = {figure(1 / largest)}")
        arrives = "one step arrives" if remains == 0 else left
        lines.append(f"its best η is {formula} = {figure(best)}: {arrives}")
        leaves = "leaves" if is_plain_descent(optimizer) else "would leave"
        share = f"{factor} = {figure_near_one(now)} {'times' if now > 1 else 'of'} the distance"
        lines.append(f"with η = {number(rate)} its step {leaves} {share}")
    if mu > 0 and largest > mu * (1 + FLAT):
        heavy, momentum, remains = best_heavy_ball(here)
        beta, left = figure_near_one(momentum), figure_near_one(remains)
        lines.append(
            f"best heavy ball: η = 4/(√λmax + √λmin)² = {figure(heavy)}, "
            f"β = ((√κ − 1)/(√κ + 1))² = {beta}: a step leaves {left} of the distance"
        )
    return lines


def hessian_at(objective: Objective, params: Sequence[float]) -> Curvature | None:
    """The smallest and largest curvature at a point, exact but for rounding.

    None where there is none (at a kink, beyond the floating-point range), and where it would take
    too long.
    """
    if objective.curvature is not None:
        return objective.curvature
    if hessian_takes_too_long(objective):
        return None
    return _known_at(objective, tuple(float(x) for x in params))


@lru_cache(maxsize=8)  # a frame asks several times about the point that it shows
def _known_at(objective: Objective, params: tuple[float, ...]) -> Curvature | None:
    found = objective.hessian(params)
    if found is None:
        return None
    eigenvalues = np.linalg.eigvalsh(found)
    eigenvalues[np.abs(eigenvalues) <= _ROUNDING * np.abs(eigenvalues).max()] = 0.0
    return Curvature(float(eigenvalues[0]), float(eigenvalues[-1]))


def curvature_by_power_iteration(objective: Objective, params: Sequence[float]) -> float:
    """The curvature that is largest in size, from products of the Hessian with a direction.

    The direction is turned to where the slope changes most. nan where no such product is known, or
    is not finite.
    """
    if not isinstance(objective, DataObjective):
        return math.nan
    theta = np.asarray(params, dtype=float)
    way, found = np.cos(np.arange(theta.size)), math.nan
    with np.errstate(all="ignore"):
        for _ in range(_ITERATIONS):
            way = way / np.linalg.norm(way)
            change = objective.hessian_products(theta, way)
            found = float(way @ change)
            if not (change.any() and np.isfinite(change).all()):
                break
            way = change
    return found


def hessian_takes_too_long(objective: Objective) -> bool:
    """Whether there are too many parameters or examples to work out the Hessian between frames."""
    p = objective.dimension
    return p > MOST_FOR_HESSIAN or examples_of(objective) * p > MOST_EXAMPLES


def examples_of(objective: Objective) -> int:
    """How many examples are gone through for one loss; 1 without data."""
    return objective.size if isinstance(objective, FiniteSum) else 1


def curvature_across(
    updates: Sequence[Sequence[float]], gradients: Sequence[Sequence[float]]
) -> float | None:
    """How much the slope changed for how far successive updates went: the median; None if they
    went nowhere. `gradients` are those of the points before, between and after the updates.

    Of the differences between one update and the next, in which what is slow cancels.
    """
    found = []
    for k in range(1, len(updates)):
        step = np.subtract(updates[k], updates[k - 1], dtype=float)
        before = np.subtract(gradients[k], gradients[k - 1], dtype=float)
        change = np.subtract(gradients[k + 1], gradients[k], dtype=float) - before
        if square := float(step @ step):
            found.append(float(change @ step) / square)
    return median(found) if found else None
