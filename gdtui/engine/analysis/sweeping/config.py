"""What a sweep is: a run, one or two of its hyperparameters, and the values each of them takes."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, TypeAlias

from gdtui.engine import spec
from gdtui.engine.config import ConfigError, RunConfig
from gdtui.engine.numbers import rounded, typed
from gdtui.engine.objectives import OBJECTIVES
from gdtui.engine.objectives.models.on_data import MODELS
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.schedules import SCHEDULES
from gdtui.engine.spec import SpecError, nearest, quoted

Values: TypeAlias = tuple[float, ...]
"""One value an axis."""

RATE = "learning_rate"
DIGITS = 12
"""Of values between others: 1, and not 0.9999999999999999."""
_MANY = 100.0  # times: a range this wide is spaced by factors, whatever it is of
_COUNTED = ("batch_size", "seed")
_KINDS: Mapping[str, tuple[str, Mapping[str, Callable[..., Any]]]] = {
    "optimizer": ("optimizer", OPTIMIZERS),
    "schedule": ("schedule", SCHEDULES),
    "objective": ("loss", {**OBJECTIVES, **MODELS}),
}
"""The specs of a run that have settings: by the field of `RunConfig`, what it is called in errors
and what can be chosen there."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A hyperparameter and the values that it takes, in the order they were given."""

    what: str
    """`learning_rate`, `batch_size`, `seed`, or a setting of a spec: `optimizer.momentum`,
    `schedule.gamma`, `objective.condition`."""
    values: Values

    def __post_init__(self) -> None:
        if not self.values or not all(map(math.isfinite, self.values)):
            raise ConfigError(f"{self.name} needs finite values, one at least")

    @property
    def name(self) -> str:
        """What it is called in data, and as an option: `learning_rate`, `momentum`."""
        return self.what.rpartition(".")[2]

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers."""
        return _is_whole(self.what)

    @property
    def symbol(self) -> str:
        """What it is called where there is little room: `η` for the learning rate."""
        return "η" if self.what == RATE else self.name.replace("_", " ")

    @property
    def log(self) -> bool:
        """Whether the values are spaced by factors: then a scale should be logarithmic."""
        values = sorted(self.values)
        if values[0] <= 0 or len(values) < 3:
            return self.what == RATE
        ratio, middle = values[-1] / values[0], values[len(values) // 2]
        by_factor = abs(math.log(middle / values[0]) - math.log(ratio) / 2)
        by_sum = abs((middle - values[0]) / (values[-1] - values[0]) - 0.5)
        return by_factor / math.log(ratio) < by_sum if ratio > 1 else False

    def applied(self, config: RunConfig, value: float) -> RunConfig:
        """`config` with the hyperparameter at `value`. Raises `SpecError` where it has none."""
        field, _, key = self.what.partition(".")
        changed: dict[str, Any]
        if key:
            kind, choices = _KINDS[field]
            changed = {field: spec.with_setting(kind, getattr(config, field), choices, key, value)}
        else:
            changed = {field: int(value) if field in _COUNTED else float(value)}
        return replace(config, **changed)

    def value_in(self, config: RunConfig) -> float | None:
        """The value that the hyperparameter has in `config`; None where it has none, as a batch of
        all examples. Raises `SpecError`."""
        field, _, key = self.what.partition(".")
        value = getattr(config, field)
        if key:
            kind, choices = _KINDS[field]
            name, given = spec.parts(kind, value, choices)
            value = given.get(key, spec.settings_of(choices[name]).get(key))
        return None if value is None else float(value)


@lru_cache(maxsize=64)
def _is_whole(what: str) -> bool:
    field, _, key = what.partition(".")
    if not key:
        return field in _COUNTED
    settings = (spec.settings_of(one) for one in _KINDS[field][1].values())
    return any(type(each.get(key)) is int for each in settings)


def axis(name: str, values: Iterable[float], config: RunConfig) -> Axis:
    """The axis that `name` (`lr`, `momentum`, `condition`, `batch-size`, …) means for `config`.

    A name is looked for in the run, then in its optimizer, schedule and loss. Raises `SpecError`.
    """
    key = name.replace("-", "_")
    if key in ("lr", "eta", "η", RATE):
        return Axis(RATE, tuple(values))
    if key in _COUNTED or key in _settings(config):
        return Axis(_settings(config).get(key, key), tuple(values))
    known = [RATE, *_COUNTED, *_settings(config)]
    having = whose(key)
    hint = f": it is a setting of {', '.join(having)}" if having else nearest(key, known)
    raise SpecError(f"{quoted(name)} cannot be swept here{hint}; known: {', '.join(known)}")


def whose(name: str) -> list[str]:
    """The optimizers, schedules and losses that have a setting of that name."""
    choices = (choice for _, known in _KINDS.values() for choice in known.items())
    return [one for one, made in choices if name.replace("-", "_") in spec.settings_of(made)]


def spaced(low: float, high: float, count: int, *, log: bool) -> Values:
    """So many values from `low` to `high`, by equal factors or by equal sums.

    Raises `ConfigError`.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or count < 1 or (log and not low > 0):
        raise ConfigError("a range needs finite ends, above 0 where it is spaced by factors")
    if count == 1:
        return (low,)
    shares = [k / (count - 1) for k in range(1, count - 1)]
    if log:
        between = [low * math.pow(high / low, share) for share in shares]
    else:
        between = [low + (high - low) * share for share in shares]
    return (low, *(rounded(value, DIGITS) for value in between), high)


