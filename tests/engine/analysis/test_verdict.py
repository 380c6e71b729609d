"""Verdicts: what a learner is told that a run is doing."""

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtui.engine.analysis.verdict import Verdict, verdict_of, why_ended
from gdtui.engine.config import RunConfig
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from tests.engine.analysis.rows_agree import contradiction
from tests.engine.runs import by_hand


def verdict(run: Run) -> Verdict:
    """As the screen asks for it."""
    return verdict_of(run, run.rows)


def started(objective: str, rate: float, *start: float) -> Run:
    return Run(RunConfig(objective=objective, start=start or None, learning_rate=rate))


TEXT = [
    ("(w - 3)^2", 7.0, 0.1, "converging steadily", "each step shrinks the gradient to 0.8 of it"),
    ("(w - 3)^2", 7.0, 2.0, "diverging", "η = 2 > 2/λ = 1"),
    ("(w - 3)^2", 7.0, 0.0001, "stalled", "η = 0.0001 is far below 2/λ = 1"),
    ("(w - 2)^2", 8.0, 0.5, "converged", "∂L/∂w has shrunk to 0"),
    ("(w - 2)^2", 8.0, 1.0, "oscillating", "η = 1 = 2/λ = 1"),
    ("(w - 2)^2", 8.0, 0.1, "converging steadily", "each step shrinks the gradient to 0.8 of it"),
    ("(w - 2)^2", 8.0, 0.9, "converging with overshoot", "lands 0.8 × as far on the other side"),
]


@pytest.mark.parametrize(("objective", "start", "rate", "kind", "sentence"), TEXT)
def test_the_examples_of_the_text_from_the_first_step_on(
    objective: str, start: float, rate: float, kind: str, sentence: str
) -> None:
    run = started(objective, rate, start)
    assert str(verdict(run)) == "not started: stable for 0 < η < 2/λ = 1"
    for _ in range(40):
        run.advance(1)
        found = verdict(run)
        assert found.kind == kind
        assert sentence in found.sentence


def test_the_text_s_rates_stay_as_they_are_called_to_the_end() -> None:
    run = started("(w - 3)^2", 2.0, 7.0)
    run.advance(10_000)
    assert run.ended
    assert verdict(run).kind == "diverging"
    assert verdict(run).sentence == (
        "η up to 1 would have held, tried for 500 steps; "
        f"step {run.step} exceeds the floating-point range"
    )
    for rate in (0.1, 0.9):
        run = started("(w - 2)^2", rate, 8.0)
        run.advance(10_000)
        assert verdict(run).kind == "converged"
    run = started("(w - 2)^2", 1.0, 8.0)
    run.advance(10_000)
    assert verdict(run).kind == "oscillating"


def test_a_start_at_the_minimum() -> None:
    run = started("(w - 3)^2", 0.1, 3.0)
    run.advance(1)
    assert str(verdict(run)) == "converged: the gradient is 0 at the start, so no step moves"


def test_a_rate_too_small_for_floats() -> None:
    run = started("(w - 3)^2", 1e-300)
    run.advance(1)
    assert (
        str(verdict(run))
        == "stalled: the step is too small to change a parameter at all; ∂L/∂w is 8, η 1e−300"
    )


@pytest.mark.parametrize(
    ("share", "kind"),
    [
        (0.25, "converging steadily"),
        (0.5, "converging steadily"),
        (0.99, "converging with overshoot"),
        (1.0, "oscillating"),
        (1.01, "diverging"),
    ],
)
def test_three_dimensions_after_a_while(share: float, kind: str) -> None:
    """`share` of the edge 2/λ; the stiffest coordinate decides."""
    run = started("quadratic:spectrum=1/10/100", share * 2 / 100)
    run.advance(600)
    found = verdict(run)
    assert found.kind == kind
    if kind in ("oscillating", "diverging"):
        assert "2/λ = 0.02" in found.sentence


