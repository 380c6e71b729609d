"""A lane of a sweep is the run done alone."""

import numpy as np
import pytest

from gdtui.engine.analysis.sweep import sweep
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.run import Run


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "sgd"])
@pytest.mark.parametrize("objective", ["(w-3)^2", "quadratic:spectrum=1/10/40"])
def test_ten_thousand_rates_at_once_are_ten_thousand_runs(optimizer: str, objective: str) -> None:
    rates = np.geomspace(1e-4, 3.0, 10_000)
    config = RunConfig(objective=objective, optimizer=optimizer)
    lanes = sweep(config, rates.tolist(), 40)
    for k in range(0, 10_000, 397):
        alone = Run(RunConfig(objective=objective, optimizer=optimizer, learning_rate=rates[k]))
        alone.advance(40)
        alone.seek(int(lanes.steps[k]))
        if np.isfinite(lanes.losses[k]):
            assert tuple(lanes.params[:, k]) == alone.params
            assert lanes.losses[k] == alone.loss


def test_a_lane_that_diverges_says_when_and_the_others_go_on() -> None:
    lanes = sweep(RunConfig(objective="(w-3)^2"), [0.1, 0.5, 2.0], 1000)
    assert lanes.losses[:2] == pytest.approx([0, 0], abs=1e-12)
    assert lanes.losses[2] == np.inf
    assert lanes.steps.tolist() == [1000, 1000, 322]
    assert np.isfinite(lanes.params).all()


def test_schedules_hold_for_every_lane() -> None:
    config = RunConfig(objective="(w-3)^2", schedule="cosine")
    lanes = sweep(config, [0.1, 0.3], 20)
    for k, rate in enumerate((0.1, 0.3)):
        alone = Run(
            RunConfig(objective="(w-3)^2", schedule="cosine", learning_rate=rate, max_steps=20)
        )
        alone.advance(20)
        assert lanes.params[0, k] == alone.params[0]


def test_what_cannot_be_swept_is_said() -> None:
    with pytest.raises(ConfigError, match="positive"):
        sweep(RunConfig(), [0.1, -1.0], 3)
    with pytest.raises(ConfigError, match="plateau"):
        sweep(RunConfig(schedule="plateau"), [0.1], 3)
