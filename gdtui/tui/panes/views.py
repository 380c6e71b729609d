"""What the landscape can show of a loss, and what help says of the views that need data."""

from typing import Literal, TypeAlias

from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective

View: TypeAlias = Literal["loss", "fit", "random", "path"]
"""The curve or the map of the loss; what is predicted; a plane in random directions through many
parameters; the plane of the path."""


PLANES: dict[View, str] = {"random": "random plane", "path": "path's plane"}
"""What the frame calls a plane through many parameters."""

HELP_ON_CURVE = """\
## Landscape

The loss, with the whole path from its start S. ● is where the point stands, ○ where the next step
leads, and the arrow below is that step: −η·∂L/∂w. The straight line through ● is the tangent, whose
slope is ∂L/∂w: it rises to the side that the step leaves. ▽ marks a minimum. When the point exceeds
the floating-point range, the picture says so.

**Z** or a click sets a cursor: **+** **−** or the wheel zoom, **Enter** or two clicks begin a run.

Try: guess where ○ lands before you press **n**; raise η with **+** until the arrow points past the
minimum, then until each step leads farther away than the last.
"""

HELP_ON_MAP = """\
## Landscape

The loss as a map, with the whole path from its start S, the newest steps thicker. ● is where the
point stands, ○ where the next step leads; the arrow is the gradient, which points uphill. ▽ marks a
minimum, × a saddle. Each band holds the losses between two round levels: darker is lower, without
colors denser is, and in ASCII the smaller digit. The frame has the numbers.

**Z** or a click sets a cursor: **+** **−** or the wheel zoom, **Enter** or two clicks begin a run.

Try: guess where ○ lands before you press **n**; begin on either side of a saddle.
"""

HELP_WITH_DATA = """\
## Landscape

**v** goes to the next view. The fit: what is predicted at this step beside the examples, • or
filled for training, × or hollow for test; pictures with true → predicted class; or the confusion
matrix, a row for each true class and a column for each predicted one; above it the loss and the
accuracy.

The map: the loss over the two parameters or on a plane through many: along two random directions,
each as long as the weights of its unit, or those in which the path has moved most. The darker the
lower, or as the legend in the frame says. S is the start, ● is where the point lies seen from
straight above, ○ where the next step leads; the plane holds still until the point has gone far off
it.

Try: step with **n** and watch which examples change sides; compare training with test.
"""


HELP_ON_PLANE = """\
## Landscape

The loss on the plane in which the path has moved most, with the whole path from its start S. ● is
where the point lies seen from straight above, ○ where the next step leads. The darker the lower, or
as the legend in the frame says. The plane holds still until the point has gone far off it.

**v** shows the parameters instead.

Try: watch how much of the path the plane shows, and where the map jumps because it left it.
"""


def views(objective: Objective) -> tuple[View, ...]:
    """What there is to be seen of a loss, first what is shown first."""
    if not isinstance(objective, DataObjective):
        return ("loss",) if objective.dimension <= 2 else ("path", "loss")
    if objective.dimension <= 2:
        return ("loss", "fit")
    return ("fit", "random", "path")


def help_on(objective: Objective) -> str:
    """What help says of the landscape of a loss."""
    if isinstance(objective, DataObjective):
        return HELP_WITH_DATA
    return {1: HELP_ON_CURVE, 2: HELP_ON_MAP}.get(objective.dimension, HELP_ON_PLANE)
