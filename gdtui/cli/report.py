"""What a run did, as lines of text: a table, CSV, JSON lines or a chart."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from typing import Any, TypeAlias

from gdtui.cli.columns import (
    HANDFUL,
    STEP,
    Column,
    chosen,
    columns_of,
    line_of,
    wrapped,
)
from gdtui.cli.console import columns
from gdtui.drawing.axes import Axis, step_limit
from gdtui.drawing.chart import plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.loss_curve import loss_lines
from gdtui.drawing.numbers import digits_apart, number
from gdtui.engine.analysis.evaluation import evaluate
from gdtui.engine.analysis.verdict import ARRIVED, verdict_of, why_ended, with_rate_that_holds
from gdtui.engine.events import (
    Event,
    Params,
    Predicted,
    RunEdited,
    RunEnded,
    Sought,
    StepsTaken,
    StepTaken,
)
from gdtui.engine.history import History
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.run import Run
from gdtui.files import recording, run_csv

Form: TypeAlias = Callable[[Run, Iterable[Event], Glyphs, bool], Iterator[str]]

CHART = (78, 16)


def jsonl(_run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """The events, one JSON object a line."""
    return recording.lines(events)


def as_csv(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """One line an update, every digit of every number."""
    return run_csv.lines(run, events)


def table(run: Run, events: Iterable[Event], _glyphs: Glyphs, _log: bool) -> Iterator[str]:
    """One line a step: where it stood, the loss and slope there, and what was added.

    No line is longer than the terminal's; columns that it has no room for are named below.
    """
    width = columns()
    shown, left_out = chosen(columns_of(run), width - STEP)
    names = ", ".join(run.objective.parameters)
    many = isinstance(run.objective, DataObjective) or run.objective.dimension > HANDFUL
    said = f"L = {run.objective.formula}; {run.objective.dimension:,} parameters"
    yield from wrapped(said if many else f"L({names}) = {run.objective.formula}", width)
    if run.loss_interval > 1:
        often = f"L, on all the examples, is computed every {run.loss_interval:,} steps"
        yield from wrapped(often, width)
    yield "step".rjust(STEP) + "".join(column.heading for column in shown)
    for entry, after in pairwise(chain(entries(events), [None])):
        match entry:
            case StepTaken():
                here = [column.value(entry) for column in shown]
                below = [_below(column, after, run) for column in shown]
                yield line_of(entry.step - 1, shown, here, below, width)
            case RunEdited(step, changes):
                listed = ", ".join(f"{name} = {setting(changes[name])}" for name in changes)
                yield from wrapped(f"{step:>{STEP}}  from here on {listed}", width)
            case Predicted(step):
                yield from wrapped(f"{step:>{STEP}}  {told(entry)}", width)
            case Sought(step):
                yield f"{step:>{STEP}}  rewound to"
    stands = [column.now(run) if column.now else None for column in shown]
    yield line_of(run.step, shown, stands, [None] * len(shown), width)
    if left_out:
        yield from wrapped(f"no room for {', '.join(left_out)}; --format csv has all", width)
    for line in conclusion(run):
        yield from wrapped(line, width) or [""]


def entries(events: Iterable[Event]) -> Iterator[StepTaken | RunEdited | Predicted | Sought]:
    """What the table tells one by one: the updates, and what was done between them."""
    for event in events:
        match event:
            case StepsTaken():
                yield from event
            case RunEdited() | Predicted() | Sought():
                yield event


def _below(column: Column, after: object, run: Run) -> float | None:
    """The number that will stand in the next row, if there is one."""
    if isinstance(after, StepTaken):
        return column.value(after)
    return column.now(run) if after is None and column.now else None


def told(prediction: Predicted) -> str:
    """A prediction, and what it was."""
    outcome = "right" if prediction.right else prediction.mistake or "wrong"
    asked = " of ".join(filter(None, (prediction.asked, prediction.about)))
    return f"predicted {asked}: {prediction.answer or 'no answer'} ({outcome})"


def setting(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


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
    yield from conclusion(run)


FORMS: dict[str, Form] = {"table": table, "csv": as_csv, "jsonl": jsonl, "plot": plot}
DATA_FORMS = ("csv", "jsonl")
"""Those that other programs read."""


def conclusion(run: Run) -> Iterator[str]:
    """The verdict, and why the run ended if not for want of steps."""
    ended: RunEnded | None = run.ended
    verdict = str(with_rate_that_holds(verdict_of(run, run.rows), run))
    yield ""
    yield verdict
    if ended and ended.reason != "max_steps":
        why = why_ended(run, ended)
        if why.removeprefix("Diverged: ").rstrip(".") not in verdict:
            yield why
    if run.arrived:
        yield f"step {run.arrived.step}: {ARRIVED}"
    if math.isfinite(run.loss) and run.step:
        first = run.rows(1, 1)[0].loss
        digits = digits_apart((first, run.loss))
        yield f"loss {number(first, digits)} → {number(run.loss, digits)}"
    if isinstance(run.objective, DataObjective):
        yield from _scores(run.objective, run.params)


def _scores(objective: DataObjective, params: Params) -> Iterator[str]:
    """What was learned, and what of it holds for examples not seen."""
    train, test = evaluate(objective, params)
    for what, score in (("training", train), ("test", test)):
        if score is not None:
            accuracy = "" if score.accuracy is None else f", accuracy {score.accuracy:.1%}"
            yield f"{score.size:,} {what} examples: loss {number(score.loss)}{accuracy}"