@pytest.mark.parametrize(
    "spectrum", [[2, 20], [20, 2], [12, 13], [1, 2], [1, 49, 3], [3, 7, 7, 40], [1e-3, 1e3]]
)
def test_at_the_edge_the_stiffest_direction_oscillates_from_the_first_step_on(
    spectrum: list[float],
) -> None:
    """At η = 2/λ it keeps its length while the loss falls along all others; a hundredth to either
    side it shrinks, or grows."""
    loss = " + ".join(f"{size / 2}x_{i}^2" for i, size in enumerate(spectrum))
    edge, steepest = 2 / max(spectrum), spectrum.index(max(spectrum))
    start = [1.0] * len(spectrum)
    start[steepest] = 3.0
    run, below, beyond = (started(loss, share * edge, *start) for share in (1.0, 0.99, 1.01))
    for step in (1, 2, 3, 10, 40, 100):
        run.advance(step - run.step)
        found = verdict(run)
        assert found.kind == "oscillating"
        assert contradiction(run, found) is None
        assert abs(run.params[steepest]) == pytest.approx(3.0, rel=1e-9)
        if "along" in found.sentence:
            assert found.reasons[0] == "it jumps from side to side along the steepest direction"
            assert found.reasons[-1] == f"λ = {max(spectrum):g} there"
            assert found.fitted(77), "there is room for it at 80 columns"
            assert run.rows(found.since + 1, step)[0].loss > run.loss
    assert run.loss < Run(run.config).loss, "the others have shrunk"
    for other, kind in ((below, "converging with overshoot"), (beyond, "diverging")):
        other.advance(600)
        assert verdict(other).kind == kind


@pytest.mark.parametrize(
    ("loss", "start", "beta"),
    [
        ("(w - 3)^2", (7.0,), 0.9),
        ("x^2/2 + 5y^2", (3.0, 2.0), 0.9),
        ("x^2/2 + 5y^2", (3.0, 2.0), 0.5),
        ("x^2/2 + 5y^2 + 50z^2", (3.0, 2.0, 1.0), 0.9),
    ],
)
def test_a_velocity_at_its_edge_oscillates_from_when_its_swings_are_seen(
    loss: str, start: tuple[float, ...], beta: float
) -> None:
    """At η = 2(1 + β)/λ the roots of the steepest direction are −1 and −β: the swings grow to one
    length, by β times as much with each. A hundredth to either side they die down, or never end."""
    rule = f"momentum:momentum={beta}"
    largest = {1: 2.0, 2: 10.0, 3: 100.0}[len(start)]
    kinds: dict[float, set[str]] = {}
    for share in (0.99, 1.0, 1.01):
        rate = share * 2 * (1 + beta) / largest
        run = Run(RunConfig(objective=loss, start=start, learning_rate=rate, optimizer=rule))
        for step in (4, 5, 8, 12, 30, 60, 200) if share == 1 else (3000,):
            run.advance(step - run.step)
            found = verdict(run)
            kinds.setdefault(share, set()).add(found.kind)
            assert contradiction(run, found) is None
            if share == 1:
                assert "2(1 + β)/λ" in found.sentence
            if step == 8:
                assert found.reasons[2] == "the swings grow, by less each time"
    assert kinds == {0.99: {"converged"}, 1.0: {"oscillating"}, 1.01: {"diverging"}}


@pytest.mark.parametrize(
    ("width", "fits"),
    [
        (8, ""),
        (32, ""),
        (53, ": the gradient grows 3 × a step"),
        (90, ": the gradient grows 3 × a step; η = 2 > 2/λ = 1"),
    ],
)
def test_reasons_are_whole_or_not_there(width: int, fits: str) -> None:
    run = started("(w - 3)^2", 2.0, 7.0)
    run.advance(1)
    said = verdict(run)
    fits = fits if len(said.headline + fits) <= width else ""
    assert said.fitted(width) == fits
    assert len(said.headline + said.fitted(max(width, 9))) <= max(width, 9)


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        (2.0, "η is now 2: beyond 2/λ = 1 each step will lead farther away"),
        (1.0, "η is now 1: at exactly 2/λ = 1 the steps will lead no nearer"),
        (0.95, "η is now 0.95: below 2/λ = 1 the steps will lead nearer"),
    ],
)
def test_a_change_is_told_before_the_first_step_with_it(rate: float, says: str) -> None:
    run = started("(w - 3)^2", 0.9, 7.0)
    run.advance(5)
    run.edit(learning_rate=rate)
    assert str(verdict(run)) == f"just changed: {says}"


