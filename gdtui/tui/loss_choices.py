"""The losses that a picker offers, with the presets and the data sets, in groups by their shape."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any

from gdtui.drawing.axes import Axis
from gdtui.drawing.canvas import Line
from gdtui.drawing.chart import MARGIN, has_room
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.landscape import curve_lines
from gdtui.drawing.loss_map import LossMap
from gdtui.engine import spec
from gdtui.engine.config import OF_DATA, RunConfig
from gdtui.engine.data.synthetic import NOISE, present_spec
from gdtui.engine.numbers import number
from gdtui.engine.objectives import OBJECTIVES, resolve
from gdtui.engine.objectives.families.quadratics import shifted_square
from gdtui.engine.objectives.models.on_data import MODELS, is_on_data, usual_data
from gdtui.engine.run import Run
from gdtui.files.datasets import DATASETS
from gdtui.files.named import data_meant
from gdtui.files.presets import Preset, preset_named, presets
from gdtui.tui.choices import Choices
from gdtui.tui.typed import loss_of

SMALLEST = (MARGIN + 10, 5)  # cells of a picture
WITHOUT_DATA: dict[str, Any] = {
    field.name: field.default for field in fields(RunConfig) if field.name in OF_DATA
}

QUADRATICS, ONE_PARAMETER, NOISY, ON_DATA = "quadratics", "one parameter", "noise", "on data"
_FAMILIES = {
    "bowls": QUADRATICS,
    "quadratics": QUADRATICS,
    "one_dimensional": ONE_PARAMETER,
    "valleys": "valleys",
    "many_minima": "many minima",
    "saddles": "saddles",
}
"""The titles of the losses by the modules that they are in, in the order of the list."""


def loss_choices(in_force: str, pen: Pen) -> Choices:
    """Presets, losses and data sets; `in_force` is a loss or a preset, first where it has no name
    among them."""
    groups: dict[str, dict[str, Callable[..., Any]]] = {}

    def put(title: str, name: str, function: Callable[..., Any]) -> None:
        groups.setdefault(title, {}).setdefault(name, function)

    for preset in presets().values():
        if preset.group:
            put(preset.group, preset.name, _named(preset.look, preset))
    for title in (*dict.fromkeys(_FAMILIES.values()), NOISY, ON_DATA, "data sets"):
        groups.setdefault(title, {})
    for preset in presets().values():
        put(preset.group or _title_of(preset), preset.name, _named(preset.look, preset))
    for name, loss in OBJECTIVES.items():
        put(_FAMILIES[loss.__module__.rpartition(".")[2]], name, loss)
    for name, model in MODELS.items():
        put(ON_DATA, name, model)
    for name, data in DATASETS.items():
        if name != NOISE and name not in presets():
            put("data sets", name, data)
    if not any(spec.name_of(in_force) in group for group in groups.values()):
        groups = {"in force": {in_force: _named("The loss that is in force.")}, **groups}
    picture = partial(_picture, pen)
    return Choices("preset or loss", groups, _check, _lines, picture, typed=loss_of)


def _named(about: str, value: object = None) -> Callable[[], object]:
    def choice() -> object:
        return value

    choice.__doc__ = about
    return choice


def _title_of(preset: Preset) -> str:
    """What a preset is listed below: the family of its loss."""
    config = preset.config
    if config.data is not None:
        return NOISY if spec.name_of(config.data) == NOISE else ON_DATA
    loss = OBJECTIVES.get(spec.name_of(config.objective))
    if loss is not None:
        return _FAMILIES[loss.__module__.rpartition(".")[2]]
    return QUADRATICS if shifted_square(config.objective) else ONE_PARAMETER


def _check(text: str) -> object:
    if (preset := preset_named(text)) is not None:
        return preset
    if data_meant(text) is not None:
        return spec.parts("data set", present_spec(text), DATASETS)
    return spec.build("loss", text, MODELS) if is_on_data(text) else resolve(text)


def _lines(text: str) -> list[str]:
    preset = preset_named(text)
    if preset is not None:
        config = preset.config
        rate = "" if config.learning_rate is None else f", η = {number(config.learning_rate)}"
        data = f" on {config.data}" if config.data else ""
        return [f"{config.objective}{data}: {config.optimizer}, {config.schedule}{rate}"]
    if data_meant(text):
        return ["Enter begins a model that learns from it, in mini-batches."]
    if is_on_data(text):
        return [f"learns from {usual_data(text)}, or from what the settings name"]
    objective = resolve(text)
    slopes = zip(objective.parameters, objective.gradient_formula, strict=True)
    return [f"L = {objective.formula}", *(f"∂L/∂{name} = {slope}" for name, slope in slopes)]


def _picture(pen: Pen, text: str, size: tuple[int, int]) -> Sequence[Line]:
    """The loss about its start, as a curve or a map; nothing for one on data."""
    preset = preset_named(text)
    config = preset.config if preset else RunConfig(objective=text)
    if not has_room(size, SMALLEST) or data_meant(text):
        return ()
    if is_on_data(config.objective):
        return ()
    run = Run(replace(config, **WITHOUT_DATA))
    match run.objective.dimension:
        case 1:
            axes = (Axis(), Axis())
            axes[0].cover(run.objective.view[0])
            return curve_lines(size, run.objective, run.next_step(), (), axes, pen.glyphs)
        case 2:
            return LossMap(run.objective, pen).lines(size, run.next_step(), ())
        case _:
            return ()
