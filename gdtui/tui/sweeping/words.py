"""What is said of a sweep: of its lanes, of theory beside them, of what there is to see.

Whatever is said is counted from the lanes that are known, so that no sentence contradicts them.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

from gdtui.drawing.canvas import Line
from gdtui.drawing.numbers import number
from gdtui.drawing.verdict_marks import mark_of, role_of, shown_kind
from gdtui.engine.analysis.kinds import Kind, Verdict
from gdtui.engine.analysis.sweeping.beside import (
    MOMENTUM,
    Beside,
    Measured,
    best_lane,
    measured_edge,
)
from gdtui.engine.analysis.sweeping.config import RATE, SweepConfig, Values
from gdtui.engine.analysis.sweeping.lane import Lane
from gdtui.engine.analysis.sweeping.sweep import Sweep
from gdtui.engine.numbers import digits_apart
from gdtui.engine.run import Run
from gdtui.engine.spec import name_of
from gdtui.tui.sweeping.views import symbol

DIGITS = 3  # of a value or a loss in a sentence

SLOW = 0.5
"""Of the loss at the start: where more than this share is left, little has happened."""

_SHORT: dict[Kind, str] = {
    "converging steadily": "steadily",
    "converging with overshoot": "overshoot",
    "at the edge of stability": "at the edge",
    "noisy around a floor": "noisy",
    "too few batches to tell": "too early",
    "passing through": "passing",
}
_PLACES = {
    "resting on flat ground": "on the flat",
    "nearing a saddle": "to a saddle",
    "at rest for now": "at rest",
}
_WORD = 13  # cells of such a word, with a blank


ASKS = "Where does stability end? Put ▲ on the largest η that still holds; Enter."
NOTHING_BETWEEN = "There is nothing between these values that is worth a look."
AS_FAR = "This is as far as it goes."
HIDDEN = "hidden until ▲ is placed"
NOT_ON_MAPS = "The edge is placed on the axis of η alone: v."
NOT_YET = "The edge is not measured yet: wait until all rates are done."
NO_EDGE = "There is no clear edge within these rates; − looks farther."
"""What the screen asks for, or says where a key can do nothing."""


def figure(value: float) -> str:
    """A value or a loss in a sentence."""
    return number(value, DIGITS)


def span(low: float, high: float) -> str:
    """Two values with as many digits as tell them apart: `1 … 1.17`."""
    if low == high:
        return figure(low)
    digits = digits_apart((low, high), DIGITS)
    return f"{number(low, digits)} … {number(high, digits)}"


def pair(config: SweepConfig, values: Values) -> str:
    """A lane's values: `η = 0.1, β = 0.5`."""
    both = zip(config.axes, values, strict=True)
    return ", ".join(f"{symbol(one)} = {figure(value)}" for one, value in both)


def size(config: SweepConfig) -> str:
    """How much is worked out: `61 rates × 20 steps`, `41 × 13 = 533 runs × 60 steps`."""
    count = math.prod(config.shape)
    steps = f"{config.steps} step{'s' * (config.steps != 1)}"
    if len(config.axes) == 1:
        return f"{count} rates × {steps}"
    return f"{' × '.join(map(str, config.shape))} = {count} runs × {steps}"


def titles(view: str, config: SweepConfig, run: Run) -> Iterator[str]:
    """What is swept, with less and less of the loss."""
    objective = run.objective
    if any(axis.what.startswith("objective.") for axis in config.axes):
        yield f"sweep  {view}  {name_of(run.config.objective)}"  # each row has a formula of its own
        yield f"sweep  {view}"
        return
    formula = f"sweep  {view}  L({', '.join(objective.parameters[:2])}) = {objective.formula}"
    if objective.dimension == 1:
        start = number(float(run.rows(1, 1)[0].params[0] if run.furthest else run.params[0]))
        yield f"{formula}, {objective.parameters[0]}₀ = {start}"
    if objective.dimension <= 2:
        yield formula
    if run.data is None:
        yield f"sweep  {view}  L = {objective.formula}"
    else:
        yield f"sweep  {view}  {objective.name} on {Path(run.config.data or 'data').name}"
    yield f"sweep  {view}"