@pytest.mark.parametrize(("rate", "then"), [(0.95, 1.05), (0.999, 1.001), (0.9, 0.95)])
def test_an_edit_however_small_begins_a_window_of_its_own(rate: float, then: float) -> None:
    run = started("(w - 3)^2", rate, 7.0)
    run.advance(5)
    assert verdict(run).kind == "converging with overshoot"
    run.edit(learning_rate=then)
    for step in range(6, 30):
        run.advance(1)
        said = verdict(run)
        assert said.since == 5 if step < 29 else said.since >= 5
        assert said.kind == ("diverging" if then > 1 else "converging with overshoot")
        assert f"{abs(1 - 2 * then):.4g} ×" in said.sentence


@pytest.mark.parametrize("change", [{"optimizer": "momentum"}, {"schedule": "cosine"}])
def test_so_does_another_rule_or_schedule(change: dict[str, str]) -> None:
    run = started("(w - 3)^2", 0.1, 7.0)
    run.advance(5)
    run.edit(**change)
    assert verdict(run).kind == "just changed"
    run.advance(2)
    assert verdict(run).since == 5


def test_after_an_edit_only_the_new_rate_counts() -> None:
    run = started("(w - 3)^2", 0.1)
    run.advance(10)
    for rate, kind in ((2.0, "diverging"), (1.0, "oscillating"), (0.1, "converging steadily")):
        run.edit(learning_rate=rate)
        run.advance(1)
        assert verdict(run).kind == kind


@pytest.mark.parametrize(
    ("objective", "rate", "start"),
    [
        ("(x^2-1)^2/4", 1.1, 0.5),  # ends in a cycle of two: 1.1160629715, 0.8145516269
        ("(x^2-1)^2/4", 1.25, 0.5),  # … of four
        ("abs(w)", 0.3, 1.0),
    ],
)
def test_a_cycle_is_called_oscillating(objective: str, rate: float, start: float) -> None:
    run = started(objective, rate, start)
    run.advance(50)
    for _ in range(100):
        run.advance(1)
        assert verdict(run).kind == "oscillating"


def test_what_is_never_the_same_twice_bounces() -> None:
    run = started("(w-3)^2 + sin(3w)", 0.6, 7.0)
    run.advance(50)
    for _ in range(100):
        run.advance(1)
        assert verdict(run).kind in ("bouncing", "oscillating")


def test_the_golden_cycle_of_two() -> None:
    run = started("(x^2-1)^2/4", 1.1, 0.5)
    run.advance(1000)
    points = sorted(row.new_params[0] for row in run.rows(999, 1000))
    assert points == pytest.approx([0.8145516269, 1.1160629715], abs=1e-9)


@pytest.mark.parametrize(
    ("objective", "rate", "start"),
    [("sigmoid(w)", 1e-9, 1.0), ("tanh(w)", 1e-9, 1.0), ("w^4", 1e-9, 1.0)],
)
def test_losses_without_a_bowl_have_verdicts_too(
    objective: str, rate: float, start: float | None
) -> None:
    run = started(objective, rate, *(() if start is None else (start,)))
    assert verdict(run).kind == "not started"
    run.advance(3)
    assert verdict(run).kind == "stalled"


def test_leaving_the_domain_is_not_called_a_large_number() -> None:
    run = started("log(w)", 0.1, 1.0)
    run.advance(100)
    assert str(verdict(run)) == (
        "unbounded: the loss falls without limit: there is nothing to converge to; "
        "step 6 landed where the loss is not defined"
    )