def spread(what: str, low: float, high: float, count: int) -> Values:
    """The values of a range of a hyperparameter: spaced by factors if it is the learning rate, or
    a hundredfold; whole ones if it counts, which may be fewer. Raises `ConfigError`."""
    log = low > 0 and (what == RATE or high >= _MANY * low)
    values = spaced(low, high, count, log=log)
    return tuple(dict.fromkeys(map(_rounded, values))) if _is_whole(what) else values


def _rounded(value: float) -> float:
    return float(round(value))


def _settings(config: RunConfig) -> dict[str, str]:
    """The settings, other than words and lists, of the specs of `config`, by their names."""
    found: dict[str, str] = {}
    for field, (_, choices) in _KINDS.items():
        choice = choices.get(spec.name_of(getattr(config, field)))
        for key, default in (spec.settings_of(choice) if choice else {}).items():
            if isinstance(default, int | float) and not isinstance(default, bool):
                found.setdefault(key, f"{field}.{key}")
    return found


@dataclass(frozen=True)
class SweepConfig:
    """A run, and what is tried of it. Its lanes are numbered by *places*: those of the grid first,
    along the first axis, then along the second; then the extra ones."""

    run: RunConfig
    axes: tuple[Axis, ...]
    """One or two."""
    steps: int
    extra: tuple[Values, ...] = ()
    """Further lanes, beyond the grid: one value an axis."""

    def __post_init__(self) -> None:
        names = [one.what for one in self.axes]
        if not 1 <= len(names) <= 2 or len({*names}) < len(names):
            raise ConfigError("a sweep is over one hyperparameter or two different ones")
        if self.steps < 0:
            raise ConfigError(f"the number of steps must not be negative (got {self.steps})")

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(one.values) for one in self.axes)

    @cached_property
    def points(self) -> tuple[Values, ...]:
        """What each lane is tried with, by its place."""
        slow_first = product(*(one.values for one in reversed(self.axes)))
        return (*(tuple(reversed(values)) for values in slow_first), *self.extra)

    def __len__(self) -> int:
        """How many lanes there are, extra ones included."""
        return math.prod(self.shape) + len(self.extra)

    @property
    def starts_differ(self) -> bool:
        """Whether lanes start with other losses, as where the loss itself is swept, or the seed."""
        return any(one.what == "seed" or one.what.startswith("objective.") for one in self.axes)

    def place(self, i: int, j: int = 0) -> int:
        """The lane with the i-th value of the first axis, and the j-th of the second."""
        return j * self.shape[0] + i

    def config_at(self, values: Values) -> RunConfig:
        """The run that a lane with these values is. Raises `SpecError` for one it cannot take."""
        config = replace(self.run, max_steps=self.steps)
        for one, value in zip(self.axes, values, strict=True):
            config = one.applied(config, value)
        return config

    def named(self, values: Values) -> str:
        """Values in words: `learning_rate 0.1, momentum 0.5`."""
        pairs = zip(self.axes, values, strict=True)
        return ", ".join(f"{one.name} {typed(value)}" for one, value in pairs)
