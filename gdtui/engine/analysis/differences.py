"""What tells runs apart: for each, the settings in which it is not like the others, in words."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from gdtui.engine.config import OF_DATA, StepSettings, as_text
from gdtui.engine.numbers import digits_apart, number
from gdtui.engine.run import Run

FEW = 4
"""Parameters whose start is written out."""

_WORDS = {
    "standardize": ("features as they are", "features standardized"),
    "shuffle": ("batches in order", "batches shuffled"),
    "replacement": ("without replacement", "with replacement"),
}
"""Of what is off or on."""

_OF_THE_LOSS = tuple(
    name for name in OF_DATA if name not in ("batch_size", "shuffle", "replacement")
)
_SHARED = ("learning_rate", "optimizer", "schedule", "start")
_ALL = (*_SHARED, *OF_DATA, "seed")

Timeline = tuple[tuple[int, Any], ...]
"""A setting's values, each with the step from which it holds."""


class Compared(NamedTuple):
    """Runs beside each other."""

    names: tuple[str, ...]
    """For each what is not the same in all of them: `η=0.1→1.05 at 8, momentum`."""
    shared: tuple[str, ...]
    """What is the same in all: `start 8`, `gd`."""


def same_loss(run: Run, other: Run) -> bool:
    """Whether the losses of two runs are one function, so that their values can be compared."""
    one, two = run.config, other.config
    return (
        run.objective.parameters == other.objective.parameters
        and "".join(one.objective.split()) == "".join(two.objective.split())
        and all(getattr(one, name) == getattr(two, name) for name in _OF_THE_LOSS)
    )


def compared(runs: Sequence[Run]) -> Compared:
    """What differs between `runs`, which have the same loss, and what does not."""
    parts: list[list[str]] = [[] for _ in runs]
    shared: list[str] = []
    wide = any(run.objective.dimension > FEW for run in runs)
    on_data = any(run.batches is not None for run in runs)
    for name in _ALL:
        if (name in OF_DATA and not on_data) or (name == "start" and wide):
            continue
        timelines = [_timeline(run, name) for run in runs]
        texts = _texts(name, timelines)
        if len(set(timelines)) > 1:
            for part, text in zip(parts, texts, strict=True):
                part.append(text)
        elif (name in _SHARED and texts[0]) or (on_data and name in ("batch_size", "seed")):
            shared.append(texts[0])
    return Compared(tuple(", ".join(filter(None, part)) for part in parts), tuple(shared))


def _timeline(run: Run, name: str) -> Timeline:
    if name not in StepSettings._fields:
        return ((0, getattr(run.config, name)),)
    values = [(0, getattr(run.settings_at(0), name))]
    for edit in run.edits:
        if edit.step and edit.changes.get(name, values[-1][1]) != values[-1][1]:
            values.append((edit.step, edit.changes[name]))
    return tuple(values)


def _texts(name: str, timelines: Sequence[Timeline]) -> list[str]:
    """Each timeline in words; two that differ differ in their words too."""
    write = _writer(name, {value for timeline in timelines for _, value in timeline})
    before = "η=" if name == "learning_rate" else ""
    return [
        before
        + "→".join(write(value) + (f" at {step}" if step else "") for step, value in timeline)
        for timeline in timelines
    ]


def _writer(name: str, values: set[Any]) -> Callable[[Any], str]:
    match name:
        case "learning_rate":
            digits = digits_apart(sorted(values))
            return lambda rate: number(rate, digits)
        case "optimizer" | "schedule":
            bare = {spec.partition(":")[0] for spec in values}
            return (lambda spec: spec.partition(":")[0]) if len(bare) == len(values) else str
        case "start":
            return lambda start: "" if start is None else f"start {as_text(start)}"
        case "batch_size":
            return lambda size: f"B={'all' if size is None else size}"
        case "seed":
            return lambda seed: f"seed {seed}"
        case _ if name in _WORDS:
            return lambda on: _WORDS[name][on]
        case _:
            return lambda value: "" if value is None else f"{name.replace('_', ' ')} {value}"
