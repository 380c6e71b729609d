"""What people type into the fields: read, or refused with what would be right."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gdtui.engine import spec
from gdtui.engine.config import RunConfig
from gdtui.engine.objectives import wrong_with
from gdtui.files.datasets import DATASETS
from gdtui.files.presets import presets


def rate_of(text: str) -> float:
    """A learning rate as it is typed. Raises `ValueError` with what would be right."""
    rate = _number(text)
    if rate <= 0:
        raise ValueError("η must be above 0, such as 0.1")
    return rate


def point_of(text: str) -> tuple[float, ...]:
    """A start as it is typed: `7` or `1, 2`. Raises `ValueError` with what would be right."""
    return tuple(_number(part) for part in text.split(","))


def batch_of(text: str, n: int) -> int:
    """A batch size as it is typed, 1 … n. Raises `ValueError` with what would be right."""
    if not text.strip().isdecimal() or not 1 <= int(text) <= n:
        raise ValueError(f"a batch has 1 to {n} examples")
    return int(text)


def changed(config: RunConfig, field: str, text: str, n: int) -> RunConfig:
    """`config` with what is typed into `data`, `start` or `batch` (1 … `n` examples).

    Raises `ValueError` with what would be right.
    """
    match field:
        case "start":
            return replace(config, start=point_of(text))
        case "batch":
            return replace(config, batch_size=batch_of(text, n))
    # Other data have other columns, and so a start and a rate of their own.
    return replace(config, data=text, data_hash=None, target=None, start=None, learning_rate=None)


def wrong(field: str, text: str, parameters: Sequence[str], n: int) -> str | None:
    """What is wrong with the text of a field, as far as that is seen at once; None: nothing.

    `parameters` are those that a start needs numbers for, `n` the examples there are.
    """
    match field:
        case "loss":
            return _wrong_loss(text)
        case "data":
            return _wrong_data(text)
        case "batch":
            return problem(lambda typed: batch_of(typed, n), text)
        case "start":
            return _wrong_start(text, parameters)
        case _:
            return problem(rate_of, text)


def problem(read: Callable[[str], object], text: str) -> str | None:
    """What is wrong with `text`, if `read` raises a `ValueError` over it."""
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return None


def _wrong_loss(text: str) -> str | None:
    """What is wrong with the text of a loss, which may also be a situation's name."""
    return None if text.strip() in presets() else wrong_with(text)


def _wrong_data(text: str) -> str | None:
    """What is wrong with the name of a data set or a file, as far as that is seen at once."""
    name = spec.name_of(text)
    if name in DATASETS:
        return problem(lambda typed: spec.parts("data set", typed, DATASETS), text)
    if Path(text).expanduser().is_file():
        return None
    nearest = spec.nearest(name, DATASETS).removeprefix(", ")
    return f"unknown; {nearest}" if nearest else "neither a data set nor a file"


def _wrong_start(text: str, parameters: Sequence[str]) -> str | None:
    found = problem(point_of, text)
    if found is None and (count := len(point_of(text))) != len(parameters):
        return f"needs {len(parameters)} ({', '.join(parameters)}), not {count}"
    return found


def _number(text: str) -> float:
    text = text.strip().replace("−", "-")
    try:
        value = float(text)
    except ValueError:
        shown = repr(text[:12]) if text else "nothing"
        raise ValueError(f"{shown} is no number, such as 7 or 0.1 or 1e-3") from None
    if not math.isfinite(value):
        raise ValueError("needs a finite number, such as 7")
    return value
