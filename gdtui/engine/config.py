"""What a run is: its configuration, the settings that an edit changes, and their checks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple, TypeAlias

from gdtui.engine import optimizers, schedules
from gdtui.engine.events import Params
from gdtui.engine.numbers import typed
from gdtui.engine.objectives import WORKED_EXAMPLE, Objective

Names: TypeAlias = tuple[str, ...]
"""Of columns."""


class ConfigError(ValueError):
    """A setting that no run can have; the message is one line and says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """Everything that makes a run what it is. None: the objective's own."""

    objective: str = WORKED_EXAMPLE
    start: Params | None = None
    learning_rate: float | None = None
    optimizer: str = "gd"
    schedule: str = "constant"
    max_steps: int | None = None
    seed: int = 0
    data: str | None = None
    """What a loss on data learns from: a data set's spec, or a file. The settings below
    belong to it."""
    data_hash: str | None = None
    """`Dataset.digest`: a run cannot be made again from other data."""
    target: str | None = None
    """The column to predict; None: the last that does not name the rows."""
    features: Names | None = None
    """The columns to learn from, or `auto`: all that can be. None: all but the target."""
    drop: Names | None = None
    """Columns to leave out."""
    one_hot: Names | None = None
    """Columns of which every text is a feature, or `auto`."""
    missing: str | None = None
    """What becomes of rows with missing cells: `drop` or `mean`; None: they are refused."""
    header: bool | None = None
    """Whether a file's first line has the names; None: it is found out."""
    standardize: bool = False
    test_share: float = 0.0
    """The share of the examples that is kept for the test."""
    batch_size: int | None = None
    """None: all the training examples at every step."""
    shuffle: bool = True
    """Whether each epoch has an order of its own."""
    replacement: bool = False
    """Whether every example of a batch is sampled from all of them."""


_NAMES = tuple(field.name for field in fields(RunConfig))
OF_DATA = _NAMES[_NAMES.index("data") :]
"""The settings that belong to data."""


class StepSettings(NamedTuple):
    """What an edit can change, as it holds at one step."""

    learning_rate: float
    optimizer: str
    schedule: str


def resolved(config: RunConfig, objective: Objective) -> RunConfig:
    """`config` with the objective's own values where it leaves them open, and checked.

    Raises `ConfigError` or `SpecError`.
    """
    start = objective.start if config.start is None else tuple(map(float, config.start))
    if len(start) != objective.dimension:
        names = shortened(objective.parameters)
        point = ", or 0.5 with a point" if (len(start), objective.dimension) == (2, 1) else ""
        raise ConfigError(
            f"the start needs {objective.dimension} number{'s' * (objective.dimension > 1)} "
            f"({names}), not {len(start)}: such as {as_text(objective.start)}{point}"
        )
    if not all(map(math.isfinite, start)):
        raise ConfigError(f"the start must be finite numbers, not {as_text(start)}")
    rate = objective.learning_rate if config.learning_rate is None else config.learning_rate
    if config.max_steps is not None and config.max_steps < 0:
        raise ConfigError(f"the number of steps must not be negative (got {config.max_steps})")
    check(StepSettings(rate, config.optimizer, config.schedule), config.max_steps)
    return replace(config, start=start, learning_rate=float(rate))


def spelled_out(config: RunConfig) -> dict[str, Any]:
    """Every setting by its name; those of data only where there are data."""
    left_out = OF_DATA if config.data is None else ()
    names = (field.name for field in fields(config) if field.name not in left_out)
    return {name: getattr(config, name) for name in names}


def with_settings(config: RunConfig, settings: StepSettings) -> RunConfig:
    """`config` with other settings of its steps, such as those that hold where a run stands."""
    return replace(config, **settings._asdict())


def check(settings: StepSettings, max_steps: int | None) -> None:
    """Raise what is wrong with `settings`, if anything is."""
    if not (math.isfinite(settings.learning_rate) and settings.learning_rate > 0):
        rate = typed(settings.learning_rate)
        raise ConfigError(f"the learning rate must be a positive number such as 0.1, not {rate}")
    optimizers.parse(settings.optimizer)
    schedules.parse(settings.schedule, max_steps)


def as_text(params: Sequence[float]) -> str:
    """A point as one types it, `1, 2`; of many numbers the first ones."""
    return shortened([*map(typed, params)])


def shortened(words: Sequence[str]) -> str:
    """A list of words, and no more of it than a line has room for."""
    return ", ".join(words if len(words) <= 8 else [*words[:7], "…"])
