"""What the landscape can show of a loss, and what help says of the views that need data."""

from typing import Literal, TypeAlias

from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective

View: TypeAlias = Literal["loss", "fit", "random", "path"]
"""The curve or the map of the loss; what is predicted; a plane in random directions through many
parameters; the plane of the path."""


PLANES: dict[View, str] = {"random": "random plane", "path": "path's plane"}
"""What the frame calls a plane through many parameters."""

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


def views(objective: Objective) -> tuple[View, ...]:
    """What there is to be seen of a loss, first what is shown first."""
    if not isinstance(objective, DataObjective):
        return ("loss",)
    if objective.dimension <= 2:
        return ("loss", "fit")
    return ("fit", "random", "path")
