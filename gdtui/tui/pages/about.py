"""What is known of a loss, and of the steps on it: theory beside what was measured."""

from collections.abc import Iterator

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.kinds import figure_near_one
from gdtui.engine.analysis.theory import facts
from gdtui.engine.objectives import Objective
from gdtui.tui.frame import Frame
from gdtui.tui.pages.page import Line, Paragraph

MOST_MINIMA = 8


def about_lines(frame: Frame, measured: float | None, look: str) -> Iterator[Line]:
    """The page. `measured` is what a step leaves of the gradient, `look` what to look for."""
    objective, settings = frame.objective, frame.settings
    if look:
        yield "LOOK FOR"
        yield Paragraph(look, "  ")
        yield ""
    yield "THE LOSS"
    yield from _data_sheet(objective)
    yield ""
    yield "THE STEPS"
    known = facts(objective, frame.update.params, settings.learning_rate, settings.optimizer)
    for fact in known or ["the loss has no curvature here, or none that is known"]:
        yield Paragraph(fact, "  ")
    if measured is not None:
        factor = figure_near_one(measured)
        yield Paragraph(f"measured: a step multiplies the gradient by {factor}", "  ")


def _data_sheet(objective: Objective) -> Iterator[Line]:
    names = ", ".join(objective.parameters)
    yield Paragraph(f"L({names}) = {objective.formula}", "  ")
    slopes = zip(objective.parameters, objective.gradient_formula, strict=True)
    for name, formula in [*slopes][:MOST_MINIMA]:
        yield Paragraph(f"∂L/∂{name} = {formula}", "  ")
    is_valley = objective.curvature is not None and objective.curvature.mu == 0
    for point, value in objective.minima[:MOST_MINIMA]:
        place = ", ".join(number(x, 6) for x in point[:MOST_MINIMA])
        what = "a valley of minima through" if is_valley else "a minimum at"
        yield Paragraph(f"{what} {place}: L = {number(value, 6)}", "  ")
    starts = [objective.start, *objective.starts]
    places = " · ".join(", ".join(number(x) for x in point[:MOST_MINIMA]) for point in starts)
    yield Paragraph(f"usual start: {places}", "  ")
    if objective.source:
        yield Paragraph(f"source: {objective.source}", "  ")
