"""The largest curvature λ along a run, against the curvature at the edge of stability."""

import math
from collections.abc import Callable, Iterator, Sequence

from gdtui.drawing.axes import Axis, within
from gdtui.drawing.canvas import Layer, Line, overlaid
from gdtui.drawing.chart import LABEL, MARGIN, Limits, chart, column, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.sharpness import Jump, Measured, reached, stays_about
from gdtui.engine.analysis.theory import stability_edge

MOST_JUMPS = 3
"""That are named, the last ones."""


def sharpness_lines(
    size: tuple[int, int],
    measured: Sequence[Measured],
    step: int,
    x_of: Callable[[float], float],
    end: float,
    optimizer: str,
    axis: Axis,
    glyphs: Glyphs,
) -> list[Line]:
    """A chart of λ on 0 … `end`, with ● at `step`, ◆ where λ reaches the edge, and the edge, named.

    `x_of` says where a step lies.
    """
    known = [one for one in measured if math.isfinite(one.value)]
    edges = [one for one in known if one.edge is not None]
    axis.cover([*(one.value for one in known), *(one.edge for one in edges if one.edge)], anchor=0)
    if not axis.high > axis.low:  # nothing yet that could decide the axis
        axis.low, axis.high = 0.0, 1.0
    x, y = (0.0, end), (axis.low, axis.high)
    canvas = size[0] - MARGIN, size[1] - 1

    def layer(some: Sequence[Measured], values: Sequence[float], role: str) -> Layer:
        return Layer([x_of(one.step) for one in some], [within(v, *y) for v in values], role, True)

    limit = [one.edge or 0.0 for one in edges]
    if edges:  # as far as the chart goes
        edges, limit = [*edges, edges[-1]._replace(step=step)], [*limit, limit[-1]]
    lines = chart(
        size,
        Limits(x, y),
        [layer(edges, limit, "rate"), layer(known, [one.value for one in known], "curve")],
        glyphs,
    )
    if limit and axis.low <= limit[-1] <= axis.high:
        at = row(limit[-1], y, canvas[1])
        name = glyphs.legible(edge_formula(optimizer))
        name = name if len(name) <= LABEL else "edge"
        lines[at] = overlaid(lines[at], 0, name.rjust(LABEL), "rate")
    marks = [(reached(known), "◆", "rate"), (_nearest(known, step), "●", "point")]
    for one, mark, role in marks:
        if one is not None:
            at = row(one.value, y, canvas[1])
            lines[at] = overlaid(
                lines[at], MARGIN + column(x_of(one.step), x, canvas[0]), mark, role
            )
    return lines


def edge_formula(optimizer: str) -> str:
    """The curvature that a rate bears with the optimizer: 2/η for descent; "" if none is known."""
    edge = stability_edge(1.0, optimizer)
    return edge.formula.replace("λ", "η") if edge else ""


def _nearest(measured: Sequence[Measured], step: int) -> Measured | None:
    return min(measured, key=lambda one: abs(one.step - step), default=None)


def what_is_seen(
    measured: Sequence[Measured], optimizer: str, *, stochastic: bool
) -> Iterator[str]:
    """What λ has done, in sentences that its numbers bear out."""
    known = [one for one in measured if math.isfinite(one.value)]
    if not known:
        yield "λ cannot be measured here" if measured else "λ is being measured"
        return
    first, last = known[0], known[-1]
    now = f"λ = {number(last.value, 3)} at step {last.step}"
    if last.edge is None:
        yield (
            f"{now}. With {optimizer} it alone sets no limit: the rule scales each step, and what "
            "counts is the curvature after that scaling (Cohen et al., 2022)"
        )
        return
    formula, crossed = edge_formula(optimizer), reached(known)
    edge = f"{formula} = {number(last.edge, 3)}"
    if crossed is not None and stays_about(known):
        rises = f"λ rises from {number(first.value, 3)}; ◆ at step {crossed.step} it reaches"
        yield f"{rises} {edge}, and stays about it"
    elif crossed is not None:
        yield f"◆ at step {crossed.step} λ reaches {formula}; {now}, {edge}"
    else:
        side = "above" if last.value > last.edge else "below"
        way = "risen" if last.value > first.value else "fallen"
        moved = f"; it has {way} from {number(first.value, 3)}" if last.value != first.value else ""
        yield f"{now}, {side} {edge}{moved}"
    if stochastic:
        yield f"λ is of all the data; with mini-batches it often settles below {formula}"


def named(found: Sequence[Jump]) -> str:
    """The last jumps of the loss, in a sentence; "" if there are none."""
    if not found:
        return ""
    last = found[-MOST_JUMPS:]
    where = ", ".join(str(jump.step) for jump in last)
    heights = ", ".join(number(jump.loss, 3) for jump in last)
    often = f"{len(found)} times, last " if len(found) > len(last) else ""
    heals = "it heals" if len(last) == 1 else "each heals"
    healed = f"; {heals}" if all(jump.healed for jump in found) else ""
    place = "at" if all(jump.among == 1 for jump in last) else "near"
    return f"L jumps {often}{place} {where} to {heights}{healed}"
