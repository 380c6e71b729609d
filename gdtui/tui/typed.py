"""What people type into the fields: read, or refused with what would be right."""

import math
from collections.abc import Callable
from pathlib import Path

from gdtui.engine import spec
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


def problem(read: Callable[[str], object], text: str) -> str | None:
    """What is wrong with `text`, if `read` raises a `ValueError` over it."""
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return None


def wrong_rate(text: str) -> str | None:
    """What is wrong with a learning rate, if anything is."""
    return problem(rate_of, text)


def wrong_loss(text: str) -> str | None:
    """What is wrong with the text of a loss, which may also be a situation's name."""
    return None if text.strip() in presets() else wrong_with(text)


def wrong_data(text: str) -> str | None:
    """What is wrong with the name of a data set or a file, as far as that is seen at once."""
    name = spec.name_of(text)
    if name in DATASETS:
        return problem(lambda typed: spec.parts("data set", typed, DATASETS), text)
    if Path(text).expanduser().is_file():
        return None
    nearest = spec.nearest(name, DATASETS).removeprefix(", ")
    return f"unknown; {nearest}" if nearest else "neither a data set nor a file"


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
