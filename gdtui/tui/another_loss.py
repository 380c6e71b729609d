"""What becomes of a run's settings when it goes on to another loss."""

from dataclasses import replace

from gdtui.drawing.numbers import number
from gdtui.engine.analysis.theory import stability_edge
from gdtui.engine.analysis.verdict import verdict_of
from gdtui.engine.config import RunConfig, with_settings
from gdtui.engine.data.dataset import DataError, Dataset
from gdtui.engine.objectives.models.on_data import is_on_data, prepared, usual_data, usual_loss
from gdtui.engine.objectives.tilted import is_noise
from gdtui.engine.run import Run
from gdtui.files.datasets import load
from gdtui.files.named import data_meant
from gdtui.tui.loss_choices import WITHOUT_DATA

USUAL_BATCH = 10
"""Examples a step for a loss on data that was chosen by its name."""

TRIAL_STEPS, TRIAL_SECONDS = 500, 0.1
"""How long a rate is tried on a loss before it is kept."""


def on_another_loss(run: Run, text: str) -> tuple[RunConfig, str]:
    """The settings of `run` on the loss, or on the data set, that `text` names; and a sentence on
    what else changes, if anything does.

    The start is the loss's own. Data stay where it learns from them, and η where it is known to
    hold. Raises `ValueError` for a text that names no loss.
    """
    config = with_settings(run.config, run.settings)
    if (named := data_meant(text)) is not None:
        loss = usual_loss(load(named).data)
        said = f"{named} is a data set: {loss} learns from it"
        return _on_data(config, loss, named), said
    data = _kept_data(run.data, text)
    if data is not None:
        on_it = replace(config, objective=text, start=None)
    elif is_on_data(text):
        return _on_data(config, text, usual_data(text)), ""
    else:
        on_it = replace(config, objective=text, start=None, **WITHOUT_DATA)
    return _with_rate(run, on_it, data)


def _on_data(config: RunConfig, loss: str, data: str) -> RunConfig:
    new = WITHOUT_DATA | {"data": data, "batch_size": USUAL_BATCH}
    return replace(config, objective=loss, start=None, learning_rate=None, **new)


def _kept_data(data: Dataset | None, text: str) -> Dataset | None:
    """The data, if the loss `text` can go on with them."""
    if data is None or is_on_data(text) == is_noise(data):
        return None
    try:
        return prepared(text, data) if is_on_data(text) else data
    except DataError:
        return None


def _with_rate(run: Run, config: RunConfig, data: Dataset | None) -> tuple[RunConfig, str]:
    """`config` with its η if somebody chose it and it holds, else with the loss's own; and why."""
    own = Run(replace(config, learning_rate=None), data)
    suited, chosen = own.settings.learning_rate, run.settings.learning_rate
    fresh = replace(config, learning_rate=None)
    if chosen == suited:
        return fresh, ""
    if chosen == run.objective.learning_rate:
        return fresh, f"η is now {number(suited)}, which suits this loss"
    wrong = _wrong_with_rate(own, chosen)
    return (fresh, f"η is now {number(suited)}: {wrong}") if wrong else (config, "")


def _wrong_with_rate(own: Run, rate: float) -> str:
    """Why `rate` does not hold on the loss of `own`, a run at its start; "" where it does."""
    curvature, settings = own.objective.curvature, own.settings
    if curvature is not None and curvature.mu > 0 and settings.schedule == "constant":
        edge = stability_edge(curvature.L, settings.optimizer)
        if edge is not None:
            limit = f"{number(rate)} is not below {edge.formula} = {number(edge.rate)}"
            return "" if rate < edge.rate else limit
    trial = own.fork()
    trial.edit(learning_rate=rate)
    trial.advance(TRIAL_STEPS, budget=TRIAL_SECONDS)
    grows = verdict_of(trial, trial.rows).kind == "diverging" or not trial.loss <= own.loss
    return f"at {number(rate)} the loss grows here" if grows else ""
