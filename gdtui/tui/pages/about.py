"""What is known of a loss, and of the steps on it: theory beside what was measured."""

import math
from collections.abc import Iterator

import numpy as np

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.evaluation import evaluate
from gdtui.engine.analysis.kinds import figure, figure_near_one
from gdtui.engine.analysis.noise import example_variance
from gdtui.engine.analysis.theory import (
    contraction,
    curvature_by_power_iteration,
    facts,
    stability_edge,
)
from gdtui.engine.objectives import Objective
from gdtui.engine.objectives.models.on_data import DataObjective
from gdtui.engine.optimizers import is_plain_descent
from gdtui.tui.frame import MOST_NAMED, Frame
from gdtui.tui.pages.page import Line, Paragraph

MOST_MINIMA = 8
MOST_AT_ONCE = 2_000_000  # examples × parameters that are gone through while somebody waits


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
    if isinstance(objective, DataObjective) and objective.curvature is None:
        yield from _of_network(frame, objective)
    else:
        known = facts(objective, frame.update.params, settings.learning_rate, settings.optimizer)
        for fact in known or ["the loss has no curvature here, or none that is known"]:
            yield Paragraph(fact, "  ")
    if measured is not None:
        yield Paragraph(_measured(frame, measured), "  ")


def _measured(frame: Frame, measured: float) -> str:
    """What a step leaves of the gradient, beside what theory says that it does."""
    said = f"measured: on average a step multiplies the gradient by {figure_near_one(measured)}"
    curvature = frame.objective.curvature
    plain = is_plain_descent(frame.settings.optimizer)
    if curvature is None or curvature.mu <= 0 or not plain:
        return said
    most = contraction(curvature, frame.settings.learning_rate)
    one = frame.objective.dimension == 1
    what = "|1 − ηλ|" if one else "in the slowest direction max |1 − ηλ|"
    return f"{said}; theory says {what} = {figure_near_one(most)}"


def _of_network(frame: Frame, objective: DataObjective) -> Iterator[Line]:
    """What matters of a model whose curvature is another everywhere."""
    params = np.asarray(frame.update.params, dtype=float)
    yield f"  {objective.dimension:,} parameters, {objective.size:,} training examples"
    yield f"  length of the gradient ‖∂L/∂θ‖ = {figure(math.hypot(*frame.update.gradient))}"
    if objective.size * objective.dimension <= MOST_AT_ONCE:
        largest = curvature_by_power_iteration(objective, frame.update.params)
        edge = stability_edge(largest, frame.settings.optimizer) if largest > 0 else None
        said = f"largest curvature here: λ = {figure(largest)}"
        if edge is not None:
            rate = number(frame.settings.learning_rate)
            said += f"; {edge.formula} = {figure(edge.rate)}, and η = {rate}"
        yield Paragraph(said + " (S: along the run)", "  ")
        if frame.by_batches and frame.batches is not None:
            noise = example_variance(objective, params) / frame.batches.size
            yield Paragraph(
                f"noise of a batch: mean ‖g − full‖² about σ²/B = {figure(noise)} (z: a picture)",
                "  ",
            )
    scores = evaluate(objective, params)
    for name, score in (("training", scores.train), ("test", scores.test)):
        if score is not None and score.accuracy is not None:
            yield f"  accuracy, {name}: {score.accuracy:.1%} of {score.size:,}"


def _data_sheet(objective: Objective) -> Iterator[Line]:
    many = isinstance(objective, DataObjective) and objective.dimension > MOST_NAMED
    names = f"θ of {objective.dimension:,}" if many else ", ".join(objective.parameters)
    yield Paragraph(f"L({names}) = {objective.formula}", "  ")
    if many:
        yield from _source(objective)
        return
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
    yield from _source(objective)


def _source(objective: Objective) -> Iterator[Line]:
    if objective.source:
        yield Paragraph(f"source: {objective.source}", "  ")
