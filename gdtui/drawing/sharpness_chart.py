"""The largest curvature λ along a run, against the curvature at the edge of stability."""

import math
from collections.abc import Callable, Iterator, Sequence

from gdtui.drawing.axes import Axis, within
from gdtui.drawing.canvas import Layer, Line, overlaid
from gdtui.drawing.chart import LABEL, MARGIN, Limits, chart, column, row
from gdtui.drawing.glyphs import Glyphs
from gdtui.drawing.numbers import number
from gdtui.engine.analysis.sharpness import Jump, Measured, reached, stays_about

MOST_JUMPS = 3
"""That are named, the last ones."""


def sharpness_lines(
    size: tuple[int, int],
    measured: Sequence[Measured],
    step: int,
    x_of: Callable[[float], float],
    end: float,
    axis: Axis,
    glyphs: Glyphs,
) -> list[Line]:
    """A chart of λ on 0 … `end`, with ● at `step`, ◆ where λ reaches the edge, and the edge, named.

    `x_of` says where a step lies.
    """
    known = [one for one in measured if math.isfinite(one.value)]
    edges = [one for one in known if one.edge is not None]
    axis.cover([*(one.value for one in known), *(one.edge for one in edges if one.edge)], anchor=0)
    x, y = (0.0, end), axis.limits
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
    if limit and y[0] <= limit[-1] <= y[1]:
        at = row(limit[-1], y, canvas[1])
        formula = glyphs.legible(edges[-1].formula)
        label = formula if len(formula) <= LABEL else "edge"
        lines[at] = overlaid(lines[at], 0, label.rjust(LABEL), "rate")
    marks = [(reached(known), "◆", "rate"), (_nearest(known, step), "●", "point")]
    for one, mark, role in marks:
        if one is not None:
            at = row(one.value, y, canvas[1])
            lines[at] = overlaid(
                lines[at], MARGIN + column(x_of(one.step), x, canvas[0]), mark, role
            )
    return lines


def _nearest(measured: Sequence[Measured], step: int) -> Measured | None:
    return min(measured, key=lambda one: abs(one.step - step), default=None)


def what_is_seen(
    measured: Sequence[Measured],
    optimizer: str,
    probe: tuple[int, int] | None = None,
    *,
    stochastic: bool,
) -> Iterator[str]:
    """What λ has done, in sentences that its numbers bear out, the most telling one last.

    `probe`: how many examples λ is of, and of how many, if not of all.
    """
    known = [one for one in measured if math.isfinite(one.value)]
    if not known:
        yield "λ cannot be measured here" if measured else "λ is being measured"
        return
    first, last = known[0], known[-1]
    examples = "all the training examples" if probe is None else _share(*probe)
    if stochastic and last.edge is not None:
        yield f"λ is of {examples}; with mini-batches it often settles below {last.formula}"
    elif probe is not None:
        yield f"λ is of {examples}"
    now = f"λ = {number(last.value, 3)} at step {last.step}"
    if last.edge is None:
        yield (
            f"{now}. With {optimizer} it alone sets no limit: the rule scales each step, and what "
            "counts is the curvature after that scaling (Cohen et al., 2022)"
        )
        return
    edge, crossed = f"{last.formula} = {number(last.edge, 3)}", reached(known)
    if crossed is not None and stays_about(known):
        rises = f"λ rises from {number(first.value, 3)}; ◆ at step {crossed.step} it reaches"
        yield f"{rises} {edge}, and stays about it"
    elif crossed is not None:
        yield f"◆ at step {crossed.step} λ reaches {crossed.formula}; {now}, {edge}"
    else:
        side = "above" if last.value > last.edge else "below"
        way = "risen" if last.value > first.value else "fallen"
        moved = f"; it has {way} from {number(first.value, 3)}" if last.value != first.value else ""
        yield f"{now}, {side} {edge}{moved}"


def _share(looked_at: int, size: int) -> str:
    return f"{looked_at:,} of the {size:,} training examples"


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
