"""A sweep as a command line."""

import pytest

from gdtui.engine.analysis.sweeping.config import SweepConfig, axis, spaced
from gdtui.engine.config import RunConfig
from gdtui.files.sweep_command import sweep_command

EXERCISE = RunConfig(objective="(w - 2)^2", start=(8.0,), learning_rate=0.1)
BALL = RunConfig(objective="ravine", optimizer="momentum", learning_rate=0.1)
IRIS = RunConfig(objective="softmax", data="iris", batch_size=8)
RATES = spaced(1e-3, 10, 61, log=True)


@pytest.mark.parametrize(
    ("config", "values", "command"),
    [
        (EXERCISE, {"lr": RATES}, "'(w - 2)^2' --start 8 --steps 20 --lr 0.001:10:61"),
        (EXERCISE, {"lr": (0.1, 0.5, 1)}, "'(w - 2)^2' --start 8 --steps 20 --lr 0.1,0.5,1"),
        (
            BALL,
            {"lr": RATES, "momentum": spaced(0, 0.96, 13, log=False)},
            "ravine --optimizer momentum --steps 20 --lr 0.001:10:61 --momentum 0:0.96:13",
        ),
        (
            IRIS,
            {"lr": RATES, "batch-size": (1, 4, 16)},
            "softmax --data iris --steps 20 --lr 0.001:10:61 --batch-size 1,4,16",
        ),
    ],
)
def test_it_names_what_is_swept(
    config: RunConfig, values: dict[str, tuple[float, ...]], command: str
) -> None:
    axes = tuple(axis(name, some, config) for name, some in values.items())
    assert sweep_command(SweepConfig(config, axes, 20)) == f"gdtui sweep {command}"
