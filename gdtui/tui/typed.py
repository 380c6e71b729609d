"""What people type into the fields: read, or refused with what would be right."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gdtui.engine import spec
from gdtui.engine.config import RunConfig
from gdtui.engine.data.synthetic import present_spec
from gdtui.engine.objectives import wrong_with
from gdtui.engine.run import Run
from gdtui.files import command_line, paths
from gdtui.files.datasets import DATASETS, has_name
from gdtui.files.named import data_meant, refuse_misspelled
from gdtui.files.presets import preset_named
from gdtui.files.table.columns import Wanted
from gdtui.files.typed_number import comma, number_of, with_point


def rate_of(text: str) -> float:
    """A learning rate as it is typed. Raises `ValueError` with what would be right."""
    rate = number_of(text)
    if rate <= 0:
        raise ValueError("η must be above 0, such as 0.1")
    return rate


def start_of(text: str, names: Sequence[str]) -> tuple[float, ...]:
    """A start as it is typed, `7` or `1, 2`: a number for each of the parameters `names`.

    Raises `ValueError` with what would be right.
    """
    point = tuple(number_of(part) for part in text.split(","))
    if len(names) == 1 and (decimal := with_point(text)):
        raise ValueError(f"{spec.quoted(text, 12)} {comma(decimal)}")
    if len(point) != len(names):
        raise ValueError(f"needs {len(names)} ({', '.join(names)}), not {len(point)}")
    return point


def batch_of(text: str, n: int) -> int:
    """A batch size as it is typed, 1 … n. Raises `ValueError` with what would be right."""
    if not text.strip().isdecimal() or not 1 <= int(text) <= n:
        raise ValueError(f"a batch has 1 to {n} examples")
    return int(text)


def changed(config: RunConfig, field: str, text: str, run: Run) -> RunConfig:
    """`config` with what is typed into `data`, `start` or `batch` beside `run`.

    Raises `ValueError` with what would be right.
    """
    match field:
        case "start":
            return replace(config, start=start_of(text, run.objective.parameters))
        case "batch":
            return replace(config, batch_size=batch_of(text, run.batches.n if run.batches else 1))
    # Other data have other columns, and so a start and a rate of their own.
    own: dict[str, Any] = dict.fromkeys(("data_hash", "start", "learning_rate", *Wanted._fields))
    return replace(config, data=text, **own)


def loss_of(text: str) -> str:
    """A loss as it is typed, which may also be the name of a preset or of a data set.

    Raises `ValueError` with what would be right.
    """
    if preset_named(text) is None and data_meant(text) is None:
        refuse_misspelled(text)
        if wrong := wrong_with(command_line.loss_of(text)):
            raise ValueError(wrong)
    return command_line.loss_of(text)


def data_of(text: str) -> str:
    """The name of a data set or a file, checked as far as that can be done at once.

    Raises `ValueError` with what would be right.
    """
    if has_name(text):
        spec.parts("data set", present_spec(text), DATASETS)
    elif not os.path.isfile(paths.typed(text)):
        raise ValueError(
            f"unknown{spec.nearest(spec.name_of(text), DATASETS) or ' data set or file'}"
        )
    return text
