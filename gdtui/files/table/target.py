"""Whether a loss can learn the target of a file, and which of its columns it can learn."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from gdtui.engine.data.dataset import MOST_CLASSES, Dataset
from gdtui.engine.objectives.models.on_data import MODELS
from gdtui.files.table.columns import AS_IT_IS, Column, Wanted, listed
from gdtui.files.table.lines import TableError
from gdtui.files.table.names import as_option
from gdtui.files.table.undecided import UndecidedError

_NEEDS = {
    "linear": "linear needs a number, and ",
    "logistic": "logistic needs two classes, and ",
    "softmax": "softmax needs classes, and ",
}


def check_sample(path: Path, model: str, columns: Sequence[Column], wanted: Wanted) -> None:
    """Raise `TableError` for a target that `model` does not learn, as the first rows tell already.

    All of them must be taken: where rows with missing cells are left out, classes may go with them.
    """
    target = next(column for column in columns if column.use == "target")
    if target.classes or target.kind == "number":
        _check(
            path, model, columns, wanted, target.name, target.classes, target.different, "at least "
        )


def check_target(
    path: Path, model: str, columns: Sequence[Column], wanted: Wanted, data: Dataset
) -> None:
    """Raise `TableError` for data whose target `model` does not learn."""
    different = len(data.classes) or len(np.unique(data.target))
    if different == 1:
        raise TableError(
            f"{path.name}: the target {data.target_name} is the same in every row, so that there "
            "is nothing to learn; --target NAME chooses another"
        )
    _check(path, model, columns, wanted, data.target_name, bool(data.classes), different)


def _check(
    path: Path,
    model: str,
    columns: Sequence[Column],
    wanted: Wanted,
    target: str,
    classes: bool,
    different: int,
    at_least: str = "",
) -> None:
    if _learns(model, classes, different):
        return
    values = f"{at_least}{different} different {'texts' if classes else 'values'}"
    why = f"{_NEEDS.get(model, '')}the target {target} has {values}"
    ways = [*_ways(model, columns, target, classes, different)]
    error = UndecidedError if wanted == AS_IT_IS else TableError
    raise error(f"{path.name}: {'; '.join([why, *ways])}")


def _learns(model: str, classes: bool, different: int) -> bool:
    """Whether `model` learns a target of so many different values: `classes`, or numbers."""
    match model:
        case "linear":
            return not classes
        case "logistic":
            return different <= 2
        case "softmax":
            return different <= MOST_CLASSES
    return not classes or different <= MOST_CLASSES


def _ways(
    model: str, columns: Sequence[Column], target: str, classes: bool, different: int
) -> Iterator[str]:
    """What can be learned instead."""
    losses = [other for other in MODELS if _learns(other, classes, different)]
    if others := _learnable(model, columns, target):
        first, *more = others
        also = f" (or {listed(more, 4)})" if more else ""
        yield f"{as_option('--target', [first])}{also} is one that it can learn"
    elif model == "logistic":
        yield "no column has two"
        if "softmax" not in losses and (others := _learnable("softmax", columns, target)):
            yield f"softmax can learn {as_option('--target', others[:1])}"
    if losses:
        *most, last = losses
        yield f"{' or '.join([', '.join(most), last] if most else [last])} can learn {target}"


def _learnable(model: str, columns: Sequence[Column], target: str) -> Sequence[str]:
    """The columns that `model` can learn, the likeliest first: classes for classifiers, the last
    one before the others."""
    found = [
        column
        for column in reversed(columns)
        if column.name != target
        and not (column.names or column.counts or column.why_left_out == "row names")
        and (column.classes or column.kind == "number")
        and column.different > 1
        and _learns(model, column.classes, column.different)
    ]
    if model in ("logistic", "softmax"):
        found.sort(key=lambda column: not column.classes)
    return [column.name for column in found]
