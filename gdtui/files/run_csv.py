"""A run as CSV: one line an update, for a spreadsheet or a script."""

from collections.abc import Iterable, Iterator

from gdtui.engine.events import NARROW, Event, StepTaken, updates
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.files.written import csv_line


def lines(run: Run, events: Iterable[Event]) -> Iterator[str]:
    """One line an update, every digit of every number."""
    if run.objective.dimension > NARROW or isinstance(run.objective, DataObjective):
        yield from _of_norms(run, events)
        return
    names = run.objective.parameters
    yield csv_line(
        [
            "step",
            *names,
            "loss",
            *(f"gradient_{name}" for name in names),
            "learning_rate",
            *(f"update_{name}" for name in names),
            *(f"new_{name}" for name in names),
            "new_loss",
        ]
    )
    for row in updates(events):
        numbers = [
            *row.params,
            row.loss,
            *row.gradient,
            row.learning_rate,
            *row.update,
            *row.new_params,
            row.new_loss,
        ]
        yield csv_line([row.step, *map(repr, numbers)])


def _of_norms(run: Run, events: Iterable[Event]) -> Iterator[str]:
    """CSV for data and for many parameters: each parameter only if they are few, and lengths.

    A loss that was not computed anew is left empty.
    """
    names = run.objective.parameters if run.objective.dimension <= NARROW else ()
    yield csv_line(
        [
            "step",
            *names,
            "loss",
            "batch_loss",
            "batch_size",
            "epoch",
            "examples",
            "gradient_norm",
            "learning_rate",
            "new_loss",
        ]
    )
    for row in updates(events):
        params = map(repr, row.params if names else ())
        loss = repr(row.loss) if computed_before(run, row) else ""
        of_batch = (row.batch_loss, row.batch_size, row.epoch, row.examples)
        numbers = [
            loss,
            *("" if x is None else repr(x) for x in of_batch),
            repr(row.gradient_norm),
            repr(row.learning_rate),
            repr(row.new_loss) if row.fresh else "",
        ]
        yield csv_line([row.step, *params, *numbers])


def computed_before(run: Run, row: StepTaken) -> bool:
    """Whether `row.loss` is the loss where the update starts from, and not an earlier one."""
    return (row.step - 1) % run.loss_interval == 0
