"""The rate finder without a screen: `gdtui sweep --find`."""

import json
import signal
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import click

from gdtui.cli.columns import wrapped
from gdtui.cli.console import LONG, MOMENT, columns, ctrl_c, emit, end_by, glyphs, note, progress
from gdtui.cli.report import CHART
from gdtui.cli.run import run_of
from gdtui.drawing.chart import plain
from gdtui.drawing.finder_chart import finder_lines
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import duration, fitted, number
from gdtui.engine.analysis.finder import Finder, Plan, usual_plan
from gdtui.engine.analysis.found import conclusions, reasons, standing
from gdtui.engine.analysis.sweeping.pool import NoWorkersError, Workers, by_workers
from gdtui.engine.config import ConfigError
from gdtui.engine.run import Run
from gdtui.files.sweep_file import content_of
from gdtui.files.sweep_values import Spread
from gdtui.files.written import csv_line, json_value

Form: TypeAlias = Callable[[Finder, Glyphs], Iterator[str]]

STEPS = 300
"""Of a run that checks a rate."""

_RATE, _LOSS = 14, 11  # cells of a column


def find(
    loss: str | None,
    settings: dict[str, Any],
    *,
    rates: object,
    starts: int | None,
    form: str,
    ascii_only: bool,
    workers: Workers | None,
) -> None:
    """Find a learning rate and write it as `form`; `rates` are those that the range tests go
    through, None for the usual ones. The runs that decide are made by `workers`, if there are any.
    Ctrl+C writes what is known."""
    run = run_of(loss, settings, steps=STEPS)
    finder = _finder(run, rates, starts)
    seconds = finder.seconds_left / (workers.count if workers else 1)
    if seconds > LONG:
        note(f"this will take about {duration(seconds)}. Ctrl+C writes what is done")
    with ctrl_c() as pressed:
        with progress("range tests and runs", "working out") as tell:
            for _ in _worked_out(finder, workers):
                tell(finder.share)
                if pressed():
                    break
        lines = FORMS[form](finder, glyphs(ascii_only=ascii_only))
        emit(lines, ascii_only=ascii_only, data=form in ("csv", "jsonl"))
        if not finder.done:
            note(f"interrupted: {finder.share:.0%} is done")
        if pressed():
            end_by(signal.SIGINT)


def _worked_out(finder: Finder, workers: Workers | None) -> Iterator[None]:
    """Work for a moment at a time."""
    try:
        while not finder.done:
            checks = finder.checks
            if workers is not None and checks is not None and not checks.done:
                yield from (None for _ in by_workers(checks, workers))
            else:
                finder.advance(budget=MOMENT)
                yield
    except NoWorkersError as error:
        note(str(error))


def _finder(run: Run, rates: object, starts: int | None) -> Finder:
    config = run.config
    if run.data is None:
        raise click.UsageError(
            f"--find is for losses that learn from data, and {config.objective} does not; "
            "gdtui sweep without it shows every rate"
        )
    if not isinstance(rates, Spread | None):
        raise click.UsageError("--find takes --lr as low:high:steps, as in 1e-4:10:100")
    plan = usual_plan(config, run.data) if rates is None else Plan(*rates)
    steps = STEPS if config.max_steps is None else config.max_steps
    plan = plan._replace(steps=steps, starts=starts or plan.starts)
    try:
        return Finder(config, run.data, plan)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def _table(finder: Finder, _glyphs: Glyphs) -> Iterator[str]:
    """The range tests, the checked rates, and what follows."""
    plan, width = finder.plan, columns()
    title = f"{finder.config.objective}, {finder.config.optimizer}: {plan.starts} range tests"
    rates = f"from {number(plan.low)} to {number(plan.high)} in {plan.test_steps} steps"
    yield from wrapped(f"{title}, η {rates}", width)
    yield f"{'seed':>{_RATE}}{'steepest':>{_LOSS}}{'lowest':>{_LOSS}}"
    for test in finder.tests:
        found = "".join(
            "·".rjust(_LOSS) if rate is None else fitted(rate, _LOSS, 3)
            for rate in (test.steepest, test.lowest)
        )
        yield f"{test.seed:>{_RATE}}{found}"
    yield ""
    yield from wrapped(f"runs of {plan.steps} steps, {plan.seeds} seeds for each rate", width)
    titles = "".join(f"{title:>{_LOSS}}" for title in ("mean loss", "lowest", "highest"))
    yield f"{'learning_rate':>{_RATE}}{titles}"
    for one in finder.checked:
        losses = one.mean, min(one.losses), max(one.losses)
        cells = "".join(fitted(loss, _LOSS, 3) for loss in losses)
        said = standing(one, finder)
        if finder.suggested is not None and finder.suggested.holds(one.rate):
            said += ", suggested"
        yield f"{fitted(one.rate, _RATE)}{cells}  {said}"
    yield ""
    yield from wrapped(next(conclusions(finder)), width)


def _plot(finder: Finder, glyphs: Glyphs) -> Iterator[str]:
    """The range tests as a chart, and what follows."""
    size = min(CHART[0], columns()), CHART[1] + 2
    yield from plain(finder_lines(size, finder, None, glyphs), glyphs).split("\n")
    yield ""
    for text in (next(conclusions(finder)), *(f"{mark} {text}" for mark, text in reasons(finder))):
        yield from wrapped(text.strip(), columns())


def _rows(finder: Finder) -> Iterator[dict[str, Any]]:
    """What is known of each rate; the interval stands in every row, so that no number is alone."""
    suggested = finder.suggested or (None, None)
    for one in finder.checked:
        yield {
            "learning_rate": one.rate,
            "mean_loss": json_value(one.mean),
            "diverged": one.diverged,
            "runs": len(one.lanes),
            "suggested_low": suggested[0],
            "suggested_high": suggested[1],
            "standing": standing(one, finder),
        }


def _csv(finder: Finder, _glyphs: Glyphs) -> Iterator[str]:
    """One line a rate."""
    rows = [*_rows(finder)]
    for cells in ([*rows[0]] if rows else [], *([*row.values()] for row in rows)):
        yield csv_line(cells)


def _jsonl(finder: Finder, _glyphs: Glyphs) -> Iterator[str]:
    """An object for each range test, for each run that checks a rate, and for each rate."""
    for test in finder.tests:
        found = {"seed": test.seed, "steepest": test.steepest, "lowest": test.lowest}
        yield json.dumps({"event": "range_test", **found})
    if finder.checks is not None:
        for lane in finder.checks.known:
            done = content_of(finder.checks.config, lane)
            yield json.dumps({"event": "run_done", **done}, ensure_ascii=False)
    for row in _rows(finder):
        yield json.dumps({"event": "rate_checked", **row}, ensure_ascii=False)


FORMS: dict[str, Form] = {"table": _table, "csv": _csv, "jsonl": _jsonl, "plot": _plot}
