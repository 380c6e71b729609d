"""Why there is nothing to look around in: said where a cursor in the landscape is asked for."""

from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective


def why_not(objective: Objective) -> str:
    """Planes through many parameters and fits have no point that a start could be set at."""
    count = objective.dimension
    if count > 2:
        return f"Z looks around where there are 1 or 2 parameters; here are {count:,}."
    if isinstance(objective, DataObjective):
        return "Z looks around in the loss: press v to see it."
    return "There is no room for the picture: m gives it the whole window."
