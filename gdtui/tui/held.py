"""After a divergence: back to where the settings were chosen, and on with a rate that holds."""

from collections.abc import Sequence

from gdtui.engine.analysis.held_rate import held_rate, rate_to_try
from gdtui.engine.analysis.verdict import Verdict
from gdtui.engine.experiment import Experiment
from gdtui.engine.numbers import number

OFFER = "H tries it"
"""Said beside the rate that would have held."""
OFFER_UNTOLD = "H lowers η"
"""Said where the run diverges, and that rate is not known yet."""


def offering(verdict: Verdict) -> Sequence[str]:
    """The reasons of a verdict; of a divergence with what H would do, if that would help."""
    reasons = verdict.reasons
    if verdict.kind != "diverging" or any("no smaller η" in reason for reason in reasons):
        return reasons
    told = "would have held" in reasons[0]
    return (reasons[0], OFFER, *reasons[1:]) if told else (*reasons, OFFER_UNTOLD)


def try_held(experiment: Experiment) -> str:
    """Edit a run that diverges where its settings last changed, so that it holds; the future that
    it had is the ghost. Returns what was done, or why nothing was."""
    run = experiment.run
    if experiment.verdict.kind != "diverging":
        return "H is for a run that diverges: it goes back, and on with a rate that holds."
    rate, begun, failed = rate_to_try(run), run.changed, run.settings.learning_rate
    if rate is None:
        return f"No smaller η holds for long from step {begun}; another start may."
    held = held_rate(run)
    experiment.go(begun)
    experiment.edit(learning_rate=rate)
    why = (
        "half of it: to find the largest that holds takes too long"
        if held is None
        else f"it holds for {held.steps:,} steps at least"
    )
    return f"Back at step {begun}, with η = {number(rate)} in place of {number(failed)}: {why}."
