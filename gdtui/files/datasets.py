"""Data by name: the shipped sets, the computed ones and files; and the run of a configuration."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from gdtui.engine import spec
from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import DataError, Dataset
from gdtui.engine.data.synthetic import SYNTHETIC, present_spec
from gdtui.engine.run import Run
from gdtui.files import csv_table, paths
from gdtui.files.csv_table import Progress, Table
from gdtui.files.table.columns import AS_IT_IS, Column, Wanted

_FOLDER = Path(__file__).parents[1] / "content" / "data"
_SHIPPED = {
    "cars": ("cars.csv", "Ezekiel, 1930; public domain"),
    "iris": ("iris.csv", "Fisher, 1936; CC BY 4.0"),
    "digits": ("digits.csv.gz", "Alpaydin and Kaynak, 1998; CC BY 4.0"),
}


def _shipped(name: str) -> Dataset:
    file, terms = _SHIPPED[name]
    data = replace(csv_table.read(_FOLDER / file).data, name=name, license=terms)
    return data.classified() if name == "digits" else data


DATASETS: dict[str, Callable[..., Dataset]] = {
    **SYNTHETIC,
    **{name: partial(_shipped, name) for name in _SHIPPED},
}
"""What `--data` knows by name; settings are written as in `circle:noise=0.1,n=200`."""


def has_name(text: str) -> bool:
    """Whether `text` names a data set, by its present or a former name, rather than a file."""
    return spec.name_of(present_spec(text)) in DATASETS


def wanted_of(config: RunConfig) -> Wanted:
    """What a configuration wants of the columns of its file."""
    return Wanted(*(getattr(config, name) for name in Wanted._fields))


def load(text: str, wanted: Wanted = AS_IT_IS, progress: Progress | None = None) -> Table:
    """The data that `text` names: a shipped set, by its spec, or a file.

    For a file, `wanted` and `progress` are as in `csv_table.read`. Raises `DataError`,
    `SpecError`.
    """
    if has_name(text):
        if wanted != AS_IT_IS:
            given = next(name for name in Wanted._fields if getattr(wanted, name) is not None)
            raise DataError(
                f"{text} has its own target; --{given.replace('_', '-')} is for a file's columns"
                if given == "target"
                else f"{text} has its own columns; --{given.replace('_', '-')} is for a file's"
            )
        return Table(spec.build("data set", present_spec(text), DATASETS), ())
    path = paths.typed(text)
    if not os.path.exists(path) and not path.suffix:
        raise DataError(
            f"unknown data set or file {spec.quoted(text, 100)}{spec.nearest(text, DATASETS)}; "
            f"known: {', '.join(DATASETS)}"
        )
    table = csv_table.read(path, wanted, progress)
    return table._replace(data=replace(table.data, name=text))


def columns_of(config: RunConfig) -> Sequence[Column]:
    """The columns of the file that a configuration learns from. Raises `DataError`."""
    if config.data is None or has_name(config.data):
        raise DataError("only the columns of a file can be chosen")
    return csv_table.columns_in(paths.typed(config.data), wanted_of(config))


_FEW_VALUES = 10  # of whole numbers, which may be classes
_MUCH_WIDER = 100.0  # times; features so unlike make a ravine of a loss


def doubts(objective: str, data: Dataset, standardize: bool) -> Iterator[str]:
    """What may be meant otherwise, and what would say so, of data that `objective` learns."""
    model = spec.name_of(objective)
    values = np.unique(data.target)
    kinds = f"{data.target_name} is a number with {len(values)} values"
    few = len(values) <= _FEW_VALUES and bool((values == np.round(values)).all())
    if not data.classes and model == "softmax" and len(values) > 2:
        yield f"{kinds}, and softmax takes each for a class; linear and mlp learn the number"
    elif not data.classes and model == "linear" and few and len(values) < data.size:
        classifier = "logistic" if len(values) == 2 else "softmax"
        yield f"{kinds}; if they are classes, {classifier} learns them"
    wide = np.ptp(data.features, axis=0)
    wide = wide[wide > 0]
    if not standardize and len(wide) > 1 and wide.max() > _MUCH_WIDER * wide.min():
        yield (
            f"one feature is {wide.max() / wide.min():,.0f} times as wide as another, which makes "
            "learning slow; --standardize makes them alike"
        )


def open_run(config: RunConfig, progress: Progress | None = None) -> Run:
    """The run of a configuration, with the data that it names. Raises as `load` and `Run` do."""
    if config.data is None:
        return Run(config)
    data = load(config.data, wanted_of(config), progress).data
    if (
        config.data_hash not in (None, data.digest)
        and config.features is None
        and not has_name(config.data)
    ):
        # Earlier recordings learned from row names too.
        named = tuple(column.name for column in columns_of(config) if column.use != "target")
        whole = replace(config, features=named)
        return Run(whole, load(config.data, wanted_of(whole), progress).data)
    return Run(config, data)