@pytest.mark.parametrize(
    ("schedule", "trend"), [("cosine:total_steps=60", "; the swings shrink"), ("constant", "")]
)
def test_swings_that_shrink_are_not_left_without_their_trend(schedule: str, trend: str) -> None:
    config = RunConfig(objective="abs(w)", start=(3.3,), learning_rate=0.5, schedule=schedule)
    run = Run(config)
    run.advance(60)
    said = str(verdict(run))
    assert said.endswith(trend) if trend else "swings" not in said


def test_a_minimum_that_the_steps_lead_away_from_is_no_rest() -> None:
    run = started("w^2", 0.45, 1.0)
    run.advance(12)
    run.edit(learning_rate=1.1)
    run.advance(5)
    assert str(verdict(run)) == (
        "at rest for now: ∂L/∂w is only −4.977e−12: a minimum; "
        "but η = 1.1 > 2/λ = 1: the steps lead away from it again"
    )


@pytest.mark.parametrize("loss", ["sqrt(abs(w))", "abs(w)^1.5"])
def test_at_a_cusp_the_slope_has_not_vanished(loss: str) -> None:
    run = started(loss, 1e-12, 3e-8)
    run.advance(5)
    assert verdict(run).kind != "converged"


def test_the_end_is_told_as_what_it_was() -> None:
    left, grew = started("log(w)", 0.1, 1.0), started("w^2", 5.0, 1.0)
    for run, why in (
        (left, "Diverged: step 6 landed where the loss is not defined."),
        (grew, "Diverged: step 162 exceeds the floating-point range."),
    ):
        run.advance(1000)
        assert run.ended
        assert why_ended(run, run.ended) == why


def test_an_overflow_on_the_way_is_not_called_undefined() -> None:
    run = started("w^4 - w^2", 1.0, 30.0)
    run.advance(100)
    assert math.isnan(run.loss) or math.isinf(run.loss)
    assert "exceeds the floating-point range" in verdict(run).sentence


