"""What theory says of a sweep, and what the sweep measures: they agree."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.sweeping.beside import (
    MOMENTUM,
    beside,
    best_lane,
    measured_edge,
    usual_rates,
    with_theory,
)
from gdtui.engine.analysis.sweeping.config import RATE, Axis, SweepConfig, spaced
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.config import RunConfig
from gdtui.engine.numbers import typed


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=5), st.floats(0.05, 0.95))
def test_the_measured_edge_is_within_one_step_of_the_grid(
    spectrum: list[float], shift: float
) -> None:
    objective = f"quadratic:spectrum={'/'.join(map(typed, spectrum))}"
    edge = 2 / max(spectrum)
    step = 1.1
    rates = tuple(edge * step ** (k + shift) for k in range(-4, 4))
    config = SweepConfig(RunConfig(objective=objective), (Axis(RATE, rates),), 500)
    sweep = Sweep(config)
    sweep.advance()
    measured = measured_edge(sweep.lanes, rates)
    assert measured is not None
    assert measured.agrees(edge)
    assert measured.fails / measured.holds == pytest.approx(step)


@pytest.mark.parametrize("kappa", [4.0, 25.0])
def test_the_best_heavy_ball_is_where_theory_puts_it(kappa: float) -> None:
    """Of a grid around 4/(√L + √μ)², ((√κ − 1)/(√κ + 1))², none ends lower (Polyak, 1964)."""
    rate = 4 / (math.sqrt(kappa) + 1) ** 2
    momentum = ((math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)) ** 2
    run = RunConfig(objective=f"quadratic:spectrum=1/{typed(kappa)}", optimizer="momentum")
    rates = Axis(RATE, tuple(rate * 1.1**k for k in range(-3, 4)))
    momenta = Axis(MOMENTUM, tuple(momentum + 0.06 * k for k in (-1, 0, 1, 2, 3)))
    config = with_theory(SweepConfig(run, (rates, momenta), 100))
    assert config.extra == ()  # the grid has that pair
    sweep = Sweep(config)
    sweep.advance()
    best = best_lane(sweep.lanes)
    assert best is not None
    assert best.values == pytest.approx((rate, momentum), rel=0.11, abs=0.061)
    other = with_theory(SweepConfig(run, (Axis(RATE, (0.1,)), Axis(MOMENTUM, (0.5,))), 100))
    (pair,) = other.extra
    assert pair == pytest.approx((rate, momentum))


def test_the_rates_that_theory_names_are_lanes_beside_the_grid() -> None:
    config = SweepConfig(RunConfig(objective="ravine"), (Axis(RATE, (0.01, 0.02)),), 20)
    assert with_theory(config).extra == ((1 / 25,), (2 / 26,), (2 / 25,))
    known = beside(config)
    assert known is not None
    assert known.edge == ("2/λ", 2 / 25)
    assert known.everywhere


def test_the_usual_rates_reach_from_far_below_the_edge_to_beyond_it() -> None:
    rates = usual_rates(RunConfig(objective="(w - 2)^2"))
    assert (rates[0], rates[-1], len(rates)) == (1e-3, 10, 61)
    assert 1.0 in rates  # round values are round


def test_without_a_lane_that_diverges_there_is_no_edge() -> None:
    rates = spaced(0.01, 0.5, 5, log=True)
    sweep = Sweep(SweepConfig(RunConfig(objective="(w - 2)^2"), (Axis(RATE, rates),), 20))
    assert measured_edge(sweep.lanes, rates) is None
    sweep.advance()
    assert measured_edge(sweep.lanes, rates) is None
