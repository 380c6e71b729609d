"""The presets: each is what its sentence says."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from gdtui.engine.analysis import verdict
from gdtui.engine.run import Run
from gdtui.files.datasets import open_run
from gdtui.files.presets import preset_named, presets


def run_of(name: str, steps: int | None = None, beside: str | None = None) -> Run:
    preset = presets()[name]
    config = dict(preset.against)[beside] if beside else preset.config
    run = open_run(replace(config, max_steps=steps or config.max_steps or 60))
    run.advance(run.config.max_steps)
    return run


def verdict_of(run: Run) -> str:
    return verdict.verdict_of(run, run.rows).kind


@pytest.mark.parametrize("name", presets())
def test_every_preset_can_be_run_and_says_what_to_look_for(name: str) -> None:
    preset = presets()[name]
    assert run_of(name).step > 0
    assert 30 < len(preset.look) < 160
    assert preset.look.endswith((".", "?"))
    for _, config in preset.against:
        assert open_run(config).advance(3)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("too-small", "stalled"), ("just-right", "converging steadily"), ("too-large", "diverging"),
        ("exercise-one-step", "converged"), ("exercise-oscillating", "oscillating"),
        ("exercise-steady", "converging steadily"), ("overshoot", "converging with overshoot"),
        ("zig-zag", "converging with overshoot"), ("nesterov-edge", "diverging"),
        ("noise-floor", "noisy around a floor"), ("sign-cycle", "oscillating"),
        ("edge-of-stability", "oscillating"),
    ],
)  # fmt: skip
def test_what_they_do(name: str, kind: str) -> None:
    assert verdict_of(run_of(name)) == kind


def test_the_examples_of_the_text() -> None:
    assert run_of("too-small", 1).params == (6.9992,)
    assert run_of("just-right", 2).params == pytest.approx((5.56,))
    assert (run_of("too-large", 1).params, run_of("too-large", 1).loss) == ((-9.0,), 144.0)
    oscillating = run_of("exercise-oscillating", 3)
    assert [row.params for row in oscillating.rows(1, 3)] == [(8.0,), (-4.0,), (8.0,)]


def test_what_is_beside_them_is_worse_or_better_as_they_say() -> None:
    assert run_of("heavy-ball").loss < 1e-9 < run_of("heavy-ball", 60, "plain").loss
    assert run_of("nesterov-edge", 60, "plain").loss == 0
    assert run_of("cosine-against-constant").loss < 0.01
    assert run_of("cosine-against-constant", 60, "constant").loss == pytest.approx(0.3)
    at_once = run_of("warm-up", 100, "at once")
    assert at_once.ended is not None
    assert at_once.ended.reason == "diverged"
    assert run_of("warm-up").loss < 0.01
    assert run_of("adam-on-a-ravine").loss < 0.01 < run_of("adam-on-a-ravine", 120, "plain").loss
    assert run_of("adam-rotated").loss > run_of("adam-rotated", 120, "plain").loss


def test_a_saddle_is_not_called_a_minimum() -> None:
    run = run_of("stuck-at-a-saddle", 2000)
    said = verdict.verdict_of(run, run.rows)
    assert str(said).startswith("resting at a saddle")
    assert run_of("off-the-saddle", 60).loss > -0.1
    assert run_of("off-the-saddle", 200).loss == pytest.approx(-1, abs=1e-3)


def test_what_the_noise_of_mini_batches_does() -> None:
    escaped = run_of("noise-escapes-a-saddle")
    assert abs(escaped.params[1]) > 1
    assert run_of("noise-escapes-a-saddle", 120, "all data").params[1] == 0
    thrown_out = run_of("noise-and-a-sharp-minimum")
    assert thrown_out.params[0] < 0
    spread = [row.params[0] for row in run_of("noise-floor", 20_000).rows(100, 20_000)]
    assert np.var(spread) == pytest.approx(1 / 3, rel=0.05)
    last = run_of("noise-and-a-falling-rate").rows(900, 1000)
    constant = run_of("noise-and-a-falling-rate", 1000, "constant").rows(900, 1000)
    assert np.mean([row.loss for row in last]) < np.mean([row.loss for row in constant]) / 5


def test_small_batches_win_at_equal_cost() -> None:
    """After each has looked at 1,280 examples; an epoch in, the smallest is far ahead."""
    by_32 = run_of("equal-cost")
    by_all, by_one = run_of("equal-cost", 4, "all"), run_of("equal-cost", 1280, "one")
    for run in (by_32, by_all, by_one):
        assert run.batches is not None
        assert run.batches.seen(run.step) == 1280
    assert by_all.loss > 1.3 * by_32.loss
    assert by_one.rows(320, 320)[0].loss < by_all.rows(1, 1)[0].new_loss / 3


def test_batch_and_rate_scale_together() -> None:
    larger, smaller = run_of("batch-and-rate"), run_of("batch-and-rate", 800, "8, η/4")
    for epoch in (1, 2, 4):
        a = larger.rows(10 * epoch, 10 * epoch)[0].loss
        b = smaller.rows(40 * epoch, 40 * epoch)[0].loss
        assert a == pytest.approx(b, rel=0.1)


def test_it_circles_between_two_places_at_the_edge() -> None:
    ends = sorted(row.params[0] for row in run_of("edge-of-stability", 400).rows(399, 400))
    assert ends == pytest.approx([0.8145516269, 1.1160629715])


def gdtui(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gdtui", *arguments], capture_output=True, text=True
    )


def test_the_command_line_knows_them() -> None:
    listed = gdtui("presets").stdout
    assert all(name in listed for name in presets())
    assert ",6.9992," in gdtui("run", "too-small", "--steps", "1", "--format", "csv").stdout
    assert (
        ",-1.0," in gdtui("run", "too-small", "--lr", "1", "--steps", "1", "--format", "csv").stdout
    )
    wrong = gdtui("run", "zigzag")
    assert wrong.returncode == 2
    assert "did you mean 'zig-zag'" in wrong.stderr
    assert wrong.stderr.count("\n") == 1


def test_a_preset_still_opens_by_its_former_name() -> None:
    renamed = preset_named("adam-aslant")
    assert renamed is presets()["adam-rotated"]
    assert "adam-aslant" not in presets()
    assert preset_named("adam-aslan") is None