def test_a_slope_that_is_not_defined_is_not_called_an_overflow() -> None:

    def slope(w: Any) -> Any:  # of one point or of lanes
        return np.where(w < 0.5, math.nan, 2 * w)[()]

    run = by_hand(lambda w: w * w, slope, start=1.0)
    run.advance(100)
    assert verdict(run).sentence.startswith("∂L/∂θ is not defined where step 5 starts")


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(st.floats(-300, 300).map(lambda x: float(10.0**x)), st.floats(0.001, 2.0)),
    st.lists(st.floats(-1e150, 1e150), min_size=3, max_size=3),
    st.sampled_from([1, 2, 3, 30, 300]),
)
@example(1e300, [1e150, 1e150, 1e150], 3)
@example(1e-300, [1e-300, 5e-324, 0.0], 3)
@example(1e300, [1e-160, 1e-160, 1e-160], 3)
def test_no_magnitude_is_too_much_for_a_verdict(rate: float, start: list[float], n: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for objective, point in (
            ("(w - 3)^2", start[:1]),
            ("quadratic:spectrum=1/10/100", start),
            ("quadratic:spectrum=1e-100/1e-90/1e-80", start),
        ):
            run = started(objective, rate, *point)
            run.advance(n)
            found = verdict(run)
            assert found.kind != "not started"
            assert "\n" not in str(found)
            share = rate * (run.objective.curvature or (0, math.inf))[1] / 2
            if found.kind == "diverging":
                assert share > 0.999
            if run.ended and run.ended.reason == "diverged":
                assert found.kind == "diverging"


# Networks, and data that are a ravine


@pytest.mark.parametrize("steps", range(100, 1300, 200))
def test_a_network_at_the_edge_of_stability_neither_diverges_nor_stalls(steps: int) -> None:
    config = RunConfig(objective="mlp:hidden=16", data="circle:noise=0.3,n=100", learning_rate=3.0)
    run = open_run(config)
    run.seek(steps)
    said = verdict(run)
    assert contradiction(run, said) is None
    assert said.kind in ("at the edge of stability", "converging with overshoot")
    if said.kind == "at the edge of stability":
        assert "about 2, while the loss falls over the long run" in said.sentence


@pytest.mark.parametrize(
    ("loss", "data", "rate"),
    [
        ("mlp:hidden=16", "line:n=60", 0.2),
        ("mlp:hidden=16,activation=relu", "circle:noise=0.3,n=100", 0.2),
    ],
)
def test_nor_over_a_long_run(loss: str, data: str, rate: float) -> None:
    run = open_run(RunConfig(objective=loss, data=data, learning_rate=rate))
    met = set()
    for step in range(100, 8001, 100):
        run.seek(step)
        said = verdict(run)
        met.add(said.kind)
        assert said.kind not in ("diverging", "stalled", "converged")
        if step % 1000 == 0 and "over the long run" in said.sentence:
            long_ago, now = (
                np.mean([row.loss for row in run.rows(first, last)])
                for first, last in ((step // 4, step // 2), (step - 23, step))
            )
            assert now < long_ago
    assert "at the edge of stability" in met


def test_a_network_that_creeps_is_told_by_its_curvature() -> None:
    config = RunConfig(objective="mlp:hidden=8", data="circle:noise=0.1,n=60", learning_rate=4.0)
    run = open_run(config)
    run.seek(2000)
    assert "is far below 2/λ" in verdict(run).sentence


@pytest.mark.parametrize("steps", [40, 200, 2000])
def test_the_ravine_of_cars_is_the_lesson(steps: int) -> None:
    run = open_run(RunConfig(objective="linear", data="cars", learning_rate=1e-3))
    run.seek(steps)
    said = verdict(run)
    assert said.kind == "converging steadily"
    assert "the slow direction, λ = 0.2064, keeps 0.999794 a step" in said.sentence


NOW = "the rule is now momentum; η"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"learning_rate": 1e-4},
            "η is now 0.0001: far below 2/λ = 1 the steps will hardly move it",
        ),
        ({"learning_rate": 1e-3}, "η is now 0.001: below 2/λ = 1 the steps will lead nearer"),
        ({"optimizer": "adam"}, "the rule is now adam; η is 0.1"),
        (
            {"optimizer": "momentum"},
            f"{NOW} is 0.1: below 2(1 + β)/λ = 1.9 the steps will lead nearer",
        ),
        (
            {"optimizer": "momentum", "learning_rate": 2.0},
            f"{NOW} is now 2: beyond 2(1 + β)/λ = 1.9 the steps will lead away",
        ),
        (
            {"schedule": "step:step_size=5,gamma=0.5"},
            "the schedule is now step; η is now 0.025: below 2/λ = 1 the steps will lead nearer",
        ),
    ],
)
def test_what_was_changed_is_said_before_a_step(changes: dict[str, Any], says: str) -> None:
    run = started("(w - 3)^2", 0.1, 7.0)
    run.advance(10)
    run.edit(**changes)
    assert str(verdict(run)) == f"just changed: {says}"


def test_no_rate_moves_a_point_at_rest() -> None:
    run = started("(w - 3)^2", 0.5, 7.0)
    run.advance(3)
    run.edit(learning_rate=2.0)
    assert "η is now 2, but the gradient is 0 here, so no step moves" in str(verdict(run))


@pytest.mark.parametrize(
    ("loss", "rule", "rate", "steps", "first"),
    [
        ("x^2 + 1000y^2", "nesterov", 1e-9, 300,
         "negligible progress: η = 1e−9 is far below 0.0006786"),
        ("quadratic:spectrum=1/10/100", "rprop", 0.01, 100,
         "L rises and falls between 1.552e−13 and 2.751e−10 over 24 steps"),
    ],
)  # fmt: skip
def test_the_first_reason_has_room_at_80_columns(
    loss: str, rule: str, rate: float, steps: int, first: str
) -> None:
    run = Run(RunConfig(objective=loss, optimizer=rule, learning_rate=rate))
    run.advance(steps)
    found = verdict(run)
    assert found.reasons[0] == first
    assert found.fitted(77)
