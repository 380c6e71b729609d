"""Where a run would go next: by its settings, and by what the rule remembers alone."""

import math

import numpy as np

from gdtui.engine import optimizers
from gdtui.engine.analysis.lengths import norm
from gdtui.engine.run import Run
from gdtui.engine.spec import name_of


def coasting_distance(run: Run) -> float:
    """How far the point would go if there were no slope any more, by what the rule remembers.

    Two updates without a slope tell by how much each is shorter than the one before; all of them
    together are a geometric series. A rule that goes by signs, as rprop does, moves as far as it
    remembers wherever there is any slope: the coming updates count too.
    """
    if not optimizers.parse(run.settings.optimizer).remembers:
        return 0.0
    if name_of(run.settings.optimizer) == "rprop":  # its steps do not shrink with the slope
        return max(float(np.max(step)) for _, step in run.at_hand[1].optimizer)
    try:
        one, two = (norm(move) for move in run.coast(2))
    except ArithmeticError:
        return math.inf
    # Two, since one alone may wait, as rprop does after a turn.
    next_two = 0.0 if run.batches else ahead(run, 2)
    if one == 0:
        return next_two
    return max(next_two, one / (1 - two / one)) if two < one else math.inf


def ahead(run: Run, steps: int) -> float:
    """How far the next updates lead away from here."""
    twin, here = run.fork(), run.params
    twin.advance(steps)
    points = (row.new_params for row in twin.rows(run.step + 1, twin.step))
    return max(
        (norm([a - b for a, b in zip(point, here, strict=True)]) for point in points), default=0.0
    )
