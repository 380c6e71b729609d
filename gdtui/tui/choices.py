"""What the pickers offer: optimizers, schedules, presets and losses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from gdtui.drawing.canvas import Line
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.notation import readable
from gdtui.drawing.rate_curve import rate_lines
from gdtui.engine import optimizers, schedules, spec
from gdtui.engine.config import OF_DATA, RunConfig
from gdtui.engine.numbers import number
from gdtui.engine.objectives import OBJECTIVES, resolve
from gdtui.engine.objectives.models.on_data import MODELS, is_on_data, usual_data
from gdtui.engine.optimizers import OPTIMIZERS
from gdtui.engine.schedules import SCHEDULES, Schedule
from gdtui.files.presets import Preset, preset_named, presets

USUAL_BATCH = 10
"""Examples a step for a loss on data that was chosen by its name."""

WITHOUT_DATA: dict[str, Any] = {
    field.name: field.default for field in fields(RunConfig) if field.name in OF_DATA
}

LONGEST_CURVE = 100  # steps of a schedule that are drawn if the run has no end


@dataclass(frozen=True)
class Choices:
    """What a picker offers: functions whose keyword-only parameters are the settings."""

    kind: str
    """As errors name it: `optimizer`."""
    functions: dict[str, Callable[..., Any]]
    check: Callable[[str], object]
    """Reads a spec; raises `ValueError` with what is wrong."""
    lines: Callable[[str], Sequence[str]]
    """What to show of a spec that is right: its formulas."""
    picture: Callable[[str, tuple[int, int]], list[Line]] | None = None
    """Cells to show below, of the size given."""


def optimizer_choices() -> Choices:
    """The update rules."""

    def lines(text: str) -> list[str]:
        return [readable(line) for line in optimizers.parse(text).lines(2)]

    return Choices("optimizer", OPTIMIZERS, optimizers.parse, lines)


def schedule_choices(steps: int | None, eta: float, glyphs: Glyphs) -> Choices:
    """The schedules, drawn for a run of `steps` at `eta`."""

    def check(text: str) -> Schedule:
        return schedules.parse(text, steps)

    def lines(text: str) -> list[str]:
        return [f"η of step t + 1: {check(text).formula}"]

    def picture(text: str, size: tuple[int, int]) -> list[Line]:
        return rate_lines(size, check(text), eta, steps or LONGEST_CURVE, glyphs)

    return Choices("schedule", SCHEDULES, check, lines, picture)


def loss_choices() -> Choices:
    """The presets, then the losses, then the losses on data."""
    opened = {name: _opened(preset) for name, preset in presets().items()}
    functions = {**opened, **OBJECTIVES, **MODELS}
    return Choices("preset or loss", functions, _check_loss, _lines_of_loss)


def _opened(preset: Preset) -> Callable[..., Preset]:
    def choice() -> Preset:
        return preset

    choice.__doc__ = preset.look
    return choice


def _check_loss(text: str) -> object:
    preset = preset_named(text)
    if preset is not None:
        return preset
    return spec.build("loss", text, MODELS) if is_on_data(text) else resolve(text)


def _lines_of_loss(text: str) -> list[str]:
    preset = preset_named(text)
    if preset is not None:
        config = preset.config
        rate = "" if config.learning_rate is None else f", η = {number(config.learning_rate)}"
        data = f" on {config.data}" if config.data else ""
        return [f"{config.objective}{data}: {config.optimizer}, {config.schedule}{rate}"]
    if is_on_data(text):
        data = usual_data(text)
        return [f"learns from {data}, or from what the settings name"]
    objective = resolve(text)
    slopes = zip(objective.parameters, objective.gradient_formula, strict=True)
    return [f"L = {objective.formula}", *(f"∂L/∂{name} = {slope}" for name, slope in slopes)]


def with_loss(config: RunConfig, text: str, *, noise: bool) -> RunConfig:
    """`config` on another loss, which has its own start and rate.

    It keeps data that it can learn from; `noise` says whether they are noise, which goes with any
    loss but one on data.
    """
    if is_on_data(text):
        if noise or config.data is None:
            return with_usual_data(config, text)
        return _on_its_own(config, text)
    return _on_its_own(config if noise else replace(config, **WITHOUT_DATA), text)


def with_usual_data(config: RunConfig, text: str) -> RunConfig:
    """`config` on a loss on data, with those that it learns from if nobody says otherwise."""
    data = {"data": usual_data(text), "batch_size": USUAL_BATCH}
    return _on_its_own(replace(config, **WITHOUT_DATA | data), text)


def _on_its_own(config: RunConfig, text: str) -> RunConfig:
    return replace(config, objective=text, start=None, learning_rate=None)