def clear_edge(lanes: Sequence[Lane | None]) -> Measured | None:
    """Between which rates stability ends: none where a lane beyond them holds again."""
    rates = [lane.values[0] for lane in lanes if lane is not None]
    found = measured_edge(lanes, rates) if len(rates) == len(lanes) else None
    if found is None:
        return None
    beyond = [lane for lane in lanes if lane is not None and lane.values[0] >= found.fails]
    return found if all(lane.diverged for lane in beyond) else None


class Stretch(NamedTuple):
    """Neighboring rates with one verdict."""

    mark: str
    role: str
    word: str
    low: float
    high: float
    rates: int
    """How many."""


def short_word(verdict: Verdict) -> str:
    """A verdict in a word or two; where it rests elsewhere than at a minimum, that."""
    kind = shown_kind(verdict)
    place = _PLACES.get(verdict.words, verdict.words.removeprefix("resting "))
    return place if 0 < len(place) < _WORD else _SHORT.get(kind, kind)


def stretches(lanes: Sequence[Lane]) -> list[Stretch]:
    """The verdicts of lanes in the order of their rates."""
    found = []
    for word, group in groupby(lanes, key=lambda lane: short_word(lane.verdict)):
        some = [*group]
        mark, role = mark_of(some[0].verdict), role_of(some[0].verdict)
        rates = [lane.values[0] for lane in some]
        found.append(Stretch(mark, role, word, rates[0], rates[-1], len(rates)))
    return found


def verdict_lines(lanes: Sequence[Lane], rows: int) -> list[Line]:
    """A line for each stretch of rates with one verdict; where there are more than `rows`, without
    those of the fewest rates."""
    found = stretches(lanes)
    widest = sorted(found, key=lambda one: -one.rates)[: max(0, rows)]
    return [
        [(f"{one.mark} ", one.role), (f"{one.word.ljust(_WORD)}{span(one.low, one.high)}", "")]
        for one in found
        if one in widest
    ]


def theory_texts(
    sweep: Sweep, lanes: Sequence[Lane], known: Beside | None, edge: Measured | None
) -> list[str]:
    """What theory says of a sweep over η, and whether what was measured agrees."""
    if sweep.config.axes[0].what != RATE:
        return []
    rule = name_of(sweep.config.run.optimizer)
    texts = []
    if known is not None and known.everywhere and known.best is not None:
        one = known.curvature.mu == known.curvature.L
        formula = "1/λ" if one else "2/(λmin + λmax)"
        without = " without noise" if sweep.config.run.batch_size is not None else ""
        texts.append(f"△ best{without}: {formula} = {figure(known.best)}")
    if known is not None and known.edge is not None:
        where = "" if known.everywhere else " at the start"
        texts.append(f"▲ edge{where}: {known.edge.formula} = {figure(known.edge.rate)}")
    else:
        texts.append(f"no edge is known for {rule} here")
    return [*texts, _measured(sweep, lanes, known, edge)]


def _measured(
    sweep: Sweep, lanes: Sequence[Lane], known: Beside | None, edge: Measured | None
) -> str:
    if edge is not None:
        text = f"measured {span(edge.holds, edge.fails)}"
        if known is None or known.edge is None:
            return text
        if edge.agrees(known.edge.rate):
            return f"{text}: agrees"
        return f"{text}: {'differs' if known.everywhere else 'λ changes on the way'}"
    if not sweep.done or not lanes:
        return "measured: not yet"
    diverging = [lane.values[0] for lane in lanes if lane.diverged]
    if not diverging:
        return f"none diverges up to {figure(lanes[-1].values[0])}"
    if len(diverging) == len(lanes):
        return f"all diverge, from {figure(diverging[0])} on"
    return f"no clear edge: {figure(diverging[0])} diverges, not all beyond do"


NONE_BEST = "The loss falls without limit, so that none is best."


