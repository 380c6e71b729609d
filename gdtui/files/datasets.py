"""Data by name: the shipped sets, the computed ones and files; and the run of a configuration."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from gdtui.engine import spec
from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import DataError, Dataset, training_rows
from gdtui.engine.data.synthetic import SYNTHETIC, present_spec
from gdtui.engine.objectives.models.on_data import is_on_data
from gdtui.engine.run import Run
from gdtui.files import csv_table, paths
from gdtui.files.csv_table import Look, Progress, all_rows, no_look
from gdtui.files.table.columns import AS_IT_IS, Column, Wanted
from gdtui.files.table.examples import Table, Training
from gdtui.files.table.target import check_sample, check_target

_FOLDER = Path(__file__).parents[1] / "content" / "data"


def cars() -> Dataset:
    """A number: the stopping distances of 50 cars of the 1920s by their speed."""
    return _shipped("cars", "cars.csv", "Ezekiel, 1930; public domain")


def iris() -> Dataset:
    """Three species of iris, by the lengths and widths of sepals and petals."""
    return _shipped("iris", "iris.csv", "Fisher, 1936; CC BY 4.0")


def digits() -> Dataset:
    """Handwritten digits, 8×8 pixels each."""
    terms = "Alpaydin and Kaynak, 1998; CC BY 4.0"
    return _shipped("digits", "digits.csv.gz", terms).classified()


def _shipped(name: str, file: str, terms: str) -> Dataset:
    return replace(csv_table.read(_FOLDER / file).data, name=name, license=terms)


DATASETS: dict[str, Callable[..., Dataset]] = {
    **SYNTHETIC,
    **{shipped.__name__: shipped for shipped in (cars, iris, digits)},
}
"""What `--data` knows by name; settings are written as in `circle:noise=0.1,n=200`."""


def has_name(text: str) -> bool:
    """Whether `text` names a data set, by its present or a former name, rather than a file."""
    return spec.name_of(present_spec(text)) in DATASETS


def wanted_of(config: RunConfig) -> Wanted:
    """What a configuration wants of the columns of its file."""
    return Wanted(*(getattr(config, name) for name in Wanted._fields))


def load(
    text: str,
    wanted: Wanted = AS_IT_IS,
    progress: Progress | None = None,
    training: Training = all_rows,
    look: Look = no_look,
) -> Table:
    """The data that `text` names: a shipped set, by its spec, or a file.

    For a file, the others are as in `csv_table.read`. Raises `DataError`, `SpecError`.
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
    if paths.is_missing(path) and not path.suffix:
        raise DataError(
            f"unknown data set or file {spec.quoted(text, 100)}{spec.nearest(text, DATASETS)}; "
            f"known: {', '.join(DATASETS)}"
        )
    table = csv_table.read(path, wanted, progress, training, look)
    return table._replace(data=replace(table.data, name=text))


def load_for(
    config: RunConfig, objective: str | None, progress: Progress | None = None
) -> tuple[RunConfig, Table]:
    """The data of a configuration, for `objective` to learn if one is named; and the configuration
    with its target, where that is not the last column of the file.

    Raises `DataError`, `SpecError`; a target that the objective does not learn is refused with
    those of the file that it does.
    """
    assert config.data is not None
    wanted = wanted_of(config)
    training = partial(training_rows, test_share=config.test_share, seed=config.seed)
    if has_name(config.data):
        return config, load(config.data, wanted, progress, training)
    path = paths.typed(config.data)
    model = spec.name_of(objective) if objective and is_on_data(objective) else None
    columns: list[Column] = []

    def look(found: Sequence[Column]) -> None:
        columns.extend(found)
        if model and wanted.spelled_out.missing is None:
            check_sample(path, model, found, wanted)

    table = load(config.data, wanted, progress, training, look)
    if model:
        check_target(path, model, columns, wanted, table.data)
    last = columns[-1].name
    moved = table.data.target_name != last and config.target is None
    return (replace(config, target=table.data.target_name) if moved else config), table


def data_differ(config: RunConfig, other: RunConfig) -> bool:
    """Whether two configurations learn from other data, before any split."""

    def read_as(config: RunConfig) -> tuple[object, ...]:
        split = (config.test_share, config.seed) if config.missing == "mean" else ()
        return config.data, wanted_of(config), split

    return read_as(config) != read_as(other)


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
    resolved, (data, _) = load_for(config, config.objective, progress)
    if config.data_hash in (None, data.digest) or config.features or has_name(config.data):
        return Run(resolved, data)
    # Earlier recordings learned from row names too.
    columns = columns_of(config)
    target = config.target or columns[-1].name
    whole = replace(
        config, features=tuple(c.name for c in columns if c.name != target), target=target
    )
    return Run(whole, load(config.data, wanted_of(whole), progress).data)
