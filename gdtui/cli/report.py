"""What a run did, as lines of text: a table, CSV, JSON lines or a chart."""

import csv
import io
import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeAlias

from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.chart import plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import loss_lines
from gdtui.drawing.numbers import fitted, number
from gdtui.engine.analysis.evaluation import evaluate
from gdtui.engine.analysis.verdict import ARRIVED, WHY_ENDED, verdict_of
from gdtui.engine.events import (
    NARROW,
    Event,
    Params,
    RunEdited,
    RunEnded,
    Sought,
    StepsTaken,
    StepTaken,
)
from gdtui.engine.history import History
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.files import recording

Form: TypeAlias = Callable[[Run, Iterable[Event], Glyphs, bool], Iterator[str]]

CHART = (78, 16)
WIDE = 12  # cells for a column of numbers
HANDFUL = 5  # parameters that a line has room for


def jsonl(_run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """The events, one JSON object a line."""
    return recording.lines(events)


def as_csv(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """One line an update, every digit of every number."""
    if run.objective.dimension > NARROW or isinstance(run.objective, DataObjective):
        yield from _csv_of_norms(run, events)
        return
    names = run.objective.parameters
    yield _csv(
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
    for row in _rows(events):
        numbers = [
            *row.params,
            row.loss,
            *row.gradient,
            row.learning_rate,
            *row.update,
            *row.new_params,
            row.new_loss,
        ]
        yield _csv([row.step, *map(repr, numbers)])


def _csv_of_norms(run: Run, events: Iterable[Event]) -> Iterator[str]:
    """CSV for data and for many parameters: each parameter only if they are few, and lengths.

    A loss that was not computed anew is left empty.
    """
    names = run.objective.parameters if run.objective.dimension <= NARROW else ()
    yield _csv(
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
    for row in _rows(events):
        params = map(repr, row.params if names else ())
        loss = repr(row.loss) if _computed_before(run, row) else ""
        of_batch = (row.batch_loss, row.batch_size, row.epoch, row.examples)
        numbers = [
            loss,
            *("" if x is None else repr(x) for x in of_batch),
            repr(row.gradient_norm),
            repr(row.learning_rate),
            repr(row.new_loss) if row.fresh else "",
        ]
        yield _csv([row.step, *params, *numbers])


def table(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """One line a step: where it stood, the loss and slope there, and what was added.

    With data or many parameters: the loss of the batch, and the length of the gradient.
    """
    names = run.objective.parameters
    as_line: Callable[[StepTaken], str] = _table_row
    on_data = isinstance(run.objective, DataObjective)
    if on_data or len(names) > HANDFUL:
        names = names if len(names) <= 2 else ()
        titles = [*names, "L", *(["batch L", "epoch"] if on_data else []), "‖∂L/∂θ‖", "η"]
        as_line = partial(_line_of_norms, run, with_params=bool(names))
        yield f"L = {run.objective.formula}; {run.objective.dimension:,} parameters"
        if run.loss_interval > 1:
            yield f"L, on all the examples, is computed every {run.loss_interval:,} steps"
    else:
        titles = [
            *names,
            "L",
            *(f"∂L/∂{name}" for name in names),
            "η",
            *(f"Δ{name}" for name in names),
        ]
        yield f"L({', '.join(names)}) = {run.objective.formula}"
    yield "  step" + "".join(title.rjust(WIDE) for title in titles)
    for event in events:
        match event:
            case StepsTaken():
                yield from map(as_line, event)
            case RunEdited(step, changes):
                listed = ", ".join(f"{name} = {value}" for name, value in changes.items())
                yield f"{step:>6}  from here on {listed}"
            case Sought(step):
                yield f"{step:>6}  rewound to"
    arrived = (*(run.params if names else ()), run.loss)
    yield f"{run.step:>6}" + "".join(" " + fitted(value, WIDE - 1) for value in arrived)
    yield from _conclusion(run)


def plot(run: Run, events: Iterable[Event], glyphs: Glyphs, log: bool) -> Iterator[str]:
    """A chart of the loss."""
    history = History(run.loss, run.rows)
    for event in events:
        match event:
            case StepsTaken():
                history.append(event)
            case RunEdited(step, _):
                history.truncate(step)
    yield f"loss of L = {run.objective.formula}"
    spans = history.loss.spans(at_most=2 * CHART[0])
    lines = loss_lines(
        CHART, spans, run.step, run.loss, step_limit(run.furthest), Axis(), glyphs, log=log
    )
    yield from plain(lines, glyphs).split("\n")
    yield from _conclusion(run)


FORMS: dict[str, Form] = {"table": table, "csv": as_csv, "jsonl": jsonl, "plot": plot}


def _rows(events: Iterable[Event]) -> Iterator[StepTaken]:
    for event in events:
        if isinstance(event, StepsTaken):
            yield from event


def _table_row(row: StepTaken) -> str:
    numbers = [*row.params, row.loss, *row.gradient, row.learning_rate, *row.update]
    return f"{row.step - 1:>6}" + "".join(" " + fitted(value, WIDE - 1) for value in numbers)


def _line_of_norms(run: Run, row: StepTaken, *, with_params: bool) -> str:
    """A table's line for data or many parameters; a loss not computed anew is a dot."""
    cells = [fitted(x, WIDE - 1) for x in (row.params if with_params else ())]
    cells.append(fitted(row.loss, WIDE - 1) if _computed_before(run, row) else "·".rjust(WIDE - 1))
    if row.batch_loss is not None:
        cells += [fitted(row.batch_loss, WIDE - 1), str(row.epoch).rjust(WIDE - 1)]
    cells += [fitted(x, WIDE - 1) for x in (row.gradient_norm, row.learning_rate)]
    return f"{row.step - 1:>6}" + "".join(" " + cell for cell in cells)


def _computed_before(run: Run, row: StepTaken) -> bool:
    """Whether `row.loss` is the loss where the update starts from, and not an earlier one."""
    return (row.step - 1) % run.loss_interval == 0


def _conclusion(run: Run) -> Iterator[str]:
    """The verdict, and why the run ended if not for want of steps."""
    ended: RunEnded | None = run.ended
    yield ""
    yield str(verdict_of(run, run.rows))
    if ended and ended.reason != "max_steps":
        yield f"step {run.step}: {WHY_ENDED[ended.reason]}"
    if run.arrived:
        yield f"step {run.arrived.step}: {ARRIVED}"
    if math.isfinite(run.loss) and run.step:
        yield f"loss {number(run.rows(1, 1)[0].loss)} → {number(run.loss)}"
    if isinstance(run.objective, DataObjective):
        yield from _scores(run.objective, run.params)


def _scores(objective: DataObjective, params: Params) -> Iterator[str]:
    """What was learned, and what of it holds for examples not seen."""
    train, test = evaluate(objective, params)
    for what, score in (("training", train), ("test", test)):
        if score is not None:
            accuracy = "" if score.accuracy is None else f", accuracy {score.accuracy:.1%}"
            yield f"{score.size:,} {what} examples: loss {number(score.loss)}{accuracy}"


def _csv(cells: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
