"""The rate finder: what range tests suggest, and what runs say of it."""

import math
from itertools import pairwise

import pytest

from gdtui.engine.analysis.finder import Finder, Plan, one_three, usual_plan
from gdtui.engine.analysis.found import conclusions, figure, span, standing
from gdtui.engine.analysis.range_test import Interval, smooth
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.run import Run
from gdtui.files.datasets import load

CIRCLE = RunConfig(objective="logistic", data="circle", batch_size=16, seed=3)
SMALL = Plan(1e-3, 30.0, test_steps=40, starts=2, steps=20, seeds=2)


def on_circle(plan: Plan = SMALL) -> Finder:
    return Finder(CIRCLE, load("circle").data, plan)


def worked_out(finder: Finder) -> Finder:
    finder.advance()
    assert finder.done
    return finder


def test_on_digits_the_tests_suggest_an_interval_and_runs_say_that_it_is_too_low() -> None:
    config = RunConfig(objective="mlp:hidden=32", data="digits", batch_size=32, standardize=True)
    data = load("digits").data
    plan = usual_plan(config, data)
    assert plan == (1e-4, 30.0, 100, 5, 300, 3)
    finder = worked_out(Finder(config, data, plan))
    suggested, lowest, best = finder.suggested, finder.lowest, finder.best
    assert suggested is not None
    assert lowest is not None
    assert best is not None
    assert suggested == (0.125363, 0.347348), "five starts disagree by a factor of 2.8"
    assert 1 < lowest.low < lowest.high < 10
    assert [one.rate for one in finder.checked] == [0.1, 0.3, 1.0, 3.0, 10.0]
    losses = {one.rate: one.mean for one in finder.checked}
    # Which of the two is best depends on the last bits, which are the machine's, and on the seeds.
    assert best.rate in (1.0, 3.0)
    assert best.rate > 2.5 * suggested.high
    for rate in (1.0, 3.0):
        assert losses[rate] < losses[0.3] / 2 < losses[0.1] / 4
    assert losses[10.0] > 10 * losses[3.0]
    words = [standing(one, finder) for one in finder.checked]
    assert words[:2] == ["slower", "slower"]
    assert words[4] == "too high"
    told = next(conclusions(finder))
    assert told.startswith("5 starts suggest 0.13 to 0.35, a factor of 2.8. Runs decide: ")


def test_a_range_test_is_the_run_alone_with_its_losses_smoothed() -> None:
    finder = worked_out(on_circle())
    for k, test in enumerate(finder.tests):
        run = Run(finder.test_config(k), finder.data)
        run.advance(40)
        rows = run.rows(1, 40)
        assert test.seed == 3 + k
        assert [*test.rates] == [row.learning_rate for row in rows][: len(test.rates)]
        assert rows[0].learning_rate == 1e-3
        assert rows[-1].learning_rate == pytest.approx(30, rel=1e-12)
        mean, seen = 0.0, []
        for t, row in enumerate(rows, start=1):
            assert row.batch_loss is not None
            mean = 0.9 * mean + (1 - 0.9) * row.batch_loss
            seen.append(mean / (1 - 0.9**t))
        assert [*test.smoothed] == pytest.approx(seen[: len(test.smoothed)], rel=1e-12)
        lowest = min(range(len(test.smoothed)), key=seen.__getitem__)
        assert test.lowest == rows[lowest].learning_rate
        inner = range(max(1, len(test.smoothed) // 10), min(lowest + 1, len(test.smoothed) - 1))
        steepest = min(inner, key=lambda t: seen[t + 1] - seen[t - 1])
        assert test.steepest == rows[steepest].learning_rate


def test_what_is_checked_is_the_run_alone_bit_for_bit() -> None:
    finder = worked_out(on_circle())
    for checked in finder.checked:
        for seed, lane in zip(finder.seeds, checked.lanes, strict=True):
            alone = Run(finder.config_at(checked.rate, seed), finder.data)
            alone.advance(20)
            assert repr(lane.final_loss) == repr(float(alone.objective.value(alone.params)))
        assert checked.mean == sum(checked.losses) / 2


def test_portions_do_not_change_a_bit_and_more_is_kept_of_what_is_known() -> None:
    whole, halting = worked_out(on_circle()), on_circle()
    shares = [halting.share]
    while halting.advance(budget=0.0005):
        shares.append(halting.share)
    assert halting.tests == whole.tests
    assert halting.checked == whole.checked
    assert shares[0] == 0
    assert shares[-1] == 1
    assert max(shares) == 1
    before = {one.rate: one.lanes for one in whole.checked}
    whole.check(0.2)
    whole.with_starts(4)
    assert not whole.done
    worked_out(whole)
    assert len(whole.tests) == 4
    assert whole.tests[:2] == halting.tests
    after = {one.rate: one.lanes for one in whole.checked}
    assert 0.2 in after
    for rate, lanes in before.items():
        assert [lane.final_loss for lane in after[rate]] == [lane.final_loss for lane in lanes]
    whole.with_starts(2)
    assert whole.suggested == halting.suggested


def test_a_rate_that_loses_the_numbers_is_not_the_best() -> None:
    finder = Finder(
        RunConfig(objective="linear", data="line", batch_size=8),
        load("line").data,
        Plan(1e-3, 1e4, test_steps=60, starts=2, steps=100, seeds=2),
    )
    worked_out(finder)
    finder.check(30.0)
    worked_out(finder)
    far = finder.checked[-1]
    assert far.rate >= 30
    assert far.diverged == 2
    assert far.mean == math.inf
    assert finder.best is not None
    assert finder.best.rate < 30


def test_the_classic_test_on_a_parabola_ends_where_the_loss_is_four_times_the_lowest() -> None:
    # L = w²/2 from 1, η from 1e-4 to 10 in 100 steps, nothing smoothed.
    growth = (10 / 1e-4) ** (1 / 99)
    rates = [1e-4 * growth**t for t in range(100)]
    w, losses = 1.0, []
    for rate in rates:
        losses.append(w * w / 2)
        w -= rate * w
    rises = next(t for t, (a, b) in enumerate(pairwise(losses)) if b > a)
    assert rates[rises] == pytest.approx(2.2051, abs=1e-4)  # the first beyond 2/λ = 2
    seen = smooth(losses, beta=0.0)
    assert seen == losses[: len(seen)]
    assert losses[len(seen)] > 4 * min(seen)
    assert max(loss / min(seen[: t + 1]) for t, loss in enumerate(seen)) <= 4


def test_the_grid_reaches_to_both_sides() -> None:
    assert one_three(0.12, 4.6) == [0.1, 0.3, 1.0, 3.0, 10.0]
    assert one_three(0.3, 3) == [0.3, 1.0, 3.0]
    assert Interval.of([None, None]) is None
    assert Interval.of([0.5, None, 0.125]) == (0.125, 0.5)
    assert Interval(0.125, 0.5).factor == 4


@pytest.mark.parametrize("plan", [Plan(1.0, 0.1), Plan(0.0, 1.0), Plan(0.1, 1.0, starts=0)])
def test_a_plan_that_is_none_is_refused(plan: Plan) -> None:
    with pytest.raises(ConfigError):
        on_circle(plan)


def test_figures_are_written_as_people_do() -> None:
    assert [figure(x) for x in (0.00312, 8.7, 100, 518.3)] == ["0.0031", "8.7", "100", "520"]
    assert span(Interval(123, 351)) == "120 to 350"