def curve_sentences(
    sweep: Sweep, lanes: Sequence[Lane], first: float, edge: Measured | None
) -> Iterator[str]:
    """What is to be seen in the losses against η, the most telling first."""
    if not sweep.done:
        yield "Each rate is a run from the same start, and is shown when that is done."
        return
    best = best_lane(lanes)
    if best is not None and best.verdict.kind == "unbounded":
        yield NONE_BEST
    elif best is not None:
        after = lanes[lanes.index(best) :]
        as_low = [*takewhile(lambda lane: lane.final_loss == best.final_loss, after)]
        rates = span(best.values[0], as_low[-1].values[0])
        yield f"Lowest loss, {figure(best.final_loss)}, at η = {rates}."
    if edge:
        yield f"From {figure(edge.fails)} on runs diverge."
    if any(lane.final_loss < 0 for lane in lanes):
        return
    slow = 0
    while slow < len(lanes) and SLOW * first < lanes[slow].final_loss <= first:
        slow += 1
    if 0 < slow < len(lanes) and first > 0:
        yield f"Up to {figure(lanes[slow - 1].values[0])} over half of the loss is left."


# Of two axes


def map_sentences(sweep: Sweep, known: Sequence[Beside | None]) -> Iterator[str]:
    """What is to be seen in a map of losses; `known` is what theory says of each row."""
    config = sweep.config
    across, up = config.axes
    if not sweep.done:
        yield "Each cell is a run from the same start, and is shown when that is done."
        return
    rows = [[sweep.lane(i, j) for i in range(config.shape[0])] for j in range(config.shape[1])]
    best = best_lane([lane for row in rows for lane in row])
    if best is not None and best.verdict.kind == "unbounded":
        yield NONE_BEST
        return
    lowest = best_lane(rows[0])
    if lowest is not None:
        plain = ", plain descent" if _is_heavy_ball(config) and not up.values[0] else ""
        yield (
            f"Bottom row ({symbol(up)} = {figure(up.values[0])}{plain}): the lowest loss is "
            f"{figure(lowest.final_loss)}, at {symbol(across)} = {figure(lowest.values[0])}."
        )
    measured = [clear_edge(row) for row in rows] if across.what == RATE else []
    if any(lane is not None and lane.diverged for row in rows for lane in row):
        yield from _up_a_column(symbol(up), measured, known)
    else:
        yield "Nothing diverges here."
    if best is not None and best != lowest:
        beside = _theory_beside(sweep, known[0])
        values = pair(config, best.values)
        yield f"Lowest: {figure(best.final_loss)} at {values}{beside}."


def _is_heavy_ball(config: SweepConfig) -> bool:
    return config.axes[1].what == MOMENTUM and name_of(config.run.optimizer) == "momentum"


def _theory_beside(sweep: Sweep, known: Beside | None) -> str:
    lane = sweep.lanes[-1]
    if known is None or known.heavy_ball is None or not sweep.config.extra or lane is None:
        return ""
    return f"; theory's best pair ✕ has {figure(lane.final_loss)}"


def _up_a_column(
    name: str,
    measured: Sequence[Measured | None],
    known: Sequence[Beside | None],
) -> Iterator[str]:
    """How the largest rate that holds changes with the second axis."""
    found = [edge for edge in measured if edge is not None]
    if not found or len(found) < len(measured):
        return
    rates = [edge.holds for edge in found]
    first, last = figure(rates[0]), figure(rates[-1])
    edges = [one.edge if one is not None and one.everywhere else None for one in known]
    pairs = zip(found, edges, strict=True)
    agrees = all(edge is not None and one.agrees(edge.rate) for one, edge in pairs)
    says = f", as {edges[0].formula} says (│)" if agrees and edges[0] else ""
    if rates[0] == rates[-1] == max(rates) == min(rates):
        yield f"Up a column: whatever {name} is, η holds up to {first}{says}."
    elif all(a <= b for a, b in pairwise(rates)):
        yield f"Up a column: more {name} lets η grow, {first} to {last}{says}."
    elif all(a >= b for a, b in pairwise(rates)):
        yield f"Up a column: the more {name}, the less η holds, {first} down to {last}{says}."
    else:
        between = span(min(rates), max(rates))
        yield f"Up a column the largest η that holds changes: it is within {between}."
