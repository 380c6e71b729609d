"""Data by name: the shipped sets, the computed ones and files; and the run of a configuration."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from gdtui.engine import spec
from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import DataError, Dataset
from gdtui.engine.data.synthetic import SYNTHETIC, present_spec
from gdtui.engine.run import Run
from gdtui.files import csv_table
from gdtui.files.csv_table import Table

Progress = Callable[[float], None]

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


def load(text: str, target: str | None = None, progress: Progress | None = None) -> Table:
    """The data that `text` names: a shipped set, by its spec, or a file.

    For a file, `target` and `progress` are as in `csv_table.read`. Raises `DataError`,
    `SpecError`.
    """
    spelled = present_spec(text)
    if spec.name_of(spelled) in DATASETS:
        if target is not None:
            raise DataError(f"{text} has its own target; --target is for a file's columns")
        return Table(spec.build("data set", spelled, DATASETS), ())
    path = Path(text).expanduser()
    if not path.exists() and not path.suffix:
        raise DataError(
            f"unknown data set or file {text!r}{spec.nearest(text, DATASETS)}; "
            f"known: {', '.join(DATASETS)}"
        )
    table = csv_table.read(path, target, progress)
    return table._replace(data=replace(table.data, name=text))


def open_run(config: RunConfig, progress: Progress | None = None) -> Run:
    """The run of a configuration, with the data that it names. Raises as `load` and `Run` do."""
    if config.data is None:
        return Run(config)
    return Run(config, load(config.data, config.target, progress).data)
