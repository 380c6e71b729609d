"""What a sweep has found, as lines of text: a table, CSV, or a picture."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from gdtui.cli.columns import wrapped
from gdtui.cli.console import columns
from gdtui.cli.report import CHART
from gdtui.drawing.chart import plain
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.heat_map import Pen
from gdtui.drawing.numbers import digits_apart, fitted, number
from gdtui.drawing.sweep_chart import curve_lines, sweep_map
from gdtui.drawing.verdict_marks import mark_of
from gdtui.engine.analysis.kinds import two_figures
from gdtui.engine.analysis.sweeping.beside import beside, best_lane, measured_edge
from gdtui.engine.analysis.sweeping.config import RATE
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.run import Run
from gdtui.files.sweep_file import csv_lines

Form: TypeAlias = Callable[[Sweep, float, Glyphs], Iterator[str]]

_LOSS, _STEPS = 13, 9  # cells of a column
_MOST_DIGITS = 9  # of a hyperparameter


def as_csv(sweep: Sweep, _first: float, _glyphs: Glyphs) -> Iterator[str]:
    """One line a lane, every digit of every number."""
    return csv_lines(sweep.config, sweep.known)


def table(sweep: Sweep, first: float, _glyphs: Glyphs) -> Iterator[str]:
    """One line a lane: its hyperparameters, the loss at the end and at best, and its verdict."""
    yield from wrapped(_title(sweep), columns())
    axes = sweep.config.axes
    shown = [sorted({lane.values[k] for lane in sweep.known}) for k in range(len(axes))]
    digits = [min(_MOST_DIGITS, digits_apart(values)) for values in shown]
    widths = [
        2 + max([len(axis.name), *(len(number(value, d)) for value in values)])
        for axis, values, d in zip(axes, shown, digits, strict=True)
    ]
    heads = [axis.name.rjust(width) for axis, width in zip(axes, widths, strict=True)]
    titles = f"{'final loss':>{_LOSS}}{'best loss':>{_LOSS}}{'steps':>{_STEPS}}  verdict"
    yield "".join(heads) + titles
    for lane in sweep.known:
        parts = zip(lane.values, digits, widths, strict=True)
        values = "".join(number(value, d).rjust(width) for value, d, width in parts)
        losses = "".join(
            " " + fitted(loss, _LOSS - 1) for loss in (lane.final_loss, lane.best_loss)
        )
        yield f"{values}{losses}{lane.steps:>{_STEPS}}  {lane.verdict.headline}"
    yield ""
    yield from _conclusion(sweep, first)


def plot(sweep: Sweep, first: float, glyphs: Glyphs) -> Iterator[str]:
    """A chart of the loss against one hyperparameter, or a map over two."""
    yield from wrapped(_title(sweep), columns())
    config = sweep.config
    size = min(CHART[0], columns()), CHART[1] + 2
    if len(config.axes) == 1:
        (axis,) = config.axes
        yield from plain(curve_lines(size, axis, sweep.lanes, first, glyphs), glyphs).split("\n")
        marks = {mark_of(lane.verdict): lane.verdict.headline for lane in sweep.known}
        told = ", ".join(f"{mark} {words}" for mark, words in marks.items())
        yield from wrapped(f"{axis.symbol} from left to right; {glyphs.legible(told)}", columns())
    else:
        pen = Pen.suited(glyphs, colored=False)
        lines, legend = sweep_map(size, config, sweep.lanes, first, pen)
        yield from plain([*lines, legend], glyphs).split("\n")
        across, up = config.axes
        yield f"{across.symbol} from left to right, {up.symbol} from bottom to top"
    yield ""
    yield from _conclusion(sweep, first)


FORMS: dict[str, Form] = {"table": table, "csv": as_csv, "plot": plot}


def _title(sweep: Sweep) -> str:
    run, steps = sweep.config.run, sweep.config.steps
    how = " × ".join(f"{len(axis.values):,}" for axis in sweep.config.axes)
    over = " × ".join(axis.symbol for axis in sweep.config.axes)
    runs = "runs" if sum(sweep.config.shape) > len(sweep.config.axes) else "run"
    return f"{run.objective}, {run.optimizer}: {how} {runs} over {over}, {steps:,} steps each"


def _conclusion(sweep: Sweep, first: float) -> Iterator[str]:
    """How many lanes do what, the best one, and where stability ends beside the theory."""
    for line in _findings(sweep, first):
        yield from wrapped(line, columns())


def _findings(sweep: Sweep, first: float) -> Iterator[str]:
    config, known = sweep.config, sweep.known
    counted = Counter(lane.verdict.headline for lane in known)
    yield ", ".join(f"{count:,} {words}" for words, count in counted.most_common())
    best = best_lane(known)
    if best is not None and best.verdict.kind == "unbounded":
        yield "the loss falls without limit, so that none is best"
    elif best is not None:
        if config.starts_differ:
            first = Run(config.config_at(best.values), sweep.data).loss
        fall = " → ".join(two_figures(first, best.final_loss))
        yield f"best: {config.named(best.values)}, loss {fall} ({best.verdict.headline})"
    if config.axes[0].what == RATE:
        yield from _edge(sweep, sweep.lanes[: config.shape[0]])
    theory = beside(config, sweep.data)
    if theory is not None and theory.heavy_ball and len(config.axes) > 1:
        rate, momentum = theory.heavy_ball
        yield f"best heavy ball by theory: η = {number(rate)}, β = {number(momentum)}"


def _edge(sweep: Sweep, row: Sequence[Lane | None]) -> Iterator[str]:
    config = sweep.config
    rates = config.axes[0].values
    measured, theory = measured_edge(row, rates), beside(config, sweep.data)
    above = config.axes[1:]
    where = "".join(f" with {one.name} {number(one.values[0])}" for one in above)
    found = []
    if measured is not None:
        holds, fails = two_figures(*measured[:2])
        found.append(f"stable{where} up to a rate between {holds} and {fails}")
    if theory is not None and theory.edge is not None:
        place = "" if theory.everywhere else " where the runs start"
        which = where if measured is None else ""
        known = f"theory{which}{place}: {theory.edge.formula} = {number(theory.edge.rate)}"
        if measured is not None and theory.everywhere:
            known += ", which agrees" if measured.agrees(theory.edge.rate) else ", which differs"
        found.append(known)
    if found:
        yield "; ".join(found)
