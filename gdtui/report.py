"""What a run did, as lines of text: a table, CSV, JSON lines or a chart."""

import csv
import io
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from gdtui import recording
from gdtui.engine.events import Event, RunEdited, RunEnded, Sought, StepsTaken, StepTaken
from gdtui.engine.history import History
from gdtui.engine.run import Run
from gdtui.engine.verdict import RECENT, judge
from gdtui.tui.numbers import fitted, number
from gdtui.tui.plotting.axes import Axis, step_limit
from gdtui.tui.plotting.chart import plain
from gdtui.tui.plotting.glyphs import Glyphs
from gdtui.tui.plotting.loss_curve import loss_lines

Form: TypeAlias = Callable[[Run, Iterable[Event], Glyphs, bool], Iterator[str]]

CHART = (78, 16)
WIDE = 12  # cells for a column of numbers

ENDS = {
    "converged": "It arrived: no further step moves the point.",
    "diverged": "It left the numbers that can be computed with.",
    "stopped": "It was stopped.",
}


def jsonl(_run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """The events, one JSON object a line."""
    return recording.lines(events)


def as_csv(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """One line an update, every digit of every number."""
    names = run.objective.parameters
    yield _csv(
        ["step", *names, "loss", *(f"gradient_{name}" for name in names), "learning_rate",
         *(f"update_{name}" for name in names), *(f"new_{name}" for name in names), "new_loss"]
    )  # fmt: skip
    for row in _rows(events):
        numbers = [*row.params, row.loss, *row.gradient, row.learning_rate, *row.update,
                   *row.new_params, row.new_loss]  # fmt: skip
        yield _csv([row.step, *map(repr, numbers)])


def table(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """One line a step: where it stood, the loss and slope there, and what was added."""
    names = run.objective.parameters
    titles = [*names, "L", *(f"∂L/∂{name}" for name in names), "η", *(f"Δ{name}" for name in names)]
    yield f"L({', '.join(names)}) = {run.objective.formula}"
    yield "  step" + "".join(title.rjust(WIDE) for title in titles)
    for event in events:
        match event:
            case StepsTaken():
                yield from map(_table_row, event)
            case RunEdited(step, changes):
                listed = ", ".join(f"{name} = {value}" for name, value in changes.items())
                yield f"{step:>6}  from here on {listed}"
            case Sought(step):
                yield f"{step:>6}  gone back to"
    arrived = (*run.params, run.loss)
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
    lines = loss_lines(CHART, spans, run.step, run.loss, step_limit(run.furthest), Axis(), glyphs,
                       log=log)  # fmt: skip
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


def _conclusion(run: Run) -> Iterator[str]:
    """The verdict, and why the run ended if not for want of steps."""
    ended: RunEnded | None = run.ended
    verdict = judge(
        run.objective,
        run.rows(run.step - RECENT + 1, run.step),
        first=next(iter(run.rows(1, min(1, run.step))), None),
        ended=ended.reason if ended else None,
        optimizer=run.settings.optimizer,
    )
    yield ""
    yield str(verdict)
    if ended and ended.reason in ENDS:
        yield f"step {run.step}: {ENDS[ended.reason]}"
    if math.isfinite(run.loss) and run.step:
        yield f"loss {number(run.rows(1, 1)[0].loss)} → {number(run.loss)}"


def _csv(cells: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
